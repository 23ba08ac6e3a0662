/*
 * put.h - a bulk put under way, for the files that share the work.
 */
#ifndef CRM_OPERATION_PUT_H
#define CRM_OPERATION_PUT_H

#include "record/table.h"

struct crm__put {
    crm_context *crm;
    crm_kind kind;
    crm_table *table;
    size_t rows;
    bool all_new; /* no row has a version */
    crm_id *ids;  /* after the put, a row each */
    bool distinct;
    int64_t *versions;
    crm_instant now;
};

/* Has the row no version yet? */
bool crm__put_is_new(const struct crm__put *put, size_t row);

/* Tell the row of an error. */
crm_status crm__put_at_row(const struct crm__put *put, size_t row, crm_status status);

/* How many rows from `row` on, 0 or more, are new and judged by what they hold alone. */
size_t crm__put_run(const struct crm__put *put, size_t row);

/* Write such a run into the unit. */
crm_status crm__put_rows(struct crm__put *put, size_t first, size_t count);

/* Write the ownership links of the new rows of a table of accounts, which are in the unit already.
   Parents are any accounts, those of the batch included. */
crm_status crm__put_parents(const struct crm__put *put);

#endif
