/*
 * memory_index.h - a hash table from keys that rows hold to the rows: the keys themselves stay in
 * the table, so that one index serves ids and texts alike.
 */
#ifndef CRM_STORE_MEMORY_INDEX_H
#define CRM_STORE_MEMORY_INDEX_H

#include "base/memory.h"

#define CRM__NO_ROW SIZE_MAX

struct crm__index_entry {
    uint64_t hash;
    size_t row; /* + 1; 0 = empty */
};

struct crm__index {
    struct crm__index_entry *entries;
    size_t capacity; /* power of two, or 0 */
    size_t count;
};

/* Does a row hold the key that is looked for? */
typedef bool crm__index_match(const void *context, size_t row);

void crm__index_done(struct crm__index *index, const struct crm__memory *memory);

/* Room so that the next `more` rows need no memory. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__index_reserve(struct crm__index *index, const struct crm__memory *memory,
                              size_t more);

/* Add a row (room is reserved); take out a row that is in it; a row by its key, or CRM__NO_ROW. */
void crm__index_add(struct crm__index *index, uint64_t hash, size_t row);
void crm__index_remove(struct crm__index *index, uint64_t hash, size_t row);
size_t crm__index_find(const struct crm__index *index, uint64_t hash, crm__index_match *match,
                       const void *context);

uint64_t crm__hash_id(int64_t id);
uint64_t crm__hash_text(const char *text, size_t length);

#endif
