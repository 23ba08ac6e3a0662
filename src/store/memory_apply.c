/*
 * memory_apply.c - a unit of work made true in three steps, each for all kinds before the next:
 * everything is compared with what is stored; room is made for everything; then it is written,
 * which cannot fail. So a unit that fails, for whatever reason, has changed nothing.
 */
#include <stdio.h>
#include <string.h>

#include "store/memory_plan.h"

/* ---- Compare ---- */

struct refusal {
    crm_status status;
    crm_kind kind;
    crm_id id;    /* a conflict, or the record that may not use the external id */
    crm_id other; /* the one that uses it */
};

static crm_status
refuse(struct refusal *refusal, const struct crm__plan *plan, crm_status status, crm_id id)
{
    refusal->status = status;
    refusal->kind = plan->number;
    refusal->id = id;
    return status;
}

static crm_status
id_and_version(const struct crm__plan *plan, const crm_table *table, size_t row, int64_t *out_id,
               int64_t *out_version, struct refusal *refusal)
{
    if (!crm__cell_int(table, row, CRM_FIELD_ID, out_id) ||
        !crm__cell_int(table, row, CRM_FIELD_VERSION, out_version) || *out_id < 1)
        return refuse(refusal, plan, CRM_ERROR_DATA, 0);
    return CRM_OK;
}

/* The version stored, 0 if the record is not there. */
static int64_t
stored_version(const struct crm__plan *plan, size_t row)
{
    int64_t version = 0;

    if (row != CRM__NO_ROW)
        (void)crm__cell_int(plan->kind->rows, row, CRM_FIELD_VERSION, &version);
    return version;
}

/* Are all rows of a list as they say, less `step` (0; 1 for puts)? */
static crm_status
compare(const struct crm__plan *plan, const crm_table *table, int64_t step, size_t *targets,
        struct refusal *refusal)
{
    int64_t id, version;
    size_t row, target;
    crm_status status;

    for (row = 0; row < table->rows; row++) {
        status = id_and_version(plan, table, row, &id, &version, refusal);
        if (status)
            return status;
        target = id > plan->kind->highest ? CRM__NO_ROW : crm__memory_row(plan->kind, id);
        if (stored_version(plan, target) != version - step)
            return refuse(refusal, plan, CRM_ERROR_CONFLICT, id);
        if (targets)
            targets[row] = target;
    }
    return CRM_OK;
}

static crm_status
check(struct crm__memory_store *store, struct crm__plan *plan, struct refusal *refusal)
{
    crm_status status = compare(plan, plan->checks, 0, NULL, refusal);
    size_t put = 0;
    int64_t id = 0;

    if (!status)
        status = compare(plan, plan->removes, 0, plan->removed, refusal);
    if (!status)
        status = compare(plan, plan->puts, 1, plan->targets, refusal);
    if (!status)
        status = crm__plan_duplicates(store, plan, &put, &refusal->other);
    if (status == CRM_ERROR_DUPLICATE)
        (void)crm__cell_int(plan->puts, put, CRM_FIELD_ID, &id);
    return status ? refuse(refusal, plan, status, refusal->id ? refusal->id : id) : CRM_OK;
}

/* ---- Write ---- */

/* Forget what the external index says of a stored row. */
static void
drop_external(struct crm__memory_kind *kind, size_t row)
{
    size_t length;
    const char *text = crm__cell_text(kind->rows, row, CRM_FIELD_EXTERNAL_ID, &length);

    if (text)
        crm__index_remove(&kind->externals, crm__hash_text(text, length), row);
}

static void
add_external(struct crm__memory_kind *kind, size_t row)
{
    size_t length;
    const char *text = crm__cell_text(kind->rows, row, CRM_FIELD_EXTERNAL_ID, &length);

    if (text)
        crm__index_add(&kind->externals, crm__hash_text(text, length), row);
}

static void
add_id(struct crm__memory_kind *kind, size_t row)
{
    int64_t id;

    if (!crm__cell_int(kind->rows, row, CRM_FIELD_ID, &id))
        return;
    crm__index_add(&kind->ids, crm__hash_id(id), row);
    kind->highest = id > kind->highest ? id : kind->highest;
    if (id >= kind->next_id)
        kind->next_id = id < INT64_MAX ? id + 1 : INT64_MAX;
}

static void
write_removes(struct crm__plan *plan)
{
    struct crm__memory_kind *kind = plan->kind;
    size_t i, row, column;
    int64_t id;

    for (i = 0; i < plan->removes->rows; i++) {
        row = plan->removed[i];
        if (!crm__cell_int(kind->rows, row, CRM_FIELD_ID, &id))
            continue;
        drop_external(kind, row);
        crm__index_remove(&kind->ids, crm__hash_id(id), row);
        for (column = crm__table_next(kind->rows, 0); column < kind->rows->count;
             column = crm__table_next(kind->rows, column + 1))
            (void)crm__clear_cell(kind->rows, row, (int32_t)column);
        kind->holes[kind->hole_count++] = row;
    }
}

