/*
 * purchase_fit.c - a law fitted to histories by maximum likelihood.
 *
 * The minimiser walks over the logarithms of the parameters, times in units of the longest time
 * observed, in a box of e^-12 to e^12. Histories are put together and sorted first, so that neither
 * the order of customers nor how they came shows in a bit. A first start is enough for ordinary
 * data; where it ends at a bound, on a ridge or without convergence, and where customers are few,
 * others are tried and the best end is kept. Standard errors are those of the observed information.
 */
#include <math.h>
#include <string.h>

#include "analysis/value/purchase.h"
#include "base/order.h"
#include "crm/constants.h"

#define BOX 12.0
#define NEAR_BOX 1e-3
#define GRADIENT_ENOUGH 1e-8
#define GRADIENT_FLAT 1e-7
#define GRADIENT_REPORTED 1e-5
#define CHANGE_ENOUGH 1e-12
#define EVALUATIONS 400
#define NEWTON_STEPS 40
#define BETTER 1e-11 /* a customer: less is noise */
#define BLOCK 1024
#define SMALL 1000 /* customers: fewer may have several best places, and cost little */
/* A standard error above e^5 of the parameter itself: the data do not say where it lies. */
#define SPREAD_MAX 5.0

/* ---- Sums ---- */

void
crm__block_add(struct crm__block_sum *sum, double weight, double value, const double *slopes,
               int32_t count)
{
    sum->part[0] += weight * value;
    for (int32_t i = 0; i < count; i++)
        sum->part[1 + i] += weight * slopes[i];
    if (++sum->rows % BLOCK != 0)
        return;
    for (int32_t i = 0; i <= count; i++) {
        sum->whole[i] += sum->part[i];
        sum->part[i] = 0;
    }
}

double
crm__block_end(struct crm__block_sum *sum, double *out_slopes, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        out_slopes[i] = sum->whole[1 + i] + sum->part[1 + i];
    return sum->whole[0] + sum->part[0];
}

/* ---- Histories ---- */

static int
compare_histories(const void *a, const void *b, void *context)
{
    const struct crm__history *one = a, *other = b;

    (void)context;
    if (one->x != other->x)
        return one->x < other->x ? -1 : 1;
    if (one->t != other->t)
        return one->t < other->t ? -1 : 1;
    if (one->t_x != other->t_x)
        return one->t_x < other->t_x ? -1 : 1;
    return (one->weight > other->weight) - (one->weight < other->weight);
}

static bool
same_history(const struct crm__history *a, const struct crm__history *b)
{
    return a->x == b->x && a->t == b->t && a->t_x == b->t_x;
}

size_t
crm__histories_collapse(struct crm__history *histories, size_t count)
{
    size_t kept = 0;

    crm__sort(histories, count, sizeof *histories, compare_histories, NULL);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && same_history(&histories[kept - 1], &histories[i]))
            histories[kept - 1].weight += histories[i].weight;
        else
            histories[kept++] = histories[i];
    }
    return kept;
}

/* ---- The problem ---- */

struct fitting {
    const struct crm__law *law;
    const struct crm__history *histories;
    size_t count;
    double customers;
    double scale; /* of times or amounts: 1 in the box */
    double mean;  /* in units of the scale: where scaled parameters start */
    int32_t evaluations;
};

static void
parameters_at(const struct fitting *fitting, const double *at, double *p)
{
    for (int32_t i = 0; i < fitting->law->count; i++)
        p[i] = exp(at[i]) * (fitting->law->scaled & 1u << i ? fitting->scale : 1);
}

/* Minus the log-likelihood a customer. */
static double
cost(void *self, const double *at, double *out)
{
    struct fitting *fitting = self;
    double p[CRM__LAW_MAX], value;

    parameters_at(fitting, at, p);
    fitting->evaluations++;
    value = fitting->law->pass(fitting->histories, fitting->count, p, out);
    for (int32_t i = 0; i < fitting->law->count; i++)
        out[i] /= -fitting->customers;
    return -value / fitting->customers;
}

