/* play.c - see play.h. */
#include "play.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
differs(struct play *play, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(play->why, sizeof play->why, format, arguments);
    va_end(arguments);
    return false;
}

bool
play_open(struct play *play)
{
    model_clear(&play->model);
    play->trace = 0;
    play->why[0] = '\0';
    memset(play->handles, 0, sizeof play->handles);
    crm_testing_clock_init(&play->clock, sizeof play->clock);
    for (int side = 0; side < SIDES; side++) {
        crm_options options = CRM_OPTIONS_INIT;
        crm_store init = CRM_STORE_INIT;

        play->stores[side] = init;
        crm_testing_faults_init(&play->faults[side], sizeof play->faults[side]);
        crm_testing_faults_wrap(&play->faults[side], &play->inner[side], &play->stores[side]);
        play->faults[side].clock = &play->clock;
        options.store = &play->stores[side];
        options.memory = crm_testing_resize;
        options.memory_self = &play->memory;
        options.clock = crm_testing_faults_clock;
        options.clock_self = &play->faults[side];
        if (crm_open(&options, &play->crm[side]) != CRM_OK)
            return differs(play, "crm_open: %s", crm_message(play->crm[side]));
    }
    return true;
}

bool
play_close(struct play *play)
{
    bool well = true;

    for (int slot = 0; slot < HANDLES; slot++)
        crm_record_free(play->handles[slot]);
    for (int side = 0; side < SIDES; side++) {
        const struct crm_testing_faults *faults = &play->faults[side];

        crm_close(play->crm[side]);
        if (faults->breach)
            well = differs(play, "the library broke the contract: %s", faults->breach);
        if (faults->holds != faults->releases)
            well = differs(play, "%llu holds, %llu releases", (unsigned long long)faults->holds,
                           (unsigned long long)faults->releases);
    }
    return well;
}

/* ---- The library's part of a step ---- */

static crm_status
set_value(crm_record *record, crm_field field, int64_t value)
{
    if (value == NONE)
        return crm_record_clear(record, field);
    if (crm_schema_type(NULL, crm_record_kind(record), field) == CRM_TYPE_TEXT)
        return crm_record_set_text(record, field, words[value], CRM_TEXT_NUL);
    return crm_record_set_int(record, field, value);
}

static crm_status
do_step(crm_opportunity *deal, const struct step *step)
{
    crm_status (*const calls[])(crm_opportunity *, crm_id, const crm_move_params *, crm_id *) = {
        crm_opportunity_move, crm_opportunity_win, crm_opportunity_lose, crm_opportunity_reopen,
        crm_opportunity_transfer};
    crm_move_params params = CRM_MOVE_PARAMS_INIT;

    if (step->said.at != NONE)
        params.at = step->said.at;
    if (step->said.day != NONE)
        params.day = (crm_day)step->said.day;
    if (step->said.actor != NONE)
        params.actor = step->said.actor;
    if (step->said.competitor != NONE)
        params.competitor = step->said.competitor;
    if (step->said.reason != NONE)
        params.reason = words[step->said.reason];
    return calls[step->way](deal, step->id, &params, NULL);
}

/* A row of the log to hand over. NULL when memory lacks. */
static crm_transition *
make_row(crm_context *crm, const struct said *said)
{
    const struct {
        crm_field field;
        int64_t value;
    } cells[] = {
        {CRM_TRANSITION_TYPE, said->type},     {CRM_TRANSITION_AT, said->at},
        {CRM_TRANSITION_STAGE, said->stage},   {CRM_TRANSITION_ACTOR, said->actor},
        {CRM_TRANSITION_REASON, said->reason}, {CRM_TRANSITION_COMPETITOR, said->competitor},
        {CRM_TRANSITION_AMOUNT, said->amount}, {CRM_TRANSITION_OWNER, said->owner}};
    crm_record *row = crm_record_new(crm, CRM_KIND_TRANSITION);

    for (size_t i = 0; row && i < sizeof cells / sizeof *cells; i++)
        if (cells[i].value != NONE)
            set_value(row, cells[i].field, cells[i].value);
    return crm_record_transition(row);
}

