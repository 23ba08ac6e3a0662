/*
 * test_reply.c - what callbacks may answer, and that nothing else is believed: answers that are
 * missing, doubled, of a wrong form, or rows that nobody asked for or that cannot be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

/* A store whose answers are written down in the test. */
struct script {
    void (*get)(const crm_id *ids, size_t count, crm_reply *reply);
    void (*scan)(crm_reply *reply);
    void (*next)(crm_reply *reply);
    void (*apply)(crm_reply *reply);
    void (*reserve)(size_t count, crm_reply *reply);
    void (*clock)(crm_reply *reply);
    int nexts, finishes, applies;
    crm_context *crm;
};

static struct script script;

static void
call_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)self;
    (void)kind;
    if (script.get)
        script.get(ids, count, reply);
    else
        crm_reply_end(reply);
}

static void
call_scan(void *self, const crm_query *query, crm_reply *reply)
{
    (void)self;
    (void)query;
    if (script.scan)
        script.scan(reply);
    else
        crm_reply_cursor(reply, 7);
}

static void
call_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    (void)self;
    assert_int_equal(cursor, 7);
    assert_true(limit > 0);
    script.nexts++;
    script.next(reply);
}

static void
call_finish(void *self, uint64_t cursor)
{
    (void)self;
    assert_int_equal(cursor, 7);
    script.finishes++;
}

static void
call_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    (void)self;
    (void)changes;
    script.applies++;
    if (script.apply)
        script.apply(reply);
    else
        crm_reply_ok(reply);
}

static void
call_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    (void)self;
    (void)kind;
    script.reserve(count, reply);
}

static void
call_clock(void *self, crm_reply *reply)
{
    (void)self;
    if (script.clock)
        script.clock(reply);
    else
        crm_reply_int(reply, 0);
}

static void
reserve_one(size_t count, crm_reply *reply)
{
    const crm_id id = 41;

    assert_int_equal(count, 1);
    assert_int_equal(crm_reply_ids(reply, &id, 1), CRM_OK);
}

static int
set_up(void **state)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;

    memset(&script, 0, sizeof script);
    script.reserve = reserve_one;
    store.get = call_get;
    store.scan = call_scan;
    store.next = call_next;
    store.finish = call_finish;
    store.apply = call_apply;
    store.reserve = call_reserve;
    options.store = &store;
    options.clock = call_clock;
    options.max_rows = 100;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    script.crm = crm;
    *state = crm;
    return 0;
}

static int
tear_down(void **state)
{
    crm_close(*state);
    return 0;
}

/* ---- Works that call back ---- */

static crm_status
load(crm_context *crm)
{
    crm_account *account = NULL;
    crm_status status = crm_account_load(crm, 5, &account);

    assert_true((status == CRM_OK) == (account != NULL));
    crm_account_free(account);
    return status;
}

static crm_status
read_all(crm_context *crm)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_scan *scan = crm_scan_new(crm, query);
    const crm_table *table;
    crm_status status;

    do
        status = crm_scan_next(scan, &table);
    while (status == CRM_OK);
    assert_int_equal(crm_scan_next(scan, &table), status); /* the same again */
    crm_scan_free(scan);
    crm_query_free(query);
    return status;
}

static crm_status
save(crm_context *crm)
{
    crm_account *account = crm_account_new(crm);
    crm_status status;
    int64_t version;

    crm_account_set_name(account, "name");
    status = crm_account_save(account);
    if (status != CRM_OK)
        assert_int_equal(crm_record_int(crm_account_record(account), CRM_FIELD_VERSION, &version),
                         CRM_NONE);
    crm_account_free(account);
    return status;
}

static void
says(crm_context *crm, const char *words)
{
    if (!strstr(crm_message(crm), words))
        fail_msg("\"%s\" does not say \"%s\"", crm_message(crm), words);
}

/* ---- Answers of a wrong form ---- */

static void
answer_nothing(crm_reply *reply)
{
    (void)reply;
}

static void
answer_twice(crm_reply *reply)
{
    assert_int_equal(crm_reply_end(reply), CRM_OK);
    assert_int_equal(crm_reply_end(reply), CRM_ERROR_STATE);
}

static void
answer_ok_and_fail(crm_reply *reply)
{
    crm_reply_ok(reply);
    assert_int_equal(crm_reply_fail(reply, CRM_ERROR_CONFLICT, 1, "late"), CRM_ERROR_STATE);
}

static void
answer_int(crm_reply *reply)
{
    crm_reply_int(reply, 3);
}

