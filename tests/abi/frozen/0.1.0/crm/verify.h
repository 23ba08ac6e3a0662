/*
 * verify.h - is all that a store holds in order?
 *
 * The operations of the library keep certain things true: a reference leads to a record, a deal says
 * what its log says, nobody owns himself. A host that writes its tables by other ways too, an import
 * that was cut off, a store that lost half of a unit can break them, and no error tells. This reads
 * everything and tells what is wrong; it changes nothing.
 *
 *     crm_table *problems;
 *     if (crm_verify(crm, &problems) != CRM_OK)
 *         return fail(crm_message(crm));
 *     for (size_t row = 0; row < crm_table_rows(problems); row++) {
 *         int64_t kind, id;
 *         size_t length;
 *         crm_table_int(problems, row, 0, &kind);
 *         crm_table_int(problems, row, 1, &id);
 *         const char *problem = crm_table_text(problems, row, 3, &length);
 *         printf("%s %lld: %.*s\n", crm_schema_kind_name(crm, (crm_kind)kind), (long long)id,
 *                (int)length, problem);
 *     }
 *     crm_table_free(problems);
 *
 * Columns: kind int, id id, field text, problem text, other id null; ordered by kind, id, field,
 * problem. A problem of one field of a record is told once. `problem` is one of
 *
 *     dangling          the record that the field refers to, `other`, is not there
 *     twin_id           two records of the kind have this id
 *     twin_external_id  a record of the kind with a smaller id, `other`, has this external_id
 *     cycle             the account owns itself, by ownership links that all hold on one day; told
 *                       once a ring, of its smallest id; `other` is the owner by which it goes on
 *                       (rings that share an account are one)
 *     overlap           the ownership link begins before `other`, another link of the account, ends
 *     unlike_links      account.parent is not the owner by the links; `other` is, if there is one
 *     outdated          the same, but account.parent was the owner on another day: it is written
 *                       anew with the next link of the account, not by the mere passing of time
 *     no_log            the opportunity has no transition
 *     unlike_log        the field of the opportunity is not what its log says: stage, pipeline,
 *                       stage_since, closed_day, or one of the carried values (opportunity.h)
 *     seq_twin          the transition has the seq of `other`, a row of the same deal
 *     seq_gap           seq does not follow that of `other`, the row before; without `other`, the
 *                       log does not begin with 1. Logs that were imported with numbers of their
 *                       own may have gaps and be whole.
 *     out_of_order      field `at`: the stage row is older than the one written before it, `other`,
 *                       or has no instant, or stands before the deal was created; field `type`: a
 *                       log begins with CREATE and has no other
 *     wrong_correction  `corrects` names no earlier row of the same deal, or one that another row
 *                       has corrected already
 *     unlike_cancelled  counted_day of the purchase is not the day of the one it cancels, `other`;
 *                       or it cancels nothing and has one
 *
 * Later versions may know more problems. Links that are archived count for nothing. `now` is the
 * clock's; days are those of the context's zone, which is to be that of the programs that write.
 */
#ifndef CRM_VERIFY_H
#define CRM_VERIFY_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Read the whole store, pending writes of the unit included, and tell what is wrong in it.
 *
 * Every kind is read twice, as one state where the store has `hold`; without, nobody should write
 * meanwhile. Takes memory for all ids, the links and the logs, and the external ids of one kind at a
 * time; and time in proportion to the rows (rings of owners and the corrections of one deal aside).
 *
 * @param out_problems a result without rows when all is well; the caller frees it with
 *        crm_table_free; NULL unless CRM_OK
 * @return CRM_OK; CRM_ERROR_ARGUMENT (out_problems NULL); CRM_ERROR_DATA (a row that no record can
 *         be, which crm_message names); CRM_ERROR_UNSUPPORTED (the store has no `scan`, or lacks a
 *         kind, which crm_message names); CRM_ERROR_STORE; CRM_ERROR_CANCELLED; CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_verify(crm_context *crm, crm_table **out_problems);

#ifdef __cplusplus
}
#endif

#endif
