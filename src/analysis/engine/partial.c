/*
 * partial.c - the state of an analysis as tables, for another process.
 */
#include "analysis/engine/partial.h"

#include <stdio.h>
#include <string.h>

const struct crm__column_spec crm__meta_columns[3] = {
    {"meta.key", CRM_TYPE_TEXT, 0, ""},
    {"meta.value", CRM_TYPE_I64, 0, ""},
    {"meta.text", CRM_TYPE_TEXT, 0, ""},
};

bool
crm__part_at(crm_analysis *analysis, size_t index, struct crm__part *out_part)
{
    const struct crm__class *class = analysis->class;

    *out_part = (struct crm__part){SIZE_MAX, NULL, NULL};
    if (index-- == 0)
        return true;
    for (size_t i = 0; i < class->input_count; i++) {
        if (class->inputs[i].fold || !crm__input_active(analysis, i))
            continue;
        if (index-- == 0) {
            out_part->input = i;
            return true;
        }
    }
    if (index > class->state_count)
        return false;
    out_part->state = index < class->state_count ? &class->states[index] : &crm__coverage_state;
    out_part->cells = index < class->state_count ? &analysis->states[index] : &analysis->coverage;
    return true;
}

size_t
crm__part_count(crm_analysis *analysis)
{
    struct crm__part part;
    size_t count = 0;

    while (crm__part_at(analysis, count, &part))
        count++;
    return count;
}

static void
column_add(struct crm__columns *columns, const char *state, const char *name, const char *more)
{
    char *text = columns->names[columns->count];

    snprintf(text, sizeof columns->names[0], "%s.%s%s", state, name, more);
    columns->specs[columns->count++] = (struct crm__column_spec){text, CRM_TYPE_I64, 0, ""};
}

void
crm__columns_of(const struct crm__state *state, struct crm__columns *columns)
{
    columns->count = 0;
    for (size_t i = 0; i < 3 && state->keys[i]; i++)
        column_add(columns, state->name, state->keys[i], "");
    for (const struct crm__slot *slot = state->slots; slot->name; slot++) {
        column_add(columns, state->name, slot->name, "");
        if (slot->merge == CRM__SUM128)
            column_add(columns, state->name, slot->name, "_high");
    }
}

/* ---- Meta ---- */

static void
meta_add(struct crm__meta *meta, const char *prefix, const char *key, int64_t value,
         const char *text)
{
    struct crm__meta_row *row = &meta->rows[meta->count++];

    snprintf(row->key, sizeof row->key, "%s%s", prefix, key);
    row->value = value;
    row->text = text;
}

static bool
member_may_differ(const char *name)
{
    return strcmp(name, "size") == 0 || strcmp(name, "memory_limit") == 0 ||
           strcmp(name, "expected") == 0;
}

void
crm__meta_of(crm_analysis *analysis, struct crm__meta *meta)
{
    const struct crm__class *class = analysis->class;
    struct crm__part part;

    meta->count = 0;
    meta_add(meta, "", "analysis", 0, class->name);
    meta_add(meta, "", "version", crm_version_number(), NULL);
    for (size_t i = 0; i < class->member_count; i++) {
        if (!member_may_differ(class->members[i].name))
            meta_add(meta, "param.", class->members[i].name,
                     crm__member_value(analysis->params, &class->members[i]), NULL);
    }
    for (size_t i = 0; i < class->setting_count; i++)
        meta_add(meta, "setting.", class->settings[i].name, crm__setting_digest(analysis, i), NULL);
    meta_add(meta, "", "currency", analysis->chosen ? analysis->currency : 0, NULL);
    meta_add(meta, "", "end", analysis->end, NULL);
    meta->fixed = meta->count;
    meta_add(meta, "", "rows", (int64_t)analysis->rows_fed, NULL);
    meta_add(meta, "", "facts", (int64_t)analysis->facts, NULL);
    for (size_t i = 1; crm__part_at(analysis, i, &part); i++) {
        if (part.state)
            meta_add(meta, "state.", part.state->name, (int64_t)part.cells->count, NULL);
        else
            meta_add(meta, "kind.",
                     crm_schema_kind_name(analysis->crm, class->inputs[part.input].kind),
                     (int64_t)analysis->kept[part.input].table->rows, NULL);
    }
}

/* ---- Tables ---- */

static crm_status
make_meta(crm_analysis *analysis)
{
    struct crm__meta meta;
    struct crm__writer writer;

    analysis->partial = crm__result_new(analysis->crm, crm__meta_columns, 3);
    if (!analysis->partial)
        return crm__no_memory(analysis->crm);
    crm__meta_of(analysis, &meta);
    writer = crm__writer_on(analysis, analysis->partial);
    for (size_t i = 0; i < meta.count; i++) {
        crm__write_row(&writer);
        crm__write_text(&writer, meta.rows[i].key, strlen(meta.rows[i].key));
        crm__write_int(&writer, meta.rows[i].value);
        crm__write_text(&writer, meta.rows[i].text,
                        meta.rows[i].text ? strlen(meta.rows[i].text) : 0);
    }
    return writer.status;
}

static crm_status
make_state(crm_analysis *analysis, const struct crm__part *part)
{
    struct crm__writer writer;
    int64_t **records;

    if (!analysis->columns)
        analysis->columns = crm__alloc(analysis->memory, sizeof *analysis->columns);
    if (!analysis->columns)
        return crm__no_memory(analysis->crm);
    crm__columns_of(part->state, analysis->columns);
    analysis->partial =
        crm__result_new(analysis->crm, analysis->columns->specs, analysis->columns->count);
    if (!analysis->partial || crm__cells_sorted(part->cells, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    writer = crm__writer_on(analysis, analysis->partial);
    for (size_t i = 0; i < part->cells->count; i++) {
        crm__write_row(&writer);
        for (size_t column = 0; column < analysis->columns->count; column++)
            crm__write_int(&writer, records[i][column]);
    }
    crm__free_array(analysis->memory, records, part->cells->count, sizeof *records);
    return writer.status;
}

crm_status
crm__partial(crm_analysis *analysis, size_t index, const crm_table **out_table)
{
    struct crm__part part;
    crm_status status;

    if (!crm__part_at(analysis, index, &part))
        return CRM_NONE;
    if (part.input != SIZE_MAX) {
        *out_table = analysis->kept[part.input].table;
        return CRM_OK;
    }
    status = part.state ? make_state(analysis, &part) : make_meta(analysis);
    if (status == CRM_OK && crm__table_seal(analysis->partial) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    if (status == CRM_OK)
        *out_table = analysis->partial;
    return status;
}
