/*
 * merge.c - partials of other processes put together. `meta` comes first and announces how many
 * rows each table has; tables follow in any order, each once. What stands in them is checked as
 * hostile input: names, types, keys in strict order, ids and days in range.
 */
#include <string.h>

#include "analysis/engine/partial.h"
#include "base/calendar.h"
#include "base/currency.h"

bool
crm__merge_complete(const crm_analysis *analysis)
{
    return !analysis->merging || analysis->merging->left == 0;
}

void
crm__merging_done(crm_analysis *analysis)
{
    crm__free(analysis->memory, analysis->merging, sizeof *analysis->merging);
    crm__free(analysis->memory, analysis->columns, sizeof *analysis->columns);
    analysis->merging = NULL;
    analysis->columns = NULL;
}

static crm_status
bad_partial(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_DATA, 0, 0, -1, "%s: partial: %s",
                     analysis->class->name, what);
}

static bool
columns_are(const crm_table *table, const struct crm__column_spec *specs, size_t count)
{
    if (table->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (table->columns[i].type != specs[i].type ||
            strcmp(table->columns[i].name, specs[i].name) != 0)
            return false;
    }
    return true;
}

/* ---- Meta ---- */

static bool
text_is(const crm_table *table, size_t row, int32_t column, const char *text)
{
    size_t length;
    const char *found = crm__cell_text(table, row, column, &length);

    if (!text || !found)
        return !text && !found;
    return length == strlen(text) && memcmp(found, text, length) == 0;
}

static crm_status
check_meta_row(crm_analysis *analysis, const crm_table *table, const struct crm__meta *own,
               size_t i)
{
    int64_t value;

    if (!text_is(table, i, 0, own->rows[i].key) || !crm__cell_int(table, i, 1, &value))
        return bad_partial(analysis, "meta has other rows");
    if (i < own->fixed && (value != own->rows[i].value || !text_is(table, i, 2, own->rows[i].text)))
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "%s: the partial was made with another %s", analysis->class->name,
                         own->rows[i].key);
    if (i >= own->fixed && (value < 0 || value > INT64_MAX / 4))
        return bad_partial(analysis, "meta announces an impossible number of rows");
    return CRM_OK;
}

/* Facts were folded with the setup rows that are announced: no others may come. */
static crm_status
pin_setup(crm_analysis *analysis)
{
    struct crm__part part;

    for (size_t i = 1; crm__part_at(analysis, i, &part); i++) {
        struct crm__kept *kept;

        if (part.input == SIZE_MAX || analysis->class->inputs[part.input].role != CRM_ROLE_SETUP)
            continue;
        kept = &analysis->kept[part.input];
        if (kept->pinned && kept->facts != (uint64_t)analysis->merging->rows[i])
            return bad_partial(analysis, "made from other setup rows than those before");
        kept->pinned = true;
        kept->facts = (uint64_t)analysis->merging->rows[i];
    }
    return CRM_OK;
}

static crm_status
merge_meta(crm_analysis *analysis, const crm_table *table)
{
    struct crm__merging *merging = analysis->merging;
    struct crm__meta own;
    crm_status status = CRM_OK;
    int64_t rows = 0, facts = 0;

    if (merging->left > 0)
        return bad_partial(analysis, "tables of the one before are missing");
    crm__meta_of(analysis, &own);
    if (!columns_are(table, crm__meta_columns, 3) || table->rows < 2)
        return bad_partial(analysis, "meta has other columns");
    for (size_t i = 0; i < own.count && status == CRM_OK; i++)
        status = i < table->rows ? check_meta_row(analysis, table, &own, i)
                                 : bad_partial(analysis, "meta is too short");
    if (status != CRM_OK)
        return status;
    if (table->rows != own.count)
        return bad_partial(analysis, "meta is too long");
    crm__cell_int(table, own.fixed, 1, &rows);
    crm__cell_int(table, own.fixed + 1, 1, &facts);
    if (analysis->rows_fed > INT64_MAX / 4 || analysis->facts > INT64_MAX / 4)
        return bad_partial(analysis, "more rows than can be counted");
    analysis->rows_fed += (uint64_t)rows;
    analysis->facts += (uint64_t)facts;
    merging->begun = true;
    for (size_t i = 1; own.fixed + 1 + i < own.count; i++) {
        crm__cell_int(table, own.fixed + 1 + i, 1, &merging->rows[i]);
        merging->awaited[i] = true;
        merging->left++;
    }
    return facts > 0 ? pin_setup(analysis) : CRM_OK;
}

/* ---- States ---- */

static bool
ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);

    return length >= tail && strcmp(name + length - tail, end) == 0;
}

static bool
key_valid(const char *name, int64_t value)
{
    int64_t reason = value & 63, kind = value >> 6 & 1023, currency = value >> 16;

    if (strcmp(name, "code") == 0)
        return value >= 0 && kind >= 1 && kind <= CRM__KINDS &&
               (reason < CRM__REASONS ||
                (reason >= CRM__NOTE_RECORDED_AFTER_AS_OF && reason < CRM__NOTES_END)) &&
               (currency == 0 || crm__currency_valid(currency));
    if (strcmp(name, "day") == 0 || strcmp(name, "epoch") == 0)
        return value == CRM_DAY_NONE || crm__day_valid(value);
    return value >= 0;
}

