/*
 * whitespace_categories.c - categories as columns of the grid: texts of products, whole or down to a
 * level, folded for comparison.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

/* ---- Which category a product is in ---- */

/* Length of a category down to the levels wanted. */
static size_t
category_length(const crm_analysis *analysis, const char *text, size_t length)
{
    int32_t levels = crm__whitespace_params(analysis)->category_levels;

    for (size_t i = 0; levels > 0 && i < length; i++) {
        if (text[i] == '/' && --levels == 0)
            return i;
    }
    return length;
}

crm_status
crm__whitespace_category(crm_analysis *analysis, size_t row, int64_t *out_number)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t length;
    const char *text =
        crm__kept_text(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_CATEGORY, &length);

    *out_number = -1;
    if (!text || crm__whitespace_params(analysis)->columns != CRM_COLUMNS_CATEGORY ||
        crm__words_number(&own->words, text, category_length(analysis, text, length), out_number) ==
            CRM_OK)
        return CRM_OK;
    return crm__no_memory(analysis->crm);
}

crm_status
crm__whitespace_setup(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t rows = crm__kept_rows(analysis, CRM_KIND_PRODUCT);
    crm_status status = CRM_OK;

    if (crm__whitespace_params(analysis)->columns != CRM_COLUMNS_CATEGORY)
        return CRM_OK;
    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        crm_id id = crm__kept_id(analysis, CRM_KIND_PRODUCT, row, CRM_FIELD_ID);
        int64_t number;

        status = crm__whitespace_category(analysis, row, &number);
        if (status == CRM_OK && number < 0 && !crm__cells_add(&own->outside, id, 0, 0, NULL))
            status = crm__no_memory(analysis->crm);
    }
    return status;
}

/* ---- Columns ---- */

static int
compare_columns(const void *a, const void *b, void *context)
{
    const struct crm__grid_column *x = a, *y = b;

    (void)context;
    return crm__text_compare(x->category, x->category_length, y->category, y->category_length);
}

/* A price in a category. */
struct price {
    size_t column;
    int64_t list;
};

static int
compare_prices(const void *a, const void *b, void *context)
{
    const struct price *x = a, *y = b;

    (void)context;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->list < y->list ? -1 : x->list > y->list;
}

static crm_status
price_run(crm_analysis *analysis, struct crm__grid_column *column, const struct price *prices,
          size_t count)
{
    const struct price *low = &prices[(count - 1) / 2], *high = &prices[count / 2];
    struct crm__wide both = crm__wide_add(crm__wide_of(low->list), crm__wide_of(high->list));

    column->has_list = true;
    if (crm__wide_divide(both, 2, CRM_ROUND_HALF_EVEN, &column->list) != CRM_OK)
        return crm__total(analysis, both, "list price", 0, &column->list);
    return CRM_OK;
}

/* Price of one unit of a category: the median of its products that are on sale and have one. */
static crm_status
price_categories(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    struct price *prices = crm__alloc_array(analysis->memory, own->product_count, sizeof *prices);
    size_t count = 0, end;
    crm_status status = CRM_OK;

    if (!prices)
        return own->product_count == 0 ? CRM_OK : crm__no_memory(analysis->crm);
    for (size_t i = 0; i < own->product_count; i++) {
        const struct crm__grid_product *product = &own->products[i];

        if (product->column != SIZE_MAX && product->has_list && !product->retired)
            prices[count++] = (struct price){product->column, product->list};
    }
    crm__sort(prices, count, sizeof *prices, compare_prices, NULL);
    for (size_t first = 0; first < count && status == CRM_OK; first = end) {
        end = first + 1;
        while (end < count && prices[end].column == prices[first].column)
            end++;
        status =
            price_run(analysis, &own->columns[prices[first].column], &prices[first], end - first);
    }
    crm__free_array(analysis->memory, prices, own->product_count, sizeof *prices);
    return status;
}

/* Products without category, or whose category says nothing, have no column. */
static void
place_product(crm_analysis *analysis, struct crm__grid_product *product, const size_t *places)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t row;

    product->column = product->category < 0 ? SIZE_MAX : places[product->category];
    if (product->column != SIZE_MAX) {
        own->columns[product->column].products++;
        own->columns[product->column].retired += product->retired;
    } else if (crm__kept_find(analysis, CRM_KIND_PRODUCT, product->id, &row)) {
        crm__leave_out(analysis, CRM_KIND_PRODUCT, row, CRM__NOT_IN_GRID);
    }
}

/* One column for each category that a product of the grid has. places: by word. */
static crm_status
make_categories(crm_analysis *analysis, size_t *places)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->product_count && status == CRM_OK; i++) {
        struct crm__grid_column column = {.word = own->products[i].category};

        if (column.word < 0 || places[column.word]++ > 0)
            continue;
        column.category = crm__words_text(&own->words, column.word, &column.category_length);
        status = crm__whitespace_column(analysis, column);
    }
    crm__sort(own->columns, own->column_count, sizeof *own->columns, compare_columns, NULL);
    for (size_t i = 0; i < own->column_count; i++)
        places[own->columns[i].word] = i;
    return status;
}

crm_status
crm__whitespace_categories(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t words = (size_t)own->words.numbers + 1;
    size_t *places = crm__alloc_array(analysis->memory, words, sizeof *places);
    crm_status status;

    if (!places)
        return crm__no_memory(analysis->crm);
    status = make_categories(analysis, places);
    for (size_t i = 0; i < own->product_count && status == CRM_OK; i++)
        place_product(analysis, &own->products[i], places);
    crm__free_array(analysis->memory, places, words, sizeof *places);
    return status == CRM_OK ? price_categories(analysis) : status;
}
