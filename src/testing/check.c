/*
 * check.c - the conformance kit: the list of laws, the ports between contexts and store, and the
 * run. Every law gets contexts of its own; what it leaves in the store does not disturb the others.
 */
#include "testing/check.h"

static const struct crm__law *const themes[] = {
    crm__laws_writing,     crm__laws_units,   crm__laws_external_ids, crm__laws_values,
    crm__laws_fields,      crm__laws_reading, crm__laws_queries,      crm__laws_cursors,
    crm__laws_connections, crm__laws_holds,   crm__laws_kinds,
};

static const struct crm__law *
law_at(size_t index)
{
    for (size_t theme = 0; theme < sizeof themes / sizeof *themes; theme++) {
        for (const struct crm__law *law = themes[theme]; law->name; law++) {
            if (index-- == 0)
                return law;
        }
    }
    return NULL;
}

size_t
crm_testing_laws(void)
{
    size_t count = 0;

    while (law_at(count))
        count++;
    return count;
}

const char *
crm_testing_law_name(size_t index)
{
    const struct crm__law *law = law_at(index);

    return law ? law->name : NULL;
}

const char *
crm_testing_law_sentence(size_t index)
{
    const struct crm__law *law = law_at(index);

    return law ? law->sentence : NULL;
}

/* ---- ports ---- */

static void
port_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct crm__port *port = self;

    if (port->on_get)
        port->on_get(port, kind, ids, count, reply);
    else
        port->inner->get(port->inner->self, kind, ids, count, reply);
}

static void
port_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct crm__port *port = self;

    port->inner->scan(port->inner->self, query, reply);
}

/* There is always one, so that a cursor of a store that has none is a broken law, and no lack. */
static void
port_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    struct crm__port *port = self;

    if (!port->inner->next || !port->inner->finish) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "scan gave a cursor, but there is no next");
        return;
    }
    if (port->empty > EMPTY_ANSWERS) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "next goes on and on without a row");
        return;
    }
    port->inner->next(port->inner->self, cursor, port->limit ? port->limit : limit, reply);
    port->empty = crm_table_rows(crm_reply_table(reply)) ? 0 : port->empty + 1;
}

static void
port_finish(void *self, uint64_t cursor)
{
    struct crm__port *port = self;

    port->empty = 0;
    if (port->inner->finish)
        port->inner->finish(port->inner->self, cursor);
}

static void
port_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct crm__port *port = self;
    void (*before)(struct crm__port *, const crm_changes *) = port->before_apply;

    port->before_apply = NULL;
    if (before)
        before(port, changes);
    port->inner->apply(port->inner->self, changes, reply);
}

static void
port_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct crm__port *port = self;

    port->inner->reserve(port->inner->self, kind, count, reply);
}

/* hold and release stay out: laws on them call the store themselves. The host's close is never
   called. */
static crm_store
store_of_port(struct crm__port *port)
{
    crm_store store = CRM_STORE_INIT;

    store.flags = port->inner->flags;
    store.self = port;
    store.get = port->inner->get ? port_get : NULL;
    store.scan = port->inner->scan ? port_scan : NULL;
    store.next = port->inner->scan ? port_next : NULL;
    store.finish = port->inner->scan ? port_finish : NULL;
    store.apply = port->inner->apply ? port_apply : NULL;
    store.reserve = port->inner->reserve ? port_reserve : NULL;
    return store;
}

/* ---- the run ---- */

/* Fields of the host's own; in what order, decides on their numbers. */
static crm_status
define_fields(crm_context *crm, bool reversed, crm_field *out_numbers)
{
    static const struct {
        const char *name;
        int32_t type;
        crm_kind target;
    } fields[] = {
        {"law_text", CRM_TYPE_TEXT, 0},
        {"law_number", CRM_TYPE_I64, 0},
        {"law_double", CRM_TYPE_DOUBLE, 0},
        {"law_reference", CRM_TYPE_REF, CRM_KIND_PRODUCT},
    };
    const size_t count = sizeof fields / sizeof *fields;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        size_t field = reversed ? count - 1 - i : i;

        status = crm_schema_define(crm, CRM_KIND_ACCOUNT, fields[field].name, fields[field].type, 0,
                                   fields[field].target, CRM_PRIVACY_NONE, &out_numbers[field]);
    }
    return status;
}

