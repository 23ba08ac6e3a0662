/* travel_board.c - what the library says about a day, and what the model says: see travel.h. */
#include "travel.h"

#include <stdlib.h>

/* A place where the two may differ, for the message. */
struct spot {
    struct travel *travel;
    const struct view *view;
    const char *table;
    crm_id id;
};

static void
same(const struct spot *spot, const char *what, int64_t model, int64_t library)
{
    if (model != library)
        fail_msg("as of day %lld, known at %lld, since %lld: %s, id %lld, %s: %lld, not %lld",
                 (long long)spot->view->as_of, (long long)spot->view->known_at,
                 (long long)spot->view->since, spot->table, (long long)spot->id, what,
                 (long long)library, (long long)model);
}

static int64_t
cell(const crm_table *table, size_t row, const char *column)
{
    int64_t value;
    int32_t number = crm_table_column(table, column);

    assert_true(number >= 0);
    return crm_table_int(table, row, number, &value) == CRM_OK ? value : NOTHING;
}

static size_t
row_of(const crm_table *table, const char *column, int64_t wanted)
{
    for (size_t row = 0; row < crm_table_rows(table); row++)
        if (cell(table, row, column) == wanted)
            return row;
    return SIZE_MAX;
}

static int64_t
product_of(int64_t amount, int64_t bp)
{
    return half_even(amount, bp, 10000);
}

/* ---- Deals ---- */

/* What a deal is to the tables. */
struct judged {
    struct standing now;
    bool open, on_hold, won, lost, worked, priced;
    int64_t closed_day, amount, chance;
};

static void
judge_deal(struct travel *travel, int deal, const struct view *view, struct judged *out)
{
    const struct standing *now = &out->now;
    int outcome;
    bool inside;

    memset(out, 0, sizeof *out);
    out->closed_day = NOTHING;
    standing_of(travel, deal, view, INT64_MAX, &out->now);
    if (!now->there)
        return;
    outcome = travel->model.stages[now->stage].outcome;
    out->open = !now->is_closed;
    out->on_hold = outcome == CRM_OUTCOME_ON_HOLD;
    if (now->is_closed && now->closed != NOTHING)
        out->closed_day = day_of(travel, now->closed);
    inside =
        view->since == NOTHING || (out->closed_day != NOTHING && out->closed_day >= view->since);
    out->won = outcome == CRM_OUTCOME_WON && inside;
    out->lost = outcome == CRM_OUTCOME_LOST && inside;
    out->worked = out->open || inside;
    out->priced = priced(travel, view, now->values.amount, now->values.currency,
                         out->closed_day == NOTHING ? view->as_of : out->closed_day, &out->amount);
    out->chance = now->values.chance;
    if (out->chance == NOTHING && is_known(view, travel->model.stages[now->stage].recorded))
        out->chance = travel->model.stages[now->stage].chance; /* as it is described */
}

static int
account_at(const struct travel *travel, int64_t id)
{
    for (int i = 0; i < travel->model.account_count; i++)
        if (travel->model.accounts[i].id == id)
            return i;
    return -1;
}

/* The account of a deal, if it is known. */
static int64_t
known_account(const struct travel *travel, const struct view *view, int64_t id)
{
    int at = account_at(travel, id);

    return at >= 0 && is_known(view, travel->model.accounts[at].recorded) ? id : NOTHING;
}

static void
compare_deal(const struct spot *spot, const crm_table *table, size_t row, const struct judged *deal)
{
    const struct travel *travel = spot->travel;
    const struct stage *stage = &travel->model.stages[deal->now.stage];
    const struct values *values = &deal->now.values;
    int64_t as_of = spot->view->as_of, start = deal->now.start, since = deal->now.since;
    bool weighted = deal->priced && !deal->on_hold && deal->chance != NOTHING;

    same(spot, "stage", stage->id, cell(table, row, "stage"));
    same(spot, "pipeline", stage->pipeline, cell(table, row, "pipeline"));
    same(spot, "account", known_account(travel, spot->view, values->account),
         cell(table, row, "account"));
    same(spot, "owner", values->owner, cell(table, row, "owner"));
    same(spot, "amount", deal->priced ? deal->amount : NOTHING, cell(table, row, "amount"));
    same(spot, "probability", deal->chance, cell(table, row, "probability_bp"));
    same(spot, "weighted", weighted ? product_of(deal->amount, deal->chance) : NOTHING,
         cell(table, row, "weighted"));
    same(spot, "close day", values->close_day, cell(table, row, "close_day"));
    same(spot, "age", start == NOTHING ? NOTHING : as_of - day_of(travel, start),
         cell(table, row, "age_days"));
    same(spot, "days in the stage", since == NOTHING ? NOTHING : as_of - day_of(travel, since),
         cell(table, row, "stage_days"));
    same(spot, "pushes", deal->now.pushes, cell(table, row, "pushes"));
}

