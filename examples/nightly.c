/*
 * nightly.c - a nightly report fed from plain arrays: no store, two workers, one answer.
 *
 * Each of two branches has the invoices of its own region, as columns. Each works out its part; one
 * of them takes over the other's state as tables (which may as well travel over a wire) and prints
 * the biggest families and what they do not buy yet. The answer has the same bits as if one
 * of them had read everything.
 */
#include <crm/crm.h>
#include <inttypes.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const companies[] = {"Dogs Extraordinaire", "PupsRUs", "We <3 Dogs", "Cats & Co"};
static const int64_t company_ids[] = {1, 2, 3, 4};
static const int64_t children[] = {2, 3}, owners[] = {1, 1};
static const char *const articles[] = {"Leash", "Kennel", "Bowl"};
static const int64_t article_ids[] = {1, 2, 3}, prices[] = {2500, 90000, 1200};

/* Invoices of two regions: who, what, how much in cents. */
struct invoices {
    size_t count;
    int64_t account[4], product[4], net[4];
};
static const struct invoices north = {4, {1, 1, 2, 4}, {1, 2, 1, 3}, {500000, 900000, 250000, 72000}};
static const struct invoices south = {3, {3, 4, 2}, {1, 3, 3}, {125000, 48000, 36000}};

static void
fill_names(crm_table *table, int32_t column, const char *const *names, size_t count)
{
    for (size_t row = 0; row < count; row++)
        crm_table_set_text(table, row, column, names[row], CRM_TEXT_NUL);
}

/* Feed companies, who owns whom, articles, and the invoices of one region. What an analysis does not
   read it refuses, so each kind is asked for first. */
static crm_status
feed(crm_context *crm, crm_analysis *analysis, const struct invoices *sold)
{
    crm_table *account = crm_table_new(crm, CRM_KIND_ACCOUNT);
    crm_table *link = crm_table_new(crm, CRM_KIND_LINK);
    crm_table *product = crm_table_new(crm, CRM_KIND_PRODUCT);
    crm_table *purchase = crm_table_new(crm, CRM_KIND_PURCHASE);
    crm_currency euro = crm_currency_of("EUR");
    crm_status status;

    crm_table_add(account, COUNT(companies));
    crm_table_fill_int64(account, CRM_FIELD_ID, 0, COUNT(companies), company_ids, NULL);
    crm_table_set_constant(account, CRM_ACCOUNT_TYPES, CRM_ACCOUNT_TYPE_CUSTOMER);
    fill_names(account, CRM_ACCOUNT_NAME, companies, COUNT(companies));

    crm_table_add(link, COUNT(children));
    crm_table_fill_int64(link, CRM_FIELD_ID, 0, COUNT(children), children, NULL);
    crm_table_fill_int64(link, CRM_LINK_CHILD, 0, COUNT(children), children, NULL);
    crm_table_fill_int64(link, CRM_LINK_PARENT, 0, COUNT(children), owners, NULL);
    crm_table_set_constant(link, CRM_LINK_TYPE, CRM_LINK_TYPE_OWNED_BY);

    crm_table_add(product, COUNT(articles));
    crm_table_fill_int64(product, CRM_FIELD_ID, 0, COUNT(articles), article_ids, NULL);
    crm_table_fill_int64(product, CRM_PRODUCT_LIST_PRICE, 0, COUNT(articles), prices, NULL);
    crm_table_set_constant(product, CRM_PRODUCT_CURRENCY, euro);
    fill_names(product, CRM_PRODUCT_NAME, articles, COUNT(articles));

    crm_table_add(purchase, sold->count);
    crm_table_fill_int64(purchase, CRM_PURCHASE_ACCOUNT, 0, sold->count, sold->account, NULL);
    crm_table_fill_int64(purchase, CRM_PURCHASE_PRODUCT, 0, sold->count, sold->product, NULL);
    crm_table_fill_int64(purchase, CRM_PURCHASE_NET_AMOUNT, 0, sold->count, sold->net, NULL);
    crm_table_set_constant(purchase, CRM_PURCHASE_CURRENCY, euro);
    crm_table_set_constant(purchase, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    crm_table_set_constant(purchase, CRM_PURCHASE_DAY, crm_day_of(2025, 12, 30));

    status = crm_analysis_add(analysis, link);
    if (status == CRM_OK)
        status = crm_analysis_add(analysis, product);
    if (status == CRM_OK)
        status = crm_analysis_add(analysis, account);
    if (status == CRM_OK)
        status = crm_analysis_add(analysis, purchase);
    crm_table_free(account);
    crm_table_free(link);
    crm_table_free(product);
    crm_table_free(purchase);
    return status;
}

/* Feed both workers, bring the second one's state over to the first, and finish. */
static crm_status
work_out(crm_context *crm, crm_analysis *first, crm_analysis *second)
{
    crm_status status = feed(crm, first, &north);
    const crm_table *state;

    if (status == CRM_OK)
        status = feed(crm, second, &south);
    for (size_t i = 0; status == CRM_OK; i++) {
        status = crm_analysis_partial(second, i, &state);
        if (status == CRM_OK)
            status = crm_analysis_add_partial(first, state);
    }
    return status == CRM_NONE ? crm_analysis_finish(first) : status;
}

static void
print(const crm_table *table, const char *id, const char *other, const char *money,
      const char *const *other_names)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        int64_t account = 0, value = 0, cents = 0;
        char amount[24];

        crm_table_int(table, row, crm_table_column(table, id), &account);
        crm_table_int(table, row, crm_table_column(table, other), &value);
        crm_table_int(table, row, crm_table_column(table, money), &cents);
        crm_money_to_text(cents, crm_currency_of("EUR"), amount, sizeof(amount));
        if (other_names)
            printf("  %s: %s, %s EUR\n", companies[account - 1], other_names[value - 1], amount);
        else
            printf("  %s: %" PRId64 " members, %s EUR\n", companies[account - 1], value, amount);
    }
}

int
main(void)
{
    crm_families_params by_family = CRM_FAMILIES_PARAMS_INIT;
    crm_whitespace_params gaps = CRM_WHITESPACE_PARAMS_INIT;
    crm_analysis *work[4] = {NULL, NULL, NULL, NULL};
    crm_context *crm;
    crm_status status = crm_open(NULL, &crm);

    by_family.as_of = gaps.as_of = crm_day_of(2025, 12, 31);
    for (int i = 0; i < 2; i++) {
        work[i] = crm_families_new(crm, &by_family);
        work[2 + i] = crm_whitespace_new(crm, &gaps);
    }
    if (status == CRM_OK)
        status = work_out(crm, work[0], work[1]);
    if (status == CRM_OK)
        status = work_out(crm, work[2], work[3]);
    if (status == CRM_OK) {
        printf("families\n");
        print(crm_analysis_table(work[0], "families"), "root", "members", "total", NULL);
        printf("not bought yet\n");
        print(crm_analysis_table(work[2], "cells"), "account", "product", "expected", articles);
    } else {
        fprintf(stderr, "nightly: %s\n", crm_message(crm));
    }
    for (int i = 0; i < 4; i++)
        crm_analysis_free(work[i]);
    crm_close(crm);
    return status != CRM_OK;
}
