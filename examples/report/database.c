/*
 * database.c - the schemes of --store. Which of them this program has was decided when it was built.
 */
#include "database.h"

#include <string.h>

struct scheme {
    const char *name, *library;
    const struct database_type *type; /* NULL = built without it */
};

static const struct scheme schemes[] = {
#ifdef REPORT_SQLITE
    {"sqlite:", "libsqlite3", &database_sqlite},
#else
    {"sqlite:", "libsqlite3", NULL},
#endif
#ifdef REPORT_POSTGRES
    {"postgres:", "libpq", &database_postgres},
#else
    {"postgres:", "libpq", NULL},
#endif
};

static const struct scheme *
scheme_of(const char *text)
{
    size_t i;

    for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncmp(text, schemes[i].name, strlen(schemes[i].name)) == 0)
            return &schemes[i];
    return NULL;
}

bool
database_named(const char *text)
{
    const struct scheme *scheme = scheme_of(text);

    return scheme && text[strlen(scheme->name)];
}

bool
database_find(struct database *database, const char *text, struct fault *fault)
{
    const struct scheme *scheme = scheme_of(text);
    struct place nowhere = {NULL, 0, 0};

    if (!scheme)
        return fault_at(fault, nowhere, "no such store: %s", text);
    if (!scheme->type)
        return fault_at(fault, nowhere, "--store %s takes %s: this program was built without it",
                        scheme->name, scheme->library);
    *database = (struct database){.type = scheme->type, .where = text + strlen(scheme->name)};
    database->place.file = scheme->type->name ? scheme->type->name : database->where;
    return true;
}

void
database_tables(struct page *out)
{
    crm_kind kind;
    size_t i;

    for (i = 0; (kind = crm_schema_kind(NULL, i)) != 0; i++) {
        page_add(out, i ? ", 'crm_" : "'crm_");
        page_add(out, crm_schema_kind_name(NULL, kind));
        page_add(out, "'");
    }
}
