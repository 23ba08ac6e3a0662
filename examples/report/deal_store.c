/*
 * deal_store.c - one deal goes into the store with its log, by crm_opportunity_append row by row.
 */
#include "deals.h"
#include "stages.h"

/* Set what the cells of a section say, but for some fields. `created` is none unless it is mapped:
   what a file says was always known. */
static crm_status
set_cells(crm_record *record, const struct map_section *section, const struct cell *cells,
          const crm_field *but, size_t but_count)
{
    crm_status status = crm_record_clear(record, CRM_FIELD_CREATED);
    size_t i, j;

    for (i = 0; i < section->entry_count && status == CRM_OK; i++) {
        crm_field field = section->entries[i].field;

        for (j = 0; j < but_count; j++)
            if (but[j] == field)
                break;
        if (j < but_count || field < 0)
            continue;
        if (cells[i].state == CELL_INT)
            status = crm_record_set_int(record, field, cells[i].value);
        else if (cells[i].state == CELL_TEXT)
            status = crm_record_set_text(record, field, cells[i].text, CRM_TEXT_NUL);
    }
    return status;
}

static bool
append(struct loader *loader, crm_record *deal, crm_record *row, crm_status status,
       struct place place)
{
    if (status == CRM_OK)
        status = crm_opportunity_append(crm_record_opportunity(deal), crm_record_transition(row));
    crm_record_free(row);
    return status == CRM_OK || loader_failed(loader, place);
}

static int32_t
type_of(const struct step *step, bool first, crm_id present)
{
    if (step->type)
        return step->type;
    if (first)
        return CRM_TRANSITION_TYPE_CREATE;
    return step->stage && step->stage->id != present ? CRM_TRANSITION_TYPE_MOVE
                                                     : CRM_TRANSITION_TYPE_CHANGE;
}

static crm_id
stage_of(crm_record *deal)
{
    int64_t stage = 0;

    return crm_record_int(deal, CRM_OPPORTUNITY_STAGE, &stage) == CRM_OK ? stage : 0;
}

static bool
append_step(struct loader *loader, crm_record *deal, const struct step *step, bool first)
{
    static const crm_field but[] = {CRM_TRANSITION_OPPORTUNITY, CRM_TRANSITION_TYPE,
                                    CRM_TRANSITION_STAGE};
    const struct map_entry *at = map_entry_of(step->section, CRM_TRANSITION_AT);
    crm_record *row = crm_record_new(loader->crm, CRM_KIND_TRANSITION);
    crm_status status = set_cells(row, step->section, step->cells, but, 3);
    int32_t type = type_of(step, first, stage_of(deal));

    if (step->at == INT64_MIN && !first) {
        crm_record_free(row);
        return fault_at(loader->fault, step->place,
                        "only the first row of a deal may be without a day (\"at\")");
    }
    if (status == CRM_OK)
        status = crm_record_set_int(row, CRM_TRANSITION_TYPE, type);
    if (status == CRM_OK && step->stage && type != CRM_TRANSITION_TYPE_CHANGE)
        status = crm_record_set_int(row, CRM_TRANSITION_STAGE, step->stage->id);
    if (status == CRM_OK && at && step->cells[at - step->section->entries].whole_day)
        status = crm_record_set_int(row, CRM_TRANSITION_BITS, CRM_TRANSITION_BIT_DAY_ONLY);
    return append(loader, deal, row, status, step->place);
}

/* A row that the file does not have: of a deal without a log, or the move to the stage that the map
   gives authority. */
static bool
append_inferred(struct loader *loader, crm_record *deal, int32_t type, crm_id stage, crm_instant at,
                struct place place)
{
    crm_record *row = crm_record_new(loader->crm, CRM_KIND_TRANSITION);
    int64_t bits = CRM_TRANSITION_BIT_INFERRED;
    crm_status status = crm_record_clear(row, CRM_FIELD_CREATED);

    if (status == CRM_OK)
        status = crm_record_set_int(row, CRM_TRANSITION_TYPE, type);
    if (at != CRM_INSTANT_NONE)
        bits |= CRM_TRANSITION_BIT_DAY_ONLY;
    if (status == CRM_OK)
        status = crm_record_set_int(row, CRM_TRANSITION_STAGE, stage);
    if (status == CRM_OK && at != CRM_INSTANT_NONE)
        status = crm_record_set_int(row, CRM_TRANSITION_AT, at);
    if (status == CRM_OK)
        status = crm_record_set_int(row, CRM_TRANSITION_BITS, bits);
    return append(loader, deal, row, status, place);
}

static int64_t
mapped(const struct deal *deal, crm_field field)
{
    const struct map_entry *entry = map_entry_of(deal->section, field);
    const struct cell *cell = entry ? &deal->cells[entry - deal->section->entries] : NULL;

    return cell && cell->state == CELL_INT ? cell->value : 0;
}

/* Stage of the opportunity's own row against that of its log. */
static bool
compare_stage(struct loader *loader, const struct deal *deal, crm_record *record, int64_t last)
{
    crm_id stage = mapped(deal, CRM_OPPORTUNITY_STAGE);
    crm_instant at = crm_instant_of_day(loader->crm, loader->as_of);

    if (!stage || stage == stage_of(record))
        return true;
    if (!map_entry_of(deal->section, CRM_OPPORTUNITY_STAGE)->authority) {
        loader->left->stage_disagrees++;
        return true;
    }
    return append_inferred(loader, record, CRM_TRANSITION_TYPE_MOVE, stage, at > last ? at : last,
                           deal->place);
}

static bool
store_steps(struct loader *loader, const struct deal *deal, crm_record *record,
            const struct step *steps, size_t count)
{
    crm_id stage = mapped(deal, CRM_OPPORTUNITY_STAGE);
    size_t i;

    for (i = 0; i < count; i++)
        if (!append_step(loader, record, &steps[i], i == 0))
            return false;
    if (count > 0)
        return compare_stage(loader, deal, record, steps[count - 1].at);
    if (!stage) {
        const struct stage *first =
            stages_first(loader->stages, mapped(deal, CRM_OPPORTUNITY_PIPELINE));

        if (!first)
            return fault_at(loader->fault, deal->place,
                            "the deal has no row in a log, no stage, and no pipeline to begin in");
        stage = first->id;
    }
    return append_inferred(loader, record, CRM_TRANSITION_TYPE_CREATE, stage, CRM_INSTANT_NONE,
                           deal->place);
}

bool
deals_store(struct loader *loader, const struct deal *deal, const struct step *steps, size_t count)
{
    static const crm_field but[] = {CRM_OPPORTUNITY_STAGE, CRM_OPPORTUNITY_PIPELINE};
    crm_record *record = crm_record_new(loader->crm, CRM_KIND_OPPORTUNITY);
    bool good;

    if (set_cells(record, deal->section, deal->cells, but, 2) != CRM_OK)
        good = loader_failed(loader, deal->place);
    else
        good = store_steps(loader, deal, record, steps, count);
    crm_record_free(record);
    return good;
}
