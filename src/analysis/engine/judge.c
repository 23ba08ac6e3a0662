/*
 * judge.c - who a record is now, and whether what is said about it counts: merges, erasure,
 * archives, and what was recorded after known_at. All of it is read at finish, when every keyed row
 * is there.
 */
#include "analysis/engine/inside.h"

bool
crm__hidden(const crm_analysis *analysis, crm_instant created)
{
    crm_instant known_at = analysis->common->known_at;

    return known_at != CRM_INSTANT_NONE && created != CRM_INSTANT_NONE && created > known_at;
}

bool
crm__recorded_late(const crm_analysis *analysis, crm_instant created)
{
    return created != CRM_INSTANT_NONE && created >= analysis->end;
}

bool
crm__kept_hidden(const crm_analysis *analysis, crm_kind kind, size_t row)
{
    int64_t created;

    return crm__kept_int(analysis, kind, row, CRM_FIELD_CREATED, &created) &&
           crm__hidden(analysis, created);
}

bool
crm__kept_erased(const crm_analysis *analysis, crm_kind kind, size_t row)
{
    int64_t erased;

    return crm__kept_int(analysis, kind, row, CRM_FIELD_ERASED, &erased);
}

bool
crm__kept_archived(const crm_analysis *analysis, crm_kind kind, size_t row)
{
    int64_t archived;

    return crm__kept_int(analysis, kind, row, CRM_FIELD_ARCHIVED, &archived) &&
           archived < analysis->end && !crm__hidden(analysis, archived);
}

/* ---- Merges ---- */

/* The record that one was merged into, 0 = none. *out_known: it was fed. */
static crm_id
next_of(const crm_analysis *analysis, crm_kind kind, crm_id id, bool *out_known)
{
    size_t row;
    crm_id next;

    *out_known = crm__kept_find(analysis, kind, id, &row);
    if (!*out_known)
        return 0;
    next = crm__kept_id(analysis, kind, row, CRM_FIELD_MERGED_INTO);
    return next == id ? 0 : next;
}

static crm_id
smallest_on_cycle(const crm_analysis *analysis, crm_kind kind, crm_id id)
{
    crm_id smallest = id;
    bool known;

    for (crm_id at = next_of(analysis, kind, id, &known); at != id;
         at = next_of(analysis, kind, at, &known)) {
        if (at < smallest)
            smallest = at;
    }
    return smallest;
}

crm_id
crm__resolve(const crm_analysis *analysis, crm_kind kind, crm_id id)
{
    size_t rows = crm__kept_rows(analysis, kind);
    bool known;

    if (rows == 0)
        return id;
    for (size_t hops = 0; hops <= rows; hops++) {
        crm_id next = next_of(analysis, kind, id, &known);

        if (!known)
            return 0;
        if (next == 0)
            return id;
        id = next;
    }
    return smallest_on_cycle(analysis, kind, id);
}

/* ---- Verdicts ---- */

