/*
 * log.h - deals for tests: two pipelines, and rows of their log written in one line each.
 */
#ifndef TESTS_ANALYSIS_LOG_H
#define TESTS_ANALYSIS_LOG_H

#include "feed.h"

#define LOG_USD (('U' << 16) | ('S' << 8) | 'D')
#define LOG_EUR (('E' << 16) | ('U' << 8) | 'R')
#define LOG_AS_OF 20100
#define LOG_DAY_US 86400000000LL
#define LOG_DEALS 64

/* Pipeline 1: open 10 %, 25 %, 50 %; on hold; won twice; lost. Pipeline 2: open twice, won, lost. */
enum {
    FIRST = 1,
    SECOND,
    THIRD,
    HOLD,
    WON,
    SIGNED,
    LOST,
    OTHER_FIRST = 11,
    OTHER_SECOND,
    OTHER_WON,
    OTHER_LOST
};

struct log {
    struct feed feed;
    crm_id last; /* transition */
    struct {
        int64_t seq;
        crm_id stage;
    } deals[LOG_DEALS];
};

/* A row. What is 0 is none; the first of a deal is its CREATE, one without stage a CHANGE. */
struct log_row {
    crm_id deal;
    crm_id stage;
    crm_day day;
    int64_t hour; /* above 0: the source knew the instant; else only the day */
    int64_t amount;
    bool zero;             /* an amount of 0 */
    crm_currency currency; /* none = USD */
    crm_day close;
    crm_id owner, account, product;
    int32_t probability_bp;
    const char *reason;
    crm_instant created;
};

/* Pipelines and stages. */
void log_begin(struct log *log);
struct feed_row *log_deal(struct log *log, crm_id id);
struct feed_row *log_put(struct log *log, struct log_row row);
#define log_add(log, ...) log_put(log, (struct log_row){__VA_ARGS__})

#endif