static void
answer_conflict(crm_reply *reply)
{
    crm_reply_conflict(reply, CRM_KIND_ACCOUNT, 5);
}

static void
answer_ids(crm_reply *reply)
{
    const crm_id id = 3;

    crm_reply_ids(reply, &id, 1);
}

static void
answer_cursor(crm_reply *reply)
{
    crm_reply_cursor(reply, 7);
}

static void
answer_unknown(crm_reply *reply)
{
    crm_reply_fail(reply, -31337, 12, NULL);
}

static void
answer_good_as_bad(crm_reply *reply)
{
    crm_reply_fail(reply, CRM_OK, 0, "fails with OK");
}

static void (*in_get)(crm_reply *reply);

static void
get_by(const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)ids;
    (void)count;
    in_get(reply);
}

static void
wrong_forms_are_failures_of_the_store(void **state)
{
    crm_context *crm = *state;
    void (*const wrong_in_get[])(crm_reply *) = {
        answer_nothing, answer_twice,  answer_ok_and_fail, answer_int,        answer_conflict,
        answer_ids,     answer_cursor, answer_unknown,     answer_good_as_bad};
    void (*const wrong_in_apply[])(crm_reply *) = {
        answer_nothing, answer_twice,  answer_ok_and_fail, answer_int,
        answer_ids,     answer_cursor, answer_unknown,     answer_good_as_bad};
    void (*const wrong_in_next[])(crm_reply *) = {
        answer_nothing, answer_twice,  answer_ok_and_fail, answer_int,
        answer_ids,     answer_cursor, answer_unknown,     answer_conflict};
    void (*const wrong_in_scan[])(crm_reply *) = {answer_nothing, answer_twice,   answer_int,
                                                  answer_ids,     answer_unknown, answer_conflict};

    script.get = get_by;
    for (size_t i = 0; i < sizeof wrong_in_get / sizeof *wrong_in_get; i++) {
        in_get = wrong_in_get[i];
        assert_int_equal(load(crm), CRM_ERROR_STORE);
        says(crm, "get ");
    }
    for (size_t i = 0; i < sizeof wrong_in_apply / sizeof *wrong_in_apply; i++) {
        script.apply = wrong_in_apply[i];
        assert_int_equal(save(crm), CRM_ERROR_STORE);
        says(crm, "apply ");
    }
    for (size_t i = 0; i < sizeof wrong_in_next / sizeof *wrong_in_next; i++) {
        script.next = wrong_in_next[i];
        script.finishes = 0;
        assert_int_equal(read_all(crm), CRM_ERROR_STORE);
        says(crm, "next ");
        assert_int_equal(script.finishes, 1);
    }
    script.finishes = 0;
    for (size_t i = 0; i < sizeof wrong_in_scan / sizeof *wrong_in_scan; i++) {
        script.scan = wrong_in_scan[i];
        assert_int_equal(read_all(crm), CRM_ERROR_STORE);
        says(crm, "scan ");
    }
    assert_int_equal(script.finishes, 0); /* no cursor was opened */
}

static void
scan_twice_with_a_cursor(crm_reply *reply)
{
    crm_reply_cursor(reply, 7);
    crm_reply_end(reply);
}

static void
a_cursor_is_finished_though_its_answer_is_no_good(void **state)
{
    script.scan = scan_twice_with_a_cursor;
    assert_int_equal(read_all(*state), CRM_ERROR_STORE);
    assert_int_equal(script.finishes, 1);
    assert_int_equal(script.nexts, 0);
}

static void
answer_conflict_of_no_kind(crm_reply *reply)
{
    crm_reply_conflict(reply, 99, 5);
}

static void
answer_conflict_of_no_id(crm_reply *reply)
{
    crm_reply_conflict(reply, CRM_KIND_ACCOUNT, -5);
}

static void
apply_may_conflict(void **state)
{
    crm_context *crm = *state;
    crm_kind kind = 0;
    crm_id id = 0;

    script.apply = answer_conflict;
    assert_int_equal(save(crm), CRM_ERROR_CONFLICT);
    assert_int_equal(crm_error_where(crm, &kind, &id, NULL), CRM_OK);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(id, 5);
    script.apply = answer_conflict_of_no_kind;
    assert_int_equal(save(crm), CRM_ERROR_CONFLICT);
    says(crm, "a record 5");
    crm_error_where(crm, &kind, &id, NULL);
    assert_int_equal(kind, 0);
    assert_int_equal(id, 5);
    script.apply = answer_conflict_of_no_id;
    assert_int_equal(save(crm), CRM_ERROR_CONFLICT);
    says(crm, "apply answered with a conflict of no record");
    crm_error_where(crm, &kind, &id, NULL);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(id, 0);
    assert_int_equal(script.applies, 3);
}

