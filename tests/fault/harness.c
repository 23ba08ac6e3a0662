/*
 * harness.c - a world for one run: an allocator that may fail, a store in it (both fail by the same
 * plan), a wrapper that may make the store's callbacks misbehave, a clock that steps, and a context
 * over all that. The scenario prepares its records while nothing fails; then the plan holds until it
 * has returned. What must be true whatever failed is looked at here, once for all loops.
 */
#include "harness.h"

#include <stdio.h>

struct stage {
    crm_testing_memory memory;
    crm_testing_faults faults;
    crm_testing_clock clock;
    struct hostile hostile;
    crm_store inner;
    crm_store lying;
    crm_store store;
    struct world world;
    crm_account *kept; /* a handle from before the failure */
};

static crm_status
make_store(struct stage *stage, const struct place *place)
{
    crm_store empty = CRM_STORE_INIT;

    stage->inner = stage->lying = stage->store = empty;
    if (place->kind == PLACE_MEMORY)
        return crm_memory_store(crm_testing_resize, &stage->memory, &stage->inner);
    return crm_testing_awkward_store(crm_testing_resize, &stage->memory, place->batch, place->seed,
                                     &stage->inner);
}

static crm_status
set_stage(struct stage *stage, const struct place *place)
{
    crm_options *options = &stage->world.options;

    memset(stage, 0, sizeof *stage);
    (void)crm_testing_memory_init(&stage->memory, sizeof stage->memory);
    (void)crm_testing_faults_init(&stage->faults, sizeof stage->faults);
    (void)crm_testing_clock_init(&stage->clock, sizeof stage->clock);
    stage->clock.step = 1000000;
    stage->faults.clock = &stage->clock;
    TRY(make_store(stage, place));
    hostile_wrap(&stage->hostile, &stage->inner, &stage->faults, &stage->lying);
    TRY(crm_testing_faults_wrap(&stage->faults, &stage->lying, &stage->store));
    (void)crm_options_init(options, sizeof *options);
    options->store = &stage->store;
    options->memory = crm_testing_resize;
    options->memory_self = &stage->memory;
    options->clock = hostile_clock;
    options->clock_self = &stage->hostile;
    options->progress = hostile_progress;
    options->progress_self = &stage->hostile;
    return CRM_OK;
}

static crm_status
define_doubles(crm_context *crm)
{
    for (size_t i = 0; i < crm_schema_kinds(crm); i++)
        TRY(crm_schema_define(crm, crm_schema_kind(crm, i), "a_double", CRM_TYPE_DOUBLE, 0, 0,
                              CRM_PRIVACY_NONE, NULL));
    return CRM_OK;
}

/* Opens the world's context and stores what the scenario needs. */
static crm_status
prepare(struct stage *stage, const struct scenario *scenario, const struct plan *plan)
{
    if (scenario->opens)
        return CRM_OK;
    TRY(crm_open(&stage->world.options, &stage->world.crm));
    if (scenario->define)
        TRY(scenario->define(stage->world.crm));
    if (plan->doubles)
        TRY(define_doubles(stage->world.crm));
    stage->faults.reenter = stage->world.crm;
    stage->kept = crm_account_new(stage->world.crm);
    TRY(crm_account_set_name(stage->kept, "from before"));
    return scenario->prepare ? scenario->prepare(&stage->world) : CRM_OK;
}

static void
arm(struct stage *stage, const struct plan *plan)
{
    stage->memory.allocations = 0;
    stage->memory.fail_at = plan->memory_at;
    stage->memory.flags = plan->memory_flags;
    stage->faults.calls = 0;
    stage->faults.applies = 0;
    stage->faults.only = plan->only;
    stage->faults.at = plan->callback_at;
    stage->faults.mode = plan->mode;
    stage->faults.status = plan->status;
    stage->faults.host_code = HOST_CODE;
    stage->faults.text = "ordered by the test";
    stage->hostile.lie = plan->lie;
    stage->hostile.at = plan->lie_at;
}

static void
disarm(struct stage *stage)
{
    stage->memory.fail_at = 0;
    stage->faults.at = 0;
    stage->hostile.lie = NULL;
    stage->hostile.idle = 0;
}

/* What another context reads from the store. */
static crm_status
read_digest(struct stage *stage, const struct scenario *scenario, uint64_t *out_digest)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = stage->inner;
    crm_context *crm = NULL;
    crm_status status;

    store.close = NULL;
    options.store = &store;
    STEP(crm_open(&options, &crm));
    if (scenario->define)
        STEP(scenario->define(crm));
    STEP(crm_testing_digest(crm, out_digest, NULL));
done:
    crm_close(crm);
    return status;
}

