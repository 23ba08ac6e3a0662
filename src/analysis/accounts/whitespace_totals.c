/*
 * whitespace_totals.c - the tables `accounts`, `products` and `families`: the grid added up by rows,
 * columns and families. Value and expected are of the white cells; none where there are white cells
 * and none of them has a value.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

struct line {
    size_t at;
    const struct crm__grid_total *total;
    bool has_money;
    int64_t value;
    int64_t expected;
    bool by_value; /* the order of the table */
};

/* Expected (or value) descending, none last; then as rows and columns stand: by id, or category. */
static int
compare_lines(const void *a, const void *b, void *context)
{
    const struct line *x = a, *y = b;
    int64_t p = x->by_value ? x->value : x->expected, q = y->by_value ? y->value : y->expected;

    (void)context;
    if (x->has_money != y->has_money)
        return x->has_money ? -1 : 1;
    if (p != q)
        return p > q ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static crm_status
make_lines(crm_analysis *analysis, const struct crm__grid_total *totals, size_t count,
           bool by_value, struct line **out_lines)
{
    struct line *lines = crm__alloc_array(analysis->memory, count + 1, sizeof *lines);
    crm_status status = lines ? CRM_OK : crm__no_memory(analysis->crm);

    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        lines[i].at = i;
        lines[i].total = &totals[i];
        lines[i].by_value = by_value;
        lines[i].has_money = totals[i].priced > 0 || totals[i].cells[CRM_CELL_WHITE] == 0;
        status = crm__total(analysis, totals[i].value, "whitespace: value", 0, &lines[i].value);
        if (status == CRM_OK)
            status = crm__total(analysis, totals[i].expected, "whitespace: expected value", 0,
                                &lines[i].expected);
    }
    if (status == CRM_OK)
        crm__sort(lines, count, sizeof *lines, compare_lines, NULL);
    else
        crm__free_array(analysis->memory, lines, count + 1, sizeof *lines);
    *out_lines = lines;
    return status;
}

static void
write_money(struct crm__writer *writer, const struct line *line)
{
    crm__write_int_if(writer, line->has_money, line->value);
    crm__write_int_if(writer, line->has_money, line->expected);
}

static void
write_account(struct crm__writer *writer, const struct line *line)
{
    const struct crm__whitespace *own = crm__whitespace_own(writer->analysis);
    const struct crm__grid_row *row = &own->rows[line->at];
    const int64_t *cells = line->total->cells;
    int64_t all = 0;

    crm__write_row(writer);
    crm__write_int(writer, row->id);
    crm__write_int(writer, own->families[row->family].root);
    for (int32_t state = CRM_CELL_HELD; state <= CRM_CELL_WHITE; state++) {
        crm__write_int(writer, cells[state]);
        all += cells[state];
    }
    crm__write_ratio(writer, cells[CRM_CELL_HELD], all - cells[CRM_CELL_EXCLUDED]);
    write_money(writer, line);
}

static void
write_product(struct crm__writer *writer, const struct line *line)
{
    const struct crm__whitespace *own = crm__whitespace_own(writer->analysis);
    const struct crm__grid_column *column = &own->columns[line->at];
    const int64_t *cells = line->total->cells;

    crm__write_row(writer);
    crm__write_id(writer, column->product);
    crm__write_text(writer, column->category, column->category_length);
    crm__write_int(writer, cells[CRM_CELL_HELD]);
    crm__write_int(writer, (int64_t)own->row_count);
    crm__write_ratio(writer, cells[CRM_CELL_HELD], (int64_t)own->row_count);
    crm__write_int(writer, cells[CRM_CELL_WHITE]);
    write_money(writer, line);
}

static void
write_family(struct crm__writer *writer, const struct line *line)
{
    const struct crm__grid_family *family =
        &crm__whitespace_own(writer->analysis)->families[line->at];

    crm__write_row(writer);
    crm__write_int(writer, family->root);
    crm__write_int(writer, family->members);
    crm__write_int(writer, line->total->cells[CRM_CELL_WHITE]);
    write_money(writer, line);
}

static crm_status
write_table(crm_analysis *analysis, size_t result, const struct crm__grid_total *totals,
            size_t count, void (*write)(struct crm__writer *writer, const struct line *line))
{
    struct crm__writer writer = crm__writer_of(analysis, result);
    struct line *lines;
    crm_status status =
        make_lines(analysis, totals, count, result == CRM__WHITESPACE_PRODUCTS, &lines);

    if (status != CRM_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        write(&writer, &lines[i]);
    crm__free_array(analysis->memory, lines, count + 1, sizeof *lines);
    return writer.status;
}

crm_status
crm__whitespace_write_totals(crm_analysis *analysis, struct crm__grid_totals *totals)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = write_table(analysis, CRM__WHITESPACE_ACCOUNTS, totals->rows,
                                    own->row_count, write_account);

    if (status == CRM_OK)
        status = write_table(analysis, CRM__WHITESPACE_PRODUCTS, totals->columns, own->column_count,
                             write_product);
    if (status == CRM_OK)
        status = write_table(analysis, CRM__WHITESPACE_FAMILIES, totals->families,
                             own->family_count, write_family);
    return status;
}
