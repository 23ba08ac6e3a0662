/*
 * fuzz_partial.c - partials that another process sends: those of a real analysis, with cells, rows
 * and tables changed, left out and doubled. They are taken or refused; what was taken gives results.
 */
#include "fuzz.h"

#include "../analysis/world.h"
#include "record/table.h"

enum { EDITS = 6, COLUMNS = 48 };

struct edit {
    size_t table, row, column;
    uint8_t way;
    int64_t value;
};

struct plan {
    struct edit edits[EDITS];
    size_t count;
};

static void
read_plan(struct fuzz *fuzz, struct plan *plan)
{
    plan->count = fuzz_below(fuzz, EDITS + 1);
    for (size_t i = 0; i < plan->count; i++) {
        struct edit *edit = &plan->edits[i];

        edit->way = fuzz_byte(fuzz);
        edit->table = fuzz_below(fuzz, 20);
        edit->row = fuzz_below(fuzz, 64);
        edit->column = fuzz_below(fuzz, COLUMNS);
        edit->value = fuzz_value(fuzz);
    }
}

enum {
    CHANGE_CELL,
    ADD_TO_CELL,
    CLEAR_CELL,
    LEAVE_ROW_OUT,
    DOUBLE_ROW,
    LEAVE_TABLE_OUT,
    DOUBLE_TABLE,
    WAYS
};

static bool
asks(const struct plan *plan, size_t index, int way, size_t table, size_t row, size_t column)
{
    const struct edit *edit = &plan->edits[index];

    return edit->way % WAYS == way && edit->table == table &&
           (way >= LEAVE_TABLE_OUT || edit->row == row) &&
           (way >= LEAVE_ROW_OUT || edit->column == column);
}

static size_t
times(const struct plan *plan, bool rows, size_t table, size_t row)
{
    size_t count = 1;

    for (size_t i = 0; i < plan->count; i++) {
        if (asks(plan, i, rows ? LEAVE_ROW_OUT : LEAVE_TABLE_OUT, table, row, 0))
            count = 0;
        else if (asks(plan, i, rows ? DOUBLE_ROW : DOUBLE_TABLE, table, row, 0))
            count++;
    }
    return count;
}

static void
copy_cell(const struct plan *plan, const crm_table *from, crm_table *to, size_t table, size_t row,
          size_t column)
{
    size_t at = crm_table_rows(to) - 1, length = 0;
    const char *text = crm_table_text(from, row, (int32_t)column, &length);
    int64_t value = 0;
    bool has = text || crm_table_int(from, row, (int32_t)column, &value) == CRM_OK;

    for (size_t i = 0; i < plan->count; i++) {
        if (asks(plan, i, CLEAR_CELL, table, row, column))
            has = false;
        if (asks(plan, i, ADD_TO_CELL, table, row, column))
            value = (int64_t)((uint64_t)value + (uint64_t)plan->edits[i].value);
        if (asks(plan, i, CHANGE_CELL, table, row, column)) {
            value = plan->edits[i].value;
            text = text ? "x" : NULL;
            length = text ? 1 : 0;
            has = text || crm_table_type(from, (int32_t)column) != CRM_TYPE_TEXT;
        }
    }
    if (!has)
        return;
    if (text)
        MUST(crm__put_text(to, at, (int32_t)column, text, length) == CRM_OK);
    else
        MUST(crm__put_int(to, at, (int32_t)column, value) == CRM_OK);
}

/* A result like another one, with the edits of the plan. */
static crm_table *
spoil(const struct plan *plan, crm_context *crm, const crm_table *from, size_t table)
{
    struct crm__column_spec specs[COLUMNS];
    size_t columns = crm_table_columns(from);
    crm_table *to;

    MUST(columns <= COLUMNS);
    for (size_t i = 0; i < columns; i++)
        specs[i] = (struct crm__column_spec){crm_table_name(from, (int32_t)i),
                                             crm_table_type(from, (int32_t)i), 0, ""};
    to = crm__result_new(crm, specs, columns);
    MUST(to != NULL);
    for (size_t row = 0; row < crm_table_rows(from); row++) {
        for (size_t i = times(plan, true, table, row); i > 0; i--) {
            MUST(crm__table_add(to, 1) == CRM_OK);
            for (size_t column = 0; column < columns; column++)
                copy_cell(plan, from, to, table, row, column);
        }
    }
    MUST(crm__table_seal(to) == CRM_OK);
    return to;
}

