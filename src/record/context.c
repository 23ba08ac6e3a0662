/*
 * context.c - entering and leaving a context, its children, its error, and its zone. Opening and
 * closing need the store and are in store/open.c.
 */
#include "record/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

/* The address of this variable is another one in each thread: a mark without any thread library. */
static _Thread_local char thread_mark;

static uintptr_t
this_thread(void)
{
    return (uintptr_t)&thread_mark;
}

crm_status
crm__enter(crm_context *crm)
{
    uintptr_t nobody = 0;

    if (!crm)
        return CRM_ERROR_ARGUMENT;
    if (!atomic_compare_exchange_strong(&crm->owner, &nobody, this_thread()))
        return nobody == this_thread() ? CRM_ERROR_REENTRANT : CRM_ERROR_STATE;
    if (crm->closed) {
        crm__fail(crm, CRM_ERROR_CLOSED, 0, 0, -1, "the context is closed");
        atomic_store(&crm->owner, 0);
        return CRM_ERROR_CLOSED;
    }
    return CRM_OK;
}

void
crm__leave(crm_context *crm)
{
    struct crm__later *later = crm->later;

    crm->later = NULL;
    atomic_store(&crm->owner, 0);
    while (later) {
        struct crm__later *next = later->next;

        later->release(later->object);
        later = next;
    }
}

void
crm__free_later(crm_context *crm, struct crm__later *later, void *object,
                void (*release)(void *object))
{
    later->object = object;
    later->release = release;
    later->next = crm->later;
    crm->later = later;
}

bool
crm__inside_callback(const crm_context *crm)
{
    return crm->in_callback && atomic_load_explicit(&((crm_context *)crm)->owner,
                                                    memory_order_relaxed) == this_thread();
}

crm_status
crm__peek(crm_context *crm)
{
    uintptr_t owner = atomic_load_explicit(&crm->owner, memory_order_relaxed);

    if (owner)
        return owner == this_thread() ? CRM_ERROR_REENTRANT : CRM_ERROR_STATE;
    return crm->closed ? CRM_ERROR_CLOSED : CRM_OK;
}

void
crm__child_added(crm_context *crm)
{
    crm->children++;
}

void
crm__child_gone(crm_context *crm)
{
    crm->children--;
    if (crm->handed_back && crm->children == 0)
        crm__context_free(crm);
}

void
crm__context_free(crm_context *crm)
{
    struct crm__memory memory = crm->memory;

    for (size_t kind = 0; kind <= CRM__KINDS; kind++) {
        struct crm__customs *customs = &crm->customs[kind];

        for (size_t i = 0; i < customs->count; i++)
            crm__free(&memory, customs->fields[i].name, strlen(customs->fields[i].name) + 1);
        crm__free_array(&memory, customs->fields, customs->capacity, sizeof *customs->fields);
    }
    crm__free_array(&memory, crm->zone, crm->zone_count, sizeof *crm->zone);
    crm__free(&memory, crm, sizeof *crm);
}

/* Cut a text at a character when it had to be cut. */
static void
end_text(char *text, size_t capacity, int written)
{
    size_t end = capacity - 1;

    if (written < 0) {
        text[0] = 0;
        return;
    }
    if ((size_t)written < capacity)
        return;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    text[end] = 0;
}

crm_status
crm__fail(crm_context *crm, crm_status status, crm_kind kind, crm_id id, crm_field field,
          const char *format, ...)
{
    va_list arguments;
    struct crm__error *error;
    int written;

    if (!crm)
        return status;
    error = &crm->error;
    error->status = status;
    error->kind = kind;
    error->id = id;
    error->field = field;
    error->host_code = 0;
    error->host_message[0] = 0;
    va_start(arguments, format);
    written = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    end_text(error->message, sizeof error->message, written);
    return status;
}

