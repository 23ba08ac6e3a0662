/*
 * test_whitespace_families.c - families in the whitespace analysis: as rows, and as sisters.
 */
#include "grid_case.h"

static void
a_family_holds_what_any_member_holds(void **state)
{
    crm_analysis *analysis;
    const crm_table *families, *accounts;
    size_t row;

    (void)state;
    account(1, 0, NULL); /* a holding that buys nothing: the family's name */
    customers(2, 4);
    product(1, 0, NULL);
    product(2, 0, NULL);
    owned(1, 2, 1);
    owned(2, 3, 1);
    sale(2, 1, 20000, 100);
    sale(3, 1, 20000, 300);
    sale(4, 2, 20000, 100);
    open_deal(1, 1, 2);
    params.unit = CRM_UNIT_FAMILY;
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 4);
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 1, 1, "family_holders"), 2);
    assert_int_equal(cell_int(analysis, 1, 1, "family_members"), 2);
    assert_int_equal(cell_int(analysis, 1, 2, "state"), CRM_CELL_IN_PIPELINE);
    assert_int_equal(cell_int(analysis, 4, 1, "value"), 400); /* what the family paid */
    families = crm_analysis_table(analysis, "families");
    row = feed_find(families, "root", 1);
    assert_int_equal(feed_int(families, row, "members"), 2);
    assert_int_equal(feed_int(families, row, "white"), 0);
    accounts = crm_analysis_table(analysis, "accounts");
    row = feed_find(accounts, "account", 1);
    assert_int_equal(feed_int(accounts, row, "held"), 1);
    assert_int_equal(feed_int(accounts, row, "in_pipeline"), 1);
    assert_true(feed_double(accounts, row, "penetration") == 0.5);
    crm_analysis_free(analysis);
}

/* trap 58: who owns itself in a circle is one family, cut at its smallest id. */
static void
trap_58_a_circle_of_owners_is_cut(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 3);
    product(1, 0, NULL);
    owned(1, 1, 2);
    owned(2, 2, 3);
    owned(3, 3, 1);
    sale(2, 1, 20000, 100);
    analysis = finished();
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "families")), 1);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "families"), 0, "root"), 1);
    assert_int_equal(feed_reason(analysis, "link", "note_cycle_cut") > 0, 1);
    crm_analysis_free(analysis);
}

/* The family is that of as_of, whoever owned whom when the thing was bought. */
static void
trap_62_families_are_those_of_as_of(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 4);
    product(1, 0, NULL);
    with(owned(1, 2, 1), CRM_LINK_VALID_TO, 20050);
    with(owned(2, 2, 3), CRM_LINK_VALID_FROM, 20050);
    sale(2, 1, 20000, 100);
    sale(1, 1, 20000, 100);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 3, 1, "family_holders"), 1);
    crm_analysis_free(analysis);
    params.as_of = 20049;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 3, 1, "family_holders"), 0);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_family_holds_what_any_member_holds),
        CASE(trap_58_a_circle_of_owners_is_cut),
        CASE(trap_62_families_are_those_of_as_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
