/*
 * wilson.c - how sure a win rate is.
 *
 * The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22 (1927): (h + z^2/2 -+ z sqrt(h (n - h) / n + z^2/4)) / (n + z^2), with z the
 * 97.5 % point of the normal distribution.
 */
#include <math.h>

#include "analysis/pipeline/pipeline.h"

void
crm__wilson(int64_t hits, int64_t count, double *out_low, double *out_high)
{
    const double z = 1.959963984540054;
    double h = (double)hits, n = (double)count, middle = h + z * z / 2;
    double width = z * sqrt(h * (n - h) / n + z * z / 4);

    /* Exactly 0 and 1 at the ends, where rounding would leave a trace. */
    *out_low = hits == 0 ? 0.0 : (middle - width) / (n + z * z);
    *out_high = hits == count ? 1.0 : (middle + width) / (n + z * z);
}
