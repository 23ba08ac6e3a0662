/*
 * world.c - see world.h. Every draw comes from one seed, so that a failure can be played again.
 */
#include "world.h"

#define FIRST_DAY 19700
#define LAST_DAY 20200

static void
more(struct feed_row *row, crm_field field, int64_t value)
{
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
}

static bool
one_in(uint64_t *random, int64_t n)
{
    return feed_between(random, 1, n) == 1;
}

static int64_t
some_instant(uint64_t *random)
{
    return feed_between(random, FIRST_DAY, LAST_DAY) * WORLD_DAY_US + feed_between(random, 0, 1000);
}

static void
common(struct feed_row *row, uint64_t *random)
{
    if (one_in(random, 3))
        more(row, CRM_FIELD_CREATED, some_instant(random));
}

static void
people(struct feed *feed, uint64_t *random)
{
    for (int64_t id = 1; id <= WORLD_ACCOUNTS; id++) {
        struct feed_row *row = feed_add(feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, (long long)id,
                                        CRM_ACCOUNT_OWNER, (long long)feed_between(random, 1, 3));

        row->text = id % 3 == 0 ? "Chain" : "CHAIN ";
        row->text_field = id % 4 == 0 ? CRM_ACCOUNT_SECTOR : CRM_ACCOUNT_SEGMENT;
        common(row, random);
        if (one_in(random, 6))
            more(row, CRM_FIELD_MERGED_INTO, feed_between(random, 1, WORLD_ACCOUNTS));
        if (one_in(random, 9))
            more(row, CRM_FIELD_ERASED, some_instant(random));
        if (one_in(random, 4))
            more(row, CRM_ACCOUNT_TYPES, CRM_ACCOUNT_TYPE_PERSON);
        if (one_in(random, 6))
            more(row, CRM_ACCOUNT_PROFILING_REFUSED, some_instant(random));
        if (one_in(random, 2))
            more(row, CRM_ACCOUNT_DISCOUNT_BP, feed_between(random, 0, 3000));
    }
    for (int64_t id = 1; id <= WORLD_CONTACTS; id++) {
        struct feed_row *row = feed_add(feed, CRM_KIND_CONTACT, 1, CRM_FIELD_ID, (long long)id);

        common(row, random);
        if (one_in(random, 6))
            more(row, CRM_FIELD_MERGED_INTO, feed_between(random, 1, WORLD_CONTACTS));
        if (one_in(random, 6))
            more(row, CRM_CONTACT_PROFILING_REFUSED, some_instant(random));
    }
    for (int64_t id = 1; id <= 3; id++)
        feed_add(feed, CRM_KIND_USER, 2, CRM_FIELD_ID, (long long)id, CRM_USER_GRADE,
                 (long long)id);
}

static void
setups(struct feed *feed, uint64_t *random)
{
    static const int64_t currencies[] = {WORLD_EUR, WORLD_JPY};

    for (int64_t id = 1; id <= 14; id++) {
        struct feed_row *row = feed_add(
            feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, (long long)id, CRM_LINK_CHILD,
            (long long)feed_between(random, 1, WORLD_ACCOUNTS), CRM_LINK_PARENT,
            (long long)feed_between(random, 1, WORLD_ACCOUNTS), CRM_LINK_TYPE,
            (long long)(one_in(random, 5) ? CRM_LINK_TYPE_BRANCH_OF : CRM_LINK_TYPE_OWNED_BY));

        common(row, random);
        if (one_in(random, 2))
            more(row, CRM_LINK_VALID_FROM, feed_between(random, FIRST_DAY, LAST_DAY));
        if (one_in(random, 2))
            more(row, CRM_LINK_VALID_TO, feed_between(random, FIRST_DAY, LAST_DAY));
        if (one_in(random, 6))
            more(row, CRM_FIELD_ARCHIVED, some_instant(random));
    }
    for (int64_t id = 1; id <= 60; id++)
        common(feed_add(feed, CRM_KIND_RATE, 7, CRM_FIELD_ID, (long long)id, CRM_RATE_BASE,
                        (long long)currencies[id % 2], CRM_RATE_TARGET, (long long)WORLD_USD,
                        CRM_RATE_DAY, (long long)feed_between(random, FIRST_DAY, LAST_DAY),
                        CRM_RATE_NUM, (long long)feed_between(random, 1, 20000), CRM_RATE_DEN,
                        10000LL, CRM_RATE_TYPE,
                        (long long)(one_in(random, 8) ? CRM_RATE_TYPE_BUDGET : CRM_RATE_TYPE_SPOT)),
               random);
    for (int64_t id = 1; id <= 4; id++) {
        struct feed_row *row =
            feed_add(feed, CRM_KIND_PRODUCT, 3, CRM_FIELD_ID, (long long)id, CRM_PRODUCT_LIST_PRICE,
                     (long long)(1000 * id), CRM_PRODUCT_CURRENCY, (long long)WORLD_USD);

        if (id == 4)
            more(row, CRM_PRODUCT_RETIRED, 20000);
        else
            row->text = id == 1 ? "Food/Dry" : "food/dry";
        row->text_field = CRM_PRODUCT_CATEGORY;
        if (id == 3)
            more(row, CRM_PRODUCT_VALIDITY_DAYS, 90);
    }
}

