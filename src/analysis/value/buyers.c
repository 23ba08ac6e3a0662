/*
 * buyers.c - days of customers from a state keyed by account, contact and day.
 *
 * Where a cell of the state is a whole day of its customer, cells are handed on as they lie; else
 * they are put together in a table of days first.
 */
#include "analysis/value/buyers.h"

#include "analysis/engine/inside.h"

int32_t
crm__buyer_judge(const crm_analysis *analysis, crm_id account, crm_id contact)
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

static void
leave_out_kind(crm_analysis *analysis, crm_kind kind)
{
    size_t rows = crm__kept_rows(analysis, kind);

    for (size_t row = 0; row < rows; row++) {
        crm_id id = crm__kept_id(analysis, kind, row, CRM_FIELD_ID);
        int32_t reason = crm__buyer_judge(analysis, kind == CRM_KIND_ACCOUNT ? id : 0,
                                          kind == CRM_KIND_CONTACT ? id : 0);

        crm__leave_out(analysis, kind, row, reason);
    }
}

void
crm__buyers_leave_out(crm_analysis *analysis)
{
    if (analysis->common->unit == CRM_UNIT_CONTACT)
        leave_out_kind(analysis, CRM_KIND_CONTACT);
    leave_out_kind(analysis, CRM_KIND_ACCOUNT);
}

/* The customer that a cell belongs to now; 0 = none that counts. */
static crm_id
customer_of(const crm_analysis *analysis, const struct crm__forest *forest, const int64_t *record)
{
    int32_t reason;
    crm_id account = crm__judge_account(analysis, record[0], &reason);

    if (account == 0 || analysis->common->unit == CRM_UNIT_ACCOUNT)
        return account;
    if (analysis->common->unit == CRM_UNIT_FAMILY)
        return crm__forest_root(forest, account, analysis->common->as_of);
    return crm__judge_contact(analysis, record[1], &reason);
}

/* True if a cell of the state is a whole day of its customer: no other account can share it. */
static bool
cells_are_days(const crm_analysis *analysis)
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

/* Cells to days of customers: into `days`, or at once to `visit` where days is NULL. */
static crm_status
pass_cells(crm_analysis *analysis, size_t index, struct crm__cells *days, crm__buyer_day *visit,
           void *self)
{
    const struct crm__cells *state = &analysis->states[index];
    struct crm__forest forest;
    crm_status status = crm__forest_build(analysis, &forest);

    for (size_t i = 0; i < state->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(state, i);
        crm_id customer = record ? customer_of(analysis, &forest, record) : 0;
        int64_t *into;

        if (customer == 0)
            continue;
        if (!days) {
            status = visit(self, customer, record[2], record + 3);
            continue;
        }
        into = crm__cells_add(days, customer, record[2], 0, NULL);
        status = into ? crm__state_merge(analysis, analysis->class->states[index].slots, into,
                                         record + 3)
                      : crm__no_memory(analysis->crm);
    }
    crm__forest_done(&forest);
    return status;
}

crm_status
crm__buyer_days(crm_analysis *analysis, size_t state, crm__buyer_day *visit, void *self)
{
    struct crm__cells days;
    crm_status status;

    if (cells_are_days(analysis))
        return pass_cells(analysis, state, NULL, visit, self);
    crm__cells_init(&days, analysis->memory, 2, analysis->states[state].slots);
    status = pass_cells(analysis, state, &days, visit, self);
    for (size_t i = 0; i < days.capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(&days, i);

        if (record)
            status = visit(self, record[0], record[1], record + 2);
    }
    crm__cells_done(&days);
    return status;
}
