/*
 * params.c - params of analyses: read from callers of any version, and the common members checked.
 * Defaults come from the class's member table, so that the macro, the init function and the
 * description cannot differ without a test noticing.
 */
#include <string.h>

#include "analysis/engine/inside.h"
#include "base/abi.h"
#include "base/calendar.h"
#include "base/currency.h"

#define PARAMS_MAX 512

static bool
member_is_64(const struct crm__member *member)
{
    return member->type == CRM_TYPE_I64 || member->type == CRM_TYPE_INSTANT;
}

int64_t
crm__member_value(const void *params, const struct crm__member *member)
{
    const char *at = (const char *)params + member->offset;
    int64_t wide;
    int32_t narrow;

    if (member_is_64(member)) {
        memcpy(&wide, at, sizeof wide);
        return wide;
    }
    memcpy(&narrow, at, sizeof narrow);
    return narrow;
}

static void
standard_params(const struct crm__class *class, void *params)
{
    memset(params, 0, class->params_size);
    for (size_t i = 0; i < class->member_count; i++) {
        char *at = (char *)params + class->members[i].offset;
        int64_t wide = class->members[i].standard;
        int32_t narrow = (int32_t)wide;

        if (member_is_64(&class->members[i]))
            memcpy(at, &wide, sizeof wide);
        else
            memcpy(at, &narrow, sizeof narrow);
    }
}

crm_status
crm__params_init(const struct crm__class *class, void *params, size_t size)
{
    int64_t standard[PARAMS_MAX / sizeof(int64_t)];

    standard_params(class, standard);
    return crm__struct_init(params, size, standard, class->params_size, class->first_size);
}

static crm_status
wrong_param(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "%s params: %s",
                     analysis->class->name, what);
}

static crm_status
check_times(crm_analysis *analysis)
{
    const struct crm__params *common = analysis->common;

    if (common->as_of == CRM_DAY_NONE)
        return wrong_param(analysis, "as_of is required");
    if (!crm__day_valid(common->as_of))
        return wrong_param(analysis, "as_of is not a day of years 1 to 9999");
    if (common->since != CRM_DAY_NONE && !crm__day_valid(common->since))
        return wrong_param(analysis, "since is not a day of years 1 to 9999");
    if (common->since != CRM_DAY_NONE && common->since > common->as_of)
        return wrong_param(analysis, "since is later than as_of");
    if (common->known_at != CRM_INSTANT_NONE && !crm__instant_valid(common->known_at))
        return wrong_param(analysis, "known_at is not an instant of years 1 to 9999");
    return CRM_OK;
}

static crm_status
check_choices(crm_analysis *analysis)
{
    const struct crm__params *common = analysis->common;
    const struct crm__class *class = analysis->class;

    if (common->flags & ~class->flags)
        return wrong_param(analysis, "flags has a bit that this analysis does not know");
    if (common->currency != 0 && !crm__currency_valid(common->currency))
        return wrong_param(analysis, "currency is no ISO 4217 code");
    if (class->sales && common->sales != CRM_SALES_PURCHASES && common->sales != CRM_SALES_WON)
        return wrong_param(analysis, "sales is neither PURCHASES nor WON");
    if (class->units &&
        (common->unit < 0 || common->unit > 31 || !(class->units & (uint32_t)1 << common->unit)))
        return wrong_param(analysis, "unit is none that this analysis knows");
    if (common->rate_max_age_days < 0)
        return wrong_param(analysis, "rate_max_age_days is below 0");
    return CRM_OK;
}

crm_status
crm__params_read(crm_analysis *analysis, const void *given)
{
    const struct crm__class *class = analysis->class;
    int64_t standard[PARAMS_MAX / sizeof(int64_t)];
    crm_status status;

    if (!given)
        return wrong_param(analysis, "NULL, but as_of is required");
    standard_params(class, standard);
    status =
        crm__struct_read(analysis->params, class->params_size, class->first_size, given, standard);
    if (status != CRM_OK)
        return crm__fail(analysis->crm, status, 0, 0, -1,
                         "%s params: size is none that this library can read", class->name);
    status = check_times(analysis);
    if (status == CRM_OK)
        status = check_choices(analysis);
    return status;
}
