/* plain.c - see plain.h. */
#include "plain.h"

#include <string.h>

#define NO_WORD (-777)

int64_t
word_of(const char *text, size_t length)
{
    for (int i = 0; i < WORDS; i++)
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0)
            return i;
    return NO_WORD;
}

void
take_row(const crm_table *table, size_t at, struct row *row)
{
    row_clear(row, crm_table_kind(table));
    for (int i = 0; i < CELLS; i++) {
        int32_t type = crm_schema_type(NULL, row->kind, FIELD_AT(i));
        size_t length = 0;
        const char *text;

        if (type == CRM_TYPE_TEXT) {
            text = crm_table_text(table, at, FIELD_AT(i), &length);
            if (text)
                row->cell[i] = word_of(text, length);
        } else if (type) {
            crm_table_int(table, at, FIELD_AT(i), &row->cell[i]);
        }
    }
}

void
give_row(const struct row *row, crm_table *table, size_t at)
{
    for (int i = 0; i < CELLS; i++) {
        if (row->cell[i] == NONE)
            continue;
        if (crm_schema_type(NULL, row->kind, FIELD_AT(i)) == CRM_TYPE_TEXT)
            crm_table_set_text(table, at, FIELD_AT(i), words[row->cell[i]], CRM_TEXT_NUL);
        else
            crm_table_set_int(table, at, FIELD_AT(i), row->cell[i]);
    }
}

static void
add_row(const struct row *row, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);
    size_t at = crm_table_rows(table);

    if (crm_table_add(table, 1) == CRM_OK)
        give_row(row, table, at);
}

static struct row *
find(struct plain *plain, crm_kind kind, int64_t id)
{
    for (int i = 0; i < plain->count; i++)
        if (plain->rows[i].kind == kind && CELL(&plain->rows[i], CRM_FIELD_ID) == id)
            return &plain->rows[i];
    return NULL;
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    for (size_t i = 0; i < count; i++) {
        const struct row *row = find(self, kind, ids[i]);

        if (row)
            add_row(row, reply);
    }
    crm_reply_end(reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct plain *plain = self;

    for (int i = 0; i < plain->count; i++)
        if (plain->rows[i].kind == crm_query_kind(query))
            add_row(&plain->rows[i], reply);
    crm_reply_end(reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct plain *plain = self;
    crm_id ids[16];

    (void)kind;
    for (size_t i = 0; i < count && i < 16; i++)
        ids[i] = ++plain->last_id;
    crm_reply_ids(reply, ids, count);
}

/* Is a row in that version; 0 = not there? */
static bool
is_as(struct plain *plain, crm_kind kind, int64_t id, int64_t version)
{
    const struct row *row = find(plain, kind, id);

    return version == 0 ? row == NULL : row && CELL(row, CRM_FIELD_VERSION) == version;
}

static bool
all_as(struct plain *plain, const crm_table *table, int64_t less, crm_reply *reply)
{
    for (size_t i = 0; i < crm_table_rows(table); i++) {
        int64_t id = 0, version = 0;

        crm_table_int(table, i, CRM_FIELD_ID, &id);
        crm_table_int(table, i, CRM_FIELD_VERSION, &version);
        if (is_as(plain, crm_table_kind(table), id, version - less))
            continue;
        crm_reply_conflict(reply, crm_table_kind(table), id);
        return false;
    }
    return true;
}

static void
drop(struct plain *plain, const crm_table *table)
{
    for (size_t i = 0; i < crm_table_rows(table); i++) {
        int64_t id = 0;
        struct row *row;

        crm_table_int(table, i, CRM_FIELD_ID, &id);
        row = find(plain, crm_table_kind(table), id);
        if (row)
            *row = plain->rows[--plain->count];
    }
}

static bool
has_twin(const struct plain *plain)
{
    for (int i = 0; i < plain->count; i++)
        for (int j = 0; j < i; j++)
            if (plain->rows[i].kind == plain->rows[j].kind &&
                CELL(&plain->rows[i], CRM_FIELD_EXTERNAL_ID) != NONE &&
                CELL(&plain->rows[i], CRM_FIELD_EXTERNAL_ID) ==
                    CELL(&plain->rows[j], CRM_FIELD_EXTERNAL_ID))
                return true;
    return false;
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct plain *plain = self;
    static struct row former[ROWS];
    int count = plain->count;

    for (size_t i = 0; i < crm_changes_groups(changes); i++)
        if (!all_as(plain, crm_changes_checks(changes, i), 0, reply) ||
            !all_as(plain, crm_changes_removes(changes, i), 0, reply) ||
            !all_as(plain, crm_changes_puts(changes, i), 1, reply))
            return;
    memcpy(former, plain->rows, (size_t)count * sizeof *former);
    for (size_t i = 0; i < crm_changes_groups(changes); i++) {
        const crm_table *puts = crm_changes_puts(changes, i);

        drop(plain, crm_changes_removes(changes, i));
        drop(plain, puts);
        for (size_t row = 0; row < crm_table_rows(puts); row++)
            take_row(puts, row, &plain->rows[plain->count++]);
    }
    if (has_twin(plain)) {
        memcpy(plain->rows, former, (size_t)count * sizeof *former);
        plain->count = count;
        crm_reply_fail(reply, CRM_ERROR_DUPLICATE, 0, "the external id is taken");
        return;
    }
    plain->done = plain->unsure;
    if (plain->unsure)
        crm_reply_fail(reply, CRM_ERROR_UNCERTAIN, 0, "no answer");
    else
        crm_reply_ok(reply);
    plain->unsure = false;
}

static void
hold(void *self, crm_reply *reply)
{
    (void)self;
    crm_reply_ok(reply);
}

static void
release(void *self)
{
    (void)self;
}

crm_store
plain_store(struct plain *plain)
{
    crm_store store = CRM_STORE_INIT;

    store.self = plain;
    store.get = get;
    store.scan = scan;
    store.apply = apply;
    store.reserve = reserve;
    store.hold = hold;
    store.release = release;
    return store;
}
