/* link.c - the functions of crm/link.h: a line a field, see typed.h. */
#include "crm/link.h"

#include "record/kinds/typed.h"

CRM__VERBS(link, CRM_KIND_LINK)
CRM__REF(link, child, CRM_LINK_CHILD)
CRM__REF(link, parent, CRM_LINK_PARENT)
CRM__I32(link, type, CRM_LINK_TYPE)
CRM__I32(link, valid_from, CRM_LINK_VALID_FROM)
CRM__I32(link, valid_to, CRM_LINK_VALID_TO)
CRM__I32(link, share_bp, CRM_LINK_SHARE_BP)
CRM__TEXT(link, source, CRM_LINK_SOURCE)
