/*
 * desk.c - a support desk that has its own data and only reads through libcrm.
 *
 * Somebody calls. The desk knows the number of the contract, and wants to see who that is, which
 * family of companies it belongs to, and which deals are open there. Its data stay in its own
 * structs: one callback, `scan`, lays them out as tables, and that is all libcrm needs to read.
 */
#include <stdio.h>

#include <crm/crm.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The desk's own data; a row's number, from 1, is its id. */
static const struct client {
    const char *contract, *name;
    crm_id owner;
} clients[] = {
    {"C-2001", "Dogs Extraordinaire", 0}, {"C-2002", "PupsRUs", 1},
    {"C-2003", "We <3 Dogs", 1},          {"C-2004", "Cats & Co", 0},
    {"C-2005", "Pups Overseas", 2},
};
static const struct deal {
    const char *name;
    crm_id client;
    int64_t cents;
    crm_day closed; /* days since 1970-01-01; 0 = open */
} deals[] = {
    {"Leashes for the year", 2, 1250000, 0},
    {"Kennels", 3, 480000, 20089},
    {"Bowls", 4, 90000, 0},
    {"Baskets", 5, 310000, 0},
};

static void
give_clients(crm_table *table)
{
    crm_table_add(table, COUNT(clients));
    for (size_t i = 0; i < COUNT(clients); i++) {
        crm_table_set_int(table, i, CRM_FIELD_ID, (crm_id)i + 1);
        crm_table_set_text(table, i, CRM_FIELD_EXTERNAL_ID, clients[i].contract, CRM_TEXT_NUL);
        crm_table_set_text(table, i, CRM_ACCOUNT_NAME, clients[i].name, CRM_TEXT_NUL);
    }
}

/* Who owns whom is a link of its own; its id may be that of the client who is owned. */
static void
give_owners(crm_table *table)
{
    crm_table_set_constant(table, CRM_LINK_TYPE, CRM_LINK_TYPE_OWNED_BY);
    for (size_t i = 0; i < COUNT(clients); i++) {
        size_t row = crm_table_rows(table);

        if (!clients[i].owner)
            continue;
        crm_table_add(table, 1);
        crm_table_set_int(table, row, CRM_FIELD_ID, (crm_id)i + 1);
        crm_table_set_int(table, row, CRM_LINK_CHILD, (crm_id)i + 1);
        crm_table_set_int(table, row, CRM_LINK_PARENT, clients[i].owner);
    }
}

static void
give_deals(crm_table *table)
{
    crm_table_add(table, COUNT(deals));
    crm_table_set_constant(table, CRM_OPPORTUNITY_CURRENCY, crm_currency_of("USD"));
    for (size_t i = 0; i < COUNT(deals); i++) {
        crm_table_set_int(table, i, CRM_FIELD_ID, (crm_id)i + 1);
        crm_table_set_text(table, i, CRM_OPPORTUNITY_NAME, deals[i].name, CRM_TEXT_NUL);
        crm_table_set_int(table, i, CRM_OPPORTUNITY_ACCOUNT, deals[i].client);
        crm_table_set_int(table, i, CRM_OPPORTUNITY_AMOUNT, deals[i].cents);
        if (deals[i].closed)
            crm_table_set_int(table, i, CRM_OPPORTUNITY_CLOSED_DAY, deals[i].closed);
    }
}

/* The whole store. The library checks the conditions of a query itself, so nothing is left out here;
   and what goes wrong while a table is filled, it finds in the table. */
static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);

    (void)self;
    crm_table_set_constant(table, CRM_FIELD_VERSION, 1);
    switch (crm_query_kind(query)) {
    case CRM_KIND_ACCOUNT:
        give_clients(table);
        break;
    case CRM_KIND_LINK:
        give_owners(table);
        break;
    case CRM_KIND_OPPORTUNITY:
        give_deals(table);
        break;
    }
    crm_reply_end(reply); /* of all other kinds the desk has no rows */
}

/* The open deals of an account. The desk has no stages to give, so only what it has is wanted. */
static crm_status
print_deals(crm_context *crm, crm_id account)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_OPPORTUNITY);
    crm_scan *open;
    const crm_table *found;
    crm_status status;

    crm_query_where_int(query, CRM_OPPORTUNITY_ACCOUNT, account, account);
    crm_query_want(query, CRM_OPPORTUNITY_NAME);
    crm_query_want(query, CRM_OPPORTUNITY_AMOUNT);
    crm_query_want(query, CRM_OPPORTUNITY_CLOSED_DAY);
    open = crm_scan_new(crm, query);
    while ((status = crm_scan_next(open, &found)) == CRM_OK)
        for (size_t row = 0; row < crm_table_rows(found); row++) {
            size_t length;
            const char *name = crm_table_text(found, row, CRM_OPPORTUNITY_NAME, &length);
            int64_t cents = 0, day;
            char amount[24];

            if (crm_table_int(found, row, CRM_OPPORTUNITY_CLOSED_DAY, &day) == CRM_OK)
                continue;
            crm_table_int(found, row, CRM_OPPORTUNITY_AMOUNT, &cents);
            crm_money_to_text(cents, crm_currency_of("USD"), amount, sizeof(amount));
            printf("      %.*s, %s USD\n", (int)length, name, amount);
        }
    crm_scan_free(open);
    crm_query_free(query);
    return status == CRM_NONE ? CRM_OK : status;
}

/* The listing has all members of all families, roots first; those of one family share a root. */
static crm_status
print_family(crm_context *crm, const crm_table *accounts, crm_id caller)
{
    int32_t account = crm_table_column(accounts, "account");
    int32_t root = crm_table_column(accounts, "root"), level = crm_table_column(accounts, "level");
    int64_t family = 0, id = 0, of = 0, depth = 0;
    crm_status status = CRM_OK;

    for (size_t row = 0; row < crm_table_rows(accounts) && id != caller; row++) {
        crm_table_int(accounts, row, account, &id);
        crm_table_int(accounts, row, root, &family);
    }
    for (size_t row = 0; row < crm_table_rows(accounts) && status == CRM_OK; row++) {
        crm_table_int(accounts, row, root, &of);
        crm_table_int(accounts, row, account, &id);
        crm_table_int(accounts, row, level, &depth);
        if (of != family)
            continue;
        printf("%s %*s%s\n", id == caller ? "->" : "  ", (int)depth * 2, "", clients[id - 1].name);
        status = print_deals(crm, id);
    }
    return status;
}

int
main(int argc, char **argv)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = CRM_STORE_INIT;
    crm_analysis *families = NULL;
    const char *contract = argc > 1 ? argv[1] : "C-2002";
    crm_context *crm;
    crm_id caller;
    crm_status status;

    store.scan = scan;
    options.store = &store;
    status = crm_open(&options, &crm);
    if (status == CRM_OK)
        status = crm_find(crm, CRM_KIND_ACCOUNT, contract, &caller);
    params.as_of = crm_day_of(2025, 12, 31);
    if (status == CRM_OK)
        status = crm_analysis_run(families = crm_families_new(crm, &params));
    if (status == CRM_OK)
        status = print_family(crm, crm_analysis_table(families, "accounts"), caller);
    if (status == CRM_NONE)
        fprintf(stderr, "desk: nobody has the contract %s\n", contract);
    else if (status != CRM_OK)
        fprintf(stderr, "desk: %s\n", crm_message(crm));
    crm_analysis_free(families);
    crm_close(crm);
    return status != CRM_OK;
}
