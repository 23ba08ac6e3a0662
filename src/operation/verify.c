/*
 * verify.c - reading a whole store, and the table of what is wrong in it. What is looked at in which
 * kind, and the fields that it takes, stands in one list; ids and references are looked at in every
 * kind.
 */
#include "crm/verify.h"

#include <string.h>

#include "base/order.h"
#include "operation/verify.h"

typedef crm_status take_row(struct crm__verifier *verifier, const crm_table *table, size_t row);

/* What a kind is looked at for besides ids and references; fields end with -1. */
struct reading {
    crm_kind kind;
    take_row *take;
    const crm_field *fields;
};

static const crm_field of_links[] = {CRM_FIELD_ARCHIVED,
                                     CRM_LINK_CHILD,
                                     CRM_LINK_PARENT,
                                     CRM_LINK_TYPE,
                                     CRM_LINK_VALID_FROM,
                                     CRM_LINK_VALID_TO,
                                     -1};
static const crm_field of_transitions[] = {CRM_TRANSITION_OPPORTUNITY,
                                           CRM_TRANSITION_SEQ,
                                           CRM_TRANSITION_TYPE,
                                           CRM_TRANSITION_AT,
                                           CRM_TRANSITION_BITS,
                                           CRM_TRANSITION_CORRECTS,
                                           CRM_TRANSITION_STAGE,
                                           CRM_TRANSITION_PIPELINE,
                                           CRM_TRANSITION_OUTCOME,
                                           CRM_TRANSITION_POSITION,
                                           CRM_TRANSITION_AMOUNT,
                                           CRM_TRANSITION_CURRENCY,
                                           CRM_TRANSITION_CLOSE_DAY,
                                           CRM_TRANSITION_PROBABILITY_BP,
                                           CRM_TRANSITION_PROBABILITY_ORIGIN,
                                           CRM_TRANSITION_OWNER,
                                           CRM_TRANSITION_ACCOUNT,
                                           CRM_TRANSITION_PRODUCT,
                                           CRM_TRANSITION_CATEGORY,
                                           -1};
static const crm_field days[] = {CRM_PURCHASE_DAY, -1};
static const crm_field of_accounts[] = {CRM_ACCOUNT_PARENT, -1};
static const crm_field of_opportunities[] = {CRM_OPPORTUNITY_PIPELINE,
                                             CRM_OPPORTUNITY_STAGE,
                                             CRM_OPPORTUNITY_STAGE_SINCE,
                                             CRM_OPPORTUNITY_CLOSED_DAY,
                                             CRM_OPPORTUNITY_AMOUNT,
                                             CRM_OPPORTUNITY_CURRENCY,
                                             CRM_OPPORTUNITY_CLOSE_DAY,
                                             CRM_OPPORTUNITY_PROBABILITY_BP,
                                             CRM_OPPORTUNITY_PROBABILITY_ORIGIN,
                                             CRM_OPPORTUNITY_OWNER,
                                             CRM_OPPORTUNITY_ACCOUNT,
                                             CRM_OPPORTUNITY_PRODUCT,
                                             CRM_OPPORTUNITY_CATEGORY,
                                             -1};
static const crm_field of_purchases[] = {CRM_PURCHASE_TYPE, CRM_PURCHASE_REFERS_TO,
                                         CRM_PURCHASE_COUNTED_DAY, -1};

static const struct reading first_readings[] = {
    {CRM_KIND_LINK, crm__verify_link, of_links},
    {CRM_KIND_TRANSITION, crm__verify_transition, of_transitions},
    {CRM_KIND_PURCHASE, NULL, days}};
static const struct reading second_readings[] = {
    {CRM_KIND_ACCOUNT, crm__verify_account, of_accounts},
    {CRM_KIND_OPPORTUNITY, crm__verify_opportunity, of_opportunities},
    {CRM_KIND_PURCHASE, crm__verify_purchase, of_purchases}};

static const struct crm__column_spec columns[] = {{"kind", CRM_TYPE_I64, 0, ""},
                                                  {"id", CRM_TYPE_REF, 0, ""},
                                                  {"field", CRM_TYPE_TEXT, 0, ""},
                                                  {"problem", CRM_TYPE_TEXT, 0, ""},
                                                  {"other", CRM_TYPE_REF, 0, ""}};

crm_status
crm__verify_tell(struct crm__verifier *verifier, crm_kind kind, crm_id id, crm_field field,
                 const char *problem, crm_id other)
{
    const struct crm__memory *memory = &verifier->crm->memory;

    if (crm__grow(memory, (void **)&verifier->problems, &verifier->problem_capacity,
                  verifier->problem_count + 1, sizeof *verifier->problems) != CRM_OK)
        return crm__no_memory(verifier->crm);
    verifier->problems[verifier->problem_count++] =
        (struct crm__problem){kind, field, id, other, problem};
    return CRM_OK;
}

