/*
 * memory.h - all memory of the library comes from one realloc-shaped callback; sizes are checked.
 */
#ifndef CRM_BASE_MEMORY_H
#define CRM_BASE_MEMORY_H

#include <stdbool.h>

#include "crm/base.h"

struct crm__memory {
    crm_resize *resize; /* never NULL */
    void *self;
};

/* The default callback: realloc and free of libc. */
void *crm__libc_resize(void *self, void *block, size_t old_size, size_t new_size);

/* a * b and a + b, false if the result does not fit. */
bool crm__size_multiply(size_t a, size_t b, size_t *out);
bool crm__size_add(size_t a, size_t b, size_t *out);

/* size bytes, zeroed; NULL when memory lacks or size is 0. */
void *crm__alloc(const struct crm__memory *memory, size_t size);

/* count items of item bytes, zeroed; NULL when memory lacks, count is 0 or the product overflows.
 */
void *crm__alloc_array(const struct crm__memory *memory, size_t count, size_t item);

/* The same, not zeroed. */
void *crm__raw_array(const struct crm__memory *memory, size_t count, size_t item);

/* Free a block of `size` bytes; NULL is harmless. */
void crm__free(const struct crm__memory *memory, void *block, size_t size);
void crm__free_array(const struct crm__memory *memory, void *block, size_t count, size_t item);

/*
 * Make *block hold at least `needed` items, growing by doubling; new bytes are zeroed.
 * *capacity counts items. On failure nothing has changed. CRM_OK or CRM_ERROR_MEMORY.
 */
crm_status crm__grow_block(const struct crm__memory *memory, void **block, size_t *capacity,
                           size_t needed, size_t item, bool zeroed);

static inline crm_status
crm__grow(const struct crm__memory *memory, void **block, size_t *capacity, size_t needed,
          size_t item)
{
    return needed <= *capacity ? CRM_OK
                               : crm__grow_block(memory, block, capacity, needed, item, true);
}

/* The same with new bytes left as they come: what is never written costs no page of memory. */
static inline crm_status
crm__grow_raw(const struct crm__memory *memory, void **block, size_t *capacity, size_t needed,
              size_t item)
{
    return needed <= *capacity ? CRM_OK
                               : crm__grow_block(memory, block, capacity, needed, item, false);
}

/* A copy of length bytes with a NUL behind; NULL when memory lacks. Free with length + 1. */
char *crm__copy_text(const struct crm__memory *memory, const char *bytes, size_t length);

#endif
