/*
 * words.c - each spelling is folded once and then found by its bytes; spellings that fold alike have
 * one number. Hashes only lead to the place: texts are compared, and a third key counts collisions.
 */
#include "base/words.h"

#include <string.h>

void
crm__words_init(struct crm__words *words, const struct crm__memory *memory)
{
    memset(words, 0, sizeof *words);
    words->memory = memory;
    crm__cells_init(&words->spellings, memory, 2, 1);
    crm__cells_init(&words->keys, memory, 2, 1);
}

static void
word_done(const struct crm__memory *memory, struct crm__word *word)
{
    if (word->text)
        crm__free(memory, word->text, word->length + 1);
    if (word->folded)
        crm__free(memory, word->folded, word->folded_capacity);
}

void
crm__words_done(struct crm__words *words)
{
    if (!words->memory)
        return;
    for (size_t i = 0; i < words->count; i++)
        word_done(words->memory, &words->list[i]);
    crm__free_array(words->memory, words->list, words->capacity, sizeof *words->list);
    crm__free_array(words->memory, words->shown, words->shown_capacity, sizeof *words->shown);
    crm__cells_done(&words->spellings);
    crm__cells_done(&words->keys);
    memset(words, 0, sizeof *words);
}

/* FNV-1a; what collides is told apart by its text. */
static int64_t
hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return (int64_t)hash;
}

static bool
same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

/* The word of a text, by spelling or by folded text; NULL if there is none. *out_probe is where the
   search ended. */
static const struct crm__word *
find(const struct crm__words *words, bool by_spelling, const char *text, size_t length,
     int64_t hash, int64_t *out_probe)
{
    const struct crm__cells *cells = by_spelling ? &words->spellings : &words->keys;
    const int64_t *slot;

    for (*out_probe = 0; (slot = crm__cells_find(cells, hash, *out_probe, 0)); ++*out_probe) {
        const struct crm__word *word = &words->list[*slot];

        if (by_spelling ? same(word->text, word->length, text, length)
                        : same(word->folded, word->folded_length, text, length))
            return word;
    }
    return NULL;
}

static bool
comes_first(const struct crm__words *words, const struct crm__word *word)
{
    const struct crm__word *shown = &words->list[words->shown[word->number]];

    return crm__text_compare(word->text, word->length, shown->text, shown->length) < 0;
}

/* Put a word, whose text and folded text are made, into the list and the tables. */
static crm_status
enter(struct crm__words *words, struct crm__word *word, int64_t hash, int64_t probe)
{
    int64_t key = hash_of(word->folded, word->folded_length), at, *slot;
    const struct crm__word *alike = find(words, false, word->folded, word->folded_length, key, &at);

    if (crm__grow(words->memory, (void **)&words->list, &words->capacity, words->count + 1,
                  sizeof *words->list) != CRM_OK ||
        crm__grow(words->memory, (void **)&words->shown, &words->shown_capacity,
                  (size_t)words->numbers + 1, sizeof *words->shown) != CRM_OK ||
        crm__cells_reserve(&words->spellings, 1) != CRM_OK ||
        crm__cells_reserve(&words->keys, 1) != CRM_OK)
        return CRM_ERROR_MEMORY;
    /* `alike` may have moved with the list */
    slot = crm__cells_find(&words->keys, key, at, 0);
    if (word->folded_length == 0)
        word->number = -1;
    else
        word->number = alike ? words->list[*slot].number : words->numbers++;
    if (!alike)
        *crm__cells_add(&words->keys, key, at, 0, NULL) = (int64_t)words->count;
    *crm__cells_add(&words->spellings, hash, probe, 0, NULL) = (int64_t)words->count;
    if (word->number >= 0 && (!alike || comes_first(words, word)))
        words->shown[word->number] = words->count;
    words->list[words->count++] = *word;
    return CRM_OK;
}

crm_status
crm__words_number(struct crm__words *words, const char *text, size_t length, int64_t *out_number)
{
    int64_t hash = hash_of(text, length), probe;
    const struct crm__word *known = find(words, true, text, length, hash, &probe);
    struct crm__word word = {.length = length};
    crm_status status;

    if (known) {
        *out_number = known->number;
        return CRM_OK;
    }
    word.text = crm__copy_text(words->memory, text, length);
    if (!word.text)
        return CRM_ERROR_MEMORY;
    status = crm__fold(words->memory, text, length, &word.folded, &word.folded_length,
                       &word.folded_capacity);
    if (status == CRM_OK)
        status = enter(words, &word, hash, probe);
    if (status != CRM_OK) {
        word_done(words->memory, &word);
        return CRM_ERROR_MEMORY;
    }
    *out_number = word.number;
    return CRM_OK;
}

const char *
crm__words_text(const struct crm__words *words, int64_t number, size_t *out_length)
{
    const struct crm__word *word;

    *out_length = 0;
    if (number < 0 || number >= words->numbers)
        return NULL;
    word = &words->list[words->shown[number]];
    *out_length = word->length;
    return word->text;
}

int
crm__text_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t least = a_length < b_length ? a_length : b_length;
    int order;

    if (!a || !b)
        return !a - !b;
    order = least == 0 ? 0 : memcmp(a, b, least);
    if (order != 0)
        return order;
    return a_length < b_length ? -1 : a_length > b_length;
}
