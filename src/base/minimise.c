/*
 * minimise.c - BFGS in a box.
 *
 * The approximate inverse of the second derivatives is kept whole; for a step its rows and columns of
 * numbers held at a bound are passed over. When it points uphill it is started anew. Where that gets
 * stuck, damped steps of Newton (Levenberg, Marquardt) go on.
 */
#include "base/minimise.h"

#include <math.h>
#include <string.h>

#define MAX CRM__MINIMISE_MAX
#define STEP_MAX 2.0
#define ARMIJO 1e-4
#define HALVINGS 30
#define FORGETS 6
#define AT_BOUND 1e-9

struct search {
    const struct crm__minimise *problem;
    struct crm__minimum *now;
    double inverse[MAX][MAX];
    bool fresh; /* inverse says nothing yet */
    bool held[MAX];
};

/* What is as good as at a bound stands on it, so that the step that led there is the last. */
static double
into_box(const struct crm__minimise *problem, double value)
{
    if (value < problem->low + AT_BOUND)
        return problem->low;
    return value > problem->high - AT_BOUND ? problem->high : value;
}

static double
evaluate(struct search *search, const double *at, double *gradient)
{
    const struct crm__minimise *problem = search->problem;
    double value = problem->function(problem->self, at, gradient);

    search->now->evaluations++;
    for (int i = 0; i < problem->count; i++) {
        if (!isfinite(gradient[i]))
            return HUGE_VAL;
    }
    return isfinite(value) ? value : HUGE_VAL;
}

/* Which numbers press against their bound, and how steep it is in the others. */
static void
look_around(struct search *search)
{
    const struct crm__minimise *problem = search->problem;
    struct crm__minimum *now = search->now;

    now->norm = 0;
    for (int i = 0; i < problem->count; i++) {
        double slope = now->gradient[i];

        search->held[i] =
            (now->at[i] <= problem->low && slope > 0) || (now->at[i] >= problem->high && slope < 0);
        if (!search->held[i] && fabs(slope) > now->norm)
            now->norm = fabs(slope);
    }
}

static void
start_anew(struct search *search)
{
    memset(search->inverse, 0, sizeof search->inverse);
    for (int i = 0; i < MAX; i++)
        search->inverse[i][i] = 1;
    search->fresh = true;
}

static bool
leaves_box(const struct search *search, int i, double step)
{
    const struct crm__minimise *problem = search->problem;

    return (search->now->at[i] <= problem->low && step < 0) ||
           (search->now->at[i] >= problem->high && step > 0);
}

/* The step that the inverse asks for, with as many numbers held as lead out of the box. */
static void
ask(const struct search *search, double *step)
{
    int count = search->problem->count;
    bool held[MAX], again = true;

    memcpy(held, search->held, sizeof held);
    while (again) {
        again = false;
        for (int i = 0; i < count; i++) {
            step[i] = 0;
            for (int j = 0; j < count && !held[i]; j++) {
                if (!held[j])
                    step[i] -= search->inverse[i][j] * search->now->gradient[j];
            }
        }
        for (int i = 0; i < count && !again; i++) {
            if (!held[i] && leaves_box(search, i, step[i]))
                held[i] = again = true;
        }
    }
}

/* By how much a step may be stretched: no part above STEP_MAX, no number beyond its bound. */
static double
room_for(const struct search *search, const double *step)
{
    const struct crm__minimise *problem = search->problem;
    double scale = 1;

    for (int i = 0; i < problem->count; i++) {
        double room = step[i] < 0 ? problem->low : problem->high;

        if (fabs(step[i]) * scale > STEP_MAX)
            scale = STEP_MAX / fabs(step[i]);
        if (step[i] != 0 && (room - search->now->at[i]) / step[i] < scale)
            scale = (room - search->now->at[i]) / step[i];
    }
    return scale;
}

/* A direction downhill; returns the slope along it, below 0. */
static double
choose_direction(struct search *search, double *step)
{
    int count = search->problem->count;

    for (int attempt = 0; attempt < 2; attempt++) {
        double slope = 0, scale;

        ask(search, step);
        scale = room_for(search, step);
        for (int i = 0; i < count; i++) {
            step[i] *= scale;
            slope += step[i] * search->now->gradient[i];
        }
        if (slope < 0 && isfinite(slope))
            return slope;
        start_anew(search);
    }
    return 0;
}

/* The step length at which the parabola through value, slope and the value found is least, kept
   between a tenth and a half of the length tried. */
