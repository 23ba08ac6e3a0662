/*
 * families.h - what the files of the analysis of families share: members with their money, the
 * families that they make, and the comparison of discounts.
 */
#ifndef CRM_ANALYSIS_ACCOUNTS_FAMILIES_H
#define CRM_ANALYSIS_ACCOUNTS_FAMILIES_H

#include "analysis/engine/sales.h"
#include "crm/families.h"

enum {
    CRM__FAMILIES_FAMILIES,
    CRM__FAMILIES_ACCOUNTS,
    CRM__FAMILIES_DISCOUNTS,
    CRM__FAMILIES_RESULTS
};

/* Places of the slots of the state `lines`. */
enum {
    CRM__LINES_OWN = 0,      /* net in the window */
    CRM__LINES_PREVIOUS = 2, /* net in the period before */
    CRM__LINES_LIST = 4,     /* list of lines that have one, in the window */
    CRM__LINES_PAID = 6,     /* net of these */
    CRM__LINES_LISTED = 8,   /* sale lines that have a list */
    CRM__LINES_LAST_DAY = 9,
    CRM__LINES_SLOTS = 10
};
extern const struct crm__slot crm__families_slots[];

/* An account within one family: today's, or one that owned it on days of its sales. */
struct crm__member_of {
    crm_id root;
    crm_id account;
    int64_t own;
    int64_t previous;
    int64_t list;
    int64_t paid;
    int64_t listed;   /* lines */
    int64_t last_day; /* CRM_DAY_NONE = no sale in the window */
    int64_t rank;     /* of the account alone, all its families together; 0 = none */
    int64_t subtree;
    size_t node; /* in the tree, SIZE_MAX = it has left the family */
};

/* What members pay against list prices, compared. */
struct crm__discount {
    crm_id root;
    crm_id product; /* 0 = all */
    crm_id low_account;
    crm_id high_account;
    int64_t low_bp;
    int64_t high_bp;
    int64_t lines;
    int64_t list;
    int64_t at_stake;
    size_t compared; /* accounts with enough lines */
    bool listed;     /* two accounts at least, far enough from each other */
};

struct crm__priced {
    crm_id account;
    int64_t list;
    int64_t paid;
    int64_t lines;
};

struct crm__family {
    crm_id root;
    size_t first; /* members */
    size_t count;
    int64_t total;
    int64_t own;
    int64_t previous;
    int64_t last_day;
    int64_t rank; /* 0 = none */
    int64_t buyers;
    int64_t depth;
    crm_id best_member;
    int64_t best_rank;
    struct crm__discount discount;
};

/* analysis->own */
struct crm__families {
    struct crm__forest forest;
    struct crm__tree tree;          /* at as_of */
    struct crm__cells members_by;   /* root, account -> slots */
    struct crm__cells priced_by;    /* root, product, account -> list, paid, lines */
    struct crm__member_of *members; /* by root, account */
    size_t member_count;
    struct crm__family *families; /* by rank (none last), root */
    size_t family_count;
    struct crm__discount *discounts;
    size_t discount_count;
    size_t discount_capacity;
    struct crm__wide all; /* total of all families */
};

/* families_members.c: cells of the state to members, with the tree of as_of. */
crm_status crm__families_gather(crm_analysis *analysis);
/* families_rank.c: ranks of accounts and families. */
crm_status crm__families_rank(crm_analysis *analysis);
/* families_discounts.c */
crm_status crm__families_compare(crm_analysis *analysis, const struct crm__priced *priced,
                                 size_t count, struct crm__discount *out);
crm_status crm__families_discounts(crm_analysis *analysis);
/* families_tables.c */
crm_status crm__families_write(crm_analysis *analysis);

/* First day of the period before; CRM_DAY_NONE = there is none. */
crm_day crm__families_previous(const crm_analysis *analysis);

/* 1 - paid / list in basis points; list above 0. */
crm_status crm__families_bp(crm_analysis *analysis, crm_id account, int64_t list, int64_t paid,
                            int64_t *out_bp);

#endif
