/*
 * names.h - which record has a text in a field: external_id, name ... Filled by a scan of the kind
 * when it is first asked for.
 */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include "index.h"

#include "crm/crm.h"

struct names;

struct names *names_new(crm_context *crm);
void names_free(struct names *names);

/** Look a record up. @return CRM_OK, or the failure of the scan */
crm_status names_find(struct names *names, crm_kind kind, crm_field field, const char *text,
                      enum index_answer *out_answer, crm_id *out_id);

/** Records of a kind were added: read them again when next asked. */
void names_forget(struct names *names, crm_kind kind);

#endif
