/*
 * bench_purchase.c - what fitting a model of buying costs: customers simulated from MBG/NBD (r .525,
 * alpha 6.183, a .891, b 1.614, first purchases over 39 weeks, watched for 78), as histories and as
 * purchases, for each model that fits them. A pass is one log-likelihood with its derivatives over
 * the different histories. `given` is the same analysis with the parameters that were found, which
 * makes one pass: what the fit takes longer is divided by the passes that it makes more. How many
 * passes a fit takes does not depend on the machine. Seconds are of processor time: all is one thread
 * that never waits.
 *
 *     bench_purchase [customers] [rounds]
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "crm/crm.h"

#define AS_OF 20000
#define USD (('U' << 16) | ('S' << 8) | 'D')
#define BATCH 65536

static uint64_t seed = UINT64_C(88172645463325252);

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void
check(crm_context *crm, crm_status status, const char *what)
{
    if (status == CRM_OK)
        return;
    fprintf(stderr, "%s: %d %s\n", what, (int)status, crm_message(crm));
    exit(1);
}

/* ---- Customers ---- */

static double
uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

/* Marsaglia and Tsang 2000. */
static double
gamma_number(double shape)
{
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / sqrt(9 * d);

    for (;;) {
        double x = sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()), v = 1 + c * x;

        v = v * v * v;
        if (v > 0 && log(uniform()) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v * (shape < 1 ? pow(uniform(), 1 / shape) : 1);
    }
}

struct customer {
    int32_t first, days[120]; /* before as_of */
    int32_t count;
};

static void
simulate(struct customer *customer)
{
    double rate = gamma_number(.525) / 6.183 / 7, one = gamma_number(.891);
    double leave = one / (one + gamma_number(1.614)), now = 0, watched;

    customer->first = (int32_t)(uniform() * 273) + 273;
    watched = customer->first;
    customer->count = 0;
    while (customer->count < 120) {
        int32_t day = customer->first - (int32_t)ceil(now);

        if (customer->count == 0 || customer->days[customer->count - 1] != day)
            customer->days[customer->count++] = day;
        if (uniform() < leave)
            return;
        now -= log(uniform()) / rate;
        if (ceil(now) > watched)
            return;
    }
}

static crm_table *
histories_of(crm_context *crm, size_t customers)
{
    crm_table *table = crm_settings_new(crm, "purchase_model", "histories");
    int32_t id = crm_table_column(table, "customer"), x = crm_table_column(table, "x");
    int32_t t_x = crm_table_column(table, "t_x"), t = crm_table_column(table, "t");

    seed = UINT64_C(88172645463325252);
    check(crm, crm_table_add(table, customers), "room");
    for (size_t i = 0; i < customers; i++) {
        struct customer customer;

        simulate(&customer);
        crm_table_set_int(table, i, id, (int64_t)i + 1);
        crm_table_set_double(table, i, x, customer.count - 1);
        crm_table_set_double(table, i, t_x,
                             (customer.first - customer.days[customer.count - 1]) / 7.0);
        crm_table_set_double(table, i, t, customer.first / 7.0);
    }
    return table;
}

static void
feed_purchases(crm_context *crm, crm_analysis *analysis, size_t customers)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_PURCHASE);

    seed = UINT64_C(88172645463325252);
    for (size_t i = 0; i < customers; i++) {
        struct customer customer;
        size_t row = crm_table_rows(table);

        simulate(&customer);
        check(crm, crm_table_add(table, (size_t)customer.count), "row");
        for (int32_t j = 0; j < customer.count; j++, row++) {
            crm_table_set_int(table, row, CRM_PURCHASE_ACCOUNT, (int64_t)i + 1);
            crm_table_set_int(table, row, CRM_PURCHASE_DAY, AS_OF - customer.days[j]);
            crm_table_set_int(table, row, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
            crm_table_set_int(table, row, CRM_PURCHASE_NET_AMOUNT,
                              (int64_t)(1000 + uniform() * 9000));
            crm_table_set_int(table, row, CRM_PURCHASE_CURRENCY, USD);
        }
        if (crm_table_rows(table) >= BATCH || i + 1 == customers) {
            check(crm, crm_analysis_add(analysis, table), "purchases");
            crm_table_clear(table);
        }
    }
    crm_table_free(table);
}

/* ---- One measurement ---- */

