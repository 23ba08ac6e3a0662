/*
 * engine.h - what all analyses share: feeding, keeping, folding, coverage, results.
 *
 * HOW TO WRITE AN ANALYSIS (value/rfm.c and accounts/families.c are the examples)
 *
 * 1. Describe it by one static struct crm__class: its params (member table), its inputs, its
 * states, its result tables, and its functions. Add the class to the list in descriptor.c. The
 * public crm_<name>_new is one line: crm__analysis_new(crm, &crm__<name>_class, params); the public
 *    _params_init is crm__params_init.
 * 2. Inputs. Rows of kinds without a `fold` function are *kept*: the engine holds one row an id
 * with the fields wanted, and crm__kept_... read them at finish (setup kinds already in `setup` and
 * in folds, because they are complete before the first fact). Purchases are *folded*: give
 *    crm__sales_fold as the fold function and a struct crm__sales_rule (sales.h); the engine then
 *    calls rule->line once for each sale that passes all checks, with the amount in the result's
 *    currency. Under sales = WON the same `line` is called for each won deal, during finish and
 *    before the analysis's own finish. `line` puts the sale into states and does nothing else.
 * 3. States are hash tables from 1 to 3 int64 keys to int64 slots, described with how two of a key
 *    are merged. crm__cell gives the slots of a key (MIN and MAX slots start at the other end). Key
 *    by what facts say: the raw account id and contact id. What keyed rows say (merged, erased,
 *    refused profiling) is known at finish alone.
 * 4. Finish. All kept tables are complete and indexed; deals are replayed if transitions are read
 *    (analysis->deals, deals.h); analysis->currency is decided. Walk a state in key order with
 *    crm__cells_sorted, turn each account into who it is now with crm__judge_account (0 and a
 * reason: leave the cell out), add up in int64 or struct crm__wide, narrow with crm__total
 * (overflow is judged there), and write result rows with struct crm__writer. Families: links.h.
 * Money in another currency (kept rows): crm__convert. For kept rows that were not used call
 *    crm__leave_out; for facts that were used crm__note. Everything else about coverage, `about`,
 *    partials, order of feeding, limits, poisoning, progress is done by the engine.
 *
 * Functions of a class return a status and report failures through crm__fail or crm__no_memory; any
 * failure poisons the analysis. A result row order must be total. No double before finish, and sums
 * of doubles in a fixed order.
 */
#ifndef CRM_ANALYSIS_ENGINE_H
#define CRM_ANALYSIS_ENGINE_H

#include "analysis/engine/deals.h"
#include "analysis/engine/links.h"
#include "analysis/engine/rates.h"
#include "base/cells.h"
#include "base/wide.h"
#include "crm/analysis.h"
#include "record/table.h"

/* ---- Reasons of coverage: the lowest that applies counts ---- */

enum {
    CRM__USED = 0,
    CRM__ERASED = 1,
    CRM__ARCHIVED,
    CRM__AFTER_AS_OF,
    CRM__AFTER_KNOWN_AT,
    CRM__BEFORE_SINCE,
    CRM__NOT_COUNTED_TYPE,
    CRM__UNKNOWN_REFERENCE,
    CRM__NO_ACCOUNT,
    CRM__NO_CONTACT,
    CRM__NO_PRODUCT,
    CRM__PROFILING_REFUSED,
    CRM__NOT_IN_GRID,
    CRM__NO_RATE,
    CRM__NO_AMOUNT,
    CRM__REASONS,
    /* Notes count rows among the used. */
    CRM__NOTE_RECORDED_AFTER_AS_OF = 32,
    CRM__NOTE_START_UNKNOWN,
    CRM__NOTE_STAGE_DISAGREES,
    CRM__NOTE_WON_WITHOUT_PURCHASE,
    CRM__NOTE_CYCLE_CUT,
    CRM__NOTE_NO_LIST,
    CRM__NOTE_NO_VALUE,
    CRM__NOTE_NO_COST,
    CRM__NOTES_END
};

/* The lower of two reasons; CRM__USED is none. */
int32_t crm__reason_first(int32_t a, int32_t b);

/* ---- The description of an analysis ---- */

/* The members that every params struct begins with. */
struct crm__params {
    uint32_t size;
    uint32_t flags;
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales;
    int32_t unit;
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
};

/* A member of a params struct. type: CRM_TYPE_I64, _INSTANT (64 bits), _CODE, _DAY, _CURRENCY, _BP
   (32 bits). CRM__COMMON_MEMBERS spells the first eleven. */
struct crm__member {
    const char *name;
    int32_t type;
    size_t offset;
    int64_t standard; /* the default */
};

