/* rows.c - the rows of the model, and the two units of work over them. */
#include <string.h>

#include "model.h"

/* Words first, then keys. */
const char *const words[WORDS] = {"red",   "blue",  "green", "Food/Dry", "Food/Wet", "Zo\xc3\xab",
                                  "north", "south", "met",   "price",    "k-1",      "k-2",
                                  "k-3",   "k-4",   "k-5",   "k-6"};

void
model_clear(struct model *model)
{
    model->now = 1704067200000000LL;
    model->stamp = 0;
    model->stand_in = STAND_IN;
    model->count = 0;
    for (int side = 0; side < SIDES; side++) {
        model->units[side].open = false;
        model->units[side].count = model->units[side].checks = 0;
    }
    memset(model->handles, 0, sizeof model->handles);
}

void
model_copy(struct model *to, const struct model *from)
{
    to->now = from->now;
    to->stamp = from->stamp;
    to->stand_in = from->stand_in;
    to->count = from->count;
    memcpy(to->rows, from->rows, (size_t)from->count * sizeof *from->rows);
    for (int side = 0; side < SIDES; side++) {
        struct unit *unit = &to->units[side];
        const struct unit *other = &from->units[side];

        unit->open = other->open;
        unit->count = other->count;
        unit->checks = other->checks;
        memcpy(unit->writes, other->writes, (size_t)other->count * sizeof *other->writes);
        memcpy(unit->check, other->check, (size_t)other->checks * sizeof *other->check);
    }
    for (int slot = 0; slot < HANDLES; slot++) {
        if (from->handles[slot].used)
            to->handles[slot] = from->handles[slot];
        else
            to->handles[slot].used = false;
    }
}

void
row_clear(struct row *row, crm_kind kind)
{
    row->kind = kind;
    for (int i = 0; i < CELLS; i++)
        row->cell[i] = NONE;
}

const struct row *
stored_row(const struct model *model, crm_kind kind, int64_t id)
{
    for (int i = 0; i < model->count; i++)
        if (model->rows[i].kind == kind && CELL(&model->rows[i], CRM_FIELD_ID) == id)
            return &model->rows[i];
    return NULL;
}

static const struct write *
write_of(const struct model *model, int side, crm_kind kind, int64_t id)
{
    const struct unit *unit = &model->units[side];

    for (int i = 0; i < unit->count; i++)
        if (unit->writes[i].row.kind == kind && CELL(&unit->writes[i].row, CRM_FIELD_ID) == id)
            return &unit->writes[i];
    return NULL;
}

struct write *
find_write(struct model *model, int side, crm_kind kind, int64_t id)
{
    return (struct write *)write_of(model, side, kind, id);
}

const struct row *
see(const struct model *model, int side, crm_kind kind, int64_t id)
{
    const struct write *write = write_of(model, side, kind, id);

    if (write)
        return write->removed ? NULL : &write->row;
    return stored_row(model, kind, id);
}

int
see_all(const struct model *model, int side, crm_kind kind, const struct row **out)
{
    const struct unit *unit = &model->units[side];
    int count = 0;

    for (int i = 0; i < model->count; i++)
        if (model->rows[i].kind == kind &&
            !write_of(model, side, kind, CELL(&model->rows[i], CRM_FIELD_ID)))
            out[count++] = &model->rows[i];
    for (int i = 0; i < unit->count; i++)
        if (unit->writes[i].row.kind == kind && !unit->writes[i].removed)
            out[count++] = &unit->writes[i].row;
    return count;
}

static const struct check *
check_of(const struct model *model, int side, crm_kind kind, int64_t id)
{
    const struct unit *unit = &model->units[side];

    for (int i = 0; i < unit->checks; i++)
        if (unit->check[i].kind == kind && unit->check[i].id == id)
            return &unit->check[i];
    return NULL;
}

static struct write *
add_write(struct model *model, int side, crm_kind kind, int64_t id, int64_t base)
{
    struct unit *unit = &model->units[side];
    struct write *write = find_write(model, side, kind, id);

    if (!write) {
        write = &unit->writes[unit->count++];
        write->base = base;
    }
    write->removed = false;
    write->stamp = ++model->stamp;
    return write;
}

crm_status
put_row(struct model *model, int side, const struct row *row, int64_t base)
{
    int64_t id = CELL(row, CRM_FIELD_ID);
    const struct write *write = write_of(model, side, row->kind, id);
    const struct check *check = check_of(model, side, row->kind, id);

    if ((write && write->base != base) || (!write && check && check->version != base))
        return CRM_ERROR_CONFLICT;
    add_write(model, side, row->kind, id, base)->row = *row;
    return CRM_OK;
}

void
remove_row(struct model *model, int side, crm_kind kind, int64_t id, int64_t base)
{
    struct write *write = add_write(model, side, kind, id, base);

    row_clear(&write->row, kind);
    CELL(&write->row, CRM_FIELD_ID) = id;
    write->removed = true;
}

crm_status
needed(struct model *model, int side, crm_kind kind, int64_t id)
{
    return see(model, side, kind, id) ? CRM_OK : CRM_ERROR_REFERENCE;
}

