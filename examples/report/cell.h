/*
 * cell.h - one value of a row on its way to a record, and how a text becomes one.
 */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include "fault.h"
#include "map.h"

enum cell_state {
    CELL_NONE,
    CELL_INT,
    CELL_TEXT,
    CELL_NAME /* a reference whose record is looked up later: text, `by` of the entry */
};

struct cell {
    enum cell_state state;
    int32_t scale; /* of a unit price */
    int64_t value;
    const char *text; /* ends in NUL; borrowed from the row */
    bool whole_day;   /* an instant of which the day alone is known */
};

/* What the meaning of a text depends on. */
struct cell_setting {
    crm_context *crm;
    const struct map_section *section;
    const struct map_entry *entry;
    crm_currency currency; /* of the row; 0 = none */
    struct place place;    /* of the text */
    struct fault *fault;
};

/** Type of an entry's values, CRM_TYPE_...; 0 for a unit price. */
int32_t cell_type(crm_kind kind, crm_field field);

/** Take a text, which is not empty, for a value of its field; references are not looked up. */
bool cell_read(const struct cell_setting *setting, const char *text, struct cell *out);

#endif
