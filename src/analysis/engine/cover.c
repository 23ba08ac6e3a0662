/*
 * cover.c - what became of every row that was fed: used, or left out for the first reason that
 * applies. Folded rows are counted by their raw account and contact, because what those accounts
 * turn out to be at finish may be a reason that comes before the one seen in the fold.
 */
#include <string.h>

#include "analysis/engine/inside.h"
#include "crm/money.h"

#define CODE_BITS 16

static const char *const reason_names[] = {
    [CRM__USED] = "used",
    [CRM__ERASED] = "erased",
    [CRM__ARCHIVED] = "archived",
    [CRM__AFTER_AS_OF] = "after_as_of",
    [CRM__AFTER_KNOWN_AT] = "after_known_at",
    [CRM__BEFORE_SINCE] = "before_since",
    [CRM__NOT_COUNTED_TYPE] = "not_counted_type",
    [CRM__UNKNOWN_REFERENCE] = "unknown_reference",
    [CRM__NO_ACCOUNT] = "no_account",
    [CRM__NO_CONTACT] = "no_contact",
    [CRM__NO_PRODUCT] = "no_product",
    [CRM__PROFILING_REFUSED] = "profiling_refused",
    [CRM__NOT_IN_GRID] = "not_in_grid",
    [CRM__NO_RATE] = "no_rate",
    [CRM__NO_AMOUNT] = "no_amount",
    [CRM__NOTE_RECORDED_AFTER_AS_OF] = "note_recorded_after_as_of",
    [CRM__NOTE_START_UNKNOWN] = "note_start_unknown",
    [CRM__NOTE_STAGE_DISAGREES] = "note_stage_disagrees",
    [CRM__NOTE_WON_WITHOUT_PURCHASE] = "note_won_without_purchase",
    [CRM__NOTE_CYCLE_CUT] = "note_cycle_cut",
    [CRM__NOTE_NO_LIST] = "note_no_list",
    [CRM__NOTE_NO_VALUE] = "note_no_value",
    [CRM__NOTE_NO_COST] = "note_no_cost",
};

static int64_t
code_of(crm_kind kind, int32_t reason, crm_currency currency)
{
    return (int64_t)currency << CODE_BITS | (int64_t)kind << 6 | reason;
}

static int32_t
code_reason(int64_t code)
{
    return (int32_t)(code & 63);
}

static crm_kind
code_kind(int64_t code)
{
    return (crm_kind)(code >> 6 & 1023);
}

static crm_currency
code_currency(int64_t code)
{
    return (crm_currency)(code >> CODE_BITS);
}

static crm_status
count(crm_analysis *analysis, struct crm__cells *cells, const int64_t key[3], int64_t rows,
      const int64_t *amount)
{
    int64_t *slots = crm__cells_add(cells, key[0], key[1], key[2], NULL);

    if (!slots)
        return crm__no_memory(analysis->crm);
    slots[0] += rows;
    crm__wide_slot_merge(slots + 1, amount);
    return CRM_OK;
}

crm_status
crm__cover(crm_analysis *analysis, crm_kind kind, int32_t reason, crm_id account, crm_id contact,
           bool has_amount, int64_t amount, crm_currency currency)
{
    const int64_t key[3] = {code_of(kind, reason, has_amount ? currency : 0), account, contact};
    int64_t sum[2] = {0, 0};

    if (has_amount)
        crm__wide_slot_add(sum, amount);
    return count(analysis, &analysis->coverage, key, 1, sum);
}

crm_status
crm__note(crm_analysis *analysis, crm_kind kind, int32_t note, int64_t rows, int64_t amount,
          crm_currency currency)
{
    const int64_t key[3] = {code_of(kind, note, currency), 0, 0};
    int64_t sum[2] = {0, 0};

    crm__wide_slot_add(sum, amount);
    return count(analysis, &analysis->coverage, key, rows, sum);
}

/* ---- At finish: the reason that holds, all accounts known ---- */

/* Returns -1 for a note about a row that was not used after all. */
static int32_t
reason_now(const crm_analysis *analysis, int64_t code, crm_id account, crm_id contact)
{
    int32_t reason = code_reason(code), found;
    bool note = reason >= CRM__REASONS;
    int32_t outside = CRM__USED;

    if (account != 0) {
        crm__judge_account(analysis, account, &found);
        outside = crm__reason_first(outside, found);
    }
    if (contact != 0) {
        crm__judge_contact(analysis, contact, &found);
        outside = crm__reason_first(outside, found);
    }
    if (note)
        return outside == CRM__USED ? reason : -1;
    return crm__reason_first(reason, outside);
}

/* Keys of the summary: kind, reason, currency. */
static crm_status
summarize_facts(crm_analysis *analysis, struct crm__cells *summary)
{
    const struct crm__cells *cells = &analysis->coverage;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < cells->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(cells, i);
        int32_t reason = record ? reason_now(analysis, record[0], record[1], record[2]) : -1;

        if (reason >= 0) {
            const int64_t key[3] = {code_kind(record[0]), reason, code_currency(record[0])};

            status = count(analysis, summary, key, record[3], record + 4);
        }
    }
    return status;
}

