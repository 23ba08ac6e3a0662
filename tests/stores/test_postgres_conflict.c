/*
 * test_postgres_conflict.c - the PostgreSQL host beside others who lock, overwrite, or change the
 * tables: who was too late is told so and may try again, and what cannot be is told with its place.
 */
#define _DEFAULT_SOURCE /* usleep */
#include <sys/wait.h>
#include <unistd.h>

#include "postgres_case.h"

enum { WELL = 0, AGAIN = 10, WRONG = 20 }; /* how a child ended: at once, after a conflict */

static crm_id account, contact, products[2];

/* ---- Children that write, and somebody in their way ---- */

static pid_t
begin_child(int (*part)(int number), int number)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0)
        _exit(part(number));
    return child;
}

static int
end_child(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Somebody who is in a transaction and has done this. */
static PGconn *
stand_in_the_way(const char *statement)
{
    PGconn *conn = PQconnectdb(server.conninfo);

    PQclear(PQexec(conn, "BEGIN"));
    PQclear(PQexec(conn, statement));
    if (PQtransactionStatus(conn) != PQTRANS_INTRANS)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

static void
step_aside(PGconn *conn)
{
    PQclear(PQexec(conn, "COMMIT"));
    PQfinish(conn);
}

/* Until so many of the connections of that name wait for a lock. */
static void
wait_for_waiting(const char *name, int count)
{
    char statement[200];

    snprintf(statement, sizeof statement,
             "SELECT count(*) = %d FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
             " AND application_name = '%s'",
             count, name);
    for (int i = 0; i < 3000 && strcmp(sql(statement), "t") != 0; i++)
        usleep(10000);
    assert_string_equal(sql(statement), "t");
}

/* ---- Conflicts ---- */

static crm_status
write_account(crm_context *crm, int64_t mark)
{
    crm_account *mine = NULL;
    crm_status status = crm_account_load(crm, account, &mine);

    crm_account_set_tier(mine, mark);
    status = status == CRM_OK ? crm_account_save(mine) : status;
    crm_account_free(mine);
    return status;
}

static crm_status
write_contact(crm_context *crm, const char *mark)
{
    crm_contact *mine = NULL;
    crm_status status = crm_contact_load(crm, contact, &mine);

    crm_contact_set_department(mine, mark);
    status = status == CRM_OK ? crm_contact_save(mine) : status;
    crm_contact_free(mine);
    return status;
}

static crm_status
write_product(crm_context *crm, crm_id id)
{
    crm_product *mine = NULL;
    crm_status status = crm_product_load(crm, id, &mine);

    crm_product_set_brand(mine, "locked on the way");
    status = status == CRM_OK ? crm_product_save(mine) : status;
    crm_product_free(mine);
    return status;
}

/* One unit, whose kinds are locked in the order in which they are written. */
static crm_status
write_both(crm_context *crm, int number)
{
    const char *mark = number == 0 ? "0" : "1";
    crm_status status = crm_begin(crm);

    status = status == CRM_OK && number == 0 ? write_account(crm, number) : status;
    status = status == CRM_OK && number == 1 ? write_contact(crm, mark) : status;
    status = status == CRM_OK ? write_product(crm, products[number]) : status;
    status = status == CRM_OK && number == 0 ? write_contact(crm, mark) : status;
    status = status == CRM_OK && number == 1 ? write_account(crm, number) : status;
    return status == CRM_OK ? crm_commit(crm) : status;
}

static int
lock_in_opposite_order(int number)
{
    crm_context *crm = open_as(NULL, "opposite");
    crm_status status = write_both(crm, number);
    bool told = crm_host_code(crm) == strtoll("40P01", NULL, 36) &&
                strstr(crm_host_message(crm), "deadlock detected") != NULL;
    int end = status == CRM_OK ? WELL : told ? AGAIN : WRONG;

    while (status == CRM_ERROR_CONFLICT) /* the other one may not have ended yet */
        status = write_both(crm, number);
    crm_close(crm);
    return status == CRM_OK ? end : WRONG;
}

/* Each has what the other one wants: the server ends one of the two, which is a conflict. */
static void
a_deadlock_is_a_conflict(void **state)
{
    char statement[120];
    PGconn *gate;
    pid_t children[2];
    int ends[2];

    (void)state;
    snprintf(statement, sizeof statement,
             "SELECT FROM crm_product WHERE id IN (%lld, %lld) FOR UPDATE", (long long)products[0],
             (long long)products[1]);
    gate = stand_in_the_way(statement);
    for (int i = 0; i < 2; i++)
        children[i] = begin_child(lock_in_opposite_order, i);
    wait_for_waiting("opposite", 2);
    step_aside(gate);
    for (int i = 0; i < 2; i++)
        ends[i] = end_child(children[i]);
    /* Who tries again may be quick enough to make another one, of which the other process is told. */
    assert_true(ends[0] == AGAIN || ends[1] == AGAIN);
    assert_true(ends[0] != WRONG && ends[1] != WRONG);
    snprintf(statement, sizeof statement,
             "SELECT tier::text = department FROM crm_account a, crm_contact c WHERE a.id = %lld",
             (long long)account);
    assert_string_equal(sql(statement), "t"); /* both writes of one of them */
}

/* A conflict with these words; then all goes well. number: is the transaction serializable? */
static int
write_late(int number)
{
    static const char isolation[] = "options='-c default_transaction_isolation=serializable'";
    char conninfo[300];
    crm_context *crm;
    crm_status status;
    bool told;

    snprintf(conninfo, sizeof conninfo, "%s %s", server.conninfo, number ? isolation : "");
    crm = open_as(conninfo, "late");
    status = write_account(crm, 100);
    told = number ? crm_host_code(crm) == strtoll("40001", NULL, 36) &&
                        strstr(crm_host_message(crm), "could not serialize access") != NULL
                  : crm_host_code(crm) == 0;
    if (status != CRM_ERROR_CONFLICT || !told)
        fprintf(stderr, "%s: %s\n", crm_status_name(status), crm_host_message(crm));
    told = told && status == CRM_ERROR_CONFLICT && write_account(crm, 101) == CRM_OK;
    crm_close(crm);
    return told ? AGAIN : WRONG;
}

static void
check_late(int serializable, const char *change)
{
    char statement[200];
    PGconn *gate;
    pid_t child;

    snprintf(statement, sizeof statement, "UPDATE crm_account SET %s WHERE id = %lld", change,
             (long long)account);
    gate = stand_in_the_way(statement);
    child = begin_child(write_late, serializable);
    wait_for_waiting("late", 1);
    step_aside(gate);
    assert_int_equal(end_child(child), AGAIN);
    snprintf(statement, sizeof statement, "SELECT tier FROM crm_account WHERE id = %lld",
             (long long)account);
    assert_string_equal(sql(statement), "101");
}

/* The other one does not count versions, as somebody with SQL may forget to; the server does notice,
   where it is told to be strict. */
static void
a_serialization_failure_is_a_conflict(void **state)
{
    (void)state;
    check_late(1, "sector = 'of another program'");
}

static void
another_version_is_a_conflict(void **state)
{
    (void)state;
    check_late(0, "version = version + 1");
}

/* ---- Tables that are made by several at once ---- */

enum { MAKERS = 6, DATABASES = 4 };

static int
make_tables(int number)
{
    char conninfo[200], key[20];
    crm_context *crm;
    crm_status status = CRM_OK;

    snprintf(conninfo, sizeof conninfo, "host=%s user=crm dbname=new%d", server.folder,
             number / MAKERS);
    crm = open_as(conninfo, "making");
    for (int i = 0; i < 3 && status == CRM_OK; i++) {
        crm_account *company = crm_account_new(crm);
        crm_contact *person = crm_contact_new(crm);

        snprintf(key, sizeof key, "%d-%d", number, i);
        crm_account_set_name(company, "one of many");
        crm_account_set_external_id(company, key);
        crm_contact_set_last_name(person, "Roy");
        status = crm_account_save(company);
        status = status == CRM_OK ? crm_contact_save(person) : status;
        if (status != CRM_OK)
            fprintf(stderr, "%s: %s\n", crm_message(crm), crm_host_message(crm));
        crm_account_free(company);
        crm_contact_free(person);
    }
    crm_close(crm);
    return status == CRM_OK ? WELL : WRONG;
}

/* All that come to an empty database make its tables; each finds them whole, with one index a column. */
static void
tables_are_made_by_several_at_once(void **state)
{
    static const char twins[] = "SELECT count(*) FROM (SELECT FROM pg_index WHERE indrelid IN"
                                " ('crm_account'::regclass, 'crm_contact'::regclass)"
                                " GROUP BY indrelid, indkey HAVING count(*) > 1) AS twins";
    char words[200];

    (void)state;
    for (int i = 0; i < DATABASES; i++) {
        pid_t children[MAKERS];
        PGconn *conn;
        PGresult *result;

        snprintf(words, sizeof words, "CREATE DATABASE new%d", i);
        sql(words);
        for (int k = 0; k < MAKERS; k++)
            children[k] = begin_child(make_tables, i * MAKERS + k);
        for (int k = 0; k < MAKERS; k++)
            assert_int_equal(end_child(children[k]), WELL);
        snprintf(words, sizeof words, "host=%s user=crm dbname=new%d", server.folder, i);
        conn = PQconnectdb(words);
        result = PQexec(conn, twins);
        assert_string_equal(PQgetvalue(result, 0, 0), "0");
        PQclear(result);
        result = PQexec(conn, "SELECT count(*) FROM crm_account, crm_contact");
        assert_int_equal(strtol(PQgetvalue(result, 0, 0), NULL, 10), MAKERS * 3 * MAKERS * 3);
        PQclear(result);
        PQfinish(conn);
    }
}

/* ---- Tables that another program changed ---- */

static void
check_refused(crm_context *crm, crm_status expected, const char *words)
{
    crm_account *mine = crm_account_new(crm);

    crm_account_set_name(mine, "refused");
    crm_account_set_legal_id(mine, "siren:1");
    assert_int_equal(crm_account_save(mine), expected);
    if (!strstr(crm_host_message(crm), words))
        fail_msg("\"%s\" is not in \"%s\"", words, crm_host_message(crm));
    crm_account_free(mine);
    assert_string_equal(sql("SELECT count(*) FROM crm_account WHERE name = 'refused'"), "0");
}

/* A unique index of the host's own: to try again would not help, so it is no conflict. */
static void
a_unique_index_of_the_hosts_own_is_named(void **state)
{
    crm_context *crm = open_as(NULL, "unique");

    (void)state;
    sql("CREATE UNIQUE INDEX one_company ON crm_account (legal_id);"
        "INSERT INTO crm_account (name, legal_id) VALUES ('of another program', 'siren:1')");
    check_refused(crm, CRM_ERROR_STORE, "one_company");
    assert_int_equal(crm_host_code(crm), strtoll("23505", NULL, 36));
    sql("DROP INDEX one_company; DELETE FROM crm_account WHERE legal_id = 'siren:1'");
    assert_true(keep(crm, "not refused", NULL) > 0);
    crm_close(crm);
}

/* A newer program's column that must have a value: what was there is read, what is new is refused. */
static void
a_newer_schema_is_named(void **state)
{
    crm_context *crm = open_as(NULL, "newer");
    crm_id id = keep(crm, "older", "newer-1"), found = 0;

    (void)state;
    sql("ALTER TABLE crm_account ADD shoe_size integer NOT NULL DEFAULT 42;"
        "ALTER TABLE crm_account ALTER shoe_size DROP DEFAULT");
    check_refused(crm, CRM_ERROR_STORE, "\"shoe_size\" of relation \"crm_account\"");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "newer-1", &found), CRM_OK);
    assert_int_equal(found, id);
    assert_string_equal(sql("SELECT shoe_size FROM crm_account WHERE external_id = 'newer-1'"),
                        "42");
    sql("ALTER TABLE crm_account DROP shoe_size");
    crm_close(crm);
}

