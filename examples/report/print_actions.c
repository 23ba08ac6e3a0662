/*
 * print_actions.c - what to do first: at most one line for each thing that stands out, with a name
 * and an amount.
 */
#include "openings.h"

enum { QUIET_TIMES = 3, QUIET_PURCHASES = 3, QUIET_DAYS = 30 };

struct actions {
    struct report *report;
    struct page *page;
    int64_t count;
};

static void
act(struct actions *actions, const char *words)
{
    const char *number = format_count(&actions->report->format, ++actions->count);

    page_add(actions->page, actions->count < 10 ? " " : "");
    page_add(actions->page, number);
    page_add(actions->page, ". ");
    page_line(actions->page, words);
}

static void
biggest(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *families = view_table(report, FAMILIES, "families");
    int64_t all = view_sum(families, 0, view_rows(families), "total"), buyers;
    const char *name, *total, *share;

    if (view_rows(families) == 0 || !view_number(families, 0, "rank"))
        return;
    name = view_name(report, CRM_KIND_ACCOUNT, view_number(families, 0, "root"));
    total = view_money(report, families, 0, "total");
    share = format_share(format, view_number(families, 0, "total"), all);
    buyers = view_number(families, 0, "buyers");
    if (view_number(families, 0, "members") < 2)
        act(actions, SAY(format, L_DO_BIGGEST, 1, name, total, share));
    else
        act(actions, SAY(format, L_DO_BIGGEST_FAMILY, buyers, name, total, share,
                         format_count(format, buyers)));
}

static void
offer(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *cells = view_table(report, WHITESPACE, "cells");
    size_t row = openings_next(cells, 0);
    const char *product, *account, *worth;
    int64_t sisters, holders;

    if (row == view_rows(cells))
        return;
    product = openings_product(report, cells, row);
    account = view_name(report, CRM_KIND_ACCOUNT, view_number(cells, row, "account"));
    worth = SAY(format, report->months == 12 ? L_WORTH_YEAR : L_WORTH, 1,
                view_money(report, cells, row, "value"));
    sisters = openings_sisters(report, cells, row) ? view_number(cells, row, "family_holders") : 0;
    holders = view_number(cells, row, "holders");
    if (sisters > 0)
        act(actions, SAY(format, L_DO_OFFER_SISTERS, sisters, product, account,
                         format_count(format, sisters), worth));
    else
        act(actions,
            SAY(format, L_DO_OFFER, holders, product, account, format_count(format, holders), worth,
                view_count(report, cells, row, "peers")));
}

/* The first row over all products. */
static void
discount(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *discounts = view_table(report, FAMILIES, "discounts");
    size_t rows = view_rows(discounts), row = 0;
    const char *stake;

    while (row < rows && view_number(discounts, row, "product"))
        row++;
    if (row == rows || view_number(discounts, row, "at_stake") <= 0)
        return;
    stake = SAY(format, report->months == 12 ? L_STAKE_YEAR : L_STAKE, 1,
                view_money(report, discounts, row, "at_stake"));
    act(actions,
        SAY(format, L_DO_DISCOUNT, 1,
            view_name(report, CRM_KIND_ACCOUNT, view_number(discounts, row, "high_account")),
            format_share(format, view_number(discounts, row, "high_bp"), 10000),
            view_name(report, CRM_KIND_ACCOUNT, view_number(discounts, row, "low_account")),
            format_share(format, view_number(discounts, row, "low_bp"), 10000), stake));
}

