/*
 * replay.h - the state of one deal from its rows in order.
 */
#ifndef CRM_ANALYSIS_ENGINE_REPLAY_H
#define CRM_ANALYSIS_ENGINE_REPLAY_H

#include "analysis/engine/deals.h"

/* A place in the log of a deal, and the row that stands in it after corrections. */
struct crm__place {
    crm_id deal;
    crm_instant at;
    int64_t seq;
    crm_id id; /* of the row that made the place */
    size_t row;
    int32_t type; /* of the row that made the place */
    bool empty;
};

/* Append the deal, its steps and visits to analysis->deals, if it is there at as_of. places: all of
   one deal, in order. */
crm_status crm__replay(crm_analysis *analysis, const struct crm__place *places, size_t count);

#endif
