/*
 * test_purchase.c - purchases: signs by type, cancellations, and that they are never edited; the
 * other kinds that only grow.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")

struct line {
    int32_t type;
    int64_t net, quantity, list, cost; /* NOTHING = none */
};

static crm_status
buy(struct world *world, crm_id account, struct line line, crm_id refers_to, crm_id *out)
{
    crm_purchase *purchase = crm_purchase_new(world->crm);
    crm_status status;

    crm_purchase_set_account(purchase, account);
    crm_purchase_set_day(purchase, 19000);
    crm_purchase_set_type(purchase, line.type);
    crm_purchase_set_currency(purchase, EUR);
    crm_purchase_set_refers_to(purchase, refers_to);
    if (line.net != NOTHING)
        crm_purchase_set_net_amount(purchase, line.net);
    if (line.quantity != NOTHING)
        crm_purchase_set_quantity(purchase, line.quantity);
    if (line.list != NOTHING)
        crm_purchase_set_list_amount(purchase, line.list);
    if (line.cost != NOTHING)
        crm_purchase_set_cost_amount(purchase, line.cost);
    status = crm_purchase_save(purchase);
    if (out)
        *out = crm_purchase_id(purchase);
    crm_purchase_free(purchase);
    return status;
}

/* The table of the header, a line a sign. */
static void
trap_12_signs_by_type(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account"), sale = 0;
    const struct {
        struct line line;
        crm_status status;
    } lines[] = {
        {{CRM_PURCHASE_TYPE_SALE, 100, 1000, 120, 60}, CRM_OK},
        {{CRM_PURCHASE_TYPE_SALE, 0, NOTHING, NOTHING, NOTHING}, CRM_OK},
        {{CRM_PURCHASE_TYPE_SALE, -1, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_SALE, 1, -1, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_SALE, 1, 1, -1, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_SALE, 1, 1, 1, -1}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_RETURN, -100, -1000, -120, -60}, CRM_OK},
        {{CRM_PURCHASE_TYPE_RETURN, 0, NOTHING, NOTHING, NOTHING}, CRM_OK},
        {{CRM_PURCHASE_TYPE_RETURN, 1, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_RETURN, -1, 1, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_CREDIT, -100, NOTHING, NOTHING, NOTHING}, CRM_OK},
        {{CRM_PURCHASE_TYPE_CREDIT, 100, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_CREDIT, -100, -1, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_CREDIT, -100, 0, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_CANCEL, -100, -1000, NOTHING, NOTHING}, CRM_OK},
        {{CRM_PURCHASE_TYPE_CANCEL, 1, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_GIFT, 0, 1000, 120, 60}, CRM_OK},
        {{CRM_PURCHASE_TYPE_GIFT, 1, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_GIFT, -1, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_GIFT, 0, NOTHING, -1, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_INTERNAL, -5, 7, -1, 1}, CRM_OK},
        {{CRM_PURCHASE_TYPE_SELL_OUT, 5, 7, NOTHING, NOTHING}, CRM_OK},
        {{CRM_PURCHASE_TYPE_SELL_OUT, -5, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_SELL_OUT, 5, -7, NOTHING, NOTHING}, CRM_ERROR_DATA},
        {{CRM_PURCHASE_TYPE_SALE, NOTHING, NOTHING, NOTHING, NOTHING}, CRM_ERROR_DATA},
    };
    size_t good = 0;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        crm_id id = 0;
        crm_status status = buy(world, account, lines[i].line, sale, &id);

        if (status != lines[i].status)
            fail_msg("line %d: %s", (int)i, crm_message(world->crm));
        if (!sale)
            sale = id;
        good += status == CRM_OK;
    }
    assert_int_equal(count_rows(world, CRM_KIND_PURCHASE), good);
}

