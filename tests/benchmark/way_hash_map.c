/*
 * way_hash_map.c - what a program without the library would write to keep records in memory: structs
 * in an array, found by a hash table from ids, texts copied to the heap. It has no schema, no
 * versions, no units of work and no external ids that are looked after.
 */
#include <stdlib.h>
#include <string.h>

#include "way.h"

struct person {
    int64_t id, account;
    char *external_id, *last_name, *first_name, *email;
};

struct sale {
    int64_t id, account, product, quantity, net_amount;
    int32_t day, type, currency;
};

struct map {
    size_t *slots; /* row + 1 */
    size_t capacity, count;
};

struct self {
    const struct world *world;
    struct map by_id[2];
    struct person *persons;
    struct sale *sales;
    size_t person_room, sale_room;
};

static size_t
place(const struct map *map, int64_t id)
{
    return (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (map->capacity - 1);
}

static void *
need(void *block)
{
    if (!block)
        bench_fail("hash map", "no memory");
    return block;
}

static char *
copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(need(malloc(size)), text, size);
}

static void
add(struct map *map, int64_t id)
{
    size_t at;

    if (map->count * 2 >= map->capacity) {
        size_t *old = map->slots;

        map->capacity = map->capacity ? map->capacity * 2 : 64;
        map->slots = need(calloc(map->capacity, sizeof *map->slots));
        free(old);
        for (size_t row = 0; row < map->count; row++) { /* ids are row + 1 here */
            for (at = place(map, (int64_t)row + 1); map->slots[at];)
                at = (at + 1) & (map->capacity - 1);
            map->slots[at] = row + 1;
        }
    }
    for (at = place(map, id); map->slots[at];)
        at = (at + 1) & (map->capacity - 1);
    map->slots[at] = ++map->count;
}

static void *
map_open(const struct world *world, const char *file)
{
    struct self *self = need(calloc(1, sizeof *self));

    (void)file;
    self->world = world;
    return self;
}

static void
map_close(void *data)
{
    struct self *self = data;

    for (size_t i = 0; i < self->by_id[0].count; i++) {
        free(self->persons[i].external_id);
        free(self->persons[i].last_name);
        free(self->persons[i].first_name);
        free(self->persons[i].email);
    }
    free(self->persons);
    free(self->sales);
    free(self->by_id[0].slots);
    free(self->by_id[1].slots);
    free(self);
}

static void
map_save(void *data, size_t first, size_t count)
{
    struct self *self = data;
    struct map *map = &self->by_id[0];

    for (size_t i = first; i < first + count; i++) {
        const struct contact *contact = &self->world->contacts[i];
        struct person *person;

        if (map->count == self->person_room) {
            self->person_room = self->person_room ? self->person_room * 2 : 64;
            self->persons = need(realloc(self->persons, self->person_room * sizeof *self->persons));
        }
        person = &self->persons[map->count];
        person->id = (int64_t)map->count + 1;
        person->account = contact->account;
        person->external_id = copy(contact->external_id);
        person->last_name = copy(contact->last_name);
        person->first_name = copy(contact->first_name);
        person->email = copy(contact->email);
        add(map, person->id);
    }
}

static size_t
map_load(void *data, size_t first, size_t count)
{
    struct self *self = data;
    const struct map *map = &self->by_id[0];
    size_t bytes = 0;

    for (size_t i = first; i < first + count; i++) {
        int64_t id = (int64_t)i + 1;
        size_t at = place(map, id);

        while (map->slots[at] && self->persons[map->slots[at] - 1].id != id)
            at = (at + 1) & (map->capacity - 1);
        if (map->slots[at])
            bytes += strlen(self->persons[map->slots[at] - 1].last_name);
    }
    return bytes;
}

static void
map_put_purchases(void *data, size_t first, size_t count)
{
    struct self *self = data;
    const struct purchases *from = &self->world->purchases;
    struct map *map = &self->by_id[1];

    for (size_t i = first; i < first + count; i++) {
        if (map->count == self->sale_room) {
            self->sale_room = self->sale_room ? self->sale_room * 2 : 64;
            self->sales = need(realloc(self->sales, self->sale_room * sizeof *self->sales));
        }
        self->sales[map->count] = (struct sale){
            .id = (int64_t)map->count + 1,
            .account = from->account[i],
            .product = from->product[i],
            .quantity = from->quantity[i],
            .net_amount = from->net_amount[i],
            .day = from->day[i],
            .type = from->type[i],
            .currency = from->currency[i],
        };
        add(map, (int64_t)map->count + 1);
    }
}

static int64_t
map_scan(void *data)
{
    const struct self *self = data;
    int64_t sum = 0;

    for (size_t i = 0; i < self->by_id[1].count; i++)
        sum += self->sales[i].day % 2 ? 0 : self->sales[i].net_amount;
    return sum;
}

const struct way way_hash_map = {"plain hash map", 20000,    map_open, map_close,         map_save,
                                 map_load,         map_save, map_save, map_put_purchases, map_scan};