static crm_status
do_append(struct play *play, const struct step *step)
{
    crm_context *crm = play->crm[step->side];
    crm_transition *row = make_row(crm, &step->said);
    crm_status status =
        row ? crm_opportunity_append(crm_record_opportunity(play->handles[step->slot]), row)
            : crm_error_status(crm);

    crm_transition_free(row);
    return status;
}

static crm_status
do_correct(struct play *play, const struct step *step)
{
    crm_context *crm = play->crm[step->side];
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    struct said said = step->said;
    crm_transition *row = NULL;
    crm_status status;

    params.actor = said.actor == NONE ? 0 : said.actor;
    params.reason = said.reason == NONE ? NULL : words[said.reason];
    said.actor = said.reason = NONE;
    if (!step->undoes) {
        row = make_row(crm, &said);
        if (!row)
            return crm_error_status(crm);
    }
    status = crm_opportunity_correct(crm_record_opportunity(play->handles[step->slot]), step->id,
                                     row, &params, NULL);
    crm_transition_free(row);
    return status;
}

/* The stand-ins of the rows, in the order of the table, become ids. */
static crm_status
do_put(struct play *play, const struct step *step, const struct row *after)
{
    crm_context *crm = play->crm[step->side];
    crm_table *table = crm_table_new(crm, step->kind);
    crm_status status;

    if (!table)
        return crm_error_status(crm);
    status = crm_table_add(table, (size_t)step->count);
    for (int i = 0; i < step->count && status == CRM_OK; i++)
        give_row(&step->rows[i], table, (size_t)i);
    if (status == CRM_OK)
        status = crm_table_status(table);
    if (status == CRM_OK)
        status = crm_put(crm, table);
    for (int i = 0; i < step->count && status == CRM_OK; i++) {
        int64_t id = 0;

        crm_table_int(table, (size_t)i, CRM_FIELD_ID, &id);
        if (CELL(&after[i], CRM_FIELD_ID) <= STAND_IN)
            replace_id(&play->model, CELL(&after[i], CRM_FIELD_ID), id);
    }
    crm_table_free(table);
    return status;
}

static crm_status
do_load(struct play *play, const struct step *step)
{
    crm_record_free(play->handles[step->slot]);
    return crm_record_load(play->crm[step->side], step->kind, step->id, &play->handles[step->slot]);
}

static crm_status
do_new(struct play *play, const struct step *step)
{
    crm_record_free(play->handles[step->slot]);
    play->handles[step->slot] = crm_record_new(play->crm[step->side], step->kind);
    return play->handles[step->slot] ? CRM_OK : crm_error_status(play->crm[step->side]);
}

static crm_status
do_library(struct play *play, const struct step *step, const struct row *after)
{
    crm_record *record = play->handles[step->slot];

    switch (step->op) {
    case OP_NEW:
        return do_new(play, step);
    case OP_LOAD:
        return do_load(play, step);
    case OP_SET:
        return set_value(record, step->field, step->value);
    case OP_SAVE:
        return crm_record_save(record);
    case OP_REMOVE:
        return crm_record_remove(record);
    case OP_PUT_UNDER:
        return crm_account_put_under(crm_record_account(record), step->id);
    case OP_ACQUIRE:
        return crm_account_acquire(crm_record_account(record), step->id, (crm_day)step->value);
    case OP_STEP:
        return do_step(crm_record_opportunity(record), step);
    case OP_APPEND:
        return do_append(play, step);
    case OP_CORRECT:
        return do_correct(play, step);
    case OP_PUT:
        return do_put(play, step, after);
    case OP_BEGIN:
        return crm_begin(play->crm[step->side]);
    case OP_COMMIT:
        return crm_commit(play->crm[step->side]);
    case OP_ROLLBACK:
        crm_rollback(play->crm[step->side]);
        return CRM_OK;
    case OP_FREE:
        crm_record_free(record);
        play->handles[step->slot] = NULL;
        return CRM_OK;
    case OP_TICK:
        play->clock.now += step->value;
        return CRM_OK;
    default:
        return CRM_OK;
    }
}

