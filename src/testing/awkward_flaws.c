/*
 * awkward_flaws.c - which flaw breaks which law of the conformance kit (check.c); both have one
 * name.
 */
#include <string.h>

#include "testing/awkward.h"

static const struct {
    const char *law;
    enum crm__flaw flaw;
} flaws[] = {
    {"version_is_compared", FLAW_VERSION_IS_COMPARED},
    {"new_row_must_be_new", FLAW_NEW_ROW_MUST_BE_NEW},
    {"removed_row_is_not_put", FLAW_REMOVED_ROW_IS_NOT_PUT},
    {"remove_compares_version", FLAW_REMOVE_COMPARES_VERSION},
    {"removed_row_is_not_removed", FLAW_REMOVED_ROW_IS_NOT_REMOVED},
    {"checks_are_compared", FLAW_CHECKS_ARE_COMPARED},
    {"checked_row_must_be_there", FLAW_CHECKED_ROW_MUST_BE_THERE},
    {"checks_write_nothing", FLAW_CHECKS_WRITE_NOTHING},
    {"conflict_changes_nothing", FLAW_CONFLICT_CHANGES_NOTHING},
    {"conflict_names_the_record", FLAW_CONFLICT_NAMES_THE_RECORD},
    {"store_works_after_conflict", FLAW_STORE_WORKS_AFTER_CONFLICT},
    {"unit_is_whole", FLAW_UNIT_IS_WHOLE},
    {"every_call_is_answered_once", FLAW_EVERY_CALL_IS_ANSWERED_ONCE},
    {"removed_row_is_gone", FLAW_REMOVED_ROW_IS_GONE},
    {"edit_is_seen", FLAW_EDIT_IS_SEEN},
    {"external_id_is_unique", FLAW_EXTERNAL_ID_IS_UNIQUE},
    {"duplicate_changes_nothing", FLAW_DUPLICATE_CHANGES_NOTHING},
    {"store_works_after_duplicate", FLAW_STORE_WORKS_AFTER_DUPLICATE},
    {"external_id_is_of_its_kind", FLAW_EXTERNAL_ID_IS_OF_ITS_KIND},
    {"external_id_is_free_after_remove", FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE},
    {"external_id_may_change_hands", FLAW_EXTERNAL_ID_MAY_CHANGE_HANDS},
    {"record_keeps_its_external_id", FLAW_RECORD_KEEPS_ITS_EXTERNAL_ID},
    {"external_id_is_bytes", FLAW_EXTERNAL_ID_IS_BYTES},
    {"numbers_survive", FLAW_NUMBERS_SURVIVE},
    {"doubles_survive", FLAW_DOUBLES_SURVIVE},
    {"text_survives", FLAW_TEXT_SURVIVES},
    {"empty_text_is_a_value", FLAW_EMPTY_TEXT_IS_A_VALUE},
    {"none_stays_none", FLAW_NONE_STAYS_NONE},
    {"cleared_field_is_none", FLAW_CLEARED_FIELD_IS_NONE},
    {"custom_fields_survive", FLAW_CUSTOM_FIELDS_SURVIVE},
    {"custom_fields_go_by_name", FLAW_CUSTOM_FIELDS_GO_BY_NAME},
    {"version_comes_back", FLAW_VERSION_COMES_BACK},
    {"ids_are_64_bits", FLAW_IDS_ARE_64_BITS},
    {"kinds_are_apart", FLAW_KINDS_ARE_APART},
    {"no_kind_is_dropped", FLAW_NO_KIND_IS_DROPPED},
    {"scan_keeps_to_its_kind", FLAW_SCAN_KEEPS_TO_ITS_KIND},
    {"missing_row_is_no_error", FLAW_MISSING_ROW_IS_NO_ERROR},
    {"get_gives_what_was_asked", FLAW_GET_GIVES_WHAT_WAS_ASKED},
    {"get_takes_many_ids", FLAW_GET_TAKES_MANY_IDS},
    {"scan_gives_every_row_once", FLAW_SCAN_GIVES_EVERY_ROW_ONCE},
    {"empty_scan_is_no_error", FLAW_EMPTY_SCAN_IS_NO_ERROR},
    {"conditions_hide_no_match", FLAW_CONDITIONS_HIDE_NO_MATCH},
    {"conditions_of_every_type", FLAW_CONDITIONS_OF_EVERY_TYPE},
    {"wanted_fields_are_given", FLAW_WANTED_FIELDS_ARE_GIVEN},
    {"any_limit_gives_every_row", FLAW_ANY_LIMIT_GIVES_EVERY_ROW},
    {"scan_comes_to_its_end", FLAW_SCAN_COMES_TO_ITS_END},
    {"scan_may_stop_early", FLAW_SCAN_MAY_STOP_EARLY},
    {"scans_may_nest", FLAW_SCANS_MAY_NEST},
    {"scan_bears_writes", FLAW_SCAN_BEARS_WRITES},
    {"ids_are_never_given_twice", FLAW_IDS_ARE_NEVER_GIVEN_TWICE},
    {"reserve_gives_as_many_as_asked", FLAW_RESERVE_GIVES_AS_MANY_AS_ASKED},
    {"reserved_ids_are_above_0", FLAW_RESERVED_IDS_ARE_ABOVE_0},
    {"ids_of_callers_are_not_reserved", FLAW_IDS_OF_CALLERS_ARE_NOT_RESERVED},
    {"other_connection_sees_writes", FLAW_OTHER_CONNECTION_SEES_WRITES},
    {"other_connection_conflicts", FLAW_OTHER_CONNECTION_CONFLICTS},
    {"hold_sees_one_state", FLAW_HOLD_SEES_ONE_STATE},
    {"release_ends_the_hold", FLAW_RELEASE_ENDS_THE_HOLD},
    {"hold_may_be_taken_again", FLAW_HOLD_MAY_BE_TAKEN_AGAIN},
};

bool
crm__flaw_of(const char *law, enum crm__flaw *out_flaw)
{
    *out_flaw = FLAW_NONE;
    if (!law)
        return true;
    for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        if (strcmp(flaws[i].law, law) == 0) {
            *out_flaw = flaws[i].flaw;
            return true;
        }
    }
    return false;
}
