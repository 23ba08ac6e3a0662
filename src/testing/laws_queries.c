/*
 * laws_queries.c - what a query asks for: conditions and wanted fields are hints, and a store that
 * follows them hides no row that fulfils them and no field that is wanted, whatever the types.
 */
#include "testing/check.h"

/* Users of grades 1 to count in one team. */
static bool
keep_team(struct crm__check *check, const char *team, crm_id *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crm_record *record = crm__make(check, check->crm, CRM_KIND_USER, "of a team");
        bool saved;

        if (!record)
            return false;
        crm_record_set_text(record, CRM_USER_TEAM, team, CRM_TEXT_NUL);
        crm_record_set_int(record, CRM_USER_GRADE, (int64_t)i + 1);
        saved = crm__answers(check, check->crm, crm_record_save(record), CRM_OK, "saving a user");
        ids[i] = crm_record_id(record);
        crm_record_free(record);
        if (!saved)
            return false;
    }
    return true;
}

static crm_query *
query_of_grades(struct crm__check *check, const char *team, int64_t low, int64_t high)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_USER);

    crm_query_where_int(query, CRM_USER_GRADE, low, high);
    if (team)
        crm_query_where_text(query, CRM_USER_TEAM, team, CRM_TEXT_NUL);
    return query;
}

static bool
conditions_hide_no_match(struct crm__check *check)
{
    char team[40];
    crm_id ids[5];
    size_t seen[5];

    crm__fresh_key(check, team);
    if (!keep_team(check, team, ids, 5) ||
        !crm__count(check, check->crm, query_of_grades(check, NULL, 2, 4), ids, 5, seen))
        return false;
    if (seen[0] || seen[4] || seen[1] != 1 || seen[2] != 1 || seen[3] != 1)
        return crm__broken(check, "of five rows 1 to 5 the range 2 to 4 gave %zu %zu %zu %zu %zu",
                           seen[0], seen[1], seen[2], seen[3], seen[4]);
    if (!crm__count(check, check->crm, query_of_grades(check, team, 3, 3), ids, 5, seen))
        return false;
    if (seen[0] + seen[1] + seen[3] + seen[4] != 0 || seen[2] != 1)
        return crm__broken(check, "a number and a text as conditions gave %zu rows of the one",
                           seen[2]);
    return true;
}

/* A query of one condition on a number must give the row. */
static bool
range_finds(struct crm__check *check, crm_kind kind, crm_id id, crm_field field, int64_t low,
            int64_t high)
{
    crm_query *query = crm_query_new(check->crm, kind);
    size_t seen;

    crm_query_where_int(query, field, low, high);
    if (!crm__count(check, check->crm, query, &id, 1, &seen))
        return false;
    return seen == 1 ||
           crm__broken(check, "a row whose %s is in the range %lld to %lld is given %zu times",
                       crm_schema_name(check->crm, kind, field), (long long)low, (long long)high,
                       seen);
}

/* Exactly, and by ranges that are open on one side and on both. */
static bool
ranges_find(struct crm__check *check, crm_record *record, crm_field field)
{
    crm_kind kind = crm_record_kind(record);
    crm_id id = crm_record_id(record);
    int64_t value;

    if (crm_record_int(record, field, &value) != CRM_OK)
        return crm__broken(check, "the field %s lost its value",
                           crm_schema_name(check->crm, kind, field));
    return range_finds(check, kind, id, field, value, value) &&
           range_finds(check, kind, id, field, INT64_MIN, value) &&
           range_finds(check, kind, id, field, value, INT64_MAX) &&
           range_finds(check, kind, id, field, INT64_MIN, INT64_MAX);
}

static bool
text_finds(struct crm__check *check, crm_id id, crm_field field, const char *text)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_ACCOUNT);
    size_t seen;

    crm_query_where_text(query, field, text, CRM_TEXT_NUL);
    if (!crm__count(check, check->crm, query, &id, 1, &seen))
        return false;
    return seen == 1 ||
           crm__broken(check, "a row with the text \"%s\" is given %zu times", text, seen);
}

#define ODD_TEXT "l'\xc3\xa9t\xc3\xa9 100%_\\\"$1"

