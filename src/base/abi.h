/*
 * abi.h - structs that callers fill: they begin with uint32_t size, grow only at the end, and may
 * come from a program that was compiled against an older or a newer version of the headers.
 */
#ifndef CRM_BASE_ABI_H
#define CRM_BASE_ABI_H

#include "crm/base.h"

#define CRM__STRUCT_MAX 4096 /* no struct of a caller is longer, in any version */

/*
 * Read the caller's struct `given` into `known` (known_size bytes, this library's idea of it).
 *
 * What a shorter struct lacks keeps init's value (the struct that CRM_X_INIT makes, known_size
 * bytes); known->size is known_size afterwards. given NULL is init itself. CRM_OK; CRM_ERROR_ABI,
 * known untouched, when given->size is below first_size (the first version of the struct) or above
 * CRM__STRUCT_MAX, or when a byte beyond known_size is not 0: the caller then asks for something
 * this library knows nothing of.
 */
crm_status crm__struct_read(void *known, size_t known_size, size_t first_size, const void *given,
                            const void *init);

/*
 * What every crm_x_init does: init's first bytes, zeros behind them, size = given_size.
 * CRM_OK, CRM_ERROR_ARGUMENT (given NULL), CRM_ERROR_ABI (given_size, as above).
 */
crm_status crm__struct_init(void *given, size_t given_size, const void *init, size_t known_size,
                            size_t first_size);

#endif