#define CRM__COMMON_MEMBERS(params, sales_standard, unit_standard)                                 \
    {"size", CRM_TYPE_CODE, offsetof(params, size), (int64_t)sizeof(params)},                      \
        {"flags", CRM_TYPE_CODE, offsetof(params, flags), 0},                                      \
        {"as_of", CRM_TYPE_DAY, offsetof(params, as_of), CRM_DAY_NONE},                            \
        {"since", CRM_TYPE_DAY, offsetof(params, since), CRM_DAY_NONE},                            \
        {"known_at", CRM_TYPE_INSTANT, offsetof(params, known_at), CRM_INSTANT_NONE},              \
        {"currency", CRM_TYPE_CURRENCY, offsetof(params, currency), 0},                            \
        {"sales", CRM_TYPE_CODE, offsetof(params, sales), sales_standard},                         \
        {"unit", CRM_TYPE_CODE, offsetof(params, unit), unit_standard},                            \
        {"rate_max_age_days", CRM_TYPE_CODE, offsetof(params, rate_max_age_days), 7},              \
        {"memory_limit", CRM_TYPE_I64, offsetof(params, memory_limit), 0},                         \
    {                                                                                              \
        "expected", CRM_TYPE_I64, offsetof(params, expected), 0                                    \
    }

/* When an input is read: all bits given must hold; 0 = always. */
enum {
    CRM__WHEN_PURCHASES = 1, /* params.sales */
    CRM__WHEN_WON = 2,
    CRM__WHEN_FAMILY = 4, /* params.unit */
    CRM__WHEN_CONTACT = 8
};

/* A kind that is read. id, created, archived, merged_into and erased are always wanted. */
struct crm__input {
    crm_kind kind;
    int32_t role; /* CRM_ROLE_... */
    uint32_t when;
    const crm_field *fields; /* ends with -1 */
    size_t needs;            /* the first so many of `fields` must have a value in every row */
    /* NULL = kept. Else puts rows into states at once. */
    crm_status (*fold)(crm_analysis *analysis, const crm_table *table, size_t first, size_t count);
    /* A store without this kind is no reason to fail: `about` names it as missing. */
    bool optional;
};

/* How two slots of one key become one. */
enum {
    CRM__SUM = 1,    /* counts; more than 64 bits is CRM_ERROR_OVERFLOW */
    CRM__SUM128 = 2, /* takes two slots: crm__wide_slot_add, crm__wide_from_slots */
    CRM__MIN = 3,    /* starts at INT64_MAX */
    CRM__MAX = 4,    /* starts at INT64_MIN */
    CRM__OR = 5
};

struct crm__slot {
    const char *name; /* NULL ends a list */
    int32_t merge;
};

struct crm__state {
    const char *name;
    const char *keys[3]; /* names; NULL = fewer keys */
    const struct crm__slot *slots;
};

struct crm__result {
    const char *name;
    const struct crm__column_spec *columns;
    size_t count;
};

/* A list of parameters that the caller may give as a table (settings.c). */
struct crm__setting {
    const char *name;
    const struct crm__column_spec *columns;
    size_t count;
    /* Is what was given in order? Report through crm__setting_wrong; NULL = nothing to check. The
       params are known already; other lists may still come. */
    crm_status (*check)(crm_analysis *analysis, const crm_table *table);
};

struct crm__sales_rule; /* sales.h */

struct crm__class {
    const char *name;
    size_t params_size;
    size_t first_size; /* of the params in the version that had them first: never changed again */
    const struct crm__member *members;
    size_t member_count;
    uint32_t flags; /* bits allowed in params.flags */
    uint32_t units; /* 1 << CRM_UNIT_... allowed in params.unit; 0 = not looked at */
    bool sales;     /* params.sales is looked at */
    const struct crm__input *inputs;
    size_t input_count;
    const struct crm__state *states;
    size_t state_count;
    const struct crm__result *results;
    size_t result_count;
    const struct crm__setting *settings;
    size_t setting_count;
    const struct crm__sales_rule *rule; /* NULL = reads no sales */
    const char *descriptions;           /* for `about`: "account.owner, user.grade" */
    size_t own_size;                    /* bytes of analysis->own, zeroed */

    /* Each may be NULL but finish. */
    crm_status (*open)(crm_analysis *analysis); /* params of its own in range? */
    crm_status (*setup)(
        crm_analysis *analysis); /* setup kinds are complete; before the first fact */
    /* A further reason why an account (that is known and not erased) or contact counts for nothing.
     */
    int32_t (*judge)(const crm_analysis *analysis, crm_id account, crm_id contact);
    crm_status (*finish)(crm_analysis *analysis);
    void (*close)(crm_analysis *analysis); /* frees what `own` holds; after a failure too */
};

/* ---- An analysis ---- */

struct crm__verdict {
    int16_t reason;
    int16_t seen;          /* what the engine found: CRM__USED, _ERASED, _AFTER_KNOWN_AT */
    crm_currency currency; /* 0 = no amount */
    int64_t amount;
};

