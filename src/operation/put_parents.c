/*
 * put_parents.c - who owns whom in a batch of new accounts. Nobody can own a new account yet, and a
 * new account owns nobody who is not new: so a cycle can only run through new accounts, and one walk
 * over the batch finds it, however deep the families are. Owners outside the batch have to exist.
 */
#include "operation/put.h"

#include "base/cells.h"
#include "base/order.h"
#include "operation/link.h"

enum { PARENT, WALK, SLOTS };

struct batch {
    crm_context *crm;
    const crm_table *table;
    const crm_id *ids;
    size_t rows;
    struct crm__cells fresh; /* id of each new account -> its parent, and the walk that met it */
    size_t owned;            /* new accounts that have a parent */
};

static bool
is_new(const struct batch *batch, size_t row)
{
    return crm__row_int_or(batch->table, row, CRM_FIELD_VERSION, 0) == 0;
}

static crm_id
parent_of(const struct batch *batch, size_t row)
{
    return is_new(batch, row) ? crm__row_int_or(batch->table, row, CRM_ACCOUNT_PARENT, 0) : 0;
}

static crm_status
read_batch(struct batch *batch)
{
    for (size_t row = 0; row < batch->rows; row++) {
        int64_t *slots;

        if (!is_new(batch, row))
            continue;
        slots = crm__cells_add(&batch->fresh, batch->ids[row], 0, 0, NULL);
        if (!slots)
            return crm__no_memory(batch->crm);
        slots[PARENT] = parent_of(batch, row);
        batch->owned += slots[PARENT] != 0;
    }
    return CRM_OK;
}

static crm_status
tell_cycle(const struct batch *batch, crm_id id, crm_id parent)
{
    return crm__fail(batch->crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, id, CRM_ACCOUNT_PARENT,
                     id == parent ? "account %lld cannot be its own parent (%lld)"
                                  : "account %lld would own itself: it is put under %lld, which it "
                                    "owns",
                     (long long)id, (long long)parent);
}

/* From each account up, until one that an earlier walk met; meeting one's own steps is a cycle. */
static crm_status
check_cycles(const struct batch *batch)
{
    for (size_t row = 0; row < batch->rows; row++) {
        int64_t walk = (int64_t)row + 1, *slots = NULL;
        crm_id below = 0, id = is_new(batch, row) ? batch->ids[row] : 0;

        while (id && (slots = crm__cells_find(&batch->fresh, id, 0, 0)) && slots[WALK] == 0) {
            slots[WALK] = walk;
            below = id;
            id = slots[PARENT];
        }
        if (id && slots && below && slots[WALK] == walk)
            return tell_cycle(batch, below, id);
    }
    return CRM_OK;
}

/* Is every owner outside the batch there? `owners` ascending and distinct. */
static crm_status
check_found(crm_context *crm, const crm_id *owners, size_t count, const crm_table *found)
{
    size_t rows = crm_table_rows(found);
    crm_status status = CRM_OK;

    for (size_t i = 0, row = 0; i < count && status == CRM_OK; i++, row++) {
        int64_t gone;

        if (row == rows || crm__row_int_or(found, row, CRM_FIELD_ID, 0) != owners[i])
            return crm__fail(crm, CRM_ERROR_REFERENCE, CRM_KIND_ACCOUNT, owners[i],
                             CRM_ACCOUNT_PARENT, "there is no account %lld to be a parent",
                             (long long)owners[i]);
        if (crm__row_int(found, row, CRM_FIELD_MERGED_INTO, &gone) ||
            crm__row_int(found, row, CRM_FIELD_ERASED, &gone))
            return crm__fail(crm, CRM_ERROR_GONE, CRM_KIND_ACCOUNT, owners[i], CRM_ACCOUNT_PARENT,
                             "account %lld was merged or erased", (long long)owners[i]);
        status = crm__unit_check(crm, CRM_KIND_ACCOUNT, owners[i],
                                 crm__row_int_or(found, row, CRM_FIELD_VERSION, 0));
    }
    return status;
}

static crm_status
check_owners(const struct batch *batch)
{
    crm_context *crm = batch->crm;
    crm_id *owners = crm__alloc_array(&crm->memory, batch->owned, sizeof *owners);
    crm_table *found = NULL;
    size_t count = 0, distinct = 0;
    crm_status status;

    if (!owners)
        return crm__no_memory(crm);
    for (size_t row = 0; row < batch->rows; row++) {
        crm_id parent = parent_of(batch, row);

        if (parent && !crm__cells_find(&batch->fresh, parent, 0, 0))
            owners[count++] = parent;
    }
    crm__sort_int64(owners, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || owners[i] != owners[distinct - 1])
            owners[distinct++] = owners[i];
    status = crm__load_many(crm, CRM_KIND_ACCOUNT, owners, distinct, &found);
    if (status == CRM_OK)
        status = check_found(crm, owners, distinct, found);
    if (found)
        crm__table_free(found);
    crm__free_array(&crm->memory, owners, batch->owned, sizeof *owners);
    return status;
}

static crm_status
write_links(const struct batch *batch, crm_instant now)
{
    crm_context *crm = batch->crm;
    crm_id *links = crm__alloc_array(&crm->memory, batch->owned, sizeof *links);
    size_t used = 0;
    crm_status status;

    if (!links)
        return crm__no_memory(crm);
    status = crm__call_reserve(crm, CRM_KIND_LINK, batch->owned, links);
    for (size_t row = 0; row < batch->rows && status == CRM_OK; row++) {
        crm_id parent = parent_of(batch, row);

        if (parent)
            status = crm__put_owner(crm, links[used++], batch->ids[row], parent, CRM_DAY_NONE, now);
    }
    crm__free_array(&crm->memory, links, batch->owned, sizeof *links);
    return status;
}

crm_status
crm__put_parents(const struct crm__put *put)
{
    crm_context *crm = put->crm;
    struct batch batch = {.crm = crm, .table = put->table, .ids = put->ids, .rows = put->rows};
    crm_status status;

    crm__cells_init(&batch.fresh, &crm->memory, 1, SLOTS);
    status = read_batch(&batch);
    if (status == CRM_OK && batch.owned) {
        status = check_cycles(&batch);
        if (status == CRM_OK)
            status = check_owners(&batch);
        if (status == CRM_OK)
            status = write_links(&batch, put->now);
    }
    crm__cells_done(&batch.fresh);
    return status;
}
