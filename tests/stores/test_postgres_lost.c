/*
 * test_postgres_lost.c - the PostgreSQL host when the server is not there, turns it away, or goes
 * away: before a unit, in a scan, in a hold, and in the one moment where nobody can know, the COMMIT.
 */
#include "postgres_case.h"

/* End the connections of that name, all of them or those in a transaction. */
static void
terminate(const char *name, bool all)
{
    char statement[200];

    snprintf(statement, sizeof statement,
             "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
             " WHERE application_name = '%s' AND %s",
             name, all ? "true" : "state = 'idle in transaction'");
    assert_string_not_equal(sql(statement), "0");
}

static void
check_words(crm_context *crm, const char *words)
{
    if (!strstr(crm_host_message(crm), words))
        fail_msg("\"%s\" is not in \"%s\"", words, crm_host_message(crm));
}

/* ---- No connection ---- */

static void
server_that_is_not_there(void **state)
{
    crm_context *crm = open_as("host=/nowhere/at/all dbname=postgres", "nobody");
    crm_account *account = crm_account_new(crm);
    crm_id found;

    (void)state;
    crm_account_set_name(account, "nowhere");
    assert_int_equal(crm_account_save(account), CRM_ERROR_STORE);
    check_words(crm, "/nowhere/at/all");
    assert_int_equal(crm_host_code(crm), 0);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "x", &found), CRM_ERROR_STORE);
    crm_account_free(account);
    crm_close(crm);
    crm = open_as("this is no conninfo", "nobody");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "x", &found), CRM_ERROR_STORE);
    check_words(crm, "conn");
    crm_close(crm);
}

static void
wrong_password(void **state)
{
    char conninfo[200];
    crm_context *crm;
    crm_id found;

    (void)state;
    keep(crm = open_as(NULL, "maker"), "somebody", "password-1");
    crm_close(crm);
    sql("CREATE ROLE locked LOGIN PASSWORD 'right'; GRANT SELECT ON crm_account TO locked");
    snprintf(conninfo, sizeof conninfo, "%s user=locked password=wrong", server.conninfo);
    crm = open_as(conninfo, "locked");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "password-1", &found), CRM_ERROR_STORE);
    check_words(crm, "password authentication failed for user \"locked\"");
    crm_close(crm);
    snprintf(conninfo, sizeof conninfo, "%s user=locked password=right", server.conninfo);
    crm = open_as(conninfo, "locked");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "password-1", &found), CRM_OK);
    crm_close(crm);
}

/* ---- A connection that is lost ---- */

static void
lost_before_a_unit(void **state)
{
    crm_context *crm = open_as(NULL, "idle");
    crm_account *account = NULL;
    crm_id id = keep(crm, "before", "lost-1"), found;

    (void)state;
    assert_int_equal(crm_account_load(crm, id, &account), CRM_OK);
    terminate("idle", true);
    crm_account_set_sector(account, "after");
    assert_int_equal(crm_account_save(account), CRM_ERROR_STORE);
    check_words(crm, "terminating connection");
    assert_int_equal(crm_account_save(account), CRM_OK);
    crm_account_free(account);
    terminate("idle", true);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "lost-1", &found), CRM_ERROR_STORE);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "lost-1", &found), CRM_OK);
    terminate("idle", true);
    assert_int_equal(crm_account_load(crm, id, &account), CRM_ERROR_STORE);
    assert_int_equal(crm_account_load(crm, id, &account), CRM_OK);
    assert_string_equal(crm_account_sector(account), "after");
    crm_account_free(account);
    crm_close(crm);
}

enum { MANY = 5000 };

static void
keep_users(crm_context *crm)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_USER);

    crm_table_add(table, MANY);
    for (size_t row = 0; row < MANY; row++)
        crm_table_set_text(table, row, CRM_USER_NAME, "one of many", CRM_TEXT_NUL);
    assert_int_equal(crm_put(crm, table), CRM_OK);
    crm_table_free(table);
}

static size_t
count_users(crm_context *crm)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_USER);
    crm_scan *scan = crm_scan_new(crm, query);
    const crm_table *table;
    size_t rows = 0;

    crm_query_free(query);
    while (crm_scan_next(scan, &table) == CRM_OK)
        rows += crm_table_rows(table);
    crm_scan_free(scan);
    return rows;
}