/* ---- Words and codes ---- */

static void
fail_with_words(crm_reply *reply)
{
    crm_reply_fail(reply, CRM_ERROR_UNCERTAIN, -9000000000LL, "connection lost: \xc3\xa9t\xc3\xa9");
}

static void
fail_with_long_words(crm_reply *reply)
{
    char words[1001];

    for (size_t i = 0; i < 1000; i += 2)
        memcpy(words + i, "\xc3\xa9", 2);
    words[1000] = 0;
    crm_reply_fail(reply, CRM_ERROR_STORE, 1, words + 0);
}

static void
fail_with_odd_words(crm_reply *reply)
{
    crm_reply_fail(reply, CRM_ERROR_STORE, 1, "good\xff bad");
}

static void
the_hosts_words_are_kept_apart(void **state)
{
    crm_context *crm = *state;

    script.apply = fail_with_words;
    assert_int_equal(save(crm), CRM_ERROR_UNCERTAIN);
    assert_int_equal(script.applies, 1); /* never repeated */
    assert_true(crm_host_code(crm) == -9000000000LL);
    assert_string_equal(crm_host_message(crm), "connection lost: \xc3\xa9t\xc3\xa9");
    assert_null(strstr(crm_message(crm), "connection"));
    script.apply = fail_with_long_words;
    assert_int_equal(save(crm), CRM_ERROR_STORE);
    assert_true(strlen(crm_host_message(crm)) > 200);
    assert_int_equal(strlen(crm_host_message(crm)) % 2, 0); /* cut between characters */
    script.apply = fail_with_odd_words;
    assert_int_equal(save(crm), CRM_ERROR_STORE);
    assert_string_equal(crm_host_message(crm), "good");
    /* The next error that is none of the host's has no words of its. */
    assert_int_equal(crm_account_load(crm, 0, NULL), CRM_ERROR_ARGUMENT);
    assert_string_equal(crm_host_message(crm), "");
    assert_int_equal(crm_host_code(crm), 0);
}

/* ---- Ids ---- */

static void
no_ids(size_t count, crm_reply *reply)
{
    assert_int_equal(crm_reply_ids(reply, NULL, count), CRM_ERROR_ARGUMENT);
}

static void
an_id_of_0(size_t count, crm_reply *reply)
{
    const crm_id id = 0;

    assert_int_equal(crm_reply_ids(reply, &id, count), CRM_ERROR_ARGUMENT);
}

static void
too_many_ids(size_t count, crm_reply *reply)
{
    const crm_id ids[2] = {1, 2};

    (void)count;
    assert_int_equal(crm_reply_ids(reply, ids, 2), CRM_ERROR_ARGUMENT);
}

static void
ids_are_ok(size_t count, crm_reply *reply)
{
    (void)count;
    crm_reply_ok(reply);
}

static void
reserve_answers_as_many_ids_as_asked(void **state)
{
    crm_context *crm = *state;
    void (*const wrong[])(size_t, crm_reply *) = {no_ids, an_id_of_0, too_many_ids, ids_are_ok};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        script.reserve = wrong[i];
        assert_int_equal(save(crm), CRM_ERROR_STORE);
        says(crm, "reserve ");
    }
    assert_int_equal(script.applies, 0);
}

/* ---- Rows ---- */

static size_t
add_row(crm_table *table, crm_id id)
{
    size_t row = crm_table_rows(table);

    crm_table_add(table, 1);
    crm_table_set_int(table, row, CRM_FIELD_ID, id);
    crm_table_set_int(table, row, CRM_FIELD_VERSION, 1);
    crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "name", CRM_TEXT_NUL);
    return row;
}

static void
get_another(const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)count;
    add_row(crm_reply_table(reply), ids[0] + 1);
    crm_reply_ok(reply);
}

static void
get_it_twice(const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)count;
    add_row(crm_reply_table(reply), ids[0]);
    add_row(crm_reply_table(reply), ids[0]);
    crm_reply_ok(reply);
}

static void
get_it(const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)count;
    add_row(crm_reply_table(reply), ids[0]);
    crm_reply_ok(reply);
}