static void
purchase(struct feed *feed, uint64_t *random)
{
    static const int64_t currencies[] = {WORLD_USD, WORLD_USD, WORLD_USD, WORLD_EUR, WORLD_JPY};
    int64_t type = one_in(random, 3) ? feed_between(random, 1, 7) : CRM_PURCHASE_TYPE_SALE;
    int64_t day = feed_between(random, FIRST_DAY, LAST_DAY);
    int64_t net = feed_between(random, 0, 100000);
    bool minus = type == CRM_PURCHASE_TYPE_RETURN || type == CRM_PURCHASE_TYPE_CREDIT ||
                 type == CRM_PURCHASE_TYPE_CANCEL;
    struct feed_row *row =
        feed_add(feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT,
                 (long long)feed_between(random, 1, WORLD_ACCOUNTS + 1), CRM_PURCHASE_DAY,
                 (long long)day, CRM_PURCHASE_TYPE, (long long)type, CRM_PURCHASE_NET_AMOUNT,
                 (long long)(type == CRM_PURCHASE_TYPE_GIFT ? 0
                             : minus                        ? -net
                                                            : net),
                 CRM_PURCHASE_CURRENCY, (long long)currencies[feed_between(random, 0, 4)]);

    common(row, random);
    if (type == CRM_PURCHASE_TYPE_CANCEL && !one_in(random, 8))
        more(row, CRM_PURCHASE_COUNTED_DAY, day - feed_between(random, 0, 90));
    if (!one_in(random, 5))
        more(row, CRM_PURCHASE_PRODUCT, feed_between(random, 1, 4));
    if (!one_in(random, 4))
        more(row, CRM_PURCHASE_CONTACT, feed_between(random, 1, WORLD_CONTACTS));
    if (!one_in(random, 3))
        more(row, CRM_PURCHASE_LIST_AMOUNT,
             minus ? -net - feed_between(random, 0, 9000) : net + feed_between(random, 0, 9000));
    if (type != CRM_PURCHASE_TYPE_CREDIT && one_in(random, 2))
        more(row, CRM_PURCHASE_QUANTITY, minus ? -2000 : 2000);
    if (one_in(random, 4))
        more(row, CRM_PURCHASE_OPPORTUNITY, feed_between(random, 1, 10));
}

static void
stages(struct feed *feed)
{
    static const int64_t outcomes[] = {CRM_OUTCOME_OPEN, CRM_OUTCOME_OPEN, CRM_OUTCOME_ON_HOLD,
                                       CRM_OUTCOME_WON, CRM_OUTCOME_LOST};

    feed_add(feed, CRM_KIND_PIPELINE, 1, CRM_FIELD_ID, 1LL)->text = "Sales";
    feed->rows[feed->count - 1].text_field = CRM_PIPELINE_NAME;
    for (int64_t id = 1; id <= 5; id++) {
        struct feed_row *row =
            feed_add(feed, CRM_KIND_STAGE, 5, CRM_FIELD_ID, (long long)id, CRM_STAGE_PIPELINE, 1LL,
                     CRM_STAGE_POSITION, (long long)id, CRM_STAGE_OUTCOME,
                     (long long)outcomes[id - 1], CRM_STAGE_PROBABILITY_BP, (long long)(id * 1500));

        row->text = "Stage";
        row->text_field = CRM_STAGE_NAME;
    }
}

