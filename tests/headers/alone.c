/*
 * alone.c - includes one public header, twice, and nothing else: compiled for each header and each
 * language it must be readable in. CRM_HEADER comes from the command line.
 */
#include CRM_HEADER
#include CRM_HEADER

typedef int crm_a_unit_is_never_empty;