static double
shorter(double length, double value, double slope, double found)
{
    double bend = found - value - slope * length, best;

    if (!isfinite(found) || bend <= 0)
        return length * 0.25;
    best = -slope * length * length / (2 * bend);
    if (best < 0.1 * length)
        return 0.1 * length;
    return best > 0.5 * length ? 0.5 * length : best;
}

/* Learn from one step s and the change y of the gradient over it. */
static void
learn(struct search *search, const double *s, const double *y)
{
    int count = search->problem->count;
    double sy = 0, yy = 0, yhy = 0, hy[MAX];

    for (int i = 0; i < count; i++) {
        sy += s[i] * y[i];
        yy += y[i] * y[i];
    }
    if (!(sy > 1e-14 * yy) || yy == 0)
        return;
    if (search->fresh) {
        for (int i = 0; i < count; i++)
            search->inverse[i][i] = sy / yy;
        search->fresh = false;
    }
    for (int i = 0; i < count; i++) {
        hy[i] = 0;
        for (int j = 0; j < count; j++)
            hy[i] += search->inverse[i][j] * y[j];
        yhy += y[i] * hy[i];
    }
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++)
            search->inverse[i][j] +=
                (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
    }
}

/* One step; false when none goes down. *out_change = by how much the value fell. */
static bool
walk(struct search *search, double *out_change)
{
    const struct crm__minimise *problem = search->problem;
    struct crm__minimum *now = search->now;
    double step[MAX], at[MAX], gradient[MAX], moved[MAX], change[MAX], length = 1;
    double slope = choose_direction(search, step);

    if (!(slope < 0))
        return false;
    for (int i = 0; i < HALVINGS && now->evaluations < problem->evaluations_max; i++) {
        double value, expected = 0;

        for (int j = 0; j < problem->count; j++) {
            at[j] = into_box(problem, now->at[j] + length * step[j]);
            moved[j] = at[j] - now->at[j];
            expected += moved[j] * now->gradient[j];
        }
        value = evaluate(search, at, gradient);
        if (isfinite(value) && value <= now->value + ARMIJO * (expected < 0 ? expected : 0) &&
            value < now->value) {
            *out_change = now->value - value;
            for (int j = 0; j < problem->count; j++)
                change[j] = gradient[j] - now->gradient[j];
            now->value = value;
            memcpy(now->at, at, sizeof at);
            memcpy(now->gradient, gradient, sizeof gradient);
            learn(search, moved, change);
            return true;
        }
        length = shorter(length, now->value, slope, value);
    }
    return false;
}

void
crm__minimise(const struct crm__minimise *problem, const double *start, struct crm__minimum *out)
{
    struct search search = {problem, out, {{0}}, true, {false}};
    int flat = 0, forgotten = 0;

    memset(out, 0, sizeof *out);
    start_anew(&search);
    for (int i = 0; i < problem->count; i++)
        out->at[i] = into_box(problem, start[i]);
    out->value = evaluate(&search, out->at, out->gradient);
    if (!isfinite(out->value)) {
        out->norm = HUGE_VAL;
        return;
    }
    look_around(&search);
    while (out->norm > problem->gradient_enough) {
        double change = 0;

        if (flat == 2 && out->norm <= problem->gradient_flat)
            break;
        if (out->evaluations >= problem->evaluations_max || forgotten == FORGETS)
            return;
        if (flat == 2 || !walk(&search, &change)) {
            if (flat < 2 && search.fresh)
                return;
            start_anew(&search);
            forgotten++;
            flat = 0;
            continue;
        }
        out->iterations++;
        flat = change <= problem->change_enough * (1 + fabs(out->value)) ? flat + 1 : 0;
        look_around(&search);
    }
    out->converged = true;
}

/* ---- Spread ---- */

/* Cholesky in place of the first `count` rows; false when a pivot is not clearly above 0. */
static bool
factor(double (*matrix)[MAX], int count)
{
    for (int i = 0; i < count; i++) {
        double whole = matrix[i][i];

        for (int j = 0; j <= i; j++) {
            double sum = matrix[i][j];

            for (int k = 0; k < j; k++)
                sum -= matrix[i][k] * matrix[j][k];
            if (i != j)
                matrix[i][j] = sum / matrix[j][j];
            else if (!(sum > 1e-12 * whole) || !(whole > 0))
                return false;
            else
                matrix[i][i] = sqrt(sum);
        }
    }
    return true;
}

/* Column `column` of the inverse of the factored matrix. */
static void
inverse_column(double (*matrix)[MAX], int count, int column, double *out)
{
    for (int i = 0; i < count; i++) {
        out[i] = i == column ? 1 : 0;
        for (int k = 0; k < i; k++)
            out[i] -= matrix[i][k] * out[k];
        out[i] /= matrix[i][i];
    }
    for (int i = count - 1; i >= 0; i--) {
        for (int k = i + 1; k < count; k++)
            out[i] -= matrix[k][i] * out[k];
        out[i] /= matrix[i][i];
    }
}

