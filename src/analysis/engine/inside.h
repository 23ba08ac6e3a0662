/*
 * inside.h - what the files of the engine share with each other; analyses need engine.h alone.
 */
#ifndef CRM_ANALYSIS_ENGINE_INSIDE_H
#define CRM_ANALYSIS_ENGINE_INSIDE_H

#include "analysis/engine/sales.h"

#define CRM__SLICE 2048         /* rows between two looks at the memory limit */
#define CRM__TELL_EVERY 1048576 /* rows between two calls of progress */

/* Results before those of the class. */
enum { CRM__RESULT_ABOUT = 0, CRM__RESULT_COVERAGE = 1, CRM__RESULTS_OWN = 2 };

/* A description as bindings see it. */
struct crm_descriptor {
    const struct crm__class *class;
};
extern const struct crm__column_spec crm__about_columns[2], crm__coverage_columns[5];
const struct crm__class *crm__class_find(const char *name); /* NULL = none */
const crm_descriptor *crm__descriptor_of(const struct crm__class *class);
const char *crm__result_name(const struct crm__class *class, size_t index);
const struct crm__column_spec *crm__result_columns(const struct crm__class *class, size_t index,
                                                   size_t *out_count);

/* analysis.c: everything given back, the context's memory too if it was the last to hold it. */
void crm__analysis_release(crm_analysis *analysis);

/* params.c: read the caller's struct into analysis->params and check the common members; a member
   by its place in the struct. */
crm_status crm__params_read(crm_analysis *analysis, const void *given);
int64_t crm__member_value(const void *params, const struct crm__member *member);

/* settings.c */
size_t crm__setting_find(const struct crm__class *class, const char *name); /* SIZE_MAX = none */
crm_status crm__setting_take(crm_analysis *analysis, const char *list, const crm_table *table);
int64_t crm__setting_digest(const crm_analysis *analysis, size_t index); /* 0 = not given */
void crm__settings_done(crm_analysis *analysis);

/* input.c */
bool crm__input_active(const crm_analysis *analysis, size_t input);
size_t crm__input_of(const crm_analysis *analysis, crm_kind kind);  /* SIZE_MAX = not read */
bool crm__input_known(const crm_analysis *analysis, crm_kind kind); /* with other params, too */
crm_status crm__rows_check(crm_analysis *analysis, const struct crm__input *input,
                           const crm_table *table, size_t first, size_t count);

/* feed.c: rows of one input; `merged` rows come out of a partial. Memory limit and progress. */
crm_status crm__set_up(crm_analysis *analysis);
crm_status crm__feed(crm_analysis *analysis, size_t input, const crm_table *table, bool merged);
crm_status crm__limit_check(crm_analysis *analysis);

/* kept.c */
crm_status crm__kept_init(crm_analysis *analysis, size_t input);
void crm__kept_done(crm_analysis *analysis, size_t input);
crm_status crm__kept_put(crm_analysis *analysis, size_t input, const crm_table *table, size_t row,
                         bool merged);
crm_status crm__kept_finish(crm_analysis *analysis);
int32_t crm__kept_seen(const crm_analysis *analysis, crm_kind kind, size_t row);
size_t crm__kept_bytes(const struct crm__kept *kept);

/* state.c */
uint32_t crm__state_keys(const struct crm__state *state);
uint32_t crm__state_slots(const struct crm__state *state);            /* words: SUM128 counts two */
void crm__state_begin(const struct crm__slot *slots, int64_t *words); /* as a fresh cell has them */
crm_status crm__state_merge(crm_analysis *analysis, const struct crm__slot *slots, int64_t *into,
                            const int64_t *from);
extern const struct crm__state crm__coverage_state;

/* cover.c */
crm_status crm__coverage_write(crm_analysis *analysis);
crm_status crm__meet(crm_analysis *analysis, crm_currency currency); /* ARGUMENT if a second one */
crm_status crm__currency_decide(crm_analysis *analysis);

/* about.c */
crm_status crm__about_write(crm_analysis *analysis);
void crm__about_done(crm_analysis *analysis);

/* finish.c */
crm_status crm__finish(crm_analysis *analysis);

/* partial.c, merge.c */
crm_status crm__partial(crm_analysis *analysis, size_t index, const crm_table **out_table);
crm_status crm__merge(crm_analysis *analysis, const crm_table *table);
bool crm__merge_complete(const crm_analysis *analysis);
void crm__merging_done(crm_analysis *analysis);

/* sales.c: the first day that the analysis looks at; CRM_DAY_NONE = all */
crm_day crm__sales_first_day(const crm_analysis *analysis);

/* run.c */
crm_status crm__run(crm_analysis *analysis);

#endif
