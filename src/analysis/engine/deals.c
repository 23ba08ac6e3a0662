/*
 * deals.c - which rows of the log count, and in which order: corrections put in place, rows of one
 * deal together. replay.c makes the state of each deal from them.
 */
#include "analysis/engine/deals.h"

#include <string.h>

#include "analysis/engine/inside.h"
#include "analysis/engine/replay.h"
#include "base/order.h"

const crm_field crm__deals_transition_fields[] = {
    CRM_TRANSITION_OPPORTUNITY, CRM_TRANSITION_SEQ,
    CRM_TRANSITION_TYPE,        CRM_TRANSITION_STAGE,
    CRM_TRANSITION_OUTCOME,     CRM_TRANSITION_AT,
    CRM_TRANSITION_BITS,        CRM_TRANSITION_CORRECTS,
    CRM_TRANSITION_PIPELINE,    CRM_TRANSITION_POSITION,
    CRM_TRANSITION_AMOUNT,      CRM_TRANSITION_CURRENCY,
    CRM_TRANSITION_CLOSE_DAY,   CRM_TRANSITION_OWNER,
    CRM_TRANSITION_ACCOUNT,     CRM_TRANSITION_PROBABILITY_BP,
    CRM_TRANSITION_PRODUCT,     CRM_TRANSITION_CATEGORY,
    CRM_TRANSITION_REASON,      -1};
const crm_field crm__deals_opportunity_fields[] = {CRM_OPPORTUNITY_STAGE, CRM_OPPORTUNITY_CONTACT,
                                                   CRM_OPPORTUNITY_SOURCE, CRM_OPPORTUNITY_TYPE,
                                                   -1};
const crm_field crm__deals_stage_fields[] = {
    CRM_STAGE_PIPELINE,      CRM_STAGE_NAME,           CRM_STAGE_POSITION,
    CRM_STAGE_OUTCOME,       CRM_STAGE_PROBABILITY_BP, CRM_STAGE_CATEGORY,
    CRM_STAGE_EXPECTED_DAYS, CRM_STAGE_MAX_DAYS,       -1};

static int64_t
row_int(const crm_analysis *analysis, size_t row, crm_field field, int64_t none)
{
    int64_t value;

    return crm__kept_int(analysis, CRM_KIND_TRANSITION, row, field, &value) ? value : none;
}

/* ---- Which rows are seen ---- */

struct entry {
    crm_id deal;
    int64_t seq;
    crm_id id;
    size_t row;
};

static int
compare_entries(const void *a, const void *b, void *context)
{
    const struct entry *x = a, *y = b;

    (void)context;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Why the deal that a row belongs to does not count; CRM__USED if it does. */
static int32_t
deal_reason(const crm_analysis *analysis, crm_id deal)
{
    size_t row;
    int32_t seen;

    if (crm__kept_rows(analysis, CRM_KIND_OPPORTUNITY) == 0)
        return CRM__USED;
    if (!crm__kept_find(analysis, CRM_KIND_OPPORTUNITY, deal, &row))
        return CRM__UNKNOWN_REFERENCE;
    seen = crm__kept_seen(analysis, CRM_KIND_OPPORTUNITY, row);
    if (seen != CRM__USED)
        return seen == CRM__ERASED ? CRM__ERASED : CRM__UNKNOWN_REFERENCE;
    return crm__resolve(analysis, CRM_KIND_OPPORTUNITY, deal) == deal ? CRM__USED
                                                                      : CRM__NOT_COUNTED_TYPE;
}

static size_t
collect_entries(crm_analysis *analysis, struct entry *entries)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_TRANSITION), count = 0;

    for (size_t row = 0; row < rows; row++) {
        struct entry *entry = &entries[count];
        int32_t reason;

        entry->deal = crm__kept_id(analysis, CRM_KIND_TRANSITION, row, CRM_TRANSITION_OPPORTUNITY);
        entry->seq = row_int(analysis, row, CRM_TRANSITION_SEQ, 0);
        entry->id = crm__kept_id(analysis, CRM_KIND_TRANSITION, row, CRM_FIELD_ID);
        entry->row = row;
        reason = deal_reason(analysis, entry->deal);
        if (reason != CRM__USED)
            crm__leave_out(analysis, CRM_KIND_TRANSITION, row, reason);
        if (row_int(analysis, row, CRM_TRANSITION_AT, CRM_INSTANT_NONE) >= analysis->end)
            crm__leave_out(analysis, CRM_KIND_TRANSITION, row, CRM__AFTER_AS_OF);
        if (reason == CRM__USED && crm__kept_seen(analysis, CRM_KIND_TRANSITION, row) == CRM__USED)
            count++;
    }
    crm__sort(entries, count, sizeof *entries, compare_entries, NULL);
    return count;
}

/* ---- Places: rows after corrections ---- */

struct places {
    struct crm__place *list;
    size_t count;
    struct crm__cells of; /* transition id -> place */
};

