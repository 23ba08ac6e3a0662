/*
 * state.c - states: hash tables from keys to slots, and how two of a key become one.
 */
#include "analysis/engine/inside.h"

static const struct crm__slot coverage_slots[] = {
    {"rows", CRM__SUM}, {"amount", CRM__SUM128}, {NULL, 0}};

/* code = currency << 16 | kind << 6 | reason; see cover.c. */
const struct crm__state crm__coverage_state = {
    "coverage", {"code", "account", "contact"}, coverage_slots};

uint32_t
crm__state_keys(const struct crm__state *state)
{
    uint32_t keys = 0;

    while (keys < 3 && state->keys[keys])
        keys++;
    return keys;
}

uint32_t
crm__state_slots(const struct crm__state *state)
{
    uint32_t words = 0;

    for (const struct crm__slot *slot = state->slots; slot->name; slot++)
        words += slot->merge == CRM__SUM128 ? 2 : 1;
    return words;
}

void
crm__state_begin(const struct crm__slot *slots, int64_t *words)
{
    for (; slots->name; slots++) {
        if (slots->merge == CRM__MIN)
            *words = INT64_MAX;
        else if (slots->merge == CRM__MAX)
            *words = INT64_MIN;
        words += slots->merge == CRM__SUM128 ? 2 : 1;
    }
}

int64_t *
crm__cell(crm_analysis *analysis, size_t state, int64_t a, int64_t b, int64_t c)
{
    bool fresh;
    int64_t *words = crm__cells_add(&analysis->states[state], a, b, c, &fresh);

    if (!words) {
        crm__no_memory(analysis->crm);
        return NULL;
    }
    if (fresh)
        crm__state_begin(analysis->class->states[state].slots, words);
    return words;
}

static bool
sum_fits(int64_t a, int64_t b)
{
    return b >= 0 ? a <= INT64_MAX - b : a >= INT64_MIN - b;
}

crm_status
crm__state_merge(crm_analysis *analysis, const struct crm__slot *slots, int64_t *into,
                 const int64_t *from)
{
    bool fits = true;

    for (; slots->name; slots++) {
        switch (slots->merge) {
        case CRM__SUM:
            fits = fits && sum_fits(*into, *from);
            *into = fits ? *into + *from : *into;
            break;
        case CRM__SUM128:
            fits = fits && sum_fits(into[1], from[1]) && from[1] < INT64_MAX;
            if (fits)
                crm__wide_slot_merge(into, from);
            break;
        case CRM__MIN:
            *into = *from < *into ? *from : *into;
            break;
        case CRM__MAX:
            *into = *from > *into ? *from : *into;
            break;
        default:
            *into |= *from;
        }
        into += slots->merge == CRM__SUM128 ? 2 : 1;
        from += slots->merge == CRM__SUM128 ? 2 : 1;
    }
    return fits ? CRM_OK
                : crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, 0, 0, -1,
                            "%s: a merged count does not fit", analysis->class->name);
}

crm_status
crm__total(crm_analysis *analysis, struct crm__wide total, const char *what, crm_id id,
           int64_t *out)
{
    if (crm__wide_to_int64(total, out) == CRM_OK)
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, 0, id, -1,
                     "%s of %lld does not fit 64 bits", what, (long long)id);
}
