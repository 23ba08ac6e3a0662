/*
 * reference.c - looks up what the rows of files refer to.
 */
#include "reference.h"

#include "names.h"
#include "stages.h"

#include <string.h>

/* A name that nobody has: no parent or stage may be unknown, other names are counted. */
static enum reading
unknown(struct loader *loader, const struct map_section *section, const struct map_entry *entry,
        struct place place, struct cell *cell)
{
    bool needed = (crm_schema_flags(NULL, section->kind, entry->field) & CRM_FIELD_REQUIRED) != 0;
    crm_kind target = crm_schema_target(NULL, section->kind, entry->field);

    if (target == CRM_KIND_PIPELINE || target == CRM_KIND_STAGE ||
        (section->kind == CRM_KIND_ACCOUNT && entry->field == CRM_ACCOUNT_PARENT)) {
        fault_at(loader->fault, place, "%s of %s: there is no %s \"%.80s\"", entry->name,
                 crm_schema_kind_name(NULL, section->kind), crm_schema_kind_name(NULL, target),
                 cell->text);
        return READING_BAD;
    }
    left_name(loader->left, section->kind, entry->field, needed, cell->text, place);
    cell->state = CELL_NONE;
    return needed ? READING_LEFT_OUT : READING_GOOD;
}

enum reading
reference_resolve(struct loader *loader, const struct map_section *section,
                  const struct map_entry *entry, struct place place, struct cell *cell)
{
    crm_kind target = crm_schema_target(NULL, section->kind, entry->field);
    bool by_name = target == CRM_KIND_PIPELINE || target == CRM_KIND_STAGE;
    crm_field by = entry->by >= 0 ? entry->by : CRM_FIELD_EXTERNAL_ID;
    enum index_answer answer;

    if (by_name && entry->by < 0)
        by = crm_schema_find(NULL, target, "name");
    cell->text = map_alias_of(&loader->map->aliases, target, cell->text);
    if (names_find(loader->names, target, by, cell->text, &answer, &cell->value) != CRM_OK) {
        loader_failed(loader, place);
        return READING_BAD;
    }
    if (answer == INDEX_NONE)
        return unknown(loader, section, entry, place, cell);
    if (answer == INDEX_SEVERAL) {
        fault_at(loader->fault, place, "%s of %s: several records of the kind %s are \"%.80s\"",
                 entry->name, crm_schema_kind_name(NULL, section->kind),
                 crm_schema_kind_name(NULL, target), cell->text);
        return READING_BAD;
    }
    cell->state = CELL_INT;
    return READING_GOOD;
}

enum reading
reference_stage(struct loader *loader, crm_id pipeline, struct place place, struct cell *cell)
{
    const char *name = map_alias_of(&loader->map->aliases, CRM_KIND_STAGE, cell->text);
    const struct stage *stage;
    bool elsewhere;

    stage = stages_find(loader->stages, pipeline, name, &elsewhere);
    if (stage) {
        cell->state = CELL_INT;
        cell->value = stage->id;
        return READING_GOOD;
    }
    if (elsewhere && pipeline)
        fault_at(loader->fault, place, "the stage \"%.80s\" is one of another pipeline", name);
    else if (elsewhere)
        fault_at(loader->fault, place, "several pipelines have a stage \"%.80s\": map the pipeline",
                 name);
    else
        fault_at(loader->fault, place, "there is no stage \"%.80s\"", name);
    return READING_BAD;
}

/* Money is in the currency of its own record. */
static bool
same_currency(struct loader *loader, const struct map_entry *entry, crm_kind target,
              crm_record *record, crm_currency currency)
{
    crm_field field = crm_schema_find(NULL, target, "currency");
    int64_t theirs = 0;

    if (crm_schema_type(NULL, target, entry->parts[0].field) != CRM_TYPE_MONEY)
        return true;
    if (field < 0 || crm_record_int(record, field, &theirs) != CRM_OK || theirs == currency)
        return true;
    return fault_at(loader->fault, entry->place,
                    "%s: the amount of %s %lld is in another currency than the row", entry->name,
                    crm_schema_kind_name(NULL, target), (long long)crm_record_id(record));
}

enum reading
reference_follow(struct loader *loader, const struct map_section *section,
                 const struct map_entry *entry, crm_id id, crm_currency currency, struct cell *out)
{
    const struct map_part *part = &entry->parts[0];
    crm_kind target = crm_schema_target(NULL, section->kind, part->reference);
    crm_record *record = NULL;
    enum reading reading = READING_GOOD;

    out->state = CELL_NONE;
    if (id == 0)
        return READING_GOOD;
    if (crm_record_load(loader->crm, target, id, &record) != CRM_OK) {
        loader_failed(loader, entry->place);
        return READING_BAD;
    }
    if (!same_currency(loader, entry, target, record, currency))
        reading = READING_BAD;
    else if (crm_record_int(record, part->field, &out->value) == CRM_OK)
        out->state = CELL_INT;
    crm_record_free(record);
    return reading;
}