/* Sums over deals, as summary and groups have them. */
struct sums {
    int64_t created, open, unpriced, on_hold, open_amount, weighted, won, won_amount, lost;
    int64_t lost_amount, reopened;
};

static void
add_deal(const struct travel *travel, const struct view *view, const struct judged *deal,
         struct sums *sums)
{
    int64_t start = deal->now.start;

    if (!deal->worked)
        return;
    sums->created +=
        start != NOTHING && (view->since == NOTHING || day_of(travel, start) >= view->since);
    sums->open += deal->open;
    sums->unpriced += deal->open && !deal->priced;
    sums->on_hold += deal->on_hold;
    sums->won += deal->won;
    sums->lost += deal->lost;
    sums->reopened += deal->now.reopened;
    if (deal->open && deal->priced && !deal->on_hold && deal->chance != NOTHING)
        sums->weighted += deal->amount * deal->chance;
    *(deal->open  ? &sums->open_amount
      : deal->won ? &sums->won_amount
                  : &sums->lost_amount) += deal->amount;
}

static void
compare_sums(const struct spot *spot, const crm_table *table, size_t row, const struct sums *sums)
{
    same(spot, "created", sums->created, cell(table, row, "created"));
    same(spot, "open", sums->open, cell(table, row, "open"));
    same(spot, "open without price", sums->unpriced, cell(table, row, "open_unpriced"));
    same(spot, "on hold", sums->on_hold, cell(table, row, "on_hold"));
    same(spot, "open amount", sums->open_amount, cell(table, row, "open_amount"));
    same(spot, "weighted", half_even(sums->weighted, 1, 10000), cell(table, row, "weighted"));
    same(spot, "won", sums->won, cell(table, row, "won"));
    same(spot, "won amount", sums->won_amount, cell(table, row, "won_amount"));
    same(spot, "lost", sums->lost, cell(table, row, "lost"));
    same(spot, "lost amount", sums->lost_amount, cell(table, row, "lost_amount"));
    same(spot, "reopened", sums->reopened, cell(table, row, "reopened"));
}

static bool
says(const crm_table *table, size_t row, const char *column, const char *word)
{
    size_t length;
    const char *text = crm_table_text(table, row, crm_table_column(table, column), &length);

    return text && length == strlen(word) && memcmp(text, word, length) == 0;
}

/* Deals of one owner: what a won deal had when it was won is told by its group alone. */
static void
compare_owner(struct spot *spot, const crm_table *table, const struct judged *deals, int64_t owner)
{
    struct sums sums = {0};
    size_t row = 0;

    for (int i = 0; i < spot->travel->model.deal_count; i++)
        if (deals[i].now.there && deals[i].now.values.owner == owner)
            add_deal(spot->travel, spot->view, &deals[i], &sums);
    while (row < crm_table_rows(table) &&
           !(says(table, row, "dimension", "owner") && cell(table, row, "key_id") == owner))
        row++;
    spot->id = owner;
    if (row == crm_table_rows(table)) {
        same(spot, "deals", sums.open + sums.won + sums.lost, 0);
        return;
    }
    same(spot, "open", sums.open, cell(table, row, "open"));
    same(spot, "open amount", sums.open_amount, cell(table, row, "open_amount"));
    same(spot, "won", sums.won, cell(table, row, "won"));
    same(spot, "won amount", sums.won_amount, cell(table, row, "won_amount"));
    same(spot, "lost", sums.lost, cell(table, row, "lost"));
}

static void
compare_stage(struct spot *spot, const crm_table *table, const struct judged *deals, int stage)
{
    const struct stage *wanted = &spot->travel->model.stages[stage];
    size_t row = row_of(table, "stage", wanted->id);
    int64_t here = 0, amount = 0;

    for (int i = 0; i < spot->travel->model.deal_count; i++) {
        if (!deals[i].now.there || !deals[i].worked || deals[i].now.stage != stage)
            continue;
        here++;
        amount += deals[i].amount;
    }
    spot->id = wanted->id;
    if (row == SIZE_MAX) {
        same(spot, "here", here, 0);
        return;
    }
    same(spot, "here", here, cell(table, row, "here"));
    same(spot, "amount here", amount, cell(table, row, "here_amount"));
}