static void
trap_133_rows_not_asked_for_or_twice(void **state)
{
    crm_context *crm = *state;
    crm_id where = 0;

    script.get = get_another;
    assert_int_equal(load(crm), CRM_ERROR_STORE);
    says(crm, "account 6, which was not asked for");
    crm_error_where(crm, NULL, &where, NULL);
    assert_int_equal(where, 6);
    script.get = get_it_twice;
    assert_int_equal(load(crm), CRM_ERROR_STORE);
    says(crm, "account 5 twice");
    script.get = get_it;
    assert_int_equal(load(crm), CRM_OK);
    script.get = NULL;
    assert_int_equal(load(crm), CRM_NONE);
}

/* How one row may be wrong; the field that is named. */
enum flaw {
    NO_ID,
    NEGATIVE_ID,
    NO_VERSION,
    VERSION_0,
    NO_NAME,
    BAD_UTF8,
    BAD_CURRENCY,
    BAD_DAY,
    BAD_CODE,
    BAD_REFERENCE,
    NO_SUCH_COLUMN,
    OTHER_TYPE,
    NO_SUCH_ROW,
    FLAWS
};

static enum flaw flaw;

static void
get_flawed(const crm_id *ids, size_t count, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);
    int64_t outside = INT64_MAX;
    size_t row = add_row(table, ids[0]);

    (void)count;
    switch (flaw) {
    case NO_ID:
        crm_table_clear_cell(table, row, CRM_FIELD_ID);
        break;
    case NEGATIVE_ID:
        crm_table_set_int(table, row, CRM_FIELD_ID, -5);
        break;
    case NO_VERSION:
        crm_table_clear_cell(table, row, CRM_FIELD_VERSION);
        break;
    case VERSION_0:
        crm_table_set_int(table, row, CRM_FIELD_VERSION, 0);
        break;
    case NO_NAME:
        crm_table_clear_cell(table, row, CRM_ACCOUNT_NAME);
        break;
    case BAD_UTF8:
        crm_table_set_text(table, row, CRM_ACCOUNT_CITY, "\xed\xa0\x80", 3);
        break;
    case BAD_CURRENCY:
        crm_table_set_int(table, row, CRM_ACCOUNT_CURRENCY, 1234567);
        break;
    case BAD_DAY:
        crm_table_fill_int64(table, CRM_ACCOUNT_PROFILING_REFUSED, row, 1, &outside, NULL);
        break;
    case BAD_CODE:
        crm_table_set_int(table, row, CRM_ACCOUNT_TYPES, 1 << 20);
        break;
    case BAD_REFERENCE:
        crm_table_set_int(table, row, CRM_ACCOUNT_PARENT, 0);
        break;
    case NO_SUCH_COLUMN:
        crm_table_set_int(table, row, 900, 1);
        break;
    case OTHER_TYPE:
        crm_table_set_int(table, row, CRM_ACCOUNT_CITY, 1);
        break;
    default:
        crm_table_set_int(table, row + 9, CRM_ACCOUNT_TIER, 1);
    }
    crm_reply_ok(reply);
}

static void
next_flawed(crm_reply *reply)
{
    const crm_id id = 5;

    get_flawed(&id, 1, reply);
}

static void
hostile_rows_are_refused_and_named(void **state)
{
    static const crm_field fields[FLAWS] = {CRM_FIELD_ID,
                                            CRM_FIELD_ID,
                                            CRM_FIELD_VERSION,
                                            CRM_FIELD_VERSION,
                                            CRM_ACCOUNT_NAME,
                                            CRM_ACCOUNT_CITY,
                                            CRM_ACCOUNT_CURRENCY,
                                            CRM_ACCOUNT_PROFILING_REFUSED,
                                            CRM_ACCOUNT_TYPES,
                                            CRM_ACCOUNT_PARENT,
                                            900,
                                            CRM_ACCOUNT_CITY,
                                            CRM_ACCOUNT_TIER};
    crm_context *crm = *state;

    script.get = get_flawed;
    script.next = next_flawed;
    for (flaw = 0; flaw < FLAWS; flaw++) {
        crm_kind kind = 0;
        crm_field field = -7;

        if (load(crm) != CRM_ERROR_DATA)
            fail_msg("flaw %d: %s", (int)flaw, crm_message(crm));
        crm_error_where(crm, &kind, NULL, &field);
        assert_int_equal(kind, CRM_KIND_ACCOUNT);
        assert_int_equal(field, fields[flaw]);
        if (read_all(crm) != CRM_ERROR_DATA)
            fail_msg("flaw %d: %s", (int)flaw, crm_message(crm));
    }
    assert_int_equal(script.finishes, FLAWS);
    says(crm, "next gave account, field tier, row 9: there is no such row");
    script.get = get_it; /* and the context goes on */
    assert_int_equal(load(crm), CRM_OK);
}

