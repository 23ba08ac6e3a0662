/*
 * reply.c - answers of callbacks. A reply starts as "no reply", so that a callback that raises, or
 * forgets to answer, can never look like success.
 */
#include "store/reply.h"

#include <string.h>

#include "base/text.h"
#include "crm/store.h"

void
crm__reply_start(struct crm_reply *reply, const char *callback, unsigned allowed)
{
    memset(reply, 0, offsetof(struct crm_reply, host_message));
    reply->host_message[0] = 0;
    reply->callback = callback;
    reply->allowed = allowed;
}

/* Take an answer of a form; only the first one counts. */
static crm_status
answer(crm_reply *reply, unsigned form)
{
    if (!reply)
        return CRM_ERROR_ARGUMENT;
    if (reply->answers < 2)
        reply->answers++;
    if (reply->answers > 1)
        return CRM_ERROR_STATE;
    reply->form = form;
    return CRM_OK;
}

crm_table *
crm_reply_table(crm_reply *reply)
{
    return reply ? reply->table : NULL;
}

crm_status
crm_reply_ok(crm_reply *reply)
{
    return answer(reply, CRM__ANSWER_OK);
}

crm_status
crm_reply_end(crm_reply *reply)
{
    return answer(reply, CRM__ANSWER_END);
}

crm_status
crm_reply_cursor(crm_reply *reply, uint64_t cursor)
{
    crm_status status = answer(reply, CRM__ANSWER_CURSOR);

    if (status == CRM_OK)
        reply->cursor = cursor;
    return status;
}

crm_status
crm_reply_ids(crm_reply *reply, const crm_id *ids, size_t count)
{
    crm_status status = answer(reply, CRM__ANSWER_IDS);

    if (status != CRM_OK)
        return status;
    if (!ids || !reply->ids || count != reply->ids_wanted) {
        reply->wrong_ids = true;
        return CRM_ERROR_ARGUMENT;
    }
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < 1) {
            reply->wrong_ids = true;
            return CRM_ERROR_ARGUMENT;
        }
        reply->ids[i] = ids[i];
    }
    return CRM_OK;
}

crm_status
crm_reply_int(crm_reply *reply, int64_t value)
{
    crm_status status = answer(reply, CRM__ANSWER_INT);

    if (status == CRM_OK)
        reply->value = value;
    return status;
}

/* Statuses that a host may fail with. */
static bool
may_fail_with(crm_status status)
{
    switch (status) {
    case CRM_ERROR_STORE:
    case CRM_ERROR_CONFLICT:
    case CRM_ERROR_DUPLICATE:
    case CRM_ERROR_REFERENCE:
    case CRM_ERROR_UNSUPPORTED:
    case CRM_ERROR_UNCERTAIN:
    case CRM_ERROR_CANCELLED:
    case CRM_ERROR_MEMORY:
        return true;
    default:
        return false;
    }
}

/* Keep as much of the host's words as fits and is UTF-8. */
static void
keep_words(char *to, size_t capacity, const char *text)
{
    size_t length = strlen(text), bad;

    if (length > capacity - 1)
        length = capacity - 1;
    if (!crm__utf8_check(text, length, &bad))
        length = bad;
    memcpy(to, text, length);
    to[length] = 0;
}

crm_status
crm_reply_fail(crm_reply *reply, crm_status failure, int64_t host_code, const char *text)
{
    crm_status status = answer(reply, CRM__ANSWER_FAIL);

    if (status != CRM_OK)
        return status;
    reply->status = may_fail_with(failure) ? failure : CRM_ERROR_STORE;
    reply->host_code = host_code;
    keep_words(reply->host_message, sizeof reply->host_message, text ? text : "");
    return CRM_OK;
}

crm_status
crm_reply_conflict(crm_reply *reply, crm_kind kind, crm_id id)
{
    crm_status status = answer(reply, CRM__ANSWER_CONFLICT);

    if (status == CRM_OK) {
        reply->kind = kind;
        reply->id = id;
    }
    return status;
}

crm_status
crm_reply_status(const crm_reply *reply)
{
    if (!reply)
        return CRM_ERROR_ARGUMENT;
    if (reply->answers == 0)
        return CRM_NONE;
    if (reply->answers == 1 && reply->form == CRM__ANSWER_FAIL)
        return reply->status;
    if (reply->answers > 1 || !(reply->form & reply->allowed) || reply->wrong_ids)
        return CRM_ERROR_STORE;
    return reply->form == CRM__ANSWER_CONFLICT ? CRM_ERROR_CONFLICT : CRM_OK;
}

static crm_status
failed_by_host(crm_context *crm, const struct crm_reply *reply)
{
    /* The host's words may hold anything, persons too: they stay apart from the message. */
    crm__fail(crm, reply->status, 0, 0, -1, "%s failed: %s", reply->callback,
              crm_status_name(reply->status));
    crm->error.host_code = reply->host_code;
    memcpy(crm->error.host_message, reply->host_message, sizeof crm->error.host_message);
    return reply->status;
}

/* The record is the store's word: what is no kind, or no id, stands for unknown. */
static crm_status
conflict(crm_context *crm, const struct crm_reply *reply)
{
    const char *kind = crm_schema_kind_name(crm, reply->kind);

    if (reply->id < 1)
        return crm__fail(crm, CRM_ERROR_CONFLICT, kind ? reply->kind : 0, 0, -1,
                         "%s answered with a conflict of no record", reply->callback);
    return crm__fail(crm, CRM_ERROR_CONFLICT, kind ? reply->kind : 0, reply->id, -1,
                     "%s %lld was changed by somebody else", kind ? kind : "a record",
                     (long long)reply->id);
}

crm_status
crm__reply_judge(crm_context *crm, const struct crm_reply *reply)
{
    if (reply->answers == 0)
        return crm__fail(crm, CRM_ERROR_STORE, 0, 0, -1, "%s did not reply", reply->callback);
    if (reply->answers > 1)
        return crm__fail(crm, CRM_ERROR_STORE, 0, 0, -1, "%s replied twice", reply->callback);
    if (reply->form == CRM__ANSWER_FAIL)
        return failed_by_host(crm, reply);
    if (!(reply->form & reply->allowed))
        return crm__fail(crm, CRM_ERROR_STORE, 0, 0, -1,
                         "%s gave an answer that is not one of its own", reply->callback);
    if (reply->wrong_ids)
        return crm__fail(crm, CRM_ERROR_STORE, 0, 0, -1, "%s did not answer with %llu ids above 0",
                         reply->callback, (unsigned long long)reply->ids_wanted);
    return reply->form == CRM__ANSWER_CONFLICT ? conflict(crm, reply) : CRM_OK;
}
