/*
 * verify_links.c - that an account has one owner at a time, and that account.parent is the owner by
 * the links.
 */
#include "base/order.h"
#include "operation/verify.h"

crm_status
crm__verify_link(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    struct crm__owner owner = {crm__row_int_or(table, row, CRM_LINK_CHILD, 0),
                               crm__row_int_or(table, row, CRM_LINK_PARENT, 0),
                               crm__span_of(table, row),
                               crm__row_int_or(table, row, CRM_FIELD_ID, 0)};

    if (!crm__owns(table, row) || owner.span.from >= owner.span.to)
        return CRM_OK;
    if (crm__grow(&verifier->crm->memory, (void **)&verifier->owners, &verifier->owner_capacity,
                  verifier->owner_count + 1, sizeof owner) != CRM_OK)
        return crm__no_memory(verifier->crm);
    verifier->owners[verifier->owner_count++] = owner;
    return CRM_OK;
}

static int
by_child(const void *a, const void *b, void *context)
{
    const struct crm__owner *left = a, *right = b;

    (void)context;
    if (left->child != right->child)
        return left->child < right->child ? -1 : 1;
    if (left->span.from != right->span.from)
        return left->span.from < right->span.from ? -1 : 1;
    return left->link < right->link ? -1 : left->link > right->link;
}

crm_status
crm__verify_links(struct crm__verifier *verifier)
{
    const struct crm__owner *longest = NULL; /* of the same child, what ends last */
    crm_status status = CRM_OK;

    crm__sort(verifier->owners, verifier->owner_count, sizeof *verifier->owners, by_child, NULL);
    for (size_t i = 0; i < verifier->owner_count && status == CRM_OK; i++) {
        const struct crm__owner *owner = &verifier->owners[i];
        bool fresh = !longest || longest->child != owner->child;

        if (fresh) {
            int64_t *slot = crm__cells_add(&verifier->owned, owner->child, 0, 0, NULL);

            if (!slot)
                return crm__no_memory(verifier->crm);
            *slot = (int64_t)i;
        } else if (owner->span.from < longest->span.to && owner->link != longest->link) {
            status = crm__verify_tell(verifier, CRM_KIND_LINK, owner->link, CRM_LINK_VALID_FROM,
                                      "overlap", longest->link);
        }
        if (fresh || owner->span.to > longest->span.to)
            longest = owner;
    }
    return status;
}

crm_status
crm__verify_account(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    crm_id id = crm__row_int_or(table, row, CRM_FIELD_ID, 0), wanted = 0;
    crm_id parent = crm__row_int_or(table, row, CRM_ACCOUNT_PARENT, 0);
    const int64_t *first = crm__cells_find(&verifier->owned, id, 0, 0);
    bool was = parent == 0 && first;

    for (size_t i = first ? (size_t)*first : verifier->owner_count;
         i < verifier->owner_count && verifier->owners[i].child == id; i++) {
        const struct crm__owner *owner = &verifier->owners[i];

        was = was || owner->parent == parent;
        if (verifier->today < owner->span.from || verifier->today >= owner->span.to)
            continue;
        if (owner->parent == parent)
            return CRM_OK;
        wanted = owner->parent;
    }
    if (wanted == 0 && parent == 0)
        return CRM_OK;
    return crm__verify_tell(verifier, CRM_KIND_ACCOUNT, id, CRM_ACCOUNT_PARENT,
                            was ? "outdated" : "unlike_links", wanted);
}
