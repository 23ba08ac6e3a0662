/*
 * pipeline.h - pipelines and their stages: the road of a deal.
 *
 * A pipeline is a name and its stages; a stage belongs to one pipeline for good. Its outcome says
 * what being there means: OPEN (on the way), WON, LOST, or ON_HOLD (open, counted apart and not
 * weighted); it never changes once stored. Where something else is meant, archive the stage (it
 * takes no new entries and stays readable) and write a new one. Positions order the stages of a
 * pipeline. Position, outcome and probability are copied to each row of the log when a deal enters,
 * so that editing a stage leaves past boards as they were; only its name and max_days are read as
 * they are now.
 *
 * The analysis over all this is in pipeline_analysis.h.
 */
#ifndef CRM_PIPELINE_H
#define CRM_PIPELINE_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A pipeline that is not stored yet, all fields none; NULL on failure (crm_message tells why).
    The caller frees it. */
CRM_API crm_pipeline *crm_pipeline_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_pipeline; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_pipeline_load(crm_context *crm, crm_id id, crm_pipeline **out_pipeline);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_pipeline_save(crm_pipeline *pipeline);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_pipeline_remove(crm_pipeline *pipeline);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_pipeline_free(crm_pipeline *pipeline);

/** 0 before it has one. */
CRM_API crm_id crm_pipeline_id(crm_pipeline *pipeline);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_pipeline_external_id(crm_pipeline *pipeline);
CRM_API crm_status crm_pipeline_set_external_id(crm_pipeline *pipeline, const char *external_id);

/** The same pipeline by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_pipeline_record(crm_pipeline *pipeline);
CRM_API crm_pipeline *crm_record_pipeline(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Name. Required. */
CRM_API const char *crm_pipeline_name(crm_pipeline *pipeline);
CRM_API crm_status crm_pipeline_set_name(crm_pipeline *pipeline, const char *name);

/* ---- What a stage can do ---- */

/** A stage that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_stage *crm_stage_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_stage; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_stage_load(crm_context *crm, crm_id id, crm_stage **out_stage);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_stage_save(crm_stage *stage);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_stage_remove(crm_stage *stage);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_stage_free(crm_stage *stage);

/** 0 before it has one. */
CRM_API crm_id crm_stage_id(crm_stage *stage);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_stage_external_id(crm_stage *stage);
CRM_API crm_status crm_stage_set_external_id(crm_stage *stage, const char *external_id);

/** The same stage by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_stage_record(crm_stage *stage);
CRM_API crm_stage *crm_record_stage(crm_record *record);

/* ---- Fields of a stage; getters and setters as above ---- */

/** The pipeline that it belongs to. Required; fixed once the stage is stored. */
CRM_API crm_id crm_stage_pipeline(crm_stage *stage);
CRM_API crm_status crm_stage_set_pipeline(crm_stage *stage, crm_id pipeline);

/** Name. Required. */
CRM_API const char *crm_stage_name(crm_stage *stage);
CRM_API crm_status crm_stage_set_name(crm_stage *stage, const char *name);

/** Place in the pipeline, ascending from first contact to the close. Required. */
CRM_API crm_status crm_stage_position(crm_stage *stage, int64_t *out_position);
CRM_API crm_status crm_stage_set_position(crm_stage *stage, int64_t position);

/** CRM_OUTCOME_... Required; fixed once the stage is stored. */
CRM_API crm_status crm_stage_outcome(crm_stage *stage, int32_t *out_outcome);
CRM_API crm_status crm_stage_set_outcome(crm_stage *stage, int32_t outcome);

/** Chance that a deal here is won, hundredths of a percent, 0 to 10000; deals without one of their
    own take it. */
CRM_API crm_status crm_stage_probability_bp(crm_stage *stage, int32_t *out_probability_bp);
CRM_API crm_status crm_stage_set_probability_bp(crm_stage *stage, int32_t probability_bp);

/** Forecast category of its deals, CRM_CATEGORY_...; a deal may override it. */
CRM_API crm_status crm_stage_category(crm_stage *stage, int32_t *out_category);
CRM_API crm_status crm_stage_set_category(crm_stage *stage, int32_t category);

/** Days that a deal should stay here, 0 or above. */
CRM_API crm_status crm_stage_expected_days(crm_stage *stage, int64_t *out_expected_days);
CRM_API crm_status crm_stage_set_expected_days(crm_stage *stage, int64_t expected_days);

/** Days after which a deal here counts as stale, 0 or above. */
CRM_API crm_status crm_stage_max_days(crm_stage *stage, int64_t *out_max_days);
CRM_API crm_status crm_stage_set_max_days(crm_stage *stage, int64_t max_days);

/* ---- Finding a stage ---- */

/**
 * The id of the stage of a pipeline that has this name, compared byte by byte. Deals are moved to
 * stages by id. Archived stages are passed over.
 *
 * @param out_stage written if CRM_OK alone
 * @return CRM_OK; CRM_NONE; CRM_ERROR_DUPLICATE (two have the name); CRM_ERROR_ARGUMENT; or an error
 *         of the store
 */
CRM_API crm_status crm_stage_find(crm_context *crm, crm_id pipeline, const char *name,
                                  crm_id *out_stage);

/* ---- Operation ---- */

/**
 * Make a pipeline with its stages, in one unit of work.
 *
 * Templates: "spanco" has Suspect 5 %, Prospect 10 %, Approach 25 %, Negotiation 50 %,
 * Conclusion 80 %, Order (won) and Lost (lost); "prospecting" has To contact 5 %, Contacted 10 %,
 * Interested 25 %, Meeting 50 %, Qualified (won) and Dropped (lost). Positions are 1, 2, 3 ... in
 * that order, won stages have 100 %, lost ones 0 %. Names and chances may be changed afterwards
 * like those of any stage.
 *
 * @param name of the new pipeline; NULL = the template's name
 * @param template_name one of the above
 * @param out_pipeline its id; may be NULL
 * @return CRM_OK; CRM_ERROR_ARGUMENT (no such template); or as crm_pipeline_save. Nothing is
 *         written unless CRM_OK.
 */
CRM_API crm_status crm_pipeline_from_template(crm_context *crm, const char *name,
                                              const char *template_name, crm_id *out_pipeline);

#ifdef __cplusplus
}
#endif

#endif
