/*
 * verify.h - inside of crm_verify: what is kept of a store while it is read, and who looks at what.
 *
 * The store is read twice. The first reading gathers ids, links and logs; then links and logs are
 * looked at by themselves; the second reading holds every reference and every cache against them.
 */
#ifndef CRM_OPERATION_VERIFY_H
#define CRM_OPERATION_VERIFY_H

#include "operation/deal.h"
#include "operation/link.h"

struct crm__problem {
    crm_kind kind;
    crm_field field;
    crm_id id;
    crm_id other; /* 0 = none */
    const char *problem;
};

/* One ownership that counts. */
struct crm__owner {
    crm_id child;
    crm_id parent;
    struct crm__span span;
    crm_id link;
};

/* Where a row of a log is, in the order of its deal. */
struct crm__place {
    crm_id deal;
    int64_t seq;
    crm_id id;
    size_t row;
};

struct crm__verifier {
    crm_context *crm;
    crm_day today;
    int64_t rows; /* read so far */
    struct crm__problem *problems;
    size_t problem_count, problem_capacity;

    struct crm__cells ids[CRM__KINDS + 1]; /* slot of a purchase: its day */

    /* External ids of the kind that is being read: their bytes, and (hash, probe) -> where they
       stand, how many they are, whose they are. */
    struct crm__cells texts;
    char *bytes;
    size_t byte_count, byte_capacity;

    struct crm__owner *owners; /* by child, from, link */
    size_t owner_count, owner_capacity;
    struct crm__cells owned; /* child -> its first owner */

    struct crm__logrow *rows_kept;
    struct crm__place *places; /* by deal, seq, id */
    size_t row_count, row_capacity, place_capacity;
    struct crm__cells deals; /* deal -> its first place, 1 if its rows can be put in order */
    struct crm__log log;     /* rows of one deal at a time */
};

/* Note a problem. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__verify_tell(struct crm__verifier *verifier, crm_kind kind, crm_id id,
                            crm_field field, const char *problem, crm_id other);

/* ---- First reading: one row ---- */

crm_status crm__verify_id(struct crm__verifier *verifier, const crm_table *table, size_t row);
crm_status crm__verify_link(struct crm__verifier *verifier, const crm_table *table, size_t row);
crm_status crm__verify_transition(struct crm__verifier *verifier, const crm_table *table,
                                  size_t row);

/* ---- Between the readings ---- */

crm_status crm__verify_links(struct crm__verifier *verifier);
crm_status crm__verify_rings(struct crm__verifier *verifier);
crm_status crm__verify_logs(struct crm__verifier *verifier);

/* ---- Second reading: one row ---- */

crm_status crm__verify_references(struct crm__verifier *verifier, const crm_table *table,
                                  size_t row);
crm_status crm__verify_account(struct crm__verifier *verifier, const crm_table *table, size_t row);
crm_status crm__verify_opportunity(struct crm__verifier *verifier, const crm_table *table,
                                   size_t row);
crm_status crm__verify_purchase(struct crm__verifier *verifier, const crm_table *table, size_t row);

#endif