static void
lost_in_a_scan(void **state)
{
    crm_context *crm = open_as(NULL, "scanning");
    crm_query *query = crm_query_new(crm, CRM_KIND_USER);
    crm_scan *first, *second;
    const crm_table *table;

    (void)state;
    keep_users(crm);
    first = crm_scan_new(crm, query);
    second = crm_scan_new(crm, query);
    crm_query_free(query);
    assert_int_equal(crm_scan_next(first, &table), CRM_OK);
    assert_int_equal(crm_scan_next(second, &table), CRM_OK);
    terminate("scanning", true);
    assert_int_equal(crm_scan_next(first, &table), CRM_ERROR_STORE);
    check_words(crm, "terminating connection");
    /* The other cursor went with the connection; it is not mistaken for one of the next. */
    assert_int_equal(crm_scan_next(second, &table), CRM_ERROR_STORE);
    check_words(crm, "does not exist");
    assert_int_equal(crm_scan_next(first, &table), CRM_ERROR_STORE);
    crm_scan_free(first);
    crm_scan_free(second);
    assert_int_equal(count_users(crm), MANY);
    crm_close(crm);
}

/* A store whose hold breaks when it begins to scan, once. */
static crm_store inner;
static bool terminated;

static void
terminate_and_scan(void *self, const crm_query *query, crm_reply *reply)
{
    if (!terminated)
        terminate("holding", false);
    terminated = true;
    inner.scan(self, query, reply);
}

static crm_status
run_families(crm_context *crm)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *families;
    crm_status status;

    params.as_of = crm_day_of(2025, 12, 31);
    families = crm_families_new(crm, &params);
    status = crm_analysis_run(families);
    crm_analysis_free(families);
    return status;
}

static void
lost_in_a_hold(void **state)
{
    crm_options options = CRM_OPTIONS_INIT;
    char conninfo[200];
    crm_context *crm;
    crm_store store;

    (void)state;
    snprintf(conninfo, sizeof conninfo, "%s application_name=holding", server.conninfo);
    assert_int_equal(postgres_store_open(conninfo, &inner), CRM_OK);
    store = inner;
    store.scan = terminate_and_scan;
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    keep(crm, "in a hold", NULL);
    assert_int_equal(run_families(crm), CRM_ERROR_STORE); /* and not another state, read silently */
    assert_true(terminated);
    check_words(crm, "terminating connection");
    assert_int_equal(run_families(crm), CRM_OK);
    crm_close(crm);
}

/* ---- The COMMIT ---- */

static void
check_uncertain(int cut, const char *external_id, crm_status found_after)
{
    char conninfo[200];
    crm_account *account;
    crm_context *crm;
    crm_id found;

    snprintf(conninfo, sizeof conninfo, "host=%s/proxy user=crm dbname=postgres", server.folder);
    crm = open_as(conninfo, "uncertain");
    keep(crm, "by the proxy", NULL);
    account = crm_account_new(crm);
    crm_account_set_name(account, "who knows");
    crm_account_set_external_id(account, external_id);
    *server.cut = cut;
    assert_int_equal(crm_account_save(account), CRM_ERROR_UNCERTAIN);
    check_words(crm, "server closed the connection");
    *server.cut = CUT_NOTHING;
    crm_account_free(account);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, external_id, &found), found_after);
    keep(crm, "and on it goes", NULL);
    crm_close(crm);
}

static void
lost_in_the_commit_that_never_came(void **state)
{
    (void)state;
    check_uncertain(CUT_BEFORE, "uncertain-1", CRM_NONE);
}

static void
lost_in_the_commit_that_was_done(void **state)
{
    (void)state;
    check_uncertain(CUT_AFTER, "uncertain-2", CRM_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_that_is_not_there),
        cmocka_unit_test(wrong_password),
        cmocka_unit_test(lost_before_a_unit),
        cmocka_unit_test(lost_in_a_scan),
        cmocka_unit_test(lost_in_a_hold),
        cmocka_unit_test(lost_in_the_commit_that_never_came),
        cmocka_unit_test(lost_in_the_commit_that_was_done),
    };
    int failed = start_server();

    if (failed)
        return failed;
    if (!postgres_proxy_start(&server)) {
        postgres_server_stop(&server);
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_server_stop(&server);
    return failed;
}
