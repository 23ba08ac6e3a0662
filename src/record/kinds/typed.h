/*
 * typed.h - the macros that define the typed handles of a kind, one line a field.
 *
 * A typed handle is a record under another name: struct crm_account and its like are never defined,
 * and a handle is the pointer to the record, cast. Pointers to handles are not: crm_account ** and
 * crm_record ** may not be cast to each other, so _load goes through a local of the right type.
 * Only public functions of record.h are used; what a NULL handle answers and which fields may be
 * set is decided there. Fields of 32 bits go through an int64_t, since the generic getter writes
 * one.
 */
#ifndef CRM_RECORD_KINDS_TYPED_H
#define CRM_RECORD_KINDS_TYPED_H

#include "crm/record.h"

/* The functions that every kind has. */
#define CRM__VERBS(thing, number)                                                                  \
    crm_##thing *crm_##thing##_new(crm_context *crm)                                               \
    {                                                                                              \
        return (crm_##thing *)crm_record_new(crm, number);                                         \
    }                                                                                              \
                                                                                                   \
    crm_status crm_##thing##_load(crm_context *crm, crm_id id, crm_##thing **out)                  \
    {                                                                                              \
        crm_record *record = NULL;                                                                 \
        crm_status status = crm_record_load(crm, number, id, out != NULL ? &record : NULL);        \
                                                                                                   \
        if (out != NULL)                                                                           \
            *out = (crm_##thing *)record;                                                          \
        return status;                                                                             \
    }                                                                                              \
                                                                                                   \
    crm_status crm_##thing##_save(crm_##thing *handle)                                             \
    {                                                                                              \
        return crm_record_save((crm_record *)handle);                                              \
    }                                                                                              \
                                                                                                   \
    crm_status crm_##thing##_remove(crm_##thing *handle)                                           \
    {                                                                                              \
        return crm_record_remove((crm_record *)handle);                                            \
    }                                                                                              \
                                                                                                   \
    void crm_##thing##_free(crm_##thing *handle)                                                   \
    {                                                                                              \
        crm_record_free((crm_record *)handle);                                                     \
    }                                                                                              \
                                                                                                   \
    crm_id crm_##thing##_id(crm_##thing *handle)                                                   \
    {                                                                                              \
        return crm_record_id((crm_record *)handle);                                                \
    }                                                                                              \
                                                                                                   \
    crm_record *crm_##thing##_record(crm_##thing *handle)                                          \
    {                                                                                              \
        return (crm_record *)handle;                                                               \
    }                                                                                              \
                                                                                                   \
    crm_##thing *crm_record_##thing(crm_record *record)                                            \
    {                                                                                              \
        return crm_record_kind(record) == number ? (crm_##thing *)record : NULL;                   \
    }                                                                                              \
                                                                                                   \
    CRM__TEXT(thing, external_id, CRM_FIELD_EXTERNAL_ID)

#define CRM__TEXT(thing, name, field)                                                              \
    const char *crm_##thing##_##name(crm_##thing *handle)                                          \
    {                                                                                              \
        return crm_record_text((crm_record *)handle, field, NULL);                                 \
    }                                                                                              \
                                                                                                   \
    crm_status crm_##thing##_set_##name(crm_##thing *handle, const char *text)                     \
    {                                                                                              \
        return crm_record_set_text((crm_record *)handle, field, text, CRM_TEXT_NUL);               \
    }

/* References. The _GET macros stand alone for fields that the library keeps. */
#define CRM__REF(thing, name, field)                                                               \
    CRM__REF_GET(thing, name, field)                                                               \
    CRM__SET(thing, name, field, crm_id)

#define CRM__REF_GET(thing, name, field)                                                           \
    crm_id crm_##thing##_##name(crm_##thing *handle)                                               \
    {                                                                                              \
        int64_t id = 0;                                                                            \
                                                                                                   \
        return crm_record_int((crm_record *)handle, field, &id) == CRM_OK ? id : 0;                \
    }

/* Numbers, quantities, amounts, instants, sets. */
#define CRM__I64(thing, name, field)                                                               \
    CRM__I64_GET(thing, name, field)                                                               \
    CRM__SET(thing, name, field, int64_t)

#define CRM__I64_GET(thing, name, field)                                                           \
    crm_status crm_##thing##_##name(crm_##thing *handle, int64_t *out)                             \
    {                                                                                              \
        return crm_record_int((crm_record *)handle, field, out);                                   \
    }

/* Basis points, days, currencies, codes. */
#define CRM__I32(thing, name, field)                                                               \
    CRM__I32_GET(thing, name, field)                                                               \
    CRM__SET(thing, name, field, int32_t)

#define CRM__I32_GET(thing, name, field)                                                           \
    crm_status crm_##thing##_##name(crm_##thing *handle, int32_t *out)                             \
    {                                                                                              \
        int64_t value = 0;                                                                         \
        crm_status status = crm_record_int((crm_record *)handle, field, &value);                   \
                                                                                                   \
        if (status == CRM_OK && out != NULL)                                                       \
            *out = (int32_t)value;                                                                 \
        return status;                                                                             \
    }

#define CRM__SET(thing, name, field, type)                                                         \
    crm_status crm_##thing##_set_##name(crm_##thing *handle, type value)                           \
    {                                                                                              \
        return crm_record_set_int((crm_record *)handle, field, value);                             \
    }

#endif
