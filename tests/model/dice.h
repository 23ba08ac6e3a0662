/* dice.h - what the files that make moves share. */
#ifndef TESTS_MODEL_DICE_H
#define TESTS_MODEL_DICE_H

#include "choose.h"

struct dice {
    const struct model *model;
    struct move *move; /* that is being made */
    uint64_t state;
    int slot, side;
};

enum sort { WORD, KEY, NUMBER, SHARE, MONEY, WHEN, INSTANT, COIN, CODE, REF, BITS };

struct settable {
    crm_kind kind;
    crm_field field;
    enum sort sort;
    int of; /* the kind referred to, how many codes */
};

/* 0 to below - 1. */
int roll(struct dice *dice, int below);

/* The id of some record, now and then of none; NONE where there is none. */
int64_t some_id(struct dice *dice, crm_kind kind);
int64_t some_day(struct dice *dice);
int64_t some_value(struct dice *dice, const struct settable *settable);
const struct settable *some_settable(struct dice *dice, crm_kind kind);
const struct settable *settable_of(crm_kind kind, crm_field field);
crm_kind some_kind(struct dice *dice);

/* What a record of the kind needs, most of the time; how many fields. */
int needs_of(crm_kind kind, const crm_field **out);
int64_t some_purchase_type(struct dice *dice);

/* Signs that fit the type of purchase, most of the time. */
int64_t signed_for(struct dice *dice, int64_t type, int64_t value);

/* Another step of the move, on the slot; a field set to a value, to some value, some field. */
struct step *add(struct dice *dice, enum op op);
void set(struct dice *dice, crm_field field, int64_t value);
void set_some(struct dice *dice, crm_kind kind, crm_field field);
void set_any(struct dice *dice, crm_kind kind);

/* choose_tables.c */
void put(struct dice *dice);
void scan(struct dice *dice);
void find(struct dice *dice);

/* choose_deals.c: see to it that the slot holds a stored record of the kind that is up to date; its
   id, or 0. */
int64_t have(struct dice *dice, crm_kind kind);
void load(struct dice *dice, crm_kind kind);
const struct handle *handle_of(const struct dice *dice);
void step_on(struct dice *dice);
void append(struct dice *dice);
void correct(struct dice *dice);

#endif
