/*
 * put_rows.c - new rows of a bulk put whose rules look at one row alone. A run of them goes into the
 * unit whole, column by column, and is judged there; when anything may be wrong with a run, its
 * rows are put one by one, which finds the first wrong one and says what it is.
 */
#include "operation/put.h"

#include "operation/work.h"

bool
crm__put_is_new(const struct crm__put *put, size_t row)
{
    return put->all_new || put->versions[row] == 0;
}

size_t
crm__put_run(const struct crm__put *put, size_t row)
{
    bool purchases = put->kind == CRM_KIND_PURCHASE;
    int32_t type = purchases ? crm__table_index(put->table, CRM_PURCHASE_TYPE) : -1;
    size_t end = row;
    int64_t value;

    if (put->kind == CRM_KIND_OPPORTUNITY || put->kind == CRM_KIND_LINK)
        return 0;
    if (put->all_new && !purchases)
        return put->rows - row;
    while (end < put->rows && crm__put_is_new(put, end) &&
           !(purchases && crm__cell_int(put->table, end, type, &value) &&
             value == CRM_PURCHASE_TYPE_CANCEL))
        end++;
    return end - row;
}

/* Fields that cannot come in on new rows: caches that are read, and what operations alone set. */
static const crm_field kept_fields[] = {CRM_FIELD_MERGED_INTO, CRM_FIELD_ERASED};

static crm_status
check_kept_fields(const struct crm__put *put, size_t row)
{
    crm_field field = -1;
    int64_t value;

    for (size_t i = 0; i < sizeof kept_fields / sizeof *kept_fields; i++)
        if (crm__row_int(put->table, row, kept_fields[i], &value))
            field = kept_fields[i];
    if (put->kind == CRM_KIND_PURCHASE &&
        crm__row_int(put->table, row, CRM_PURCHASE_COUNTED_DAY, &value))
        field = CRM_PURCHASE_COUNTED_DAY;
    return field < 0 ? CRM_OK
                     : crm__fail(put->crm, CRM_ERROR_RULE, put->kind, put->ids[row], field,
                                 "%s.%s is set by operations alone",
                                 crm_schema_kind_name(NULL, put->kind),
                                 crm_schema_name(NULL, put->kind, field));
}

/* One new row, straight from the table. A null `created` stays none: always known. */
static crm_status
put_row(struct crm__put *put, size_t row)
{
    crm_context *crm = put->crm;
    size_t at;
    crm_status status = check_kept_fields(put, row);

    if (status == CRM_OK && crm__unit_find(crm, put->kind, put->ids[row]))
        status = crm__fail(crm, CRM_ERROR_CONFLICT, put->kind, put->ids[row], CRM_FIELD_ID,
                           "%s %lld is written already", crm_schema_kind_name(NULL, put->kind),
                           (long long)put->ids[row]);
    if (status == CRM_OK)
        status = crm__unit_put_rows(crm, put->table, row, 1, &put->ids[row], put->now, &at);
    return status == CRM_OK ? crm__check_row(crm, put->kind, crm->unit->rows[put->kind], at)
                            : status;
}

/* Is nothing of the kind in the unit that these rows could be? */
static bool
not_in_unit(const struct crm__put *put, size_t first, size_t count)
{
    if (!put->distinct)
        return false;
    for (size_t row = first; row < first + count; row++)
        if (crm__unit_find(put->crm, put->kind, put->ids[row]))
            return false;
    return true;
}

static bool
no_kept_fields(const struct crm__put *put)
{
    for (size_t i = 0; i < sizeof kept_fields / sizeof *kept_fields; i++)
        if (!crm__column_empty(put->table, crm__table_index(put->table, kept_fields[i])))
            return false;
    return put->kind != CRM_KIND_PURCHASE ||
           crm__column_empty(put->table, crm__table_index(put->table, CRM_PURCHASE_COUNTED_DAY));
}

/* A run that goes into the unit whole. */
static crm_status
put_whole(struct crm__put *put, size_t first, size_t count)
{
    crm_context *crm = put->crm;
    const crm_table *table;
    size_t at;
    crm_status status =
        crm__unit_put_rows(crm, put->table, first, count, put->ids + first, put->now, &at);

    if (status != CRM_OK)
        return status;
    table = crm->unit->rows[put->kind];
    if (crm__rows_fit(put->kind, table, at, count))
        return CRM_OK;
    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = crm__put_at_row(put, first + i, crm__check_row(crm, put->kind, table, at + i));
    return status;
}

crm_status
crm__put_rows(struct crm__put *put, size_t first, size_t count)
{
    crm_status status = CRM_OK;

    if (no_kept_fields(put) && not_in_unit(put, first, count))
        status = put_whole(put, first, count);
    else
        for (size_t row = first; row < first + count && status == CRM_OK; row++)
            status = crm__put_at_row(put, row, put_row(put, row));
    for (size_t row = first; row < first + count; row++)
        put->versions[row] = 1;
    return status;
}