static void
compare_pipeline(struct travel *travel, const struct view *view, const struct judged *deals)
{
    crm_analysis *analysis = run_analysis(travel, view, PIPELINE);
    const crm_table *table = crm_analysis_table(analysis, "deals");
    struct spot spot = {travel, view, "pipeline.deals", 0};
    struct sums all = {0}, parts[2] = {{0}};

    for (int i = 0; i < travel->model.deal_count; i++) {
        size_t row = row_of(table, "opportunity", travel->model.deals[i].id);

        spot.id = travel->model.deals[i].id;
        same(&spot, "is listed", deals[i].now.there && deals[i].open, row != SIZE_MAX);
        if (row != SIZE_MAX)
            compare_deal(&spot, table, row, &deals[i]);
        if (!deals[i].now.there)
            continue;
        add_deal(travel, view, &deals[i], &all);
        add_deal(travel, view, &deals[i],
                 &parts[travel->model.stages[deals[i].now.stage].pipeline != travel->pipelines[0]]);
    }
    spot.id = 0;
    same(&spot, "rows", all.open, (int64_t)crm_table_rows(table));
    spot.table = "pipeline.summary";
    table = crm_analysis_table(analysis, spot.table + 9);
    compare_sums(&spot, table, 0, &all);
    for (int i = 0; i < 2; i++) {
        size_t row = row_of(table, "pipeline", travel->pipelines[i]);

        spot.id = travel->pipelines[i];
        if (row != SIZE_MAX)
            compare_sums(&spot, table, row, &parts[i]);
        else
            same(&spot, "deals", parts[i].open + parts[i].won + parts[i].lost, 0);
    }
    spot.table = "pipeline.stages";
    table = crm_analysis_table(analysis, spot.table + 9);
    for (int i = 0; i < travel->model.stage_count; i++)
        compare_stage(&spot, table, deals, i);
    spot.table = "pipeline.groups";
    table = crm_analysis_table(analysis, spot.table + 9);
    for (int i = 0; i <= travel->model.user_count; i++)
        compare_owner(&spot, table, deals,
                      i < travel->model.user_count ? travel->model.users[i] : NOTHING);
    crm_analysis_free(analysis);
}

/* ---- Sales ---- */

/* One line of sales, from a purchase or from a won deal. */
struct line {
    int account, product, type;
    int64_t day, net, quantity;
};

static size_t
lines_of_purchases(struct travel *travel, const struct view *view, struct line *lines)
{
    const struct model *model = &travel->model;
    size_t count = 0;

    for (int i = 0; i < model->sale_count; i++) {
        const struct sale *sale = &model->sales[i];
        struct line line = {sale->account, sale->product, sale->type, sale->counted_day, 0,
                            sale->quantity};

        if (sale->type == CRM_PURCHASE_TYPE_INTERNAL || sale->day > view->as_of ||
            sale->counted_day > view->as_of || !is_known(view, sale->recorded) ||
            !is_known(view, model->accounts[sale->account].recorded) ||
            !priced(travel, view, sale->net, sale->currency, sale->counted_day, &line.net))
            continue;
        if (sale->type == CRM_PURCHASE_TYPE_CREDIT)
            line.quantity = 0;
        lines[count++] = line;
    }
    return count;
}

static size_t
lines_of_deals(struct travel *travel, const struct view *view, const struct judged *deals,
               struct line *lines)
{
    size_t count = 0;

    for (int i = 0; i < travel->model.deal_count; i++) {
        const struct judged *deal = &deals[i];
        int account = account_at(travel, deal->now.values.account);

        if (!deal->now.there || deal->closed_day == NOTHING || !deal->priced ||
            travel->model.stages[deal->now.stage].outcome != CRM_OUTCOME_WON || account < 0 ||
            !is_known(view, travel->model.accounts[account].recorded))
            continue;
        lines[count++] =
            (struct line){account, 0, CRM_PURCHASE_TYPE_SALE, deal->closed_day, deal->amount, 1000};
    }
    return count;
}

/* What a family sold through one of its members, from a day to a day. */
static int64_t
sold(struct travel *travel, const struct view *view, const struct line *lines, size_t count,
     int root, int account, int64_t from)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if ((account < 0 || lines[i].account == account) &&
            (from == NOTHING || lines[i].day >= from) &&
            root_on(travel, lines[i].account, lines[i].day, view) == root)
            sum += lines[i].net;
    return sum;
}

