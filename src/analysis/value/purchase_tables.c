/*
 * purchase_tables.c - the tables of a purchase model. What is not a finite number is written as none.
 */
#include <math.h>
#include <string.h>

#include "analysis/value/purchase_model.h"

#define MONEY_MAX 9e18

static void
write_number(struct crm__writer *writer, double value)
{
    if (isfinite(value))
        crm__write_double(writer, value);
    else
        crm__write_none(writer);
}

static void
write_words(struct crm__writer *writer, const char *words)
{
    crm__write_text(writer, words, words ? strlen(words) : 0);
}

/* ---- Parameters and fits ---- */

static void
write_parameters(struct crm__writer *writer, const struct crm__law *law, const struct crm__fit *fit)
{
    for (int32_t i = 0; i < law->count; i++) {
        int64_t flags = fit->status == CRM_FIT_GIVEN ? CRM_PARAMETER_GIVEN : 0;

        if (fit->bound & 1u << i)
            flags |= CRM_PARAMETER_AT_BOUND;
        crm__write_row(writer);
        write_words(writer, law->name);
        write_words(writer, law->names[i]);
        write_number(writer, fit->known ? fit->p[i] : (double)NAN);
        write_number(writer, fit->known && fit->error[i] >= 0 ? fit->error[i] : (double)NAN);
        crm__write_int(writer, flags);
    }
}

static void
write_fit(struct crm__writer *writer, const struct crm__law *law, const struct crm__fit *fit)
{
    crm__write_row(writer);
    write_words(writer, law->name);
    crm__write_int(writer, fit->status);
    write_words(writer, fit->reason);
    crm__write_int(writer, fit->customers);
    crm__write_int(writer, fit->rows);
    write_number(writer, fit->known ? fit->log_likelihood : (double)NAN);
    crm__write_int(writer, fit->iterations);
    crm__write_int(writer, fit->evaluations);
    write_number(writer, fit->known ? fit->norm : (double)NAN);
}

/* ---- Customers ---- */

/* The mean of his purchases to be expected; of one without repeat purchase that of all. */
static double
expected_value(const struct crm__purchase_model *own, const struct crm__purchaser *customer)
{
    if (!own->spend.known || (customer->x > 0 && !(customer->mean > 0 && isfinite(customer->mean))))
        return (double)NAN;
    return crm__spend_expected(own->spend.p, customer->x, customer->mean);
}

/* Half to even, none where it does not fit. */
static void
write_money(struct crm__writer *writer, double value)
{
    double whole = floor(value), rest = value - whole;

    if (!isfinite(value) || fabs(value) > MONEY_MAX) {
        crm__write_none(writer);
        return;
    }
    if (rest > 0.5 || (rest == 0.5 && fmod(whole, 2) != 0))
        whole += 1;
    crm__write_int(writer, (int64_t)whole);
}

static int64_t
flags_of(const struct crm__purchaser *customer)
{
    if (customer->x == 0)
        return CRM_PURCHASE_PRIOR_ONLY;
    return customer->mean > 0 && isfinite(customer->mean) ? 0 : CRM_PURCHASE_NO_VALUE;
}

static void
write_customer(struct crm__writer *writer, const struct crm__purchase_model *own,
               const struct crm__purchaser *customer)
{
    const struct crm__outlook *outlook = crm__purchase_outlook(own, customer);
    double value = expected_value(own, customer);

    crm__write_row(writer);
    crm__write_id(writer, customer->id);
    crm__write_day(writer, customer->first_day);
    crm__write_day(writer, customer->last_day);
    crm__write_int(writer, customer->x);
    write_number(writer, customer->t_x);
    write_number(writer, customer->t);
    write_number(writer, customer->mean);
    write_number(writer, outlook->alive);
    write_number(writer, outlook->expected);
    write_number(writer, value);
    write_money(writer, outlook->discounted * value);
    write_number(writer, outlook->endless);
    crm__write_int(writer, flags_of(customer));
}

/* ---- Survival ---- */

struct period {
    double at_risk;
    double lost;
};

/* Who came up for each renewal and who was lost at it; *out_last = the last period with anybody. */
static void
count_renewals(const struct crm__purchase_model *own, struct period *periods, size_t last)
{
    for (size_t i = 0; i < own->history_count; i++) {
        const struct crm__history *at = &own->histories[i];
        size_t due = (size_t)at->x + ((double)at->x < at->t);

        if (due > 0)
            periods[due - 1].at_risk += at->weight; /* up to this one; added up below */
        if (due > (size_t)at->x)
            periods[due - 1].lost += at->weight;
    }
    for (size_t k = last; k-- > 1;)
        periods[k - 1].at_risk += periods[k].at_risk;
}

static size_t
longest(const struct crm__purchase_model *own)
{
    double last = 0;

    for (size_t i = 0; i < own->history_count; i++) {
        if (own->histories[i].t > last)
            last = own->histories[i].t;
    }
    return (size_t)last;
}

static void
write_periods(struct crm__writer *writer, const struct crm__purchase_model *own,
              const struct period *periods, size_t last)
{
    const double *p = own->fit.p;
    double observed = 1, model = 1;

    for (size_t k = 1; k <= last; k++) {
        const struct period *period = &periods[k - 1];
        double kept = period->at_risk > 0 ? 1 - period->lost / period->at_risk : (double)NAN;
        double wanted =
            own->fit.known ? (p[1] + (double)k - 1) / (p[0] + p[1] + (double)k - 1) : (double)NAN;

        observed *= kept;
        model *= wanted;
        crm__write_row(writer);
        crm__write_int(writer, (int64_t)k);
        crm__write_int(writer, (int64_t)period->at_risk);
        crm__write_int(writer, (int64_t)period->lost);
        write_number(writer, observed);
        write_number(writer, model);
        write_number(writer, kept);
        write_number(writer, wanted);
    }
}

static crm_status
write_survival(crm_analysis *analysis)
{
    const struct crm__purchase_model *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__PURCHASE_SURVIVAL);
    size_t last = longest(own);
    struct period *periods;

    if (own->law != &crm__law_sbg || last == 0)
        return CRM_OK;
    periods = crm__alloc_array(analysis->memory, last, sizeof *periods);
    if (!periods)
        return crm__no_memory(analysis->crm);
    count_renewals(own, periods, last);
    write_periods(&writer, own, periods, last);
    crm__free_array(analysis->memory, periods, last, sizeof *periods);
    return writer.status;
}

crm_status
crm__purchase_write(crm_analysis *analysis)
{
    const struct crm__purchase_model *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__PURCHASE_PARAMETERS);

    write_parameters(&writer, own->law, &own->fit);
    write_parameters(&writer, &crm__law_gamma_gamma, &own->spend);
    if (writer.status != CRM_OK)
        return writer.status;
    writer = crm__writer_of(analysis, CRM__PURCHASE_FIT);
    write_fit(&writer, own->law, &own->fit);
    write_fit(&writer, &crm__law_gamma_gamma, &own->spend);
    if (writer.status != CRM_OK)
        return writer.status;
    writer = crm__writer_of(analysis, CRM__PURCHASE_CUSTOMERS);
    for (size_t i = 0; i < own->count && writer.status == CRM_OK; i++)
        write_customer(&writer, own, &own->customers[i]);
    return writer.status == CRM_OK ? write_survival(analysis) : writer.status;
}
