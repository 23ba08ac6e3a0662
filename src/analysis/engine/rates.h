/*
 * rates.h - exchange rates into the result's currency, ready to be looked up.
 */
#ifndef CRM_ANALYSIS_ENGINE_RATES_H
#define CRM_ANALYSIS_ENGINE_RATES_H

#include "crm/base.h"

struct crm__rate {
    crm_currency base;
    crm_day day;
    crm_id id;
    int64_t num;
    int64_t den;
};

struct crm__rates {
    struct crm__rate *list; /* by base, day, id */
    size_t count;
    size_t capacity;
};

/* From the kept rates, once they are complete and the currency is chosen. */
crm_status crm__rates_build(crm_analysis *analysis);
void crm__rates_done(crm_analysis *analysis);

#endif