static void
compare_families(struct travel *travel, const struct view *view, const struct line *lines,
                 size_t count, int which)
{
    crm_analysis *analysis = run_analysis(travel, view, which);
    const crm_table *table = crm_analysis_table(analysis, "accounts");
    struct spot spot = {travel, view, "families.accounts", 0};
    const struct model *model = &travel->model;
    int64_t all = 0, listed = 0;

    for (size_t row = 0; row < crm_table_rows(table); row++) {
        int account = account_at(travel, cell(table, row, "account"));
        int root = account_at(travel, cell(table, row, "root"));

        assert_true(account >= 0 && root >= 0);
        spot.id = model->accounts[account].id;
        same(&spot, "own", sold(travel, view, lines, count, root, account, view->since),
             cell(table, row, "own"));
        listed += cell(table, row, "own");
        if (root_on(travel, account, view->as_of, view) == root) {
            int owner = owner_on(travel, account, view->as_of, view);

            same(&spot, "parent", owner < 0 ? NOTHING : model->accounts[owner].id,
                 cell(table, row, "parent"));
        }
    }
    for (size_t i = 0; i < count; i++)
        all += view->since == NOTHING || lines[i].day >= view->since ? lines[i].net : 0;
    spot.id = 0;
    same(&spot, "all", all, listed);
    spot.table = "families.families";
    table = crm_analysis_table(analysis, "families");
    for (int i = 0; i < model->account_count; i++) {
        int64_t total = sold(travel, view, lines, count, i, -1, view->since);
        size_t row = row_of(table, "root", model->accounts[i].id);

        spot.id = model->accounts[i].id;
        if (is_known(view, model->accounts[i].recorded) &&
            owner_on(travel, i, view->as_of, view) < 0)
            same(&spot, "is listed", true, row != SIZE_MAX);
        same(&spot, "total", total, row == SIZE_MAX ? 0 : cell(table, row, "total"));
    }
    crm_analysis_free(analysis);
}

static void
compare_customer(const struct spot *spot, const crm_table *table, const struct line *lines,
                 size_t count, int customer, bool families)
{
    int64_t monetary = 0, frequency = 0, first = NOTHING, last = NOTHING;
    bool any = false;
    size_t row = row_of(table, "customer", spot->id);

    for (int64_t day = spot->view->as_of - 400; day <= spot->view->as_of; day++) {
        int64_t net = 0;

        if (spot->view->since != NOTHING && day < spot->view->since)
            continue;
        for (size_t i = 0; i < count; i++) {
            int whose = families
                            ? root_on(spot->travel, lines[i].account, spot->view->as_of, spot->view)
                            : lines[i].account;

            if (whose != customer || lines[i].day != day)
                continue;
            any = true;
            net += lines[i].net;
        }
        monetary += net;
        if (net <= 0)
            continue;
        frequency++;
        first = first == NOTHING ? day : first;
        last = day;
    }
    same(spot, "is listed", any, row != SIZE_MAX);
    if (!any)
        return;
    same(spot, "monetary", monetary, cell(table, row, "monetary"));
    same(spot, "frequency", frequency, cell(table, row, "frequency"));
    same(spot, "first day", first, cell(table, row, "first_day"));
    same(spot, "last day", last, cell(table, row, "last_day"));
}

static void
compare_rfm(struct travel *travel, const struct view *view, const struct line *lines, size_t count,
            bool families)
{
    crm_analysis *analysis = run_analysis(travel, view, families ? RFM_FAMILY : RFM);
    const crm_table *table = crm_analysis_table(analysis, "scores");
    struct spot spot = {travel, view, "rfm.scores", 0};

    for (int i = 0; i < travel->model.account_count; i++) {
        spot.id = travel->model.accounts[i].id;
        compare_customer(&spot, table, lines, count, i, families);
    }
    crm_analysis_free(analysis);
}

/* ---- The grid ---- */

static int64_t
state_of(struct travel *travel, const struct view *view, const struct judged *deals,
         const struct line *lines, size_t count, int account, int product)
{
    int64_t held = 0, state = CRM_CELL_WHITE;

    for (size_t i = 0; i < count; i++)
        if (lines[i].account == account && lines[i].product == product)
            held += lines[i].quantity;
    if (held > 0)
        return CRM_CELL_HELD;
    for (int i = 0; i < travel->model.deal_count; i++) {
        const struct judged *deal = &deals[i];

        if (!deal->now.there || deal->now.values.account != travel->model.accounts[account].id ||
            deal->now.values.product != travel->model.products[product])
            continue;
        if (deal->open)
            return CRM_CELL_IN_PIPELINE;
        if (travel->model.stages[deal->now.stage].outcome == CRM_OUTCOME_LOST &&
            deal->closed_day != NOTHING && view->as_of - deal->closed_day < LOST_DAYS)
            state = CRM_CELL_LOST_RECENTLY;
    }
    return state;
}

