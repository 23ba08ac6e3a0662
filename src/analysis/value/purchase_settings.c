/*
 * purchase_settings.c - the lists that a purchase model takes: parameters in place of a fit, and
 * histories in place of purchases. What is wrong is refused here, so that no law ever sees a history
 * that cannot have happened.
 */
#include <math.h>
#include <string.h>

#include "analysis/value/purchase_model.h"
#include "base/order.h"

#define COUNT_MAX 1e9   /* purchases, periods */
#define PERIODS_MAX 1e4 /* of discrete laws, which pass each of them */

enum { MODEL, NAME, VALUE };

static const struct crm__column_spec parameter_columns[] = {
    {"model", CRM_TYPE_TEXT, 0, ""},
    {"name", CRM_TYPE_TEXT, 0, ""},
    {"value", CRM_TYPE_DOUBLE, 0, ""},
};

static const struct crm__column_spec history_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"x", CRM_TYPE_DOUBLE, 0, "occasions"},
    {"t_x", CRM_TYPE_DOUBLE, 0, "periods"},
    {"t", CRM_TYPE_DOUBLE, 0, "periods"},
    {"mean", CRM_TYPE_DOUBLE, 0, "minor"},
};

/* ---- Parameters ---- */

static bool
text_is(const crm_table *table, size_t row, int32_t column, const char *wanted)
{
    size_t length;
    const char *text = crm__cell_text(table, row, column, &length);

    return text && length == strlen(wanted) && memcmp(text, wanted, length) == 0;
}

/* Position of the parameter that a row names, -1 = none of this law. */
static int32_t
named(const crm_table *table, size_t row, const struct crm__law *law)
{
    for (int32_t i = 0; text_is(table, row, MODEL, law->name) && i < law->count; i++) {
        if (text_is(table, row, NAME, law->names[i]))
            return i;
    }
    return -1;
}

/* Which parameters of a law the list has, as bits. Values are checked by then. */
static uint32_t
values_of(const crm_table *table, const struct crm__law *law, double *out)
{
    uint32_t seen = 0;

    for (size_t row = 0; table && row < table->rows; row++) {
        int32_t i = named(table, row, law);

        if (i >= 0 && crm__cell_double(table, row, VALUE, &out[i]))
            seen |= 1u << i;
    }
    return seen;
}

bool
crm__purchase_given(const crm_analysis *analysis, const struct crm__law *law, double *out)
{
    const crm_table *table = crm__setting(analysis, CRM__PURCHASE_SET_PARAMETERS);

    return values_of(table, law, out) == (1u << law->count) - 1;
}

static crm_status
check_parameters(crm_analysis *analysis, const crm_table *table)
{
    const struct crm__purchase_model *own = analysis->own;
    const struct crm__law *const laws[] = {own->law, &crm__law_gamma_gamma};
    uint32_t seen[2] = {0, 0};

    for (size_t row = 0; row < table->rows; row++) {
        size_t law = text_is(table, row, MODEL, laws[1]->name);
        int32_t i = named(table, row, laws[law]);
        double value;

        if (!law && !text_is(table, row, MODEL, laws[0]->name))
            return crm__setting_wrong(analysis, table, row, MODEL, "is not the model chosen");
        if (i < 0)
            return crm__setting_wrong(analysis, table, row, NAME, "is no parameter of the model");
        if (seen[law] & 1u << i)
            return crm__setting_wrong(analysis, table, row, NAME, "stands twice");
        if (!crm__cell_double(table, row, VALUE, &value) || !(value >= 1e-12 && value <= 1e15))
            return crm__setting_wrong(analysis, table, row, VALUE, "is not 1e-12 to 1e15");
        seen[law] |= 1u << i;
    }
    for (size_t law = 0; law < 2; law++) {
        if (seen[law] != 0 && seen[law] != (1u << laws[law]->count) - 1)
            return crm__setting_wrong(analysis, table, table->rows, NAME,
                                      "a parameter of the model is missing");
    }
    return CRM_OK;
}

/* ---- Histories ---- */

/* Why a history cannot be, and the column that is wrong; NULL = it can. */
static const char *
impossible(const struct crm__law *law, const crm_table *table, size_t row, int32_t *column)
{
    double x, t_x = 0, t;
    int64_t customer;

    *column = CRM__HISTORY_CUSTOMER;
    if (!crm__cell_int(table, row, *column, &customer) || customer <= 0)
        return "is no id";
    *column = CRM__HISTORY_X;
    if (!crm__cell_double(table, row, *column, &x) || !(x >= 0 && x <= COUNT_MAX) || x != floor(x))
        return "is not a whole number of 0 to 1e9";
    *column = CRM__HISTORY_T;
    if (!crm__cell_double(table, row, *column, &t) || !(t >= 0 && t <= COUNT_MAX))
        return "is not 0 to 1e9";
    if (law->discrete && (t != floor(t) || t > PERIODS_MAX))
        return "is not a whole number of at most 10000 periods";
    *column = CRM__HISTORY_X;
    if (law->discrete && x > t)
        return "is more than t";
    *column = CRM__HISTORY_T_X;
    if (law == &crm__law_sbg)
        return NULL;
    if (!crm__cell_double(table, row, *column, &t_x) || !(t_x >= 0 && t_x <= t))
        return "is not 0 to t";
    if ((x == 0) != (t_x == 0))
        return "is 0 where x is not, or the other way round";
    if (law->discrete && (t_x != floor(t_x) || t_x < x))
        return "is not a whole number of at least x";
    return NULL;
}

static crm_status
check_unique(crm_analysis *analysis, const crm_table *table)
{
    int64_t *ids = crm__alloc_array(analysis->memory, table->rows, sizeof *ids);
    crm_status status = CRM_OK;

    if (!ids && table->rows > 0)
        return crm__no_memory(analysis->crm);
    for (size_t row = 0; row < table->rows; row++)
        crm__cell_int(table, row, CRM__HISTORY_CUSTOMER, &ids[row]);
    crm__sort_int64(ids, table->rows);
    for (size_t i = 1; i < table->rows && status == CRM_OK; i++) {
        if (ids[i] == ids[i - 1])
            status = crm__setting_wrong(analysis, table, table->rows, CRM__HISTORY_CUSTOMER,
                                        "a customer stands twice");
    }
    crm__free_array(analysis->memory, ids, table->rows, sizeof *ids);
    return status;
}

static crm_status
check_histories(crm_analysis *analysis, const crm_table *table)
{
    const struct crm__purchase_model *own = analysis->own;

    for (size_t row = 0; row < table->rows; row++) {
        int32_t column;
        const char *why = impossible(own->law, table, row, &column);

        if (why)
            return crm__setting_wrong(analysis, table, row, column, why);
    }
    return check_unique(analysis, table);
}

const struct crm__setting crm__purchase_settings[CRM__PURCHASE_SETTINGS] = {
    {"parameters", parameter_columns, sizeof parameter_columns / sizeof parameter_columns[0],
     check_parameters},
    {"histories", history_columns, sizeof history_columns / sizeof history_columns[0],
     check_histories},
};
