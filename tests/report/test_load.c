/*
 * test_load.c - loading: what good files become in the store, what is counted and left out, and the
 * message for each thing that can be wrong, with file, line and column.
 */
#include "files.h"

#define REPORT "report\n as_of = 2025-06-30\n currency = EUR\n"
#define ACCOUNTS                                                                                   \
    "account from a.csv\n external_id = id\n name = name\n parent = boss\n parent_since = since\n"
#define STAGES                                                                                     \
    "pipeline \"Sales\"\n stage \"New\" open 20%\n stage \"Deep\" open 60%\n"                      \
    " stage \"Won\" won\n stage \"Lost\" lost\n"
#define DEALS                                                                                      \
    "opportunity from d.csv\n external_id = id\n name = id\n pipeline = \"Sales\"\n"               \
    " stage = stage\n currency = \"EUR\"\n"
#define LOG                                                                                        \
    "transition from l.csv\n opportunity = id\n at = day\n stage = stage\n amount = amount\n"

static struct loaded
load(const char *map)
{
    struct loaded loaded = {0};

    loaded.map = map_read_memory(map, strlen(map), "m.map", &loaded.fault);
    load_from(&loaded, "");
    return loaded;
}

static void
refused(const char *map, const char *message)
{
    struct loaded loaded = load(map);

    assert_string_equal(loaded.fault.text, message);
    unload(&loaded);
}

/* The message begins so; the library's own words follow. */
static void
refused_at(const char *map, const char *beginning)
{
    struct loaded loaded = load(map);

    if (strncmp(loaded.fault.text, beginning, strlen(beginning)) != 0)
        print_error("%s\n", loaded.fault.text);
    assert_memory_equal(loaded.fault.text, beginning, strlen(beginning));
    unload(&loaded);
}

static crm_record *
record_of(struct loaded *loaded, crm_kind kind, const char *key)
{
    crm_record *record = NULL;
    crm_id id = 0;

    if (loaded->fault.text[0])
        print_error("%s\n", loaded->fault.text);
    assert_string_equal(loaded->fault.text, "");
    assert_int_equal(crm_find(loaded->crm, kind, key, &id), CRM_OK);
    assert_int_equal(crm_record_load(loaded->crm, kind, id, &record), CRM_OK);
    return record;
}

static int64_t
number_of(struct loaded *loaded, crm_kind kind, const char *key, crm_field field)
{
    crm_record *record = record_of(loaded, kind, key);
    int64_t value = INT64_MIN;

    crm_record_int(record, field, &value);
    crm_record_free(record);
    return value;
}

static void
test_values_of_every_type(void **state)
{
    struct loaded loaded;
    crm_record *record;

    (void)state;
    write_file("s.csv", "code;label\nK;Key accounts\n");
    write_file("a.csv", "id;name;rev;agreed;kind;seg;n;seen\n"
                        "A1;  Caf\xC3\xA9 ;1 234,5;12,5 %;Client|partner;K;1 000;31/01/2024\n"
                        "A2;Bar;;;;X;;\n");
    loaded = load("report\n decimal = ,\n grouping = \" \"\n separator = \";\"\n"
                  " dates = \"%d/%m/%Y\"\n"
                  "account from a.csv\n external_id = id\n name = name + \"&\" + id\n"
                  " annual_revenue = rev times 1000\n currency = \"EUR\"\n discount_bp = agreed\n"
                  " types = kind\n alias types \"Client|partner\" = \"CUSTOMER|partner\"\n"
                  " segment = seg via s.csv code label\n employees = n\n archived = seen\n"
                  " sector = none\n city = rev else \"Lyon\"\n");
    record = record_of(&loaded, CRM_KIND_ACCOUNT, "A1");
    assert_string_equal(crm_record_text(record, CRM_ACCOUNT_NAME, NULL), "Caf\xC3\xA9 & A1");
    assert_string_equal(crm_record_text(record, CRM_ACCOUNT_SEGMENT, NULL), "Key accounts");
    assert_null(crm_record_text(record, CRM_ACCOUNT_SECTOR, NULL));
    crm_record_free(record);
    record = record_of(&loaded, CRM_KIND_ACCOUNT, "A2");
    assert_string_equal(crm_record_text(record, CRM_ACCOUNT_CITY, NULL), "Lyon");
    assert_null(crm_record_text(record, CRM_ACCOUNT_SEGMENT, NULL));
    crm_record_free(record);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_ACCOUNT_ANNUAL_REVENUE),
                     123450000);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_ACCOUNT_DISCOUNT_BP), 1250);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_ACCOUNT_TYPES),
                     CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PARTNER);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_ACCOUNT_EMPLOYEES), 1000);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_FIELD_ARCHIVED),
                     crm_day_of(2024, 1, 31) * 86400000000LL);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A1", CRM_FIELD_CREATED), INT64_MIN);
    assert_int_equal(left_names(&loaded.left), 1); /* the segment X */
    unload(&loaded);
}

