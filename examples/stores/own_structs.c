/*
 * own_structs.c - a store over the structs of a program. One list says which field stands where in
 * which struct; fields that are not in it become extras, so that nothing that the library writes is
 * lost. Records are found by walking a list: a program of some size has an index there.
 */
#include "own_structs.h"

#include <stdlib.h>
#include <string.h>

/* ---- What stands where ---- */

#define IN(KIND, type, FIELD, member)                                                              \
    {                                                                                              \
        CRM_KIND_##KIND, CRM_##KIND##_##FIELD, offsetof(struct type, member)                       \
    }

static const struct place {
    crm_kind kind;
    crm_field field;
    size_t offset; /* of a char *, or of an int64_t, as the type of the field says */
} places[] = {
    IN(ACCOUNT, customer, NAME, name),
    IN(ACCOUNT, customer, CITY, city),
    IN(ACCOUNT, customer, COUNTRY, country),
    IN(ACCOUNT, customer, OWNER, salesman),
    IN(ACCOUNT, customer, PARENT, parent),
    IN(LINK, ownership, CHILD, child),
    IN(LINK, ownership, PARENT, parent),
    IN(LINK, ownership, TYPE, type),
    IN(LINK, ownership, VALID_FROM, from),
    IN(LINK, ownership, VALID_TO, to),
    IN(PIPELINE, funnel, NAME, name),
    IN(STAGE, step, NAME, name),
    IN(STAGE, step, PIPELINE, funnel),
    IN(STAGE, step, POSITION, position),
    IN(STAGE, step, OUTCOME, outcome),
    IN(STAGE, step, PROBABILITY_BP, chance),
    IN(OPPORTUNITY, deal, NAME, title),
    IN(OPPORTUNITY, deal, ACCOUNT, customer),
    IN(OPPORTUNITY, deal, OWNER, salesman),
    IN(OPPORTUNITY, deal, PIPELINE, funnel),
    IN(OPPORTUNITY, deal, STAGE, step),
    IN(OPPORTUNITY, deal, AMOUNT, cents),
    IN(OPPORTUNITY, deal, CURRENCY, currency),
    IN(OPPORTUNITY, deal, CLOSE_DAY, due),
    IN(OPPORTUNITY, deal, CLOSED_DAY, closed),
    IN(TRANSITION, event, OPPORTUNITY, deal),
    IN(TRANSITION, event, SEQ, number),
    IN(TRANSITION, event, TYPE, type),
    IN(TRANSITION, event, AT, at),
    IN(TRANSITION, event, STAGE, step),
    IN(TRANSITION, event, PIPELINE, funnel),
    IN(TRANSITION, event, OUTCOME, outcome),
    IN(TRANSITION, event, AMOUNT, cents),
    IN(TRANSITION, event, CURRENCY, currency),
    IN(TRANSITION, event, REASON, reason),
};
enum { PLACES = sizeof places / sizeof *places };

static const size_t sizes[KINDS] = {
    [CRM_KIND_ACCOUNT] = sizeof(struct customer), [CRM_KIND_LINK] = sizeof(struct ownership),
    [CRM_KIND_PIPELINE] = sizeof(struct funnel),  [CRM_KIND_STAGE] = sizeof(struct step),
    [CRM_KIND_OPPORTUNITY] = sizeof(struct deal), [CRM_KIND_TRANSITION] = sizeof(struct event)};

/* The place of a text in a record, NULL if it is that of a number; and the other way round. */
static char **
text_at(const struct entry *entry, const struct place *place)
{
    bool text = crm_schema_type(NULL, place->kind, place->field) == CRM_TYPE_TEXT;

    return text ? (char **)((char *)entry + place->offset) : NULL;
}

static int64_t *
number_at(const struct entry *entry, const struct place *place)
{
    return text_at(entry, place) ? NULL : (int64_t *)((char *)entry + place->offset);
}

void *
office_find(struct office *office, crm_kind kind, int64_t number)
{
    struct entry *entry = office->lists[kind];

    while (entry && entry->number != number)
        entry = entry->next;
    return entry;
}

/* ---- Reading: a record becomes a row ---- */

