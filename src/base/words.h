/*
 * words.h - text keys (segments, sectors, reasons ...) as small numbers: equal after folding is the
 * same number.
 */
#ifndef CRM_BASE_WORDS_H
#define CRM_BASE_WORDS_H

#include "base/cells.h"
#include "base/text.h"

struct crm__word {
    char *text; /* a spelling, and after folding */
    size_t length;
    char *folded;
    size_t folded_length;
    size_t folded_capacity;
    int64_t number;
};

struct crm__words {
    const struct crm__memory *memory;
    struct crm__cells spellings; /* hash of a spelling, probe -> place in list */
    struct crm__cells keys;      /* hash of the folded text, probe -> place in list */
    struct crm__word *list;      /* by spelling, in order of appearance */
    size_t count;
    size_t capacity;
    int64_t numbers; /* handed out: 0 to numbers - 1 */
    size_t *shown;   /* by number: place in list of the first spelling by bytes */
    size_t shown_capacity;
};

void crm__words_init(struct crm__words *words, const struct crm__memory *memory);
void crm__words_done(struct crm__words *words);

/*
 * The number of a text (checked UTF-8). Numbers are given in order of appearance: whoever shows them
 * sorts by text. Text that folds to nothing is *out_number = -1. CRM_OK or CRM_ERROR_MEMORY.
 */
crm_status crm__words_number(struct crm__words *words, const char *text, size_t length,
                             int64_t *out_number);

/* The spelling shown for a number: the first one by bytes. Valid as long as the words. */
const char *crm__words_text(const struct crm__words *words, int64_t number, size_t *out_length);

/* Order of two texts by bytes, NULL last. */
int crm__text_compare(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
