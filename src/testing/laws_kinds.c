/*
 * laws_kinds.c - a store keeps kinds apart, and keeps each of them or says that it does not. A kind
 * that needs more than its required fields stands in is_needed().
 */
#include "testing/check.h"

#define EUR (('E' << 16) | ('U' << 8) | 'R')
#define USD (('U' << 16) | ('S' << 8) | 'D')
#define A_DAY 19723  /* 2024-01-01 */
#define LAST_KIND 63 /* room for kinds to come */

static bool
save_as(struct crm__check *check, crm_kind kind, crm_id id, const char *name)
{
    crm_record *record = crm_record_new(check->crm, kind);
    bool good;

    crm_record_set_id(record, id);
    crm_record_set_text(record, CRM_FIELD_OWN, name, CRM_TEXT_NUL);
    good = crm__answers(check, check->crm, crm_record_save(record), CRM_OK,
                        "saving a record whose id another kind uses");
    crm_record_free(record);
    return good;
}

static bool
kinds_are_apart(struct crm__check *check)
{
    crm_record *product = NULL;
    crm_id id = crm__absent_id(check, LARGE_ID);

    while (crm_record_load(check->peer, CRM_KIND_PRODUCT, id, &product) == CRM_OK) {
        crm_record_free(product);
        id = crm__absent_id(check, id + 1);
    }
    return save_as(check, CRM_KIND_ACCOUNT, id, "an account") &&
           save_as(check, CRM_KIND_PRODUCT, id, "a product") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "an account") &&
           crm__named(check, check->crm, CRM_KIND_PRODUCT, id, "a product") &&
           crm__drop(check, check->crm, CRM_KIND_PRODUCT, id) &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "an account");
}

static bool
scan_keeps_to_its_kind(struct crm__check *check)
{
    crm_id account = crm__absent_id(check, LARGE_ID);
    crm_id user = crm__keep(check, check->crm, CRM_KIND_USER, "a user");

    return user && save_as(check, CRM_KIND_ACCOUNT, account, "an account") &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, account, 1) &&
           crm__scanned(check, check->crm, CRM_KIND_USER, user, 1) &&
           crm__scanned(check, check->crm, CRM_KIND_USER, account, 0);
}

/* Records by their kind, 0 = none yet. */
struct sample {
    crm_id ids[LAST_KIND + 1];
    crm_id owner; /* another account */
};

/* Fields without which a record is refused though they are not required one by one. */
static bool
is_needed(struct crm__check *check, crm_kind kind, crm_field field)
{
    static const struct {
        crm_kind kind;
        crm_field field;
    } needed[] = {{CRM_KIND_CONTACT, CRM_CONTACT_LAST_NAME},
                  {CRM_KIND_REFERRAL, CRM_REFERRAL_FROM_ACCOUNT},
                  {CRM_KIND_REFERRAL, CRM_REFERRAL_TO_CONTACT}};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (needed[i].kind == kind && needed[i].field == field)
            return true;
    }
    return field >= CRM_FIELD_OWN && crm_schema_flags(check->crm, kind, field) & CRM_FIELD_REQUIRED;
}

/* A value that a field takes; 0 = there is nothing yet that it could refer to. */
static int64_t
value_of(struct crm__check *check, const struct sample *sample, crm_kind kind, crm_field field)
{
    crm_kind target = crm_schema_target(check->crm, kind, field);

    switch (crm_schema_type(check->crm, kind, field)) {
    case CRM_TYPE_REF:
        if (kind == CRM_KIND_LINK && field == CRM_LINK_PARENT)
            return sample->owner;
        return target > 0 && target <= LAST_KIND ? sample->ids[target] : 0;
    case CRM_TYPE_DAY:
        return A_DAY;
    case CRM_TYPE_CURRENCY:
        return kind == CRM_KIND_RATE && field == CRM_RATE_TARGET ? USD : EUR;
    default:
        return 1;
    }
}

/* Is all there that a record of the kind refers to? */
static bool
can_be_made(struct crm__check *check, const struct sample *sample, crm_kind kind)
{
    for (size_t i = 0; i < crm_schema_fields(check->crm, kind); i++) {
        crm_field field = crm_schema_field(check->crm, kind, i);

        if (is_needed(check, kind, field) && value_of(check, sample, kind, field) == 0)
            return false;
    }
    return true;
}

