/*
 * hostile_answers.c - answers that no callback may give: none, two, those of another callback, codes
 * and numbers that are none, words that are no text.
 */
#include "hostile.h"

#include <stdlib.h>

enum {
    READS = CRM_TESTING_GET | CRM_TESTING_SCAN | CRM_TESTING_NEXT,
    DOES = CRM_TESTING_APPLY | CRM_TESTING_HOLD | CRM_TESTING_PROGRESS,
    NUMBERS = CRM_TESTING_RESERVE | CRM_TESTING_CLOCK,
    STORE = READS | DOES | NUMBERS,
    /* A failing progress callback wants no more, whatever it says. */
    BUT_PROGRESS = STORE & ~CRM_TESTING_PROGRESS
};

static bool
say_nothing(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    (void)reply;
    return true;
}

static bool
say_ok_twice(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_ok(reply);
    crm_reply_ok(reply);
    return true;
}

static bool
say_ok_then_fail(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_ok(reply);
    crm_reply_fail(reply, CRM_ERROR_STORE, 7, "and yet");
    return true;
}

static bool
say_fail_then_ok(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_fail(reply, CRM_ERROR_STORE, 7, "or not");
    crm_reply_ok(reply);
    return true;
}

static bool
say_cursor_then_end(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_cursor(reply, NEVER_GIVEN);
    crm_reply_end(reply);
    return true;
}

static bool
say_ok(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_ok(reply);
    return true;
}

static bool
say_end(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_end(reply);
    return true;
}

/* To scan that is an answer: next is the one that knows no such cursor. */
static bool
say_cursor(struct hostile *hostile, crm_reply *reply)
{
    if (hostile->callback == CRM_TESTING_SCAN)
        hostile->callback = CRM_TESTING_NEXT;
    crm_reply_cursor(reply, NEVER_GIVEN);
    return true;
}

static bool
say_int(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_int(reply, 42);
    return true;
}

static bool
say_ids(struct hostile *hostile, crm_reply *reply)
{
    const crm_id ids[] = {901, 902};

    (void)hostile;
    crm_reply_ids(reply, ids, 2);
    return true;
}

static bool
say_conflict(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_conflict(reply, CRM_KIND_ACCOUNT, 1);
    return true;
}

static bool
say_conflict_of_nothing(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_conflict(reply, 9999, -5);
    return true;
}

static bool
say_unknown_code(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_fail(reply, -31337, 0, NULL);
    return true;
}

static bool
say_positive_code(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_fail(reply, 31337, 0, NULL);
    return true;
}

static bool
say_failed_well(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_fail(reply, CRM_OK, 0, "all is well");
    return true;
}

/* A status of the library's own, which a store may not use. */
static bool
say_closed(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_fail(reply, CRM_ERROR_CLOSED, 0, NULL);
    return true;
}

static bool
say_wrong_words(struct hostile *hostile, crm_reply *reply)
{
    char words[3000];

    (void)hostile;
    memset(words, 'x', sizeof words);
    words[250] = '\xe2'; /* a character that is cut */
    words[sizeof words - 1] = '\0';
    crm_reply_fail(reply, CRM_ERROR_STORE, INT64_MIN, words);
    return true;
}

static bool
say_idle(struct hostile *hostile, crm_reply *reply)
{
    hostile->idle = 999;
    crm_reply_ok(reply);
    return true;
}

/* ---- ids ---- */

static void
answer_ids(crm_reply *reply, size_t count, crm_id first, crm_id step)
{
    crm_id *ids = calloc(count + 1, sizeof *ids);

    for (size_t i = 0; ids && i < count; i++)
        ids[i] = first + (crm_id)i * step;
    crm_reply_ids(reply, ids, count);
    free(ids);
}

static bool
say_too_few_ids(struct hostile *hostile, crm_reply *reply)
{
    answer_ids(reply, hostile->count - 1, 901, 1);
    return true;
}

static bool
say_too_many_ids(struct hostile *hostile, crm_reply *reply)
{
    answer_ids(reply, hostile->count + 1, 901, 1);
    return true;
}

static bool
say_no_ids(struct hostile *hostile, crm_reply *reply)
{
    crm_reply_ids(reply, NULL, hostile->count);
    return true;
}

static bool
say_id_0(struct hostile *hostile, crm_reply *reply)
{
    answer_ids(reply, hostile->count, 0, 1);
    return true;
}

static bool
say_ids_below_0(struct hostile *hostile, crm_reply *reply)
{
    answer_ids(reply, hostile->count, -3, -1);
    return true;
}

