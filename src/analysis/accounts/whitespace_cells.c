/*
 * whitespace_cells.c - what each cell of the grid is: sales and deals put into it, then the first
 * state that holds.
 */
#include "analysis/accounts/whitespace.h"

static struct crm__grid_cell *
cell_at(const crm_analysis *analysis, size_t row, size_t column)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    return &own->cells[row * own->column_count + column];
}

static crm_status
make_cells(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t count;

    if (!crm__size_multiply(own->row_count, own->column_count, &count))
        return crm__no_memory(analysis->crm);
    if (count == 0)
        return CRM_OK;
    own->cells = crm__alloc_array(analysis->memory, count, sizeof *own->cells);
    if (!own->cells)
        return crm__no_memory(analysis->crm);
    own->cell_count = count;
    for (size_t i = 0; i < count; i++) {
        own->cells[i].first = CRM_DAY_NONE;
        own->cells[i].last = CRM_DAY_NONE;
        own->cells[i].lost_day = CRM_DAY_NONE;
    }
    return CRM_OK;
}

/* ---- Sales ---- */

/* What one account has of one product. */
struct holding {
    struct crm__wide quantity;
    struct crm__wide net;
    int64_t first; /* INT64_MAX = never bought */
    int64_t last;  /* INT64_MIN = never bought */
};

/* Under a validity a day counts only if something of it is left after returns. */
static void
add_day(struct holding *holding, const int64_t *slots, bool by_day)
{
    struct crm__wide quantity = crm__wide_from_slots(slots + CRM__HOLDING_QUANTITY);

    holding->quantity = crm__wide_add(holding->quantity, quantity);
    holding->net = crm__wide_add(holding->net, crm__wide_from_slots(slots + CRM__HOLDING_NET));
    if (by_day && crm__wide_compare(quantity, crm__wide_of(0)) <= 0)
        return;
    if (slots[CRM__HOLDING_FIRST] < holding->first)
        holding->first = slots[CRM__HOLDING_FIRST];
    if (slots[CRM__HOLDING_LAST] > holding->last)
        holding->last = slots[CRM__HOLDING_LAST];
}

static void
put_holding(const crm_analysis *analysis, crm_id account, const struct crm__grid_product *product,
            const struct holding *holding)
{
    struct crm__grid_cell *cell =
        cell_at(analysis, crm__whitespace_row(analysis, account), product->column);
    bool bought = crm__wide_compare(holding->quantity, crm__wide_of(0)) > 0;
    bool valid = product->validity_days <= 0 ||
                 (holding->last != INT64_MIN &&
                  analysis->common->as_of - holding->last <= product->validity_days);

    cell->sum = crm__wide_add(cell->sum, holding->net);
    cell->held = cell->held || (bought && valid);
    cell->expired = cell->expired || (bought && !valid);
    if (bought && valid && cell->last_holder != account) {
        cell->last_holder = account;
        cell->holders++;
    }
    if (!bought || holding->last == INT64_MIN)
        return;
    if (valid && (cell->first == CRM_DAY_NONE || holding->first < cell->first))
        cell->first = (crm_day)holding->first;
    if (cell->last == CRM_DAY_NONE || holding->last > cell->last)
        cell->last = (crm_day)holding->last;
}

static crm_status
put_sales(crm_analysis *analysis)
{
    const struct crm__cells *sales = &crm__whitespace_own(analysis)->sales;
    int64_t **records;
    size_t end;

    if (crm__cells_sorted(sales, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < sales->count; i = end) {
        const struct crm__grid_product *product = crm__whitespace_product(analysis, records[i][1]);
        struct holding holding = {.first = INT64_MAX, .last = INT64_MIN};

        for (end = i; end < sales->count && records[end][0] == records[i][0] &&
                      records[end][1] == records[i][1];
             end++)
            add_day(&holding, records[end] + 3, product && product->validity_days > 0);
        if (product && product->column != SIZE_MAX)
            put_holding(analysis, records[i][0], product, &holding);
    }
    crm__free_array(analysis->memory, records, sales->count, sizeof *records);
    return CRM_OK;
}

static crm_status
sum_nets(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->cell_count && status == CRM_OK; i++)
        status = crm__total(analysis, own->cells[i].sum, "whitespace: net on one product",
                            own->rows[i / own->column_count].id, &own->cells[i].net);
    return status;
}