static void
a_cancellation_counts_on_the_day_of_what_it_cancels(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account"), sale = 0;
    crm_purchase *cancel = crm_purchase_new(world->crm), *again = NULL;

    OK(world, buy(world, account,
                  (struct line){CRM_PURCHASE_TYPE_SALE, 5, NOTHING, NOTHING, NOTHING}, 0, &sale));
    OK(world, crm_purchase_set_account(cancel, account));
    OK(world, crm_purchase_set_day(cancel, 19050));
    OK(world, crm_purchase_set_type(cancel, CRM_PURCHASE_TYPE_CANCEL));
    OK(world, crm_purchase_set_currency(cancel, EUR));
    OK(world, crm_purchase_set_net_amount(cancel, -5));
    REFUSED(world, CRM_ERROR_DATA, crm_purchase_save(cancel)); /* of what? */
    message_has(world, "refers_to");
    OK(world, crm_purchase_set_refers_to(cancel, 999999));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_purchase_save(cancel));
    OK(world, crm_purchase_set_refers_to(cancel, sale));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_purchase_record(cancel), CRM_PURCHASE_COUNTED_DAY, 1));
    OK(world, crm_purchase_save(cancel));
    assert_int_equal(value(crm_purchase_record(cancel), CRM_PURCHASE_COUNTED_DAY), 19000);
    OK(world, crm_purchase_load(world->crm, crm_purchase_id(cancel), &again));
    assert_int_equal(value(crm_purchase_record(again), CRM_PURCHASE_COUNTED_DAY), 19000);
    crm_purchase_free(again);
    crm_purchase_free(cancel);
    OK(world, crm_purchase_load(world->crm, sale, &again));
    assert_int_equal(value(crm_purchase_record(again), CRM_PURCHASE_COUNTED_DAY), NOTHING);
    crm_purchase_free(again);
}

static void
what_grows_is_not_changed(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account"), id = 0;
    crm_purchase *purchase = NULL;
    crm_rate *rate = crm_rate_new(world->crm);
    uint64_t before;

    OK(world, buy(world, account,
                  (struct line){CRM_PURCHASE_TYPE_SALE, 5, NOTHING, NOTHING, NOTHING}, 0, &id));
    OK(world, crm_rate_set_base(rate, EUR));
    OK(world, crm_rate_set_target(rate, EUR));
    OK(world, crm_rate_set_day(rate, 19000));
    OK(world, crm_rate_set_num(rate, 108));
    OK(world, crm_rate_set_den(rate, 100));
    REFUSED(world, CRM_ERROR_DATA, crm_rate_save(rate));
    OK(world, crm_rate_set_target(rate, crm_currency_of("USD")));
    OK(world, crm_rate_save(rate));
    before = digest(world);
    OK(world, crm_rate_set_num(rate, 109));
    REFUSED(world, CRM_ERROR_RULE, crm_rate_save(rate));
    REFUSED(world, CRM_ERROR_RULE, crm_rate_remove(rate));
    OK(world, crm_purchase_load(world->crm, id, &purchase));
    OK(world, crm_purchase_save(purchase)); /* without edits */
    REFUSED(world, CRM_ERROR_RULE, crm_purchase_remove(purchase));
    OK(world, crm_purchase_set_net_amount(purchase, 6));
    REFUSED(world, CRM_ERROR_RULE, crm_purchase_save(purchase));
    OK(world, crm_record_set_int(crm_purchase_record(purchase), CRM_FIELD_ARCHIVED, NOW));
    REFUSED(world, CRM_ERROR_RULE, crm_purchase_save(purchase));
    assert_int_equal(digest(world), before);
    crm_purchase_free(purchase);
    crm_rate_free(rate);
}

static void
what_a_purchase_needs(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account");
    static const crm_field needed[] = {CRM_PURCHASE_ACCOUNT, CRM_PURCHASE_DAY, CRM_PURCHASE_TYPE,
                                       CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_CURRENCY};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        crm_purchase *purchase = crm_purchase_new(world->crm);
        crm_field field = -1;

        crm_purchase_set_account(purchase, account);
        crm_purchase_set_day(purchase, 19000);
        crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE);
        crm_purchase_set_net_amount(purchase, 5);
        crm_purchase_set_currency(purchase, EUR);
        OK(world, crm_record_clear(crm_purchase_record(purchase), needed[i]));
        REFUSED(world, CRM_ERROR_DATA, crm_purchase_save(purchase));
        crm_error_where(world->crm, NULL, NULL, &field);
        /* Money is looked at before the currency that it lacks. */
        assert_true(field == needed[i] ||
                    (needed[i] == CRM_PURCHASE_CURRENCY && field == CRM_PURCHASE_NET_AMOUNT));
        crm_purchase_free(purchase);
    }
    assert_int_equal(count_rows(world, CRM_KIND_PURCHASE), 0);
}

