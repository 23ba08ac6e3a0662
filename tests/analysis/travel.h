/*
 * travel.h - a company that lives: random operations through the public API, and beside them a model
 * that knows nothing of the library. The model is a list of what was done, when it happened and when
 * it was recorded; to know how things stood on a day it looks through the whole list, however slowly.
 *
 * travel_model.c reads the list, travel_deals.c and travel_trade.c write it (and do the same through
 * the library), travel_board.c compares, travel_print.c writes all tables of a board to bytes.
 */
#ifndef TESTS_ANALYSIS_TRAVEL_H
#define TESTS_ANALYSIS_TRAVEL_H

#include <stdbool.h>

#include "../operation/world.h"

enum { STAGES = 11, ACCOUNTS = 12, PRODUCTS = 6, USERS = 5, DEALS = 64, FACTS = 640, TIES = 128 };
enum { SALES = 400, RATES = 128, CHANGES_OF_ZONE = 3, MAX_AGE = 20, LOST_DAYS = 30 };

struct stage {
    crm_id id, pipeline;
    int outcome;
    int64_t chance; /* NOTHING = none */
    int64_t recorded;
};

/* What a row of a deal's log says besides the stage; NOTHING = none. */
struct values {
    int64_t amount, currency, close_day, chance, origin, owner, account, product;
};

/* One row of a deal's log, in the order in which they were written. */
struct fact {
    crm_id id;
    int deal;
    int type;         /* CREATE, MOVE, CHANGE or CORRECT */
    int corrects;     /* place of a fact; -1 = none */
    bool undoes;      /* a correction that puts nothing in the place */
    int64_t at;       /* NOTHING = before anything known */
    int64_t recorded; /* NOTHING = always known */
    int stage;
    struct values values;
};

struct deal {
    crm_id id;
    int64_t recorded;
};

struct account {
    crm_id id;
    int64_t recorded, archived;
};

struct tie {
    int child, parent; /* parent -1 = nobody */
    int64_t from;      /* INT64_MIN = always */
    int64_t recorded;
};

struct sale {
    crm_id id;
    int account, product, type;
    int64_t day, counted_day, quantity, net, currency, recorded;
    bool cancelled;
};

struct rate {
    int64_t day, num, den, recorded;
};

struct model {
    struct stage stages[STAGES];
    struct deal deals[DEALS];
    struct fact facts[FACTS];
    struct account accounts[ACCOUNTS];
    struct tie ties[TIES];
    struct sale sales[SALES];
    struct rate rates[RATES];
    crm_id products[PRODUCTS], users[USERS];
    int64_t products_recorded[PRODUCTS];
    int stage_count, deal_count, fact_count, account_count, tie_count, sale_count, rate_count;
    int product_count, user_count;
};

struct travel {
    struct world *world;
    uint64_t random;
    struct model model;
    struct model saved; /* at the beginning of a unit of work */
    crm_id pipelines[2];
    crm_zone_change zone[CHANGES_OF_ZONE];
    int64_t later_than; /* facts to come happen after this day; INT64_MIN = whenever */
    bool all_now;       /* nothing is recorded as of an earlier instant */
    int done, refused;  /* operations so far */
};

/* A board: what is asked for. NOTHING = no limit. */
struct view {
    int64_t as_of;    /* a day */
    int64_t known_at; /* an instant */
    int64_t since;    /* a day */
};

/* How a deal stands. */
struct standing {
    bool there;
    int stage; /* place in stages */
    struct values values;
    int64_t start, since, stage_at, last_at; /* first row, entry, last stage row, last row */
    int64_t closed; /* instant of the closing row; NOTHING also if unknown */
    bool is_closed;
    int open_stage;      /* the last open one; -1 = none */
    int64_t open_chance; /* before it was closed */
    int pushes;
    bool reopened; /* inside the view's window */
};

/* ---- travel_model.c ---- */

uint64_t draw(struct travel *travel);
int64_t between(struct travel *travel, int64_t low, int64_t high);
bool chance_of(struct travel *travel, int percent);

int64_t day_of(const struct travel *travel, int64_t at);
bool is_known(const struct view *view, int64_t recorded);
bool closes(const struct travel *travel, int stage);

/* A deal as it is seen; until: rows up to this instant alone, INT64_MAX = as the view says. */
void standing_of(const struct travel *travel, int deal, const struct view *view, int64_t until,
                 struct standing *out);
/* The same of today's knowledge of all times. */
void standing_now(const struct travel *travel, int deal, int64_t until, struct standing *out);
/* Before the row that stands in the place of a fact. */
void standing_before(const struct travel *travel, int deal, int fact, struct standing *out);
/* Would the log be in order? */
bool log_in_order(const struct travel *travel, int deal);

int owner_on(const struct travel *travel, int account, int64_t day, const struct view *view);
int root_on(const struct travel *travel, int account, int64_t day, const struct view *view);

/* In EUR, at the rate of a day; false without one. */
bool priced(const struct travel *travel, const struct view *view, int64_t amount, int64_t currency,
            int64_t day, int64_t *out);
int64_t half_even(int64_t value, int64_t num, int64_t den);

/* ---- travel_deals.c, travel_trade.c: something happens ---- */

void found_company(struct travel *travel, struct world *world, uint64_t seed);
void something_on_a_deal(struct travel *travel);
void something_in_trade(struct travel *travel);
void new_account(struct travel *travel);
void new_product(struct travel *travel);
void new_user(struct travel *travel);

/* An instant or a day at which something may have happened. */
int64_t some_instant(struct travel *travel);
int64_t some_day(struct travel *travel);

/* When a new record is said to have been recorded: now mostly, earlier, or always. */
int64_t say_recorded(struct travel *travel, crm_record *record);

/* The library must answer what the model expects: OK, or any refusal. */
void judge(struct travel *travel, bool expected, crm_status got, const char *what);

/* ---- travel_board.c, travel_print.c ---- */

void compare_board(struct travel *travel, const struct view *view);
void compare_records(struct travel *travel);

/* All tables of all analyses; *out_bytes is malloc'ed. Coverage without the rows that what came
   later is counted in. */
size_t print_board(struct travel *travel, const struct view *view, char **out_bytes);

/* Analyses of a board: CRM_OK, or the test fails. */
enum { PIPELINE, FAMILIES, FAMILIES_WON, RFM, RFM_FAMILY, WHITESPACE, BOARD };
crm_analysis *run_analysis(struct travel *travel, const struct view *view, int which);

#endif