/* A table of a kind, with cells of it changed as a caller can. */
static crm_table *
spoil_kind(const struct plan *plan, crm_context *crm, const crm_table *from, size_t table)
{
    crm_table *to = crm_table_new(crm, crm_table_kind(from));

    MUST(to != NULL && crm__table_copy_rows(to, from, 0, crm_table_rows(from)) == CRM_OK);
    for (size_t i = 0; i < plan->count; i++) {
        const struct edit *edit = &plan->edits[i];

        if (edit->table != table)
            continue;
        if (edit->way % WAYS == CLEAR_CELL)
            (void)crm_table_clear_cell(to, edit->row, crm_table_column_at(to, edit->column));
        else if (edit->way % WAYS == DOUBLE_ROW)
            (void)crm_table_add(to, 1);
        else
            (void)crm_table_set_int(to, edit->row, crm_table_column_at(to, edit->column),
                                    edit->value);
    }
    return to;
}

static crm_status
send(const struct plan *plan, crm_context *crm, crm_analysis *into, const crm_table *table,
     size_t index)
{
    bool result = crm_table_kind(table) == 0;
    crm_table *copy = (result ? spoil : spoil_kind)(plan, crm, table, index);
    crm_status status = CRM_OK;

    for (size_t i = times(plan, false, index, 0); i > 0 && status == CRM_OK; i--)
        status = crm_analysis_add_partial(into, copy);
    if (result)
        crm__table_free(copy);
    else
        crm_table_free(copy);
    return status;
}

static crm_status
send_all(struct fuzz *fuzz, crm_context *crm, crm_analysis *into, crm_analysis *from)
{
    struct plan plan;
    const crm_table *table;
    crm_status status = CRM_OK;

    read_plan(fuzz, &plan);
    for (size_t i = 0; status == CRM_OK; i++) {
        status = crm_analysis_partial(from, i, &table);
        if (status == CRM_NONE)
            return CRM_OK;
        MUST(status == CRM_OK);
        status = send(&plan, crm, into, table, i);
    }
    return status;
}

/* Two analyses of the same params; which ones, the same bytes say. */
static void
make_pair(struct fuzz *fuzz, crm_context *crm, crm_analysis **pair)
{
    struct fuzz again = *fuzz;

    pair[0] = fuzz_analysis(fuzz, crm);
    pair[1] = fuzz_analysis(&again, crm);
    MUST((pair[0] == NULL) == (pair[1] == NULL));
}

/* All of the world that the analysis reads. Its rows are right: only a limit may stop it. */
static void
feed_world(crm_analysis *analysis, uint8_t seed)
{
    crm_status status;
    struct feed feed;

    memset(&feed, 0, sizeof feed);
    world_make(&feed, 1 + seed % 4, 32);
    feed_shuffle(&feed, crm_analysis_descriptor(analysis), NULL);
    status = feed_all(analysis, &feed);
    MUST(status == CRM_OK || status == CRM_ERROR_LIMIT);
    feed_done(&feed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, size};
    crm_context *crm = feed_open(NULL, NULL);
    crm_analysis *pair[2];
    const crm_table *table;

    MUST(crm != NULL);
    make_pair(&fuzz, crm, pair);
    if (pair[0]) {
        feed_world(pair[0], fuzz_byte(&fuzz));
        if (fuzz_byte(&fuzz) & 1)
            feed_world(pair[1], 0);
        if (crm_analysis_partial(pair[0], 0, &table) == CRM_OK &&
            send_all(&fuzz, crm, pair[1], pair[0]) == CRM_OK &&
            send_all(&fuzz, crm, pair[1], pair[0]) == CRM_OK &&
            crm_analysis_finish(pair[1]) == CRM_OK)
            fuzz_read_results(pair[1]);
    }
    crm_analysis_free(pair[0]);
    crm_analysis_free(pair[1]);
    crm_close(crm);
    return 0;
}
