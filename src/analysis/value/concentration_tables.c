/*
 * concentration_tables.c - the tables of the analysis of concentration. Sums are integers; the
 * quotients are made once, from them.
 */
#include "analysis/value/concentration.h"

static const char *const class_names[CRM__CLASSES] = {"A", "B", "C", NULL};

static void
write_class(struct crm__writer *writer, int8_t class)
{
    crm__write_text(writer, class_names[class], class == CRM__CLASS_NONE ? 0 : 1);
}

/* ---- Summary ---- */

/* Sum of (2 i - n - 1) x over n x total; buyers stand in descending order. */
static void
write_gini(struct crm__writer *writer, const struct crm__concentration *own)
{
    struct crm__wide sum = crm__wide_of(0);
    int64_t n = (int64_t)own->positive;

    for (int64_t i = 0; i < n; i++)
        sum = crm__wide_add(sum, crm__wide_multiply(n - 1 - 2 * i, own->buyers[i].sales));
    if (n == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__wide_ratio(sum, crm__wide_multiply(n, own->total)));
}

/* From the largest down, an order that is fixed. */
static void
write_hhi(struct crm__writer *writer, const struct crm__concentration *own)
{
    double sum = 0;

    for (size_t i = 0; i < own->positive; i++) {
        double share = crm__ratio(own->buyers[i].sales, own->total);

        sum += share * share;
    }
    if (own->positive == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, 10000 * sum);
}

/* The sales of the first `count` buyers. */
static int64_t
sales_of(const struct crm__concentration *own, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < own->positive && i < count; i++)
        sum += own->buyers[i].sales;
    return sum;
}

/* How many of the largest make at least `bp` of all sales. */
static size_t
makers_of(const struct crm__concentration *own, int32_t bp)
{
    int64_t sum = 0;
    size_t count = 0;

    while (count < own->positive && crm__wide_compare(crm__wide_multiply(sum, 10000),
                                                      crm__wide_multiply(own->total, bp)) < 0)
        sum += own->buyers[count++].sales;
    return count;
}

static crm_status
write_summary(crm_analysis *analysis)
{
    const crm_concentration_params *params = analysis->params;
    const struct crm__concentration *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__CONCENTRATION_SUMMARY);

    crm__write_row(&writer);
    crm__write_int(&writer, (int64_t)own->count);
    crm__write_int(&writer, (int64_t)(own->count - own->positive));
    crm__write_int(&writer, own->total);
    write_gini(&writer, own);
    write_hhi(&writer, own);
    crm__write_int(&writer, params->top);
    crm__write_ratio(&writer, sales_of(own, (size_t)params->top), own->total);
    crm__write_int(&writer, (int64_t)makers_of(own, 5000));
    crm__write_int(&writer, (int64_t)makers_of(own, 8000));
    return writer.status;
}

/* ---- Customers and classes ---- */

static crm_status
write_customers(crm_analysis *analysis)
{
    const struct crm__concentration *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__CONCENTRATION_CUSTOMERS);

    for (size_t i = 0; i < own->count; i++) {
        const struct crm__buyer *buyer = &own->buyers[i];
        bool counted = i < own->positive;

        crm__write_row(&writer);
        crm__write_id(&writer, buyer->id);
        crm__write_int_if(&writer, counted, (int64_t)buyer->rank);
        crm__write_int(&writer, buyer->sales);
        crm__write_ratio(&writer, buyer->sales, counted ? own->total : 0);
        crm__write_ratio(&writer, buyer->cumulated, counted ? own->total : 0);
        write_class(&writer, buyer->class);
        crm__write_int_if(&writer, buyer->has_potential, buyer->potential);
        write_class(&writer, buyer->potential_class);
    }
    return writer.status;
}

static crm_status
write_classes(crm_analysis *analysis)
{
    const struct crm__concentration *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__CONCENTRATION_CLASSES);
    int64_t customers[CRM__CLASSES] = {0}, sales[CRM__CLASSES] = {0};

    for (size_t i = 0; i < own->positive; i++) {
        customers[own->buyers[i].class]++;
        sales[own->buyers[i].class] += own->buyers[i].sales;
    }
    for (int8_t class = 0; class < CRM__CLASS_NONE; class ++) {
        crm__write_row(&writer);
        write_class(&writer, class);
        crm__write_int(&writer, customers[class]);
        crm__write_ratio(&writer, customers[class], (int64_t)own->positive);
        crm__write_int(&writer, sales[class]);
        crm__write_ratio(&writer, sales[class], own->total);
    }
    return writer.status;
}

/* Sales of a pair may be below 0 where customers without class are added up. */
static crm_status
write_pair(struct crm__writer *writer, int8_t class, int8_t potential_class)
{
    crm_analysis *analysis = writer->analysis;
    const struct crm__concentration *own = analysis->own;
    struct crm__wide sales = crm__wide_of(0), potential = crm__wide_of(0);
    int64_t customers = 0, sum = 0, could = 0;
    crm_status status;

    for (size_t i = 0; i < own->count; i++) {
        const struct crm__buyer *buyer = &own->buyers[i];

        if (buyer->class != class || buyer->potential_class != potential_class)
            continue;
        customers++;
        sales = crm__wide_add(sales, crm__wide_of(buyer->sales));
        potential = crm__wide_add(potential, crm__wide_of(buyer->potential));
    }
    status = crm__total(analysis, sales, "concentration crossed sales", class, &sum);
    if (status == CRM_OK)
        status = crm__total(analysis, potential, "concentration crossed potential", class, &could);
    if (status != CRM_OK || customers == 0)
        return status;
    crm__write_row(writer);
    write_class(writer, class);
    write_class(writer, potential_class);
    crm__write_int(writer, customers);
    crm__write_int(writer, sum);
    crm__write_int(writer, could);
    return writer->status;
}

crm_status
crm__concentration_write(crm_analysis *analysis)
{
    struct crm__writer crossed = crm__writer_of(analysis, CRM__CONCENTRATION_CROSSED);
    crm_status status = write_summary(analysis);

    if (status == CRM_OK)
        status = write_customers(analysis);
    if (status == CRM_OK)
        status = write_classes(analysis);
    for (int8_t pair = 0; pair < CRM__CLASSES * CRM__CLASSES && status == CRM_OK; pair++)
        status = write_pair(&crossed, pair / CRM__CLASSES, pair % CRM__CLASSES);
    return status;
}
