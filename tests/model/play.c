/* play.c - see play.h. */
#include "do.h"

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
            struct model *former, crm_status expected, crm_status got)
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
    /* What is only kept for later may fail unseen. */
    if (got != wanted && (expected == CRM_OK || !is_wanted(expected, got)))
        return differs(play, "the fault was answered %s, not %s", crm_status_name(got),
                       crm_status_name(wanted));
    return true;
}

/* Has the other side changed the account whose owners the open unit has changed, too? */
static bool
is_torn(struct play *play, int side, int64_t account)
{
    return is_doomed(&play->model, side, CRM_KIND_ACCOUNT, account);
}

static bool
is_unsure_put(struct play *play, const struct step *step)
{
    for (int i = 0; i < step->count; i++) {
        const struct row *row = &step->rows[i];

        if ((step->kind == CRM_KIND_OPPORTUNITY &&
             is_doomed(&play->model, step->side, step->kind, CELL(row, CRM_FIELD_ID))) ||
            (step->kind == CRM_KIND_LINK && is_torn(play, step->side, CELL(row, CRM_LINK_CHILD))))
            return true;
        /* A link that is written again has its child from the store. */
        if (step->kind == CRM_KIND_LINK && CELL(row, CRM_FIELD_ID) != NONE)
            return true;
    }
    return false;
}

bool
is_unsure(struct play *play, const struct step *step)
{
    const struct handle *handle = &play->model.handles[step->slot];

    if (!play->model.units[step->side].open)
        return false;
    if (step->op == OP_PUT)
        return is_unsure_put(play, step);
    if (step->op > OP_CORRECT || step->op == OP_SET || step->op == OP_FREE)
        return false;
    if (handle->kind == CRM_KIND_ACCOUNT)
        return (step->op == OP_PUT_UNDER || step->op == OP_ACQUIRE) &&
               is_torn(play, step->side, CELL(handle, CRM_FIELD_ID));
    if (handle->kind == CRM_KIND_LINK)
        return step->op == OP_SAVE && is_torn(play, step->side, CELL(handle, CRM_LINK_CHILD));
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
        if (!after_fault(play, step, fault, &former, expected, got))
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
