/*
 * deal_said.c - what the caller says about a row of the log besides its state: when, who, why.
 */
#include <string.h>

#include "base/abi.h"
#include "base/calendar.h"
#include "operation/deal.h"

/* Size in version 0.1: up to the last member of then. */
#define MOVE_FIRST_SIZE (offsetof(crm_move_params, reserved) + sizeof(int32_t))

static const crm_move_params move_init = CRM_MOVE_PARAMS_INIT;

crm_status
crm_move_params_init(crm_move_params *params, size_t size)
{
    return crm__struct_init(params, size, &move_init, sizeof move_init, MOVE_FIRST_SIZE);
}

crm_status
crm__move_params(crm_context *crm, const crm_move_params *given, struct crm__logrow *row,
                 struct crm__said *said)
{
    crm_move_params params;
    crm_status status = crm__struct_read(&params, sizeof params, MOVE_FIRST_SIZE,
                                         given ? given : &move_init, &move_init);

    memset(said, 0, sizeof *said);
    if (status != CRM_OK)
        return crm__fail(crm, status, 0, 0, -1, "crm_move_params is of an unknown size");
    if (params.flags || params.reserved || params.actor < 0 || params.competitor < 0)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "flags and reserved are 0, ids not below 0");
    if (params.at != CRM_INSTANT_NONE && params.day != CRM_DAY_NONE)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "give `at` or `day`, not both");
    if (params.day != CRM_DAY_NONE) {
        params.at = crm__instant_of_day(crm, params.day);
        row->bits |= CRM_TRANSITION_BIT_DAY_ONLY;
        if (params.at == CRM_INSTANT_NONE)
            return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "`day` is outside years 1 to 9999");
    }
    if (params.at == CRM_INSTANT_NONE)
        status = crm__now(crm, &params.at);
    if (status == CRM_OK && !crm__instant_valid(params.at))
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "`at` is outside years 1 to 9999");
    row->at = (struct crm__optional){true, params.at};
    said->actor = params.actor;
    said->competitor = params.competitor;
    said->reason = params.reason;
    said->note = params.note;
    return status == CRM_OK ? crm__said_check(crm, said) : status;
}

static const char *
text_of(const crm_record *row, crm_field field)
{
    return row->values[crm__schema_index(row->crm, row->kind, field)].as.text;
}

void
crm__said_by(const crm_record *row, struct crm__said *said)
{
    const struct crm__value *created = &row->values[CRM_FIELD_CREATED];

    memset(said, 0, sizeof *said);
    said->actor = crm__record_int_or(row, CRM_TRANSITION_ACTOR, 0);
    said->competitor = crm__record_int_or(row, CRM_TRANSITION_COMPETITOR, 0);
    said->reason = text_of(row, CRM_TRANSITION_REASON);
    said->note = text_of(row, CRM_TRANSITION_NOTE);
    said->external_id = text_of(row, CRM_FIELD_EXTERNAL_ID);
    said->created_given = created->edit == CRM__EDITED;
    said->created = (struct crm__optional){created->present, created->as.integer};
    said->custom = row;
}

crm_status
crm__said_check(crm_context *crm, const struct crm__said *said)
{
    crm_status status = crm__check_exists(crm, CRM_KIND_USER, said->actor);

    return status == CRM_OK ? crm__check_exists(crm, CRM_KIND_ACCOUNT, said->competitor) : status;
}