static void
contacts_have_a_name_or_a_point(void **state)
{
    struct world *world = *state;
    crm_contact *contact = crm_contact_new(world->crm);

    OK(world, crm_contact_set_first_name(contact, "Julie"));
    REFUSED(world, CRM_ERROR_DATA, crm_contact_save(contact));
    OK(world, crm_contact_set_mobile(contact, "+33 6 12 34 56 78"));
    OK(world, crm_contact_save(contact));
    OK(world, crm_contact_set_mobile(contact, NULL));
    REFUSED(world, CRM_ERROR_DATA, crm_contact_save(contact));
    OK(world, crm_contact_set_last_name(contact, "Petit"));
    OK(world, crm_contact_save(contact));
    crm_contact_free(contact);
}

/* ---- Expenses and referrals ---- */

static crm_status
refer(struct world *world, const crm_id *from, const crm_id *to)
{
    crm_referral *referral = crm_referral_new(world->crm);
    crm_status status;

    crm_referral_set_from_contact(referral, from[0]);
    crm_referral_set_from_account(referral, from[1]);
    crm_referral_set_to_contact(referral, to[0]);
    crm_referral_set_to_account(referral, to[1]);
    crm_referral_set_day(referral, 19000);
    status = crm_referral_save(referral);
    crm_referral_free(referral);
    return status;
}

static void
nobody_refers_itself(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account"), other = make_account(world, "other");
    const crm_id nobody[2] = {0, 0}, one[2] = {0, account}, two[2] = {0, other};
    const crm_id jane[2] = {7, account}, john[2] = {8, account}, alone[2] = {7, 0};

    assert_int_equal(refer(world, one, two), CRM_OK);
    assert_int_equal(refer(world, jane, two), CRM_OK);
    assert_int_equal(refer(world, jane, john), CRM_OK); /* a colleague */
    assert_int_equal(refer(world, alone, one), CRM_OK);
    assert_int_equal(refer(world, nobody, two), CRM_ERROR_DATA);
    assert_int_equal(refer(world, one, nobody), CRM_ERROR_DATA);
    assert_int_equal(refer(world, one, one), CRM_ERROR_RULE);
    assert_int_equal(refer(world, jane, alone), CRM_ERROR_RULE);
    assert_non_null(strstr(crm_message(world->crm), "itself"));
}

static void
an_expense_needs_category_day_and_currency(void **state)
{
    struct world *world = *state;
    crm_expense *expense = crm_expense_new(world->crm);

    crm_expense_set_amount(expense, -500); /* takes something back */
    assert_int_equal(crm_expense_save(expense), CRM_ERROR_DATA);
    crm_expense_set_category(expense, CRM_EXPENSE_CATEGORY_MARKETING);
    assert_int_equal(crm_expense_save(expense), CRM_ERROR_DATA);
    crm_expense_set_day(expense, 19000);
    assert_int_equal(crm_expense_save(expense), CRM_ERROR_DATA);
    crm_expense_set_currency(expense, EUR);
    assert_int_equal(crm_expense_save(expense), CRM_OK);
    assert_int_equal(crm_expense_set_category(expense, 9), CRM_ERROR_DATA);
    crm_expense_free(expense);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(trap_12_signs_by_type),
        ON_BOTH(a_cancellation_counts_on_the_day_of_what_it_cancels),
        ON_BOTH(what_grows_is_not_changed),
        ON_BOTH(what_a_purchase_needs),
        ON_BOTH(contacts_have_a_name_or_a_point),
        ON_BOTH(nobody_refers_itself),
        ON_BOTH(an_expense_needs_category_day_and_currency),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
