/*
 * model.h - what a CRM has to do, told once more and naively: arrays of rows that are searched from
 * end to end, no versions of anything but the numbers the contract promises, a log that is sorted
 * anew for each question. It shares no code with the library, only the numbers of its constants.
 *
 * A step on the model answers the status that the library has to answer, and changes the model when
 * that is CRM_OK. Rows whose ids the model cannot know get stand-ins below STAND_IN, which play.c
 * replaces by what the store gave out.
 */
#ifndef TESTS_MODEL_MODEL_H
#define TESTS_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crm/crm.h"

#define NONE INT64_MIN   /* a cell without value */
#define NOBODY 987654321 /* an id that no record has */
#define STAND_IN (-1000000000000LL)
#define SECOND 1000000LL
#define DAY (86400 * SECOND)

enum { CELLS = 32, ROWS = 3000, WRITES = 400, CHECKS = 400, HANDLES = 10, SIDES = 2, LOG = 300 };

/* Statuses that stand for more than one. */
enum { ANY_ERROR = 1001, CONFLICT_OR_DUPLICATE = 1002 };

/* Texts are places in this list. */
extern const char *const words[];
enum { WORDS = 16, FIRST_KEY = 10 /* external ids begin here */ };

#define AT(field) ((field) < 8 ? (field) : (field)-8)
#define FIELD_AT(cell) ((cell) < 8 ? (cell) : (cell) + 8)
#define CELL(row, field) ((row)->cell[AT(field)])

struct row {
    crm_kind kind;
    int64_t cell[CELLS];
};

struct write { /* of a record in a unit of work: its last one */
    struct row row;
    bool removed;
    int64_t base;  /* version that the store must have; 0 = none */
    int64_t stamp; /* which write it is */
};

struct check {
    crm_kind kind;
    int64_t id, version;
};

struct unit {
    bool open;
    int count, checks;
    struct write writes[WRITES];
    struct check check[CHECKS];
};

struct handle {
    bool used;
    int side; /* whose it is: which of the two contexts */
    crm_kind kind;
    int64_t cell[CELLS];
    int64_t former[CELLS]; /* before the unit */
    int64_t said[CELLS];   /* what the caller had set, where the unit has written it */
    bool edited[CELLS], written[CELLS], failed[CELLS];
    bool stored, former_stored, removed, touched, pending, stale, outdated;
    int64_t seen; /* the write that it knows */
};

struct model {
    int64_t now, stamp, stand_in;
    int count;
    struct row rows[ROWS];
    struct unit units[SIDES];
    struct handle handles[HANDLES];
};

void model_clear(struct model *model);
void model_copy(struct model *to, const struct model *from);

/* ---- rows.c ---- */

void row_clear(struct row *row, crm_kind kind);
const struct row *stored_row(const struct model *model, crm_kind kind, int64_t id);
/* What a side sees: one, or all of a kind. */
const struct row *see(const struct model *model, int side, crm_kind kind, int64_t id);
int see_all(const struct model *model, int side, crm_kind kind, const struct row **out);
struct write *find_write(struct model *model, int side, crm_kind kind, int64_t id);
crm_status put_row(struct model *model, int side, const struct row *row, int64_t base);
void remove_row(struct model *model, int side, crm_kind kind, int64_t id, int64_t base);
/* A record that has to be there; a decision is made on it. */
crm_status needed(struct model *model, int side, crm_kind kind, int64_t id);
crm_status decide_on(struct model *model, int side, crm_kind kind, int64_t id);
int64_t stand_in(struct model *model);
void replace_id(struct model *model, int64_t stand_in, int64_t id);

/* ---- handles.c ---- */

void touch(struct model *model, struct handle *handle);
crm_status base_of(struct model *model, struct handle *handle, int64_t *out_base);
/* Somebody else has changed the record since, and no write of this side hides it. */
bool is_behind(struct model *model, const struct handle *handle);
/* Somebody else has changed a record that the open unit writes: the commit will fail. */
bool is_doomed(struct model *model, int side, crm_kind kind, int64_t id);
crm_status row_of(struct model *model, struct handle *handle, struct row *out_row,
                  int64_t *out_base);