static void
measure(struct fitting *fitting)
{
    bool spend = fitting->law == &crm__law_gamma_gamma;
    double sum = 0;

    fitting->scale = 0;
    for (size_t i = 0; i < fitting->count; i++) {
        const struct crm__history *at = &fitting->histories[i];
        double value = spend ? at->t_x : at->t;

        fitting->customers += at->weight;
        sum += at->weight * value;
        if (value > fitting->scale)
            fitting->scale = value;
    }
    /* The largest amount may be far from all others, the longest time is not. */
    if (spend)
        fitting->scale = sum / fitting->customers;
    fitting->mean = sum / fitting->customers / fitting->scale;
}

/* Why the histories cannot be fitted at all; NULL = they can. */
static const char *
hopeless(const struct fitting *fitting)
{
    double repeats = 0;

    for (size_t i = 0; i < fitting->count; i++)
        repeats += (double)fitting->histories[i].x * fitting->histories[i].weight;
    if (fitting->count == 0)
        return "no customers";
    if (!(fitting->scale > 0))
        return "nothing observed: no customer has been one for a period";
    if (repeats == 0 && fitting->law != &crm__law_sbg)
        return "no repeat purchase";
    return NULL;
}

static uint32_t
at_bounds(const struct crm__law *law, const struct crm__minimum *minimum)
{
    uint32_t bits = 0;

    for (int32_t i = 0; i < law->count; i++) {
        if (fabs(minimum->at[i]) > BOX - NEAR_BOX)
            bits |= 1u << i;
    }
    return bits;
}

/* One step of Newton, if it leads to a flatter place: the last digits of the parameters. */
static void
polish(const struct crm__minimise *problem, const double *step, struct crm__minimum *minimum)
{
    double at[CRM__LAW_MAX], gradient[CRM__LAW_MAX], value, norm = 0;

    for (int32_t i = 0; i < problem->count; i++) {
        at[i] = minimum->at[i] + step[i];
        if (fabs(at[i]) > BOX || !(fabs(step[i]) < 0.1))
            return;
    }
    value = problem->function(problem->self, at, gradient);
    for (int32_t i = 0; i < problem->count; i++) {
        if (step[i] != 0 && !(fabs(gradient[i]) < norm))
            norm = fabs(gradient[i]);
    }
    if (!(norm < minimum->norm) || !(value <= minimum->value + 1e-13))
        return;
    memcpy(minimum->at, at, (size_t)problem->count * sizeof *at);
    minimum->value = value;
    minimum->norm = norm;
}

/* Standard errors; false when the likelihood does not bend enough to have any. */
static bool
errors_of(const struct crm__minimise *problem, const double *spread, bool curved,
          struct crm__fit *fit)
{
    const struct fitting *fitting = problem->self;

    for (int32_t i = 0; i < problem->count && curved; i++)
        curved = sqrt(spread[i] / fitting->customers) <= SPREAD_MAX;
    for (int32_t i = 0; i < problem->count; i++) {
        bool has = curved && !(fit->bound & 1u << i);

        fit->error[i] = has ? fit->p[i] * sqrt(spread[i] / fitting->customers) : -1;
    }
    return curved;
}

static void
say(struct crm__fit *fit, int32_t status, const char *reason)
{
    fit->status = status;
    fit->reason = reason;
}

/* What a minimum is worth. */
static void
take(const struct crm__minimise *problem, struct crm__minimum *minimum, struct crm__fit *fit)
{
    const struct fitting *fitting = problem->self;
    double spread[CRM__LAW_MAX], step[CRM__LAW_MAX];
    uint32_t all = (1u << problem->count) - 1;
    bool curved;

    fit->bound = at_bounds(fitting->law, minimum);
    curved = crm__minimum_spread(problem, minimum->at, minimum->gradient, all & ~fit->bound, spread,
                                 step);
    if (curved)
        polish(problem, step, minimum);
    parameters_at(fitting, minimum->at, fit->p);
    fit->known = true;
    fit->log_likelihood = -minimum->value * fitting->customers;
    fit->norm = minimum->norm;
    curved = errors_of(problem, spread, curved, fit);
    if (!(minimum->norm <= GRADIENT_REPORTED))
        say(fit, CRM_FIT_NOT_CONVERGED, "the slope did not become flat");
    else if (fit->bound)
        say(fit, CRM_FIT_BOUNDARY, "the likelihood still grows where a parameter meets its bound");
    else if (!curved)
        say(fit, CRM_FIT_NOT_IDENTIFIED, "the likelihood is flat: other parameters fit as well");
    else
        say(fit, CRM_FIT_OK, NULL);
}

