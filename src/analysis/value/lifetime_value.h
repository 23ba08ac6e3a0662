/*
 * lifetime_value.h - what the files of this analysis share: customers with what they brought and cost.
 */
#ifndef CRM_ANALYSIS_VALUE_LIFETIME_VALUE_H
#define CRM_ANALYSIS_VALUE_LIFETIME_VALUE_H

#include "analysis/value/customer.h"
#include "crm/lifetime_value.h"

enum { CRM__LIFETIME_CUSTOMERS, CRM__LIFETIME_SUMMARY, CRM__LIFETIME_RESULTS };

/* States: by day what was bought; by category what was spent. */
enum { CRM__LIFETIME_DAYS, CRM__LIFETIME_SPENT };

#define CRM__CATEGORIES 4 /* CRM_EXPENSE_CATEGORY_... from 1 */

struct crm__lifetime {
    crm_id id;
    int64_t first_day; /* CRM_DAY_NONE = nothing above 0 yet */
    int64_t last_day;
    bool active; /* bought or gave back in the window */
    bool is_new;
    bool paid_back;
    int64_t payback_days;
    int64_t revenue;
    int64_t costs[CRM__CATEGORIES + 1]; /* by category; [0] = those of all that were shared out */
    int64_t value;
    size_t first_row, rows; /* of its days */
};

/* A day of a customer. */
struct crm__lifetime_day {
    crm_id customer;
    int64_t day;
    int64_t net;
    int64_t goods;
};

/* analysis->own */
struct crm__lifetime_value {
    struct crm__lifetime *customers; /* by id; room for `capacity` */
    size_t count;
    size_t capacity;
    struct crm__lifetime_day *days; /* by customer, day */
    size_t day_count;
    size_t day_capacity;
    int64_t unallocated;
    int64_t acquisition; /* shared or not */
};

crm_day crm__lifetime_since(const crm_analysis *analysis); /* of the window */

/* lifetime_customers.c: customers from days; lifetime_costs.c: the fold of expenses, and what they
   are to customers; lifetime_tables.c */
crm_status crm__lifetime_collect(crm_analysis *analysis);
crm_status crm__expenses_fold(crm_analysis *analysis, const crm_table *table, size_t first,
                              size_t count);
crm_status crm__lifetime_costs(crm_analysis *analysis);
crm_status crm__lifetime_write(crm_analysis *analysis);
struct crm__lifetime *crm__lifetime_find(struct crm__lifetime_value *own, crm_id id);

extern const crm_field crm__expense_fields[];
#define CRM__EXPENSE_NEEDS 4

#endif
