/*
 * inside.c - memory, structs and arithmetic for the files of libcrm-testing. They stand here once
 * more because this library sees no more of libcrm than any other program does.
 */
#include "testing/inside.h"

#include <stdlib.h>
#include <string.h>

#define STRUCT_MAX 4096 /* no struct of a caller is longer, in any version */
#define STORE_FIRST_SIZE CRM__UP_TO(crm_store, close)

static void *
libc_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

struct crm__testing_memory
crm__testing_memory_of(crm_resize *resize, void *self)
{
    struct crm__testing_memory memory = {resize ? resize : libc_resize, self};

    return memory;
}

void *
crm__testing_alloc(const struct crm__testing_memory *memory, size_t count, size_t item)
{
    void *block;

    if (count == 0 || item == 0 || count > SIZE_MAX / item)
        return NULL;
    block = memory->resize(memory->self, NULL, 0, count * item);
    if (block)
        memset(block, 0, count * item);
    return block;
}

void
crm__testing_release(const struct crm__testing_memory *memory, void *block, size_t count,
                     size_t item)
{
    if (block)
        memory->resize(memory->self, block, count * item, 0);
}

bool
crm__testing_grow(const struct crm__testing_memory *memory, void **items, size_t *capacity,
                  size_t needed, size_t item)
{
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    char *grown;

    if (needed <= *capacity)
        return true;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2)
            return false;
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / item)
        return false;
    grown = memory->resize(memory->self, *items, *capacity * item, wanted * item);
    if (!grown)
        return false;
    memset(grown + *capacity * item, 0, (wanted - *capacity) * item);
    *items = grown;
    *capacity = wanted;
    return true;
}

static void
set_size(void *object, size_t size)
{
    uint32_t stored = (uint32_t)size;

    memcpy(object, &stored, sizeof stored);
}

crm_status
crm__testing_init(void *given, size_t given_size, const void *init, size_t known_size,
                  size_t first_size)
{
    if (!given)
        return CRM_ERROR_ARGUMENT;
    if (given_size < first_size || given_size > STRUCT_MAX)
        return CRM_ERROR_ABI;
    memset(given, 0, given_size);
    memcpy(given, init, given_size < known_size ? given_size : known_size);
    set_size(given, given_size);
    return CRM_OK;
}

crm_status
crm__testing_take_store(const crm_store *given, crm_store *known)
{
    const unsigned char *bytes = (const unsigned char *)given;
    const crm_store none = CRM_STORE_INIT;
    size_t size;

    if (!given)
        return CRM_ERROR_ARGUMENT;
    size = given->size;
    if (size < STORE_FIRST_SIZE || size > STRUCT_MAX)
        return CRM_ERROR_ABI;
    for (size_t i = sizeof *known; i < size; i++) {
        if (bytes[i] != 0)
            return CRM_ERROR_ABI;
    }
    *known = none;
    memcpy(known, given, size < sizeof *known ? size : sizeof *known);
    set_size(known, sizeof *known);
    return CRM_OK;
}

crm_status
crm__testing_give_store(const crm_store *known, crm_store *given)
{
    if (!given)
        return CRM_ERROR_ARGUMENT;
    return crm__testing_init(given, given->size, known, sizeof *known, STORE_FIRST_SIZE);
}

uint64_t
crm__testing_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

uint64_t
crm__testing_random(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return crm__testing_mix(*state);
}