crm_status
decide_on(struct model *model, int side, crm_kind kind, int64_t id)
{
    const struct row *row = see(model, side, kind, id);
    const struct check *check = check_of(model, side, kind, id);
    struct unit *unit = &model->units[side];
    int64_t version;

    if (!row)
        return CRM_ERROR_REFERENCE;
    version = CELL(row, CRM_FIELD_VERSION);
    if (write_of(model, side, kind, id))
        return CRM_OK;
    if (check)
        return check->version == version ? CRM_OK : CRM_ERROR_CONFLICT;
    unit->check[unit->checks++] = (struct check){kind, id, version};
    return CRM_OK;
}

int64_t
stand_in(struct model *model)
{
    return --model->stand_in;
}

static void
replace_in(int64_t *cells, int64_t from, int64_t to)
{
    for (int i = 0; i < CELLS; i++)
        if (cells[i] == from)
            cells[i] = to;
}

void
replace_id(struct model *model, int64_t from, int64_t to)
{
    for (int i = 0; i < model->count; i++)
        replace_in(model->rows[i].cell, from, to);
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < model->units[side].count; i++)
            replace_in(model->units[side].writes[i].row.cell, from, to);
    for (int slot = 0; slot < HANDLES; slot++) {
        replace_in(model->handles[slot].cell, from, to);
        replace_in(model->handles[slot].former, from, to);
        replace_in(model->handles[slot].said, from, to);
    }
}

/* ---- The end of a unit ---- */

static bool
is_duplicate(const struct model *model, int side, const struct write *write)
{
    const struct unit *unit = &model->units[side];
    int64_t key = CELL(&write->row, CRM_FIELD_EXTERNAL_ID);

    if (key == NONE || write->removed)
        return false;
    for (int i = 0; i < unit->count; i++)
        if (&unit->writes[i] != write && !unit->writes[i].removed &&
            unit->writes[i].row.kind == write->row.kind &&
            CELL(&unit->writes[i].row, CRM_FIELD_EXTERNAL_ID) == key)
            return true;
    for (int i = 0; i < model->count; i++)
        if (model->rows[i].kind == write->row.kind &&
            CELL(&model->rows[i], CRM_FIELD_EXTERNAL_ID) == key &&
            !write_of(model, side, write->row.kind, CELL(&model->rows[i], CRM_FIELD_ID)))
            return true;
    return false;
}

static bool
is_as(const struct model *model, crm_kind kind, int64_t id, int64_t version)
{
    const struct row *row = stored_row(model, kind, id);

    return version == 0 ? row == NULL : row && CELL(row, CRM_FIELD_VERSION) == version;
}

static crm_status
judge(const struct model *model, int side)
{
    const struct unit *unit = &model->units[side];
    bool conflict = false, duplicate = false, writes = false;

    for (int i = 0; i < unit->count; i++) {
        const struct write *write = &unit->writes[i];

        if (write->removed && write->base == 0)
            continue;
        writes = true;
        conflict |= !is_as(model, write->row.kind, CELL(&write->row, CRM_FIELD_ID), write->base);
        duplicate |= is_duplicate(model, side, write);
    }
    if (!writes)
        return CRM_OK;
    for (int i = 0; i < unit->checks; i++) {
        const struct check *check = &unit->check[i];

        if (!write_of(model, side, check->kind, check->id))
            conflict |= !is_as(model, check->kind, check->id, check->version);
    }
    return conflict && duplicate ? (crm_status)CONFLICT_OR_DUPLICATE
           : conflict            ? CRM_ERROR_CONFLICT
           : duplicate           ? CRM_ERROR_DUPLICATE
                                 : CRM_OK;
}

static void
store_writes(struct model *model, const struct unit *unit)
{
    for (int i = 0; i < unit->count; i++) {
        const struct write *write = &unit->writes[i];
        struct row *row =
            (struct row *)stored_row(model, write->row.kind, CELL(&write->row, CRM_FIELD_ID));

        if (write->removed && write->base == 0)
            continue; /* made and removed in the unit: the store hears nothing of it */
        if (write->removed && row)
            *row = model->rows[--model->count];
        else if (!write->removed && row)
            *row = write->row;
        else if (!write->removed)
            model->rows[model->count++] = write->row;
    }
}

crm_status
model_commit(struct model *model, int side)
{
    struct unit *unit = &model->units[side];
    crm_status status;

    if (!unit->open)
        return CRM_ERROR_STATE;
    status = judge(model, side);
    if (status == CRM_OK)
        store_writes(model, unit);
    settle(model, side, status == CRM_OK);
    unit->open = false;
    unit->count = unit->checks = 0;
    return status;
}

void
model_rollback(struct model *model, int side)
{
    struct unit *unit = &model->units[side];

    settle(model, side, false);
    unit->open = false;
    unit->count = unit->checks = 0;
}

crm_status
model_begin(struct model *model, int side)
{
    if (model->units[side].open)
        return CRM_ERROR_STATE;
    model->units[side].open = true;
    return CRM_OK;
}
