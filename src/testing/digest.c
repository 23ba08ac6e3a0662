/*
 * digest.c - one number for all that a store holds. Every row gives a number of its own, from its
 * kind and its cells; the numbers are added up, so that the order of rows does not matter.
 */
#include "crm/query.h"
#include "crm/schema.h"
#include "crm/table.h"
#include "testing/inside.h"

static uint64_t
take_number(uint64_t hash, uint64_t value)
{
    return crm__testing_mix(hash ^ crm__testing_mix(value + 0x9e3779b97f4a7c15u));
}

static uint64_t
take_bytes(uint64_t hash, const char *bytes, size_t length)
{
    hash = take_number(hash, length);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return crm__testing_mix(hash);
}

/* A cell without value adds nothing: fields that nobody set do not count. */
static uint64_t
take_cell(uint64_t hash, const crm_table *table, size_t row, int32_t column)
{
    union {
        double real;
        uint64_t bits;
    } number = {0};
    int64_t integer;
    const char *text;
    size_t length;

    switch (crm_table_type(table, column)) {
    case CRM_TYPE_TEXT:
        text = crm_table_text(table, row, column, &length);
        return text ? take_bytes(take_number(hash, (uint64_t)column), text, length) : hash;
    case CRM_TYPE_DOUBLE:
        if (crm_table_double(table, row, column, &number.real) != CRM_OK)
            return hash;
        return take_number(take_number(hash, (uint64_t)column), number.bits);
    default:
        if (crm_table_int(table, row, column, &integer) != CRM_OK)
            return hash;
        return take_number(take_number(hash, (uint64_t)column), (uint64_t)integer);
    }
}

static uint64_t
row_digest(const crm_table *table, size_t row)
{
    uint64_t hash = take_number(0, (uint64_t)crm_table_kind(table));

    for (size_t i = 0; i < crm_table_columns(table); i++)
        hash = take_cell(hash, table, row, crm_table_column_at(table, i));
    return hash;
}

static crm_status
read_kind(crm_context *crm, crm_kind kind, uint64_t *digest, uint64_t *rows)
{
    crm_query *query = crm_query_new(crm, kind);
    crm_scan *scan = query ? crm_scan_new(crm, query) : NULL;
    const crm_table *table;
    crm_status status;

    crm_query_free(query);
    if (!scan)
        return crm_error_status(crm);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++)
            *digest += row_digest(table, row);
        *rows += crm_table_rows(table);
    }
    crm_scan_free(scan);
    return status == CRM_NONE ? CRM_OK : status;
}

crm_status
crm_testing_digest(crm_context *crm, uint64_t *out_digest, uint64_t *out_rows)
{
    uint64_t digest = 0, rows = 0;

    if (!crm)
        return CRM_ERROR_ARGUMENT;
    for (size_t i = 0; i < crm_schema_kinds(crm); i++) {
        crm_status status = read_kind(crm, crm_schema_kind(crm, i), &digest, &rows);

        if (status != CRM_OK && status != CRM_ERROR_UNSUPPORTED)
            return status;
    }
    if (out_digest)
        *out_digest = crm__testing_mix(digest + rows);
    if (out_rows)
        *out_rows = rows;
    return CRM_OK;
}
