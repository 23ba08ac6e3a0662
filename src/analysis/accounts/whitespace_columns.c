/*
 * whitespace_columns.c - what is a column of the grid: each product, or each category of
 * products (whitespace_categories.c). Products that were merged are one; those that were archived
 * count as retired.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

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
    if (crm__whitespace_category(analysis, row, &product->category) != CRM_OK)
        return CRM_ERROR_MEMORY;
    return price(analysis, row, product);
}

/* ---- Columns ---- */

crm_status
crm__whitespace_column(crm_analysis *analysis, struct crm__grid_column column)
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
        status = crm__whitespace_column(analysis, column);
    }
    return status;
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
               ? crm__whitespace_categories(analysis)
               : columns_of_products(analysis);
}