static crm_status
kept_order(crm_analysis *analysis, struct crm__kept *kept)
{
    size_t rows = kept->table->rows;
    int64_t **records;

    if (rows == 0)
        return CRM_OK;
    kept->made = rows;
    kept->order = crm__alloc_array(analysis->memory, rows, sizeof *kept->order);
    kept->verdicts = crm__alloc_array(analysis->memory, rows, sizeof *kept->verdicts);
    if (!kept->order || !kept->verdicts)
        return crm__no_memory(analysis->crm);
    if (crm__cells_sorted(&kept->index, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < rows; i++)
        kept->order[i] = (size_t)records[i][1];
    crm__free_array(analysis->memory, records, rows, sizeof *records);
    return CRM_OK;
}

/* A record that a known one was merged into is known as well, whenever its row was written. */
static void
reveal_survivors(crm_analysis *analysis, crm_kind kind, struct crm__kept *kept)
{
    for (size_t row = 0; row < kept->made; row++) {
        crm_id id = crm__kept_id(analysis, kind, row, CRM_FIELD_ID), into;
        size_t survivor;

        if (crm__kept_hidden(analysis, kind, row))
            continue;
        into = crm__resolve(analysis, kind, id);
        if (into == id || into == 0 || !crm__kept_find(analysis, kind, into, &survivor))
            continue;
        if (kept->verdicts[survivor].seen == CRM__AFTER_KNOWN_AT)
            kept->verdicts[survivor].seen = CRM__USED;
    }
}

crm_status
crm__kept_finish(crm_analysis *analysis)
{
    for (size_t input = 0; input < analysis->class->input_count; input++) {
        struct crm__kept *kept = &analysis->kept[input];
        crm_kind kind = analysis->class->inputs[input].kind;

        if (!kept->table)
            continue;
        if (kept_order(analysis, kept) != CRM_OK)
            return CRM_ERROR_MEMORY;
        for (size_t row = 0; row < kept->made; row++) {
            if (crm__kept_erased(analysis, kind, row))
                kept->verdicts[row].seen = CRM__ERASED;
            else if (crm__kept_hidden(analysis, kind, row))
                kept->verdicts[row].seen = CRM__AFTER_KNOWN_AT;
        }
        reveal_survivors(analysis, kind, kept);
        for (size_t row = 0; row < kept->made; row++)
            kept->verdicts[row].reason = kept->verdicts[row].seen;
    }
    return CRM_OK;
}

int32_t
crm__reason_first(int32_t a, int32_t b)
{
    if (a == CRM__USED || b == CRM__USED)
        return a == CRM__USED ? b : a;
    return a < b ? a : b;
}

int32_t
crm__kept_seen(const crm_analysis *analysis, crm_kind kind, size_t row)
{
    return analysis->kept[crm__input_of(analysis, kind)].verdicts[row].seen;
}

void
crm__leave_out(crm_analysis *analysis, crm_kind kind, size_t row, int32_t reason)
{
    struct crm__verdict *verdict = &analysis->kept[crm__input_of(analysis, kind)].verdicts[row];

    verdict->reason = (int16_t)crm__reason_first(verdict->reason, reason);
}

void
crm__cover_amount(crm_analysis *analysis, crm_kind kind, size_t row, int64_t amount,
                  crm_currency currency)
{
    struct crm__verdict *verdict = &analysis->kept[crm__input_of(analysis, kind)].verdicts[row];

    verdict->amount = amount;
    verdict->currency = currency;
}

/* ---- Accounts and contacts of facts ---- */

static crm_id
judge(const crm_analysis *analysis, crm_kind kind, crm_id id, int32_t *out_reason)
{
    size_t input = crm__input_of(analysis, kind), row;
    int32_t seen;

    *out_reason = CRM__USED;
    if (crm__kept_rows(analysis, kind) == 0)
        return id;
    id = crm__resolve(analysis, kind, id);
    if (id == 0 || !crm__kept_find(analysis, kind, id, &row)) {
        *out_reason = CRM__UNKNOWN_REFERENCE;
        return 0;
    }
    seen = analysis->kept[input].verdicts[row].seen;
    if (seen == CRM__USED)
        return id;
    *out_reason = seen == CRM__ERASED ? CRM__ERASED : CRM__UNKNOWN_REFERENCE;
    return 0;
}

static crm_id
judge_further(const crm_analysis *analysis, crm_id account, crm_id contact, int32_t *out_reason)
{
    if (*out_reason == CRM__USED && analysis->class->judge)
        *out_reason = analysis->class->judge(analysis, account, contact);
    return *out_reason == CRM__USED ? account + contact : 0;
}

crm_id
crm__judge_account(const crm_analysis *analysis, crm_id account, int32_t *out_reason)
{
    if (account <= 0) {
        *out_reason = CRM__NO_ACCOUNT;
        return 0;
    }
    account = judge(analysis, CRM_KIND_ACCOUNT, account, out_reason);
    return judge_further(analysis, account, 0, out_reason);
}

crm_id
crm__judge_contact(const crm_analysis *analysis, crm_id contact, int32_t *out_reason)
{
    if (contact <= 0) {
        *out_reason = CRM__NO_CONTACT;
        return 0;
    }
    contact = judge(analysis, CRM_KIND_CONTACT, contact, out_reason);
    return judge_further(analysis, 0, contact, out_reason);
}
