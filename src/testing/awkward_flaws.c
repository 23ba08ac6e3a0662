/*
 * awkward_fthe conformance kit (check.c) - which flaw breaks which law; the names are those of
 * check.c.
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
    {"checks_are_compared", FLAW_CHECKS_ARE_COMPARED},
    {"conflict_changes_nothing", FLAW_CONFLICT_CHANGES_NOTHING},
    {"store_works_after_conflict", FLAW_STORE_WORKS_AFTER_CONFLICT},
    {"external_id_is_unique", FLAW_EXTERNAL_ID_IS_UNIQUE},
    {"duplicate_changes_nothing", FLAW_DUPLICATE_CHANGES_NOTHING},
    {"external_id_is_of_its_kind", FLAW_EXTERNAL_ID_IS_OF_ITS_KIND},
    {"external_id_is_free_after_remove", FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE},
    {"external_id_is_bytes", FLAW_EXTERNAL_ID_IS_BYTES},
    {"unit_is_whole", FLAW_UNIT_IS_WHOLE},
    {"removed_row_is_gone", FLAW_REMOVED_ROW_IS_GONE},
    {"edit_is_seen", FLAW_EDIT_IS_SEEN},
    {"missing_row_is_no_error", FLAW_MISSING_ROW_IS_NO_ERROR},
    {"get_gives_what_was_asked", FLAW_GET_GIVES_WHAT_WAS_ASKED},
    {"numbers_survive", FLAW_NUMBERS_SURVIVE},
    {"doubles_survive", FLAW_DOUBLES_SURVIVE},
    {"text_survives", FLAW_TEXT_SURVIVES},
    {"empty_text_is_a_value", FLAW_EMPTY_TEXT_IS_A_VALUE},
    {"none_stays_none", FLAW_NONE_STAYS_NONE},
    {"cleared_field_is_none", FLAW_CLEARED_FIELD_IS_NONE},
    {"custom_fields_survive", FLAW_CUSTOM_FIELDS_SURVIVE},
    {"ids_are_64_bits", FLAW_IDS_ARE_64_BITS},
    {"kinds_are_apart", FLAW_KINDS_ARE_APART},
    {"scan_gives_every_row_once", FLAW_SCAN_GIVES_EVERY_ROW_ONCE},
    {"conditions_hide_no_match", FLAW_CONDITIONS_HIDE_NO_MATCH},
    {"wanted_fields_are_given", FLAW_WANTED_FIELDS_ARE_GIVEN},
    {"any_limit_gives_every_row", FLAW_ANY_LIMIT_GIVES_EVERY_ROW},
    {"scan_may_stop_early", FLAW_SCAN_MAY_STOP_EARLY},
    {"scans_may_nest", FLAW_SCANS_MAY_NEST},
    {"scan_bears_writes", FLAW_SCAN_BEARS_WRITES},
    {"ids_are_never_given_twice", FLAW_IDS_ARE_NEVER_GIVEN_TWICE},
    {"reserve_gives_as_many_as_asked", FLAW_RESERVE_GIVES_AS_MANY_AS_ASKED},
    {"other_connection_sees_writes", FLAW_OTHER_CONNECTION_SEES_WRITES},
    {"other_connection_conflicts", FLAW_OTHER_CONNECTION_CONFLICTS},
    {"hold_sees_one_state", FLAW_HOLD_SEES_ONE_STATE},
    {"release_ends_the_hold", FLAW_RELEASE_ENDS_THE_HOLD},
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
