/*
 * inside.h - what the files of libcrm-testing share: memory through a host's allocator, structs of
 * a caller that may be older or newer than this library, a little arithmetic. Nothing of libcrm's
 * inside is used.
 */
#ifndef CRM_TESTING_INSIDE_H
#define CRM_TESTING_INSIDE_H

#include <stdbool.h>

#include "crm/testing.h"

/* An allocator with its self; resize is never NULL. */
struct crm__testing_memory {
    crm_resize *resize;
    void *self;
};

/* The allocator given, or that of libc for NULL. */
struct crm__testing_memory crm__testing_memory_of(crm_resize *resize, void *self);

/* count items of item bytes, zeroed; NULL when memory lacks, the product overflows or is 0. */
void *crm__testing_alloc(const struct crm__testing_memory *memory, size_t count, size_t item);
void crm__testing_release(const struct crm__testing_memory *memory, void *block, size_t count,
                          size_t item);

/* Make *items hold `needed` items; on false nothing has changed. New bytes are zeroed. */
bool crm__testing_grow(const struct crm__testing_memory *memory, void **items, size_t *capacity,
                       size_t needed, size_t item);

/* Bytes of a struct up to and with a member: its size in the version that ended with it. */
#define CRM__UP_TO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

/* Set up a struct of a caller who says it has given_size bytes, first_size at least: what it had in
   its first version. CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_ABI. */
crm_status crm__testing_init(void *given, size_t given_size, const void *init, size_t known_size,
                             size_t first_size);

/* Read a caller's store into *known, callbacks it does not know of being NULL; CRM_OK,
   CRM_ERROR_ARGUMENT, CRM_ERROR_ABI. */
crm_status crm__testing_take_store(const crm_store *given, crm_store *known);

/* Write a store into that of a caller, whose size is set. CRM_OK, CRM_ERROR_ARGUMENT,
   CRM_ERROR_ABI; nothing is written unless CRM_OK. */
crm_status crm__testing_give_store(const crm_store *known, crm_store *given);

/* The next number of a sequence that looks random and is the same everywhere (splitmix64). */
uint64_t crm__testing_random(uint64_t *state);

/* One number well mixed. */
uint64_t crm__testing_mix(uint64_t value);

#endif
