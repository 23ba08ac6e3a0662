/*
 * scenarios_pure.c - functions that work out something from what they are given: days, money,
 * structs, the schema, descriptions of analyses. Nothing in them may fail for want of memory.
 */
#include "scenario.h"

static crm_status
run_days(void)
{
    char text[11];
    crm_day day = 0;
    int32_t year = 0;

    TRY(crm_day_from_text("2024-02-29", CRM_TEXT_NUL, &day));
    EXPECT(day == crm_day_of(2024, 2, 29));
    TRY(crm_day_parts(day, &year, NULL, NULL));
    TRY(crm_day_to_text(crm_day_add_months(day, 12), text));
    EXPECT(year == 2024 && same_text(text, "2025-02-28"));
    EXPECT(crm_day_month_start(day) == crm_day_of(2024, 2, 1));
    return CRM_OK;
}

static crm_status
run_money(void)
{
    crm_line line;
    char code[4], text[24];
    int64_t value, list, net;
    int32_t scale, exponent;

    TRY(crm_currency_to_text(crm_currency_of("EUR"), code));
    TRY(crm_currency_exponent(EUR, &exponent));
    EXPECT(same_text(code, "EUR") && exponent == 2);
    TRY(crm_decimal_from_text("-12.345", CRM_TEXT_NUL, &value, &scale));
    TRY(crm_decimal_rescale(value, scale, 2, CRM_ROUND_HALF_EVEN, &value));
    EXPECT(value == -1234);
    TRY(crm_money_from_text("12.5", CRM_TEXT_NUL, EUR, &value));
    TRY(crm_money_to_text(value, EUR, text, sizeof text));
    EXPECT(same_text(text, "12.50"));
    TRY(crm_line_init(&line, sizeof line));
    line.currency = EUR;
    line.unit_price = 1000;
    line.unit_scale = 2;
    line.discount_bp = 1500;
    TRY(crm_line_net(&line, &list, &net));
    EXPECT(list == 1000 && net == 850);
    return CRM_OK;
}

crm_status
run_pure(struct world *world)
{
    crm_options options;
    crm_store store;
    crm_move_params move;

    (void)world;
    TRY(crm_options_init(&options, sizeof options));
    TRY(crm_store_init(&store, sizeof store));
    TRY(crm_move_params_init(&move, sizeof move));
    EXPECT(crm_version_number() >= 1000 && crm_version()[0] == '0');
    EXPECT(same_text(crm_status_name(CRM_ERROR_MEMORY), "CRM_ERROR_MEMORY"));
    TRY(run_days());
    return run_money();
}

crm_status
run_schema(struct world *world)
{
    crm_context *crm = world->crm;
    crm_kind stage = crm_schema_kind_find(crm, "stage");
    crm_field outcome = crm_schema_find(crm, stage, "outcome");

    EXPECT(crm_schema_kinds(crm) == 13 && crm_schema_kind(crm, 6) == stage);
    EXPECT(same_text(crm_schema_kind_name(crm, stage), "stage"));
    EXPECT(crm_schema_kind_flags(crm, CRM_KIND_RATE) == CRM_KIND_GROWS);
    EXPECT(crm_schema_field(crm, stage, 0) == CRM_FIELD_ID && crm_schema_fields(crm, stage) > 15);
    EXPECT(same_text(crm_schema_name(crm, stage, outcome), "outcome"));
    EXPECT(crm_schema_type(crm, stage, outcome) == CRM_TYPE_CODE);
    EXPECT(crm_schema_flags(crm, stage, outcome) == (CRM_FIELD_REQUIRED | CRM_FIELD_FROZEN));
    EXPECT(crm_schema_target(crm, stage, CRM_STAGE_PIPELINE) == CRM_KIND_PIPELINE);
    EXPECT(crm_schema_privacy(crm, CRM_KIND_USER, CRM_USER_EMAIL) == CRM_PRIVACY_CONTACT_POINT);
    EXPECT(crm_schema_choices(crm, stage, outcome) == 4);
    EXPECT(crm_schema_choice_at(crm, stage, outcome, 1) == CRM_OUTCOME_WON);
    EXPECT(crm_schema_choice_find(crm, stage, outcome,
                                  crm_schema_choice(crm, stage, outcome, CRM_OUTCOME_WON)) ==
           CRM_OUTCOME_WON);
    return CRM_OK;
}

static crm_status
see_descriptor(const crm_descriptor *descriptor)
{
    size_t offset;
    int64_t value;
    int32_t type, role;
    const char *unit;
    crm_kind target;

    EXPECT(crm_descriptor_inputs(descriptor) > 1 && crm_descriptor_tables(descriptor) > 2);
    EXPECT(crm_descriptor_input(descriptor, 0, &role) > 0 && role > 0);
    EXPECT(crm_descriptor_table(descriptor, 0) != NULL);
    EXPECT(crm_descriptor_columns(descriptor, 0) > 1);
    EXPECT(crm_descriptor_column(descriptor, 0, 0, &type, &target, &unit) != NULL && type > 0);
    for (size_t i = 0; i < crm_descriptor_settings(descriptor); i++) {
        EXPECT(crm_descriptor_setting(descriptor, i) != NULL);
        EXPECT(crm_descriptor_setting_columns(descriptor, i) > 0);
        EXPECT(crm_descriptor_setting_column(descriptor, i, 0, &type, &target, &unit) != NULL);
    }
    EXPECT(crm_descriptor_params(descriptor) > 10);
    EXPECT(same_text(crm_descriptor_param(descriptor, 2, &type, &offset, &value), "as_of"));
    EXPECT(offset < crm_descriptor_params_size(descriptor) && value == CRM_DAY_NONE);
    return CRM_OK;
}

crm_status
run_descriptors(struct world *world)
{
    (void)world;
    EXPECT(crm_descriptors() > 0);
    for (size_t i = 0; i < crm_descriptors(); i++) {
        const crm_descriptor *descriptor = crm_descriptor_at(i);

        EXPECT(crm_descriptor_find(crm_descriptor_name(descriptor)) == descriptor);
        TRY(see_descriptor(descriptor));
    }
    return CRM_OK;
}
