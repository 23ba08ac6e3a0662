/* travel_print.c - a board as bytes: see travel.h. */
#include "travel.h"

#include <stdlib.h>

static const char *const names[BOARD] = {"pipeline", "families", "families",
                                         "rfm",      "rfm",      "whitespace"};

/* The members that all params begin with. */
#define COMMON(params, view)                                                                       \
    do {                                                                                           \
        (params).as_of = (crm_day)(view)->as_of;                                                   \
        (params).since = (view)->since == NOTHING ? CRM_DAY_NONE : (crm_day)(view)->since;         \
        (params).known_at = (view)->known_at == NOTHING ? CRM_INSTANT_NONE : (view)->known_at;     \
        (params).currency = crm_currency_of("EUR");                                                \
        (params).rate_max_age_days = MAX_AGE;                                                      \
    } while (0)

crm_analysis *
run_analysis(struct travel *travel, const struct view *view, int which)
{
    crm_pipeline_params pipeline = CRM_PIPELINE_PARAMS_INIT;
    crm_families_params families = CRM_FAMILIES_PARAMS_INIT;
    crm_rfm_params rfm = CRM_RFM_PARAMS_INIT;
    crm_whitespace_params whitespace = CRM_WHITESPACE_PARAMS_INIT;
    const void *params[BOARD] = {&pipeline, &families, &families, &rfm, &rfm, &whitespace};
    crm_analysis *analysis;

    COMMON(pipeline, view);
    COMMON(families, view);
    COMMON(rfm, view);
    COMMON(whitespace, view);
    families.sales = which == FAMILIES_WON ? CRM_SALES_WON : CRM_SALES_PURCHASES;
    rfm.unit = which == RFM_FAMILY ? CRM_UNIT_FAMILY : CRM_UNIT_ACCOUNT;
    whitespace.flags = CRM_WHITESPACE_SHOW_HELD;
    whitespace.lost_days = LOST_DAYS;
    analysis = crm_analysis_new(travel->world->crm, names[which], params[which]);
    if (!analysis || crm_analysis_run(analysis) != CRM_OK)
        fail_msg("%s: %s", names[which], crm_message(travel->world->crm));
    return analysis;
}

struct bytes {
    char *text;
    size_t length, capacity;
};

static void
put(struct bytes *bytes, const void *from, size_t length)
{
    if (bytes->length + length > bytes->capacity) {
        bytes->capacity = 2 * bytes->capacity + length + 4096;
        bytes->text = realloc(bytes->text, bytes->capacity);
        assert_non_null(bytes->text);
    }
    memcpy(bytes->text + bytes->length, from, length);
    bytes->length += length;
}

/* One cell, doubles by their bits. */
static void
put_cell(struct bytes *bytes, const crm_table *table, size_t row, int32_t column)
{
    int32_t type = crm_table_type(table, column);
    size_t length = 0;
    const char *text;
    int64_t value = 0;
    double number = 0;
    char words[64];
    int size;

    if (type == CRM_TYPE_TEXT) {
        text = crm_table_text(table, row, column, &length);
        put(bytes, text ? text : "-", text ? length : 1);
        size = snprintf(words, sizeof words, "|");
    } else if (type == CRM_TYPE_DOUBLE) {
        if (crm_table_double(table, row, column, &number) == CRM_OK)
            size = snprintf(words, sizeof words, "%a|", number);
        else
            size = snprintf(words, sizeof words, "-|");
    } else if (crm_table_int(table, row, column, &value) == CRM_OK) {
        size = snprintf(words, sizeof words, "%lld|", (long long)value);
    } else {
        size = snprintf(words, sizeof words, "-|");
    }
    put(bytes, words, (size_t)size);
}

/* Does a line of coverage tell what is in the tables? The others count rows under the first reason to
   leave them out, and what came later may be left out for erased and archived before that. */
static bool
counts_used(const crm_table *table, size_t row)
{
    static const char *const others[] = {"erased", "archived", "after_as_of", "after_known_at"};
    size_t length;
    const char *reason = crm_table_text(table, row, crm_table_column(table, "reason"), &length);

    for (size_t i = 0; i < 4; i++)
        if (length == strlen(others[i]) && memcmp(reason, others[i], length) == 0)
            return false;
    return true;
}

static void
put_table(struct bytes *bytes, const char *analysis, const char *name, const crm_table *table)
{
    bool coverage = strcmp(name, "coverage") == 0;

    for (size_t row = 0; row < crm_table_rows(table); row++) {
        if (coverage && !counts_used(table, row))
            continue;
        put(bytes, analysis, strlen(analysis));
        put(bytes, ".", 1);
        put(bytes, name, strlen(name));
        put(bytes, ":", 1);
        for (int32_t column = 0; column < (int32_t)crm_table_columns(table); column++)
            put_cell(bytes, table, row, column);
        put(bytes, "\n", 1);
    }
}

size_t
print_board(struct travel *travel, const struct view *view, char **out_bytes)
{
    struct bytes bytes = {NULL, 0, 0};

    for (int which = 0; which < BOARD; which++) {
        crm_analysis *analysis = run_analysis(travel, view, which);

        for (size_t i = 0; i < crm_analysis_tables(analysis); i++) {
            const char *name = crm_analysis_table_name(analysis, i);

            put_table(&bytes, names[which], name, crm_analysis_table(analysis, name));
        }
        crm_analysis_free(analysis);
    }
    put(&bytes, "", 1);
    *out_bytes = bytes.text;
    return bytes.length - 1;
}
