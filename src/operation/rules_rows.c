/*
 * rules_rows.c - the rules of rows (rules.c) asked of whole columns: does every row of a run pass
 * them? A no may be an "I cannot tell so fast": then the rows are looked at one by one.
 */
#include "operation/work.h"

#include "record/column.h"

struct run {
    const crm_table *table;
    size_t first;
    size_t count;
};

static const struct crm__column *
column_of(const struct run *run, crm_field field)
{
    return &run->table->columns[crm__table_index(run->table, field)];
}

/* Is any cell of text without bytes? */
static bool
any_blank(const struct run *run, const struct crm__column *column)
{
    const int64_t *starts = (const int64_t *)column->data + run->first;
    unsigned blank = 0;

    for (size_t i = 0; i < run->count; i++)
        blank |= (unsigned)(starts[i] == starts[i + 1]);
    return blank != 0;
}

/* Has every row a value? */
static bool
all_present(const struct run *run, const struct crm__column *column)
{
    if (column->constant)
        return true;
    if (column->ends || column->filled < run->first + run->count ||
        (column->valid &&
         crm__bits_find(column->valid, run->first, run->count, false) < run->count))
        return false;
    return column->type != CRM_TYPE_TEXT || !any_blank(run, column);
}

/* Has no row a value? */
static bool
all_none(const struct run *run, const struct crm__column *column)
{
    if (column->constant)
        return false;
    return column->filled <= run->first ||
           (column->valid &&
            crm__bits_find(column->valid, run->first,
                           run->count < column->filled - run->first ? run->count
                                                                    : column->filled - run->first,
                           true) >= run->count);
}

static bool
required_present(const struct run *run)
{
    const crm_table *table = run->table;

    for (size_t i = crm__set_next(table->required, CRM__COMMON_FIELDS); i < table->count;
         i = crm__set_next(table->required, i + 1))
        if ((table->columns[i].flags & CRM_FIELD_REQUIRED) && !all_present(run, &table->columns[i]))
            return false;
    return true;
}

/* Have all rows a currency, or none an amount? */
static bool
money_priced(const struct run *run)
{
    const crm_table *table = run->table;
    crm_field currency = crm__schema_currency(table->kind);

    if (currency >= 0 && all_present(run, column_of(run, currency)))
        return true;
    for (size_t i = crm__table_next(table, CRM__COMMON_FIELDS); i < table->count;
         i = crm__table_next(table, i + 1))
        if (table->columns[i].type == CRM_TYPE_MONEY && !all_none(run, &table->columns[i]))
            return false;
    return true;
}

static bool
contacts_fit(const struct run *run)
{
    static const crm_field one_of[] = {CRM_CONTACT_LAST_NAME, CRM_CONTACT_EMAIL, CRM_CONTACT_PHONE,
                                       CRM_CONTACT_MOBILE};

    for (size_t i = 0; i < sizeof one_of / sizeof *one_of; i++)
        if (all_present(run, column_of(run, one_of[i])))
            return true;
    return false;
}

/* Is every value that is there 0 or above? */
static bool
none_negative(const struct run *run, crm_field field)
{
    const struct crm__column *column = column_of(run, field);
    const int64_t *values = column->data;
    size_t end = run->first + run->count, row;
    bool negative = false;

    if (column->constant)
        return column->value >= 0;
    end = end < column->filled ? end : column->filled;
    for (row = run->first; !column->valid && row < end; row++)
        negative |= values[row] < 0;
    for (row = run->first; column->valid && row < end; row++)
        negative |= values[row] < 0 && crm__bit(column->valid, row);
    return !negative;
}

/* Ordinary sales with nothing below 0: the signs of other types are looked at row by row. */
static bool
purchases_fit(const struct run *run)
{
    static const crm_field numbers[] = {CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_LIST_AMOUNT,
                                        CRM_PURCHASE_COST_AMOUNT, CRM_PURCHASE_QUANTITY};
    const struct crm__column *type = column_of(run, CRM_PURCHASE_TYPE);
    const int32_t *types = type->data;
    bool other = type->constant && type->value != CRM_PURCHASE_TYPE_SALE;

    for (size_t i = 0; !type->constant && i < run->count; i++) /* present: it is required */
        other |= types[run->first + i] != CRM_PURCHASE_TYPE_SALE;
    for (size_t i = 0; !other && i < sizeof numbers / sizeof *numbers; i++)
        other = !none_negative(run, numbers[i]);
    return !other;
}

bool
crm__rows_fit(crm_kind kind, const crm_table *table, size_t first, size_t count)
{
    struct run run = {table, first, count};

    if (!required_present(&run) || !money_priced(&run))
        return false;
    if (kind == CRM_KIND_CONTACT)
        return contacts_fit(&run);
    if (kind == CRM_KIND_PURCHASE)
        return purchases_fit(&run);
    return !crm__row_rule(kind);
}