static void
test_parents_in_any_order(void **state)
{
    struct loaded loaded;
    crm_id top;

    (void)state;
    write_file("a.csv", "id,name,boss,since\nA,a,B,\nB,b,C,2024-05-01\nC,c,,\n");
    loaded = load(REPORT ACCOUNTS);
    top = number_of(&loaded, CRM_KIND_ACCOUNT, "C", CRM_FIELD_ID);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "B", CRM_ACCOUNT_PARENT), top);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A", CRM_ACCOUNT_PARENT),
                     number_of(&loaded, CRM_KIND_ACCOUNT, "B", CRM_FIELD_ID));
    unload(&loaded);
}

static void
test_wrong_parents(void **state)
{
    (void)state;
    write_file("a.csv", "id,name,boss,since\nA,a,B,\nB,b,A,\n");
    refused_at(REPORT ACCOUNTS, "a.csv:3:5: ");
    write_file("a.csv", "id,name,boss,since\nA,a,A,\n");
    refused_at(REPORT ACCOUNTS, "a.csv:2:5: ");
    write_file("a.csv", "id,name,boss,since\nA,a,Z,\n");
    refused(REPORT ACCOUNTS, "a.csv:2:5: parent of account: there is no account \"Z\"");
}

static void
test_wrong_rows(void **state)
{
    (void)state;
    write_file("a.csv", "id,name\nA,a\nA,b\n");
    refused_at("account from a.csv\n external_id = id\n name = name\n", "a.csv:3:1: ");
    write_file("a.csv", "id,name\nA,a\nB\n");
    refused("account from a.csv\n external_id = id\n name = name\n",
            "a.csv:3: the row has 1 fields, the first line of the file 2");
    write_file("a.csv", "id,name\nA,a\nB,\n");
    refused_at("account from a.csv\n external_id = id\n name = name\n", "a.csv:3:1: ");
    write_file("a.csv", "");
    refused("account from a.csv\n name = name\n",
            "a.csv: the file is empty: a first line with the names of its columns is needed");
    write_file("a.csv", "id,name\nA,\"a\n");
    refused("account from a.csv\n name = name\n",
            "a.csv:2:3: a quote is opened here and never closed");
    refused("account from nowhere.csv\n name = name\n",
            "nowhere.csv: there is no such file, or it cannot be read");
}

static void
test_wrong_columns(void **state)
{
    (void)state;
    write_file("a.csv", "id,name,id\nA,a,B\n");
    refused("account from a.csv\n name = nmae\n", "m.map:2:9: a.csv has no column \"nmae\"");
    refused("account from a.csv\n name = id#3\n",
            "m.map:2:9: a.csv has 2 columns \"id\", and no #3");
    refused("account from a.csv\n name = #4\n", "m.map:2:9: a.csv has 3 columns, and no column #4");
    refused("account from a.csv\n name = id\n where x = \"\"\n",
            "m.map:3:8: a.csv has no column \"x\"");
    refused("account from a.csv\n name = id\n segment = id via a.csv id label\n",
            "m.map:3:28: a.csv has no column \"label\"");
    refused("account from a.csv\n name = id\n segment = id via b2.csv id label\n",
            "b2.csv: there is no such file, or it cannot be read");
}

