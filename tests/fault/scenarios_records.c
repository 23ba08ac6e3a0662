/*
 * scenarios_records.c - the generic record, many records at once, finding and scanning.
 */
#include "scenario.h"

static crm_status
see_record(crm_record *record)
{
    int64_t tier = 0, revenue;

    EXPECT(crm_record_kind(record) == CRM_KIND_ACCOUNT);
    TRY(crm_record_int(record, CRM_ACCOUNT_TIER, &tier));
    EXPECT(tier == -5);
    EXPECT(crm_record_int(record, CRM_ACCOUNT_ANNUAL_REVENUE, &revenue) == CRM_NONE);
    EXPECT(same_text(crm_record_text(record, CRM_ACCOUNT_NAME, NULL), "Caf\xc3\xa9"));
    return CRM_OK;
}

crm_status
run_record(struct world *world)
{
    crm_record *record = crm_record_new(world->crm, CRM_KIND_ACCOUNT);
    crm_status status;

    NEED(world->crm, record);
    STEP(crm_record_set_id(record, 4711));
    STEP(crm_record_set_text(record, CRM_ACCOUNT_NAME, "Caf\xc3\xa9 Olympe", 5));
    STEP(crm_record_set_int(record, CRM_ACCOUNT_TIER, -5));
    STEP(crm_record_set_text(record, CRM_ACCOUNT_DESCRIPTION, "long and free", CRM_TEXT_NUL));
    STEP(crm_record_save(record));
    HOLDS(crm_record_id(record) == 4711);
    crm_record_free(record);
    STEP(crm_record_load(world->crm, CRM_KIND_ACCOUNT, 4711, &record));
    STEP(see_record(record));
    STEP(crm_record_clear(record, CRM_ACCOUNT_DESCRIPTION));
    STEP(crm_record_save(record));
    HOLDS(crm_record_text(record, CRM_ACCOUNT_DESCRIPTION, NULL) == NULL);
    STEP(crm_record_remove(record));
    crm_record_free(record);
    REFUSED(crm_record_load(world->crm, CRM_KIND_ACCOUNT, 4711, &record), CRM_NONE);
done:
    crm_record_free(record);
    return status;
}

static crm_status
see_error(crm_context *crm)
{
    crm_kind kind;
    crm_id id;
    crm_field field;

    TRY(crm_error_where(crm, &kind, &id, &field));
    EXPECT(kind == CRM_KIND_ACCOUNT && field == CRM_ACCOUNT_NAME);
    EXPECT(crm_error_status(crm) == CRM_ERROR_DATA && crm_message(crm)[0] != '\0');
    EXPECT(crm_host_code(crm) == 0 && crm_host_message(crm)[0] == '\0');
    return CRM_OK;
}

/* A refusal for another reason is no refusal but a failure. */
static crm_status
refused_for(crm_context *crm, crm_field field)
{
    crm_field where = -1;

    (void)crm_error_where(crm, NULL, NULL, &where);
    return where == field ? CRM_OK : why(crm);
}

/* Wrong values are refused and leave the store alone; set right, the record is saved. */
crm_status
run_record_refusals(struct world *world)
{
    crm_record *record = crm_record_new(world->crm, CRM_KIND_ACCOUNT);
    crm_status status;

    NEED(world->crm, record);
    REFUSED(crm_record_set_text(record, CRM_ACCOUNT_NAME, "wrong \xff", CRM_TEXT_NUL),
            CRM_ERROR_DATA);
    STEP(see_error(world->crm));
    REFUSED(crm_record_save(record), CRM_ERROR_DATA);
    STEP(crm_record_set_text(record, CRM_ACCOUNT_NAME, "right", CRM_TEXT_NUL));
    STEP(crm_record_set_int(record, CRM_ACCOUNT_ANNUAL_REVENUE, 100));
    REFUSED(crm_record_save(record), CRM_ERROR_DATA);
    STEP(refused_for(world->crm, CRM_ACCOUNT_ANNUAL_REVENUE));
    STEP(crm_record_set_int(record, CRM_ACCOUNT_CURRENCY, EUR));
    STEP(crm_record_save(record));
done:
    crm_record_free(record);
    return status;
}

static crm_status
fill_contacts(crm_table *table, crm_id account)
{
    static const char *const names[] = {"Leroy", "Roy", "Petit"};

    TRY(crm_table_add(table, 3));
    TRY(crm_table_set_constant(table, CRM_CONTACT_ACCOUNT, account));
    for (size_t row = 0; row < 3; row++)
        TRY(crm_table_set_text(table, row, CRM_CONTACT_LAST_NAME, names[row], CRM_TEXT_NUL));
    return CRM_OK;
}

