/*
 * scenarios_tables.c - tables filled cell by cell and by whole columns, and read both ways.
 */
#include "scenario.h"

static crm_status
fill_cells(crm_table *table)
{
    TRY(crm_table_add(table, 3));
    TRY(crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "first", CRM_TEXT_NUL));
    TRY(crm_table_set_text(table, 2, CRM_ACCOUNT_NAME, "third", 5));
    TRY(crm_table_set_text(table, 1, CRM_ACCOUNT_NAME, "", 0));
    TRY(crm_table_set_int(table, 1, CRM_ACCOUNT_TIER, 7));
    TRY(crm_table_clear_cell(table, 1, CRM_ACCOUNT_TIER));
    TRY(crm_table_set_int(table, 2, CRM_ACCOUNT_TIER, 9));
    TRY(crm_table_set_double(table, 2, CRM_FIELD_FIRST_CUSTOM + 2, 1.5));
    return crm_table_set_constant(table, CRM_ACCOUNT_CURRENCY, EUR);
}

static crm_status
see_cells(const crm_table *table)
{
    size_t length = 0;
    int64_t value = 0;
    double real = 0;
    const char *text = crm_table_text(table, 2, CRM_ACCOUNT_NAME, &length);

    EXPECT(text && length == 5 && memcmp(text, "third", 5) == 0);
    EXPECT(crm_table_int(table, 1, CRM_ACCOUNT_TIER, &value) == CRM_NONE);
    TRY(crm_table_int(table, 2, CRM_ACCOUNT_CURRENCY, &value));
    EXPECT(value == EUR);
    TRY(crm_table_double(table, 2, CRM_FIELD_FIRST_CUSTOM + 2, &real));
    EXPECT(real == 1.5);
    return CRM_OK;
}

static crm_status
see_columns(const crm_table *table)
{
    int32_t name = crm_table_column(table, "name");

    EXPECT(crm_table_kind(table) == CRM_KIND_ACCOUNT && crm_table_rows(table) == 3);
    EXPECT(crm_table_columns(table) > 24 && crm_table_column_at(table, 0) == CRM_FIELD_ID);
    EXPECT(name == CRM_ACCOUNT_NAME && crm_table_type(table, name) == CRM_TYPE_TEXT);
    EXPECT(same_text(crm_table_name(table, name), "name"));
    EXPECT(crm_table_target(table, CRM_ACCOUNT_OWNER) == CRM_KIND_USER);
    return crm_table_status(table);
}

static crm_status
fill_columns(crm_table *table)
{
    static const int64_t tiers[] = {1, 2, 3};
    static const int32_t discounts[] = {100, 0, 300};
    static const double scores[] = {0.5, 1.5, 2.5};
    static const int64_t offsets[] = {0, 3, 3, 8};
    static const uint8_t first_and_last[] = {5};
    crm_field score = CRM_FIELD_FIRST_CUSTOM + 2;

    TRY(crm_table_clear(table));
    TRY(crm_table_add(table, 3));
    TRY(crm_table_fill_int64(table, CRM_ACCOUNT_TIER, 0, 3, tiers, NULL));
    TRY(crm_table_fill_int32(table, CRM_ACCOUNT_DISCOUNT_BP, 0, 3, discounts, first_and_last));
    TRY(crm_table_fill_double(table, score, 0, 3, scores, NULL));
    TRY(crm_table_fill_text(table, CRM_ACCOUNT_NAME, 0, 3, "onethird", offsets, first_and_last));
    return crm_table_set_constant(table, CRM_ACCOUNT_TYPES, CRM_ACCOUNT_TYPE_SUPPLIER);
}

/* NULL where memory lacks, else the column. */
static crm_status
see_whole(crm_table *table)
{
    crm_field score = CRM_FIELD_FIRST_CUSTOM + 2;
    const uint8_t *valid = NULL;
    const int64_t *offsets = NULL, *tiers, *types;
    const int32_t *discounts;
    const double *scores;
    const char *names;

    tiers = crm_table_int64s(table, CRM_ACCOUNT_TIER, &valid);
    if (!tiers)
        return CRM_ERROR_MEMORY;
    EXPECT(tiers[2] == 3 && valid == NULL);
    discounts = crm_table_int32s(table, CRM_ACCOUNT_DISCOUNT_BP, &valid);
    if (!discounts)
        return CRM_ERROR_MEMORY;
    EXPECT(discounts[2] == 300 && valid && (valid[0] & 7) == 5);
    scores = crm_table_doubles(table, score, &valid);
    if (!scores)
        return CRM_ERROR_MEMORY;
    EXPECT(scores[1] == 1.5);
    names = crm_table_texts(table, CRM_ACCOUNT_NAME, &offsets, &valid);
    if (!names)
        return CRM_ERROR_MEMORY;
    EXPECT(offsets[3] == 8 && memcmp(names + offsets[2], "third", 5) == 0);
    types = crm_table_int64s(table, CRM_ACCOUNT_TYPES, &valid);
    if (!types)
        return CRM_ERROR_MEMORY;
    EXPECT(types[0] == CRM_ACCOUNT_TYPE_SUPPLIER && types[2] == types[0]);
    return CRM_OK;
}

crm_status
run_table(struct world *world)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    crm_status status;

    NEED(world->crm, table);
    STEP(fill_cells(table));
    STEP(see_cells(table));
    STEP(see_columns(table));
    STEP(fill_columns(table));
    STEP(see_whole(table));
done:
    crm_table_free(table);
    return status;
}