static void
test_wrong_values(void **state)
{
    (void)state;
    write_file("p.csv", "name,price,day,kind,cur\nP,12.345,2024-02-30,x,EUR\n");
    refused("product from p.csv\n name = name\n list_price = price\n currency = cur\n",
            "p.csv:2:3: list_price of product: \"12.345\" has more decimals than can be kept "
            "(\"rounded\" rounds it)");
    refused("product from p.csv\n name = name\n launched = day\n",
            "p.csv:2:10: launched of product: \"2024-02-30\" is no day that exists, in the form "
            "of the map");
    refused("product from p.csv\n name = name\n validity_days = kind\n",
            "p.csv:2:21: validity_days of product: \"x\" is no number");
    refused("product from p.csv\n name = name\n list_price = price\n currency = kind\n",
            "p.csv:2:21: currency of product: \"x\" is no currency of ISO 4217");
    refused("account from p.csv\n name = name\n types = kind\n",
            "p.csv:2:21: types of account: \"x\" is none of the choices (an alias can lead to "
            "one)");
    refused("account from p.csv\n name = name\n discount_bp = kind\n",
            "p.csv:2:21: discount_bp of account: \"x\" is no percentage");
    write_file("p.csv", "name,price,cur\nP,12,\n");
    refused("product from p.csv\n name = name\n list_price = price\n currency = cur\n",
            "p.csv:2:3: list_price of product: \"12\" is an amount, and the row has no currency");
    write_file("p.csv", "name,price,cur\nP,99999999999999999999,EUR\n");
    refused("product from p.csv\n name = name\n list_price = price\n currency = cur\n",
            "p.csv:2:3: list_price of product: \"99999999999999999999\" is no number");
    write_file("p.csv", "name\n\xFF\n");
    refused("product from p.csv\n name = name\n", "p.csv:2:1: byte 0xFF is not UTF-8 text");
}

static void
test_unknown_names_are_counted(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("u.csv", "id,name\nU1,Ann\n");
    write_file("a.csv", "id,name,boss,since,who\nA,a,,,Ann\nB,b,,,Bob\nC,c,,,Cy\n");
    write_file("p.csv", "who,day,net\nA,2024-01-01,10\nQ,2024-01-02,20\n");
    loaded = load(REPORT "user from u.csv\n external_id = id\n name = name\n" ACCOUNTS
                         " owner = who by name\n"
                         "purchase from p.csv\n account = who\n day = day\n net_amount = net\n"
                         " currency = \"EUR\"\n");
    assert_string_equal(loaded.fault.text, "");
    assert_int_equal(left_names(&loaded.left), 3);
    assert_int_equal(left_rows(&loaded.left), 1);
    assert_int_equal(loaded.left.count, 2);
    assert_string_equal(loaded.left.items[0].example, "Bob");
    assert_int_equal(loaded.left.items[0].rows, 2);
    assert_int_equal(loaded.left.items[0].line, 3);
    assert_false(loaded.left.items[0].row_left);
    assert_string_equal(loaded.left.items[1].example, "Q");
    assert_true(loaded.left.items[1].row_left);
    assert_int_not_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "A", CRM_ACCOUNT_OWNER), INT64_MIN);
    assert_int_equal(number_of(&loaded, CRM_KIND_ACCOUNT, "B", CRM_ACCOUNT_OWNER), INT64_MIN);
    unload(&loaded);
}

static void
test_a_name_of_two_is_refused(void **state)
{
    (void)state;
    write_file("u.csv", "id,name\nU1,Ann\nU2,Ann\n");
    write_file("a.csv", "id,name,boss,since,who\nA,a,,,Ann\n");
    refused(REPORT "user from u.csv\n external_id = id\n name = name\n" ACCOUNTS
                   " owner = who by name\n",
            "a.csv:2:7: owner of account: several records of the kind user are \"Ann\"");
}

