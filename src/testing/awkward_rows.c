/*
 * awkward_rows.c - rows of the awkward store: made from a table, filled into a table, found.
 *
 * A row is one block: the struct, its cells, then the bytes of names and text. Fields are kept by
 * name, as the contract asks for, because the number of a field that the host defined may change.
 */
#include <string.h>

#include "testing/awkward.h"

#define DOUBLE_EXACT (INT64_C(1) << 53) /* above it a double does not hold every integer */

/* Reads a cell of a table; false = no value. */
static bool
read_cell(const crm_table *table, size_t row, int32_t column, struct crm__cell *out)
{
    memset(out, 0, sizeof *out);
    out->number = column;
    out->type = crm_table_type(table, column);
    out->name = crm_table_name(table, column);
    switch (out->type) {
    case CRM_TYPE_TEXT:
        out->text = crm_table_text(table, row, column, &out->length);
        return out->text != NULL;
    case CRM_TYPE_DOUBLE:
        return crm_table_double(table, row, column, &out->real) == CRM_OK;
    default:
        return crm_table_int(table, row, column, &out->integer) == CRM_OK;
    }
}

/* What the flaws of values make of a cell; false = it gets lost. */
static bool
spoil(enum crm__flaw flaw, struct crm__cell *cell)
{
    switch (flaw) {
    case FLAW_NUMBERS_SURVIVE:
        if (cell->number != CRM_FIELD_ID &&
            (cell->integer > DOUBLE_EXACT || cell->integer < -DOUBLE_EXACT))
            cell->integer &= ~(int64_t)0x7ff;
        return true;
    case FLAW_DOUBLES_SURVIVE:
        cell->real = (double)(float)cell->real;
        return true;
    case FLAW_TEXT_SURVIVES:
        if (cell->text && cell->length > 255)
            cell->length = 255;
        return true;
    case FLAW_EMPTY_TEXT_IS_A_VALUE:
        return !cell->text || cell->length > 0;
    case FLAW_CUSTOM_FIELDS_SURVIVE:
        return cell->number < CRM_FIELD_FIRST_CUSTOM || cell->type != CRM_TYPE_REF;
    default:
        return true;
    }
}

/* A field without a value: the flaw makes a 0 of it. */
static bool
invent(enum crm__flaw flaw, const struct crm__cell *cell)
{
    return flaw == FLAW_NONE_STAYS_NONE && cell->number >= CRM_FIELD_OWN &&
           cell->type == CRM_TYPE_BP;
}

static const struct crm__cell *
cell_of(const struct crm__row *row, const char *name)
{
    for (size_t i = 0; row && i < row->count; i++) {
        if (strcmp(row->cells[i].name, name) == 0)
            return &row->cells[i];
    }
    return NULL;
}

/* One cell as it is to be kept; false = none. */
static bool
wanted_cell(const struct crm__awkward_shared *shared, const crm_table *table, size_t row,
            size_t index, const struct crm__row *before, struct crm__cell *out)
{
    const struct crm__cell *former;

    if (read_cell(table, row, crm_table_column_at(table, index), out))
        return spoil(shared->flaw, out);
    if (invent(shared->flaw, out))
        return true;
    if (shared->flaw != FLAW_CLEARED_FIELD_IS_NONE)
        return false;
    former = cell_of(before, out->name);
    if (former)
        *out = *former;
    return former != NULL;
}

static char *
append(char *to, const char *bytes, size_t length, const char **out)
{
    if (length)
        memcpy(to, bytes, length);
    to[length] = '\0';
    *out = to;
    return to + length + 1;
}

static struct crm__row *
row_of_size(const struct crm__awkward_shared *shared, size_t cells, size_t bytes)
{
    size_t size = sizeof(struct crm__row) + cells * sizeof(struct crm__cell) + bytes;
    struct crm__row *row = crm__testing_alloc(&shared->memory, size, 1);

    if (row)
        row->bytes = size;
    return row;
}

struct crm__row *
crm__row_new(const struct crm__awkward_shared *shared, const crm_table *table, size_t row,
             const struct crm__row *before)
{
    size_t cells = 0, bytes = 0;
    struct crm__row *made;
    struct crm__cell cell;
    char *at;

    for (size_t i = 0; i < crm_table_columns(table); i++) {
        if (!wanted_cell(shared, table, row, i, before, &cell))
            continue;
        cells++;
        bytes += strlen(cell.name) + 1 + (cell.text ? cell.length + 1 : 0);
    }
    made = row_of_size(shared, cells, bytes);
    if (!made)
        return NULL;
    at = (char *)&made->cells[cells];
    for (size_t i = 0; i < crm_table_columns(table); i++) {
        if (!wanted_cell(shared, table, row, i, before, &cell))
            continue;
        at = append(at, cell.name, strlen(cell.name), &cell.name);
        if (cell.text)
            at = append(at, cell.text, cell.length, &cell.text);
        made->cells[made->count++] = cell;
    }
    made->kind = crm_table_kind(table);
    crm_table_int(table, row, CRM_FIELD_ID, &made->id);
    crm_table_int(table, row, CRM_FIELD_VERSION, &made->version);
    return made;
}