static void
scan_one_twice(crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);

    for (size_t row = 0; row < 2; row++) {
        if (crm_table_kind(table) == CRM_KIND_ACCOUNT) {
            add_row(table, 5);
            crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, "key", CRM_TEXT_NUL);
            continue;
        }
        crm_table_add(table, 1);
        crm_table_set_int(table, row, CRM_FIELD_ID, 5);
        crm_table_set_int(table, row, CRM_FIELD_VERSION, 1);
        crm_table_set_int(table, row, CRM_STAGE_PIPELINE, 1);
        crm_table_set_int(table, row, CRM_STAGE_POSITION, 1);
        crm_table_set_int(table, row, CRM_STAGE_OUTCOME, CRM_OUTCOME_OPEN);
        crm_table_set_text(table, row, CRM_STAGE_NAME, "a stage", CRM_TEXT_NUL);
    }
    crm_reply_end(reply);
}

/* It was taken for two records of one key, for two stages of one name, and for two owners. */
static void
bug_a_row_given_twice_was_taken_for_two_records(void **state)
{
    crm_context *crm = *state;
    crm_kind kind = 0;
    crm_id id = 0;

    script.scan = scan_one_twice;
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "key", &id), CRM_ERROR_STORE);
    says(crm, "a scan gave account 5 twice");
    assert_int_equal(crm_stage_find(crm, 1, "a stage", &id), CRM_ERROR_STORE);
    says(crm, "a scan gave stage 5 twice");
    crm_error_where(crm, &kind, &id, NULL);
    assert_int_equal(kind, CRM_KIND_STAGE);
    assert_int_equal(id, 5);
}

static void
get_many(const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)count;
    crm_table_add(crm_reply_table(reply), 101);
    (void)ids;
    crm_reply_ok(reply);
}

static void
rows_beyond_the_limit(void **state)
{
    script.get = get_many;
    assert_int_equal(load(*state), CRM_ERROR_LIMIT);
}

/* ---- Batches ---- */

static void
empty_then_rows(crm_reply *reply)
{
    if (script.nexts % 3 == 2)
        add_row(crm_reply_table(reply), script.nexts);
    if (script.nexts == 9)
        crm_reply_end(reply);
    else
        crm_reply_ok(reply);
}

static void
batches_without_rows_are_no_end(void **state)
{
    crm_context *crm = *state;
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_scan *scan = crm_scan_new(crm, query);
    const crm_table *table;
    size_t rows = 0;

    script.next = empty_then_rows;
    while (crm_scan_next(scan, &table) == CRM_OK) {
        assert_int_equal(crm_table_rows(table), 1);
        rows += crm_table_rows(table);
    }
    assert_int_equal(rows, 3);
    assert_int_equal(script.nexts, 9);
    assert_int_equal(script.finishes, 1);
    crm_scan_free(scan);
    assert_int_equal(script.finishes, 1);
    crm_query_free(query);
}

static void
nothing_ever(crm_reply *reply)
{
    crm_reply_ok(reply);
}

static void
a_store_that_never_ends_is_stopped(void **state)
{
    script.next = nothing_ever;
    assert_int_equal(read_all(*state), CRM_ERROR_STORE);
    says(*state, "empty batches");
    assert_int_equal(script.finishes, 1);
}

/* ---- Replies out of place ---- */

static void
look_around(crm_reply *reply)
{
    assert_null(crm_reply_table(reply));
    assert_int_equal(crm_reply_status(reply), CRM_NONE);
    crm_reply_ok(reply);
    assert_int_equal(crm_reply_status(reply), CRM_OK);
}

static void
conflict_and_look(crm_reply *reply)
{
    crm_reply_conflict(reply, CRM_KIND_ACCOUNT, 1);
    assert_int_equal(crm_reply_status(reply), CRM_ERROR_CONFLICT);
}

static void
fail_and_look(crm_reply *reply)
{
    crm_reply_fail(reply, CRM_ERROR_DUPLICATE, 0, NULL);
    assert_int_equal(crm_reply_status(reply), CRM_ERROR_DUPLICATE);
    crm_reply_ok(reply);
    assert_int_equal(crm_reply_status(reply), CRM_ERROR_STORE);
}

static void
wrong_form_and_look(crm_reply *reply)
{
    crm_reply_cursor(reply, 1);
    assert_int_equal(crm_reply_status(reply), CRM_ERROR_STORE);
}

