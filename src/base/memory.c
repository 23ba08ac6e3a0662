/*
 * memory.c - the one door to the allocator. Callers pass the old size back, so that a host can
 * account for memory without headers in front of its blocks.
 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void *
crm__libc_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

bool
crm__size_multiply(size_t a, size_t b, size_t *out)
{
    if (a != 0 && b > SIZE_MAX / a)
        return false;
    *out = a * b;
    return true;
}

bool
crm__size_add(size_t a, size_t b, size_t *out)
{
    if (b > SIZE_MAX - a)
        return false;
    *out = a + b;
    return true;
}

void *
crm__alloc(const struct crm__memory *memory, size_t size)
{
    void *block;

    if (size == 0)
        return NULL;
    block = memory->resize(memory->self, NULL, 0, size);
    if (block)
        memset(block, 0, size);
    return block;
}

void *
crm__alloc_array(const struct crm__memory *memory, size_t count, size_t item)
{
    size_t size;

    return crm__size_multiply(count, item, &size) ? crm__alloc(memory, size) : NULL;
}

void *
crm__raw_array(const struct crm__memory *memory, size_t count, size_t item)
{
    size_t size;

    if (!crm__size_multiply(count, item, &size) || size == 0)
        return NULL;
    return memory->resize(memory->self, NULL, 0, size);
}

void
crm__free(const struct crm__memory *memory, void *block, size_t size)
{
    if (block)
        memory->resize(memory->self, block, size, 0);
}

void
crm__free_array(const struct crm__memory *memory, void *block, size_t count, size_t item)
{
    crm__free(memory, block, count * item);
}

crm_status
crm__grow_block(const struct crm__memory *memory, void **block, size_t *capacity, size_t needed,
                size_t item, bool zeroed)
{
    size_t wanted = *capacity < 8 ? 8 : *capacity, bytes;
    void *grown;

    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2)
            return CRM_ERROR_MEMORY;
        wanted *= 2;
    }
    if (!crm__size_multiply(wanted, item, &bytes))
        return CRM_ERROR_MEMORY;
    grown = memory->resize(memory->self, *block, *capacity * item, bytes);
    if (!grown)
        return CRM_ERROR_MEMORY;
    if (zeroed)
        memset((char *)grown + *capacity * item, 0, bytes - *capacity * item);
    *block = grown;
    *capacity = wanted;
    return CRM_OK;
}

char *
crm__copy_text(const struct crm__memory *memory, const char *bytes, size_t length)
{
    char *copy;

    if (length == SIZE_MAX)
        return NULL;
    copy = memory->resize(memory->self, NULL, 0, length + 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = 0;
    return copy;
}
