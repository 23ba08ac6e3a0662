/*
 * sqlite_store.h - records in a SQLite file, as a crm_store for crm_open.
 *
 * A table a kind, crm_account, crm_opportunity ..., is there for SQL: a column for each field, TEXT
 * for text, REAL for doubles of the host's own, INTEGER for the rest (money in minor units, days
 * since 1970-01-01, instants in microseconds, codes as in crm/constants.h). Columns that the library
 * does not know are left alone. Any number of stores and processes may work on one file.
 */
#ifndef SQLITE_STORE_H
#define SQLITE_STORE_H

#include <crm/crm.h>

enum { SQLITE_STORE_READ_ONLY = 1 }; /* flags: make nothing, no file, no table, no column */

/* Open a file, made if it is not there, and bring its tables up to this library's schema. The store
   is for one crm_open, whose context closes the file; else out->close(out->self). text receives
   what was wrong, cut to `size` bytes. CRM_OK, CRM_ERROR_STORE (no database, cannot be opened, a
   column is missing or of another type), CRM_ERROR_MEMORY. */
crm_status sqlite_store_open(const char *file, int flags, crm_store *out, char *text, size_t size);

#endif
