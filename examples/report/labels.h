/*
 * labels.h - every word of the report, in each of its languages.
 */
#ifndef REPORT_LABELS_H
#define REPORT_LABELS_H

#include <stdint.h>

enum language { ENGLISH, FRENCH };

/* %1 to %9 in a label stand for what is filled in. */
enum label {
    L_HEAD_MONTHS,
    L_HEAD_ALL,
    L_SALES,
    L_SALES_CHANGE,
    L_CUSTOMERS,
    L_FAMILIES,
    L_DEALS_OPEN,
    L_IN,
    L_TO_DO,
    L_NOTHING_TO_DO,
    L_DO_BIGGEST,
    L_DO_BIGGEST_FAMILY,
    L_DO_OFFER_SISTERS,
    L_DO_OFFER,
    L_WORTH_YEAR,
    L_WORTH,
    L_DO_DISCOUNT,
    L_STAKE_YEAR,
    L_STAKE,
    L_DO_JUNIOR,
    L_DO_OVERDUE,
    L_DO_QUIET,
    L_DO_SHRUNK,
    L_1,
    L_1_HELP,
    L_1_NONE,
    L_RANK,
    L_LISTED,
    L_FAMILY,
    L_COMPANIES,
    L_SALES_COLUMN,
    L_SHARE,
    L_BEFORE,
    L_OTHERS,
    L_ALL,
    L_MAKE,
    L_2,
    L_2_NONE_TITLE,
    L_2_HELP,
    L_2_HELP_WON,
    L_2_NONE,
    L_COMPANY,
    L_OF_FAMILY,
    L_DISCOUNT,
    L_AGREED,
    L_OWNER,
    L_JUNIOR,
    L_3,
    L_3_HELP,
    L_3_NONE,
    L_OPENINGS,
    L_PRODUCT,
    L_CATEGORY,
    L_CHANCE,
    L_WORTH_COLUMN_YEAR,
    L_WORTH_COLUMN,
    L_EXPECTED,
    L_WHY,
    L_WHY_SISTER,
    L_WHY_SISTERS,
    L_WHY_PEERS,
    L_NO_OPENING,
    L_NO_VALUE,
    L_4,
    L_4_HELP,
    L_4_NONE,
    L_STAGE,
    L_OPEN,
    L_AMOUNT,
    L_WEIGHTED,
    L_NEXT,
    L_DAYS_THERE,
    L_OLDEST,
    L_ALL_OPEN,
    L_ASSUMED,
    L_WON,
    L_LOST,
    L_WIN_RATE,
    L_CYCLE,
    L_PACE,
    L_TARGET,
    L_OPEN_NOW,
    L_5,
    L_5_NONE,
    L_OVERDUE,
    L_PUSHED,
    L_STALE,
    L_6,
    L_6_FEW,
    L_6_NONE,
    L_LAST_BOUGHT,
    L_7,
    L_LEFT_NAMES,
    L_LEFT_NAME,
    L_LEFT_ROW,
    L_LEFT_STAGE,
    L_NO_RATE,
    L_NO_ACCOUNT_DEALS,
    L_NO_AMOUNT_DEALS,
    L_NO_LIST,
    L_MORE,
    L_COUNT
};

/** The words of a label, for one thing or for several (English: 0 is several; French: one). */
const char *label_text(enum language language, enum label label, int64_t count);

/** A kind of record, in the plural or not: "purchases". */
const char *label_kind(enum language language, const char *kind, int64_t count);

/** Why rows were left out, for a reason of the tables `coverage`; NULL for one that says nothing to
    a reader. */
const char *label_reason(enum language language, const char *reason);

/** A segment of the RFM map; the key itself if it is not known. */
const char *label_segment(enum language language, const char *segment);

/** A number in words, "two"; NULL above ten. */
const char *label_number(enum language language, int64_t number);

#endif