/* ---- Reading ---- */

static crm_status
want_references(crm_query *query)
{
    size_t count = crm__schema_count(query->crm, query->kind);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        struct crm__field scratch;

        if (crm__schema_field(query->crm, query->kind, (int32_t)i, &scratch)->type == CRM_TYPE_REF)
            status =
                crm__query_want(query, crm__schema_number(query->crm, query->kind, (int32_t)i));
    }
    return status;
}

static crm_query *
query_of(crm_context *crm, crm_kind kind, bool references, const struct reading *reading)
{
    crm_query *query = crm__query_new(crm, kind);
    crm_status status = query ? CRM_OK : CRM_ERROR_MEMORY;

    if (status == CRM_OK)
        status =
            references ? want_references(query) : crm__query_want(query, CRM_FIELD_EXTERNAL_ID);
    for (size_t i = 0; reading && reading->fields[i] >= 0 && status == CRM_OK; i++)
        status = crm__query_want(query, reading->fields[i]);
    if (status == CRM_OK)
        return query;
    if (query)
        crm__query_free(query);
    crm__no_memory(crm);
    return NULL;
}

static crm_status
take_table(struct crm__verifier *verifier, const crm_table *table, take_row *every,
           const struct reading *reading)
{
    size_t rows = crm_table_rows(table);
    crm_status status = CRM_OK;

    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        status = every(verifier, table, row);
        if (status == CRM_OK && reading && reading->take)
            status = reading->take(verifier, table, row);
    }
    if (status != CRM_OK)
        return status;
    verifier->rows += (int64_t)rows;
    return crm__progress(verifier->crm, verifier->rows, 0);
}

/* A store that cannot give a kind: say which one, and keep the host's own words. */
static crm_status
name_kind(crm_context *crm, crm_kind kind)
{
    struct crm__error before = crm->error;

    crm__fail(crm, CRM_ERROR_UNSUPPORTED, kind, 0, -1, "verify reads %s: %.200s",
              crm_schema_kind_name(crm, kind), before.message);
    crm->error.host_code = before.host_code;
    memcpy(crm->error.host_message, before.host_message, sizeof before.host_message);
    return CRM_ERROR_UNSUPPORTED;
}

static crm_status
read_kind(struct crm__verifier *verifier, crm_kind kind, take_row *every, bool references,
          const struct reading *reading)
{
    crm_context *crm = verifier->crm;
    crm_query *query = query_of(crm, kind, references, reading);
    const crm_table *table;
    crm_scan *scan = NULL;
    crm_status status = query ? crm__scan_open(crm, query, &scan) : CRM_ERROR_MEMORY;

    while (status == CRM_OK && (status = crm__scan_next(scan, &table)) == CRM_OK)
        status = take_table(verifier, table, every, reading);
    if (scan)
        crm__scan_close(scan);
    if (query)
        crm__query_free(query);
    if (status == CRM_ERROR_UNSUPPORTED)
        return name_kind(crm, kind);
    return status == CRM_NONE ? CRM_OK : status;
}

static crm_status
read_all(struct crm__verifier *verifier, bool references)
{
    const struct reading *list = references ? second_readings : first_readings;
    size_t count = references ? sizeof second_readings / sizeof *second_readings
                              : sizeof first_readings / sizeof *first_readings;
    crm_status status = CRM_OK;

    for (crm_kind kind = 1; kind <= CRM__KINDS && status == CRM_OK; kind++) {
        const struct reading *reading = NULL;

        for (size_t i = 0; i < count; i++)
            if (list[i].kind == kind)
                reading = &list[i];
        status = read_kind(verifier, kind, references ? crm__verify_references : crm__verify_id,
                           references, reading);
        crm__cells_done(&verifier->texts);
        verifier->byte_count = 0;
    }
    return status;
}

static crm_status
read_store(struct crm__verifier *verifier)
{
    bool held;
    crm_status status = crm__hold(verifier->crm, &held);

    if (status != CRM_OK)
        return status;
    status = read_all(verifier, false);
    if (status == CRM_OK)
        status = crm__verify_links(verifier);
    if (status == CRM_OK)
        status = crm__verify_rings(verifier);
    if (status == CRM_OK)
        status = crm__verify_logs(verifier);
    if (status == CRM_OK)
        status = read_all(verifier, true);
    if (held)
        crm__release(verifier->crm);
    return status;
}

/* ---- The result ---- */

