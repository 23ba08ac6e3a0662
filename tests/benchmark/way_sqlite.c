/*
 * way_sqlite.c - the SQLite host, and what somebody would write by hand on the same tables, made by
 * that host: statements prepared once, a transaction for each save, one for each batch. By hand
 * only columns that have a value are named.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sqlite_store.h"
#include "way_library.h"

static void
open_host(const char *file, crm_store *store)
{
    char words[160];

    if (sqlite_store_open(file, 0, store, words, sizeof words) != CRM_OK)
        bench_fail(file, words);
}

static void *
host_open(const struct world *world, const char *file)
{
    crm_store store;

    open_host(file, &store);
    return library_open(world, &store);
}

const struct way way_sqlite_store = {
    "SQLite host",         500,          host_open,    library_close,
    library_save,          library_load, library_unit, library_put_contacts,
    library_put_purchases, library_scan};

/* ---- By hand ---- */

enum { BEGIN, COMMIT, ADD_CONTACT, ADD_PURCHASE, GET, SUM, STATEMENTS };

static const char *const sentences[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ADD_CONTACT] = "INSERT INTO crm_contact (version, external_id, created, modified, last_name,"
                    " first_name, email, account) VALUES (1, ?1, ?6, ?6, ?2, ?3, ?4, ?5)",
    [ADD_PURCHASE] = "INSERT INTO crm_purchase (version, modified, account, product, day, type,"
                     " quantity, net_amount, currency) VALUES (1, ?8, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [GET] = "SELECT id, version, external_id, created, modified, last_name, first_name, email,"
            " account FROM crm_contact WHERE id = ?1",
    [SUM] = "SELECT id, version, day, net_amount FROM crm_purchase",
};

struct hand {
    const struct world *world;
    sqlite3 *db;
    int64_t now;
    sqlite3_stmt *statements[STATEMENTS];
};

static void
need(struct hand *self, const char *step, bool good)
{
    if (!good)
        bench_fail(step, sqlite3_errmsg(self->db));
}

static void
say(struct hand *self, int which)
{
    need(self, sentences[which], sqlite3_step(self->statements[which]) == SQLITE_DONE);
    sqlite3_reset(self->statements[which]);
}

static void *
hand_open(const struct world *world, const char *file)
{
    struct hand *self = calloc(1, sizeof *self);
    crm_store store;
    void *maker;

    if (!self)
        bench_fail(file, "no memory");
    open_host(file, &store);
    maker = library_open(world, &store);
    library_save(maker, 0, 1); /* the host makes a table when it is first used */
    library_put_purchases(maker, 0, 1);
    library_close(maker);
    self->world = world;
    self->now = (int64_t)time(NULL) * 1000000;
    need(self, file,
         sqlite3_open_v2(file, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
             SQLITE_OK);
    sqlite3_exec(self->db,
                 "DELETE FROM crm_contact; DELETE FROM crm_purchase;"
                 "UPDATE sqlite_sequence SET seq = 0",
                 NULL, NULL, NULL);
    for (size_t i = 0; i < STATEMENTS; i++)
        need(self, sentences[i],
             sqlite3_prepare_v2(self->db, sentences[i], -1, &self->statements[i], NULL) ==
                 SQLITE_OK);
    return self;
}

static void
hand_close(void *data)
{
    struct hand *self = data;

    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(self->statements[i]);
    sqlite3_close(self->db);
    free(self);
}

static void
add_contact(struct hand *self, const struct contact *from)
{
    sqlite3_stmt *statement = self->statements[ADD_CONTACT];

    sqlite3_bind_text(statement, 1, from->external_id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, from->last_name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, from->first_name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, from->email, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 5, from->account);
    sqlite3_bind_int64(statement, 6, self->now);
    say(self, ADD_CONTACT);
}

static void
hand_save(void *data, size_t first, size_t count)
{
    struct hand *self = data;

    for (size_t i = first; i < first + count; i++) {
        say(self, BEGIN);
        add_contact(self, &self->world->contacts[i]);
        say(self, COMMIT);
    }
}

static void
hand_unit(void *data, size_t first, size_t count)
{
    struct hand *self = data;

    say(self, BEGIN);
    for (size_t i = first; i < first + count; i++)
        add_contact(self, &self->world->contacts[i]);
    say(self, COMMIT);
}

/* As a program would: texts into a struct of its own. */
static size_t
hand_load(void *data, size_t first, size_t count)
{
    struct hand *self = data;
    sqlite3_stmt *statement = self->statements[GET];
    size_t bytes = 0;

    for (size_t i = first; i < first + count; i++) {
        struct contact contact;

        sqlite3_bind_int64(statement, 1, (int64_t)i + 1);
        need(self, "load", sqlite3_step(statement) == SQLITE_ROW);
        sqlite3_snprintf(sizeof contact.external_id, contact.external_id, "%s",
                         sqlite3_column_text(statement, 2));
        sqlite3_snprintf(sizeof contact.last_name, contact.last_name, "%s",
                         sqlite3_column_text(statement, 5));
        sqlite3_snprintf(sizeof contact.first_name, contact.first_name, "%s",
                         sqlite3_column_text(statement, 6));
        sqlite3_snprintf(sizeof contact.email, contact.email, "%s",
                         sqlite3_column_text(statement, 7));
        contact.account = sqlite3_column_int64(statement, 8);
        bytes += contact.account ? strlen(contact.last_name) : 0;
        sqlite3_reset(statement);
    }
    return bytes;
}

static void
hand_put_purchases(void *data, size_t first, size_t count)
{
    struct hand *self = data;
    const struct purchases *from = &self->world->purchases;
    sqlite3_stmt *statement = self->statements[ADD_PURCHASE];

    say(self, BEGIN);
    for (size_t i = first; i < first + count; i++) {
        sqlite3_bind_int64(statement, 1, from->account[i]);
        sqlite3_bind_int64(statement, 2, from->product[i]);
        sqlite3_bind_int(statement, 3, from->day[i]);
        sqlite3_bind_int(statement, 4, from->type[i]);
        sqlite3_bind_int64(statement, 5, from->quantity[i]);
        sqlite3_bind_int64(statement, 6, from->net_amount[i]);
        sqlite3_bind_int(statement, 7, from->currency[i]);
        sqlite3_bind_int64(statement, 8, self->now);
        say(self, ADD_PURCHASE);
    }
    say(self, COMMIT);
}

static int64_t
hand_scan(void *data)
{
    struct hand *self = data;
    sqlite3_stmt *statement = self->statements[SUM];
    int64_t sum = 0;
    int code;

    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        sum += sqlite3_column_int(statement, 2) % 2 ? 0 : sqlite3_column_int64(statement, 3);
    need(self, "scan", code == SQLITE_DONE);
    sqlite3_reset(statement);
    return sum;
}

const struct way way_sqlite_by_hand = {"SQLite by hand",   500,       hand_open, hand_close,
                                       hand_save,          hand_load, hand_unit, hand_unit,
                                       hand_put_purchases, hand_scan};