static void
deal(struct feed *feed, uint64_t *random, int64_t id, int64_t *transition)
{
    static const int64_t outcomes[] = {CRM_OUTCOME_OPEN, CRM_OUTCOME_OPEN, CRM_OUTCOME_ON_HOLD,
                                       CRM_OUTCOME_WON, CRM_OUTCOME_LOST};
    int64_t at = some_instant(random), count = feed_between(random, 1, 7), first = *transition;
    struct feed_row *row = feed_add(feed, CRM_KIND_OPPORTUNITY, 2, CRM_FIELD_ID, (long long)id,
                                    CRM_OPPORTUNITY_STAGE, (long long)feed_between(random, 1, 5));

    row->text = id % 2 ? "Fair" : "Web form";
    row->text_field = CRM_OPPORTUNITY_SOURCE;
    common(row, random);
    if (one_in(random, 12))
        more(row, CRM_FIELD_ERASED, some_instant(random));
    if (one_in(random, 2))
        more(row, CRM_OPPORTUNITY_CONTACT, feed_between(random, 1, WORLD_CONTACTS));
    for (int64_t seq = 1; seq <= count; seq++) {
        int64_t type = seq == 1 ? CRM_TRANSITION_TYPE_CREATE : feed_between(random, 2, 4);
        int64_t stage = feed_between(random, 1, seq == 1 ? 2 : 5);

        row = feed_add(feed, CRM_KIND_TRANSITION, 8, CRM_FIELD_ID, (long long)(*transition)++,
                       CRM_TRANSITION_OPPORTUNITY, (long long)id, CRM_TRANSITION_SEQ,
                       (long long)seq, CRM_TRANSITION_TYPE, (long long)type, CRM_TRANSITION_STAGE,
                       (long long)stage, CRM_TRANSITION_OUTCOME, (long long)outcomes[stage - 1],
                       CRM_TRANSITION_POSITION, (long long)stage, CRM_TRANSITION_PIPELINE, 1LL);
        common(row, random);
        if (type != CRM_TRANSITION_TYPE_CREATE || !one_in(random, 5))
            more(row, CRM_TRANSITION_AT, at);
        if (type == CRM_TRANSITION_TYPE_CORRECT) {
            more(row, CRM_TRANSITION_CORRECTS, feed_between(random, first, *transition - 1));
            more(row, CRM_TRANSITION_BITS, one_in(random, 2) ? CRM_TRANSITION_BIT_VOID : 0);
        }
        if (!one_in(random, 5)) {
            more(row, CRM_TRANSITION_AMOUNT, feed_between(random, 0, 90000));
            more(row, CRM_TRANSITION_CURRENCY, one_in(random, 4) ? WORLD_EUR : WORLD_USD);
        }
        if (!one_in(random, 5))
            more(row, CRM_TRANSITION_ACCOUNT, feed_between(random, 1, WORLD_ACCOUNTS));
        if (!one_in(random, 5))
            more(row, CRM_TRANSITION_PRODUCT, feed_between(random, 1, 4));
        if (one_in(random, 2))
            more(row, CRM_TRANSITION_CLOSE_DAY, feed_between(random, FIRST_DAY, LAST_DAY));
        if (one_in(random, 2))
            more(row, CRM_TRANSITION_PROBABILITY_BP, feed_between(random, 0, 10000));
        at += feed_between(random, 0, 40) * WORLD_DAY_US;
    }
}

void
world_make(struct feed *feed, uint64_t seed, size_t facts)
{
    uint64_t random = seed;
    int64_t transition = 1;

    people(feed, &random);
    setups(feed, &random);
    stages(feed);
    for (size_t i = 0; i < facts; i++)
        purchase(feed, &random);
    for (size_t i = 0; i < facts / 4; i++)
        deal(feed, &random, (int64_t)i + 1, &transition);
}
