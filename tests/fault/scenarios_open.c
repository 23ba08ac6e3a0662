/*
 * scenarios_open.c - opening and closing, with all options and over all stores; handles that
 * outlive their context; fields of the host's own.
 */
#include "scenario.h"

static crm_status
use_zone(crm_context *crm)
{
    crm_instant start = crm_instant_of_day(crm, A_DAY);

    EXPECT(start == AN_INSTANT - INT64_C(3600000000));
    EXPECT(crm_day_of_instant(crm, start) == A_DAY);
    EXPECT(crm_day_of_instant(crm, start - 1) == A_DAY - 1);
    return CRM_OK;
}

crm_status
run_open(struct world *world)
{
    const crm_zone_change zone[] = {{INT64_C(1679792400000000), 7200, 0},
                                    {INT64_C(1698541200000000), 3600, 0}};
    crm_options options = world->options;
    crm_context *crm = NULL;
    crm_status status;

    options.zone = zone;
    options.zone_count = 2;
    options.currency = EUR;
    options.max_rows = 1000;
    STEP(crm_open(&options, &crm));
    STEP(use_zone(crm));
done:
    crm_close(crm);
    return status;
}

/* Handles, tables, queries and analyses are freed after their context was closed. */
crm_status
run_handles_outlive(struct world *world)
{
    crm_record *record = NULL;
    crm_query *query = NULL;
    crm_table *table = NULL;
    crm_context *crm = NULL;
    crm_status status;

    STEP(crm_open(&world->options, &crm));
    record = crm_record_new(crm, CRM_KIND_ACCOUNT);
    NEED(crm, record);
    STEP(crm_record_set_text(record, CRM_ACCOUNT_NAME, "outlives", CRM_TEXT_NUL));
    query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    NEED(crm, query);
    table = crm_table_new(crm, CRM_KIND_ACCOUNT);
    NEED(crm, table);
    crm_close(crm);
    crm = NULL;
    REFUSED(crm_record_save(record), CRM_ERROR_CLOSED);
done:
    crm_close(crm);
    crm_table_free(table);
    crm_record_free(record);
    crm_query_free(query);
    return status;
}

/* No store given: the context has one of its own; and one made by hand. */
crm_status
run_own_store(struct world *world)
{
    crm_options options = world->options;
    crm_store store = CRM_STORE_INIT;
    crm_account *account = NULL;
    crm_context *crm = NULL;
    crm_status status;

    options.store = NULL;
    STEP(crm_open(&options, &crm));
    account = crm_account_new(crm);
    NEED(crm, account);
    STEP(crm_account_set_name(account, "in memory"));
    STEP(crm_account_save(account));
    STEP(crm_memory_store(options.memory, options.memory_self, &store));
done:
    crm_memory_store_free(&store);
    crm_account_free(account);
    crm_close(crm);
    return status;
}

crm_status
define_fields(crm_context *crm)
{
    TRY(crm_schema_define(crm, CRM_KIND_ACCOUNT, "shoe_size", CRM_TYPE_I64, 0, 0, CRM_PRIVACY_NONE,
                          NULL));
    TRY(crm_schema_define(crm, CRM_KIND_ACCOUNT, "nickname", CRM_TYPE_TEXT, 0, 0,
                          CRM_PRIVACY_PERSONAL, NULL));
    return crm_schema_define(crm, CRM_KIND_ACCOUNT, "score", CRM_TYPE_DOUBLE, 0, 0,
                             CRM_PRIVACY_NONE, NULL);
}

static crm_status
set_own_fields(crm_context *crm, crm_record *record)
{
    crm_field size = crm_schema_find(crm, CRM_KIND_ACCOUNT, "shoe_size");
    crm_field nickname = crm_schema_find(crm, CRM_KIND_ACCOUNT, "nickname");
    crm_field score = crm_schema_find(crm, CRM_KIND_ACCOUNT, "score");

    EXPECT(size == CRM_FIELD_FIRST_CUSTOM && nickname == size + 1 && score == size + 2);
    TRY(crm_record_set_text(record, CRM_ACCOUNT_NAME, "custom", CRM_TEXT_NUL));
    TRY(crm_record_set_int(record, size, 43));
    TRY(crm_record_set_text(record, nickname, "Rex", CRM_TEXT_NUL));
    return crm_record_set_double(record, score, 0.25);
}

static crm_status
see_own_fields(crm_record *record)
{
    int64_t size = 0;
    double score = 0;

    TRY(crm_record_int(record, CRM_FIELD_FIRST_CUSTOM, &size));
    TRY(crm_record_double(record, CRM_FIELD_FIRST_CUSTOM + 2, &score));
    EXPECT(size == 43 && score == 0.25);
    EXPECT(same_text(crm_record_text(record, CRM_FIELD_FIRST_CUSTOM + 1, NULL), "Rex"));
    return CRM_OK;
}

crm_status
run_define(struct world *world)
{
    crm_record *record = NULL;
    crm_context *crm = NULL;
    crm_status status;
    crm_id id;

    STEP(crm_open(&world->options, &crm));
    STEP(define_fields(crm));
    record = crm_record_new(crm, CRM_KIND_ACCOUNT);
    NEED(crm, record);
    STEP(set_own_fields(crm, record));
    STEP(crm_record_save(record));
    id = crm_record_id(record);
    crm_record_free(record);
    STEP(crm_record_load(crm, CRM_KIND_ACCOUNT, id, &record));
    STEP(see_own_fields(record));
done:
    crm_record_free(record);
    crm_close(crm);
    return status;
}
