/*
 * way.h - what is measured, in whichever way it is done: each way keeps the same contacts and
 * purchases and does the same steps with them, so that any two can be set side by side.
 */
#ifndef WAY_H
#define WAY_H

#include <stddef.h>
#include <stdint.h>

enum { CONTACTS = 100000, PURCHASES = 1000000, BATCH = 100000 };

struct contact {
    char external_id[16];
    char last_name[24];
    char first_name[16];
    char email[40];
    int64_t account;
};

/* Column by column, as a loader has them. */
struct purchases {
    int64_t account[PURCHASES];
    int64_t product[PURCHASES];
    int64_t quantity[PURCHASES];
    int64_t net_amount[PURCHASES];
    int32_t day[PURCHASES];
    int32_t type[PURCHASES];
    int32_t currency[PURCHASES];
};

struct world {
    struct contact contacts[CONTACTS];
    struct purchases purchases;
};

struct way {
    const char *name;
    size_t saves; /* single ones a round: a transaction on a disk takes long */
    void *(*open)(const struct world *world,
                  const char *file); /* empty; file for those who need one */
    void (*close)(void *self);
    void (*save)(void *self, size_t first, size_t count);         /* one by one */
    size_t (*load)(void *self, size_t first, size_t count);       /* by id; bytes of last names */
    void (*unit)(void *self, size_t first, size_t count);         /* one by one, kept together */
    void (*put_contacts)(void *self, size_t first, size_t count); /* at once */
    void (*put_purchases)(void *self, size_t first, size_t count);
    int64_t (*scan)(void *self); /* sum of net amounts of purchases on even days */
};

extern const struct way way_memory_store, way_hash_map, way_sqlite_store, way_sqlite_by_hand;

void bench_fail(const char *what, const char *why); /* ends the program */

#endif