/* After whatever failed, the context does its work, and so do handles that were there before. */
static crm_status
still_usable(crm_context *crm, crm_account *kept)
{
    crm_account *account, *again = NULL;
    crm_status status;

    crm_rollback(crm);
    account = crm_account_new(crm);
    STEP(crm_account_save(kept));
    STEP(crm_account_set_city(kept, "Lyon"));
    STEP(crm_account_save(kept));
    NEED(crm, account);
    STEP(crm_account_set_name(account, "after it all"));
    STEP(crm_account_save(account));
    STEP(crm_account_load(crm, crm_account_id(account), &again));
    HOLDS(same_text(crm_account_name(again), "after it all"));
done:
    crm_account_free(again);
    crm_account_free(account);
    return status;
}

static const char *
what_is_broken(const struct stage *stage, const struct scenario *scenario)
{
    if (stage->memory.breach)
        return stage->memory.breach;
    if (stage->faults.breach)
        return stage->faults.breach;
    if (stage->hostile.breach)
        return stage->hostile.breach;
    if (stage->memory.live_blocks)
        return "memory leaked";
    if (stage->faults.holds != stage->faults.releases)
        return "a hold was not released";
    if (stage->faults.closes == 0 && !scenario->unstored)
        return "the store was not closed";
    return NULL;
}

static void
strike(struct stage *stage, const struct scenario *scenario, struct outcome *out)
{
    size_t cursors;

    crm_account_free(stage->kept);
    crm_close(stage->world.crm);
    cursors = crm_testing_awkward_cursors(&stage->inner);
    crm_memory_store_free(&stage->inner);
    crm_testing_awkward_free(&stage->inner);
    if (!out->broken)
        out->broken = what_is_broken(stage, scenario);
    if (!out->broken && cursors)
        out->broken = "a cursor was not finished";
}

static void
note_outcome(struct stage *stage, struct outcome *out)
{
    crm_context *crm = stage->world.crm;

    out->told = crm ? crm_error_status(crm) : CRM_OK;
    snprintf(out->message, sizeof out->message, "%s", crm ? crm_message(crm) : "");
    out->open = crm != NULL;
    out->lied = stage->hostile;
    crm_error_where(crm, &out->kind, &out->id, &out->field);
    out->host_code = crm ? crm_host_code(crm) : 0;
    out->failed = stage->memory.failed;
    out->hits = stage->faults.hits;
    out->hit = stage->faults.hit;
    out->reentered = stage->faults.reentered;
    out->applies = stage->faults.applies;
    out->result = stage->world.result;
}

void
run_scenario(const struct scenario *scenario, const struct place *place, const struct plan *plan,
             struct outcome *out)
{
    struct stage stage;

    memset(out, 0, sizeof *out);
    if (set_stage(&stage, place) != CRM_OK || prepare(&stage, scenario, plan) != CRM_OK) {
        out->status = WRONG;
        out->broken = "the scenario could not be prepared";
        if (stage.world.crm)
            fprintf(stderr, "%s: %s\n", scenario->name, crm_message(stage.world.crm));
    } else {
        arm(&stage, plan);
        out->status = scenario->run(&stage.world);
        disarm(&stage);
        note_outcome(&stage, out);
        if (read_digest(&stage, scenario, &out->digest) != CRM_OK)
            out->broken = "the store cannot be read any more";
        if (stage.world.crm && still_usable(stage.world.crm, stage.kept) != CRM_OK)
            out->broken = "the context is not usable any more";
        if (out->broken && stage.world.crm)
            fprintf(stderr, "%s: %s\n", scenario->name, crm_message(stage.world.crm));
    }
    strike(&stage, scenario, out);
}

/* The state after i applies is that of a run whose apply i + 1 is refused before it reaches the
   store. */
bool
learn_digests(const struct scenario *scenario, const struct place *place, struct outcome *out_clean,
              struct digests *out_digests)
{
    struct plan plan = {0};
    struct outcome cut;

    run_scenario(scenario, place, &plan, out_clean);
    out_digests->count = 0;
    if (out_clean->status != CRM_OK || out_clean->broken) {
        fprintf(stderr, "%s does not pass without faults: %s, %s, %s\n", scenario->name,
                crm_status_name(out_clean->status), out_clean->broken ? out_clean->broken : "-",
                out_clean->message);
        return false;
    }
    plan.only = CRM_TESTING_APPLY;
    plan.mode = CRM_TESTING_FAIL;
    for (uint64_t i = 1; i <= out_clean->applies && i < 60; i++) {
        plan.callback_at = i;
        run_scenario(scenario, place, &plan, &cut);
        out_digests->values[out_digests->count++] = cut.digest;
    }
    out_digests->values[out_digests->count++] = out_clean->digest;
    return true;
}

bool
is_known_digest(const struct digests *digests, uint64_t digest)
{
    for (size_t i = 0; i < digests->count; i++) {
        if (digests->values[i] == digest)
            return true;
    }
    return false;
}

bool
is_chosen(const struct scenario *scenario, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], scenario->name) == 0)
            return true;
    }
    return argc < 2;
}