/* `best` is the best end so far. */
static void
start_at(const struct fitting *fitting, int32_t start, const struct crm__minimum *best, double *at)
{
    for (int32_t i = 0; i < fitting->law->count; i++) {
        double value = fitting->law->starts[start][i];

        if (value == 0)
            at[i] = best->at[i];
        else
            at[i] = log(fitting->law->scaled & 1u << i ? value * fitting->mean : value);
    }
}

static void
refuse(struct crm__fit *out, const char *why)
{
    out->status = CRM_FIT_TOO_FEW;
    out->reason = why;
    for (int32_t i = 0; i < CRM__LAW_MAX; i++)
        out->error[i] = -1;
}

void
crm__law_fit(const struct crm__law *law, const struct crm__history *histories, size_t count,
             struct crm__fit *out)
{
    struct fitting fitting = {law, histories, count, 0, 0, 0, 0};
    struct crm__minimise problem = {law->count,      -BOX,          BOX,
                                    GRADIENT_ENOUGH, CHANGE_ENOUGH, GRADIENT_FLAT,
                                    EVALUATIONS,     cost,          &fitting};
    struct crm__minimum best = {{0}, {0}, 0, 0, 0, 0, false}, other;

    memset(out, 0, sizeof *out);
    measure(&fitting);
    out->customers = (int64_t)fitting.customers;
    out->rows = (int64_t)count;
    if (hopeless(&fitting)) {
        refuse(out, hopeless(&fitting));
        return;
    }
    for (int32_t start = 0; start < CRM__LAW_STARTS; start++) {
        double at[CRM__LAW_MAX];

        start_at(&fitting, start, &best, at);
        crm__minimise(&problem, at, &other);
        if (!(other.norm <= GRADIENT_REPORTED))
            crm__minimise_on(&problem, &other, NEWTON_STEPS);
        out->iterations += other.iterations;
        if (start == 0 || other.value < best.value - BETTER) {
            best = other;
            take(&problem, &best, out);
        }
        if (out->status == CRM_FIT_OK && fitting.customers > SMALL)
            break;
    }
    out->evaluations = fitting.evaluations;
}

void
crm__law_given(const struct crm__law *law, const struct crm__history *histories, size_t count,
               const double *p, struct crm__fit *out)
{
    double slopes[CRM__LAW_MAX] = {0}, customers = 0;

    memset(out, 0, sizeof *out);
    out->status = CRM_FIT_GIVEN;
    out->reason = "the parameters were given";
    out->known = true;
    out->rows = (int64_t)count;
    out->evaluations = 1;
    out->log_likelihood = law->pass(histories, count, p, slopes);
    for (size_t i = 0; i < count; i++)
        customers += histories[i].weight;
    out->customers = (int64_t)customers;
    for (int32_t i = 0; i < law->count; i++) {
        double slope = customers > 0 ? fabs(slopes[i]) / customers : 0;

        out->p[i] = p[i];
        out->error[i] = -1;
        if (slope > out->norm)
            out->norm = slope;
    }
}

const struct crm__law *
crm__law_of(int32_t code)
{
    static const struct crm__law *const laws[] = {
        &crm__law_bgnbd, &crm__law_mbgnbd, &crm__law_pareto_nbd, &crm__law_bgbb, &crm__law_sbg};

    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        if (laws[i]->code == code)
            return laws[i];
    }
    return NULL;
}
