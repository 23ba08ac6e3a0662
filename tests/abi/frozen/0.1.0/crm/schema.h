/*
 * schema.h - kinds, their fields, and the choices of a field, readable at run time.
 *
 * Stores, bindings, import and export are written once over this. `crm` may be NULL everywhere but
 * in crm_schema_define: then only what is built in is seen. All text is static, or lives as long as
 * the context (custom fields).
 */
#ifndef CRM_SCHEMA_H
#define CRM_SCHEMA_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How many kinds there are; crm_schema_kind gives them by index, in order of number; 0 past it. */
CRM_API size_t crm_schema_kinds(crm_context *crm);
CRM_API crm_kind crm_schema_kind(crm_context *crm, size_t index);

/** Name of a kind ("account"), NULL for a number that is none; and the kind of a name, 0 if none. */
CRM_API const char *crm_schema_kind_name(crm_context *crm, crm_kind kind);
CRM_API crm_kind crm_schema_kind_find(crm_context *crm, const char *name);

/** CRM_KIND_GROWS or 0. */
CRM_API uint32_t crm_schema_kind_flags(crm_context *crm, crm_kind kind);

/** How many fields a kind has (common, own, custom, in this order); crm_schema_field gives the
    number of one by index, -1 past the last. */
CRM_API size_t crm_schema_fields(crm_context *crm, crm_kind kind);
CRM_API crm_field crm_schema_field(crm_context *crm, crm_kind kind, size_t index);

/** The number of a field by its name; -1 if the kind has none such. */
CRM_API crm_field crm_schema_find(crm_context *crm, crm_kind kind, const char *name);

/** Name of a field, NULL if there is none. */
CRM_API const char *crm_schema_name(crm_context *crm, crm_kind kind, crm_field field);

/** CRM_TYPE_..., 0 if there is no such field. */
CRM_API int32_t crm_schema_type(crm_context *crm, crm_kind kind, crm_field field);

/** CRM_FIELD_... bits. */
CRM_API uint32_t crm_schema_flags(crm_context *crm, crm_kind kind, crm_field field);

/** The kind that a CRM_TYPE_REF field refers to, else 0. */
CRM_API crm_kind crm_schema_target(crm_context *crm, crm_kind kind, crm_field field);

/** CRM_PRIVACY_... */
CRM_API int32_t crm_schema_privacy(crm_context *crm, crm_kind kind, crm_field field);

/** Choices of a CRM_TYPE_CODE or CRM_TYPE_SET field: how many, the value of one by index (-1 past
    the last), the name of a value (NULL if none), the value of a name (-1 if none). Values are
    above 0. */
CRM_API size_t crm_schema_choices(crm_context *crm, crm_kind kind, crm_field field);
CRM_API int64_t crm_schema_choice_at(crm_context *crm, crm_kind kind, crm_field field, size_t index);
CRM_API const char *crm_schema_choice(crm_context *crm, crm_kind kind, crm_field field,
                                      int64_t value);
CRM_API int64_t crm_schema_choice_find(crm_context *crm, crm_kind kind, crm_field field,
                                       const char *name);

/**
 * Add a field of the host's own to a kind.
 *
 * Numbers are given in order of definition from CRM_FIELD_FIRST_CUSTOM: define the same fields in
 * the same order each time. Stores keep fields by name.
 *
 * @param name   lower-case letters, digits and _, starting with a letter, not used in the kind yet;
 *               copied
 * @param type   CRM_TYPE_... but CODE and SET
 * @param flags  CRM_FIELD_REQUIRED or 0
 * @param target the kind of a CRM_TYPE_REF, else 0
 * @param privacy CRM_PRIVACY_...
 * @param out_field may be NULL
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_DUPLICATE (the name), CRM_ERROR_STATE (a record,
 *         table or analysis of the context exists already), CRM_ERROR_CLOSED, CRM_ERROR_REENTRANT,
 *         CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_schema_define(crm_context *crm, crm_kind kind, const char *name, int32_t type,
                                     uint32_t flags, crm_kind target, int32_t privacy,
                                     crm_field *out_field);

#ifdef __cplusplus
}
#endif

#endif
