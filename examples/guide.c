/*
 * guide.c - the worked program of docs/guide.md: two companies of one group, what they bought, who
 * is big once the group is added up, and a deal on its way. It keeps everything in memory.
 */
#include <inttypes.h>
#include <stdio.h>

#include <crm/crm.h>

/* One place that says what went wrong. */
static int
failed(crm_context *crm, const char *what)
{
    fprintf(stderr, "%s: %s (%s)\n", what, crm_message(crm),
            crm_status_name(crm_error_status(crm)));
    return 1;
}

static crm_id
add_account(crm_context *crm, const char *name, crm_id owner)
{
    crm_account *account = crm_account_new(crm);
    crm_id id = 0;

    crm_account_set_name(account, name);
    crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER);
    if (crm_account_save(account) == CRM_OK)
        id = crm_account_id(account);
    if (id && owner && crm_account_put_under(account, owner) != CRM_OK)
        id = 0;
    crm_account_free(account);
    return id;
}

/* Purchases come in bulk: whole columns at a time. */
static crm_status
add_purchases(crm_context *crm, crm_id pups, crm_id kennel)
{
    const int64_t accounts[] = {pups, pups, kennel, kennel};
    const int32_t days[] = {crm_day_of(2025, 2, 3), crm_day_of(2025, 9, 30),
                            crm_day_of(2024, 5, 17), crm_day_of(2025, 11, 21)};
    const int64_t amounts[] = {1250000, 990000, 400050, 719950}; /* cents */
    crm_table *table = crm_table_new(crm, CRM_KIND_PURCHASE);
    crm_status status;

    crm_table_add(table, 4);
    crm_table_fill_int64(table, CRM_PURCHASE_ACCOUNT, 0, 4, accounts, NULL);
    crm_table_fill_int32(table, CRM_PURCHASE_DAY, 0, 4, days, NULL);
    crm_table_fill_int64(table, CRM_PURCHASE_NET_AMOUNT, 0, 4, amounts, NULL);
    crm_table_set_constant(table, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    crm_table_set_constant(table, CRM_PURCHASE_CURRENCY, crm_currency_of("USD"));
    status = crm_put(crm, table);
    crm_table_free(table);
    return status;
}

/* A deal goes through the stages of a pipeline; each step is a row of its log. */
static crm_status
work_on_deal(crm_context *crm, crm_id account)
{
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_id pipeline = 0;
    crm_status status = crm_pipeline_from_template(crm, NULL, "spanco", &pipeline);

    crm_opportunity_set_name(deal, "Leads for the new kennel");
    crm_opportunity_set_account(deal, account);
    crm_opportunity_set_pipeline(deal, pipeline);
    crm_opportunity_set_amount(deal, 350000);
    crm_opportunity_set_currency(deal, crm_currency_of("USD"));
    if (status == CRM_OK)
        status = crm_opportunity_save(deal);
    move.reason = "met the buyer";
    if (status == CRM_OK)
        status = crm_opportunity_win(deal, 0, &move, NULL);
    crm_opportunity_free(deal);
    return status;
}

static void
print_families(const crm_table *families)
{
    int32_t root = crm_table_column(families, "root");
    int32_t members = crm_table_column(families, "members");
    int32_t total = crm_table_column(families, "total");

    for (size_t row = 0; row < crm_table_rows(families); row++) {
        int64_t id = 0, count = 0, amount = 0;
        char text[24];

        crm_table_int(families, row, root, &id);
        crm_table_int(families, row, members, &count);
        crm_table_int(families, row, total, &amount);
        crm_money_to_text(amount, crm_currency_of("USD"), text, sizeof text);
        printf("family %" PRId64 ": %" PRId64 " companies, %s USD\n", id, count, text);
    }
}

int
main(void)
{
    crm_context *crm;
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *families;
    crm_id dogs, pups, kennel;
    int result = 0;

    if (crm_open(NULL, &crm) != CRM_OK)
        return failed(crm, "open");
    dogs = add_account(crm, "Dogs Extraordinaire", 0);
    pups = add_account(crm, "PupsRUs", dogs);
    kennel = add_account(crm, "Kennel & Co", dogs);
    if (!dogs || !pups || !kennel || add_purchases(crm, pups, kennel) != CRM_OK ||
        work_on_deal(crm, kennel) != CRM_OK)
        result = failed(crm, "saving");

    params.as_of = crm_day_of(2025, 12, 31);
    params.since = crm_day_of(2025, 1, 1);
    families = crm_families_new(crm, &params);
    if (result == 0 && crm_analysis_run(families) == CRM_OK)
        print_families(crm_analysis_table(families, "families"));
    else if (result == 0)
        result = failed(crm, "families");
    crm_analysis_free(families);
    crm_close(crm);
    return result;
}