/* Put a CORRECT row into the place of the row it names; false if it names none that is seen. */
static bool
correct(const crm_analysis *analysis, struct places *places, const struct entry *entry,
        crm_status *out_status)
{
    crm_id named = crm__kept_id(analysis, CRM_KIND_TRANSITION, entry->row, CRM_TRANSITION_CORRECTS);
    const int64_t *at = crm__cells_find(&places->of, named, 0, 0);
    struct crm__place *place = at ? &places->list[*at] : NULL;
    int64_t index, *own;

    if (!place || place->deal != entry->deal)
        return false;
    index = *at;
    own = crm__cells_add(&places->of, entry->id, 0, 0, NULL);
    if (!own)
        *out_status = CRM_ERROR_MEMORY;
    else
        *own = index;
    if (!(row_int(analysis, entry->row, CRM_TRANSITION_BITS, 0) & CRM_TRANSITION_BIT_VOID)) {
        place->row = entry->row;
        place->empty = false;
    } else {
        place->empty = place->empty || place->type != CRM_TRANSITION_TYPE_CREATE;
    }
    return true;
}

static crm_status
make_places(crm_analysis *analysis, const struct entry *entries, size_t count,
            struct places *places)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        const struct entry *entry = &entries[i];
        int64_t type = row_int(analysis, entry->row, CRM_TRANSITION_TYPE, 0), *slot;

        if (type == CRM_TRANSITION_TYPE_CORRECT) {
            if (!correct(analysis, places, entry, &status))
                crm__leave_out(analysis, CRM_KIND_TRANSITION, entry->row, CRM__UNKNOWN_REFERENCE);
            continue;
        }
        slot = crm__cells_add(&places->of, entry->id, 0, 0, NULL);
        if (!slot)
            return CRM_ERROR_MEMORY;
        *slot = (int64_t)places->count;
        places->list[places->count++] = (struct crm__place){.deal = entry->deal,
                                                            .seq = entry->seq,
                                                            .id = entry->id,
                                                            .row = entry->row,
                                                            .type = (int32_t)type};
    }
    for (size_t i = 0; i < places->count; i++)
        places->list[i].at =
            row_int(analysis, places->list[i].row, CRM_TRANSITION_AT, CRM_INSTANT_NONE);
    return status;
}

static int
compare_places(const void *a, const void *b, void *context)
{
    const struct crm__place *x = a, *y = b;

    (void)context;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    if (x->at != y->at) /* none is the smallest instant: it comes first */
        return x->at < y->at ? -1 : 1;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static crm_status
replay_places(crm_analysis *analysis, const struct places *places)
{
    crm_status status = CRM_OK;
    size_t end;

    for (size_t first = 0; first < places->count && status == CRM_OK; first = end) {
        end = first + 1;
        while (end < places->count && places->list[end].deal == places->list[first].deal)
            end++;
        status = crm__replay(analysis, &places->list[first], end - first);
    }
    return status;
}

static crm_status
build_from(crm_analysis *analysis, struct entry *entries, struct places *places)
{
    size_t count = collect_entries(analysis, entries);
    crm_status status = make_places(analysis, entries, count, places);

    if (status == CRM_OK) {
        crm__sort(places->list, places->count, sizeof *places->list, compare_places, NULL);
        status = replay_places(analysis, places);
    }
    return status == CRM_ERROR_MEMORY ? crm__no_memory(analysis->crm) : status;
}

/* Deals that are not there at as_of, for coverage. */
static void
judge_deals(crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_OPPORTUNITY);

    for (size_t row = 0; row < rows; row++) {
        crm_id id = crm__kept_id(analysis, CRM_KIND_OPPORTUNITY, row, CRM_FIELD_ID);
        int32_t reason = deal_reason(analysis, id);
        size_t at = crm__deals_find(analysis, id);

        if (reason != CRM__USED || at == SIZE_MAX)
            crm__leave_out(analysis, CRM_KIND_OPPORTUNITY, row,
                           reason == CRM__NOT_COUNTED_TYPE ? reason : CRM__AFTER_AS_OF);
        else if (analysis->deals.list[at].now.has_amount)
            crm__cover_amount(analysis, CRM_KIND_OPPORTUNITY, row,
                              analysis->deals.list[at].now.amount,
                              analysis->deals.list[at].now.currency);
    }
}

crm_status
crm__deals_build(crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_TRANSITION);
    struct entry *entries;
    struct places places = {0};
    crm_status status = CRM_OK;

    if (rows > 0) {
        entries = crm__alloc_array(analysis->memory, rows, sizeof *entries);
        places.list = crm__alloc_array(analysis->memory, rows, sizeof *places.list);
        crm__cells_init(&places.of, analysis->memory, 1, 1);
        status = entries && places.list ? build_from(analysis, entries, &places)
                                        : crm__no_memory(analysis->crm);
        crm__cells_done(&places.of);
        crm__free_array(analysis->memory, places.list, rows, sizeof *places.list);
        crm__free_array(analysis->memory, entries, rows, sizeof *entries);
    }
    if (status == CRM_OK)
        judge_deals(analysis);
    return status;
}

void
crm__deals_done(crm_analysis *analysis)
{
    struct crm__deals *deals = &analysis->deals;

    crm__free_array(analysis->memory, deals->list, deals->capacity, sizeof *deals->list);
    crm__free_array(analysis->memory, deals->steps, deals->step_capacity, sizeof *deals->steps);
    crm__free_array(analysis->memory, deals->visits, deals->visit_capacity, sizeof *deals->visits);
    memset(deals, 0, sizeof *deals);
}

size_t
crm__deals_find(const crm_analysis *analysis, crm_id id)
{
    size_t low = 0, high = analysis->deals.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (analysis->deals.list[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < analysis->deals.count && analysis->deals.list[low].id == id ? low : SIZE_MAX;
}
