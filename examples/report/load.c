/*
 * load.c - loads the sections of a map, kind after kind, so that references find what they refer
 * to.
 */
#include "loader.h"

#include "names.h"
#include "stages.h"

bool
loader_failed(const struct loader *loader, struct place place)
{
    return fault_of(loader->fault, place, loader->crm);
}

static bool
load_kinds(struct loader *loader, const crm_kind *kinds, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (!load_records(loader, kinds[i]))
            return false;
    return true;
}

bool
loader_run(struct loader *loader)
{
    static const crm_kind before[] = {CRM_KIND_USER, CRM_KIND_ACCOUNT, CRM_KIND_CONTACT,
                                      CRM_KIND_LINK, CRM_KIND_PRODUCT, CRM_KIND_PIPELINE};
    static const crm_kind after[] = {CRM_KIND_PURCHASE, CRM_KIND_RATE};
    static const crm_kind stage[] = {CRM_KIND_STAGE};
    struct stages stages = {0};
    bool good;

    if (loader->map->section_count == 0)
        return fault_at(loader->fault, (struct place){loader->map->name, 0, 0},
                        "no section says what to read");
    loader->names = names_new(loader->crm);
    loader->stages = &stages;
    good = load_kinds(loader, before, sizeof before / sizeof before[0]) && load_stages(loader) &&
           load_kinds(loader, stage, 1);
    if (good && stages_read(&stages, loader->crm) != CRM_OK)
        good = loader_failed(loader, (struct place){loader->map->name, 0, 0});
    good = good && load_deals(loader) && load_kinds(loader, after, sizeof after / sizeof after[0]);
    loader->stages = NULL;
    stages_free(&stages);
    names_free(loader->names);
    loader->names = NULL;
    return good;
}
