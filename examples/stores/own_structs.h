/*
 * own_structs.h - a program that had customers and deals before it had libcrm, in structs and lists
 * of its own. own_structs.c shows them to the library as they stand.
 */
#ifndef OWN_STRUCTS_H
#define OWN_STRUCTS_H

#include <stdbool.h>

#include <crm/crm.h>

#define NO_NUMBER INT64_MIN /* a number that nobody gave; the program cannot keep this one itself */

struct entry {          /* what begins every record */
    struct entry *next; /* of the same kind */
    int64_t number;     /* its id */
    int64_t version;    /* grows with each change, those of the program's own included */
    char *key;          /* its external_id: what the program prints, unique within a kind */
    bool leaving;       /* the unit of work that is being applied replaces or removes it */
    struct extra *extras;
};

struct extra { /* a field that the program has no place for, kept by its name */
    struct extra *next;
    char *name;
    char *text; /* NULL = a number, or the bytes of a double */
    int64_t value;
};

struct customer { /* an account */
    struct entry entry;
    char *name, *city, *country;
    int64_t salesman, parent;
};

struct ownership { /* a link */
    struct entry entry;
    int64_t child, parent, type, from, to;
};

struct funnel { /* a pipeline */
    struct entry entry;
    char *name;
};

struct step { /* a stage */
    struct entry entry;
    char *name;
    int64_t funnel, position, outcome, chance;
};

struct deal { /* an opportunity */
    struct entry entry;
    char *title;
    int64_t customer, salesman, funnel, step, cents, currency, due, closed;
};

struct event { /* a transition */
    struct entry entry;
    int64_t deal, number, type, at, step, funnel, outcome, cents, currency;
    char *reason;
};

enum { KINDS = 64 }; /* more than the library has, so that later ones have room */

struct office { /* all that the program has, by CRM_KIND_...; others are an entry with extras */
    struct entry *lists[KINDS];
    int64_t last_numbers[KINDS];
};

/* The store over an office, which outlives it. */
crm_store office_store(struct office *office);

/* A record by its number, NULL if there is none; of CRM_KIND_ACCOUNT a struct customer * ... */
void *office_find(struct office *office, crm_kind kind, int64_t number);

/* Free all records. */
void office_clear(struct office *office);

#endif
