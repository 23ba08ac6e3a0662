/* deals.h - what the files on deals share. */
#ifndef TESTS_MODEL_DEALS_H
#define TESTS_MODEL_DEALS_H

#include "model.h"

/* ---- deal_rows.c ---- */

/* Was the field, or one that the log carries, edited and not saved? */
bool deal_edited(const struct handle *handle, crm_field field);
bool carried_edited(const struct handle *handle);

/* The chance of a row that enters an open stage; of one in a closed stage. */
void chance_of(const struct state *before, int64_t stage_chance, int64_t *values);
void lock_chance(int64_t outcome, int64_t *values);

/* Values of a row in `stage` (NULL = the same as before). */
void carry_on(const struct handle *handle, const struct state *before, const struct row *stage,
              int64_t *values);

struct note *add_note(struct deal *deal, int64_t type, int64_t at, int64_t bits);
void enter_stage(struct note *note, const struct row *stage);

/* The last note of the log and the deal with it. */
crm_status write_deal(struct model *model, struct handle *handle, const struct deal *deal,
                      int64_t from_stage, const struct said *said);

/* ---- deal_save.c ---- */

bool is_live(const struct row *row);

/* What every step on a stored deal begins with. */
crm_status begin_step(struct model *model, struct handle *handle, struct deal *deal,
                      struct state *now);

/* ---- deals.c ---- */

/* Who said it has to be there, and when has to be clear. */
crm_status check_said(struct model *model, int side, const struct said *said);

#endif
