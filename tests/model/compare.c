/* compare.c - is what the library shows what the model holds? */
#include <stdio.h>
#include <string.h>

#include "play.h"

int
read_rows(struct play *play, int side, const crm_query *query, struct row *out)
{
    crm_scan *scan = crm_scan_new(play->crm[side], query);
    const crm_table *table;
    crm_status status = scan ? CRM_OK : crm_error_status(play->crm[side]);
    int count = 0;

    while (status == CRM_OK && (status = crm_scan_next(scan, &table)) == CRM_OK)
        for (size_t at = 0; at < crm_table_rows(table) && count < ROWS; at++)
            take_row(table, at, &out[count++]);
    crm_scan_free(scan);
    if (status == CRM_NONE)
        return count;
    differs(play, "a scan answers %s: %s", crm_status_name(status), crm_message(play->crm[side]));
    return -1;
}

static int
read_kind(struct play *play, int side, crm_kind kind, struct row *out)
{
    crm_query *query = crm_query_new(play->crm[side], kind);
    int count = read_rows(play, side, query, out);

    crm_query_free(query);
    return count;
}

static bool
same_row(struct play *play, const struct row *wanted, const struct row *got)
{
    for (int i = 0; i < CELLS; i++)
        if (wanted->cell[i] != got->cell[i])
            return differs(play, "%s %lld: %s is %lld, not %lld",
                           crm_schema_kind_name(NULL, wanted->kind),
                           (long long)CELL(wanted, CRM_FIELD_ID),
                           crm_schema_name(NULL, wanted->kind, FIELD_AT(i)),
                           (long long)got->cell[i], (long long)wanted->cell[i]);
    return true;
}

static bool
same_kind(struct play *play, int side, crm_kind kind)
{
    static struct row got[ROWS];
    int count = read_kind(play, side, kind, got), wanted = 0;
    static const struct row *all[ROWS];

    if (count < 0)
        return false;
    wanted = see_all(&play->model, side, kind, all);
    if (count != wanted)
        return differs(play, "there are %d rows of %s, not %d", count,
                       crm_schema_kind_name(NULL, kind), wanted);
    for (int i = 0; i < count; i++) {
        const struct row *row = see(&play->model, side, kind, CELL(&got[i], CRM_FIELD_ID));

        if (!row)
            return differs(play, "%s %lld should not be there", crm_schema_kind_name(NULL, kind),
                           (long long)CELL(&got[i], CRM_FIELD_ID));
        if (!same_row(play, row, &got[i]))
            return false;
    }
    return true;
}

bool
same_content(struct play *play)
{
    for (int side = 0; side < SIDES; side++)
        for (crm_kind kind = 1; kind <= (crm_kind)crm_schema_kinds(NULL); kind++)
            if ((!play->kinds || play->kinds >> kind & 1) && !same_kind(play, side, kind))
                return false;
    return true;
}

static bool
same_handle(struct play *play, int slot)
{
    const struct handle *handle = &play->model.handles[slot];
    crm_record *record = play->handles[slot];

    if (handle->used != (record != NULL))
        return differs(play, "handle %d should%s be there", slot, handle->used ? "" : " not");
    for (int i = 0; handle->used && i < CELLS; i++) {
        crm_field field = FIELD_AT(i);
        int32_t type = crm_schema_type(NULL, handle->kind, field);
        int64_t got = NONE;
        size_t length = 0;
        const char *text;

        if (type == CRM_TYPE_TEXT) {
            text = crm_record_text(record, field, &length);
            got = text ? word_of(text, length) : NONE;
        } else if (type) {
            crm_record_int(record, field, &got);
        }
        if (got != handle->cell[i])
            return differs(play, "handle %d, %s %lld: %s is %lld, not %lld", slot,
                           crm_schema_kind_name(NULL, handle->kind),
                           (long long)CELL(handle, CRM_FIELD_ID),
                           crm_schema_name(NULL, handle->kind, field), (long long)got,
                           (long long)handle->cell[i]);
    }
    return true;
}

bool
same_handles(struct play *play)
{
    for (int slot = 0; slot < HANDLES; slot++)
        if (!same_handle(play, slot))
            return false;
    return true;
}

/* ---- Ids that the library did not tell ---- */

static bool
is_twin(const struct row *model, const struct row *found)
{
    return memcmp(&model->cell[1], &found->cell[1], sizeof model->cell - sizeof *model->cell) == 0;
}

static bool
is_known(const struct play *play, int side, const struct row *row)
{
    return see(&play->model, side, row->kind, CELL(row, CRM_FIELD_ID)) != NULL;
}

static bool
learn_id(struct play *play, int side, const struct row *row)
{
    static struct row found[ROWS];
    crm_kind kind = row->kind;
    crm_field by = kind == CRM_KIND_LINK ? CRM_LINK_CHILD : CRM_TRANSITION_OPPORTUNITY;
    crm_query *query = crm_query_new(play->crm[side], kind);
    int count, match = -1;

    if (kind == CRM_KIND_LINK || kind == CRM_KIND_TRANSITION)
        crm_query_where_int(query, by, CELL(row, by), CELL(row, by));
    count = read_rows(play, side, query, found);
    crm_query_free(query);
    if (count < 0)
        return false;
    for (int i = 0; i < count; i++)
        if (is_twin(row, &found[i]) && !is_known(play, side, &found[i]))
            match = i;
    if (match >= 0) {
        replace_id(&play->model, CELL(row, CRM_FIELD_ID), CELL(&found[match], CRM_FIELD_ID));
        return true;
    }
    for (int i = 0; i < count; i++) {
        struct row wanted = *row;

        CELL(&wanted, CRM_FIELD_ID) = CELL(&found[i], CRM_FIELD_ID);
        if (!is_known(play, side, &found[i]))
            return same_row(play, &wanted, &found[i]);
    }
    return differs(play, "there is no new row of %s", crm_schema_kind_name(NULL, kind));
}

static bool
is_stand_in(const struct row *row)
{
    return CELL(row, CRM_FIELD_ID) <= STAND_IN;
}

bool
learn_ids(struct play *play, int side)
{
    const struct unit *unit = &play->model.units[side];

    for (int i = 0; i < play->model.count; i++)
        if (is_stand_in(&play->model.rows[i]) && !learn_id(play, side, &play->model.rows[i]))
            return false;
    for (int i = 0; i < unit->count; i++)
        if (!unit->writes[i].removed && is_stand_in(&unit->writes[i].row) &&
            !learn_id(play, side, &unit->writes[i].row))
            return false;
    return true;
}