static crm_status
summarize_kept(crm_analysis *analysis, size_t input, struct crm__cells *summary)
{
    const struct crm__kept *kept = &analysis->kept[input];
    crm_kind kind = analysis->class->inputs[input].kind;
    crm_status status = CRM_OK;

    for (size_t row = 0; row < kept->made && status == CRM_OK; row++) {
        const struct crm__verdict *verdict = &kept->verdicts[row];
        const int64_t key[3] = {kind, verdict->reason, verdict->currency};
        int64_t sum[2] = {0, 0}, created;

        if (verdict->currency != 0)
            crm__wide_slot_add(sum, verdict->amount);
        status = count(analysis, summary, key, 1, sum);
        if (status == CRM_OK && verdict->reason == CRM__USED &&
            analysis->class->inputs[input].role == CRM_ROLE_FACT &&
            crm__kept_int(analysis, kind, row, CRM_FIELD_CREATED, &created) &&
            crm__recorded_late(analysis, created)) {
            const int64_t note[3] = {kind, CRM__NOTE_RECORDED_AFTER_AS_OF, verdict->currency};

            status = count(analysis, summary, note, 1, sum);
        }
    }
    return status;
}

static crm_status
summarize(crm_analysis *analysis, struct crm__cells *summary)
{
    crm_status status = summarize_facts(analysis, summary);

    for (size_t i = 0; i < analysis->class->input_count && status == CRM_OK; i++)
        status = summarize_kept(analysis, i, summary);
    return status;
}

static void
write_line(struct crm__writer *writer, const int64_t *record)
{
    const char *kind = crm_schema_kind_name(writer->analysis->crm, (crm_kind)record[0]);
    const char *reason = reason_names[record[1]];
    char currency[4];
    int64_t amount;
    bool has = record[2] != 0 && crm__wide_to_int64(crm__wide_from_slots(record + 4), &amount) == 0;

    crm__write_row(writer);
    crm__write_text(writer, kind, strlen(kind));
    crm__write_text(writer, reason, strlen(reason));
    crm__write_int(writer, record[3]);
    crm__write_int_if(writer, has, has ? amount : 0);
    if (record[2] != 0 && crm_currency_to_text((crm_currency)record[2], currency) == CRM_OK)
        crm__write_text(writer, currency, 3);
    else
        crm__write_none(writer);
}

crm_status
crm__coverage_write(crm_analysis *analysis)
{
    struct crm__writer writer = crm__writer_on(analysis, analysis->results[CRM__RESULT_COVERAGE]);
    struct crm__cells summary;
    int64_t **records = NULL;
    crm_status status;

    crm__cells_init(&summary, analysis->memory, 3, 3);
    status = summarize(analysis, &summary);
    if (status == CRM_OK && crm__cells_sorted(&summary, &records) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    for (size_t i = 0; records && i < summary.count; i++)
        write_line(&writer, records[i]);
    if (status == CRM_OK)
        status = writer.status;
    crm__free_array(analysis->memory, records, summary.count, sizeof *records);
    crm__cells_done(&summary);
    return status;
}

/* ---- The currency of the result ---- */

crm_status
crm__meet(crm_analysis *analysis, crm_currency currency)
{
    char first[4] = "", second[4] = "";

    if (analysis->chosen || currency == 0 || currency == analysis->met)
        return CRM_OK;
    if (analysis->met == 0) {
        analysis->met = currency;
        return CRM_OK;
    }
    crm_currency_to_text(analysis->met, first);
    crm_currency_to_text(currency, second);
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                     "%s: amounts in %s and in %s, and no currency of the result was chosen",
                     analysis->class->name, strcmp(first, second) < 0 ? first : second,
                     strcmp(first, second) < 0 ? second : first);
}

/* Currencies in their own order, so that the same two are named whatever came first. */
static crm_status
meet_facts(crm_analysis *analysis)
{
    const struct crm__cells *cells = &analysis->coverage;
    struct crm__cells met;
    int64_t **records = NULL;
    crm_status status = CRM_OK;

    crm__cells_init(&met, analysis->memory, 1, 0);
    for (size_t i = 0; i < cells->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(cells, i);

        if (record && code_currency(record[0]) != 0 &&
            reason_now(analysis, record[0], record[1], record[2]) == CRM__USED &&
            !crm__cells_add(&met, code_currency(record[0]), 0, 0, NULL))
            status = crm__no_memory(analysis->crm);
    }
    if (status == CRM_OK && crm__cells_sorted(&met, &records) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    for (size_t i = 0; i < met.count && status == CRM_OK; i++)
        status = crm__meet(analysis, (crm_currency)records[i][0]);
    crm__free_array(analysis->memory, records, met.count, sizeof *records);
    crm__cells_done(&met);
    return status;
}

/* Amounts of deals, where deals are all there is; won deals as sales met theirs already. */
static crm_status
meet_deals(crm_analysis *analysis)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->deals.count && status == CRM_OK; i++) {
        const struct crm__carried *now = &analysis->deals.list[i].now;

        if (now->has_amount)
            status = crm__meet(analysis, now->currency);
    }
    return status;
}

crm_status
crm__currency_decide(crm_analysis *analysis)
{
    crm_status status;

    if (analysis->chosen)
        return CRM_OK;
    status = meet_facts(analysis);
    if (status == CRM_OK && !analysis->class->rule)
        status = meet_deals(analysis);
    if (status != CRM_OK)
        return status;
    analysis->currency = analysis->met;
    return crm__rates_build(analysis);
}