/* ---- The model's part ---- */

static crm_status
do_model(struct model *model, const struct step *step, struct row *rows)
{
    switch (step->op) {
    case OP_NEW:
        model_new(model, step->slot, step->side, step->kind);
        return CRM_OK;
    case OP_LOAD:
        return model_load(model, step->slot, step->side, step->kind, step->id);
    case OP_SET:
        return model_set(model, step->slot, step->field, step->value);
    case OP_SAVE:
        return model_save(model, step->slot);
    case OP_REMOVE:
        return model_remove(model, step->slot);
    case OP_PUT_UNDER:
        return model_put_under(model, step->slot, step->id);
    case OP_ACQUIRE:
        return model_acquire(model, step->slot, step->id, step->value);
    case OP_STEP:
        return model_step(model, step->slot, step->way, step->id, &step->said);
    case OP_APPEND:
        return model_append(model, step->slot, &step->said);
    case OP_CORRECT:
        return model_correct(model, step->slot, step->id, step->undoes, &step->said);
    case OP_PUT:
        memcpy(rows, step->rows, sizeof step->rows);
        return model_put(model, step->side, rows, step->count);
    case OP_BEGIN:
        return model_begin(model, step->side);
    case OP_COMMIT:
        return model_commit(model, step->side);
    case OP_ROLLBACK:
        model_rollback(model, step->side);
        return CRM_OK;
    case OP_FREE:
        model->handles[step->slot].used = false;
        return CRM_OK;
    case OP_TICK:
        model->now += step->value;
        return CRM_OK;
    default:
        return CRM_OK;
    }
}

/* ---- Questions ---- */

static bool
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

static bool
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

/* ---- Both ---- */

static bool
is_wanted(crm_status expected, crm_status got)
{
    if (expected == (crm_status)ANY_ERROR)
        return got < 0;
    if (expected == (crm_status)CONFLICT_OR_DUPLICATE)
        return got == CRM_ERROR_CONFLICT || got == CRM_ERROR_DUPLICATE;
    return got == expected;
}

static const char *
name_of(crm_status status)
{
    return status == (crm_status)ANY_ERROR               ? "some error"
           : status == (crm_status)CONFLICT_OR_DUPLICATE ? "a conflict or a duplicate"
                                                         : crm_status_name(status);
}

/* What the library did between a call with -1 and one with 1. */
static void
count(struct play *play, int side, int sign)
{
    const struct crm_testing_faults *faults = &play->faults[side];

    play->calls = faults->calls - (sign < 0 ? 0 : play->calls);
    play->applies = faults->applies - (sign < 0 ? 0 : play->applies);
    play->allocations = play->memory.allocations - (sign < 0 ? 0 : play->allocations);
}

static void
arm(struct play *play, int side, const struct fault *fault)
{
    struct crm_testing_faults *faults = &play->faults[side];

    faults->hits = 0;
    if (fault->callback && fault->unsure) {
        play->plain->unsure = true;
        play->plain->done = false;
    } else if (fault->callback) {
        faults->at = faults->calls + fault->callback;
        faults->mode = CRM_TESTING_FAIL;
        faults->status = fault->status;
    }
    if (fault->memory)
        play->memory.fail_at = play->memory.allocations + fault->memory;
    play->memory.failed = 0;
}

static void
disarm(struct play *play, int side, struct fault *fault, crm_status got)
{
    bool done = fault->unsure && play->plain->done;

    fault->hit = got < 0 && (play->faults[side].hits || play->memory.failed || done);
    play->faults[side].at = 0;
    play->memory.fail_at = 0;
    if (play->plain)
        play->plain->unsure = false;
}