static void
status_tells_the_answer_so_far(void **state)
{
    script.apply = conflict_and_look;
    assert_int_equal(save(*state), CRM_ERROR_CONFLICT);
    script.apply = fail_and_look;
    assert_int_equal(save(*state), CRM_ERROR_STORE);
    script.apply = wrong_form_and_look;
    assert_int_equal(save(*state), CRM_ERROR_STORE);
    assert_int_equal(crm_reply_status(NULL), CRM_ERROR_ARGUMENT);
}

static void
outside_of_a_reply(void **state)
{
    const crm_id id = 1;

    script.apply = look_around;
    assert_int_equal(save(*state), CRM_OK);
    assert_null(crm_reply_table(NULL));
    assert_int_equal(crm_reply_ok(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_end(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_cursor(NULL, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_ids(NULL, &id, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_int(NULL, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_fail(NULL, CRM_ERROR_STORE, 0, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_reply_conflict(NULL, 1, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_changes_groups(NULL), 0);
    assert_null(crm_changes_puts(NULL, 0));
}

static void
early_clock(crm_reply *reply)
{
    crm_reply_int(reply, INT64_MIN + 1);
}

static void
failing_clock(crm_reply *reply)
{
    crm_reply_fail(reply, CRM_ERROR_STORE, 3, "stopped");
}

static void
clocks(void **state)
{
    crm_context *crm = *state;

    script.clock = early_clock;
    assert_int_equal(save(crm), CRM_ERROR_DATA);
    script.clock = failing_clock;
    assert_int_equal(save(crm), CRM_ERROR_STORE);
    assert_string_equal(crm_host_message(crm), "stopped");
    script.clock = answer_nothing;
    assert_int_equal(save(crm), CRM_ERROR_STORE);
    says(crm, "clock ");
    script.clock = answer_ids;
    assert_int_equal(save(crm), CRM_ERROR_STORE);
    assert_int_equal(script.applies, 0);
    script.clock = NULL;
    assert_int_equal(save(crm), CRM_OK);
}

/* ---- Callbacks that are not there ---- */

static void
what_a_store_lacks_is_unsupported(void **state)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_account *account;
    crm_context *crm;

    (void)state;
    options.store = &store;
    options.clock = call_clock;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    assert_int_equal(load(crm), CRM_ERROR_UNSUPPORTED);
    says(crm, "get");
    assert_int_equal(read_all(crm), CRM_ERROR_UNSUPPORTED);
    says(crm, "scan");
    assert_int_equal(save(crm), CRM_ERROR_UNSUPPORTED);
    says(crm, "reserve");
    account = crm_account_new(crm);
    crm_account_set_name(account, "name");
    crm_record_set_id(crm_account_record(account), 1);
    assert_int_equal(crm_account_save(account), CRM_ERROR_UNSUPPORTED);
    says(crm, "apply");
    crm_account_free(account);
    crm_close(crm);
    store.scan = call_scan; /* answers a cursor */
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    script.scan = NULL;
    assert_int_equal(read_all(crm), CRM_ERROR_UNSUPPORTED);
    says(crm, "next");
    crm_close(crm);
    store.next = call_next;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    assert_int_equal(read_all(crm), CRM_ERROR_UNSUPPORTED);
    says(crm, "finish");
    crm_close(crm);
}

int
main(void)
{
#define WITH_SCRIPT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_SCRIPT(wrong_forms_are_failures_of_the_store),
        WITH_SCRIPT(a_cursor_is_finished_though_its_answer_is_no_good),
        WITH_SCRIPT(apply_may_conflict),
        WITH_SCRIPT(the_hosts_words_are_kept_apart),
        WITH_SCRIPT(reserve_answers_as_many_ids_as_asked),
        WITH_SCRIPT(trap_133_rows_not_asked_for_or_twice),
        WITH_SCRIPT(hostile_rows_are_refused_and_named),
        WITH_SCRIPT(bug_a_row_given_twice_was_taken_for_two_records),
        WITH_SCRIPT(rows_beyond_the_limit),
        WITH_SCRIPT(batches_without_rows_are_no_end),
        WITH_SCRIPT(a_store_that_never_ends_is_stopped),
        WITH_SCRIPT(status_tells_the_answer_so_far),
        WITH_SCRIPT(outside_of_a_reply),
        WITH_SCRIPT(clocks),
        WITH_SCRIPT(what_a_store_lacks_is_unsupported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
