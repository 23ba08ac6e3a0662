/*
 * way_library.c - contacts and purchases kept through the library, over whatever store it is given.
 * The tables of a bulk put are filled in the measured time too: from structs cell by cell, from
 * arrays whole columns at a time.
 */
#include "way_library.h"

#include <stdlib.h>

struct self {
    const struct world *world;
    crm_context *crm;
    crm_table *contacts, *purchases; /* used again for each batch */
};

static void
need(struct self *self, const char *step, bool good)
{
    if (!good)
        bench_fail(step, crm_message(self->crm));
}

void *
library_open(const struct world *world, const crm_store *store)
{
    crm_options options = CRM_OPTIONS_INIT;
    struct self *self = calloc(1, sizeof *self);

    if (!self)
        bench_fail("library", "no memory");
    options.store = store;
    self->world = world;
    need(self, "open", crm_open(&options, &self->crm) == CRM_OK);
    self->contacts = crm_table_new(self->crm, CRM_KIND_CONTACT);
    self->purchases = crm_table_new(self->crm, CRM_KIND_PURCHASE);
    need(self, "tables", self->contacts && self->purchases);
    return self;
}

void
library_close(void *data)
{
    struct self *self = data;

    crm_table_free(self->contacts);
    crm_table_free(self->purchases);
    crm_close(self->crm);
    free(self);
}

void
library_save(void *data, size_t first, size_t count)
{
    struct self *self = data;

    for (size_t i = first; i < first + count; i++) {
        const struct contact *from = &self->world->contacts[i];
        crm_contact *contact = crm_contact_new(self->crm);

        crm_contact_set_external_id(contact, from->external_id);
        crm_contact_set_last_name(contact, from->last_name);
        crm_contact_set_first_name(contact, from->first_name);
        crm_contact_set_email(contact, from->email);
        crm_contact_set_account(contact, from->account);
        need(self, "save", crm_contact_save(contact) == CRM_OK);
        crm_contact_free(contact);
    }
}

size_t
library_load(void *data, size_t first, size_t count)
{
    struct self *self = data;
    size_t bytes = 0;

    for (size_t i = first; i < first + count; i++) {
        crm_contact *contact;

        need(self, "load", crm_contact_load(self->crm, (crm_id)i + 1, &contact) == CRM_OK);
        for (const char *name = crm_contact_last_name(contact); *name; name++)
            bytes++;
        crm_contact_free(contact);
    }
    return bytes;
}

void
library_unit(void *data, size_t first, size_t count)
{
    struct self *self = data;

    need(self, "begin", crm_begin(self->crm) == CRM_OK);
    library_save(self, first, count);
    need(self, "commit", crm_commit(self->crm) == CRM_OK);
}

void
library_put_contacts(void *data, size_t first, size_t count)
{
    struct self *self = data;
    crm_table *table = self->contacts;

    crm_table_clear(table);
    need(self, "rows", crm_table_add(table, count) == CRM_OK);
    for (size_t row = 0; row < count; row++) {
        const struct contact *from = &self->world->contacts[first + row];

        crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, from->external_id, CRM_TEXT_NUL);
        crm_table_set_text(table, row, CRM_CONTACT_LAST_NAME, from->last_name, CRM_TEXT_NUL);
        crm_table_set_text(table, row, CRM_CONTACT_FIRST_NAME, from->first_name, CRM_TEXT_NUL);
        crm_table_set_text(table, row, CRM_CONTACT_EMAIL, from->email, CRM_TEXT_NUL);
        crm_table_set_int(table, row, CRM_CONTACT_ACCOUNT, from->account);
    }
    need(self, "put", crm_put(self->crm, table) == CRM_OK);
}

void
library_put_purchases(void *data, size_t first, size_t count)
{
    struct self *self = data;
    const struct purchases *from = &self->world->purchases;
    crm_table *table = self->purchases;

    crm_table_clear(table);
    need(self, "rows", crm_table_add(table, count) == CRM_OK);
    crm_table_fill_int64(table, CRM_PURCHASE_ACCOUNT, 0, count, from->account + first, NULL);
    crm_table_fill_int64(table, CRM_PURCHASE_PRODUCT, 0, count, from->product + first, NULL);
    crm_table_fill_int64(table, CRM_PURCHASE_QUANTITY, 0, count, from->quantity + first, NULL);
    crm_table_fill_int64(table, CRM_PURCHASE_NET_AMOUNT, 0, count, from->net_amount + first, NULL);
    crm_table_fill_int32(table, CRM_PURCHASE_DAY, 0, count, from->day + first, NULL);
    crm_table_fill_int32(table, CRM_PURCHASE_TYPE, 0, count, from->type + first, NULL);
    crm_table_fill_int32(table, CRM_PURCHASE_CURRENCY, 0, count, from->currency + first, NULL);
    need(self, "put", crm_put(self->crm, table) == CRM_OK);
}

int64_t
library_scan(void *data)
{
    struct self *self = data;
    crm_query *query = crm_query_new(self->crm, CRM_KIND_PURCHASE);
    crm_scan *scan = NULL;
    const crm_table *table;
    crm_status status;
    int64_t sum = 0;

    crm_query_want(query, CRM_PURCHASE_DAY);
    crm_query_want(query, CRM_PURCHASE_NET_AMOUNT);
    scan = crm_scan_new(self->crm, query);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        const int32_t *days = crm_table_int32s((crm_table *)table, CRM_PURCHASE_DAY, NULL);
        const int64_t *amounts =
            crm_table_int64s((crm_table *)table, CRM_PURCHASE_NET_AMOUNT, NULL);

        for (size_t row = 0; row < crm_table_rows(table); row++)
            sum += days[row] % 2 ? 0 : amounts[row];
    }
    need(self, "scan", status == CRM_NONE);
    crm_scan_free(scan);
    crm_query_free(query);
    return sum;
}

static void *
memory_open(const struct world *world, const char *file)
{
    (void)file;
    return library_open(world, NULL);
}

const struct way way_memory_store = {
    "memory store", 20000,        memory_open,          library_close,         library_save,
    library_load,   library_unit, library_put_contacts, library_put_purchases, library_scan};
