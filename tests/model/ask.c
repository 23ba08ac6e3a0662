/* ask.c - steps that only ask: finding by key, and scans with conditions. */
#include <string.h>

#include "do.h"

bool
play_find(struct play *play, const struct step *step)
{
    int64_t wanted = 0;
    crm_id id = 0;
    crm_status expected = model_find(&play->model, step->side, step->kind, step->value, &wanted);
    crm_status got = crm_find(play->crm[step->side], step->kind, words[step->value], &id);

    play->trace = play->trace * 31 + (uint64_t)got;
    if (play->loud)
        print_step(play, step, got);
    if (got != expected || (got == CRM_OK && id != wanted))
        return differs(play, "crm_find answers %s, %lld, not %s, %lld", crm_status_name(got),
                       (long long)id, crm_status_name(expected), (long long)wanted);
    return true;
}

static bool
matches(const struct row *row, const struct step *step)
{
    for (int i = 0; i < step->count; i++) {
        const struct condition *condition = &step->conditions[i];
        int64_t value = CELL(row, condition->field);
        bool text = crm_schema_type(NULL, step->kind, condition->field) == CRM_TYPE_TEXT;

        if (value == NONE || value < condition->low ||
            value > (text ? condition->low : condition->high))
            return false;
    }
    return true;
}

static crm_query *
make_query(struct play *play, const struct step *step)
{
    crm_query *query = crm_query_new(play->crm[step->side], step->kind);

    for (int i = 0; i < step->count; i++) {
        const struct condition *condition = &step->conditions[i];

        if (crm_schema_type(NULL, step->kind, condition->field) == CRM_TYPE_TEXT)
            crm_query_where_text(query, condition->field, words[condition->low], CRM_TEXT_NUL);
        else
            crm_query_where_int(query, condition->field, condition->low, condition->high);
    }
    if (step->undoes) /* one field and what comes with it */
        crm_query_want(query, step->field);
    return query;
}

bool
play_scan(struct play *play, const struct step *step)
{
    static struct row got[ROWS];
    static const struct row *all[ROWS];
    crm_query *query = make_query(play, step);
    int count = read_rows(play, step->side, query, got), wanted = 0;
    int seen = see_all(&play->model, step->side, step->kind, all);

    crm_query_free(query);
    if (play->loud)
        print_step(play, step, CRM_OK);
    if (count < 0)
        return false;
    for (int i = 0; i < seen; i++) {
        const struct row *row = all[i];
        int at = 0;

        if (!matches(row, step))
            continue;
        wanted++;
        while (at < count && CELL(&got[at], CRM_FIELD_ID) != CELL(row, CRM_FIELD_ID))
            at++;
        if (at == count || CELL(&got[at], CRM_FIELD_VERSION) != CELL(row, CRM_FIELD_VERSION) ||
            (step->undoes && CELL(&got[at], step->field) != CELL(row, step->field)) ||
            (!step->undoes && memcmp(got[at].cell, row->cell, sizeof row->cell) != 0))
            return differs(play, "a scan does not give %s %lld as it is",
                           crm_schema_kind_name(NULL, step->kind),
                           (long long)CELL(row, CRM_FIELD_ID));
    }
    play->trace = play->trace * 31 + (uint64_t)count;
    return count == wanted || differs(play, "a scan gives %d rows, not %d", count, wanted);
}