/* The rows of one kept input; `index` goes from id to row. order and verdicts exist from finish. */
struct crm__kept {
    crm_table *table;
    struct crm__cells index;
    size_t *order; /* rows by ascending id */
    struct crm__verdict *verdicts;
    size_t made;    /* rows when the two were made */
    uint64_t facts; /* setup kinds: rows that there were when facts were folded ... */
    bool pinned;    /* ... by this analysis or one that a partial comes from */
};

struct crm__about {
    char *key;
    char *value;
};

struct crm__merging; /* partial.h: which tables of a partial are still to come */
struct crm__columns; /* partial.h: names of the columns of the table that is lent */

struct crm_analysis {
    crm_context *crm;
    const struct crm__memory *memory;
    const struct crm__class *class;
    void *params;                     /* class->params_size bytes, whole */
    const struct crm__params *common; /* the same */
    void *own;                        /* class->own_size bytes */
    crm_instant end;                  /* the first instant after as_of */
    crm_currency currency;            /* of the result: chosen, or met (from finish), else 0 */
    bool chosen;                      /* by params or context */
    crm_currency met;                 /* the only currency met in what is used */
    struct crm__kept *kept;           /* by input */
    bool *fed;                        /* by input: rows came by hand */
    uint32_t missing;                 /* bits by input: kinds that the store lacks */
    struct crm__cells *states;        /* by state */
    struct crm__cells coverage;       /* cover.c */
    struct crm__rates rates;          /* from setup on */
    struct crm__epochs epochs;        /* from setup on, if links are read */
    struct crm__deals deals;          /* from finish, if transitions are read */
    bool set_up;
    bool finishing;
    bool finished;
    bool busy;         /* inside a call: callbacks of the host may run */
    bool doomed;       /* freed inside a callback: goes when the call ends */
    crm_status poison; /* CRM_OK, or what every call answers */
    uint64_t rows_fed;
    uint64_t facts;       /* rows folded, by hand, scan or partial */
    uint64_t told;        /* rows at the last progress */
    int32_t isolated;     /* run: 1 yes, 0 no; -1 not read from a store */
    crm_table **settings; /* by setting; NULL = not given */
    crm_table **results;  /* about, coverage, then those of the class */
    size_t result_count;  /* as many, once finished */
    struct crm__about *abouts;
    size_t about_count;
    size_t about_capacity;
    crm_table *partial; /* lent by crm_analysis_partial */
    struct crm__merging *merging;
    struct crm__columns *columns;
};

/* NULL on failure, told through crm__fail. Enters the context itself. */
crm_analysis *crm__analysis_new(crm_context *crm, const struct crm__class *class,
                                const void *params);
crm_status crm__params_init(const struct crm__class *class, void *params, size_t size);

/* ---- Kept rows. kind: one of the kept inputs. Row numbers are those of the kept table. ---- */

/* Is the kind read by this analysis with these params? */
bool crm__reads(const crm_analysis *analysis, crm_kind kind);

size_t crm__kept_rows(const crm_analysis *analysis, crm_kind kind);

/* Row number of the i-th row by ascending id (finish). */
size_t crm__kept_at(const crm_analysis *analysis, crm_kind kind, size_t i);

/* Row of an id, as it was fed (no redirect); false if there is none. */
bool crm__kept_find(const crm_analysis *analysis, crm_kind kind, crm_id id, size_t *out_row);

/* Cells; false or NULL = no value. crm__kept_id is 0 for none: ids, refs. */
bool crm__kept_int(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field,
                   int64_t *out_value);
crm_id crm__kept_id(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field);
const char *crm__kept_text(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field,
                           size_t *out_length);

/* The id that a record was merged into in the end (itself if in none). If rows of the kind were fed
   at all: 0 when it is not among them. A cycle in a hostile store ends at its smallest id. */
crm_id crm__resolve(const crm_analysis *analysis, crm_kind kind, crm_id id);

/* Was the row archived at as_of, as known at known_at? Erased? Recorded after known_at? */
bool crm__kept_archived(const crm_analysis *analysis, crm_kind kind, size_t row);
bool crm__kept_erased(const crm_analysis *analysis, crm_kind kind, size_t row);
bool crm__kept_hidden(const crm_analysis *analysis, crm_kind kind, size_t row);

/* What an instant `created` says: hidden by known_at; recorded after as_of. none is always known.
 */
bool crm__hidden(const crm_analysis *analysis, crm_instant created);
bool crm__recorded_late(const crm_analysis *analysis, crm_instant created);

