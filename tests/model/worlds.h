/*
 * worlds.h - what the exhaustive test begins its sequences with, and the steps that they are made of.
 */
#ifndef TESTS_MODEL_WORLDS_H
#define TESTS_MODEL_WORLDS_H

#include "play.h"

enum { LETTERS = 12, WORLDS = 3 };

struct letter {
    const char *name;
    struct step step; /* an id below 0 is that of the record in slot -1 - id */
};

struct world {
    const char *name;
    bool (*set_up)(struct play *play);
    uint32_t kinds; /* bits: those that it writes */
    struct letter letters[LETTERS];
};

extern const struct world worlds[WORLDS];

int letters_of(const struct world *world);

#endif
