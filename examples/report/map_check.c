/*
 * map_check.c - what can only be judged when the whole map is read: aliases that lead to aliases,
 * required fields without a value, fields of records that no field of the section refers to.
 */
#include "map_check.h"

#include <string.h>

static bool
check_aliases(const struct map_aliases *aliases, struct fault *fault)
{
    size_t i, j;

    for (i = 0; i < aliases->count; i++)
        for (j = 0; j < aliases->count; j++)
            if (aliases->items[i].kind == aliases->items[j].kind &&
                strcmp(aliases->items[i].to, aliases->items[j].from) == 0)
                return fault_at(fault, aliases->items[i].place,
                                "\"%.80s\" is itself an alias: name what is meant at once",
                                aliases->items[i].to);
    return true;
}

/* Required fields that need no entry: they have a default, or are worked out. */
static bool
may_lack(const struct map_section *section, crm_field field)
{
    switch (section->kind) {
    case CRM_KIND_OPPORTUNITY:
        return field == CRM_OPPORTUNITY_PIPELINE || field == CRM_OPPORTUNITY_STAGE;
    case CRM_KIND_TRANSITION:
        return field != CRM_TRANSITION_OPPORTUNITY;
    case CRM_KIND_PURCHASE:
        return field == CRM_PURCHASE_TYPE ||
               (field == CRM_PURCHASE_NET_AMOUNT && map_entry_of(section, MAP_UNIT_PRICE));
    default:
        return false;
    }
}

static bool
check_required(const struct map_section *section, struct fault *fault)
{
    size_t count = crm_schema_fields(NULL, section->kind), i;

    for (i = 0; i < count; i++) {
        crm_field field = crm_schema_field(NULL, section->kind, i);

        if ((crm_schema_flags(NULL, section->kind, field) & CRM_FIELD_REQUIRED) &&
            !map_entry_of(section, field) && !may_lack(section, field))
            return fault_at(fault, section->place, "this section maps no \"%s\", which %s needs",
                            crm_schema_name(NULL, section->kind, field),
                            crm_schema_kind_name(NULL, section->kind));
    }
    return true;
}

static bool
money_without_currency(const struct map_section *section)
{
    crm_field currency = crm_schema_find(NULL, section->kind, "currency");
    size_t i;

    if (currency < 0 || map_entry_of(section, currency) || section->kind == CRM_KIND_TRANSITION)
        return false;
    for (i = 0; i < section->entry_count; i++)
        if (section->entries[i].count > 0 &&
            (section->entries[i].field == MAP_UNIT_PRICE ||
             (section->entries[i].field >= 0 &&
              crm_schema_type(NULL, section->kind, section->entries[i].field) == CRM_TYPE_MONEY)))
            return true;
    return false;
}

static bool
check_paths(const struct map_section *section, struct fault *fault)
{
    size_t i, j;

    for (i = 0; i < section->entry_count; i++)
        for (j = 0; j < section->entries[i].count; j++) {
            const struct map_part *part = &section->entries[i].parts[j];

            if (part->type == MAP_PART_PATH && section->kind != CRM_KIND_TRANSITION &&
                !map_entry_of(section, part->reference))
                return fault_at(fault, section->entries[i].place,
                                "this section maps no \"%s\", whose field is asked for",
                                crm_schema_name(NULL, section->kind, part->reference));
        }
    return true;
}

/* A field of another record stands alone, and is of the same type. */
static bool
check_path_types(const struct map_section *section, struct fault *fault)
{
    size_t i;

    for (i = 0; i < section->entry_count; i++) {
        const struct map_entry *entry = &section->entries[i];
        int32_t type = entry->field < 0 ? 0 : crm_schema_type(NULL, section->kind, entry->field);
        crm_kind target;

        if (entry->count == 0 || entry->parts[0].type != MAP_PART_PATH)
            continue;
        target = crm_schema_target(NULL, section->kind, entry->parts[0].reference);
        if (entry->count > 1 || type == CRM_TYPE_TEXT ||
            type != crm_schema_type(NULL, target, entry->parts[0].field))
            return fault_at(fault, entry->place,
                            "a field of another record stands alone, and is a number, day or "
                            "reference of the same type");
    }
    return true;
}

static bool
check_section(struct map_section *section, struct fault *fault)
{
    size_t i;

    for (i = 0; i < section->entry_count; i++)
        if (!check_aliases(&section->entries[i].aliases, fault))
            return false;
    if (section->distinct && !map_entry_of(section, CRM_FIELD_EXTERNAL_ID))
        return fault_at(fault, section->place, "\"distinct\" needs a mapped external_id");
    if (money_without_currency(section))
        return fault_at(fault, section->place, "this section maps amounts and no currency");
    if (map_entry_of(section, MAP_PARENT_SINCE) && !map_entry_of(section, CRM_ACCOUNT_PARENT))
        return fault_at(fault, section->place, "parent_since needs a mapped parent");
    if (map_entry_of(section, MAP_UNIT_PRICE) && !map_entry_of(section, CRM_PURCHASE_QUANTITY))
        return fault_at(fault, section->place, "unit_price needs a mapped quantity");
    return check_required(section, fault) && check_paths(section, fault) &&
           check_path_types(section, fault);
}

/* The form of the report holds wherever a section says nothing else. */
static void
complete_form(struct map_form *form, const struct map_form *general)
{
    form->dates = form->dates ? form->dates : general->dates;
    form->decimal = form->decimal ? form->decimal : general->decimal;
    form->grouping = form->grouping ? form->grouping : general->grouping;
    form->separator = form->separator ? form->separator : general->separator;
}

bool
map_check(struct map *map, struct fault *fault)
{
    struct place nowhere = {map->name, 0, 0};
    bool opportunities = false, transitions = false;
    size_t i;

    if (!check_aliases(&map->aliases, fault))
        return false;
    for (i = 0; i < map->pipeline_count; i++)
        if (map->pipelines[i].count == 0)
            return fault_at(fault, map->pipelines[i].place, "the pipeline has no stage");
    for (i = 0; i < map->section_count; i++) {
        complete_form(&map->sections[i].form, &map->settings.form);
        if (!check_section(&map->sections[i], fault))
            return false;
        opportunities |= map->sections[i].kind == CRM_KIND_OPPORTUNITY;
        transitions |= map->sections[i].kind == CRM_KIND_TRANSITION;
    }
    if (transitions && !opportunities)
        return fault_at(fault, nowhere, "there are transitions and no opportunities");
    return true;
}
