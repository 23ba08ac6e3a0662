/*
 * reply.h - inside of a reply: what a callback may answer, and what it did answer.
 */
#ifndef CRM_STORE_REPLY_H
#define CRM_STORE_REPLY_H

#include "record/table.h"

/* Forms of an answer, as bits: which of them a callback may use. crm_reply_fail is always allowed.
 */
enum {
    CRM__ANSWER_OK = 1,
    CRM__ANSWER_END = 2,
    CRM__ANSWER_CURSOR = 4,
    CRM__ANSWER_IDS = 8,
    CRM__ANSWER_INT = 16,
    CRM__ANSWER_CONFLICT = 32,
    CRM__ANSWER_FAIL = 64
};

struct crm_reply {
    const char *callback; /* its name, for messages */
    unsigned allowed;
    crm_table *table; /* to be filled, or NULL */
    crm_id *ids;      /* room for the answer of reserve */
    size_t ids_wanted;

    unsigned answers; /* how many were given */
    unsigned form;    /* of the first one */
    bool wrong_ids;
    uint64_t cursor;
    int64_t value;
    crm_status status; /* of a failure */
    crm_kind kind;     /* of a conflict */
    crm_id id;
    int64_t host_code;
    char host_message[256];
};

void crm__reply_start(struct crm_reply *reply, const char *callback, unsigned allowed);

/* Was the reply a proper one? CRM_OK (its form is in reply->form), or the failure, told. */
crm_status crm__reply_judge(crm_context *crm, const struct crm_reply *reply);

#endif
