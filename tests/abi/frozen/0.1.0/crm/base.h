/*
 * base.h - the few types that every other header uses.
 *
 * The library keeps no global state, starts no thread, reads no environment variable and no locale,
 * prints nothing, installs no signal handler, never exits, and leaves errno alone as far as it can.
 */
#ifndef CRM_BASE_H
#define CRM_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "crm/constants.h"

#if defined(__GNUC__)
#define CRM_API __attribute__((visibility("default")))
#else
#define CRM_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t crm_status;   /* CRM_OK, CRM_NONE, CRM_ERROR_... */
typedef int32_t crm_kind;     /* CRM_KIND_... */
typedef int32_t crm_field;    /* CRM_FIELD_..., CRM_ACCOUNT_..., or a custom one */
typedef int32_t crm_day;      /* days since 1970-01-01 (proleptic Gregorian), years 1 to 9999 */
typedef int32_t crm_currency; /* ISO 4217, first letter highest: 'U' << 16 | 'S' << 8 | 'D'; 0 none */
typedef int64_t crm_id;       /* above 0; 0 is none */
typedef int64_t crm_instant;  /* microseconds since 1970-01-01T00:00Z, years 1 to 9999 */

typedef struct crm_context crm_context;
typedef struct crm_record crm_record;
typedef struct crm_table crm_table;
typedef struct crm_query crm_query;
typedef struct crm_scan crm_scan;
typedef struct crm_reply crm_reply;
typedef struct crm_changes crm_changes;
typedef struct crm_analysis crm_analysis;
typedef struct crm_descriptor crm_descriptor;

/* One handle type a kind, so that the compiler tells an account from a contact. */
typedef struct crm_user crm_user;
typedef struct crm_account crm_account;
typedef struct crm_contact crm_contact;
typedef struct crm_link crm_link;
typedef struct crm_product crm_product;
typedef struct crm_pipeline crm_pipeline;
typedef struct crm_stage crm_stage;
typedef struct crm_opportunity crm_opportunity;
typedef struct crm_transition crm_transition;
typedef struct crm_purchase crm_purchase;
typedef struct crm_rate crm_rate;
typedef struct crm_expense crm_expense;
typedef struct crm_referral crm_referral;

/**
 * The one allocator callback, shaped like realloc.
 *
 * @param self      what the host gave with it
 * @param block     NULL to allocate
 * @param old_size  bytes the block has now, 0 if NULL
 * @param new_size  bytes wanted; 0 frees and returns NULL
 * @return memory aligned for any type, or NULL when there is none: the old block then stays as it was
 */
typedef void *crm_resize(void *self, void *block, size_t old_size, size_t new_size);

/** Version of the library in use, as "0.1.0". Static. */
CRM_API const char *crm_version(void);

/** Version of the library in use, as major * 1000000 + minor * 1000 + patch. */
CRM_API int32_t crm_version_number(void);

/** Name of a status, as "CRM_ERROR_MEMORY"; "CRM_UNKNOWN" for a number that is none. Static. */
CRM_API const char *crm_status_name(crm_status status);

#ifdef __cplusplus
}
#endif

#endif