static crm_status
open_context(struct crm__check *check, struct crm__port *port, bool reversed, crm_context **out)
{
    crm_field ignored[sizeof check->custom / sizeof *check->custom];
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = store_of_port(port);
    crm_status status;

    options.store = &store;
    options.clock = crm_testing_clock_read;
    options.clock_self = &check->clock;
    status = crm_open(&options, out);
    return status == CRM_OK ? define_fields(*out, reversed, reversed ? ignored : check->custom)
                            : status;
}

crm_context *
crm__open_reversed(struct crm__check *check)
{
    crm_context *crm = NULL;

    if (open_context(check, &check->port, true, &crm) == CRM_OK)
        return crm;
    crm__broken(check, "a context could not be opened: %s", crm_message(crm));
    crm_close(crm);
    return NULL;
}

static crm_status
open_over(struct crm__check *check, struct crm__port *port, const crm_store *inner,
          crm_context **out)
{
    memset(port, 0, sizeof *port);
    port->check = check;
    port->inner = inner;
    return open_context(check, port, false, out);
}

static uint32_t
abilities(const struct crm__check *check)
{
    const crm_store *store = &check->store;
    uint32_t bits = 0;

    bits |= store->get ? NEEDS_GET : 0;
    bits |= store->scan ? NEEDS_SCAN : 0;
    bits |= store->apply ? NEEDS_APPLY : 0;
    bits |= store->reserve ? NEEDS_RESERVE : 0;
    bits |= store->hold && store->release ? NEEDS_HOLD : 0;
    bits |= check->two ? NEEDS_OTHER : 0;
    bits |= store->flags & CRM_STORE_ONE_CURSOR ? 0 : NEEDS_NESTING;
    return bits;
}

static const char *
what_lacks(uint32_t missing)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } reasons[] = {
        {NEEDS_GET, "the store has no get"},
        {NEEDS_SCAN, "the store has no scan"},
        {NEEDS_APPLY, "the store has no apply"},
        {NEEDS_RESERVE, "the store has no reserve"},
        {NEEDS_HOLD, "the store has no hold and release"},
        {NEEDS_OTHER, "no second connection was given"},
        {NEEDS_NESTING, "the store allows one cursor at a time"},
    };

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (missing & reasons[i].bit)
            return reasons[i].text;
    }
    return "";
}

/* A store may lack a kind, or refuse a field of the host's own: it says so, and is not blamed. */
static bool
lacks_something(const struct crm__check *check)
{
    return !check->certain && (crm_error_status(check->crm) == CRM_ERROR_UNSUPPORTED ||
                               crm_error_status(check->peer) == CRM_ERROR_UNSUPPORTED);
}

static crm_status
try_law(struct crm__check *check, const struct crm__law *law, crm_status *out_outcome)
{
    const crm_store *second = law->needs & NEEDS_OTHER ? &check->other : &check->store;
    crm_status status;

    check->text[0] = '\0';
    check->certain = false;
    *out_outcome = CRM_OK;
    status = open_over(check, &check->port, &check->store, &check->crm);
    if (status == CRM_OK)
        status = open_over(check, &check->peer_port, second, &check->peer);
    if (status == CRM_OK && !law->kept(check))
        *out_outcome = lacks_something(check) ? CRM_NONE : CRM_ERROR_STORE;
    crm_close(check->peer);
    crm_close(check->crm);
    check->crm = check->peer = NULL;
    return status;
}

crm_status
crm_store_check(const crm_store *store, const crm_store *other, crm_testing_report *report,
                void *report_self)
{
    const crm_testing_clock clock = CRM_TESTING_CLOCK_INIT;
    struct crm__check check;
    crm_status status, outcome, result = CRM_OK;
    const struct crm__law *law;

    memset(&check, 0, sizeof check);
    check.clock = clock;
    check.next_id = INT64_C(1) << 32;
    check.two = other != NULL;
    status = crm__testing_take_store(store, &check.store);
    if (status == CRM_OK && other)
        status = crm__testing_take_store(other, &check.other);
    for (size_t i = 0; status == CRM_OK && (law = law_at(i)) != NULL; i++) {
        uint32_t missing = law->needs & ~abilities(&check);

        if (missing) {
            if (report)
                report(report_self, law->name, CRM_NONE, what_lacks(missing));
            continue;
        }
        status = try_law(&check, law, &outcome);
        if (status == CRM_OK && report)
            report(report_self, law->name, outcome, check.text);
        if (outcome == CRM_ERROR_STORE)
            result = outcome;
    }
    return status != CRM_OK ? status : result;
}
