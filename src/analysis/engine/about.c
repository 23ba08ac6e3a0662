/*
 * about.c - the table `about`: parameters as they were used, what was read, and the library's
 * version, so that a result can be read without the program that asked for it.
 */
#include <stdio.h>
#include <string.h>

#include "analysis/engine/inside.h"
#include "base/calendar.h"
#include "base/order.h"
#include "crm/money.h"

static void
about_free(crm_analysis *analysis, struct crm__about *about)
{
    if (about->key)
        crm__free(analysis->memory, about->key, strlen(about->key) + 1);
    if (about->value)
        crm__free(analysis->memory, about->value, strlen(about->value) + 1);
}

void
crm__about_done(crm_analysis *analysis)
{
    for (size_t i = 0; i < analysis->about_count; i++)
        about_free(analysis, &analysis->abouts[i]);
    crm__free_array(analysis->memory, analysis->abouts, analysis->about_capacity,
                    sizeof *analysis->abouts);
    analysis->abouts = NULL;
    analysis->about_count = analysis->about_capacity = 0;
}

crm_status
crm__about_add(crm_analysis *analysis, const char *key, const char *value)
{
    struct crm__about about;

    if (crm__grow(analysis->memory, (void **)&analysis->abouts, &analysis->about_capacity,
                  analysis->about_count + 1, sizeof *analysis->abouts) != CRM_OK)
        return crm__no_memory(analysis->crm);
    about.key = crm__copy_text(analysis->memory, key, strlen(key));
    about.value = crm__copy_text(analysis->memory, value, strlen(value));
    if (!about.key || !about.value) {
        about_free(analysis, &about);
        return crm__no_memory(analysis->crm);
    }
    analysis->abouts[analysis->about_count++] = about;
    return CRM_OK;
}

/* Of UTC, whatever the zone: "2025-12-31T23:59:59.999999Z". */
static void
instant_text(crm_instant at, char *text, size_t room)
{
    crm_day day = crm__day_floor(at);
    int64_t rest = at - (int64_t)day * CRM__MICROSECONDS_A_DAY, second = rest / 1000000;
    char date[11] = "";

    crm_day_to_text(day, date);
    snprintf(text, room, "%sT%02d:%02d:%02d.%06dZ", date, (int)(second / 3600),
             (int)(second / 60 % 60), (int)(second % 60), (int)(rest % 1000000));
}

static void
value_text(const struct crm__member *member, int64_t value, char *text, size_t room)
{
    if (member->type == CRM_TYPE_DAY && value != CRM_DAY_NONE)
        crm_day_to_text((crm_day)value, text);
    else if (member->type == CRM_TYPE_INSTANT && value != CRM_INSTANT_NONE)
        instant_text(value, text, room);
    else if (member->type == CRM_TYPE_CURRENCY && value != 0)
        crm_currency_to_text((crm_currency)value, text);
    else if (member->type == CRM_TYPE_I64 || member->type == CRM_TYPE_CODE ||
             member->type == CRM_TYPE_BP)
        snprintf(text, room, "%lld", (long long)value);
    else
        snprintf(text, room, "none");
}

/* Members that say nothing here: the size of a struct, and what an analysis does not look at. */
static bool
silent(const crm_analysis *analysis, const char *name)
{
    return strcmp(name, "size") == 0 || strcmp(name, "reserved") == 0 ||
           (strcmp(name, "unit") == 0 && !analysis->class->units) ||
           (strcmp(name, "sales") == 0 && !analysis->class->sales);
}

static const char *
choice_text(const crm_analysis *analysis, const char *name, int64_t value)
{
    if (strcmp(name, "sales") == 0 && analysis->class->sales)
        return value == CRM_SALES_WON ? "won" : "purchases";
    if (strcmp(name, "unit") == 0 && analysis->class->units)
        return value == CRM_UNIT_ACCOUNT  ? "account"
               : value == CRM_UNIT_FAMILY ? "family"
                                          : "contact";
    return NULL;
}

static crm_status
add_params(crm_analysis *analysis)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->class->member_count && status == CRM_OK; i++) {
        const struct crm__member *member = &analysis->class->members[i];
        int64_t value = crm__member_value(analysis->params, member);
        const char *choice = choice_text(analysis, member->name, value);
        char text[32];

        if (silent(analysis, member->name))
            continue;
        if (strcmp(member->name, "currency") == 0)
            value = analysis->currency;
        value_text(member, value, text, sizeof text);
        status = crm__about_add(analysis, member->name, choice ? choice : text);
    }
    return status;
}

static crm_status
add_settings(crm_analysis *analysis)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->class->setting_count && status == CRM_OK; i++) {
        const crm_table *table = crm__setting(analysis, i);
        char text[48];

        snprintf(text, sizeof text, table ? "%llu rows given" : "default",
                 (unsigned long long)(table ? table->rows : 0));
        status = crm__about_add(analysis, analysis->class->settings[i].name, text);
    }
    return status;
}

/* Kinds that the store lacks and that can be done without. */
static crm_status
add_missing(crm_analysis *analysis)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->class->input_count && status == CRM_OK; i++) {
        const char *kind = crm_schema_kind_name(analysis->crm, analysis->class->inputs[i].kind);

        if (analysis->missing >> i & 1)
            status = crm__about_add(analysis, "missing", kind);
    }
    return status;
}

static crm_status
add_reading(crm_analysis *analysis)
{
    static const char *const isolated[] = {"not read from a store", "no", "yes"};
    crm_status status = crm__about_add(analysis, "isolated", isolated[analysis->isolated + 1]);

    if (status == CRM_OK)
        status =
            crm__about_add(analysis, "descriptions_as_they_are_now", analysis->class->descriptions);
    if (status == CRM_OK && crm__reads(analysis, CRM_KIND_ACCOUNT) &&
        crm__kept_rows(analysis, CRM_KIND_ACCOUNT) == 0)
        status = crm__about_add(analysis, "accounts", "none were fed: all ids taken as they are");
    if (status == CRM_OK)
        status = crm__about_add(analysis, "library", crm_version());
    if (status == CRM_OK)
        status = crm__about_add(analysis, "analysis", analysis->class->name);
    return status;
}

static int
compare_abouts(const void *a, const void *b, void *context)
{
    const struct crm__about *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    (void)context;
    return order ? order : strcmp(x->value, y->value); /* several kinds may be missing */
}

crm_status
crm__about_write(crm_analysis *analysis)
{
    struct crm__writer writer = crm__writer_on(analysis, analysis->results[CRM__RESULT_ABOUT]);
    crm_status status = add_params(analysis);

    if (status == CRM_OK)
        status = add_settings(analysis);
    if (status == CRM_OK)
        status = add_missing(analysis);
    if (status == CRM_OK)
        status = add_reading(analysis);
    if (status != CRM_OK)
        return status;
    crm__sort(analysis->abouts, analysis->about_count, sizeof *analysis->abouts, compare_abouts,
              NULL);
    for (size_t i = 0; i < analysis->about_count; i++) {
        const struct crm__about *about = &analysis->abouts[i];

        crm__write_row(&writer);
        crm__write_text(&writer, about->key, strlen(about->key));
        crm__write_text(&writer, about->value, strlen(about->value));
    }
    return writer.status;
}
