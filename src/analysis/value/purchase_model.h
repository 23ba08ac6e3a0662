/*
 * purchase_model.h - what the files of the analysis share: customers with their histories, and what
 * the law says of each history.
 */
#ifndef CRM_ANALYSIS_VALUE_PURCHASE_MODEL_H
#define CRM_ANALYSIS_VALUE_PURCHASE_MODEL_H

#include "analysis/engine/engine.h"
#include "analysis/value/purchase.h"
#include "crm/purchase_model.h"

enum {
    CRM__PURCHASE_PARAMETERS,
    CRM__PURCHASE_FIT,
    CRM__PURCHASE_CUSTOMERS,
    CRM__PURCHASE_SURVIVAL,
    CRM__PURCHASE_RESULTS
};

enum { CRM__PURCHASE_SET_PARAMETERS, CRM__PURCHASE_SET_HISTORIES, CRM__PURCHASE_SETTINGS };

/* Columns of the list `histories`. */
enum { CRM__HISTORY_CUSTOMER, CRM__HISTORY_X, CRM__HISTORY_T_X, CRM__HISTORY_T, CRM__HISTORY_MEAN };

struct crm__purchaser {
    crm_id id;
    int64_t first_day; /* CRM_DAY_NONE = not known */
    int64_t last_day;
    int64_t x;
    double t_x;
    double t;
    struct crm__wide value; /* of all repeat purchases */
    double mean;            /* of one, minor units; NAN = none */
};

/* What the law says of a history. NAN = nothing. */
struct crm__outlook {
    double alive;
    double expected;
    double discounted;
    double endless;
};

/* analysis->own */
struct crm__purchase_model {
    const struct crm__law *law;
    struct crm__purchaser *customers; /* by id */
    size_t count, capacity;
    struct crm__history *histories; /* collapsed */
    size_t history_count, history_capacity;
    struct crm__outlook *outlooks; /* of histories */
    struct crm__fit fit;
    struct crm__fit spend;
};

/* purchase_settings.c */
extern const struct crm__setting crm__purchase_settings[CRM__PURCHASE_SETTINGS];

/* The parameters given for a law; false = none were. */
bool crm__purchase_given(const crm_analysis *analysis, const struct crm__law *law, double *out);

/* purchase_customers.c: customers from the state, or from the list. */
crm_status crm__purchase_collect(crm_analysis *analysis);

/* purchase_outlook.c: both fits, and what they say. */
crm_status crm__purchase_fit(crm_analysis *analysis);
crm_status crm__purchase_look_ahead(crm_analysis *analysis);
const struct crm__outlook *crm__purchase_outlook(const struct crm__purchase_model *own,
                                                 const struct crm__purchaser *customer);

/* purchase_tables.c */
crm_status crm__purchase_write(crm_analysis *analysis);

#endif
