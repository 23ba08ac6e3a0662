/*
 * stranger.c - somebody else's program: its records live in an array of its own, the CRM is
 * libcrm's. Build it with: cc stranger.c $(pkg-config --cflags --libs libcrm) -o stranger
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <crm/crm.h>

/* ---- The store: rows of all kinds in an array, their cells by field number ---- */
enum { FIELDS = 64, ROWS = 256 };
struct shelf {
    struct row {
        crm_kind kind;
        int64_t number[FIELDS];
        char has[FIELDS], *text[FIELDS];
    } rows[ROWS];
    crm_id count, last_id;
};

static struct row *
find(struct shelf *shelf, crm_kind kind, crm_id id)
{
    for (struct row *row = shelf->rows; row < shelf->rows + shelf->count; row++)
        if (row->kind == kind && row->number[CRM_FIELD_ID] == id)
            return row;
    return NULL;
}

static void
give(const struct row *row, crm_table *table)
{
    size_t at = crm_table_rows(table);
    crm_table_add(table, 1); /* what fails here sticks to the table, and the library sees it */
    for (int field = 0; field < FIELDS; field++)
        if (row->text[field] != NULL)
            crm_table_set_text(table, at, field, row->text[field], CRM_TEXT_NUL);
        else if (row->has[field])
            crm_table_set_int(table, at, field, row->number[field]);
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    for (size_t i = 0; i < count; i++)
        if (find(self, kind, ids[i]) != NULL)
            give(find(self, kind, ids[i]), crm_reply_table(reply));
    crm_reply_ok(reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct shelf *shelf = self;
    for (struct row *row = shelf->rows; row < shelf->rows + shelf->count; row++)
        if (row->kind == crm_query_kind(query))
            give(row, crm_reply_table(reply));
    crm_reply_end(reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct shelf *shelf = self; /* one row of ids for all kinds: never more rows than ids */
    crm_id ids[ROWS];
    size_t handed = 0;
    while (kind != 0 && handed < count && shelf->last_id < ROWS)
        ids[handed++] = ++shelf->last_id;
    crm_reply_ids(reply, ids, handed);
}

/* Check that rows are stored in the version told, less `ahead`; or write them, once all is checked.
 */
static int
take(struct shelf *shelf, const crm_table *table, int ahead, int write)
{
    for (size_t at = 0; at < crm_table_rows(table); at++) {
        int64_t id = 0, version = 0;
        crm_table_int(table, at, CRM_FIELD_ID, &id);
        crm_table_int(table, at, CRM_FIELD_VERSION, &version);
        struct row *row = find(shelf, crm_table_kind(table), id);
        if (!write && version - ahead != (row != NULL ? row->number[CRM_FIELD_VERSION] : 0))
            return 0;
        if (write && row == NULL)
            row = &shelf->rows[shelf->count++];
        for (int field = 0; write && field < FIELDS; field++) {
            size_t length = 0;
            const char *text = crm_table_text(table, at, field, &length);
            free(row->text[field]);
            row->text[field] = text != NULL ? strndup(text, length) : NULL;
            row->has[field] = crm_table_int(table, at, field, &row->number[field]) == CRM_OK;
            row->kind = crm_table_kind(table);
        }
    }
    return 1;
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    int fit = 1; /* this host removes nothing */
    for (size_t i = 0; i < crm_changes_groups(changes); i++)
        fit = fit && crm_table_rows(crm_changes_removes(changes, i)) == 0 &&
              take(self, crm_changes_checks(changes, i), 0, 0) &&
              take(self, crm_changes_puts(changes, i), 1, 0);
    for (size_t i = 0; fit && i < crm_changes_groups(changes); i++)
        take(self, crm_changes_puts(changes, i), 1, 1);
    fit ? crm_reply_ok(reply) : crm_reply_fail(reply, CRM_ERROR_CONFLICT, 0, NULL);
}

int
main(void)
{
    static struct shelf shelf;
    crm_store store = {.size = sizeof store,
                       .self = &shelf,
                       .get = get,
                       .scan = scan,
                       .apply = apply,
                       .reserve = reserve};
    crm_options options = {.size = sizeof options, .store = &store};
    crm_context *crm;
    crm_open(&options, &crm);
    static const char *const names[] = {"Dogs", "Pups", "Paws"};
    crm_id ids[3];
    for (int i = 0; i < 3; i++) {
        crm_account *account = crm_account_new(crm);
        crm_account_set_name(account, names[i]);
        if (crm_account_save(account) == CRM_OK && i > 0)
            crm_account_put_under(account, ids[0]);
        ids[i] = crm_account_id(account);
        crm_account_free(account);
    }
    crm_pipeline_from_template(crm, "Sales", "spanco", NULL);
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_opportunity_set_name(deal, "Kennels");
    crm_opportunity_set_account(deal, ids[1]);
    crm_opportunity_set_amount(deal, 12000000);
    crm_opportunity_set_currency(deal, crm_currency_of("USD"));
    if (crm_opportunity_save(deal) == CRM_OK)
        crm_opportunity_win(deal, 0, NULL, NULL);
    crm_opportunity_free(deal);
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    params.as_of = (crm_day)(time(NULL) / 86400);
    params.sales = CRM_SALES_WON;
    crm_analysis *families = crm_families_new(crm, &params);
    crm_analysis_run(families);
    const crm_table *table = crm_analysis_table(families, "families");
    int64_t total = 0;
    crm_table_int(table, 0, crm_table_column(table, "total"), &total);
    char text[24] = "";
    crm_money_to_text(total, crm_analysis_currency(families), text, sizeof text);
    printf("%s and its companies: %s USD\n", names[0], text);
    crm_analysis_free(families);
    int failed = fprintf(stderr, "%s", crm_message(crm)) > 0;
    crm_close(crm);
    return failed;
}
