/*
 * whitespace_tables.c - the table `cells`: the openings in the order in which to try them.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

struct listed {
    size_t row;
    size_t column;
    struct crm__chance chance;
};

/* Expected descending (none last), likelihood descending (none last), account, product, category:
   rows and columns stand in that order. */
static int
compare_listed(const void *a, const void *b, void *context)
{
    const struct listed *x = a, *y = b;
    const struct crm__chance *p = &x->chance, *q = &y->chance;

    (void)context;
    if (p->has_value != q->has_value)
        return p->has_value ? -1 : 1;
    if (p->expected != q->expected)
        return p->expected > q->expected ? -1 : 1;
    if (p->has_likelihood != q->has_likelihood)
        return p->has_likelihood ? -1 : 1;
    if (p->likelihood != q->likelihood)
        return p->likelihood > q->likelihood ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static void
write_cell(struct crm__writer *writer, const struct listed *listed)
{
    const struct crm__whitespace *own = crm__whitespace_own(writer->analysis);
    const struct crm__grid_column *column = &own->columns[listed->column];
    const struct crm__grid_cell *cell =
        &own->cells[listed->row * own->column_count + listed->column];
    const struct crm__chance *chance = &listed->chance;
    bool lost = cell->state == CRM_CELL_LOST_RECENTLY;

    crm__write_row(writer);
    crm__write_int(writer, own->rows[listed->row].id);
    crm__write_id(writer, column->product);
    crm__write_text(writer, column->category, column->category_length);
    crm__write_int(writer, cell->state);
    crm__write_day(writer, cell->state == CRM_CELL_HELD ? cell->first : CRM_DAY_NONE);
    crm__write_day(writer, cell->last);
    crm__write_int(writer, chance->peers);
    crm__write_int(writer, chance->holders);
    crm__write_int(writer, chance->family_holders);
    if (chance->has_likelihood)
        crm__write_double(writer, chance->likelihood);
    else
        crm__write_none(writer);
    crm__write_int_if(writer, chance->has_value, chance->value);
    crm__write_int_if(writer, chance->has_value, chance->expected);
    crm__write_id(writer, cell->state == CRM_CELL_IN_PIPELINE ? cell->open_deal
                          : lost                              ? cell->lost_deal
                                                              : 0);
    crm__write_day(writer, cell->lost_day);
    crm__write_none(writer); /* evidence */
    crm__write_none(writer); /* evidence_weight */
    crm__write_int(writer, chance->family_members);
}

static void
add_total(struct crm__grid_total *total, int32_t state, const struct crm__chance *chance)
{
    total->cells[state]++;
    if (state != CRM_CELL_WHITE || !chance->has_value)
        return;
    total->priced++;
    total->value = crm__wide_add(total->value, crm__wide_of(chance->value));
    total->expected = crm__wide_add(total->expected, crm__wide_of(chance->expected));
}

/* ---- All cells, once ---- */

static crm_status
walk_cells(crm_analysis *analysis, struct listed *list, size_t *out_count,
           struct crm__grid_totals *totals)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    bool held = analysis->common->flags & CRM_WHITESPACE_SHOW_HELD;
    crm_status status = CRM_OK;

    *out_count = 0;
    for (size_t i = 0; i < own->cell_count && status == CRM_OK; i++) {
        struct listed *listed = &list[*out_count];
        int32_t state = own->cells[i].state;

        listed->row = i / own->column_count;
        listed->column = i % own->column_count;
        status = crm__whitespace_chance(analysis, listed->row, listed->column, &listed->chance);
        add_total(&totals->rows[listed->row], state, &listed->chance);
        add_total(&totals->columns[listed->column], state, &listed->chance);
        add_total(&totals->families[own->rows[listed->row].family], state, &listed->chance);
        if (held || state != CRM_CELL_HELD)
            ++*out_count;
    }
    return status;
}

/* A column that has openings and no value in any of them. */
static crm_status
note_no_value(crm_analysis *analysis, const struct crm__grid_totals *totals)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    int64_t products = 0;

    if (crm__kept_rows(analysis, CRM_KIND_PRODUCT) == 0)
        return CRM_OK;
    for (size_t i = 0; i < own->column_count; i++) {
        if (totals->columns[i].cells[CRM_CELL_WHITE] > totals->columns[i].priced)
            products += own->columns[i].products;
    }
    return products == 0
               ? CRM_OK
               : crm__note(analysis, CRM_KIND_PRODUCT, CRM__NOTE_NO_VALUE, products, 0, 0);
}

static crm_status
write_cells(crm_analysis *analysis, struct crm__grid_totals *totals)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    struct crm__writer writer = crm__writer_of(analysis, CRM__WHITESPACE_CELLS);
    struct listed *list = crm__alloc_array(analysis->memory, own->cell_count + 1, sizeof *list);
    size_t count;
    crm_status status;

    if (!list)
        return crm__no_memory(analysis->crm);
    status = walk_cells(analysis, list, &count, totals);
    if (status == CRM_OK) {
        crm__sort(list, count, sizeof *list, compare_listed, NULL);
        for (size_t i = 0; i < count; i++)
            write_cell(&writer, &list[i]);
        status = writer.status;
    }
    crm__free_array(analysis->memory, list, own->cell_count + 1, sizeof *list);
    return status;
}

crm_status
crm__whitespace_write(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    struct crm__grid_totals totals = {
        .rows = crm__alloc_array(memory, own->row_count + 1, sizeof *totals.rows),
        .columns = crm__alloc_array(memory, own->column_count + 1, sizeof *totals.columns),
        .families = crm__alloc_array(memory, own->family_count + 1, sizeof *totals.families),
    };
    crm_status status = totals.rows && totals.columns && totals.families
                            ? write_cells(analysis, &totals)
                            : crm__no_memory(analysis->crm);

    if (status == CRM_OK)
        status = note_no_value(analysis, &totals);
    if (status == CRM_OK)
        status = crm__whitespace_write_totals(analysis, &totals);
    crm__free_array(memory, totals.rows, own->row_count + 1, sizeof *totals.rows);
    crm__free_array(memory, totals.columns, own->column_count + 1, sizeof *totals.columns);
    crm__free_array(memory, totals.families, own->family_count + 1, sizeof *totals.families);
    return status;
}
