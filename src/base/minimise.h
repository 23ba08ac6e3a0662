/*
 * minimise.h - the least value of a smooth function of a few numbers that lie in a box.
 *
 * BFGS with the gradient given: steps of at most 2, Armijo's rule, numbers at a bound stay there while
 * the gradient presses against it. Nothing is random and every loop is bounded, so that one function
 * and one start always give the same end, in at most `evaluations_max` evaluations.
 */
#ifndef CRM_BASE_MINIMISE_H
#define CRM_BASE_MINIMISE_H

#include <stdbool.h>
#include <stdint.h>

#define CRM__MINIMISE_MAX 4 /* numbers */

struct crm__minimise {
    int32_t count;
    double low; /* the box, the same for all numbers */
    double high;
    double gradient_enough; /* ends when no part of the gradient is larger */
    /* Ends, too, when two steps in a row change less than this share of the value and no part of the
       gradient is larger than gradient_flat; where one is, what was learnt is forgotten, and the walk
       goes on, a few times. */
    double change_enough;
    double gradient_flat;
    int32_t evaluations_max;
    /* The value, and the gradient in `out`; not finite = not allowed there, a shorter step is tried. */
    double (*function)(void *self, const double *at, double *out);
    void *self;
};

struct crm__minimum {
    double at[CRM__MINIMISE_MAX];
    double gradient[CRM__MINIMISE_MAX];
    double value;
    double norm; /* largest part of the gradient, those that press against a bound apart */
    int32_t iterations;
    int32_t evaluations;
    bool converged; /* one of the two rules ended it, not the lack of evaluations or of progress */
};

/* From `start`, which is brought into the box. The value there must be finite, else the minimum is
   the start, not converged. */
void crm__minimise(const struct crm__minimise *problem, const double *start,
                   struct crm__minimum *out);

/* Go on from a minimum that is none yet, by at most `steps` steps that look at the second derivatives:
   many evaluations each, but they find the way along a bent valley. */
void crm__minimise_on(const struct crm__minimise *problem, struct crm__minimum *minimum,
                      int32_t steps);

/*
 * The second derivatives at a point by central differences of the gradient, in the numbers whose bit
 * is set in `free` (the others are held), inverted: out_spread[i] receives the i-th diagonal element of
 * the inverse, out_step the step of Newton, both 0 for those held. False when they are not those of a
 * minimum (not positive definite).
 */
bool crm__minimum_spread(const struct crm__minimise *problem, const double *at,
                         const double *gradient, uint32_t free, double *out_spread,
                         double *out_step);

#endif