static crm_analysis *
new_model(crm_context *crm, int32_t model, int32_t horizon)
{
    crm_purchase_model_params params = CRM_PURCHASE_MODEL_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = AS_OF;
    params.model = model;
    params.horizon = horizon;
    params.discount_bp = horizon > 1 ? 1000 : 0;
    analysis = crm_purchase_model_new(crm, &params);
    if (!analysis)
        check(crm, crm_error_status(crm), "purchase_model");
    return analysis;
}

static double
finish(crm_context *crm, crm_analysis *analysis)
{
    double begin = seconds();

    check(crm, crm_analysis_finish(analysis), "finish");
    return seconds() - begin;
}

static int64_t
fit_cell(crm_analysis *analysis, const char *column)
{
    const crm_table *fit = crm_analysis_table(analysis, "fit");
    int64_t value = 0;

    crm_table_int(fit, 0, crm_table_column(fit, column), &value);
    return value;
}

/* The list of parameters that a fit found. */
static crm_table *
found_by(crm_context *crm, crm_analysis *analysis)
{
    const crm_table *from = crm_analysis_table(analysis, "parameters");
    crm_table *table = crm_settings_new(crm, "purchase_model", "parameters");

    for (size_t row = 0; row < 4; row++) {
        double value = 0;

        check(crm, crm_table_add(table, 1), "row");
        for (int32_t column = 0; column < 2; column++) {
            size_t length;
            const char *text = crm_table_text(from, row, column, &length);

            crm_table_set_text(table, row, column, text, length);
        }
        crm_table_double(from, row, crm_table_column(from, "value"), &value);
        crm_table_set_double(table, row, crm_table_column(table, "value"), value);
    }
    return table;
}

static void
measure(crm_context *crm, const char *name, int32_t model, const crm_table *histories,
        size_t customers, int rounds)
{
    double best = HUGE_VAL, given = HUGE_VAL;
    int64_t rows = 0, passes = 0, status = 0;

    for (int i = 0; i < rounds; i++) {
        crm_analysis *fitted = new_model(crm, model, 1), *asked;
        crm_table *parameters;
        double took;

        check(crm, crm_analysis_set(fitted, "histories", histories), "histories");
        took = finish(crm, fitted);
        best = took < best ? took : best;
        rows = fit_cell(fitted, "histories");
        passes = fit_cell(fitted, "evaluations");
        status = fit_cell(fitted, "status");
        parameters = found_by(crm, fitted);
        asked = new_model(crm, model, 1);
        check(crm, crm_analysis_set(asked, "histories", histories), "histories");
        check(crm, crm_analysis_set(asked, "parameters", parameters), "parameters");
        took = finish(crm, asked);
        given = took < given ? took : given;
        crm_table_free(parameters);
        crm_analysis_free(asked);
        crm_analysis_free(fitted);
    }
    /* Both collapse, look ahead and write; the fit makes `passes`, the other one. */
    printf("| %s | %zu | %lld | %lld | %.1f | %.3f | %.3f | %d |\n", name, customers,
           (long long)rows, (long long)passes,
           passes > 1 ? (best - given) / (double)(passes - 1) / (double)rows * 1e9 : 0.0, best,
           given, (int)status);
    fflush(stdout);
}

static void
measure_whole(crm_context *crm, size_t customers)
{
    crm_analysis *analysis = new_model(crm, CRM_PURCHASE_MODEL_MBGNBD, 52);
    double begin = seconds(), fed;

    feed_purchases(crm, analysis, customers);
    fed = seconds() - begin;
    printf("\nmbgnbd with gamma_gamma out of purchases, 52 periods discounted: fed in %.3f s "
           "(simulation included), finished in %.3f s\n",
           fed, finish(crm, analysis));
    crm_analysis_free(analysis);
}

int
main(int argc, char **argv)
{
    size_t customers = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    size_t sizes[2] = {2357, customers};
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;

    if (crm_open(&options, &crm) != CRM_OK || customers < 1 || rounds < 1)
        return 1;
    printf(
        "| model | customers | histories | passes | ns a history and pass | fitted, s | given, s "
        "| status |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < 2; i++) {
        crm_table *histories = histories_of(crm, sizes[i]);

        measure(crm, "bgnbd", CRM_PURCHASE_MODEL_BGNBD, histories, sizes[i], rounds);
        measure(crm, "mbgnbd", CRM_PURCHASE_MODEL_MBGNBD, histories, sizes[i], rounds);
        measure(crm, "pareto_nbd", CRM_PURCHASE_MODEL_PARETO_NBD, histories, sizes[i], rounds);
        crm_table_free(histories);
    }
    measure_whole(crm, customers);
    crm_close(crm);
    return 0;
}
