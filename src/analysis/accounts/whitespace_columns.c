/*
 * whitespace_columns.c - what is a column of the grid: each product, or each category of products.
 * Products that were merged are one; those that were archived count as retired.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

/* ---- Categories ---- */

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

static crm_status
number_category(crm_analysis *analysis, size_t row, int64_t *out_number)
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

        status = number_category(analysis, row, &number);
        if (status == CRM_OK && number < 0 && !crm__cells_add(&own->outside, id, 0, 0, NULL))
            status = crm__no_memory(analysis->crm);
    }
    return status;
}

/* ---- Products ---- */

static int
compare_products(const void *a, const void *b, void *context)
{
    const struct crm__grid_product *x = a, *y = b;

    (void)context;
    return x->id < y->id ? -1 : x->id > y->id;
}

const struct crm__grid_product *
crm__whitespace_product(const crm_analysis *analysis, crm_id product)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t low = 0, high = own->product_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->products[middle].id < product)
            low = middle + 1;
        else
            high = middle;
    }
    return low < own->product_count && own->products[low].id == product ? &own->products[low]
                                                                        : NULL;
}

static crm_status
add_product(crm_analysis *analysis, crm_id id)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    if (crm__grow(analysis->memory, (void **)&own->products, &own->product_capacity,
                  own->product_count + 1, sizeof *own->products) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->products[own->product_count++] = (struct crm__grid_product){.id = id, .category = -1};
    return CRM_OK;
}

/* Those that are known, as they are now; or, if none were fed, those of sales and deals. */
static crm_status
collect_products(crm_analysis *analysis)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t rows = crm__kept_rows(analysis, CRM_KIND_PRODUCT);
    crm_status status = CRM_OK;

    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        crm_id id = crm__kept_id(analysis, CRM_KIND_PRODUCT, row, CRM_FIELD_ID);
        size_t now;

        if (crm__kept_hidden(analysis, CRM_KIND_PRODUCT, row))
            continue;
        id = crm__resolve(analysis, CRM_KIND_PRODUCT, id);
        if (id != 0 && crm__kept_find(analysis, CRM_KIND_PRODUCT, id, &now) &&
            !crm__kept_erased(analysis, CRM_KIND_PRODUCT, now))
            status = add_product(analysis, id);
    }
    for (size_t i = 0; rows == 0 && i < own->sales.capacity && status == CRM_OK; i++) {
        if (own->sales.used[i])
            status = add_product(analysis,
                                 own->sales.records[i * (own->sales.keys + own->sales.slots) + 1]);
    }
    for (size_t i = 0; rows == 0 && i < analysis->deals.count && status == CRM_OK; i++) {
        if (analysis->deals.list[i].now.product != 0)
            status = add_product(analysis, analysis->deals.list[i].now.product);
    }
    return status;
}

static void
drop_repeated(struct crm__whitespace *own)
{
    size_t kept = 0;

    crm__sort(own->products, own->product_count, sizeof *own->products, compare_products, NULL);
    for (size_t i = 0; i < own->product_count; i++) {
        if (kept == 0 || own->products[kept - 1].id != own->products[i].id)
            own->products[kept++] = own->products[i];
    }
    own->product_count = kept;
}

static crm_status
price(crm_analysis *analysis, size_t row, struct crm__grid_product *product)
{
    int64_t currency, amount;
    int32_t reason;
    crm_status status;

    if (analysis->currency == 0 ||
        !crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_LIST_PRICE, &amount) ||
        !crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_CURRENCY, &currency))
        return CRM_OK;
    status = crm__convert(analysis, amount, (crm_currency)currency, analysis->common->as_of,
                          &product->list, &reason);
    product->has_list = status == CRM_OK && reason == CRM__USED;
    return status;
}

static crm_status
describe(crm_analysis *analysis, struct crm__grid_product *product)
{
    int64_t retired;
    size_t row;

    if (!crm__kept_find(analysis, CRM_KIND_PRODUCT, product->id, &row))
        return CRM_OK;
    crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_VALIDITY_DAYS,
                  &product->validity_days);
    product->retired =
        crm__kept_archived(analysis, CRM_KIND_PRODUCT, row) ||
        (crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_RETIRED, &retired) &&
         retired <= analysis->common->as_of);
    if (number_category(analysis, row, &product->category) != CRM_OK)
        return CRM_ERROR_MEMORY;
    return price(analysis, row, product);
}

/* ---- Columns ---- */

static crm_status
add_column(crm_analysis *analysis, struct crm__grid_column column)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    if (crm__grow(analysis->memory, (void **)&own->columns, &own->column_capacity,
                  own->column_count + 1, sizeof *own->columns) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->columns[own->column_count++] = column;
    return CRM_OK;
}

static crm_status
columns_of_products(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->product_count && status == CRM_OK; i++) {
        struct crm__grid_product *product = &own->products[i];
        struct crm__grid_column column = {.product = product->id,
                                          .products = 1,
                                          .retired = product->retired,
                                          .list = product->list,
                                          .has_list = product->has_list};
        size_t row;

        if (crm__kept_find(analysis, CRM_KIND_PRODUCT, product->id, &row))
            column.category = crm__kept_text(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_CATEGORY,
                                             &column.category_length);
        product->column = own->column_count;
        status = add_column(analysis, column);
    }
    return status;
}

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
        status = add_column(analysis, column);
    }
    crm__sort(own->columns, own->column_count, sizeof *own->columns, compare_columns, NULL);
    for (size_t i = 0; i < own->column_count; i++)
        places[own->columns[i].word] = i;
    return status;
}

static crm_status
columns_of_categories(crm_analysis *analysis)
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

crm_status
crm__whitespace_columns(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    crm_status status = collect_products(analysis);

    if (status != CRM_OK)
        return status;
    drop_repeated(own);
    for (size_t i = 0; i < own->product_count && status == CRM_OK; i++)
        status = describe(analysis, &own->products[i]);
    if (status != CRM_OK)
        return status;
    return crm__whitespace_params(analysis)->columns == CRM_COLUMNS_CATEGORY
               ? columns_of_categories(analysis)
               : columns_of_products(analysis);
}
