/*
 * schema.c - reading the schema: the static tables of kinds_table.c with the host's own fields
 * behind them. Fields have a number (public, stable, with gaps) and a dense index (position in a
 * record or table); this file turns one into the other. Reading never enters the context, so that
 * stores may ask from inside their callbacks.
 */
#include "record/schema.h"

#include <string.h>

#include "base/calendar.h"
#include "base/currency.h"

static size_t
custom_count(const crm_context *crm, crm_kind kind)
{
    return crm ? crm->customs[kind].count : 0;
}

size_t
crm__schema_count(const crm_context *crm, crm_kind kind)
{
    const struct crm__kind *known = crm__kind_of(kind);

    return known ? CRM__COMMON_FIELDS + known->own_count + custom_count(crm, kind) : 0;
}

int32_t
crm__schema_index(const crm_context *crm, crm_kind kind, crm_field field)
{
    const struct crm__kind *known = crm__kind_of(kind);
    int32_t own;

    if (!known || field < 0)
        return -1;
    own = (int32_t)known->own_count;
    if (field < CRM__COMMON_FIELDS)
        return field;
    if (field < CRM_FIELD_OWN)
        return -1;
    if (field < CRM_FIELD_OWN + own)
        return field - CRM_FIELD_OWN + CRM__COMMON_FIELDS;
    if (field < CRM_FIELD_FIRST_CUSTOM ||
        (size_t)(field - CRM_FIELD_FIRST_CUSTOM) >= custom_count(crm, kind))
        return -1;
    return field - CRM_FIELD_FIRST_CUSTOM + CRM__COMMON_FIELDS + own;
}

crm_field
crm__schema_number(const crm_context *crm, crm_kind kind, int32_t index)
{
    const struct crm__kind *known = crm__kind_of(kind);
    int32_t own;

    if (!known || index < 0 || (size_t)index >= crm__schema_count(crm, kind))
        return -1;
    own = (int32_t)known->own_count;
    if (index < CRM__COMMON_FIELDS)
        return index;
    if (index < CRM__COMMON_FIELDS + own)
        return index - CRM__COMMON_FIELDS + CRM_FIELD_OWN;
    return index - CRM__COMMON_FIELDS - own + CRM_FIELD_FIRST_CUSTOM;
}

const struct crm__field *
crm__schema_field(const crm_context *crm, crm_kind kind, int32_t index, struct crm__field *scratch)
{
    const struct crm__kind *known = crm__kind_of(kind);
    size_t built_in = CRM__COMMON_FIELDS + known->own_count;
    const struct crm__custom *custom;

    if ((size_t)index < built_in)
        return &known->common[index];
    custom = &crm->customs[kind].fields[(size_t)index - built_in];
    scratch->name = custom->name;
    scratch->type = custom->type;
    scratch->flags = custom->flags | CRM_FIELD_CUSTOM;
    scratch->target = custom->target;
    scratch->privacy = custom->privacy;
    scratch->choices = NULL;
    return scratch;
}

crm_field
crm__schema_currency(crm_kind kind)
{
    const struct crm__kind *known = crm__kind_of(kind);

    return known ? known->currency : -1;
}

/* ---- The public face ---- */

size_t
crm_schema_kinds(crm_context *crm)
{
    (void)crm;
    return CRM__KINDS;
}

crm_kind
crm_schema_kind(crm_context *crm, size_t index)
{
    (void)crm;
    return index < CRM__KINDS ? (crm_kind)index + 1 : 0;
}

const char *
crm_schema_kind_name(crm_context *crm, crm_kind kind)
{
    const struct crm__kind *known = crm__kind_of(kind);

    (void)crm;
    return known ? known->name : NULL;
}

crm_kind
crm_schema_kind_find(crm_context *crm, const char *name)
{
    crm_kind kind;

    (void)crm;
    if (!name)
        return 0;
    for (kind = 1; kind <= CRM__KINDS; kind++)
        if (strcmp(crm__kind_of(kind)->name, name) == 0)
            return kind;
    return 0;
}

uint32_t
crm_schema_kind_flags(crm_context *crm, crm_kind kind)
{
    const struct crm__kind *known = crm__kind_of(kind);

    (void)crm;
    return known ? known->flags : 0;
}

size_t
crm_schema_fields(crm_context *crm, crm_kind kind)
{
    return crm__schema_count(crm, kind);
}

crm_field
crm_schema_field(crm_context *crm, crm_kind kind, size_t index)
{
    return index < crm__schema_count(crm, kind) ? crm__schema_number(crm, kind, (int32_t)index)
                                                : -1;
}

crm_field
crm_schema_find(crm_context *crm, crm_kind kind, const char *name)
{
    size_t count = crm__schema_count(crm, kind), i;
    struct crm__field scratch;

    if (!name)
        return -1;
    for (i = 0; i < count; i++)
        if (strcmp(crm__schema_field(crm, kind, (int32_t)i, &scratch)->name, name) == 0)
            return crm__schema_number(crm, kind, (int32_t)i);
    return -1;
}

/* Description of a field by number, NULL if there is none. */
static const struct crm__field *
describe(crm_context *crm, crm_kind kind, crm_field field, struct crm__field *scratch)
{
    int32_t index = crm__schema_index(crm, kind, field);

    return index < 0 ? NULL : crm__schema_field(crm, kind, index, scratch);
}

const char *
crm_schema_name(crm_context *crm, crm_kind kind, crm_field field)
{
    struct crm__field scratch;
    const struct crm__field *known = describe(crm, kind, field, &scratch);

    return known ? known->name : NULL;
}

int32_t
crm_schema_type(crm_context *crm, crm_kind kind, crm_field field)
{
    struct crm__field scratch;
    const struct crm__field *known = describe(crm, kind, field, &scratch);

    return known ? known->type : 0;
}

uint32_t
crm_schema_flags(crm_context *crm, crm_kind kind, crm_field field)
{
    struct crm__field scratch;
    const struct crm__field *known = describe(crm, kind, field, &scratch);

    return known ? known->flags & CRM__FIELD_PUBLIC : 0;
}

crm_kind
crm_schema_target(crm_context *crm, crm_kind kind, crm_field field)
{
    struct crm__field scratch;
    const struct crm__field *known = describe(crm, kind, field, &scratch);

    return known ? known->target : 0;
}

int32_t
crm_schema_privacy(crm_context *crm, crm_kind kind, crm_field field)
{
    struct crm__field scratch;
    const struct crm__field *known = describe(crm, kind, field, &scratch);

    return known ? known->privacy : CRM_PRIVACY_NONE;
}
