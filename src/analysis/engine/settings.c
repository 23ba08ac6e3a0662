/*
 * settings.c - parameters that are lists: tables that the caller fills and gives before the first
 * row. They are copied, so that nothing the caller does afterwards shows in the result, and they
 * travel in no partial: its meta has the digest of each, and two with other lists do not meet.
 */
#include <string.h>

#include "analysis/engine/inside.h"

static const struct crm__setting *
setting_of(const struct crm__class *class, size_t index)
{
    return index < class->setting_count ? &class->settings[index] : NULL;
}

size_t
crm__setting_find(const struct crm__class *class, const char *name)
{
    for (size_t i = 0; name && i < class->setting_count; i++) {
        if (strcmp(class->settings[i].name, name) == 0)
            return i;
    }
    return SIZE_MAX;
}

const crm_table *
crm__setting(const crm_analysis *analysis, size_t index)
{
    return analysis->settings ? analysis->settings[index] : NULL;
}

void
crm__settings_done(crm_analysis *analysis)
{
    for (size_t i = 0; analysis->settings && i < analysis->class->setting_count; i++) {
        if (analysis->settings[i])
            crm__table_free(analysis->settings[i]);
    }
    crm__free_array(analysis->memory, analysis->settings, analysis->class->setting_count,
                    sizeof *analysis->settings);
    analysis->settings = NULL;
}

/* ---- The digest: FNV-1a over the cells, row by row ---- */

static uint64_t
digest_bytes(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < count; i++)
        digest = (digest ^ at[i]) * UINT64_C(1099511628211);
    return digest;
}

/* By value, not by memory, so that every machine has the same. */
static uint64_t
digest_word(uint64_t digest, uint64_t word)
{
    for (int i = 0; i < 8; i++)
        digest = (digest ^ (word >> 8 * i & 255)) * UINT64_C(1099511628211);
    return digest;
}

static uint64_t
digest_cell(uint64_t digest, const crm_table *table, size_t row, int32_t column)
{
    static const uint64_t none = UINT64_C(0x6e6f6e65);
    int32_t type = table->columns[column].type;
    int64_t value;
    double real;
    uint64_t word;
    size_t length;
    const char *text;

    if (type == CRM_TYPE_TEXT) {
        text = crm__cell_text(table, row, column, &length);
        return text ? digest_bytes(digest_word(digest, length), text, length)
                    : digest_word(digest, none);
    }
    if (type != CRM_TYPE_DOUBLE)
        return digest_word(digest,
                           crm__cell_int(table, row, column, &value) ? (uint64_t)value : none);
    if (!crm__cell_double(table, row, column, &real))
        return digest_word(digest, none);
    real = real == 0.0 ? 0.0 : real; /* no minus 0 */
    memcpy(&word, &real, sizeof word);
    return digest_word(digest, word);
}

int64_t
crm__setting_digest(const crm_analysis *analysis, size_t index)
{
    const crm_table *table = crm__setting(analysis, index);
    uint64_t digest = UINT64_C(14695981039346656037);

    if (!table)
        return 0;
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t i = 0; i < table->count; i++)
            digest = digest_cell(digest, table, row, (int32_t)i);
    }
    return (int64_t)(digest >> 2) + 1; /* never that of a list that was not given */
}

/* ---- Giving one ---- */

static crm_status
refuse(crm_analysis *analysis, crm_status status, const char *list, const char *what)
{
    return crm__fail(analysis->crm, status, 0, 0, -1, "%s settings %s: %s", analysis->class->name,
                     list, what);
}

static bool
columns_are(const crm_table *table, const struct crm__setting *setting)
{
    if (table->kind != 0 || table->count != setting->count)
        return false;
    for (size_t i = 0; i < setting->count; i++) {
        if (table->columns[i].type != setting->columns[i].type ||
            strcmp(table->columns[i].name, setting->columns[i].name) != 0)
            return false;
    }
    return true;
}

crm_status
crm__setting_take(crm_analysis *analysis, const char *list, const crm_table *table)
{
    size_t index = crm__setting_find(analysis->class, list);
    const struct crm__setting *setting = setting_of(analysis->class, index);
    crm_table *copy;
    crm_status status;

    if (!setting)
        return refuse(analysis, CRM_ERROR_ARGUMENT, "", "there is no list of this name");
    if (analysis->rows_fed > 0 || analysis->set_up || analysis->merging)
        return refuse(analysis, CRM_ERROR_STATE, list, "given after the first row");
    if (!columns_are(table, setting))
        return refuse(analysis, CRM_ERROR_ARGUMENT, list, "the table has other columns");
    status = crm__table_check(analysis->crm, table, false);
    if (status != CRM_OK)
        return status;
    copy = crm__result_new(analysis->crm, setting->columns, setting->count);
    if (!copy)
        return crm__no_memory(analysis->crm);
    status = crm__table_copy_rows(copy, table, 0, table->rows);
    if (status == CRM_OK)
        status = crm__table_seal(copy);
    if (status != CRM_OK) {
        crm__no_memory(analysis->crm);
    } else {
        crm_table *former = analysis->settings[index];

        analysis->settings[index] = copy;
        status = setting->check ? setting->check(analysis, copy) : CRM_OK;
        if (status == CRM_OK)
            copy = former;
        else
            analysis->settings[index] = former;
    }
    if (copy)
        crm__table_free(copy);
    return status;
}

crm_status
crm__setting_wrong(crm_analysis *analysis, const crm_table *table, size_t row, int32_t column,
                   const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_DATA, 0, 0, column, "%s settings, row %llu, %s: %s",
                     analysis->class->name, (unsigned long long)row, table->columns[column].name,
                     what);
}

crm_table *
crm_settings_new(crm_context *crm, const char *analysis, const char *list)
{
    const struct crm__class *class = analysis ? crm__class_find(analysis) : NULL;
    const struct crm__setting *setting =
        class ? setting_of(class, crm__setting_find(class, list)) : NULL;
    crm_table *table = NULL;

    if (crm__enter(crm) != CRM_OK)
        return NULL;
    if (!setting)
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "no analysis has settings of that name");
    else if ((table = crm__result_new(crm, setting->columns, setting->count)) == NULL)
        crm__no_memory(crm);
    else
        crm__table_give(table);
    crm__leave(crm);
    return table;
}

/* ---- Descriptions ---- */

size_t
crm_descriptor_settings(const crm_descriptor *descriptor)
{
    return descriptor ? descriptor->class->setting_count : 0;
}

const char *
crm_descriptor_setting(const crm_descriptor *descriptor, size_t index)
{
    return index < crm_descriptor_settings(descriptor) ? descriptor->class->settings[index].name
                                                       : NULL;
}

size_t
crm_descriptor_setting_columns(const crm_descriptor *descriptor, size_t index)
{
    return index < crm_descriptor_settings(descriptor) ? descriptor->class->settings[index].count
                                                       : 0;
}

const char *
crm_descriptor_setting_column(const crm_descriptor *descriptor, size_t index, size_t column,
                              int32_t *out_type, crm_kind *out_target, const char **out_unit)
{
    const struct crm__column_spec *spec;

    if (column >= crm_descriptor_setting_columns(descriptor, index))
        return NULL;
    spec = &descriptor->class->settings[index].columns[column];
    if (out_type)
        *out_type = spec->type;
    if (out_target)
        *out_target = spec->target;
    if (out_unit)
        *out_unit = spec->unit;
    return spec->name;
}