/* A handle keeps an id that it got although the step failed. */
static void
adopt_ids(struct play *play)
{
    for (int slot = 0; slot < HANDLES; slot++) {
        struct handle *handle = &play->model.handles[slot];
        crm_id id = handle->used ? crm_record_id(play->handles[slot]) : 0;

        if (!id)
            continue;
        if (CELL(handle, CRM_FIELD_ID) == NONE)
            CELL(handle, CRM_FIELD_ID) = id;
        else if (CELL(handle, CRM_FIELD_ID) <= STAND_IN)
            replace_id(&play->model, CELL(handle, CRM_FIELD_ID), id);
    }
}

/* The step failed because something was made to fail: nothing happened, but that the unit is over,
   or that the store did as told all the same. */
static bool
after_fault(struct play *play, const struct step *step, const struct fault *fault,
            struct model *former, crm_status got)
{
    static struct model after;
    crm_status wanted = fault->unsure   ? CRM_ERROR_UNCERTAIN
                        : fault->memory ? CRM_ERROR_MEMORY
                                        : fault->status;

    if (fault->unsure)
        model_copy(&after, &play->model);
    model_copy(&play->model, former);
    if (step->op == OP_COMMIT)
        model_rollback(&play->model, step->side);
    if (step->op == OP_NEW || step->op == OP_LOAD)
        play->model.handles[step->slot].used = false;
    if (fault->unsure) {
        adopt_ids(play);
        play->model.stand_in = after.stand_in;
        play->model.count = after.count;
        memcpy(play->model.rows, after.rows, (size_t)after.count * sizeof *after.rows);
    }
    if (got != wanted)
        return differs(play, "the fault was answered %s, not %s", crm_status_name(got),
                       crm_status_name(wanted));
    return true;
}

bool
is_unsure(struct play *play, const struct step *step)
{
    const struct handle *handle = &play->model.handles[step->slot];

    if (!play->model.units[step->side].open)
        return false;
    if (step->op == OP_PUT && step->kind == CRM_KIND_OPPORTUNITY)
        for (int i = 0; i < step->count; i++)
            if (is_doomed(&play->model, step->side, step->kind, CELL(&step->rows[i], CRM_FIELD_ID)))
                return true;
    if (step->op > OP_CORRECT || step->op == OP_SET || step->op == OP_FREE)
        return false;
    return handle->kind == CRM_KIND_OPPORTUNITY &&
           (is_behind(&play->model, handle) ||
            is_doomed(&play->model, step->side, handle->kind, CELL(handle, CRM_FIELD_ID)));
}

bool
play_step(struct play *play, const struct step *step, struct fault *fault)
{
    static struct model former;
    struct row rows[4];
    crm_status expected, got;

    if (step->op == OP_FIND)
        return play_find(play, step);
    if (step->op == OP_SCAN)
        return play_scan(play, step);
    if (fault) {
        model_copy(&former, &play->model);
        arm(play, step->side, fault);
    }
    expected = do_model(&play->model, step, rows);
    count(play, step->side, -1);
    got = do_library(play, step, rows);
    count(play, step->side, 1);
    if (play->loud)
        print_step(play, step, got);
    if (fault)
        disarm(play, step->side, fault, got);
    play->trace = play->trace * 31 + (uint64_t)(expected > CRM_NONE ? expected : got);
    if (fault && fault->hit) {
        if (!after_fault(play, step, fault, &former, got))
            return false;
    } else if (!is_wanted(expected, got)) {
        return differs(play, "it answers %s (%s), not %s", crm_status_name(got),
                       crm_message(play->crm[step->side]), name_of(expected));
    }
    adopt_ids(play);
    if ((got == CRM_OK || (fault && fault->hit)) && !learn_ids(play, step->side))
        return false;
    return play->careless || same_handles(play);
}