crm_status
run_put(struct world *world)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_CONTACT);
    crm_status status;
    int64_t version = 0;

    NEED(world->crm, table);
    STEP(fill_contacts(table, world->ids[THE_ACCOUNT]));
    STEP(crm_put(world->crm, table));
    STEP(crm_table_set_text(table, 1, CRM_CONTACT_JOB_TITLE, "buyer", CRM_TEXT_NUL));
    STEP(crm_put(world->crm, table));
    STEP(crm_table_int(table, 1, CRM_FIELD_VERSION, &version));
    HOLDS(version == 2);
    STEP(crm_table_set_int(table, 2, CRM_FIELD_VERSION, 7));
    STEP(crm_table_set_text(table, 2, CRM_CONTACT_LAST_NAME, "stale", CRM_TEXT_NUL));
    REFUSED(crm_put(world->crm, table), CRM_ERROR_CONFLICT);
done:
    crm_table_free(table);
    return status;
}

/* New accounts with parents in the same batch and before it. */
crm_status
run_put_accounts(struct world *world)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    crm_account *account = NULL;
    crm_status status;
    crm_id id = 0;

    NEED(world->crm, table);
    STEP(crm_table_add(table, 2));
    STEP(crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "grandchild", CRM_TEXT_NUL));
    STEP(crm_table_set_int(table, 0, CRM_ACCOUNT_PARENT, world->ids[THE_ACCOUNT]));
    STEP(crm_table_set_text(table, 1, CRM_ACCOUNT_NAME, "child", CRM_TEXT_NUL));
    STEP(crm_table_set_int(table, 1, CRM_ACCOUNT_PARENT, world->ids[THE_HOLDING]));
    STEP(crm_put(world->crm, table));
    STEP(crm_table_int(table, 0, CRM_FIELD_ID, &id));
    STEP(crm_account_load(world->crm, id, &account));
    HOLDS(crm_account_parent(account) == world->ids[THE_ACCOUNT]);
done:
    crm_account_free(account);
    crm_table_free(table);
    return status;
}

crm_status
run_find(struct world *world)
{
    crm_product *product = crm_product_new(world->crm);
    crm_status status;
    crm_id id = 0;

    NEED(world->crm, product);
    REFUSED(crm_find(world->crm, CRM_KIND_PRODUCT, "sku-1", &id), CRM_NONE);
    STEP(crm_product_set_name(product, "found by key"));
    STEP(crm_product_set_external_id(product, "sku-1"));
    STEP(crm_product_save(product));
    STEP(crm_find(world->crm, CRM_KIND_PRODUCT, "sku-1", &id));
    HOLDS(id == crm_product_id(product));
    REFUSED(crm_find(world->crm, CRM_KIND_ACCOUNT, "sku-1", &id), CRM_NONE);
done:
    crm_product_free(product);
    return status;
}

static crm_status
see_query(const crm_query *query)
{
    int64_t low, high;
    const char *text;
    crm_field field;
    int32_t type;
    size_t length, count;

    EXPECT(crm_query_kind(query) == CRM_KIND_STAGE && crm_query_conditions(query) == 2);
    TRY(crm_query_condition(query, 0, &field, &type));
    EXPECT(field == CRM_STAGE_POSITION && type != CRM_TYPE_TEXT);
    TRY(crm_query_int(query, 0, &low, &high));
    EXPECT(low == 2 && high == 4);
    TRY(crm_query_text(query, 1, &text, &length));
    EXPECT(length == 8 && memcmp(text, "Approach", 8) == 0);
    EXPECT(crm_query_fields(query, &count) != NULL && count >= 3);
    return CRM_OK;
}

static crm_status
count_rows(crm_scan *scan, size_t *out_rows)
{
    const crm_table *table;
    crm_status status;

    *out_rows = 0;
    while ((status = crm_scan_next(scan, &table)) == CRM_OK)
        *out_rows += crm_table_rows(table);
    return status == CRM_NONE ? CRM_OK : status;
}

crm_status
run_scan(struct world *world)
{
    crm_query *query = crm_query_new(world->crm, CRM_KIND_STAGE);
    crm_scan *scan = NULL, *inner = NULL;
    const crm_table *table;
    crm_status status;
    size_t rows;

    NEED(world->crm, query);
    STEP(crm_query_want(query, CRM_STAGE_NAME));
    STEP(crm_query_where_int(query, CRM_STAGE_POSITION, 2, 4));
    scan = crm_scan_new(world->crm, query);
    NEED(world->crm, scan);
    STEP(crm_scan_next(scan, &table));
    STEP(crm_query_where_text(query, CRM_STAGE_NAME, "Approach", CRM_TEXT_NUL));
    STEP(see_query(query));
    inner = crm_scan_new(world->crm, query);
    NEED(world->crm, inner);
    STEP(count_rows(inner, &rows));
    HOLDS(rows == 1);
done:
    crm_scan_free(inner);
    crm_scan_free(scan);
    crm_query_free(query);
    return status;
}