static void
give(const struct entry *entry, crm_kind kind, crm_table *table)
{
    size_t row = crm_table_rows(table);

    crm_table_add(table, 1); /* what fails here sticks to the table, and the library sees it */
    crm_table_set_int(table, row, CRM_FIELD_ID, entry->number);
    crm_table_set_int(table, row, CRM_FIELD_VERSION, entry->version);
    crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, entry->key, CRM_TEXT_NUL);
    for (const struct place *place = places; place < places + PLACES; place++) {
        if (place->kind != kind)
            continue;
        if (text_at(entry, place))
            crm_table_set_text(table, row, place->field, *text_at(entry, place), CRM_TEXT_NUL);
        else if (*number_at(entry, place) != NO_NUMBER)
            crm_table_set_int(table, row, place->field, *number_at(entry, place));
    }
    for (const struct extra *extra = entry->extras; extra; extra = extra->next) {
        int32_t column = crm_table_column(table, extra->name);
        double real;

        memcpy(&real, &extra->value, sizeof real);
        if (extra->text)
            crm_table_set_text(table, row, column, extra->text, CRM_TEXT_NUL);
        else if (crm_table_type(table, column) == CRM_TYPE_DOUBLE)
            crm_table_set_double(table, row, column, real);
        else if (column >= 0) /* else one that another program defined */
            crm_table_set_int(table, row, column, extra->value);
    }
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    for (size_t i = 0; i < count; i++)
        if (office_find(self, kind, ids[i]))
            give(office_find(self, kind, ids[i]), kind, crm_reply_table(reply));
    crm_reply_ok(reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct office *office = self;
    crm_kind kind = crm_query_kind(query);

    for (const struct entry *entry = office->lists[kind]; entry; entry = entry->next)
        give(entry, kind, crm_reply_table(reply));
    crm_reply_end(reply);
}

/* ---- Writing: a row becomes a record ---- */

static crm_status
copy_text(char **out, const char *text, size_t length)
{
    *out = malloc(length + 1);
    if (!*out)
        return CRM_ERROR_MEMORY;
    memcpy(*out, text, length);
    (*out)[length] = '\0';
    return CRM_OK;
}

static crm_status
keep_extra(struct entry *entry, const char *name, const char *text, size_t length, int64_t value)
{
    struct extra *extra = calloc(1, sizeof *extra);
    crm_status status = extra ? CRM_OK : CRM_ERROR_MEMORY;

    if (!extra)
        return status;
    *extra = (struct extra){.next = entry->extras, .value = value};
    entry->extras = extra;
    if (text)
        status = copy_text(&extra->text, text, length);
    return status == CRM_OK ? copy_text(&extra->name, name, strlen(name)) : status;
}

/* A value in its place in the struct, or else as an extra. */
static crm_status
keep_cell(struct entry *entry, const crm_table *table, size_t row, int32_t column)
{
    size_t length = 0;
    const char *text = crm_table_text(table, row, column, &length);
    int64_t value = 0;
    double real;

    if (crm_table_double(table, row, column, &real) == CRM_OK)
        memcpy(&value, &real, sizeof value);
    else if (!text && crm_table_int(table, row, column, &value) != CRM_OK)
        return CRM_OK; /* none */
    if (column == CRM_FIELD_EXTERNAL_ID)
        return copy_text(&entry->key, text, length);
    for (const struct place *place = places; place < places + PLACES; place++) {
        if (place->kind != crm_table_kind(table) || place->field != column)
            continue;
        if (text)
            return copy_text(text_at(entry, place), text, length);
        *number_at(entry, place) = value;
        return value == NO_NUMBER ? CRM_ERROR_STORE : CRM_OK;
    }
    return keep_extra(entry, crm_table_name(table, column), text, length, value);
}

static int64_t
number_in(const crm_table *table, size_t row, crm_field field)
{
    int64_t value = 0;

    crm_table_int(table, row, field, &value);
    return value;
}

/* Make the record of a row, and put it before a list. */
static crm_status
make(struct office *office, const crm_table *table, size_t row, struct entry **list)
{
    crm_kind kind = crm_table_kind(table);
    struct entry *entry = calloc(1, sizes[kind] ? sizes[kind] : sizeof *entry), *old;
    crm_status status = CRM_OK;

    if (!entry)
        return CRM_ERROR_MEMORY;
    entry->next = *list;
    *list = entry;
    entry->number = number_in(table, row, CRM_FIELD_ID);
    entry->version = number_in(table, row, CRM_FIELD_VERSION);
    for (const struct place *place = places; place < places + PLACES; place++)
        if (place->kind == kind && number_at(entry, place))
            *number_at(entry, place) = NO_NUMBER;
    for (size_t i = 0; i < crm_table_columns(table) && status == CRM_OK; i++)
        if (crm_table_column_at(table, i) > CRM_FIELD_VERSION)
            status = keep_cell(entry, table, row, crm_table_column_at(table, i));
    /* What the writer does not know of stays as it is. */
    old = office_find(office, kind, entry->number);
    for (struct extra *extra = old ? old->extras : NULL; extra; extra = extra->next)
        if (crm_table_column(table, extra->name) < 0 && status == CRM_OK)
            status = keep_extra(entry, extra->name, extra->text,
                                extra->text ? strlen(extra->text) : 0, extra->value);
    return status;
}

