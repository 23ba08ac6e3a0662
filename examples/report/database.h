/*
 * database.h - a store that is found by a text: "sqlite:FILE", "postgres:CONNINFO". Beside the
 * records it keeps one text, the notes of the import that filled it.
 */
#ifndef REPORT_DATABASE_H
#define REPORT_DATABASE_H

#include "fault.h"
#include "page.h"

#include "crm/crm.h"

struct database {
    const struct database_type *type;
    const char *where;  /* the text behind the colon; borrowed */
    struct place place; /* for messages, which never tell a password */
};

/** Does a text name a store, by a scheme that there is? */
bool database_named(const char *text);

/** Which store a text means. False with a fault: no such scheme, or this program was built without
    what it takes. */
bool database_find(struct database *database, const char *text, struct fault *fault);

/** The tables that records may be in, as a list of SQL: 'crm_user', 'crm_account' ... */
void database_tables(struct page *out);

/* How stores of one scheme are reached. Each function connects for itself, and ends what it began
   but for the store. */
struct database_type {
    const char *name; /* what messages call it; NULL = by the text behind the colon */

    /* Open the store for crm_open, whose context then closes it. Without `fills`, nothing there
       changes, unless it was made by an older version; where no store was made yet, out stays as it
       is. */
    bool (*open)(const struct database *database, bool fills, crm_store *out, struct fault *fault);

    /* The notes; nothing where there are none. */
    bool (*read)(const struct database *database, struct page *out, struct fault *fault);

    /* Keep notes, in the place of those that are there. */
    bool (*write)(const struct database *database, const struct page *notes, struct fault *fault);
};

/* Each in a file of its own, built where its library is found. */
extern const struct database_type database_sqlite, database_postgres;

#endif