/* A record with what it needs alone. */
static crm_record *
make_sample(struct crm__check *check, const struct sample *sample, crm_kind kind)
{
    crm_record *record = crm_record_new(check->crm, kind);

    if (record && !check->store.reserve)
        crm_record_set_id(record, check->next_id++);
    for (size_t i = 0; record && i < crm_schema_fields(check->crm, kind); i++) {
        crm_field field = crm_schema_field(check->crm, kind, i);

        if (!is_needed(check, kind, field))
            continue;
        if (crm_schema_type(check->crm, kind, field) == CRM_TYPE_TEXT)
            crm_record_set_text(record, field, "a sample", CRM_TEXT_NUL);
        else
            crm_record_set_int(record, field, value_of(check, sample, kind, field));
    }
    return record;
}

/* What was put is there, or the store said no to it. */
static bool
keep_sample(struct crm__check *check, struct sample *sample, crm_kind kind)
{
    crm_record *record = make_sample(check, sample, kind), *again = NULL;
    crm_status status = record ? crm_record_save(record) : crm_error_status(check->crm);

    sample->ids[kind] = status == CRM_OK ? crm_record_id(record) : 0;
    crm_record_free(record);
    if (status == CRM_ERROR_UNSUPPORTED)
        return true;
    check->certain = true;
    if (!crm__answers(check, check->crm, status, CRM_OK, "saving a sample of a kind"))
        return false;
    status = crm_record_load(check->peer, kind, sample->ids[kind], &again);
    crm_record_free(again);
    return status == CRM_OK ||
           crm__broken(check, "a record of the kind %s was put, and reading it answered %s",
                       crm_schema_kind_name(NULL, kind), crm_status_name(status));
}

/* The log of a deal is written by the library. */
static bool
has_log(struct crm__check *check, crm_id deal)
{
    crm_query *query = crm_query_new(check->peer, CRM_KIND_TRANSITION);
    crm_scan *scan;
    const crm_table *table;
    crm_status status;

    crm_query_where_int(query, CRM_TRANSITION_OPPORTUNITY, deal, deal);
    scan = crm_scan_new(check->peer, query);
    crm_query_free(query);
    status = crm_scan_next(scan, &table);
    crm_scan_free(scan);
    return status == CRM_OK || status == CRM_ERROR_UNSUPPORTED ||
           crm__broken(check, "a deal was put with its log, and reading the log answered %s",
                       crm_status_name(status));
}

/* The kinds that can be made now and have no sample yet; transitions are made with deals. */
static bool
keep_samples(struct crm__check *check, struct sample *sample)
{
    for (size_t i = 0; i < crm_schema_kinds(check->crm); i++) {
        crm_kind kind = crm_schema_kind(check->crm, i);

        if (kind > LAST_KIND || kind == CRM_KIND_TRANSITION || sample->ids[kind] ||
            !can_be_made(check, sample, kind))
            continue;
        if (!keep_sample(check, sample, kind))
            return false;
    }
    return true;
}

/* Round by round, so that each kind finds what it refers to. */
static bool
no_kind_is_dropped(struct crm__check *check)
{
    struct sample sample = {{0}, 0};

    for (int round = 0; round < 3; round++) {
        if (!keep_samples(check, &sample))
            return false;
        if (round == 0 && sample.ids[CRM_KIND_ACCOUNT])
            sample.owner = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "owner");
    }
    return !sample.ids[CRM_KIND_OPPORTUNITY] || has_log(check, sample.ids[CRM_KIND_OPPORTUNITY]);
}

#define SINGLE (NEEDS_GET | NEEDS_APPLY)

const struct crm__law crm__laws_kinds[] = {
    {"kinds_are_apart", "Records of two kinds may have the same id.", SINGLE, kinds_are_apart},
    {"scan_keeps_to_its_kind", "A scan gives records of its kind and of no other.",
     SINGLE | NEEDS_SCAN, scan_keeps_to_its_kind},
    {"no_kind_is_dropped",
     "What is put of any kind is there, or the store says that it does not keep the kind.",
     SINGLE | NEEDS_SCAN, no_kind_is_dropped},
    {NULL, NULL, 0, NULL},
};