/* What records cannot do without is not made up: neither by a program that comes, nor by one that is
   there already. */
static void
a_missing_column_is_named(void **state)
{
    crm_context *before = open_as(NULL, "before"), *after = open_as(NULL, "after");
    crm_id id = keep(before, "has a name", "missing-1"), found;
    crm_account *mine = NULL;

    (void)state;
    sql("ALTER TABLE crm_account RENAME name TO nom");
    assert_int_equal(crm_find(after, CRM_KIND_ACCOUNT, "missing-1", &found), CRM_ERROR_STORE);
    if (!strstr(crm_host_message(after), "column name of crm_account is missing"))
        fail_msg("%s", crm_host_message(after));
    assert_int_equal(crm_account_load(before, id, &mine), CRM_ERROR_STORE);
    if (!strstr(crm_host_message(before), "column \"name\" does not exist"))
        fail_msg("%s", crm_host_message(before));
    sql("ALTER TABLE crm_account RENAME nom TO name");
    assert_int_equal(crm_account_load(before, id, &mine), CRM_OK);
    assert_string_equal(crm_account_name(mine), "has a name");
    crm_account_free(mine);
    assert_int_equal(crm_find(after, CRM_KIND_ACCOUNT, "missing-1", &found), CRM_OK);
    crm_close(before);
    crm_close(after);
}

static int
make_records(void **state)
{
    crm_context *crm = open_as(NULL, "maker");
    crm_contact *person = crm_contact_new(crm);

    (void)state;
    account = keep(crm, "contested", "conflict-1");
    crm_contact_set_last_name(person, "Roy");
    assert_int_equal(crm_contact_save(person), CRM_OK);
    contact = crm_contact_id(person);
    crm_contact_free(person);
    for (int i = 0; i < 2; i++) {
        crm_product *product = crm_product_new(crm);

        crm_product_set_name(product, "in the way");
        assert_int_equal(crm_product_save(product), CRM_OK);
        products[i] = crm_product_id(product);
        crm_product_free(product);
    }
    crm_close(crm);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadlock_is_a_conflict),
        cmocka_unit_test(a_serialization_failure_is_a_conflict),
        cmocka_unit_test(another_version_is_a_conflict),
        cmocka_unit_test(tables_are_made_by_several_at_once),
        cmocka_unit_test(a_unique_index_of_the_hosts_own_is_named),
        cmocka_unit_test(a_newer_schema_is_named),
        cmocka_unit_test(a_missing_column_is_named),
    };
    int failed = start_server();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests(tests, make_records, NULL);
    postgres_server_stop(&server);
    return failed;
}
