/* words.c - a step in one line, for a person who has to do it again. */
#include <stdio.h>

#include "play.h"

static const char *const ops[OPS] = {"new",       "load",    "set",   "save",   "remove",   "free",
                                     "put_under", "acquire", "step",  "append", "correct",  "put",
                                     "find",      "scan",    "begin", "commit", "rollback", "tick"};
static const char *const ways[] = {"move", "win", "lose", "reopen", "transfer"};

static void
print_value(const char *name, int64_t value)
{
    if (value != NONE)
        printf(" %s=%lld", name, (long long)value);
}

static void
print_row(const struct row *row)
{
    printf(" {");
    for (int i = 0; i < CELLS; i++)
        if (row->cell[i] != NONE)
            print_value(crm_schema_name(NULL, row->kind, FIELD_AT(i)), row->cell[i]);
    printf(" }");
}

static void
print_said(const struct said *said)
{
    print_value("type", said->type);
    print_value("at", said->at);
    print_value("day", said->day);
    print_value("stage", said->stage);
    print_value("actor", said->actor);
    print_value("competitor", said->competitor);
    print_value("reason", said->reason);
    print_value("amount", said->amount);
    print_value("owner", said->owner);
}

void
print_step(const struct play *play, const struct step *step, crm_status got)
{
    const struct handle *handle = &play->model.handles[step->slot];
    crm_kind kind = step->kind ? step->kind : handle->kind;
    const char *name = crm_schema_kind_name(NULL, kind);

    printf("    %s", step->op == OP_STEP ? ways[step->way] : ops[step->op]);
    if (step->op <= OP_CORRECT)
        printf(" [handle %d, side %d, %s]", step->slot, step->side, name ? name : "");
    else
        printf(" [side %d%s%s]", step->side, step->kind ? ", " : "", step->kind ? name : "");
    if (step->op == OP_SET)
        printf(" %s", crm_schema_name(NULL, kind, step->field));
    if (step->op == OP_SET && step->value == NONE)
        printf(" none");
    if (step->op == OP_SET || step->op == OP_ACQUIRE || step->op == OP_TICK || step->op == OP_FIND)
        print_value("value", step->value);
    if (step->op == OP_LOAD || (step->op >= OP_PUT_UNDER && step->op <= OP_CORRECT))
        print_value("id", step->id);
    if (step->op >= OP_STEP && step->op <= OP_CORRECT)
        print_said(&step->said);
    for (int i = 0; step->op == OP_PUT && i < step->count; i++)
        print_row(&step->rows[i]);
    for (int i = 0; step->op == OP_SCAN && i < step->count; i++)
        printf(" %s %lld to %lld", crm_schema_name(NULL, kind, step->conditions[i].field),
               (long long)step->conditions[i].low, (long long)step->conditions[i].high);
    printf(" -> %s\n", crm_status_name(got));
}
