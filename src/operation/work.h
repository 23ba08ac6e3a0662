/*
 * work.h - what operations share: a public function's frame, reading records, checking rows.
 */
#ifndef CRM_OPERATION_WORK_H
#define CRM_OPERATION_WORK_H

#include "store/call.h"
#include "store/scan.h"
#include "store/unit.h"

/* One record as a table of one row: CRM_OK, CRM_NONE, or an error. Free with crm__table_free. */
crm_status crm__fetch(crm_context *crm, crm_kind kind, crm_id id, crm_table **out_table);

/* The same for a record that has to be there: CRM_ERROR_REFERENCE names it, CRM_ERROR_GONE if it
   was merged or erased. */
crm_status crm__fetch_needed(crm_context *crm, crm_kind kind, crm_id id, crm_table **out_table);

/* All rows of a kind whose reference is `id`, as one table. */
crm_status crm__fetch_where(crm_context *crm, crm_kind kind, crm_field field, crm_id id,
                            crm_table **out_table);

/* Cell of a table of a kind by field number; false = none. */
bool crm__row_int(const crm_table *table, size_t row, crm_field field, int64_t *out_value);
int64_t crm__row_int_or(const crm_table *table, size_t row, crm_field field, int64_t otherwise);

/* Set cells of a row of the unit. Failures are told: CRM_ERROR_MEMORY; CRM_ERROR_DATA for a text
   that is not UTF-8. A NULL text is left alone. */
crm_status crm__row_set(crm_table *table, size_t row, crm_field field, int64_t value);
crm_status crm__row_set_optional(crm_table *table, size_t row, crm_field field, bool present,
                                 int64_t value);
crm_status crm__row_set_text(crm_table *table, size_t row, crm_field field, const char *text);

/* One value (by dense index) over another's; none leaves what is there. All values of a row. */
crm_status crm__cell_copy(crm_table *to, size_t to_row, const crm_table *from, size_t from_row,
                          int32_t index);
crm_status crm__row_copy(crm_table *to, size_t to_row, const crm_table *from, size_t from_row);

/* A reference that an operation was given exists (0 is fine). */
crm_status crm__check_exists(crm_context *crm, crm_kind kind, crm_id id);

/* A new id, or the one that the host gave. */
crm_status crm__new_id(crm_context *crm, crm_kind kind, crm_id *out_id);

/* Is this row fit to be stored? Required fields, money with currency, and the kind's own rules
   about the values of one row (rules.c). */
crm_status crm__check_row(crm_context *crm, crm_kind kind, const crm_table *table, size_t row);

/* Do all rows of a run pass crm__check_row? False also when that cannot be told fast. */
bool crm__rows_fit(crm_kind kind, const crm_table *table, size_t first, size_t count);

/* The rule of a kind about the values of one row, NULL if it has none. */
typedef crm_status crm__rule(crm_context *crm, const crm_table *table, size_t row);
crm__rule *crm__row_rule(crm_kind kind);

/*
 * Note a handle's row in the unit: its values with version, modified and, when new, id and created.
 * Caches may be set on the row by the caller afterwards. The handle is not changed: crm__row_saved
 * does that, when nothing can fail any more.
 */
struct crm__saving {
    crm_record *record;
    crm_table *table;
    size_t row;
    crm_id id;
    int64_t base;
    crm_instant now;
    bool fresh; /* the record was not stored */
    bool dated; /* created was set to now */
};

crm_status crm__row_put(crm_record *record, struct crm__saving *out_saving);
void crm__row_saved(const struct crm__saving *saving);

/* Save a handle of any kind inside an open piece of work: what crm_record_save does. */
crm_status crm__save(crm_record *record);

/* Kinds with rules that reach beyond their row. */
crm_status crm__save_opportunity(crm_record *record);
crm_status crm__save_link(crm_record *record);
crm_status crm__save_purchase(crm_record *record);

/* Begin and end of a public function on a handle: enters, refuses marked fields, opens the work. */
crm_status crm__operation_begin(crm_record *record, struct crm__work *work);
crm_status crm__operation_end(crm_record *record, struct crm__work *work, crm_status status);

#endif
