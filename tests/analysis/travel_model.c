/* travel_model.c - the naive model: see travel.h. */
#include "travel.h"

/* ---- Chance ---- */

uint64_t
draw(struct travel *travel)
{
    uint64_t x = travel->random;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    travel->random = x;
    return x * 2685821657736338717ULL >> 11;
}

int64_t
between(struct travel *travel, int64_t low, int64_t high)
{
    return low + (int64_t)(draw(travel) % (uint64_t)(high - low + 1));
}

bool
chance_of(struct travel *travel, int percent)
{
    return between(travel, 1, 100) <= percent;
}

/* ---- Time ---- */

int64_t
day_of(const struct travel *travel, int64_t at)
{
    int64_t local = at, day;

    for (int i = 0; i < CHANGES_OF_ZONE; i++)
        if (at >= travel->zone[i].at)
            local = at + travel->zone[i].offset_seconds * SECOND;
    day = local / DAY;
    return local % DAY < 0 ? day - 1 : day;
}

bool
is_known(const struct view *view, int64_t recorded)
{
    return view->known_at == NOTHING || recorded == NOTHING || recorded <= view->known_at;
}

/* ---- Deals ---- */

bool
closes(const struct travel *travel, int stage)
{
    int outcome = travel->model.stages[stage].outcome;

    return outcome == CRM_OUTCOME_WON || outcome == CRM_OUTCOME_LOST;
}

/* A row where it stands: `first` gives it type and place among equals, `last` says the rest. */
struct place {
    int first, last;
};

static bool
stands_before(const struct model *model, struct place a, struct place b)
{
    int64_t left = model->facts[a.last].at, right = model->facts[b.last].at;

    return left != right ? left < right : a.first < b.first; /* NOTHING is the smallest */
}

static bool
is_stage_row(const struct travel *travel, struct place place)
{
    return travel->model.facts[place.first].type != CRM_TRANSITION_TYPE_CHANGE;
}

/* The rows of a deal that are seen, corrections in place, in order of time. */
static int
places_of(const struct travel *travel, int deal, const struct view *view, int64_t until,
          struct place *places)
{
    const struct model *model = &travel->model;
    int count = 0;

