/*
 * text.h - UTF-8 checked at the border, and the one folding used to compare text.
 */
#ifndef CRM_BASE_TEXT_H
#define CRM_BASE_TEXT_H

#include "base/memory.h"

/* True if the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
   U+10FFFF) without NUL; else *out_bad (may be NULL) is where the first wrong character begins. */
bool crm__utf8_check(const char *bytes, size_t length, size_t *out_bad);

/* True if the position starts a character (or is the end): cells of a checked column must begin and
   end on such positions. */
bool crm__utf8_boundary(const char *bytes, size_t length, size_t position);

/* Unicode version of the folding tables, as "14.0.0". Fixed within a major version. */
const char *crm__fold_version(void);

/*
 * Fold text for comparison: full case folding, canonical and compatibility decomposition with marks
 * (general category Mn or Me, or a combining class) removed, every run of white space one blank,
 * none at the ends. Input must be checked UTF-8. Folding twice gives what folding once does.
 * *out_text is new, with a NUL behind (free it with *out_capacity bytes). CRM_OK or
 * CRM_ERROR_MEMORY.
 */
crm_status crm__fold(const struct crm__memory *memory, const char *bytes, size_t length,
                     char **out_text, size_t *out_length, size_t *out_capacity);

#endif
