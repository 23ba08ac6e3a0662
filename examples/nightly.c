/*
 * nightly.c - a nightly report fed from plain arrays: no store, two workers, one answer.
 *
 * Each of two regions has its invoices as columns, and works out its part; one takes over the state
 * of the other as tables (which may as well travel over a wire), and prints the biggest families and
 * what they have not bought yet. The answer has the same bits as if one had read everything.
 */
#include <inttypes.h>
#include <stdio.h>

#include <crm/crm.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const companies[] = {"Dogs Extraordinaire", "PupsRUs", "We <3 Dogs",
                                        "Cats & Co"};
static const int64_t company_ids[] = {1, 2, 3, 4};
static const int64_t owned[] = {2, 3}, owners[] = {1, 1};
static const char *const articles[] = {"Leash", "Kennel", "Bowl"};
static const int64_t article_ids[] = {1, 2, 3}, prices[] = {2500, 90000, 1200}; /* cents */

static const struct region {
    size_t count;
    int64_t company[4], article[4], net[4];
} regions[] = {{4, {1, 1, 2, 4}, {1, 2, 1, 3}, {500000, 900000, 250000, 72000}},
               {3, {3, 4, 2}, {1, 3, 3}, {125000, 48000, 36000}}};

enum { ARTICLES, OWNERS, COMPANIES, INVOICES, TABLES };

/* Whole columns at a time. What goes wrong while a table is filled, the add of it answers. */
static void
fill(crm_context *crm, const struct region *region, crm_table **tables)
{
    crm_table *article = tables[ARTICLES] = crm_table_new(crm, CRM_KIND_PRODUCT);
    crm_table *link = tables[OWNERS] = crm_table_new(crm, CRM_KIND_LINK);
    crm_table *company = tables[COMPANIES] = crm_table_new(crm, CRM_KIND_ACCOUNT);
    crm_table *invoice = tables[INVOICES] = crm_table_new(crm, CRM_KIND_PURCHASE);
    size_t rows = region->count;

    crm_table_add(article, COUNT(article_ids));
    crm_table_fill_int64(article, CRM_FIELD_ID, 0, COUNT(article_ids), article_ids, NULL);
    crm_table_fill_int64(article, CRM_PRODUCT_LIST_PRICE, 0, COUNT(article_ids), prices, NULL);
    crm_table_set_constant(article, CRM_PRODUCT_CURRENCY, crm_currency_of("EUR"));

    crm_table_add(link, COUNT(owned));
    crm_table_fill_int64(link, CRM_FIELD_ID, 0, COUNT(owned), owned, NULL);
    crm_table_fill_int64(link, CRM_LINK_CHILD, 0, COUNT(owned), owned, NULL);
    crm_table_fill_int64(link, CRM_LINK_PARENT, 0, COUNT(owned), owners, NULL);
    crm_table_set_constant(link, CRM_LINK_TYPE, CRM_LINK_TYPE_OWNED_BY);

    crm_table_add(company, COUNT(company_ids));
    crm_table_fill_int64(company, CRM_FIELD_ID, 0, COUNT(company_ids), company_ids, NULL);
    crm_table_set_constant(company, CRM_ACCOUNT_TYPES, CRM_ACCOUNT_TYPE_CUSTOMER);

    crm_table_add(invoice, rows);
    crm_table_fill_int64(invoice, CRM_PURCHASE_ACCOUNT, 0, rows, region->company, NULL);
    crm_table_fill_int64(invoice, CRM_PURCHASE_PRODUCT, 0, rows, region->article, NULL);
    crm_table_fill_int64(invoice, CRM_PURCHASE_NET_AMOUNT, 0, rows, region->net, NULL);
    crm_table_set_constant(invoice, CRM_PURCHASE_CURRENCY, crm_currency_of("EUR"));
    crm_table_set_constant(invoice, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    crm_table_set_constant(invoice, CRM_PURCHASE_DAY, crm_day_of(2025, 12, 30));
}

static crm_status
feed(crm_analysis *analysis, crm_table **tables, int first)
{
    crm_status status = CRM_OK;

    for (int i = first; i < TABLES && status == CRM_OK; i++)
        status = crm_analysis_add(analysis, tables[i]);
    return status;
}

/* All that `other` was fed is worked out by `analysis` too, as if it had been fed there. */
static crm_status
finish_both(crm_analysis *analysis, crm_analysis *other)
{
    crm_status status = CRM_OK;
    const crm_table *state;

    for (size_t i = 0; status == CRM_OK; i++) {
        status = crm_analysis_partial(other, i, &state);
        if (status == CRM_OK)
            status = crm_analysis_add_partial(analysis, state);
    }
    return status == CRM_NONE ? crm_analysis_finish(analysis) : status;
}

static int64_t
cell(const crm_table *table, size_t row, const char *column)
{
    int64_t value = 0;

    crm_table_int(table, row, crm_table_column(table, column), &value);
    return value;
}

static void
print(const crm_table *families, const crm_table *gaps)
{
    char amount[24];

    for (size_t row = 0; row < crm_table_rows(families); row++) {
        crm_money_to_text(cell(families, row, "total"), crm_currency_of("EUR"), amount,
                          sizeof amount);
        printf("%s: %" PRId64 " companies, %s EUR\n", companies[cell(families, row, "root") - 1],
               cell(families, row, "members"), amount);
    }
    for (size_t row = 0; row < crm_table_rows(gaps); row++) {
        crm_money_to_text(cell(gaps, row, "expected"), crm_currency_of("EUR"), amount,
                          sizeof amount);
        printf("%s has no %s yet: %s EUR\n", companies[cell(gaps, row, "account") - 1],
               articles[cell(gaps, row, "product") - 1], amount);
    }
}

int
main(void)
{
    crm_families_params by_family = CRM_FAMILIES_PARAMS_INIT;
    crm_whitespace_params by_gap = CRM_WHITESPACE_PARAMS_INIT;
    crm_analysis *families[2] = {NULL, NULL}, *gaps[2] = {NULL, NULL};
    crm_context *crm;
    crm_status status = crm_open(NULL, &crm);

    by_family.as_of = by_gap.as_of = crm_day_of(2025, 12, 31);
    for (size_t i = 0; i < COUNT(regions) && status == CRM_OK; i++) {
        crm_table *tables[TABLES];

        fill(crm, &regions[i], tables);
        families[i] = crm_families_new(crm, &by_family);
        gaps[i] = crm_whitespace_new(crm, &by_gap);
        status = feed(families[i], tables, OWNERS); /* it does not read articles */
        if (status == CRM_OK)
            status = feed(gaps[i], tables, ARTICLES);
        for (int k = 0; k < TABLES; k++)
            crm_table_free(tables[k]);
    }
    if (status == CRM_OK)
        status = finish_both(families[0], families[1]);
    if (status == CRM_OK)
        status = finish_both(gaps[0], gaps[1]);
    if (status == CRM_OK)
        print(crm_analysis_table(families[0], "families"), crm_analysis_table(gaps[0], "cells"));
    else
        fprintf(stderr, "nightly: %s\n", crm_message(crm));
    for (size_t i = 0; i < COUNT(regions); i++) {
        crm_analysis_free(families[i]);
        crm_analysis_free(gaps[i]);
    }
    crm_close(crm);
    return status != CRM_OK;
}
