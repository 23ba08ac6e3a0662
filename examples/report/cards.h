/*
 * cards.h - external id and name of a record, for the ids of results.
 */
#ifndef REPORT_CARDS_H
#define REPORT_CARDS_H

#include "memory.h"

#include "crm/crm.h"

struct cards;

struct cards *cards_new(crm_context *crm);
void cards_free(struct cards *cards);

/**
 * Look a record up.
 *
 * @param out_key, out_name NULL = it has none, or there is no such record; borrowed until cards_free
 * @return CRM_OK, CRM_NONE without such a record, or why the store did not answer
 */
crm_status cards_find(struct cards *cards, crm_kind kind, crm_id id, const char **out_key,
                      const char **out_name);

#endif