void
crm__row_free(const struct crm__awkward_shared *shared, struct crm__row *row)
{
    if (row)
        crm__testing_release(&shared->memory, row, row->bytes, 1);
}

const struct crm__cell *
crm__row_external_id(const struct crm__row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].number == CRM_FIELD_EXTERNAL_ID)
            return &row->cells[i];
    }
    return NULL;
}

static void
fill_cell(enum crm__flaw flaw, const struct crm__cell *cell, crm_table *table, size_t at)
{
    const char *name = crm_table_name(table, cell->number);
    int32_t column = cell->number;

    if (!name || (strcmp(name, cell->name) != 0 && flaw != FLAW_CUSTOM_FIELDS_GO_BY_NAME))
        column = crm_table_column(table, cell->name);
    if (column < 0 || crm_table_type(table, column) != cell->type)
        return;
    if (cell->type == CRM_TYPE_TEXT)
        crm_table_set_text(table, at, column, cell->text, cell->length);
    else if (cell->type == CRM_TYPE_DOUBLE)
        crm_table_set_double(table, at, column, cell->real);
    else
        crm_table_set_int(table, at, column, cell->integer);
}

static bool
listed(crm_field field, const crm_field *fields, size_t count)
{
    for (size_t i = 0; fields && i < count; i++) {
        if (fields[i] == field)
            return true;
    }
    return fields == NULL;
}

void
crm__row_fill(const struct crm__awkward_shared *shared, const struct crm__row *row,
              const crm_field *fields, size_t count, crm_table *table)
{
    size_t at = crm_table_rows(table);

    if (crm_table_add(table, 1) != CRM_OK)
        return;
    for (size_t i = 0; i < row->count; i++) {
        struct crm__cell cell = row->cells[i];

        if (!listed(cell.number, fields, count))
            continue;
        if (cell.number == CRM_FIELD_ID && shared->flaw == FLAW_IDS_ARE_64_BITS)
            cell.integer &= DOUBLE_EXACT - 1;
        fill_cell(shared->flaw, &cell, table, at);
    }
}

/* FLAW_EDIT_IS_SEEN: the name that an account had at first. */
static void
take_first_name(const struct crm__awkward_shared *shared, const struct crm__row *row,
                struct crm__cell *cell)
{
    for (size_t i = 0; i < shared->count; i++) {
        const struct crm__row *first = shared->rows[i];
        const struct crm__cell *name = cell_of(first, cell->name);

        if (first->kind != row->kind || first->id != row->id || !name)
            continue;
        cell->text = name->text;
        cell->length = name->length;
        return;
    }
}

void
crm__row_fill_scanned(const struct crm__awkward_shared *shared, const struct crm__row *row,
                      const crm_field *fields, size_t count, crm_table *table)
{
    size_t at = crm_table_rows(table);

    crm__row_fill(shared, row, fields, count, table);
    for (size_t i = 0; crm_table_rows(table) > at && i < row->count; i++) {
        struct crm__cell cell = row->cells[i];

        if (shared->flaw == FLAW_EDIT_IS_SEEN && cell.number == CRM_ACCOUNT_NAME &&
            row->kind == CRM_KIND_ACCOUNT)
            take_first_name(shared, row, &cell);
        else if (shared->flaw == FLAW_VERSION_COMES_BACK && cell.number == CRM_FIELD_VERSION)
            cell.integer = 1;
        else
            continue;
        fill_cell(shared->flaw, &cell, table, at);
    }
}

bool
crm__row_stands(const struct crm__row *row, uint64_t moment)
{
    return row->born <= moment && (row->died == 0 || row->died > moment);
}

static bool
same_record(const struct crm__awkward_shared *shared, const struct crm__row *row, crm_kind kind,
            crm_id id)
{
    if (row->id != id)
        return false;
    return row->kind == kind || (shared->flaw == FLAW_KINDS_ARE_APART && id > INT64_C(1) << 40);
}

struct crm__row *
crm__row_find(const struct crm__connection *connection, crm_kind kind, crm_id id, uint64_t moment)
{
    const struct crm__awkward_shared *shared = connection->shared;

    for (size_t i = shared->count; i-- > 0;) {
        if (same_record(shared, shared->rows[i], kind, id) &&
            crm__row_stands(shared->rows[i], moment))
            return shared->rows[i];
    }
    return NULL;
}
