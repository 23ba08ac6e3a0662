/*
 * shop.c - a web shop that keeps its customers and what they buy in libcrm.
 *
 * The shop knows a customer by the address of mail. Every evening it enters the orders of the day,
 * all of them or none; somebody sends something back; then it asks who used to buy often and has
 * not been seen for a while. There is no database here: a context that is opened without a store
 * keeps its records in memory.
 */
#include <crm/crm.h>
#include <inttypes.h>
#include <stdio.h>

struct order {
    const char *number, *customer, *day, *total;
};

static const struct order history[] = {
    {"W-101", "ada@example.org", "2025-01-10", "40.00"},
    {"W-102", "ben@example.org", "2025-01-12", "15.50"},
    {"W-103", "ada@example.org", "2025-02-11", "62.00"},
    {"W-104", "cleo@example.org", "2025-03-02", "8.90"},
    {"W-105", "ada@example.org", "2025-03-14", "55.20"},
    {"W-106", "dan@example.org", "2025-04-01", "120.00"},
    {"W-107", "dan@example.org", "2025-05-20", "99.00"},
    {"W-108", "eve@example.org", "2025-09-30", "31.00"},
    {"W-109", "ben@example.org", "2025-10-04", "22.40"},
    {"W-110", "dan@example.org", "2025-10-09", "80.00"},
};

static const struct order today[] = {
    {"W-111", "ben@example.org", "2025-12-31", "12.00"},
    {"W-112", "fay@example.org", "2025-12-31", "75.00"},
    {"W-113", "eve@example.org", "2025-12-31", "19.99"},
};

/* The id of a customer; one who is not known yet becomes an account. 0 if that failed. */
static crm_id
customer(crm_context *crm, const char *mail)
{
    crm_account *account;
    crm_id id = 0;

    if (crm_find(crm, CRM_KIND_ACCOUNT, mail, &id) != CRM_NONE)
        return id;
    account = crm_account_new(crm);
    crm_account_set_external_id(account, mail);
    crm_account_set_name(account, mail);
    crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PERSON);
    if (crm_account_save(account) == CRM_OK)
        id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

/* Setters need no checking: what one of them refused, the save refuses, and names the field. */
static crm_status
enter(crm_context *crm, const struct order *order, crm_id refers_to)
{
    int32_t type = refers_to ? CRM_PURCHASE_TYPE_RETURN : CRM_PURCHASE_TYPE_SALE;
    crm_currency euro = crm_currency_of("EUR");
    crm_id account = customer(crm, order->customer);
    crm_purchase *purchase;
    crm_status status;
    int64_t amount;
    crm_day day;

    if (!account)
        return crm_error_status(crm);
    status = crm_money_from_text(order->total, CRM_TEXT_NUL, euro, &amount);
    if (status == CRM_OK)
        status = crm_day_from_text(order->day, CRM_TEXT_NUL, &day);
    if (status != CRM_OK)
        return status;
    purchase = crm_purchase_new(crm);
    crm_purchase_set_external_id(purchase, order->number);
    crm_purchase_set_account(purchase, account);
    crm_purchase_set_day(purchase, day);
    crm_purchase_set_type(purchase, type);
    crm_purchase_set_refers_to(purchase, refers_to);
    crm_purchase_set_net_amount(purchase, refers_to ? -amount : amount);
    crm_purchase_set_currency(purchase, euro);
    status = crm_purchase_save(purchase);
    crm_purchase_free(purchase);
    return status;
}

/* All orders or none. */
static crm_status
enter_all(crm_context *crm, const struct order *orders, size_t count)
{
    crm_status status = crm_begin(crm);

    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = enter(crm, &orders[i], 0);
    if (status == CRM_OK)
        return crm_commit(crm);
    crm_rollback(crm);
    return status;
}

static crm_status
give_back(crm_context *crm, const char *number, const struct order *order)
{
    crm_id sale = 0;
    crm_status status = crm_find(crm, CRM_KIND_PURCHASE, number, &sale);

    return status == CRM_OK ? enter(crm, order, sale) : status;
}

/* Who bought often, and long ago: frequency in the upper bins, recency in the lower ones. */
static void
print_drifting(crm_context *crm, const crm_table *scores)
{
    int32_t customer_column = crm_table_column(scores, "customer");
    int32_t r = crm_table_column(scores, "r"), f = crm_table_column(scores, "f");
    int32_t days = crm_table_column(scores, "recency_days");

    for (size_t row = 0; row < crm_table_rows(scores); row++) {
        int64_t id = 0, recency = 0, frequency = 0, since = 0;
        crm_account *account;

        crm_table_int(scores, row, customer_column, &id);
        crm_table_int(scores, row, r, &recency);
        crm_table_int(scores, row, f, &frequency);
        crm_table_int(scores, row, days, &since);
        if (recency > 2 || frequency < 3 || crm_account_load(crm, id, &account) != CRM_OK)
            continue;
        printf("%s: %" PRId64 " days ago\n", crm_account_name(account), since);
        crm_account_free(account);
    }
}

int
main(void)
{
    static const struct order sent_back = {"R-1", "fay@example.org", "2025-12-31", "25.00"};
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *rfm = NULL;
    crm_context *crm;
    crm_status status = crm_open(NULL, &crm);

    if (status == CRM_OK)
        status = enter_all(crm, history, sizeof(history) / sizeof(history[0]));
    if (status == CRM_OK)
        status = enter_all(crm, today, sizeof(today) / sizeof(today[0]));
    if (status == CRM_OK)
        status = give_back(crm, "W-112", &sent_back);
    params.as_of = crm_day_of(2025, 12, 31);
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
