/*
 * cards.c - the first records that are asked for are loaded one by one: a page of text needs few of
 * them. Whoever goes on asking wants a whole table, and then one scan of the kind costs less than a
 * question to the store for each row.
 */
#include "cards.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 64, ONE_BY_ONE = 200 };

struct card {
    crm_id id;
    const char *key, *name;
};

struct pile {
    struct card *cards; /* in the order of ids, once all are read */
    size_t count, capacity, asked;
    bool whole;
};

struct cards {
    crm_context *crm;
    struct pool pool;
    struct pile piles[KINDS];
};

struct cards *
cards_new(crm_context *crm)
{
    struct cards *cards = memory_new(1, sizeof *cards);

    cards->crm = crm;
    return cards;
}

void
cards_free(struct cards *cards)
{
    size_t i;

    if (!cards)
        return;
    for (i = 0; i < KINDS; i++)
        free(cards->piles[i].cards);
    pool_free(&cards->pool);
    free(cards);
}

/* A contact is called by two names, other kinds by their field `name`, if they have one. */
static crm_field
first_name(crm_kind kind)
{
    return kind == CRM_KIND_CONTACT ? CRM_CONTACT_FIRST_NAME : crm_schema_find(NULL, kind, "name");
}

static crm_field
last_name(crm_kind kind)
{
    return kind == CRM_KIND_CONTACT ? CRM_CONTACT_LAST_NAME : -1;
}

/* Two texts, with a blank between them if both are there; NULL if neither is. */
static const char *
join(struct pool *pool, const char *first, size_t first_length, const char *last,
     size_t last_length)
{
    char *both;

    if (!first || !last)
        return first  ? pool_text(pool, first, first_length)
               : last ? pool_text(pool, last, last_length)
                      : NULL;
    both = pool_new(pool, first_length + last_length + 2);
    memcpy(both, first, first_length);
    both[first_length] = ' ';
    memcpy(both + first_length + 1, last, last_length);
    both[first_length + 1 + last_length] = '\0';
    return both;
}

static const char *
of_record(crm_record *record, crm_field field, size_t *out_length)
{
    *out_length = 0;
    return field < 0 ? NULL : crm_record_text(record, field, out_length);
}

static const char *
of_row(const crm_table *table, size_t row, crm_field field, size_t *out_length)
{
    *out_length = 0;
    return field < 0 ? NULL : crm_table_text(table, row, field, out_length);
}

static crm_status
load_one(struct cards *cards, crm_kind kind, crm_id id, struct card *out)
{
    crm_record *record;
    crm_status status = crm_record_load(cards->crm, kind, id, &record);
    size_t length, last_length;
    const char *text, *last;

    if (status != CRM_OK)
        return status;
    text = of_record(record, CRM_FIELD_EXTERNAL_ID, &length);
    out->key = join(&cards->pool, text, length, NULL, 0);
    text = of_record(record, first_name(kind), &length);
    last = of_record(record, last_name(kind), &last_length);
    out->name = join(&cards->pool, text, length, last, last_length);
    crm_record_free(record);
    return CRM_OK;
}

static void
add_rows(struct cards *cards, struct pile *pile, const crm_table *table)
{
    crm_kind kind = crm_table_kind(table);
    size_t rows = crm_table_rows(table), row, length, last_length;

    memory_grow((void **)&pile->cards, &pile->capacity, pile->count + rows, sizeof *pile->cards);
    for (row = 0; row < rows; row++) {
        struct card *card = &pile->cards[pile->count++];
        const char *text = of_row(table, row, CRM_FIELD_EXTERNAL_ID, &length), *last;

        *card = (struct card){0};
        crm_table_int(table, row, CRM_FIELD_ID, &card->id);
        card->key = join(&cards->pool, text, length, NULL, 0);
        text = of_row(table, row, first_name(kind), &length);
        last = of_row(table, row, last_name(kind), &last_length);
        card->name = join(&cards->pool, text, length, last, last_length);
    }
}

static int
by_id(const void *one, const void *other)
{
    crm_id first = ((const struct card *)one)->id, second = ((const struct card *)other)->id;

    return (first > second) - (first < second);
}

static crm_status
want(crm_query *query, crm_field field)
{
    return field < 0 ? CRM_OK : crm_query_want(query, field);
}

static crm_status
read_all(struct cards *cards, crm_kind kind)
{
    struct pile *pile = &cards->piles[kind];
    crm_query *query = crm_query_new(cards->crm, kind);
    crm_scan *scan = NULL;
    const crm_table *table;
    crm_status status;

    status = want(query, CRM_FIELD_EXTERNAL_ID);
    if (status == CRM_OK)
        status = want(query, first_name(kind));
    if (status == CRM_OK)
        status = want(query, last_name(kind));
    if (status == CRM_OK) {
        scan = crm_scan_new(cards->crm, query);
        status = scan ? CRM_OK : crm_error_status(cards->crm);
    }
    while (status == CRM_OK && (status = crm_scan_next(scan, &table)) == CRM_OK)
        add_rows(cards, pile, table);
    crm_scan_free(scan);
    crm_query_free(query);
    if (status != CRM_NONE)
        return status;
    if (pile->count > 0)
        qsort(pile->cards, pile->count, sizeof *pile->cards, by_id);
    pile->whole = true;
    return CRM_OK;
}

crm_status
cards_find(struct cards *cards, crm_kind kind, crm_id id, const char **out_key,
           const char **out_name)
{
    struct pile *pile = kind > 0 && kind < KINDS ? &cards->piles[kind] : NULL;
    struct card found = {.id = id};
    const struct card *card = &found;
    crm_status status = CRM_OK;

    *out_key = *out_name = NULL;
    if (pile && !pile->whole && pile->asked++ == ONE_BY_ONE)
        status = read_all(cards, kind);
    if (status != CRM_OK)
        return status;
    if (pile && pile->whole)
        card = pile->count ? bsearch(&found, pile->cards, pile->count, sizeof found, by_id) : NULL;
    else
        status = load_one(cards, kind, id, &found);
    if (status != CRM_OK || !card)
        return card ? status : CRM_NONE;
    *out_key = card->key;
    *out_name = card->name;
    return CRM_OK;
}
