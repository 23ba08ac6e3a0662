/*
 * choose.h - steps made of random numbers: a move is a few steps that belong together.
 */
#ifndef TESTS_MODEL_CHOOSE_H
#define TESTS_MODEL_CHOOSE_H

#include "play.h"

enum { MOVE_STEPS = 16 };

struct move {
    int count;
    struct step steps[MOVE_STEPS];
};

enum focus { ON_ALL, ON_DEALS, ON_FAMILIES, FOCUSES };

/* The move of a number, in the state of the model: the same numbers make the same moves. */
void choose_move(const struct model *model, uint64_t number, enum focus focus, struct move *out);

/* What a sequence begins with: users, accounts, products, rates, pipelines with their stages. The
   numbered move of it; false past the last. */
bool first_move(const struct model *model, int number, struct move *out);

/* splitmix64 */
uint64_t mix(uint64_t number);

#endif