static bool
is_archived(const struct travel *travel, const struct view *view, const struct account *account)
{
    return account->archived != NOTHING && is_known(view, account->archived) &&
           day_of(travel, account->archived) <= view->as_of;
}

static void
compare_grid(struct travel *travel, const struct view *view, const struct judged *deals,
             const struct line *lines, size_t count)
{
    crm_analysis *analysis = run_analysis(travel, view, WHITESPACE);
    const crm_table *table = crm_analysis_table(analysis, "cells");
    struct spot spot = {travel, view, "whitespace.cells", 0};
    const struct model *model = &travel->model;
    int64_t cells = 0;

    for (int i = 0; i < model->account_count; i++) {
        if (!is_known(view, model->accounts[i].recorded) ||
            is_archived(travel, view, &model->accounts[i]))
            continue;
        for (int j = 0; j < model->product_count; j++) {
            size_t row = 0;

            if (!is_known(view, model->products_recorded[j]))
                continue;
            while (row < crm_table_rows(table) &&
                   (cell(table, row, "account") != model->accounts[i].id ||
                    cell(table, row, "product") != model->products[j]))
                row++;
            spot.id = model->accounts[i].id;
            same(&spot, "has a cell", true, row < crm_table_rows(table));
            same(&spot, "state", state_of(travel, view, deals, lines, count, i, j),
                 cell(table, row, "state"));
            cells++;
        }
    }
    spot.id = 0;
    same(&spot, "cells", cells, (int64_t)crm_table_rows(table));
    crm_analysis_free(analysis);
}

/* ---- All of it ---- */

void
compare_board(struct travel *travel, const struct view *view)
{
    struct judged deals[DEALS];
    struct line lines[SALES + DEALS];
    size_t count;

    for (int i = 0; i < travel->model.deal_count; i++)
        judge_deal(travel, i, view, &deals[i]);
    compare_pipeline(travel, view, deals);
    count = lines_of_deals(travel, view, deals, lines);
    compare_families(travel, view, lines, count, FAMILIES_WON);
    count = lines_of_purchases(travel, view, lines);
    compare_families(travel, view, lines, count, FAMILIES);
    compare_rfm(travel, view, lines, count, false);
    compare_rfm(travel, view, lines, count, true);
    compare_grid(travel, view, deals, lines, count);
}

/* What the records say is how things stand after all rows. */
void
compare_records(struct travel *travel)
{
    const struct view view = {NOTHING, NOTHING, NOTHING};

    for (int i = 0; i < travel->model.deal_count; i++) {
        crm_opportunity *handle = load_deal(travel->world, travel->model.deals[i].id);
        struct spot spot = {travel, &view, "opportunity", travel->model.deals[i].id};
        struct standing now;

        standing_now(travel, i, INT64_MAX, &now);
        same(&spot, "stage", travel->model.stages[now.stage].id, crm_opportunity_stage(handle));
        same(&spot, "since", now.since, deal_value(handle, CRM_OPPORTUNITY_STAGE_SINCE));
        same(&spot, "closed day", now.closed == NOTHING ? NOTHING : day_of(travel, now.closed),
             deal_value(handle, CRM_OPPORTUNITY_CLOSED_DAY));
        same(&spot, "amount", now.values.amount, deal_value(handle, CRM_OPPORTUNITY_AMOUNT));
        same(&spot, "currency", now.values.currency, deal_value(handle, CRM_OPPORTUNITY_CURRENCY));
        same(&spot, "close day", now.values.close_day,
             deal_value(handle, CRM_OPPORTUNITY_CLOSE_DAY));
        same(&spot, "chance", now.values.chance,
             deal_value(handle, CRM_OPPORTUNITY_PROBABILITY_BP));
        same(&spot, "origin", now.values.origin,
             deal_value(handle, CRM_OPPORTUNITY_PROBABILITY_ORIGIN));
        same(&spot, "owner", now.values.owner, deal_value(handle, CRM_OPPORTUNITY_OWNER));
        same(&spot, "account", now.values.account, deal_value(handle, CRM_OPPORTUNITY_ACCOUNT));
        same(&spot, "product", now.values.product, deal_value(handle, CRM_OPPORTUNITY_PRODUCT));
        crm_opportunity_free(handle);
    }
}
