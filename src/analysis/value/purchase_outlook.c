/*
 * purchase_outlook.c - a law and its spending fitted to the customers, and what they say of each
 * history. Futures of those still customers depend on x and t alone, so that they are worked out once
 * for all histories that share the two.
 */
#include <math.h>

#include "analysis/value/purchase_model.h"

#define YEAR_DAYS 365.25

static crm_status
make_histories(crm_analysis *analysis)
{
    struct crm__purchase_model *own = analysis->own;

    if (own->count == 0)
        return CRM_OK;
    own->histories = crm__alloc_array(analysis->memory, own->count, sizeof *own->histories);
    own->outlooks = crm__alloc_array(analysis->memory, own->count, sizeof *own->outlooks);
    if (own->histories)
        own->history_capacity = own->count;
    if (!own->histories || !own->outlooks) {
        crm__free_array(analysis->memory, own->outlooks, own->count, sizeof *own->outlooks);
        own->outlooks = NULL;
        return crm__no_memory(analysis->crm);
    }
    return CRM_OK;
}

static void
fit_or_take(const crm_analysis *analysis, const struct crm__law *law,
            const struct crm__history *histories, size_t count, struct crm__fit *out)
{
    double given[CRM__LAW_MAX];

    if (crm__purchase_given(analysis, law, given))
        crm__law_given(law, histories, count, given, out);
    else
        crm__law_fit(law, histories, count, out);
}

/* Repeat purchases with a value are borrowed a place among the histories; the law's come after. */
crm_status
crm__purchase_fit(crm_analysis *analysis)
{
    struct crm__purchase_model *own = analysis->own;
    crm_status status = make_histories(analysis);
    size_t count = 0;

    if (status != CRM_OK)
        return status;
    for (size_t i = 0; i < own->count; i++) {
        const struct crm__purchaser *customer = &own->customers[i];

        if (customer->x > 0 && customer->mean > 0 && isfinite(customer->mean))
            own->histories[count++] = (struct crm__history){customer->x, customer->mean, 0, 1};
    }
    count = count ? crm__histories_collapse(own->histories, count) : 0;
    fit_or_take(analysis, &crm__law_gamma_gamma, own->histories, count, &own->spend);
    for (size_t i = 0; i < own->count; i++) {
        const struct crm__purchaser *customer = &own->customers[i];

        own->histories[i] = (struct crm__history){customer->x, customer->t_x, customer->t, 1};
    }
    own->history_count = own->count ? crm__histories_collapse(own->histories, own->count) : 0;
    fit_or_take(analysis, own->law, own->histories, own->history_count, &own->fit);
    return CRM_OK;
}

/* ---- Looking ahead ---- */

struct ahead {
    const struct crm__law *law;
    const double *p;
    int32_t horizon;
    double rate; /* a period */
};

static double
rate_of(const crm_purchase_model_params *params)
{
    return expm1(log1p((double)params->discount_bp / 10000) * (double)params->period_days /
                 YEAR_DAYS);
}

/* If the customer is alive. */
static struct crm__outlook
look(const struct ahead *ahead, const struct crm__history *history)
{
    struct crm__outlook out = {1, 0, 0, (double)NAN};
    double before = 0, factor = 1;

    for (int32_t k = 1; k <= ahead->horizon && ahead->rate > 0; k++) {
        double until = ahead->law->future(ahead->p, history, k);

        factor /= 1 + ahead->rate;
        out.discounted += (until - before) * factor;
        before = until;
    }
    out.expected = ahead->rate > 0 ? before : ahead->law->future(ahead->p, history, ahead->horizon);
    if (!(ahead->rate > 0))
        out.discounted = out.expected;
    if (ahead->law->endless)
        out.endless = ahead->law->endless(ahead->p, history, ahead->rate);
    return out;
}

crm_status
crm__purchase_look_ahead(crm_analysis *analysis)
{
    const crm_purchase_model_params *params = analysis->params;
    struct crm__purchase_model *own = analysis->own;
    struct ahead ahead = {own->law, own->fit.p, params->horizon, rate_of(params)};
    struct crm__outlook alive = {0, 0, 0, 0};

    for (size_t i = 0; i < own->history_count; i++) {
        const struct crm__history *at = &own->histories[i];
        struct crm__outlook *out = &own->outlooks[i];
        double share;

        if (!own->fit.known) {
            *out = (struct crm__outlook){(double)NAN, (double)NAN, (double)NAN, (double)NAN};
            continue;
        }
        if (i == 0 || at->x != own->histories[i - 1].x || at->t != own->histories[i - 1].t)
            alive = look(&ahead, at);
        share = own->law->alive(ahead.p, at);
        *out = (struct crm__outlook){share, share * alive.expected, share * alive.discounted,
                                     share * alive.endless};
    }
    return CRM_OK;
}

static bool
comes_before(const struct crm__history *history, const struct crm__purchaser *customer)
{
    if (history->x != customer->x)
        return history->x < customer->x;
    if (history->t != customer->t)
        return history->t < customer->t;
    return history->t_x < customer->t_x;
}

const struct crm__outlook *
crm__purchase_outlook(const struct crm__purchase_model *own, const struct crm__purchaser *customer)
{
    size_t low = 0, high = own->history_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (comes_before(&own->histories[middle], customer))
            low = middle + 1;
        else
            high = middle;
    }
    return &own->outlooks[low];
}