/* One cell of a put into a row that is there; room is reserved, so the statuses are CRM_OK. */
static void
write_cell(const struct crm__plan *plan, size_t put, size_t column)
{
    crm_table *rows = plan->kind->rows;
    int32_t to = crm__plan_column(plan, column);
    size_t row = plan->targets[put], length;
    const char *text;
    double real;
    int64_t value;

    switch (plan->puts->columns[column].type) {
    case CRM_TYPE_TEXT:
        text = crm__cell_text(plan->puts, put, (int32_t)column, &length);
        (void)crm__put_text(rows, row, to, text, length);
        return;
    case CRM_TYPE_DOUBLE:
        if (crm__cell_double(plan->puts, put, (int32_t)column, &real))
            (void)crm__put_double(rows, row, to, real);
        else
            (void)crm__clear_cell(rows, row, to);
        return;
    default:
        if (crm__cell_int(plan->puts, put, (int32_t)column, &value))
            (void)crm__put_int(rows, row, to, value);
        else
            (void)crm__clear_cell(rows, row, to);
    }
}

static void
write_in_place(struct crm__memory_store *store, struct crm__plan *plan, size_t put)
{
    struct crm__memory_kind *kind = plan->kind;
    uint64_t used = kind->rows->used | plan->puts->used; /* what is none now may have been there */
    size_t row = plan->targets[put], column;
    bool was_there = crm__memory_live(kind, row);

    if (was_there)
        drop_external(kind, row);
    for (column = crm__set_next(used, 0); column < plan->built_in;
         column = crm__set_next(used, column + 1))
        write_cell(plan, put, column);
    for (column = plan->built_in; column < plan->puts->count; column++)
        if (crm__plan_column(plan, column) >= 0)
            write_cell(plan, put, column);
    add_external(kind, row);
    crm__refs_rewritten(&kind->refs, &store->memory, kind->rows, row);
    if (!was_there)
        add_id(kind, row);
}

static void
write_fresh(struct crm__plan *plan)
{
    struct crm__memory_kind *kind = plan->kind;
    struct crm__pick pick = {plan->fresh, 0, plan->fresh_count};
    size_t at = kind->rows->rows, column, i;

    if (!plan->fresh_count)
        return;
    if (plan->fresh_count == plan->puts->rows)
        pick.rows = NULL;
    kind->rows->rows += plan->fresh_count;
    for (column = crm__table_next(plan->puts, 0); column < plan->puts->count;
         column = crm__table_next(plan->puts, column + 1)) {
        int32_t to = crm__plan_column(plan, column);

        if (to < 0)
            continue;
        if (plan->fresh_count == 1) {
            (void)crm__copy_cell(kind->rows, at, to, plan->puts, plan->fresh[0], (int32_t)column);
            continue;
        }
        crm__table_use(kind->rows, (size_t)to);
        crm__column_copy(&kind->rows->columns[to], at, &plan->puts->columns[column], &pick);
    }
    for (i = 0; i < plan->fresh_count; i++) {
        add_id(kind, at + i);
        add_external(kind, at + i);
    }
}

/* What the library puts it has checked; what is kept of removed text is given back now and then. */
static void
tidy(struct crm__memory_store *store, struct crm__memory_kind *kind)
{
    struct crm__column *column;
    size_t i;

    for (i = crm__table_next(kind->rows, 0); i < kind->rows->count;
         i = crm__table_next(kind->rows, i + 1)) {
        column = &kind->rows->columns[i];
        column->unchecked = false;
        if (column->wasted > 4096 && column->wasted > column->used / 2)
            (void)crm__column_pack(&store->memory, column);
    }
}

static void
write_plan(struct crm__memory_store *store, struct crm__plan *plan)
{
    size_t put;

    plan->kind->hole_count -= plan->recycled;
    write_removes(plan);
    for (put = 0; put < plan->puts->rows; put++)
        if (plan->targets[put] != CRM__NO_ROW)
            write_in_place(store, plan, put);
    write_fresh(plan);
    tidy(store, plan->kind);
}

/* ---- Apply ---- */

static void
answer(const struct refusal *refusal, crm_reply *reply)
{
    const char *kind = crm_schema_kind_name(NULL, refusal->kind);
    char words[160];

    switch (refusal->status) {
    case CRM_OK:
        crm_reply_ok(reply);
        return;
    case CRM_ERROR_CONFLICT:
        crm_reply_conflict(reply, refusal->kind, refusal->id);
        return;
    case CRM_ERROR_DUPLICATE:
        snprintf(words, sizeof words, "%s %lld: its external id is that of %s %lld",
                 kind ? kind : "?", (long long)refusal->id, kind ? kind : "?",
                 (long long)refusal->other);
        crm_reply_fail(reply, CRM_ERROR_DUPLICATE, 0, words);
        return;
    default:
        crm__memory_fail(reply, refusal->status);
    }
}

void
crm__memory_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct crm__memory_store *store = self;
    size_t groups = crm_changes_groups(changes), i;
    struct crm__plan plans[CRM__KINDS];
    struct refusal refusal = {CRM_OK, 0, 0, 0};

    groups = groups < CRM__KINDS ? groups : CRM__KINDS;
    memset(plans, 0, groups * sizeof *plans);
    for (i = 0; !refusal.status && i < groups; i++)
        refusal.status = crm__memory_keep(store, crm_changes_kind(changes, i));
    for (i = 0; !refusal.status && i < groups; i++)
        refusal.status = crm__plan_open(store, changes, i, &plans[i]);
    for (i = 0; !refusal.status && i < groups; i++)
        refusal.status = check(store, &plans[i], &refusal);
    for (i = 0; !refusal.status && i < groups; i++)
        refusal.status = crm__plan_reserve(store, &plans[i]);
    for (i = 0; !refusal.status && i < groups; i++)
        write_plan(store, &plans[i]);
    for (i = 0; i < groups; i++)
        crm__plan_done(store, &plans[i]);
    answer(&refusal, reply);
}