static int
by_place(const void *a, const void *b, void *context)
{
    const struct crm__problem *left = a, *right = b;
    int order;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    order = strcmp(crm_schema_name(context, left->kind, left->field),
                   crm_schema_name(context, right->kind, right->field));
    if (order == 0)
        order = strcmp(left->problem, right->problem);
    if (order == 0 && left->other != right->other)
        order = left->other < right->other ? -1 : 1;
    return order;
}

static bool
is_repeated(const struct crm__problem *problem)
{
    const struct crm__problem *before = problem - 1;

    return before->kind == problem->kind && before->id == problem->id &&
           before->field == problem->field && strcmp(before->problem, problem->problem) == 0;
}

static crm_status
write_problem(crm_table *table, const struct crm__problem *problem)
{
    const char *name = crm_schema_name(table->crm, problem->kind, problem->field);
    size_t row = table->rows;
    crm_status status = crm__table_add(table, 1);

    if (status == CRM_OK)
        status = crm__put_int(table, row, 0, problem->kind);
    if (status == CRM_OK)
        status = crm__put_int(table, row, 1, problem->id);
    if (status == CRM_OK)
        status = crm__put_text(table, row, 2, name, strlen(name));
    if (status == CRM_OK)
        status = crm__put_text(table, row, 3, problem->problem, strlen(problem->problem));
    if (status == CRM_OK && problem->other)
        status = crm__put_int(table, row, 4, problem->other);
    return status;
}

static crm_status
write_result(struct crm__verifier *verifier, crm_table **out_problems)
{
    crm_context *crm = verifier->crm;
    crm_table *table = crm__result_new(crm, columns, sizeof columns / sizeof *columns);
    crm_status status = table ? CRM_OK : CRM_ERROR_MEMORY;

    crm__sort(verifier->problems, verifier->problem_count, sizeof *verifier->problems, by_place,
              crm);
    for (size_t i = 0; i < verifier->problem_count && status == CRM_OK; i++)
        if (i == 0 || !is_repeated(&verifier->problems[i]))
            status = write_problem(table, &verifier->problems[i]);
    if (status == CRM_OK)
        status = crm__table_seal(table);
    if (status != CRM_OK) {
        crm__table_free(table);
        return crm__no_memory(crm);
    }
    table->owned = true;
    crm__child_added(crm);
    *out_problems = table;
    return CRM_OK;
}

/* ---- Frame ---- */

static void
begin(struct crm__verifier *verifier, crm_context *crm)
{
    memset(verifier, 0, sizeof *verifier);
    verifier->crm = crm;
    verifier->log.crm = crm;
    for (crm_kind kind = 1; kind <= CRM__KINDS; kind++)
        crm__cells_init(&verifier->ids[kind], &crm->memory, 1, kind == CRM_KIND_PURCHASE);
    crm__cells_init(&verifier->texts, &crm->memory, 2, 3);
    crm__cells_init(&verifier->owned, &crm->memory, 1, 1);
    crm__cells_init(&verifier->deals, &crm->memory, 1, 2);
}

static void
end(struct crm__verifier *verifier)
{
    const struct crm__memory *memory = &verifier->crm->memory;

    for (crm_kind kind = 1; kind <= CRM__KINDS; kind++)
        crm__cells_done(&verifier->ids[kind]);
    crm__cells_done(&verifier->texts);
    crm__cells_done(&verifier->owned);
    crm__cells_done(&verifier->deals);
    crm__free(memory, verifier->bytes, verifier->byte_capacity);
    crm__free_array(memory, verifier->owners, verifier->owner_capacity, sizeof *verifier->owners);
    crm__free_array(memory, verifier->rows_kept, verifier->row_capacity,
                    sizeof *verifier->rows_kept);
    crm__free_array(memory, verifier->places, verifier->place_capacity, sizeof *verifier->places);
    crm__free_array(memory, verifier->problems, verifier->problem_capacity,
                    sizeof *verifier->problems);
    crm__free_array(memory, verifier->log.rows, verifier->log.capacity, sizeof *verifier->log.rows);
}

static crm_status
verify(crm_context *crm, crm_table **out_problems)
{
    struct crm__verifier verifier;
    crm_instant now;
    crm_status status;

    begin(&verifier, crm);
    status = crm__now(crm, &now);
    if (status == CRM_OK) {
        verifier.today = crm__day_of_instant(crm, now);
        status = read_store(&verifier);
    }
    if (status == CRM_OK)
        status = write_result(&verifier, out_problems);
    end(&verifier);
    return status;
}

crm_status
crm_verify(crm_context *crm, crm_table **out_problems)
{
    crm_status status;

    if (out_problems)
        *out_problems = NULL;
    status = crm__enter(crm);
    if (status != CRM_OK)
        return status;
    if (out_problems)
        status = verify(crm, out_problems);
    else
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "nowhere to put the problems");
    crm__leave(crm);
    return status;
}
