/*
 * abi.c - the one place that judges the size of a caller's struct. Sizes are copied bytewise, so
 * that nothing is read beyond what the caller said there is.
 */
#include "base/abi.h"

#include <stdbool.h>
#include <string.h>

static bool
size_readable(size_t size, size_t first_size)
{
    return size >= first_size && size <= CRM__STRUCT_MAX;
}

static bool
all_zero(const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

static void
store_size(void *object, size_t size)
{
    uint32_t stored = (uint32_t)size;

    memcpy(object, &stored, sizeof stored);
}

crm_status
crm__struct_read(void *known, size_t known_size, size_t first_size, const void *given,
                 const void *init)
{
    uint32_t size;
    size_t common;

    if (!given) {
        memcpy(known, init, known_size);
        store_size(known, known_size);
        return CRM_OK;
    }
    memcpy(&size, given, sizeof size);
    if (!size_readable(size, first_size))
        return CRM_ERROR_ABI;
    common = size < known_size ? size : known_size;
    if (!all_zero((const unsigned char *)given + common, size - common))
        return CRM_ERROR_ABI;
    memcpy(known, init, known_size);
    memcpy(known, given, common);
    store_size(known, known_size);
    return CRM_OK;
}

crm_status
crm__struct_init(void *given, size_t given_size, const void *init, size_t known_size,
                 size_t first_size)
{
    size_t common = given_size < known_size ? given_size : known_size;

    if (!given)
        return CRM_ERROR_ARGUMENT;
    if (!size_readable(given_size, first_size))
        return CRM_ERROR_ABI;
    memset(given, 0, given_size);
    memcpy(given, init, common);
    store_size(given, given_size);
    return CRM_OK;
}