static void
test_where_distinct_and_aliases(void **state)
{
    struct loaded loaded;
    crm_id id;

    (void)state;
    write_file("a.csv", "id,name,state\nA,a,on\nA,again,on\nB,b,off\nC,c,\n");
    write_file("p.csv", "who,day,net\nAlpha,2024-01-01,10\n");
    loaded = load("report\n alias account \"Alpha\" = \"A\"\n"
                  "account from a.csv\n distinct\n where state != \"off\"\n external_id = id\n"
                  " name = name\n"
                  "purchase from p.csv\n external_id = who\n account = who\n day = day\n"
                  " net_amount = net\n currency = \"EUR\"\n");
    id = number_of(&loaded, CRM_KIND_ACCOUNT, "A", CRM_FIELD_ID);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "Alpha", CRM_PURCHASE_ACCOUNT), id);
    assert_int_equal(crm_find(loaded.crm, CRM_KIND_ACCOUNT, "B", &id), CRM_NONE);
    assert_int_equal(crm_find(loaded.crm, CRM_KIND_ACCOUNT, "C", &id), CRM_OK);
    unload(&loaded);
}

#define LINES                                                                                      \
    "account from a.csv\n external_id = id\n name = id\n"                                          \
    "purchase from p.csv\n external_id = n\n account = who\n day = day\n quantity = q\n"           \
    " unit_price = u\n discount = d fraction\n discount_amount = off\n currency = \"EUR\"\n"

static void
test_net_of_lines(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("a.csv", "id\nA\n");
    write_file("p.csv", "n,who,day,q,u,d,off\n"
                        "1,A,2024-01-01,3,9.99,0.15000000596,\n"
                        "2,A,2024-01-01,1.5,0.333,,0.10\n"
                        "3,A,2024-01-01,2,5,1,\n");
    loaded = load(LINES);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "1", CRM_PURCHASE_LIST_AMOUNT), 2997);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "1", CRM_PURCHASE_NET_AMOUNT), 2547);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "2", CRM_PURCHASE_LIST_AMOUNT), 50);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "2", CRM_PURCHASE_NET_AMOUNT), 40);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "3", CRM_PURCHASE_NET_AMOUNT), 0);
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "3", CRM_PURCHASE_TYPE),
                     CRM_PURCHASE_TYPE_SALE);
    unload(&loaded);
    write_file("p.csv", "n,who,day,q,u,d,off\n1,A,2024-01-01,,9.99,,\n");
    refused(LINES, "p.csv:2:1: a unit price without a quantity");
    write_file("p.csv", "n,who,day,q,u,d,off\n1,A,2024-01-01,1,9.99,1.5,\n");
    refused_at(LINES, "p.csv:2:1: quantity, unit price and discount give no amount");
    write_file("p.csv", "n,who,day,q,u,d,off\n1,A,2024-01-01,1.2345,9.99,,\n");
    refused_at(LINES, "p.csv:2:16: quantity of purchase: \"1.2345\" has more decimals");
}

static void
test_a_cancel_finds_what_it_cancels(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("a.csv", "id\nA\n");
    write_file("p.csv", "n,who,day,net,kind,of\n"
                        "2,A,2024-02-01,-10,cancel,1\n"
                        "1,A,2024-01-01,10,,\n");
    loaded = load("account from a.csv\n external_id = id\n name = id\n"
                  "purchase from p.csv\n external_id = n\n account = who\n day = day\n"
                  " net_amount = net\n type = kind\n refers_to = of\n currency = \"EUR\"\n");
    assert_int_equal(number_of(&loaded, CRM_KIND_PURCHASE, "2", CRM_PURCHASE_COUNTED_DAY),
                     crm_day_of(2024, 1, 1));
    unload(&loaded);
}

