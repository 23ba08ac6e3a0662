/*
 * clock.c - the callbacks that are not of the store: the clock, read by operations alone, and
 * progress, told now and then in long work.
 */
#include <time.h>

#include "base/calendar.h"
#include "store/call.h"
#include "store/reply.h"
#include "store/scan.h"

static crm_status
system_now(crm_context *crm, crm_instant *out_now)
{
    struct timespec now;

    if (timespec_get(&now, TIME_UTC) != TIME_UTC)
        return crm__fail(crm, CRM_ERROR_STATE, 0, 0, -1, "the system has no clock");
    *out_now = (crm_instant)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    return CRM_OK;
}

crm_status
crm__now(crm_context *crm, crm_instant *out_now)
{
    struct crm_reply reply;
    crm_status status;

    if (!crm->clock)
        return system_now(crm, out_now);
    crm__reply_start(&reply, "clock", CRM__ANSWER_INT);
    crm->in_callback = true;
    crm->clock(crm->clock_self, &reply);
    crm->in_callback = false;
    status = crm__reply_judge(crm, &reply);
    if (status != CRM_OK)
        return status;
    if (!crm__instant_valid(reply.value))
        return crm__fail(crm, CRM_ERROR_DATA, 0, 0, -1, "the clock is outside years 1 to 9999");
    *out_now = reply.value;
    return CRM_OK;
}

crm_status
crm__progress(crm_context *crm, int64_t rows_done, int64_t rows_known)
{
    struct crm_reply reply;
    crm_status status;

    if (!crm->progress)
        return CRM_OK;
    crm__reply_start(&reply, "progress", CRM__ANSWER_OK | CRM__ANSWER_END);
    crm->in_callback = true;
    crm->progress(crm->progress_self, rows_done, rows_known, &reply);
    crm->in_callback = false;
    status = crm__reply_judge(crm, &reply);
    if (status != CRM_OK && reply.form == CRM__ANSWER_FAIL)
        return crm__fail(crm, CRM_ERROR_CANCELLED, 0, 0, -1, "cancelled by the progress callback");
    return status;
}
