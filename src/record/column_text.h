/*
 * column_text.h - cells of a text column; see column_text.c.
 */
#ifndef CRM_RECORD_COLUMN_TEXT_H
#define CRM_RECORD_COLUMN_TEXT_H

#include "record/column.h"

/* Make room for one text in a row, then write it, which cannot fail. The column is no constant, and
   nothing happens to it between the two. */
crm_status crm__text_reserve(const struct crm__memory *memory, struct crm__column *column,
                             size_t row, size_t length);
void crm__text_write(struct crm__column *column, size_t row, const char *text, size_t length);

/* Overwrite the bytes of a row that loses its value. */
void crm__text_erase(struct crm__column *column, size_t row);

#endif