static void
test_a_log_in_any_order(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("d.csv", "id,stage\nD1,Won\nD2,\nD3,Deep\nD4,New\n");
    write_file("l.csv", "id,day,stage,amount\n"
                        "D1,2024-03-01,Won,70\nD1,2024-01-01,New,50\nD1,2024-02-01,Deep,\n"
                        "D1,2024-02-10,Deep,60\nD3,,Deep,5\nD4,2024-01-01,New,1\n"
                        "D4,2024-01-01,Deep,2\n");
    loaded = load(REPORT STAGES DEALS LOG);
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D1", CRM_OPPORTUNITY_AMOUNT), 7000);
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D1", CRM_OPPORTUNITY_CLOSED_DAY),
                     crm_day_of(2024, 3, 1));
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D2", CRM_OPPORTUNITY_STAGE),
                     number_of(&loaded, CRM_KIND_STAGE, "Sales/New", CRM_FIELD_ID));
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D3", CRM_OPPORTUNITY_STAGE_SINCE),
                     INT64_MIN);
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D4", CRM_OPPORTUNITY_STAGE),
                     number_of(&loaded, CRM_KIND_STAGE, "Sales/Deep", CRM_FIELD_ID));
    assert_int_equal(loaded.left.stage_disagrees, 1); /* D4 says New */
    unload(&loaded);
}

static void
test_times_of_day(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("d.csv", "id,stage\nD1,\n");
    write_file("l.csv", "id,day,stage,amount\nD1,02/01/2024 17h05,New,50\n");
    loaded = load(REPORT STAGES DEALS "transition from l.csv\n opportunity = id\n stage = stage\n"
                                      " at = day dates \"%d/%m/%Y %Hh%M\"\n");
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D1", CRM_OPPORTUNITY_STAGE_SINCE),
                     (crm_day_of(2024, 1, 2) * 86400LL + 17 * 3600 + 5 * 60) * 1000000);
    unload(&loaded);
}

static void
test_managers_in_any_order(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("u.csv", "id,name,boss\n1,Ann,Bob\n2,Bob,\n3,Cy,Zed\n");
    loaded = load(REPORT "user from u.csv\n external_id = id\n name = name\n"
                         " manager = boss by name\n");
    assert_int_equal(number_of(&loaded, CRM_KIND_USER, "1", CRM_USER_MANAGER),
                     number_of(&loaded, CRM_KIND_USER, "2", CRM_FIELD_ID));
    assert_int_equal(left_names(&loaded.left), 1);
    assert_string_equal(loaded.left.items[0].example, "Zed");
    unload(&loaded);
}

static void
test_a_stage_with_authority(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("d.csv", "id,stage\nD1,Lost\n");
    write_file("l.csv", "id,day,stage,amount\nD1,2024-01-01,New,50\n");
    loaded = load(REPORT STAGES
                  "opportunity from d.csv\n external_id = id\n name = id\n pipeline = \"Sales\"\n"
                  " stage = stage authority\n currency = \"EUR\"\n" LOG);
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D1", CRM_OPPORTUNITY_STAGE),
                     number_of(&loaded, CRM_KIND_STAGE, "Sales/Lost", CRM_FIELD_ID));
    assert_int_equal(number_of(&loaded, CRM_KIND_OPPORTUNITY, "D1", CRM_OPPORTUNITY_CLOSED_DAY),
                     crm_day_of(2025, 6, 30));
    assert_int_equal(loaded.left.stage_disagrees, 0);
    unload(&loaded);
}