/* Free the records of a list, all or those that leave. */
static void
sweep(struct entry **list, crm_kind kind, bool all)
{
    while (*list) {
        struct entry *entry = *list;

        if (!all && !entry->leaving) {
            list = &entry->next;
            continue;
        }
        *list = entry->next;
        for (const struct place *place = places; place < places + PLACES; place++)
            if (place->kind == kind && text_at(entry, place))
                free(*text_at(entry, place));
        for (struct extra *extra = entry->extras; extra; extra = entry->extras) {
            entry->extras = extra->next;
            free(extra->name);
            free(extra->text);
            free(extra);
        }
        free(entry->key);
        free(entry);
    }
}

/* ---- Apply: look at everything, make everything, and only then change anything ---- */

/* Is every row stored in the version told, less `ahead`? *out_id is one that is not. Those that are
   to go are marked. */
static bool
is_as_told(struct office *office, const crm_table *table, int64_t ahead, bool leaving,
           crm_id *out_id)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        struct entry *entry;

        *out_id = number_in(table, row, CRM_FIELD_ID);
        entry = office_find(office, crm_table_kind(table), *out_id);
        if ((entry ? entry->version : 0) != number_in(table, row, CRM_FIELD_VERSION) - ahead)
            return false;
        if (entry && leaving)
            entry->leaving = true;
    }
    return true;
}

/* Has another record, one that stays, this key? */
static bool
is_taken(const struct entry *made, const struct entry *list)
{
    for (; made->key && list; list = list->next)
        if (list != made && !list->leaving && list->key && strcmp(list->key, made->key) == 0)
            return true;
    return false;
}

/* The records that a group makes, in a list of their own. */
static crm_status
prepare(struct office *office, const crm_table *puts, struct entry **made)
{
    crm_status status = CRM_OK;

    for (size_t row = 0; row < crm_table_rows(puts) && status == CRM_OK; row++)
        status = make(office, puts, row, made);
    for (struct entry *entry = *made; entry && status == CRM_OK; entry = entry->next)
        if (is_taken(entry, *made) || is_taken(entry, office->lists[crm_table_kind(puts)]))
            status = CRM_ERROR_DUPLICATE;
    return status;
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct office *office = self;
    struct entry *made[KINDS] = {NULL};
    size_t groups = crm_changes_groups(changes);
    crm_status status = CRM_OK;
    crm_kind kind = 0;
    crm_id id = 0;

    for (size_t i = 0; i < groups && status == CRM_OK; i++) {
        kind = crm_changes_kind(changes, i);
        if (!is_as_told(office, crm_changes_checks(changes, i), 0, false, &id) ||
            !is_as_told(office, crm_changes_removes(changes, i), 0, true, &id) ||
            !is_as_told(office, crm_changes_puts(changes, i), 1, true, &id))
            status = CRM_ERROR_CONFLICT;
        else
            status = prepare(office, crm_changes_puts(changes, i), &made[kind]);
    }
    if (status == CRM_ERROR_CONFLICT)
        crm_reply_conflict(reply, kind, id);
    else if (status != CRM_OK)
        crm_reply_fail(reply, status, 0, status == CRM_ERROR_STORE ? "too small a number" : NULL);
    else
        crm_reply_ok(reply);
    for (kind = 1; kind < KINDS; kind++) {
        struct entry **list = &office->lists[kind];

        if (status != CRM_OK)
            sweep(&made[kind], kind, true);
        else
            sweep(list, kind, false);
        for (; *list; list = &(*list)->next)
            (*list)->leaving = false;
        *list = made[kind];
        for (; *list; list = &(*list)->next) /* who gives numbers of their own uses them up, too */
            if ((*list)->number > office->last_numbers[kind])
                office->last_numbers[kind] = (*list)->number;
    }
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct office *office = self;
    crm_id *ids = calloc(count, sizeof *ids);

    for (size_t i = 0; ids && i < count; i++)
        ids[i] = ++office->last_numbers[kind];
    if (ids)
        crm_reply_ids(reply, ids, count);
    else
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    free(ids);
}

crm_store
office_store(struct office *office)
{
    crm_store store = CRM_STORE_INIT;

    store.self = office;
    store.get = get;
    store.scan = scan;
    store.apply = apply;
    store.reserve = reserve;
    return store;
}

void
office_clear(struct office *office)
{
    for (crm_kind kind = 1; kind < KINDS; kind++)
        sweep(&office->lists[kind], kind, true);
}