/* Put words before the message; it is cut at the end where it gets too long. */
static void
fail_prefix(crm_context *crm, const char *prefix)
{
    char *message = crm->error.message, words[sizeof crm->error.message];
    int written;

    memcpy(words, message, sizeof words);
    written = snprintf(message, sizeof words, "%s%s", prefix, words);
    end_text(message, sizeof words, written);
}

void
crm__fail_at_row(crm_context *crm, size_t row)
{
    char prefix[32];

    snprintf(prefix, sizeof prefix, "row %llu: ", (unsigned long long)row);
    fail_prefix(crm, prefix);
}

void
crm__fail_by(crm_context *crm, const char *callback)
{
    char prefix[32];

    snprintf(prefix, sizeof prefix, "%s gave ", callback);
    fail_prefix(crm, prefix);
}

crm_status
crm__no_memory(crm_context *crm)
{
    return crm__fail(crm, CRM_ERROR_MEMORY, 0, 0, -1, "an allocation failed");
}

const char *
crm_message(crm_context *crm)
{
    return crm ? crm->error.message : "";
}

crm_status
crm_error_status(crm_context *crm)
{
    return crm ? crm->error.status : CRM_ERROR_ARGUMENT;
}

crm_status
crm_error_where(crm_context *crm, crm_kind *out_kind, crm_id *out_id, crm_field *out_field)
{
    if (!crm)
        return CRM_ERROR_ARGUMENT;
    if (crm->error.status == CRM_OK)
        return CRM_NONE;
    if (out_kind)
        *out_kind = crm->error.kind;
    if (out_id)
        *out_id = crm->error.id;
    if (out_field)
        *out_field = crm->error.field;
    return CRM_OK;
}

int64_t
crm_host_code(crm_context *crm)
{
    return crm ? crm->error.host_code : 0;
}

const char *
crm_host_message(crm_context *crm)
{
    return crm ? crm->error.host_message : "";
}

/* Offset in microseconds that holds at an instant. */
static int64_t
offset_at(const crm_context *crm, crm_instant at)
{
    size_t low = 0, high = crm->zone_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (crm->zone[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? (int64_t)crm->zone[low - 1].offset_seconds * 1000000 : 0;
}

crm_day
crm__day_of_instant(const crm_context *crm, crm_instant at)
{
    crm_day day;

    if (!crm__instant_valid(at))
        return CRM_DAY_NONE;
    day = crm__day_floor(at + offset_at(crm, at));
    return crm__day_valid(day) ? day : CRM_DAY_NONE;
}

/*
 * The first instant whose local day is `day` or later. Local midnight minus an offset is right
 * unless the offset changes near it; then the change itself may be the first instant (a night that
 * skips midnight), so all candidates are tried and the earliest that falls on the day is taken.
 */
crm_instant
crm__instant_of_day(const crm_context *crm, crm_day day)
{
    int64_t midnight, best = CRM_INSTANT_NONE;

    if (!crm__day_valid(day))
        return CRM_INSTANT_NONE;
    midnight = day * CRM__MICROSECONDS_A_DAY;
    for (size_t i = 0; i <= crm->zone_count; i++) {
        int64_t offset = i ? (int64_t)crm->zone[i - 1].offset_seconds * 1000000 : 0;
        int64_t from = i ? crm->zone[i - 1].at : INT64_MIN;
        int64_t until = i < crm->zone_count ? crm->zone[i].at : INT64_MAX;
        int64_t candidate = midnight - offset < from ? from : midnight - offset;

        if (candidate >= until || crm__day_floor(candidate + offset) != day)
            continue;
        if (best == CRM_INSTANT_NONE || candidate < best)
            best = candidate;
    }
    return best;
}

crm_day
crm_day_of_instant(crm_context *crm, crm_instant at)
{
    return crm ? crm__day_of_instant(crm, at) : CRM_DAY_NONE;
}

crm_instant
crm_instant_of_day(crm_context *crm, crm_day day)
{
    return crm ? crm__instant_of_day(crm, day) : CRM_INSTANT_NONE;
}