/* A company of one of the three biggest families in the hands of the least experienced. */
static void
junior(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *accounts = view_table(report, FAMILIES, "accounts");
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t rows = view_rows(accounts), row, found = rows;
    int64_t top = 0, grade, rank = 0;

    for (row = 0; row < rows; row++) {
        if (view_int(accounts, row, "owner_grade", &grade) && grade > top)
            top = grade;
        if (found < rows || grade != 1 || view_number(accounts, row, "own") <= 0)
            continue;
        rank = view_number(families,
                           view_find(families, "root", view_number(accounts, row, "root")), "rank");
        if (rank >= 1 && rank <= 3)
            found = row;
    }
    if (found == rows || top < 2)
        return;
    rank = view_number(families, view_find(families, "root", view_number(accounts, found, "root")),
                       "rank");
    act(actions, SAY(format, L_DO_JUNIOR, 1,
                     view_name(report, CRM_KIND_ACCOUNT, view_number(accounts, found, "account")),
                     format_count(format, rank),
                     view_name(report, CRM_KIND_USER, view_number(accounts, found, "owner")), "1",
                     format_count(format, top)));
}

static void
overdue(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *deals = view_table(report, PIPELINE, "deals");
    size_t rows = view_rows(deals), row;
    int64_t count = 0, amount = 0;

    for (row = 0; row < rows; row++)
        if (view_number(deals, row, "flags") & CRM_DEAL_OVERDUE) {
            count++;
            amount += view_number(deals, row, "amount");
        }
    if (count > 0)
        act(actions, SAY(format, L_DO_OVERDUE, count, format_count(format, count),
                         format_money(format, amount)));
}

/* Days between purchases of a customer who has become quiet, 0 for any other. */
static int64_t
quiet_interval(const crm_table *scores, size_t row)
{
    int64_t frequency = view_number(scores, row, "frequency"), first, last, recency, between;

    if (frequency < QUIET_PURCHASES || view_number(scores, row, "monetary") <= 0 ||
        !view_int(scores, row, "first_day", &first) || !view_int(scores, row, "last_day", &last) ||
        !view_int(scores, row, "recency_days", &recency))
        return 0;
    between = (last - first + (frequency - 1) / 2) / (frequency - 1);
    return between > 0 && recency >= QUIET_DAYS && recency >= QUIET_TIMES * between ? between : 0;
}

static void
quiet(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *scores = view_table(report, RFM, "scores");
    size_t rows = view_rows(scores), row, found = rows;
    int64_t best = 0, between;

    for (row = 0; row < rows; row++)
        if (quiet_interval(scores, row) && view_number(scores, row, "monetary") > best) {
            best = view_number(scores, row, "monetary");
            found = row;
        }
    if (found == rows)
        return;
    between = quiet_interval(scores, found);
    act(actions,
        SAY(format, L_DO_QUIET, between,
            view_name(report, CRM_KIND_ACCOUNT, view_number(scores, found, "customer")),
            format_count(format, between), view_count(report, scores, found, "recency_days"),
            format_money(format, best)));
}

/* The family that lost most against the time before. */
static void
shrunk(struct actions *actions)
{
    struct report *report = actions->report;
    const struct format *format = &report->format;
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t rows = view_rows(families), row, found = rows;
    int64_t worst = 0, before, total;

    for (row = 0; row < rows && report->months > 0; row++) {
        total = view_number(families, row, "total");
        if (view_int(families, row, "previous", &before) && before > 0 && total >= 0 &&
            before - total > worst) {
            worst = before - total;
            found = row;
        }
    }
    if (found == rows)
        return;
    act(actions, SAY(format, L_DO_SHRUNK, 1,
                     view_name(report, CRM_KIND_ACCOUNT, view_number(families, found, "root")),
                     format_change(format, view_number(families, found, "previous"),
                                   view_number(families, found, "total")),
                     format_money(format, -worst)));
}

void
print_actions(struct report *report, struct page *page)
{
    struct actions actions = {report, page, 0};
    const struct format *format = &report->format;

    page_line(page, format_upper(format, label_text(format->language, L_TO_DO, 1)));
    biggest(&actions);
    offer(&actions);
    discount(&actions);
    junior(&actions);
    overdue(&actions);
    quiet(&actions);
    shrunk(&actions);
    if (actions.count == 0) {
        page_add(page, "   ");
        page_line(page, label_text(format->language, L_NOTHING_TO_DO, 1));
    }
}