    for (int i = 0; i < model->fact_count; i++) {
        const struct fact *fact = &model->facts[i];
        struct place place = {i, i};
        int at;

        if (fact->deal != deal || fact->corrects >= 0 || !is_known(view, fact->recorded))
            continue;
        for (int j = i + 1; j < model->fact_count; j++)
            if (model->facts[j].corrects == place.last && is_known(view, model->facts[j].recorded))
                place.last = j;
        fact = &model->facts[place.last];
        if (fact->undoes || (fact->at != NOTHING && fact->at > until) ||
            (fact->at != NOTHING && view->as_of != NOTHING &&
             day_of(travel, fact->at) > view->as_of))
            continue;
        for (at = count++; at > 0 && stands_before(model, place, places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
    return count;
}

static int
month_of(int64_t day)
{
    int32_t year, month;

    assert_int_equal(crm_day_parts((crm_day)day, &year, &month, NULL), CRM_OK);
    return year * 12 + month;
}

static void stand(const struct travel *travel, const struct place *places, int count,
                  struct standing *out);

/* Was the closing day moved to a later month by the last of these rows? */
static bool
pushed(const struct travel *travel, const struct place *places, int count)
{
    struct standing before;
    const struct fact *fact = &travel->model.facts[places[count - 1].last];

    stand(travel, places, count - 1, &before);
    if (!before.there || before.is_closed)
        return false;
    if (is_stage_row(travel, places[count - 1]) && closes(travel, fact->stage))
        return false;
    return before.values.close_day != NOTHING && fact->values.close_day != NOTHING &&
           month_of(fact->values.close_day) > month_of(before.values.close_day);
}

/* How a deal stands after some rows; not what lies on the way (pushes, reopened). */
static void
stand(const struct travel *travel, const struct place *places, int count, struct standing *out)
{
    const struct fact *facts = travel->model.facts;
    int stages[FACTS], begun = 0, n = 0, closing, entry, run;

    memset(out, 0, sizeof *out);
    out->closed = out->start = out->since = out->stage_at = out->last_at = NOTHING;
    out->open_chance = NOTHING;
    out->open_stage = -1;
    while (begun < count && !is_stage_row(travel, places[begun]))
        begun++; /* values before the deal began say nothing */
    for (int i = begun; i < count; i++)
        if (is_stage_row(travel, places[i]))
            stages[n++] = i;
    if (n == 0)
        return;
    out->there = true;
    out->start = facts[places[begun].last].at;
    out->last_at = facts[places[count - 1].last].at;
    out->stage_at = facts[places[stages[n - 1]].last].at;
    out->stage = facts[places[stages[n - 1]].last].stage;
    out->is_closed = closes(travel, out->stage);
    out->values = facts[places[count - 1].last].values;
    for (entry = n - 1; entry > 0 && facts[places[stages[entry - 1]].last].stage == out->stage;)
        entry--;
    out->since = facts[places[stages[entry]].last].at;
    for (int i = 0; i < n; i++)
        if (!closes(travel, facts[places[stages[i]].last].stage))
            out->open_stage = facts[places[stages[i]].last].stage;
    if (!out->is_closed)
        return;
    for (closing = n - 1;
         closing > 0 &&
         travel->model.stages[facts[places[stages[closing - 1]].last].stage].outcome ==
             travel->model.stages[out->stage].outcome;)
        closing--;
    out->values = facts[places[stages[closing]].last].values;
    out->closed = facts[places[stages[closing]].last].at;
    for (run = closing; run > 0 && closes(travel, facts[places[stages[run - 1]].last].stage);)
        run--;
    if (run > 0)
        out->open_chance = facts[places[stages[run] - 1].last].values.chance;
}

static bool
in_window(const struct view *view, int64_t day)
{
    return view->since == NOTHING || day >= view->since;
}

void
standing_of(const struct travel *travel, int deal, const struct view *view, int64_t until,
            struct standing *out)
{
    struct place places[FACTS];
    int count = places_of(travel, deal, view, until, places);
    const struct fact *facts = travel->model.facts, *former = NULL;

    if (!is_known(view, travel->model.deals[deal].recorded))
        count = 0;
    stand(travel, places, count, out);
    for (int i = 0; i < count; i++) {
        const struct fact *fact = &facts[places[i].last];

        out->pushes += pushed(travel, places, i + 1);
        if (!is_stage_row(travel, places[i]))
            continue;
        if (former && closes(travel, former->stage) && !closes(travel, fact->stage) &&
            in_window(view, day_of(travel, fact->at)))
            out->reopened = true;
        former = fact;
    }
}

static const struct view everything = {NOTHING, NOTHING, NOTHING};

void
standing_now(const struct travel *travel, int deal, int64_t until, struct standing *out)
{
    struct place places[FACTS];

    stand(travel, places, places_of(travel, deal, &everything, until, places), out);
}

void
standing_before(const struct travel *travel, int deal, int fact, struct standing *out)
{
    struct place places[FACTS];
    int count = places_of(travel, deal, &everything, INT64_MAX, places), at = 0;

    while (at < count && places[at].last != fact)
        at++;
    stand(travel, places, at, out);
}

bool
log_in_order(const struct travel *travel, int deal)
{
    struct place places[FACTS];
    int count = places_of(travel, deal, &everything, INT64_MAX, places), last = -1;

    if (count == 0 || !is_stage_row(travel, places[0]))
        return false;
    for (int i = 0; i < count; i++) {
        if (!is_stage_row(travel, places[i]))
            continue;
        if (places[i].first < last)
            return false;
        last = places[i].first;
    }
    return true;
}

/* ---- Families ---- */

int
owner_on(const struct travel *travel, int account, int64_t day, const struct view *view)
{
    int owner = -1;

    for (int i = 0; i < travel->model.tie_count; i++) {
        const struct tie *tie = &travel->model.ties[i];

        if (tie->child == account && tie->from <= day && is_known(view, tie->recorded))
            owner = tie->parent;
    }
    return owner;
}

int
root_on(const struct travel *travel, int account, int64_t day, const struct view *view)
{
    for (int hops = 0; hops <= ACCOUNTS; hops++) {
        int owner = owner_on(travel, account, day, view);

        if (owner < 0)
            return account;
        account = owner;
    }
    fail_msg("account %d owns itself on day %lld", account, (long long)day);
    return -1;
}

/* ---- Money ---- */

int64_t
half_even(int64_t value, int64_t num, int64_t den)
{
    int64_t product = value * num, down = product / den, rest = product % den;

    if (rest < 0) {
        rest += den;
        down--;
    }
    return down + (2 * rest > den || (2 * rest == den && down % 2 != 0));
}

bool
priced(const struct travel *travel, const struct view *view, int64_t amount, int64_t currency,
       int64_t day, int64_t *out)
{
    const struct rate *found = NULL;

    *out = 0;
    if (amount == NOTHING || currency == NOTHING)
        return false;
    *out = amount;
    if (currency == crm_currency_of("EUR"))
        return true;
    *out = 0;
    for (int i = 0; i < travel->model.rate_count; i++) {
        const struct rate *rate = &travel->model.rates[i];

        if (is_known(view, rate->recorded) && rate->day <= day && day - rate->day <= MAX_AGE &&
            (!found || rate->day >= found->day))
            found = rate;
    }
    if (found)
        *out = half_even(amount, found->num, found->den);
    return found != NULL;
}