static bool
record_valid(const struct crm__state *state, const int64_t *record)
{
    size_t column = 0;

    for (; column < 3 && state->keys[column]; column++) {
        if (!key_valid(state->keys[column], record[column]))
            return false;
    }
    for (const struct crm__slot *slot = state->slots; slot->name; slot++) {
        int64_t value = record[column];

        if (ends_with(slot->name, "day") && value != INT64_MIN && value != INT64_MAX &&
            !crm__day_valid(value))
            return false;
        column += slot->merge == CRM__SUM128 ? 2 : 1;
    }
    return true;
}

static bool
keys_ascend(const int64_t *before, const int64_t *record, uint32_t keys)
{
    for (uint32_t i = 0; i < keys; i++) {
        if (before[i] != record[i])
            return before[i] < record[i];
    }
    return false;
}

static crm_status
record_merge(crm_analysis *analysis, const struct crm__part *part, const int64_t *record)
{
    uint32_t keys = crm__state_keys(part->state), slots = crm__state_slots(part->state);
    bool fresh;
    int64_t *into = crm__cells_add(part->cells, record[0], keys > 1 ? record[1] : 0,
                                   keys > 2 ? record[2] : 0, &fresh);

    if (!into)
        return crm__no_memory(analysis->crm);
    if (!fresh)
        return crm__state_merge(analysis, part->state->slots, into, record + keys);
    memcpy(into, record + keys, slots * sizeof *into);
    return CRM_OK;
}

static crm_status
merge_state(crm_analysis *analysis, const struct crm__part *part, const crm_table *table)
{
    int64_t records[2][CRM__STATE_COLUMNS];
    uint32_t keys = crm__state_keys(part->state);
    crm_status status = CRM_OK;

    for (size_t row = 0; row < table->rows && status == CRM_OK; row++) {
        int64_t *record = records[row & 1], *before = records[~row & 1];

        for (size_t i = 0; i < table->count; i++) {
            if (!crm__cell_int(table, row, (int32_t)i, &record[i]))
                return bad_partial(analysis, "a state has a cell without value");
        }
        if (!record_valid(part->state, record))
            return bad_partial(analysis, "a state has a key or day out of range");
        if (row > 0 && !keys_ascend(before, record, keys))
            return bad_partial(analysis, "keys of a state are not in order");
        status = record_merge(analysis, part, record);
        if (status == CRM_OK && row % CRM__SLICE == CRM__SLICE - 1)
            status = crm__limit_check(analysis);
    }
    return status == CRM_OK ? crm__limit_check(analysis) : status;
}

/* ---- Any table ---- */

/* The number of the table that this is; SIZE_MAX if it is none of them. */
static size_t
number_of(crm_analysis *analysis, const crm_table *table)
{
    struct crm__part part;

    for (size_t i = 1; crm__part_at(analysis, i, &part); i++) {
        if (part.state) {
            crm__columns_of(part.state, analysis->columns);
            if (table->kind == 0 &&
                columns_are(table, analysis->columns->specs, analysis->columns->count))
                return i;
        } else if (table->kind == analysis->class->inputs[part.input].kind) {
            return i;
        }
    }
    return SIZE_MAX;
}

static crm_status
merge_part(crm_analysis *analysis, const crm_table *table)
{
    struct crm__merging *merging = analysis->merging;
    size_t number = number_of(analysis, table);
    struct crm__part part;
    crm_status status;

    if (number == SIZE_MAX)
        return bad_partial(analysis, "a table that is none of this analysis");
    if (!merging->awaited[number])
        return bad_partial(analysis, "a table came before its meta, or twice");
    if ((uint64_t)merging->rows[number] != table->rows)
        return bad_partial(analysis, "a table has not the rows that meta announced");
    merging->awaited[number] = false;
    merging->left--;
    crm__part_at(analysis, number, &part);
    if (part.state)
        return merge_state(analysis, &part, table);
    status = crm__table_check(analysis->crm, table, false);
    return status == CRM_OK ? crm__feed(analysis, part.input, table, true) : status;
}

crm_status
crm__merge(crm_analysis *analysis, const crm_table *table)
{
    if (!analysis->merging)
        analysis->merging = crm__alloc(analysis->memory, sizeof *analysis->merging);
    if (!analysis->columns)
        analysis->columns = crm__alloc(analysis->memory, sizeof *analysis->columns);
    if (!analysis->merging || !analysis->columns)
        return crm__no_memory(analysis->crm);
    if (table->status != CRM_OK)
        return crm__fail(analysis->crm, table->status, 0, 0, -1, "%s: the table failed before",
                         analysis->class->name);
    if (table->kind == 0 && table->count > 0 &&
        strcmp(table->columns[0].name, crm__meta_columns[0].name) == 0)
        return merge_meta(analysis, table);
    return merge_part(analysis, table);
}
