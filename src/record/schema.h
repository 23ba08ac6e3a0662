/*
 * schema.h - the built-in kinds as static tables, and dense positions of fields.
 *
 * Records and tables of a kind keep their fields in one order: the 8 common ones, the own ones, the
 * custom ones. crm__schema_index turns a field number into that position.
 */
#ifndef CRM_RECORD_SCHEMA_H
#define CRM_RECORD_SCHEMA_H

#include "crm/schema.h"
#include "record/context.h"

#define CRM__COMMON_FIELDS 8

/* Flags of a field that concern its range and are not shown to anybody. */
enum {
    CRM__FIELD_POSITIVE = 1 << 16, /* above 0 */
    CRM__FIELD_NATURAL = 1 << 17,  /* 0 or above */
    CRM__FIELD_SHARE = 1 << 18,    /* BP: 0 to 10,000 */
    CRM__FIELD_PUBLIC = (1 << 16) - 1
};

struct crm__choice {
    int64_t value;
    const char *name; /* NULL ends a list */
};

struct crm__field {
    const char *name;
    int32_t type;
    uint32_t flags;
    crm_kind target;
    int32_t privacy;
    const struct crm__choice *choices; /* NULL = none */
};

struct crm__kind {
    const char *name;
    uint32_t flags;
    const struct crm__field *own; /* numbered from CRM_FIELD_OWN */
    size_t own_count;
    const struct crm__field *common; /* CRM__COMMON_FIELDS of them, then the own ones */
    crm_field currency;              /* of its amounts, -1 = it has none */
};

extern const struct crm__kind crm__kinds[CRM__KINDS];

/* NULL for a number that is no kind. */
static inline const struct crm__kind *
crm__kind_of(crm_kind kind)
{
    return kind < 1 || kind > CRM__KINDS ? NULL : &crm__kinds[kind - 1];
}

/* Fields of a kind, custom ones included; crm may be NULL. 0 for no kind. */
size_t crm__schema_count(const crm_context *crm, crm_kind kind);

/* Dense position of a field, -1 if the kind has none such; and back. */
int32_t crm__schema_index(const crm_context *crm, crm_kind kind, crm_field field);
crm_field crm__schema_number(const crm_context *crm, crm_kind kind, int32_t index);

/* Description by dense position (a valid one). Custom fields are described in *scratch. */
const struct crm__field *crm__schema_field(const crm_context *crm, crm_kind kind, int32_t index,
                                           struct crm__field *scratch);

/* The currency field of a kind (transition, purchase ...), -1 if it has none. */
crm_field crm__schema_currency(crm_kind kind);

/* Lowest and highest integer that a field takes. True if every one between is allowed: currencies,
   and choices with gaps, have to be looked at one by one. */
bool crm__schema_range(const struct crm__field *field, int64_t *out_low, int64_t *out_high);

/*
 * Is an integer in range for a field? Ids above 0, days and instants of years 1 to 9999, known
 * currencies and choices, SET bits known, BP -1,000,000 to 1,000,000 (probability and share 0 to
 * 10,000), 32 bits where the storage has 32. Returns NULL if so, else words for a message.
 */
const char *crm__schema_wrong(const struct crm__field *field, int64_t value);

/* True for types stored in 32 bits, in a double, as text; all others have 64 bits. */
static inline bool
crm__type_is_32(int32_t type)
{
    return type == CRM_TYPE_BP || type == CRM_TYPE_DAY || type == CRM_TYPE_CURRENCY ||
           type == CRM_TYPE_CODE;
}

static inline bool
crm__type_is_integer(int32_t type)
{
    return type > CRM_TYPE_TEXT && type < CRM_TYPE_DOUBLE;
}

#endif
