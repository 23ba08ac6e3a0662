/*
 * shop.c - a web shop that keeps its customers and what they buy in libcrm.
 *
 * The shop knows a customer by an address of mail and an order by its number. Every evening it
 * enters what happened that day, all of it or nothing, and asks which customers used to buy often and
 * have not been seen for a while. There is no database: a context that is opened without a store
 * keeps its records in memory.
 */
#include <inttypes.h>
#include <stdio.h>

#include <crm/crm.h>

struct order {
    const char *number, *mail, *day, *total; /* what is sent back has a total below 0 ... */
    const char *sent_back; /* ... and the number of the order it was bought with */
};

static const struct order history[] = {
    {"W-101", "ada@example.org", "2025-01-10", "40.00", NULL},
    {"W-102", "ben@example.org", "2025-01-12", "15.50", NULL},
    {"W-103", "ada@example.org", "2025-02-11", "62.00", NULL},
    {"W-104", "cleo@example.org", "2025-03-02", "8.90", NULL},
    {"W-105", "ada@example.org", "2025-03-14", "55.20", NULL},
    {"W-106", "dan@example.org", "2025-04-01", "120.00", NULL},
    {"W-107", "dan@example.org", "2025-05-20", "99.00", NULL},
    {"W-108", "eve@example.org", "2025-09-30", "31.00", NULL},
    {"W-109", "ben@example.org", "2025-10-04", "22.40", NULL},
    {"W-110", "dan@example.org", "2025-10-09", "80.00", NULL},
};
static const struct order today[] = {
    {"W-111", "ben@example.org", "2025-12-31", "12.00", NULL},
    {"W-112", "fay@example.org", "2025-12-31", "75.00", NULL},
    {"W-113", "eve@example.org", "2025-12-31", "19.99", NULL},
    {"R-001", "fay@example.org", "2025-12-31", "-25.00", "W-112"},
};

/* The account of a customer, made at the first order. */
static crm_status
find_customer(crm_context *crm, const char *mail, crm_id *out_id)
{
    crm_status status = crm_find(crm, CRM_KIND_ACCOUNT, mail, out_id);
    crm_account *account;

    if (status != CRM_NONE)
        return status;
    account = crm_account_new(crm);
    crm_account_set_external_id(account, mail);
    crm_account_set_name(account, mail);
    crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PERSON);
    status = crm_account_save(account);
    *out_id = crm_account_id(account);
    crm_account_free(account);
    return status;
}

/* Setters are not checked one by one: what one of them refused, the save refuses. */
static crm_status
enter(crm_context *crm, const struct order *order)
{
    crm_currency euro = crm_currency_of("EUR");
    crm_id customer = 0, sale = 0;
    int64_t cents = 0;
    crm_day day = CRM_DAY_NONE;
    crm_purchase *purchase;
    crm_status status = find_customer(crm, order->mail, &customer);

    if (status == CRM_OK && order->sent_back)
        status = crm_find(crm, CRM_KIND_PURCHASE, order->sent_back, &sale);
    if (status == CRM_OK)
        status = crm_money_from_text(order->total, CRM_TEXT_NUL, euro, &cents);
    if (status == CRM_OK)
        status = crm_day_from_text(order->day, CRM_TEXT_NUL, &day);
    if (status != CRM_OK)
        return status;
    purchase = crm_purchase_new(crm);
    crm_purchase_set_external_id(purchase, order->number);
    crm_purchase_set_account(purchase, customer);
    crm_purchase_set_type(purchase, sale ? CRM_PURCHASE_TYPE_RETURN : CRM_PURCHASE_TYPE_SALE);
    crm_purchase_set_refers_to(purchase, sale);
    crm_purchase_set_day(purchase, day);
    crm_purchase_set_net_amount(purchase, cents);
    crm_purchase_set_currency(purchase, euro);
    status = crm_purchase_save(purchase);
    crm_purchase_free(purchase);
    return status;
}

/* All orders or none. What was entered before the commit is seen by what follows. */
static crm_status
enter_all(crm_context *crm, const struct order *orders, size_t count)
{
    crm_status status = crm_begin(crm);

    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = enter(crm, &orders[i]);
    if (status == CRM_OK)
        return crm_commit(crm);
    crm_rollback(crm);
    return status;
}

/* Of five bins each, 5 the best: who buys often (f), but not recently (r). */
static void
print_drifting(crm_context *crm, const crm_table *scores)
{
    int32_t customer = crm_table_column(scores, "customer");
    int32_t r = crm_table_column(scores, "r"), f = crm_table_column(scores, "f");
    int32_t days = crm_table_column(scores, "recency_days");

    for (size_t row = 0; row < crm_table_rows(scores); row++) {
        int64_t id = 0, recency = 5, frequency = 1, ago = 0;
        crm_account *account;

        crm_table_int(scores, row, customer, &id);
        crm_table_int(scores, row, r, &recency);
        crm_table_int(scores, row, f, &frequency);
        crm_table_int(scores, row, days, &ago);
        if (recency > 2 || frequency < 3 || crm_account_load(crm, id, &account) != CRM_OK)
            continue;
        printf("%s: last seen %" PRId64 " days ago\n", crm_account_name(account), ago);
        crm_account_free(account);
    }
}

int
main(void)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *rfm = NULL;
    crm_context *crm;
    crm_status status = crm_open(NULL, &crm);

    params.as_of = crm_day_of(2025, 12, 31);
    if (status == CRM_OK)
        status = enter_all(crm, history, sizeof history / sizeof *history);
    if (status == CRM_OK)
        status = enter_all(crm, today, sizeof today / sizeof *today);
    if (status == CRM_OK)
        status = crm_analysis_run(rfm = crm_rfm_new(crm, &params));
    if (status == CRM_OK)
        print_drifting(crm, crm_analysis_table(rfm, "scores"));
    else
        fprintf(stderr, "shop: %s: %s\n", crm_status_name(status), crm_message(crm));
    crm_analysis_free(rfm);
    crm_close(crm);
    return status != CRM_OK;
}