/* Second derivatives in the numbers of `place`, by central differences of the gradient. */
static bool
bend_of(const struct crm__minimise *problem, const double *at, const int *place, int count,
        double (*matrix)[MAX])
{
    static const double step = 1e-4;

    memset(matrix, 0, MAX * sizeof *matrix);
    for (int i = 0; i < count; i++) {
        double near[MAX] = {0}, up[MAX], down[MAX];

        memcpy(near, at, (size_t)problem->count * sizeof *near);
        near[place[i]] = at[place[i]] + step;
        if (!isfinite(problem->function(problem->self, near, up)))
            return false;
        near[place[i]] = at[place[i]] - step;
        if (!isfinite(problem->function(problem->self, near, down)))
            return false;
        for (int j = 0; j < count; j++) {
            double slope = (up[place[j]] - down[place[j]]) / (2 * step);

            matrix[i][j] += 0.5 * slope;
            matrix[j][i] += 0.5 * slope;
        }
    }
    return true;
}

bool
crm__minimum_spread(const struct crm__minimise *problem, const double *at, const double *gradient,
                    uint32_t free, double *out_spread, double *out_step)
{
    double matrix[MAX][MAX], column[MAX];
    int place[MAX], count = 0;

    for (int i = 0; i < problem->count; i++) {
        out_spread[i] = out_step[i] = 0;
        if (free & 1u << i)
            place[count++] = i;
    }
    if (!bend_of(problem, at, place, count, matrix) || !factor(matrix, count))
        return false;
    for (int i = 0; i < count; i++) {
        inverse_column(matrix, count, i, column);
        out_spread[place[i]] = column[i];
        for (int j = 0; j < count; j++)
            out_step[place[j]] -= column[j] * gradient[place[i]];
    }
    return true;
}

/* ---- Going on ---- */

/* The step of Newton with `damping` added to the bends; false when they are not those of a valley. */
static bool
damped_step(const struct search *search, double (*bend)[MAX], const int *place, int count,
            double damping, double *step)
{
    double matrix[MAX][MAX], column[MAX];

    memcpy(matrix, bend, sizeof matrix);
    for (int i = 0; i < count; i++)
        matrix[i][i] += damping;
    if (!factor(matrix, count))
        return false;
    memset(step, 0, MAX * sizeof *step);
    for (int i = 0; i < count; i++) {
        inverse_column(matrix, count, i, column);
        for (int j = 0; j < count; j++)
            step[place[j]] -= column[j] * search->now->gradient[place[i]];
    }
    return true;
}

/* One step with as little damping as goes down; false when none does. */
static bool
crawl(struct search *search, double *damping)
{
    struct crm__minimum *now = search->now;
    double bend[MAX][MAX], step[MAX], at[MAX] = {0}, gradient[MAX];
    int place[MAX], count = 0;

    for (int i = 0; i < search->problem->count; i++) {
        if (!search->held[i])
            place[count++] = i;
    }
    now->evaluations += 2 * count;
    if (!bend_of(search->problem, now->at, place, count, bend))
        return false;
    for (int i = 0; i < 14; i++, *damping *= 10) {
        double scale, value;

        if (!damped_step(search, bend, place, count, *damping, step))
            continue;
        for (int j = 0; j < count; j++) {
            if (leaves_box(search, place[j], step[place[j]]))
                step[place[j]] = 0;
        }
        scale = room_for(search, step);
        for (int j = 0; j < search->problem->count; j++)
            at[j] = into_box(search->problem, now->at[j] + scale * step[j]);
        value = evaluate(search, at, gradient);
        if (value < now->value) {
            now->value = value;
            memcpy(now->at, at, sizeof at);
            memcpy(now->gradient, gradient, sizeof gradient);
            *damping = *damping > 1e-12 ? *damping / 100 : *damping;
            return true;
        }
    }
    return false;
}

void
crm__minimise_on(const struct crm__minimise *problem, struct crm__minimum *minimum, int32_t steps)
{
    struct search search = {problem, minimum, {{0}}, true, {false}};
    double damping = 1e-6;

    look_around(&search);
    while (minimum->norm > problem->gradient_enough && steps-- > 0 && crawl(&search, &damping)) {
        minimum->iterations++;
        look_around(&search);
    }
    minimum->converged = minimum->norm <= problem->gradient_enough;
}
