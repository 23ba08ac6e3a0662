/*
 * test_map.c - the map file: what it says, and each thing that can be wrong with it, with its
 * place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dates.h"
#include "map.h"
#include "number.h"

#include <string.h>

#define ACCOUNTS "account from a.csv\n name = n\n"

static struct map *
good(const char *text)
{
    struct fault fault = {""};
    struct map *map = map_read_memory(text, strlen(text), "m.map", &fault);

    if (!map)
        print_error("%s\n", fault.text);
    assert_non_null(map);
    return map;
}

static void
bad(const char *text, const char *message)
{
    struct fault fault = {""};

    assert_null(map_read_memory(text, strlen(text), "m.map", &fault));
    assert_string_equal(fault.text, message);
}

static void
test_settings(void **state)
{
    struct map *map = good("# a comment\n"
                           "report\n"
                           "  title = \"La Niche\"   # and another\n"
                           "  as_of = 2025-12-31\n"
                           "  months = 12\n  currency = EUR\n  sales = won\n  target_wins = 40\n"
                           "  unit = family\n  columns = category\n  category_levels = 1\n"
                           "  lost_days = 180\n  rounding = half_away\n  top = 3\n"
                           "  known_at = 2026-01-05\n"
                           "  dates = \"%d/%m/%Y\"\n  decimal = ,\n  grouping = \" \"\n"
                           "  separator = \"tab\"\n" ACCOUNTS "  separator = \";\"\n");

    (void)state;
    assert_string_equal(map->settings.title, "La Niche");
    assert_int_equal(map->settings.as_of, crm_day_of(2025, 12, 31));
    assert_int_equal(map->settings.known_at, crm_day_of(2026, 1, 5));
    assert_int_equal(map->settings.months, 12);
    assert_int_equal(map->settings.currency, crm_currency_of("EUR"));
    assert_int_equal(map->settings.sales, CRM_SALES_WON);
    assert_int_equal(map->settings.target_wins, 40);
    assert_int_equal(map->settings.unit, CRM_UNIT_FAMILY);
    assert_int_equal(map->settings.columns, CRM_COLUMNS_CATEGORY);
    assert_int_equal(map->settings.category_levels, 1);
    assert_int_equal(map->settings.lost_days, 180);
    assert_int_equal(map->settings.rounding, CRM_ROUND_HALF_AWAY);
    assert_int_equal(map->settings.top, 3);
    assert_string_equal(map->sections[0].form.dates, "%d/%m/%Y");
    assert_int_equal(map->sections[0].form.decimal, ',');
    assert_int_equal(map->sections[0].form.grouping, ' ');
    assert_int_equal(map->sections[0].form.separator, ';');
    map_free(map);
}

static void
test_defaults(void **state)
{
    struct map *map = good("\xEF\xBB\xBF" ACCOUNTS);

    (void)state;
    assert_string_equal(map->settings.title, "Report");
    assert_int_equal(map->settings.as_of, CRM_DAY_NONE);
    assert_int_equal(map->settings.months, 0);
    assert_int_equal(map->settings.sales, CRM_SALES_PURCHASES);
    assert_int_equal(map->settings.lost_days, 365);
    assert_string_equal(map->sections[0].form.dates, "%Y-%m-%d");
    assert_int_equal(map->sections[0].form.separator, ',');
    map_free(map);
}

static void
test_entries(void **state)
{
    struct map *map = good("account from \"my accounts.csv\"\n"
                           "  where status = \"a\", \"b\"\n  where `Kind #1` != \"x\"\n"
                           "  distinct\n"
                           "  external_id = id#2\n"
                           "  name = `First ``name```#2 + \"of\" + #7 else \"nobody\"\n"
                           "  alias name \"x\" = \"y\"\n"
                           "  types = \"CUSTOMER\"\n"
                           "  parent = boss by name\n  parent_since = since dates \"%d.%m.%Y\"\n"
                           "  segment = Seg via seg.csv Code Label\n"
                           "  discount_bp = d fraction rounded\n"
                           "  annual_revenue = rev times 1000000\n  currency = cur\n"
                           "  city = none\n");
    const struct map_section *section = &map->sections[0];
    const struct map_entry *entry;

    (void)state;
    assert_string_equal(section->file, "my accounts.csv");
    assert_true(section->distinct);
    assert_int_equal(section->where_count, 2);
    assert_int_equal(section->wheres[0].count, 2);
    assert_string_equal(section->wheres[0].texts[1], "b");
    assert_string_equal(section->wheres[1].column.name, "Kind #1");
    assert_true(section->wheres[1].differs);
    assert_int_equal(map_entry_of(section, CRM_FIELD_EXTERNAL_ID)->parts[0].column.nth, 2);
    entry = map_entry_of(section, CRM_ACCOUNT_NAME);
    assert_int_equal(entry->count, 3);
    assert_string_equal(entry->parts[0].column.name, "First `name`");
    assert_int_equal(entry->parts[0].column.nth, 2);
    assert_string_equal(entry->parts[1].text, "of");
    assert_null(entry->parts[2].column.name);
    assert_int_equal(entry->parts[2].column.nth, 7);
    assert_string_equal(entry->otherwise, "nobody");
    assert_string_equal(map_alias_of(&entry->aliases, 0, "x"), "y");
    assert_string_equal(map_alias_of(&entry->aliases, 0, "z"), "z");
    assert_int_equal(map_entry_of(section, CRM_ACCOUNT_PARENT)->by, CRM_ACCOUNT_NAME);
    assert_string_equal(map_entry_of(section, MAP_PARENT_SINCE)->dates, "%d.%m.%Y");
    entry = map_entry_of(section, CRM_ACCOUNT_SEGMENT);
    assert_string_equal(entry->via->file, "seg.csv");
    assert_string_equal(entry->via->key.name, "Code");
    assert_string_equal(entry->via->value.name, "Label");
    entry = map_entry_of(section, CRM_ACCOUNT_DISCOUNT_BP);
    assert_int_equal(entry->ratio, MAP_FRACTION);
    assert_true(entry->rounded);
    assert_int_equal(map_entry_of(section, CRM_ACCOUNT_ANNUAL_REVENUE)->times, 1000000);
    assert_int_equal(map_entry_of(section, CRM_ACCOUNT_CITY)->count, 0);
    assert_null(map_entry_of(section, CRM_ACCOUNT_STREET));
    map_free(map);
}

static void
test_paths_and_stages(void **state)
{
    struct map *map = good("pipeline \"Sales\"\n"
                           "  stage \"New\" open 12.5% assumed max_days 30\n"
                           "  stage \"Wait\" on_hold\n"
                           "  stage \"Won\" won position 9\n"
                           "opportunity from d.csv\n  name = id\n  external_id = id\n"
                           "transition from d.csv\n  opportunity = id\n"
                           "  amount = product.list_price\n  note = Prices.list\n");
    const struct map_part *part;

    (void)state;
    assert_int_equal(map->pipelines[0].count, 3);
    assert_int_equal(map->pipelines[0].stages[0].probability_bp, 1250);
    assert_true(map->pipelines[0].stages[0].assumed);
    assert_int_equal(map->pipelines[0].stages[0].max_days, 30);
    assert_int_equal(map->pipelines[0].stages[1].position, 2);
    assert_int_equal(map->pipelines[0].stages[1].outcome, CRM_OUTCOME_ON_HOLD);
    assert_int_equal(map->pipelines[0].stages[2].position, 9);
    part = &map_entry_of(&map->sections[1], CRM_TRANSITION_AMOUNT)->parts[0];
    assert_int_equal(part->type, MAP_PART_PATH);
    assert_int_equal(part->reference, CRM_TRANSITION_PRODUCT);
    assert_int_equal(part->field, CRM_PRODUCT_LIST_PRICE);
    part = &map_entry_of(&map->sections[1], CRM_TRANSITION_NOTE)->parts[0];
    assert_int_equal(part->type, MAP_PART_COLUMN);
    assert_string_equal(part->column.name, "Prices.list");
    map_free(map);
}

static void
test_wrong_lines(void **state)
{
    (void)state;
    bad("name = n\n", "m.map:1:1: expected the start of a section: report, pipeline \"NAME\", or a "
                      "kind of record and \"from FILE\"");
    bad("acount from a.csv\n", "m.map:1:1: \"acount\" is no kind of record");
    bad("account from\n", "m.map:1:13: expected the name of a file");
    bad("account from a.csv b.csv\n", "m.map:1:20: expected the end of the line");
    bad("account from a.csv\n  nmae = n\n", "m.map:2:3: account has no field \"nmae\"");
    bad("account from a.csv\n  name n\n", "m.map:2:8: expected = behind the name of a field");
    bad("account from a.csv\n  name = \n",
        "m.map:2:10: expected a column (a constant goes in quotes)");
    bad("account from a.csv\n  name = \"n\n",
        "m.map:2:10: a quote is opened here and not closed on this line");
    bad("account from a.csv\n  name = n twice\n",
        "m.map:2:12: expected by, via, dates, percent, fraction, bp, times, rounded, else or the "
        "end of the line");
    bad("account from a.csv\n  name = n#0\n",
        "m.map:2:11: expected # and a number from 1, as in #2");
    bad("account from a.csv\n  name = \xE9t\xE9\n", "m.map:2:10: byte 0xE9 is not UTF-8 text");
    bad("account from a.csv\n  name = n\n  name = m\n",
        "m.map:3:3: name is mapped twice in this section");
    bad("account from a.csv\n  version = n\n",
        "m.map:2:3: version of account is kept by the library");
    bad("transition from a.csv\n  seq = n\n",
        "m.map:2:3: seq of transition is kept by the library");
}

static void
test_wrong_words(void **state)
{
    (void)state;
    bad("account from a.csv\n  name = n by name\n",
        "m.map:2:15: name refers to no record: no \"by\" here");
    bad("account from a.csv\n  owner = o by nmae\n",
        "m.map:2:16: \"by\" needs a text field of user");
    bad("account from a.csv\n  owner = o by grade\n",
        "m.map:2:16: \"by\" needs a text field of user");
    bad("account from a.csv\n  tier = t times 0\n",
        "m.map:2:18: expected a whole number from 1 to 1000000000");
    bad("account from a.csv\n  name = n via seg.csv key\n",
        "m.map:2:27: expected a column (a constant goes in quotes)");
    bad("account from a.csv\n  name = n else x\n",
        "m.map:2:17: expected a text in quotes behind \"else\"");
    bad("account from a.csv\n  name = n authority\n",
        "m.map:2:12: expected by, via, dates, percent, fraction, bp, times, rounded, else or the "
        "end of the line");
    bad("user from a.csv\n  left_day = d dates \"%d/%m/%y\"\n",
        "m.map:2:22: a form of dates has %Y, %m and %d once each, and %H, %M, %S at most");
    bad("purchase from a.csv\n  list_amount = product.price\n",
        "m.map:2:17: product has no field \"price\" (a column of this name goes in back quotes)");
    bad("account from a.csv\n  where x\n", "m.map:2:10: expected = or != behind the column");
    bad("account from a.csv\n  where x = y\n", "m.map:2:13: expected a text in quotes");
}

static void
test_wrong_settings(void **state)
{
    (void)state;
    bad("report\nreport\n", "m.map:2:1: there are two sections \"report\"");
    bad("report\n  titel = x\n", "m.map:2:3: the report has no setting \"titel\"");
    bad("report\n  title = x\n  title = y\n", "m.map:3:3: title is set twice");
    bad("report\n  as_of = 2025-02-29\n", "m.map:2:11: \"2025-02-29\" is no day, as YYYY-MM-DD");
    bad("report\n  months = 1.5\n", "m.map:2:12: expected a whole number from 0 to 1200");
    bad("report\n  months = -1\n", "m.map:2:12: expected a whole number from 0 to 1200");
    bad("report\n  currency = EURO\n", "m.map:2:14: \"EURO\" is no currency of ISO 4217");
    bad("report\n  sales = both\n", "m.map:2:11: expected purchases or won");
    bad("report\n  decimal = ;\n", "m.map:2:13: \";\" cannot stand here");
    bad("report\n  dates = \"%d/%m\"\n",
        "m.map:2:11: a form of dates has %Y, %m and %d once each, and %H, %M, %S at most");
    bad("report\n  title = a b\n", "m.map:2:13: expected the end of the line");
}

static void
test_wrong_aliases(void **state)
{
    (void)state;
    bad("report\n  alias product \"a\" = \"b\"\n  alias product \"b\" = \"a\"\n" ACCOUNTS,
        "m.map:2:17: \"b\" is itself an alias: name what is meant at once");
    bad("report\n  alias product \"a\" = \"a\"\n" ACCOUNTS,
        "m.map:2:17: \"a\" is itself an alias: name what is meant at once");
    bad("report\n  alias product \"a\" = \"b\"\n  alias product \"a\" = \"c\"\n",
        "m.map:3:17: \"a\" has two aliases");
    bad("report\n  alias sector \"a\" = \"b\"\n", "m.map:2:9: expected a kind of record");
    bad("account from a.csv\n  alias name \"a\" = \"b\"\n  name = n\n",
        "m.map:2:9: \"alias\" needs a field that the section maps above this line");
    bad(ACCOUNTS "  alias name \"a\" = \"b\"\n  alias name \"b\" = \"c\"\n",
        "m.map:3:14: \"b\" is itself an alias: name what is meant at once");
    bad(ACCOUNTS "  alias name \"a\"\n", "m.map:3:17: expected = and a text in quotes");
    map_free(
        good("report\n  alias product \"a\" = \"b\"\n  alias account \"b\" = \"a\"\n" ACCOUNTS));
}

static void
test_wrong_stages(void **state)
{
    (void)state;
    bad("pipeline \"S\"\npipeline \"S\"\n", "m.map:2:10: there are two pipelines \"S\"");
    bad("pipeline \"S\"\n" ACCOUNTS, "m.map:1:10: the pipeline has no stage");
    bad("pipeline \"S\"\n  step \"a\" open\n",
        "m.map:2:3: expected stage \"NAME\", or the start of a section");
    bad("pipeline \"S\"\n  stage \"a\"\n",
        "m.map:2:3: a stage needs one of open, on_hold, won, lost");
    bad("pipeline \"S\"\n  stage \"a\" open\n  stage \"a\" won\n",
        "m.map:3:3: the pipeline has two stages \"a\"");
    bad("pipeline \"S\"\n  stage \"a\" open position 2\n  stage \"b\" won\n",
        "m.map:3:3: two stages have this position");
    bad("pipeline \"S\"\n  stage \"a\" open won\n",
        "m.map:2:18: expected one of open, on_hold, won, lost, not two");
    bad("pipeline \"S\"\n  stage \"a\" won 50%\n",
        "m.map:2:3: the chance of a closed stage is known");
    bad("pipeline \"S\"\n  stage \"a\" open 101%\n",
        "m.map:2:18: expected open, on_hold, won, lost, a chance as 10%, assumed, position, "
        "expected_days or max_days");
}

static void
test_incomplete_sections(void **state)
{
    (void)state;
    bad("account from a.csv\n  sector = s\n",
        "m.map:1:1: this section maps no \"name\", which account needs");
    bad(ACCOUNTS "  annual_revenue = r\n", "m.map:1:1: this section maps amounts and no currency");
    bad(ACCOUNTS "  distinct\n", "m.map:1:1: \"distinct\" needs a mapped external_id");
    bad(ACCOUNTS "  parent_since = d\n", "m.map:1:1: parent_since needs a mapped parent");
    bad("purchase from p.csv\n  account = a\n  day = d\n  unit_price = u\n  currency = \"USD\"\n",
        "m.map:1:1: unit_price needs a mapped quantity");
    bad("purchase from p.csv\n  account = a\n  day = d\n  currency = \"USD\"\n",
        "m.map:1:1: this section maps no \"net_amount\", which purchase needs");
    bad("purchase from p.csv\n  account = a\n  day = d\n  currency = \"USD\"\n"
        "  net_amount = product.list_price\n",
        "m.map:5:3: this section maps no \"product\", whose field is asked for");
    bad("transition from t.csv\n  opportunity = o\n",
        "m.map: there are transitions and no opportunities");
    bad("opportunity from o.csv\n  name = n\ntransition from t.csv\n  stage = s\n",
        "m.map:3:1: this section maps no \"opportunity\", which transition needs");
}

static void
test_dates(void **state)
{
    crm_day day = 0;
    int32_t seconds = 0;

    (void)state;
    assert_true(dates_read("2017-12-31", "%Y-%m-%d", &day, &seconds));
    assert_int_equal(day, crm_day_of(2017, 12, 31));
    assert_int_equal(seconds, -1);
    assert_true(dates_read("3/4/2024", "%d/%m/%Y", &day, &seconds));
    assert_int_equal(day, crm_day_of(2024, 4, 3));
    assert_true(dates_read("20240229", "%Y%m%d", &day, &seconds));
    assert_true(dates_read("2024-02-29T23:59", "%Y-%m-%dT%H:%M", &day, &seconds));
    assert_int_equal(seconds, 86340);
    assert_true(dates_read("5%2024 01", "%d%%%Y %m", &day, &seconds));
    assert_false(dates_read("2023-02-29", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("2023-13-01", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("23-01-01", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("2023-01-01 ", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("2023-01-", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("", "%Y-%m-%d", &day, &seconds));
    assert_false(dates_read("2023-01-01 24:00", "%Y-%m-%d %H:%M", &day, &seconds));
    assert_true(dates_form("%d/%m/%Y %H:%M:%S"));
    assert_false(dates_form("%d/%m/%Y %M"));
    assert_false(dates_form("%d/%d/%Y"));
    assert_false(dates_form("%Y-%m-%d%"));
}

static void
test_numbers(void **state)
{
    int64_t value = 0;
    int32_t scale = 0;

    (void)state;
    assert_true(number_decimal("1234.50", 7, '.', 0, &value, &scale));
    assert_int_equal(value, 123450);
    assert_int_equal(scale, 2);
    assert_true(number_decimal("-1 234,5", 8, ',', ' ', &value, &scale));
    assert_int_equal(value, -12345);
    assert_true(number_decimal("1\xE2\x80\xAF"
                               "234\xC2\xA0"
                               "567",
                               12, ',', ' ', &value, &scale));
    assert_int_equal(value, 1234567);
    assert_false(number_decimal("1.234,5", 7, ',', 0, &value, &scale));
    assert_true(number_decimal("1.234,5", 7, ',', '.', &value, &scale));
    assert_false(number_decimal("1,5", 3, '.', 0, &value, &scale));
    assert_false(number_decimal("", 0, '.', 0, &value, &scale));
    assert_false(number_decimal("1e3", 3, '.', 0, &value, &scale));
    assert_false(number_decimal("99999999999999999999", 20, '.', 0, &value, &scale));

    assert_true(number_ratio("0.15000000596", 13, MAP_FRACTION, '.', 0, &value));
    assert_int_equal(value, 1500);
    assert_true(number_ratio("12.5", 4, MAP_PERCENT, '.', 0, &value));
    assert_int_equal(value, 1250);
    assert_true(number_ratio("12,5 %", 6, MAP_FRACTION, ',', 0, &value));
    assert_int_equal(value, 1250);
    assert_true(number_ratio("1250", 4, MAP_BP, '.', 0, &value));
    assert_int_equal(value, 1250);
    assert_true(number_ratio("0.00005", 7, MAP_FRACTION, '.', 0, &value));
    assert_int_equal(value, 0);
    assert_true(number_ratio("0.00015", 7, MAP_FRACTION, '.', 0, &value));
    assert_int_equal(value, 2);
    assert_false(number_ratio("x", 1, MAP_PERCENT, '.', 0, &value));
    assert_false(number_ratio("9223372036854775807", 19, MAP_FRACTION, '.', 0, &value));
}

/* Whatever a map says: a map, or a fault that names the file. */
static void
test_random_maps(void **state)
{
    static const char whole[] =
        "report\n title = \"x\" # y\n as_of = 2025-12-31\n alias product \"a\" = \"b\"\n"
        "pipeline \"S\"\n stage \"New\" open 10 % assumed max_days 3\n stage \"Won\" won\n"
        "product from p.csv\n name = `n n`#2 + \"c\" via f.csv K V else \"z\"\n"
        " list_price = p times 10 rounded\n currency = \"USD\"\n where x != \"a\", \"b\"\n"
        "opportunity from o.csv\n name = #3\n product = q by name\n stage = s authority\n"
        "transition from o.csv\n opportunity = i\n at = d dates \"%d/%m/%Y %H:%M\"\n"
        " amount = product.list_price\n";
    static const char signs[] = "\"`#=+,!% \n\t.0az\xC3\xA9";
    uint32_t seed = 7;
    size_t round, i, maps = 0;

    (void)state;
    map_free(good(whole));
    for (round = 0; round < 20000; round++) {
        char text[sizeof whole];
        struct fault fault = {""};
        struct map *map;

        memcpy(text, whole, sizeof whole);
        for (i = 0; i < 1 + round % 3; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[(seed >> 8) % (sizeof whole - 1)] = signs[(seed >> 20) % (sizeof signs - 1)];
        }
        map = map_read_memory(text, sizeof whole - 1, "m.map", &fault);
        assert_true(map ? !fault.text[0] : strncmp(fault.text, "m.map", 5) == 0);
        maps += map != NULL;
        map_free(map);
    }
    assert_true(maps > 500);
    assert_true(maps < 19000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settings),       cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_entries),        cmocka_unit_test(test_paths_and_stages),
        cmocka_unit_test(test_wrong_lines),    cmocka_unit_test(test_wrong_words),
        cmocka_unit_test(test_wrong_settings), cmocka_unit_test(test_wrong_aliases),
        cmocka_unit_test(test_wrong_stages),   cmocka_unit_test(test_incomplete_sections),
        cmocka_unit_test(test_dates),          cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_random_maps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
