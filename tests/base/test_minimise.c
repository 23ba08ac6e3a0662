/* test_minimise.c - the least value in a box: known minima, bounds, ends of every kind. */
#include <math.h>

#include "support.h"
#include "base/minimise.h"

static int calls;

static double
banana(void *self, const double *at, double *out)
{
    double a = 1 - at[0], b = at[1] - at[0] * at[0];

    (void)self;
    calls++;
    out[0] = -2 * a - 400 * at[0] * b;
    out[1] = 200 * b;
    return a * a + 100 * b * b;
}

/* 2 (x - 1)^2 + 2 x y + y^2: second derivatives 4 2 / 2 2, inverse 1/2 -1/2 / -1/2 1. */
static double
bowl(void *self, const double *at, double *out)
{
    (void)self;
    calls++;
    out[0] = 4 * (at[0] - 1) + 2 * at[1];
    out[1] = 2 * at[0] + 2 * at[1];
    return 2 * (at[0] - 1) * (at[0] - 1) + 2 * at[0] * at[1] + at[1] * at[1];
}

/* Falls for ever to the right: the least value lies at the bound. */
static double
slide(void *self, const double *at, double *out)
{
    (void)self;
    calls++;
    out[0] = -exp(-at[0]);
    out[1] = 2 * (at[1] - 3);
    return exp(-at[0]) + (at[1] - 3) * (at[1] - 3);
}

/* Nowhere finite but at the start. */
static double
needle(void *self, const double *at, double *out)
{
    (void)self;
    calls++;
    out[0] = out[1] = 1;
    return at[0] == 0 ? 0 : (double)NAN;
}

static struct crm__minimise
problem_of(double (*function)(void *, const double *, double *))
{
    calls = 0;
    return (struct crm__minimise){2, -12, 12, 1e-9, 1e-15, 1e-6, 300, function, NULL};
}

static void
the_banana_is_walked(void **state)
{
    static const double starts[][2] = {{-1.2, 1}, {0, 0}, {5, -5}, {-12, 12}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        struct crm__minimise problem = problem_of(banana);
        struct crm__minimum found;

        crm__minimise(&problem, starts[i], &found);
        assert_true(found.converged);
        assert_true(fabs(found.at[0] - 1) < 1e-6 && fabs(found.at[1] - 1) < 1e-6);
        assert_int_equal(found.evaluations, calls);
    }
}

static void
a_bound_is_an_end(void **state)
{
    static const double start[2] = {0, 0};
    struct crm__minimise problem = problem_of(slide);
    struct crm__minimum found;

    (void)state;
    problem.gradient_enough = 1e-12;
    problem.change_enough = 0;
    crm__minimise(&problem, start, &found);
    assert_true(found.at[0] == 12);
    assert_true(fabs(found.at[1] - 3) < 1e-6);
    assert_true(found.norm < 1e-5);
}

static void
starts_outside_are_brought_in(void **state)
{
    static const double start[2] = {1000, -1000};
    struct crm__minimise problem = problem_of(bowl);
    struct crm__minimum found;

    (void)state;
    crm__minimise(&problem, start, &found);
    assert_true(found.converged);
    assert_true(fabs(found.at[0] - 2) < 1e-7 && fabs(found.at[1] + 2) < 1e-7);
}

static void
evaluations_are_bounded(void **state)
{
    static const double start[2] = {-1.2, 1};
    struct crm__minimise problem = problem_of(banana);
    struct crm__minimum found;

    (void)state;
    problem.evaluations_max = 7;
    crm__minimise(&problem, start, &found);
    assert_false(found.converged);
    assert_true(calls <= 7);
    assert_true(found.value < 24.2); /* what was found is kept */
}

/* From far off, without BFGS before it. */
static void
newton_goes_on(void **state)
{
    struct crm__minimise problem = problem_of(banana);
    struct crm__minimum found = {.at = {-1.2, 1}};

    (void)state;
    found.value = banana(NULL, found.at, found.gradient);
    crm__minimise_on(&problem, &found, 60);
    assert_true(found.converged);
    assert_true(fabs(found.at[0] - 1) < 1e-6 && fabs(found.at[1] - 1) < 1e-6);
    problem = problem_of(slide);
    found = (struct crm__minimum){.at = {11, 0}};
    found.value = slide(NULL, found.at, found.gradient);
    problem.gradient_enough = 1e-12;
    crm__minimise_on(&problem, &found, 60);
    assert_true(found.at[0] == 12 && fabs(found.at[1] - 3) < 1e-6);
}

static void
no_finite_step_is_no_convergence(void **state)
{
    static const double start[2] = {0, 0}, bad[2] = {1, 1};
    struct crm__minimise problem = problem_of(needle);
    struct crm__minimum found;

    (void)state;
    crm__minimise(&problem, start, &found);
    assert_false(found.converged);
    assert_true(found.value == 0 && found.at[0] == 0);
    crm__minimise(&problem, bad, &found);
    assert_false(found.converged);
    assert_true(found.at[0] == 1);
}

static void
the_spread_is_the_inverse(void **state)
{
    static const double at[2] = {2, -2};
    struct crm__minimise problem = problem_of(bowl);
    static const double gradient[2] = {2, 0};
    double spread[2], step[2];

    (void)state;
    assert_true(crm__minimum_spread(&problem, at, gradient, 3, spread, step));
    assert_true(fabs(spread[0] - 0.5) < 1e-9 && fabs(spread[1] - 1) < 1e-9);
    assert_true(fabs(step[0] + 1) < 1e-9 && fabs(step[1] - 1) < 1e-9);
    assert_true(crm__minimum_spread(&problem, at, gradient, 2, spread, step));
    assert_true(spread[0] == 0 && step[0] == 0 && fabs(spread[1] - 0.5) < 1e-9);
    problem = problem_of(banana);
    assert_false(crm__minimum_spread(&problem, (const double[2]){0, 1}, gradient, 3, spread, step));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_banana_is_walked),
        cmocka_unit_test(a_bound_is_an_end),
        cmocka_unit_test(starts_outside_are_brought_in),
        cmocka_unit_test(evaluations_are_bounded),
        cmocka_unit_test(newton_goes_on),
        cmocka_unit_test(no_finite_step_is_no_convergence),
        cmocka_unit_test(the_spread_is_the_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