static void
test_wrong_logs(void **state)
{
    (void)state;
    write_file("d.csv", "id,stage\nD1,\n");
    write_file("l.csv", "id,day,stage,amount\nD1,2024-01-01,Nwe,50\n");
    refused(REPORT STAGES DEALS LOG, "l.csv:2:15: there is no stage \"Nwe\"");
    write_file("l.csv", "id,day,stage,amount\nD1,2024-01-01,Other,50\n");
    refused(REPORT STAGES "pipeline \"Second\"\n stage \"Other\" open\n" DEALS LOG,
            "l.csv:2:15: the stage \"Other\" is one of another pipeline");
    write_file("l.csv", "id,day,stage,amount\nD1,,New,50\nD1,,Deep,60\n");
    refused(REPORT STAGES DEALS LOG,
            "l.csv:3:1: only the first row of a deal may be without a day (\"at\")");
    write_file("l.csv", "id,day,stage,amount\nD1,2024-13-01,New,50\n");
    refused_at(REPORT STAGES DEALS LOG, "l.csv:2:4: at of transition: \"2024-13-01\" is no day");
    write_file("d.csv", "id,stage\nD1,\nD1,\n");
    refused(REPORT STAGES DEALS LOG, "d.csv:3:1: two opportunities have the external_id \"D1\"");
}

/* A map may hold settings alone, for a store that has its records already. */
static void
test_a_map_without_files(void **state)
{
    (void)state;
    refused(REPORT, "m.map: no section says what to read");
}

/* A store would tell at the end of a unit, without the line. */
static void
test_an_external_id_that_comes_twice(void **state)
{
    (void)state;
    write_file("a.csv", "id,name,boss,since\nA1,Dogs,,\nA2,Cats,,\nA1,Hens,,\n");
    refused(REPORT ACCOUNTS,
            "a.csv:4:1: two records of the kind account have the external_id \"A1\"");
}

static void
test_rows_of_unknown_deals_are_counted(void **state)
{
    struct loaded loaded;

    (void)state;
    write_file("d.csv", "id,stage\nD1,\n");
    write_file("l.csv", "id,day,stage,amount\nD9,2024-01-01,New,50\nD1,2024-01-01,New,50\n");
    loaded = load(REPORT STAGES DEALS LOG);
    assert_string_equal(loaded.fault.text, "");
    assert_int_equal(left_rows(&loaded.left), 1);
    assert_string_equal(loaded.left.items[0].example, "D9");
    unload(&loaded);
}

static void
test_amount_in_another_currency(void **state)
{
    (void)state;
    write_file("p.csv", "id,price\nP,10\n");
    write_file("d.csv", "id,item\nD1,P\n");
    refused(REPORT STAGES "product from p.csv\n external_id = id\n name = id\n list_price = price\n"
                          " currency = \"USD\"\n"
                          "opportunity from d.csv\n external_id = id\n name = id\n product = item\n"
                          " pipeline = \"Sales\"\n currency = \"EUR\"\n"
                          "transition from d.csv\n opportunity = id\n stage = \"New\"\n"
                          " amount = product.list_price\n",
            "m.map:23:2: amount: the amount of product 1 is in another currency than the row");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_of_every_type),
        cmocka_unit_test(test_parents_in_any_order),
        cmocka_unit_test(test_wrong_parents),
        cmocka_unit_test(test_wrong_rows),
        cmocka_unit_test(test_wrong_columns),
        cmocka_unit_test(test_wrong_values),
        cmocka_unit_test(test_unknown_names_are_counted),
        cmocka_unit_test(test_a_name_of_two_is_refused),
        cmocka_unit_test(test_where_distinct_and_aliases),
        cmocka_unit_test(test_net_of_lines),
        cmocka_unit_test(test_a_cancel_finds_what_it_cancels),
        cmocka_unit_test(test_a_log_in_any_order),
        cmocka_unit_test(test_times_of_day),
        cmocka_unit_test(test_managers_in_any_order),
        cmocka_unit_test(test_a_stage_with_authority),
        cmocka_unit_test(test_wrong_logs),
        cmocka_unit_test(test_rows_of_unknown_deals_are_counted),
        cmocka_unit_test(test_amount_in_another_currency),
        cmocka_unit_test(test_a_map_without_files),
        cmocka_unit_test(test_an_external_id_that_comes_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
