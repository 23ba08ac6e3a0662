/*
 * grid_case.h - what the tests of the whitespace analysis share: accounts, products, sales and deals
 * in one line each, the analysis finished over them with its coverage checked.
 */
#ifndef TESTS_ANALYSIS_GRID_CASE_H
#define TESTS_ANALYSIS_GRID_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/whitespace.h"
#include "log.h"

static crm_context *crm;
static struct log story;
static crm_whitespace_params params;

static inline int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    params = (crm_whitespace_params)CRM_WHITESPACE_PARAMS_INIT;
    params.as_of = LOG_AS_OF;
    params.currency = LOG_USD;
    memset(&story, 0, sizeof story);
    return crm ? 0 : -1;
}

static inline int
teardown(void **state)
{
    (void)state;
    feed_done(&story.feed);
    crm_close(crm);
    return 0;
}

static inline struct feed_row *
with(struct feed_row *row, crm_field field, int64_t value)
{
    assert_true(row->cells < FEED_CELLS);
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
    return row;
}

static inline struct feed_row *
account(crm_id id, int64_t types, const char *segment)
{
    struct feed_row *row = feed_add(&story.feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, (long long)id,
                                    CRM_ACCOUNT_TYPES, (long long)types);

    row->text = segment;
    row->text_field = CRM_ACCOUNT_SEGMENT;
    return row;
}

static inline void
customers(crm_id first, crm_id last)
{
    for (crm_id id = first; id <= last; id++)
        account(id, CRM_ACCOUNT_TYPE_CUSTOMER, NULL);
}

/* list 0 = no price */
static inline struct feed_row *
product(crm_id id, int64_t list, const char *category)
{
    struct feed_row *row = feed_add(&story.feed, CRM_KIND_PRODUCT, 1, CRM_FIELD_ID, (long long)id);

    if (list > 0)
        with(with(row, CRM_PRODUCT_LIST_PRICE, list), CRM_PRODUCT_CURRENCY, LOG_USD);
    row->text = category;
    row->text_field = CRM_PRODUCT_CATEGORY;
    return row;
}

static inline struct feed_row *
line(int32_t type, crm_id buyer, crm_id what, crm_day day, int64_t net)
{
    return feed_add(&story.feed, CRM_KIND_PURCHASE, 6, CRM_PURCHASE_ACCOUNT, (long long)buyer,
                    CRM_PURCHASE_PRODUCT, (long long)what, CRM_PURCHASE_DAY, (long long)day,
                    CRM_PURCHASE_TYPE, (long long)type, CRM_PURCHASE_NET_AMOUNT, (long long)net,
                    CRM_PURCHASE_CURRENCY, (long long)LOG_USD);
}

static inline struct feed_row *
sale(crm_id buyer, crm_id what, crm_day day, int64_t net)
{
    return line(CRM_PURCHASE_TYPE_SALE, buyer, what, day, net);
}

static inline struct feed_row *
owned(crm_id id, crm_id child, crm_id parent)
{
    return feed_add(&story.feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, (long long)id, CRM_LINK_CHILD,
                    (long long)child, CRM_LINK_PARENT, (long long)parent, CRM_LINK_TYPE,
                    (long long)CRM_LINK_TYPE_OWNED_BY);
}

static inline void
open_deal(crm_id id, crm_id who, crm_id what)
{
    log_deal(&story, id);
    log_add(&story, .deal = id, .stage = FIRST, .day = 20000, .amount = 100, .account = who,
            .product = what);
}

static inline void
lost_deal(crm_id id, crm_id who, crm_id what, crm_day day)
{
    log_deal(&story, id);
    log_add(&story, .deal = id, .stage = FIRST, .day = day - 5, .amount = 100, .account = who,
            .product = what);
    log_add(&story, .deal = id, .stage = LOST, .day = day, .amount = 100, .account = who,
            .product = what);
}

static inline crm_analysis *
finished(void)
{
    crm_analysis *analysis;

    story.feed.skip[CRM_KIND_PURCHASE] = params.sales == CRM_SALES_WON;
    feed_shuffle(&story.feed, crm_descriptor_find("whitespace"), NULL);
    analysis = crm_whitespace_new(crm, &params);
    assert_non_null(analysis);
    if (feed_all(analysis, &story.feed) != CRM_OK || crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, &story.feed);
    return analysis;
}

static inline const crm_table *
cells_of(crm_analysis *analysis)
{
    return crm_analysis_table(analysis, "cells");
}

/* Row of a cell, SIZE_MAX if it is not listed. product 0 = none. */
static inline size_t
cell(crm_analysis *analysis, crm_id who, crm_id what)
{
    const crm_table *cells = cells_of(analysis);

    for (size_t row = 0; row < crm_table_rows(cells); row++) {
        int64_t found = feed_int(cells, row, "product");

        if (feed_int(cells, row, "account") == who && (what ? found == what : found == FEED_NONE))
            return row;
    }
    return SIZE_MAX;
}

static inline int64_t
cell_int(crm_analysis *analysis, crm_id who, crm_id what, const char *column)
{
    size_t row = cell(analysis, who, what);

    if (row == SIZE_MAX)
        fail_msg("no cell of account %lld and product %lld", (long long)who, (long long)what);
    return feed_int(cells_of(analysis), row, column);
}

static inline bool
is_none(const crm_table *table, size_t row, const char *column)
{
    double value;

    return crm_table_double(table, row, crm_table_column(table, column), &value) == CRM_NONE;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