/*
 * Who an account of a fact is now: its id after merges, CRM__USED in *out_reason; or 0 and why its
 * facts do not count: CRM__UNKNOWN_REFERENCE, CRM__ERASED, or what class->judge says. Contacts
 * likewise (0 for a contact is answered as 0 and CRM__NO_CONTACT). Finish only. An account that was
 * recorded after known_at is unknown, unless a known one was merged into it.
 */
crm_id crm__judge_account(const crm_analysis *analysis, crm_id account, int32_t *out_reason);
crm_id crm__judge_contact(const crm_analysis *analysis, crm_id contact, int32_t *out_reason);

/* ---- Settings: lists of parameters. Complete from the first row on, at the latest at finish. ---- */

/* The list that was given, columns by the index of the setting's; NULL = none was. */
const crm_table *crm__setting(const crm_analysis *analysis, size_t index);

/* CRM_ERROR_DATA with the row and the column of a wrong cell. */
crm_status crm__setting_wrong(crm_analysis *analysis, const crm_table *table, size_t row,
                              int32_t column, const char *what);

/* ---- States ---- */

/* The slots of a key; NULL when memory lacks (told already). Do not keep the pointer. */
int64_t *crm__cell(crm_analysis *analysis, size_t state, int64_t a, int64_t b, int64_t c);

/* A 128-bit total as int64; CRM_ERROR_OVERFLOW is told with `what` ("families.total of account 7"
   would be what = "families.total", id = 7). */
crm_status crm__total(crm_analysis *analysis, struct crm__wide total, const char *what, crm_id id,
                      int64_t *out);

/* ---- Coverage (cover.c) ---- */

/* Count a folded row: in the fold, with its raw account and contact (0 = none). A note counts on
   top of CRM__USED. has_amount false: amount is none. */
crm_status crm__cover(crm_analysis *analysis, crm_kind kind, int32_t reason, crm_id account,
                      crm_id contact, bool has_amount, int64_t amount, crm_currency currency);

/* A note at finish, about facts of any kind; currency 0 = no amount. */
crm_status crm__note(crm_analysis *analysis, crm_kind kind, int32_t note, int64_t rows,
                     int64_t amount, crm_currency currency);

/* A kept row was not used, and why (the lowest reason given counts); finish. The engine does
   CRM__ERASED and CRM__AFTER_KNOWN_AT for all kinds, and transitions whole, by itself. */
void crm__leave_out(crm_analysis *analysis, crm_kind kind, size_t row, int32_t reason);

/* The amount of a kept row for coverage, in its own currency. */
void crm__cover_amount(crm_analysis *analysis, crm_kind kind, size_t row, int64_t amount,
                       crm_currency currency);

/* ---- Money ---- */

/*
 * An amount in the result's currency: the latest SPOT rate with a day <= day and not older than
 * rate_max_age_days, half to even. *out_reason: CRM__USED or CRM__NO_RATE. While no currency is
 * decided (none chosen, before finish) the amount stays as it is. CRM_OK or CRM_ERROR_OVERFLOW
 * (told).
 */
crm_status crm__convert(crm_analysis *analysis, int64_t amount, crm_currency currency, crm_day day,
                        int64_t *out_amount, int32_t *out_reason);

/* ---- Results ---- */

/* Writes rows of a result cell by cell, left to right; the first failure sticks in status. */
struct crm__writer {
    crm_analysis *analysis;
    crm_table *table;
    int32_t column;
    crm_status status;
};

/* result: index in class->results. crm__writer_on: any result table. */
struct crm__writer crm__writer_of(crm_analysis *analysis, size_t result);
struct crm__writer crm__writer_on(crm_analysis *analysis, crm_table *table);
void crm__write_row(struct crm__writer *writer);
void crm__write_int(struct crm__writer *writer, int64_t value);
void crm__write_none(struct crm__writer *writer);
void crm__write_int_if(struct crm__writer *writer, bool has, int64_t value);
void crm__write_id(struct crm__writer *writer, crm_id id);    /* 0 = none */
void crm__write_day(struct crm__writer *writer, int64_t day); /* CRM_DAY_NONE = none */
void crm__write_double(struct crm__writer *writer, double value);
void crm__write_ratio(struct crm__writer *writer, int64_t a, int64_t b);           /* b 0 = none */
void crm__write_text(struct crm__writer *writer, const char *text, size_t length); /* NULL = none */

/* A line of the table `about`; both are copied. */
crm_status crm__about_add(crm_analysis *analysis, const char *key, const char *value);

/* Progress between stages of finish; CRM_OK or CRM_ERROR_CANCELLED. */
crm_status crm__stage_done(crm_analysis *analysis);

/* ---- Classes ---- */

extern const struct crm__class crm__concentration_class, crm__families_class,
    crm__lifetime_value_class, crm__pipeline_class, crm__purchase_model_class, crm__rfm_class,
    crm__whitespace_class;

#endif
