/*
 * whitespace.h - inside of the whitespace analysis: the grid that its files fill one after the other.
 *
 * whitespace_rows.c decides who is a row and in which family, whitespace_columns.c and
 * whitespace_categories.c what is a column, whitespace_cells.c puts sales and deals into the cells,
 * whitespace_chances.c works out likelihood and value, whitespace_tables.c and whitespace_totals.c
 * write. The grid is dense: the answer is as large as the grid.
 */
#ifndef CRM_ANALYSIS_ACCOUNTS_WHITESPACE_H
#define CRM_ANALYSIS_ACCOUNTS_WHITESPACE_H

#include "analysis/engine/sales.h"
#include "base/words.h"
#include "crm/whitespace.h"

enum {
    CRM__WHITESPACE_CELLS = 0,
    CRM__WHITESPACE_ACCOUNTS,
    CRM__WHITESPACE_PRODUCTS,
    CRM__WHITESPACE_FAMILIES,
    CRM__WHITESPACE_RESULTS
};

/* States of the engine, and slots of the first. */
enum { CRM__HOLDINGS = 0, CRM__INVOICED = 1 };
enum {
    CRM__HOLDING_QUANTITY = 0,
    CRM__HOLDING_NET = 2, /* in the window */
    CRM__HOLDING_FIRST = 4,
    CRM__HOLDING_LAST = 5
};

#define CRM__PEERS_MIN 5   /* others of a segment, fewer are no peers */
#define CRM__HOLDERS_MIN 3 /* peers that hold it, fewer give no median */

/* An account of the grid. */
struct crm__grid_account {
    crm_id id;
    size_t family; /* place in families */
    bool buyer;
};

struct crm__grid_family {
    crm_id root;
    int64_t members; /* accounts of the grid */
    int64_t buyers;
};

/* An account, or a family. */
struct crm__grid_row {
    crm_id id;
    size_t family;
    bool buyer;
    size_t peers; /* place in peers */
};

struct crm__grid_column {
    crm_id product;       /* 0 = a category */
    const char *category; /* NULL = none */
    size_t category_length;
    int64_t products;
    int64_t retired; /* of these */
    int64_t list;    /* price of one unit in the result's currency */
    bool has_list;
    int64_t word; /* of a category */
};

/* A product, and its column. */
struct crm__grid_product {
    crm_id id;
    size_t column;
    int64_t category;      /* word number, -1 = none */
    int64_t validity_days; /* 0 = for ever */
    int64_t list;
    bool has_list;
    bool retired;
};

struct crm__grid_cell {
    int32_t state; /* CRM_CELL_... */
    bool held;
    bool expired;
    crm_day first;
    crm_day last;
    crm_day lost_day;
    crm_id open_deal;
    crm_id lost_deal;
    crm_id last_holder; /* accounts come in order: which one was counted last */
    int64_t holders;    /* accounts of the row that hold it */
    struct crm__wide sum;
    int64_t net;
};

/* Rows compared with each other: 0 = all, then the segments that are large enough. */
struct crm__grid_peers {
    int64_t rows;
};

/* Of peers and a column. */
struct crm__grid_market {
    int64_t holders;
    int64_t value;
    bool has_value;
};

struct crm__whitespace {
    struct crm__words words;
    struct crm__forest forest;
    struct crm__cells sales; /* account as it is now, product, day -> slots of CRM__HOLDINGS */
    struct crm__cells buyers;
    struct crm__cells outside;          /* products without category, from setup on */
    struct crm__grid_account *accounts; /* by id */
    size_t account_count, account_capacity;
    struct crm__grid_family *families; /* by root */
    size_t family_count, family_capacity;
    struct crm__grid_row *rows; /* by id */
    size_t row_count, row_capacity;
    struct crm__grid_product *products; /* by id */
    size_t product_count, product_capacity;
    struct crm__grid_column *columns; /* by product, or category */
    size_t column_count, column_capacity;
    struct crm__grid_cell *cells; /* row x column */
    size_t cell_count;
    struct crm__grid_peers *peers;
    size_t peers_count;
    struct crm__grid_market *markets; /* peers x column */
    size_t market_count;
    int64_t *family_holders; /* family x column */
    size_t family_holders_count;
};

/* What a cell may be worth. */
struct crm__chance {
    int64_t peers;
    int64_t holders;
    int64_t family_members;
    int64_t family_holders;
    bool has_likelihood;
    double likelihood;
    bool has_value;
    int64_t value;
    int64_t expected;
};

static inline const crm_whitespace_params *
crm__whitespace_params(const crm_analysis *analysis)
{
    return analysis->params;
}

static inline struct crm__whitespace *
crm__whitespace_own(const crm_analysis *analysis)
{
    return analysis->own;
}

/* whitespace_rows.c */
crm_status crm__whitespace_sales(crm_analysis *analysis);
crm_status crm__whitespace_rows(crm_analysis *analysis);
/* Row of an account as it is now, SIZE_MAX = none. */
size_t crm__whitespace_row(const crm_analysis *analysis, crm_id account);

/* whitespace_columns.c. A product as it is now, NULL = none of the grid. */
crm_status crm__whitespace_columns(crm_analysis *analysis);
crm_status crm__whitespace_column(crm_analysis *analysis, struct crm__grid_column column);
const struct crm__grid_product *crm__whitespace_product(const crm_analysis *analysis,
                                                        crm_id product);

/* whitespace_categories.c. Which products have none, before the first sale; the number of the category
   of a kept product, -1 = none; the columns. */
crm_status crm__whitespace_setup(crm_analysis *analysis);
crm_status crm__whitespace_category(crm_analysis *analysis, size_t row, int64_t *out_number);
crm_status crm__whitespace_categories(crm_analysis *analysis);

/* whitespace_cells.c */
crm_status crm__whitespace_cells(crm_analysis *analysis);

/* whitespace_chances.c */
crm_status crm__whitespace_peers(crm_analysis *analysis);
crm_status crm__whitespace_chance(crm_analysis *analysis, size_t row, size_t column,
                                  struct crm__chance *out);

/* whitespace_tables.c, whitespace_totals.c */
crm_status crm__whitespace_write(crm_analysis *analysis);

/* What the cells of a row, a column or a family add up to; value and expected of WHITE cells. */
struct crm__grid_total {
    int64_t cells[CRM_CELL_WHITE + 1]; /* by state */
    int64_t priced;                    /* WHITE cells with a value */
    struct crm__wide value;
    struct crm__wide expected;
};

struct crm__grid_totals {
    struct crm__grid_total *rows;
    struct crm__grid_total *columns;
    struct crm__grid_total *families;
};
crm_status crm__whitespace_write_totals(crm_analysis *analysis, struct crm__grid_totals *totals);

#endif