/* ---- Deals ---- */

/* Where a deal would stand, and why it stands nowhere. */
static int32_t
find_cell(const crm_analysis *analysis, const struct crm__deal *deal, size_t *out_row,
          size_t *out_column)
{
    const struct crm__grid_product *product;
    int32_t reason;
    crm_id account = crm__judge_account(analysis, deal->now.account, &reason), id;

    *out_row = *out_column = SIZE_MAX;
    if (deal->now.product == 0)
        return crm__reason_first(reason, CRM__NO_PRODUCT);
    id = crm__resolve(analysis, CRM_KIND_PRODUCT, deal->now.product);
    product = id != 0 ? crm__whitespace_product(analysis, id) : NULL;
    if (!product)
        return crm__reason_first(reason, CRM__UNKNOWN_REFERENCE);
    if (reason != CRM__USED)
        return reason;
    *out_row = crm__whitespace_row(analysis, account);
    *out_column = product->column;
    return *out_row == SIZE_MAX || *out_column == SIZE_MAX ? CRM__NOT_IN_GRID : CRM__USED;
}

static void
put_deal(const struct crm__deal *deal, struct crm__grid_cell *cell)
{
    if (!crm__outcome_closed(deal->now.outcome)) {
        if (cell->open_deal == 0) /* deals come by id */
            cell->open_deal = deal->id;
        return;
    }
    if (deal->closed_day == CRM_DAY_NONE ||
        (cell->lost_day != CRM_DAY_NONE && deal->closed_day <= cell->lost_day))
        return;
    cell->lost_day = deal->closed_day;
    cell->lost_deal = deal->id;
}

/* Won deals are sales where sales are won deals; else they are read for what was not invoiced. */
static void
put_deals(crm_analysis *analysis)
{
    for (size_t i = 0; i < analysis->deals.count; i++) {
        const struct crm__deal *deal = &analysis->deals.list[i];
        size_t row, column;
        int32_t reason;

        if (deal->now.outcome == CRM_OUTCOME_WON)
            continue;
        reason = find_cell(analysis, deal, &row, &column);
        if (reason == CRM__USED)
            put_deal(deal, cell_at(analysis, row, column));
        else if (deal->row != SIZE_MAX)
            crm__leave_out(analysis, CRM_KIND_OPPORTUNITY, deal->row, reason);
    }
}

/* ---- States ---- */

static int32_t
state_of(const crm_analysis *analysis, const struct crm__grid_cell *cell,
         const struct crm__grid_column *column)
{
    if (cell->held)
        return CRM_CELL_HELD;
    if (cell->open_deal != 0)
        return CRM_CELL_IN_PIPELINE;
    if (cell->lost_day != CRM_DAY_NONE && (int64_t)analysis->common->as_of - cell->lost_day <
                                              crm__whitespace_params(analysis)->lost_days)
        return CRM_CELL_LOST_RECENTLY;
    if (cell->expired)
        return CRM_CELL_EXPIRED;
    return column->retired == column->products && column->products > 0 ? CRM_CELL_EXCLUDED
                                                                       : CRM_CELL_WHITE;
}

crm_status
crm__whitespace_cells(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = make_cells(analysis);

    if (status == CRM_OK)
        status = put_sales(analysis);
    if (status == CRM_OK)
        status = sum_nets(analysis);
    if (status != CRM_OK)
        return status;
    put_deals(analysis);
    for (size_t i = 0; i < own->cell_count; i++)
        own->cells[i].state =
            state_of(analysis, &own->cells[i], &own->columns[i % own->column_count]);
    return CRM_OK;
}