static bool
say_same_ids(struct hostile *hostile, crm_reply *reply)
{
    if (hostile->count < 2)
        return false;
    answer_ids(reply, hostile->count, 901, 0);
    return true;
}

static bool
say_id_that_is_there(struct hostile *hostile, crm_reply *reply)
{
    crm_id stored = hostile->kind > 0 && hostile->kind < 64 ? hostile->stored[hostile->kind] : 0;

    if (hostile->count != 1 || !stored)
        return false;
    answer_ids(reply, 1, stored, 0);
    return true;
}

/* ---- instants ---- */

static bool
say_no_instant(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_int(reply, CRM_INSTANT_NONE);
    return true;
}

static bool
say_late_instant(struct hostile *hostile, crm_reply *reply)
{
    (void)hostile;
    crm_reply_int(reply, INT64_MAX);
    return true;
}

#define SAY(name, callbacks, wanted, answer)                                                       \
    {                                                                                              \
        name, callbacks, wanted, 0, NULL, answer, false                                            \
    }

const struct lie lies_of_answers[] = {
    SAY("no reply", STORE, CRM_ERROR_STORE, say_nothing),
    SAY("ok twice", STORE, CRM_ERROR_STORE, say_ok_twice),
    SAY("ok, then fail", STORE, CRM_ERROR_STORE, say_ok_then_fail),
    /* that of progress has failed with its first word */
    SAY("fail, then ok", BUT_PROGRESS, CRM_ERROR_STORE, say_fail_then_ok),
    SAY("fail of progress, then ok", CRM_TESTING_PROGRESS, CRM_ERROR_CANCELLED, say_fail_then_ok),
    SAY("a cursor, then the end", BUT_PROGRESS, CRM_ERROR_STORE, say_cursor_then_end),
    SAY("ok instead of a number", NUMBERS, CRM_ERROR_STORE, say_ok),
    SAY("end instead of a number", NUMBERS, CRM_ERROR_STORE, say_end),
    SAY("a cursor never given", CRM_TESTING_SCAN, CRM_ERROR_STORE, say_cursor),
    SAY("a cursor", STORE & ~CRM_TESTING_SCAN, CRM_ERROR_STORE, say_cursor),
    SAY("an instant", STORE & ~CRM_TESTING_CLOCK, CRM_ERROR_STORE, say_int),
    SAY("ids", STORE & ~CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_ids),
    SAY("a conflict", STORE & ~CRM_TESTING_APPLY, CRM_ERROR_STORE, say_conflict),
    SAY("a conflict of no record", CRM_TESTING_APPLY, CRM_ERROR_CONFLICT, say_conflict_of_nothing),
    SAY("an unknown code", BUT_PROGRESS, CRM_ERROR_STORE, say_unknown_code),
    SAY("a positive code", BUT_PROGRESS, CRM_ERROR_STORE, say_positive_code),
    SAY("failed with CRM_OK", BUT_PROGRESS, CRM_ERROR_STORE, say_failed_well),
    SAY("a code that is not the store's", BUT_PROGRESS, CRM_ERROR_STORE, say_closed),
    SAY("words that are no text", BUT_PROGRESS, CRM_ERROR_STORE, say_wrong_words),
    SAY("progress fails with CRM_OK", CRM_TESTING_PROGRESS, CRM_ERROR_CANCELLED, say_failed_well),
    SAY("1,000 empty batches", CRM_TESTING_NEXT, CRM_OK, say_idle),
    SAY("too few ids", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_too_few_ids),
    SAY("too many ids", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_too_many_ids),
    SAY("ids at NULL", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_no_ids),
    SAY("the id 0", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_id_0),
    SAY("ids below 0", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_ids_below_0),
    SAY("an id twice", CRM_TESTING_RESERVE, CRM_ERROR_STORE, say_same_ids),
    /* Two records of one id within a unit may hide each other: the scenario is misled. */
    {"an id that is there", CRM_TESTING_RESERVE, CRM_ERROR_CONFLICT, CRM_ERROR_STORE, NULL,
     say_id_that_is_there, true},
    SAY("no instant", CRM_TESTING_CLOCK, CRM_ERROR_DATA, say_no_instant),
    SAY("an instant after year 9999", CRM_TESTING_CLOCK, CRM_ERROR_DATA, say_late_instant),
};

const size_t lies_of_answers_count = sizeof lies_of_answers / sizeof *lies_of_answers;