void saved(struct model *model, struct handle *handle, const struct row *row);
bool any_edited(const struct handle *handle);
bool any_failed(const struct handle *handle);
void settle(struct model *model, int side, bool well);
crm_status fits(const struct row *row); /* may it be stored? */

/* ---- links.c ---- */

bool owns(const struct row *link);
int64_t owner_now(const struct model *model, int side, int64_t child);
crm_status save_link(struct model *model, struct handle *handle);
crm_status put_owner(struct model *model, int side, int64_t child, int64_t parent, int64_t from);
crm_status put_under(struct model *model, struct handle *handle, int64_t parent);
crm_status acquire(struct model *model, struct handle *handle, int64_t parent, int64_t day);

/* ---- log.c, deals.c ---- */

enum { AMOUNT, CURRENCY, CLOSE_DAY, CHANCE, ORIGIN, OWNER, ACCOUNT, PRODUCT, CATEGORY, VALUES };
extern const crm_field deal_fields[VALUES], log_fields[VALUES];

struct note { /* a row of the log */
    int64_t id, type, at, bits, stage, pipeline, outcome, position;
    int corrects; /* index of the row, -1 = none */
    int64_t values[VALUES];
};

struct deal {
    int count;
    struct note notes[LOG];
};

struct state {
    bool any;
    int64_t stage, pipeline, outcome, position, open_stage;
    int64_t since, closed_at, stage_at, last_at, open_chance;
    int64_t values[VALUES];
};

struct place {
    int note;  /* what stands there */
    int first; /* what was written there first */
};

bool is_closed(int64_t outcome);
void read_log(const struct model *model, int side, int64_t id, struct deal *deal);
int in_order(const struct deal *deal, struct place *places);
bool moves_the_stage(const struct deal *deal, struct place place);
void state_until(const struct deal *deal, int64_t until, int before_note, struct state *state);
void state_now(const struct deal *deal, struct state *state);

enum way { WAY_MOVE, WAY_WIN, WAY_LOSE, WAY_REOPEN, WAY_TRANSFER };

struct said { /* NONE = not said */
    int64_t type, at, day, stage, actor, competitor, reason, amount, owner;
};

crm_status save_deal(struct model *model, struct handle *handle);
crm_status step_deal(struct model *model, struct handle *handle, enum way way, int64_t stage,
                     const struct said *said);
crm_status append_row(struct model *model, struct handle *handle, const struct said *said);
crm_status correct_row(struct model *model, struct handle *handle, int64_t row, bool undoes,
                       const struct said *said);

/* ---- steps.c: what a caller can do. Each is whole or not at all. ---- */

void model_new(struct model *model, int slot, int side, crm_kind kind);
crm_status model_load(struct model *model, int slot, int side, crm_kind kind, int64_t id);
crm_status model_set(struct model *model, int slot, crm_field field, int64_t value);
crm_status model_save(struct model *model, int slot);
crm_status model_remove(struct model *model, int slot);
crm_status model_put_under(struct model *model, int slot, int64_t parent);
crm_status model_acquire(struct model *model, int slot, int64_t parent, int64_t day);
crm_status model_step(struct model *model, int slot, enum way way, int64_t stage,
                      const struct said *said);
crm_status model_append(struct model *model, int slot, const struct said *said);
crm_status model_correct(struct model *model, int slot, int64_t row, bool undoes,
                         const struct said *said);
crm_status model_put(struct model *model, int side, struct row *rows, int count);
crm_status model_find(const struct model *model, int side, crm_kind kind, int64_t word,
                      int64_t *out_id);
crm_status model_begin(struct model *model, int side);
crm_status model_commit(struct model *model, int side);
void model_rollback(struct model *model, int side);

/* May a caller set the field? */
bool may_set(const struct handle *handle, crm_field field);

/* put.c */
crm_status put_rows(struct model *model, int side, struct row *rows, int count);
crm_status save_handle(struct model *model, struct handle *handle);

#endif
