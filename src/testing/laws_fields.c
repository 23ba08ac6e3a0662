/*
 * laws_fields.c - fields that every kind has (id, version) and fields that the host defined, which a
 * store knows by their names: their numbers are those of one context.
 */
#include "testing/check.h"

static bool
custom_fields_survive(struct crm__check *check)
{
    crm_id product = crm__keep(check, check->crm, CRM_KIND_PRODUCT, "referred to");
    crm_record *record = product ? crm__make(check, check->crm, CRM_KIND_ACCOUNT, "custom") : NULL;
    int64_t number = 0, reference = 0;
    crm_record *again;
    const char *text;
    double real = 0;
    bool kept;

    if (!record)
        return false;
    crm_record_set_text(record, check->custom[0], "of the host's own", CRM_TEXT_NUL);
    crm_record_set_int(record, check->custom[1], 42);
    crm_record_set_double(record, check->custom[2], 0.5);
    crm_record_set_int(record, check->custom[3], product);
    again = crm__round_trip(check, record);
    if (!again)
        return false;
    text = crm_record_text(again, check->custom[0], NULL);
    crm_record_int(again, check->custom[1], &number);
    crm_record_double(again, check->custom[2], &real);
    crm_record_int(again, check->custom[3], &reference);
    kept = text && strcmp(text, "of the host's own") == 0 && number == 42 && real == 0.5 &&
           reference == product;
    crm_record_free(again);
    return kept || crm__broken(check, "a field that the host defined lost its value");
}

/* The values that another context, which numbers them otherwise, reads under the same names. */
static bool
read_by_name(struct crm__check *check, crm_context *crm, crm_id id)
{
    crm_record *record = crm__fetch(check, crm, CRM_KIND_ACCOUNT, id);
    const char *text;
    int64_t number = 0;
    double real = 0;
    bool kept;

    if (!record)
        return false;
    text = crm_record_text(record, crm_schema_find(crm, CRM_KIND_ACCOUNT, "law_text"), NULL);
    crm_record_int(record, crm_schema_find(crm, CRM_KIND_ACCOUNT, "law_number"), &number);
    crm_record_double(record, crm_schema_find(crm, CRM_KIND_ACCOUNT, "law_double"), &real);
    kept = text && strcmp(text, "by name") == 0 && number == 7 && real == 0.25;
    crm_record_free(record);
    return kept || crm__broken(check, "fields that the host defined came back under other names");
}

static bool
custom_fields_go_by_name(struct crm__check *check)
{
    crm_record *record = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "custom");
    crm_context *other;
    crm_id id = 0;
    bool kept;

    if (!record)
        return false;
    crm_record_set_text(record, check->custom[0], "by name", CRM_TEXT_NUL);
    crm_record_set_int(record, check->custom[1], 7);
    crm_record_set_double(record, check->custom[2], 0.25);
    if (crm__answers(check, check->crm, crm_record_save(record), CRM_OK, "a save"))
        id = crm_record_id(record);
    crm_record_free(record);
    other = id ? crm__open_reversed(check) : NULL;
    kept = other && read_by_name(check, other, id);
    crm_close(other);
    return kept;
}

static bool
version_comes_back(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *record;
    int64_t version = 0;

    if (!id || !crm__rename(check, check->crm, CRM_KIND_ACCOUNT, id, "second") ||
        !crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "third"))
        return false;
    record = crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id);
    if (!record)
        return false;
    crm_record_int(record, CRM_FIELD_VERSION, &version);
    crm_record_free(record);
    if (version != 3)
        return crm__broken(check, "get gave version %lld of a row that was put three times",
                           (long long)version);
    return crm__scanned_as(check, check->crm, id, NULL, 3);
}

static bool
ids_are_64_bits(struct crm__check *check)
{
    crm_id id = crm__absent_id(check, HUGE_ID);
    crm_record *record = crm_record_new(check->crm, CRM_KIND_ACCOUNT), *again;

    crm_record_set_id(record, id);
    crm_record_set_text(record, CRM_ACCOUNT_NAME, "far out", CRM_TEXT_NUL);
    again = crm__round_trip(check, record);
    crm_record_free(again);
    return again && crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, id, 1);
}

#define SINGLE (NEEDS_GET | NEEDS_APPLY)

const struct crm__law crm__laws_fields[] = {
    {"custom_fields_survive", "Fields that the host defined come back like all others.", SINGLE,
     custom_fields_survive},
    {"custom_fields_go_by_name",
     "Fields that the host defined are known by name: their numbers may be others next time.",
     SINGLE, custom_fields_go_by_name},
    {"version_comes_back", "get and scan give the version that was put last.", SINGLE | NEEDS_SCAN,
     version_comes_back},
    {"ids_are_64_bits", "Ids come back with all of their 64 bits.", SINGLE | NEEDS_SCAN,
     ids_are_64_bits},
    {NULL, NULL, 0, NULL},
};
