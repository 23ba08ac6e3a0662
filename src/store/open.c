/*
 * open.c - opening a context over a store, and closing it. crm_open that fails hands out a closed
 * context, so that the caller can read why.
 */
#include <string.h>

#include "base/abi.h"
#include "base/calendar.h"
#include "base/currency.h"
#include "store/call.h"
#include "store/scan.h"
#include "store/unit.h"

#define DEFAULT_MAX_ROWS 16777216

/* Sizes in version 0.1: up to the last member of then. */
#define OPTIONS_FIRST_SIZE (offsetof(crm_options, reserved) + sizeof(int32_t))

static const crm_options options_init = CRM_OPTIONS_INIT;
static const crm_store store_init = CRM_STORE_INIT;

crm_status
crm_options_init(crm_options *options, size_t size)
{
    return crm__struct_init(options, size, &options_init, sizeof options_init, OPTIONS_FIRST_SIZE);
}

crm_status
crm_store_init(crm_store *store, size_t size)
{
    return crm__struct_init(store, size, &store_init, sizeof store_init, CRM__STORE_FIRST_SIZE);
}

/* The allocator has to be known before anything else can be told: it is read first. */
static struct crm__memory
memory_of(const crm_options *given)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    size_t end = offsetof(crm_options, memory_self) + sizeof(void *);

    if (given && given->size >= end && given->memory) {
        memory.resize = given->memory;
        memory.self = given->memory_self;
    }
    return memory;
}

static crm_status
take_zone(crm_context *crm, const crm_options *options)
{
    if (options->zone_count == 0 || !options->zone)
        return CRM_OK;
    for (size_t i = 0; i < options->zone_count; i++) {
        const crm_zone_change *change = &options->zone[i];

        if (!crm__instant_valid(change->at) || change->offset_seconds < -86399 ||
            change->offset_seconds > 86399 || change->reserved != 0 ||
            (i && change->at <= change[-1].at))
            return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                             "zone entry %llu is out of range or out of order",
                             (unsigned long long)i);
    }
    crm->zone = crm__alloc_array(&crm->memory, options->zone_count, sizeof *crm->zone);
    if (!crm->zone)
        return crm__no_memory(crm);
    memcpy(crm->zone, options->zone, options->zone_count * sizeof *crm->zone);
    crm->zone_count = options->zone_count;
    return CRM_OK;
}

static crm_status
take_store(crm_context *crm, const crm_store *given)
{
    crm_status status;

    if (!given) {
        crm->own_store = store_init;
        status = crm_memory_store(crm->memory.resize, crm->memory.self, &crm->own_store);
        if (status != CRM_OK)
            return crm__no_memory(crm);
        crm->store = crm->own_store;
        return CRM_OK;
    }
    status =
        crm__struct_read(&crm->store, sizeof crm->store, CRM__STORE_FIRST_SIZE, given, &store_init);
    if (status != CRM_OK) {
        memset(&crm->store, 0, sizeof crm->store);
        return crm__fail(crm, status, 0, 0, -1, "crm_store is of size %lu, not of this library",
                         (unsigned long)given->size);
    }
    if (!crm->store.hold != !crm->store.release)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "a store has both hold and release, or neither");
    return CRM_OK;
}

static crm_status
take_options(crm_context *crm, const crm_options *given)
{
    crm_options options;
    crm_status status = crm__struct_read(&options, sizeof options, OPTIONS_FIRST_SIZE,
                                         given ? given : &options_init, &options_init);

    if (status != CRM_OK)
        return crm__fail(crm, status, 0, 0, -1, "crm_options is of size %lu, not of this library",
                         (unsigned long)given->size);
    status = take_store(crm, options.store);
    if (status != CRM_OK)
        return status;
    if (options.flags != 0 || options.reserved != 0)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "flags and reserved are 0");
    if (options.currency != 0 && !crm__currency_valid(options.currency))
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "the currency is none of ISO 4217");
    crm->clock = options.clock;
    crm->clock_self = options.clock_self;
    crm->progress = options.progress;
    crm->progress_self = options.progress_self;
    crm->currency = options.currency;
    crm->max_rows = options.max_rows ? options.max_rows : DEFAULT_MAX_ROWS;
    status = take_zone(crm, &options);
    if (status != CRM_OK)
        return status;
    crm->unit = crm__unit_new(crm);
    return crm->unit ? CRM_OK : crm__no_memory(crm);
}

/* Everything that needs the store ends here; what children may still read stays. */
static void
shut(crm_context *crm)
{
    if (crm->unit && crm->unit->open)
        crm__unit_rollback(crm);
    crm__scans_finish(crm);
    crm__call_close(crm);
    crm_memory_store_free(&crm->own_store);
    memset(&crm->store, 0, sizeof crm->store);
    crm__unit_free(crm);
    crm->closed = true;
}

/* A store that no context has taken is closed all the same, as far as it can be read. */
static void
close_store_of(const crm_options *given)
{
    const crm_store *store;

    if (!given || given->size < offsetof(crm_options, store) + sizeof(void *))
        return;
    store = given->store;
    if (store && store->size >= CRM__STORE_FIRST_SIZE && store->close)
        store->close(store->self);
}

crm_status
crm_open(const crm_options *options, crm_context **out_context)
{
    struct crm__memory memory = memory_of(options);
    crm_context *crm;
    crm_status status;

    if (!out_context)
        return CRM_ERROR_ARGUMENT;
    *out_context = NULL;
    crm = crm__alloc(&memory, sizeof *crm);
    if (!crm) {
        close_store_of(options);
        return CRM_ERROR_MEMORY;
    }
    crm->memory = memory;
    crm->error.field = -1;
    status = take_options(crm, options);
    if (status != CRM_OK) {
        if (!crm->store.size)
            close_store_of(options);
        shut(crm);
    }
    *out_context = crm;
    return status;
}

void
crm_close(crm_context *crm)
{
    crm_status status;

    if (!crm)
        return;
    status = crm__enter(crm);
    if (status == CRM_ERROR_REENTRANT || status == CRM_ERROR_STATE)
        return;
    if (status == CRM_OK) {
        shut(crm);
        crm__leave(crm);
    }
    if (crm->handed_back)
        return;
    crm->handed_back = true;
    if (crm->children == 0)
        crm__context_free(crm);
}
