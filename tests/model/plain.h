/*
 * plain.h - a store over an array of the model's rows: so that the library can read what the model
 * holds, and one that can be told to do as it is asked and then not to know whether it did.
 */
#ifndef TESTS_MODEL_PLAIN_H
#define TESTS_MODEL_PLAIN_H

#include "model.h"

struct plain {
    struct row *rows;
    int count;
    int64_t last_id;
    bool unsure; /* the next apply is done, and answered CRM_ERROR_UNCERTAIN */
    bool done;   /* it was */
};

crm_store plain_store(struct plain *plain);

/* A row of a table as the model has it. */
void take_row(const crm_table *table, size_t at, struct row *row);

/* The place of a text in the list of words; below 0 if it is none of them. */
int64_t word_of(const char *text, size_t length);

/* A row of the model into a table, which has room for it. */
void give_row(const struct row *row, crm_table *table, size_t at);

#endif
