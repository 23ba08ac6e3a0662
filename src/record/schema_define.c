/*
 * schema_define.c - the host's own fields. They are kept in the context in order of definition,
 * which gives them their numbers, and cannot come any more once something has been shaped by the
 * schema.
 */
#include "record/schema.h"

#include <string.h>

static bool
is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Is it a name that every store, program and file can use? */
static bool
is_name(const char *name)
{
    size_t i;

    if (!name || !is_letter(name[0]))
        return false;
    for (i = 1; name[i]; i++)
        if (!is_letter(name[i]) && !(name[i] >= '0' && name[i] <= '9') && name[i] != '_')
            return false;
    return i <= 63;
}

static bool
is_type(int32_t type)
{
    return type >= CRM_TYPE_TEXT && type <= CRM_TYPE_DOUBLE && type != CRM_TYPE_CODE &&
           type != CRM_TYPE_SET;
}

static bool
is_privacy(int32_t privacy)
{
    int32_t class = privacy & ~CRM_PRIVACY_IF_PERSON;

    return privacy >= 0 && class <= CRM_PRIVACY_FREE_TEXT;
}

/* Words for what is wrong with a definition, NULL if nothing is. */
static const char *
wrong_definition(const struct crm__custom *custom)
{
    if (!is_name(custom->name))
        return "the name of a field is lower-case letters, digits and _, at most 63";
    if (!is_type(custom->type))
        return "a field of the host's own cannot have this type";
    if (custom->flags & ~(uint32_t)CRM_FIELD_REQUIRED)
        return "a field of the host's own cannot have these flags";
    if (custom->type == CRM_TYPE_REF ? !crm__kind_of(custom->target) : custom->target != 0)
        return "a reference, and nothing else, has a kind that it refers to";
    if (!is_privacy(custom->privacy))
        return "there is no such class of personal data";
    return NULL;
}

static crm_status
append(crm_context *crm, crm_kind kind, const struct crm__custom *custom)
{
    struct crm__customs *customs = &crm->customs[kind];
    void *fields = customs->fields;
    char *name;

    if (customs->count >= INT32_MAX - CRM_FIELD_FIRST_CUSTOM)
        return crm__fail(crm, CRM_ERROR_LIMIT, kind, 0, -1, "too many fields");
    if (crm__grow(&crm->memory, &fields, &customs->capacity, customs->count + 1, sizeof *custom))
        return crm__no_memory(crm);
    customs->fields = fields;
    name = crm__copy_text(&crm->memory, custom->name, strlen(custom->name));
    if (!name)
        return crm__no_memory(crm);
    customs->fields[customs->count] = *custom;
    customs->fields[customs->count].name = name;
    customs->count++;
    return CRM_OK;
}

static crm_status
define(crm_context *crm, crm_kind kind, const struct crm__custom *custom)
{
    const char *wrong = wrong_definition(custom);

    if (!crm__kind_of(kind))
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "there is no kind %d", (int)kind);
    if (wrong)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, kind, 0, -1, "%s", wrong);
    if (crm->schema_fixed)
        return crm__fail(crm, CRM_ERROR_STATE, kind, 0, -1,
                         "fields are defined before the first record, table or analysis");
    if (crm_schema_find(crm, kind, custom->name) >= 0)
        return crm__fail(crm, CRM_ERROR_DUPLICATE, kind, 0, -1,
                         "the kind %s has a field %s already", crm__kind_of(kind)->name,
                         custom->name);
    return append(crm, kind, custom);
}

crm_status
crm_schema_define(crm_context *crm, crm_kind kind, const char *name, int32_t type, uint32_t flags,
                  crm_kind target, int32_t privacy, crm_field *out_field)
{
    struct crm__custom custom = {(char *)name, type, flags, target, privacy};
    crm_status status = crm__enter(crm);

    if (status)
        return status;
    status = define(crm, kind, &custom);
    if (!status && out_field)
        *out_field = CRM_FIELD_FIRST_CUSTOM + (crm_field)crm->customs[kind].count - 1;
    crm__leave(crm);
    return status;
}
