/*
 * concentration.h - what the files of this analysis share: customers with sales and potential.
 */
#ifndef CRM_ANALYSIS_VALUE_CONCENTRATION_H
#define CRM_ANALYSIS_VALUE_CONCENTRATION_H

#include "analysis/value/customer.h"
#include "crm/concentration.h"

enum {
    CRM__CONCENTRATION_SUMMARY,
    CRM__CONCENTRATION_CUSTOMERS,
    CRM__CONCENTRATION_CLASSES,
    CRM__CONCENTRATION_CROSSED,
    CRM__CONCENTRATION_RESULTS
};

/* Classes by a measure; 3 = none. */
enum { CRM__CLASS_A, CRM__CLASS_B, CRM__CLASS_C, CRM__CLASS_NONE, CRM__CLASSES };

struct crm__buyer {
    crm_id id;
    int64_t sales;
    int64_t potential;
    bool has_potential;
    int8_t class; /* by sales */
    int8_t potential_class;
    size_t rank;       /* of those with sales above 0; equals share it */
    int64_t cumulated; /* sales of all that are not smaller */
};

/* analysis->own */
struct crm__concentration {
    struct crm__buyer *buyers; /* by sales descending, then id; room for `capacity` */
    size_t count;
    size_t capacity;
    size_t positive; /* the first so many have sales above 0 */
    int64_t total;   /* of those */
};

/* concentration_tables.c */
crm_status crm__concentration_write(crm_analysis *analysis);

#endif
