/*
 * customer.c - customers from accounts, families and contacts.
 */
#include "analysis/value/customer.h"

#include "analysis/engine/inside.h"

const crm_field crm__customer_account_fields[] = {CRM_ACCOUNT_TYPES, CRM_ACCOUNT_PROFILING_REFUSED,
                                                  -1};
const crm_field crm__customer_contact_fields[] = {CRM_CONTACT_PROFILING_REFUSED, -1};

crm_id
crm__customer_contact(const crm_analysis *analysis, const struct crm__sale *sale)
{
    return analysis->common->unit == CRM_UNIT_CONTACT ? sale->contact : 0;
}

/* ---- Who does not count ---- */

/* Persons who refused profiling get no score: accounts that are persons, and all contacts. */
int32_t
crm__customer_judge(const crm_analysis *analysis, crm_id account, crm_id contact)
{
    crm_kind kind = account ? CRM_KIND_ACCOUNT : CRM_KIND_CONTACT;
    crm_field field = account ? CRM_ACCOUNT_PROFILING_REFUSED : CRM_CONTACT_PROFILING_REFUSED;
    int64_t refused, types = 0;
    size_t row;

    if (!crm__kept_find(analysis, kind, account ? account : contact, &row) ||
        !crm__kept_int(analysis, kind, row, field, &refused))
        return CRM__USED;
    if (account)
        crm__kept_int(analysis, kind, row, CRM_ACCOUNT_TYPES, &types);
    return !account || types & CRM_ACCOUNT_TYPE_PERSON ? CRM__PROFILING_REFUSED : CRM__USED;
}

/* Rows of persons who refused are left out of coverage as well as their sales. */
static void
leave_out_refusals(crm_analysis *analysis, crm_kind kind)
{
    size_t rows = crm__kept_rows(analysis, kind);

    for (size_t row = 0; row < rows; row++) {
        crm_id id = crm__kept_id(analysis, kind, row, CRM_FIELD_ID);
        int32_t reason = crm__customer_judge(analysis, kind == CRM_KIND_ACCOUNT ? id : 0,
                                             kind == CRM_KIND_CONTACT ? id : 0);

        crm__leave_out(analysis, kind, row, reason);
    }
}

void
crm__customers_leave_out(crm_analysis *analysis)
{
    if (analysis->common->unit == CRM_UNIT_CONTACT)
        leave_out_refusals(analysis, CRM_KIND_CONTACT);
    leave_out_refusals(analysis, CRM_KIND_ACCOUNT);
}

/* ---- Gathering ---- */

/* The customer that a cell belongs to now; 0 = none that counts. */
static crm_id
customer_of(const crm_analysis *analysis, const struct crm__forest *forest, crm_day day,
            const int64_t *record)
{
    int32_t reason;
    crm_id account = crm__judge_account(analysis, record[0], &reason);

    if (account == 0 || analysis->common->unit == CRM_UNIT_ACCOUNT)
        return account;
    if (analysis->common->unit == CRM_UNIT_FAMILY)
        return crm__forest_root(forest, account, day);
    return crm__judge_contact(analysis, record[1], &reason);
}

/* True if a cell is whole: no other account can share its customer. */
static bool
cells_are_whole(const crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_ACCOUNT);

    if (analysis->common->unit != CRM_UNIT_ACCOUNT)
        return false;
    for (size_t row = 0; row < rows; row++) {
        if (crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_FIELD_MERGED_INTO) != 0)
            return false;
    }
    return true;
}

/* Put a cell together with others of its customer and key. */
static crm_status
put_together(crm_analysis *analysis, size_t state, struct crm__cells *together, crm_id customer,
             const int64_t *record)
{
    const struct crm__slot *slots = analysis->class->states[state].slots;
    bool fresh;
    int64_t *into = crm__cells_add(together, customer, record[2], 0, &fresh);

    if (!into)
        return crm__no_memory(analysis->crm);
    if (fresh)
        crm__state_begin(slots, into);
    return crm__state_merge(analysis, slots, into, record + 3);
}

crm_status
crm__customers_gather(crm_analysis *analysis, size_t state, crm_day day, crm__customer_take *take,
                      void *context)
{
    const struct crm__cells *cells = &analysis->states[state];
    bool whole = cells_are_whole(analysis);
    struct crm__forest forest;
    struct crm__cells together;
    crm_status status = crm__forest_build(analysis, &forest);

    crm__cells_init(&together, analysis->memory, 2, cells->slots);
    for (size_t i = 0; i < cells->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(cells, i);
        crm_id customer = record ? customer_of(analysis, &forest, day, record) : 0;

        if (customer != 0)
            status = whole ? take(context, customer, record[2], record + 3)
                           : put_together(analysis, state, &together, customer, record);
    }
    for (size_t i = 0; i < together.capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(&together, i);

        if (record)
            status = take(context, record[0], record[1], record + 2);
    }
    crm__forest_done(&forest);
    crm__cells_done(&together);
    return status;
}