/* An account with a value of every type that an account has. */
static crm_record *
keep_full(struct crm__check *check)
{
    crm_id owner = crm__keep(check, check->crm, CRM_KIND_USER, "an owner");
    crm_record *record = owner ? crm__make(check, check->crm, CRM_KIND_ACCOUNT, "full") : NULL;

    if (!record)
        return NULL;
    crm_record_set_int(record, CRM_ACCOUNT_OWNER, owner);
    crm_record_set_int(record, CRM_ACCOUNT_TIER, 2);
    crm_record_set_int(record, CRM_ACCOUNT_TYPES, 3);
    crm_record_set_int(record, CRM_ACCOUNT_DISCOUNT_BP, 500);
    crm_record_set_int(record, CRM_ACCOUNT_ANNUAL_REVENUE, INT64_C(1) << 40);
    crm_record_set_int(record, CRM_ACCOUNT_CURRENCY, ('E' << 16) | ('U' << 8) | 'R');
    crm_record_set_int(record, CRM_ACCOUNT_PROFILING_REFUSED, INT64_C(1704067200123456));
    crm_record_set_text(record, CRM_ACCOUNT_CITY, ODD_TEXT, CRM_TEXT_NUL);
    crm_record_set_int(record, check->custom[1], -7);
    crm_record_set_text(record, check->custom[0], ODD_TEXT, CRM_TEXT_NUL);
    return crm__round_trip(check, record);
}

static bool
account_is_found(struct crm__check *check)
{
    const crm_field fields[] = {CRM_FIELD_ID,
                                CRM_FIELD_CREATED,
                                CRM_ACCOUNT_OWNER,
                                CRM_ACCOUNT_TIER,
                                CRM_ACCOUNT_TYPES,
                                CRM_ACCOUNT_DISCOUNT_BP,
                                CRM_ACCOUNT_ANNUAL_REVENUE,
                                CRM_ACCOUNT_CURRENCY,
                                CRM_ACCOUNT_PROFILING_REFUSED,
                                check->custom[1]};
    crm_record *record = keep_full(check);
    bool kept = record != NULL;

    for (size_t i = 0; kept && i < sizeof fields / sizeof *fields; i++)
        kept = ranges_find(check, record, fields[i]);
    kept = kept && text_finds(check, crm_record_id(record), CRM_ACCOUNT_CITY, ODD_TEXT) &&
           text_finds(check, crm_record_id(record), check->custom[0], ODD_TEXT);
    crm_record_free(record);
    return kept;
}

static bool
conditions_of_every_type(struct crm__check *check)
{
    crm_record *product = crm__make(check, check->crm, CRM_KIND_PRODUCT, "launched");
    bool kept;

    if (!product)
        return false;
    crm_record_set_int(product, CRM_PRODUCT_LAUNCHED, 19723);
    product = crm__round_trip(check, product);
    kept = product && ranges_find(check, product, CRM_PRODUCT_LAUNCHED);
    crm_record_free(product);
    return kept && account_is_found(check);
}

static bool
has_both(struct crm__check *check, const crm_table *table, size_t row, const char *team)
{
    size_t length = 0;
    const char *text = crm_table_text(table, row, CRM_USER_TEAM, &length);
    int64_t grade = 0;

    crm_table_int(table, row, CRM_USER_GRADE, &grade);
    if (grade == 1 && text && length == strlen(team) && memcmp(text, team, length) == 0)
        return true;
    return crm__broken(check, "of two fields that were wanted one came without its value");
}

/* Reads on until the row of the id was seen, or the end. */
static bool
see_both(struct crm__check *check, crm_scan *scan, crm_id id, const char *team)
{
    const crm_table *table;
    crm_status status;
    bool kept = true;

    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t read = 0;

            crm_table_int(table, row, CRM_FIELD_ID, &read);
            if (read == id)
                kept = kept && has_both(check, table, row, team);
        }
    }
    return kept && crm__answers(check, check->crm, status, CRM_NONE, "the end of a scan");
}

static bool
wanted_fields_are_given(struct crm__check *check)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_USER);
    crm_scan *scan = NULL;
    bool kept = false;
    char team[40];
    crm_id id;

    crm_query_want(query, CRM_USER_GRADE);
    crm_query_want(query, CRM_USER_TEAM);
    if (keep_team(check, crm__fresh_key(check, team), &id, 1))
        scan = crm_scan_new(check->crm, query);
    crm_query_free(query);
    if (scan)
        kept = see_both(check, scan, id, team);
    else
        crm__broken(check, "a scan could not begin: %s", crm_message(check->crm));
    crm_scan_free(scan);
    return kept;
}

#define SCANS (NEEDS_SCAN | NEEDS_APPLY)

const struct crm__law crm__laws_queries[] = {
    {"conditions_hide_no_match",
     "Whatever a store makes of the conditions, it gives all rows that fulfil them.", SCANS,
     conditions_hide_no_match},
    {"conditions_of_every_type",
     "Conditions may be on fields of every type, and ranges open on either side.",
     SCANS | NEEDS_GET, conditions_of_every_type},
    {"wanted_fields_are_given", "All fields that a query wants come with their values.", SCANS,
     wanted_fields_are_given},
    {NULL, NULL, 0, NULL},
};
