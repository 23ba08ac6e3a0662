/*
 * typed_store.h - a store of one callback: every kind has one record, id 7, with all its own fields
 * set, those that the library keeps too, each to another value.
 */
#ifndef TESTS_RECORD_TYPED_STORE_H
#define TESTS_RECORD_TYPED_STORE_H

#include <stdio.h>

#include "crm/crm.h"

/* A value that the field takes and that is unlike those of its neighbours. */
static int64_t
sample(crm_kind kind, crm_field field)
{
    switch (crm_schema_type(NULL, kind, field)) {
    case CRM_TYPE_CODE:
    case CRM_TYPE_SET: {
        size_t choices = crm_schema_choices(NULL, kind, field);

        return crm_schema_choice_at(NULL, kind, field, (size_t)field % choices);
    }
    case CRM_TYPE_CURRENCY:
        return crm_currency_of(field % 2 != 0 ? "EUR" : "JPY");
    default:
        return 1000 + field;
    }
}

static const char *
sample_text(crm_field field, char *buffer, size_t capacity)
{
    snprintf(buffer, capacity, "text of %d", (int)field);
    return buffer;
}

static void
answer_full_row(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);
    char text[32];

    (void)self;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] != 7)
            continue;
        crm_table_add(table, 1);
        crm_table_set_int(table, 0, CRM_FIELD_ID, 7);
        crm_table_set_int(table, 0, CRM_FIELD_VERSION, 1);
        for (size_t f = 0; f < crm_schema_fields(NULL, kind); f++) {
            crm_field field = crm_schema_field(NULL, kind, f);

            if (field < CRM_FIELD_OWN)
                continue;
            if (crm_schema_type(NULL, kind, field) == CRM_TYPE_TEXT)
                crm_table_set_text(table, 0, field, sample_text(field, text, sizeof(text)),
                                   CRM_TEXT_NUL);
            else
                crm_table_set_int(table, 0, field, sample(kind, field));
        }
    }
    crm_reply_end(reply);
}

static crm_context *
open_context(void)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    store.get = answer_full_row;
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

#endif
