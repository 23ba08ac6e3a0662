/*
 * version.c - the library's version, taken from constants.h so that headers and library are of one
 * mind, and the names of statuses.
 */
#include "crm/base.h"

#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *
crm_version(void)
{
    return VERSION_TEXT(CRM_VERSION_MAJOR, CRM_VERSION_MINOR, CRM_VERSION_PATCH);
}

int32_t
crm_version_number(void)
{
    return CRM_VERSION_MAJOR * 1000000 + CRM_VERSION_MINOR * 1000 + CRM_VERSION_PATCH;
}

#define NAME_CASE(status)                                                                          \
    case status:                                                                                   \
        return #status

const char *
crm_status_name(crm_status status)
{
    switch (status) {
        NAME_CASE(CRM_OK);
        NAME_CASE(CRM_NONE);
        NAME_CASE(CRM_ERROR_ARGUMENT);
        NAME_CASE(CRM_ERROR_STATE);
        NAME_CASE(CRM_ERROR_REENTRANT);
        NAME_CASE(CRM_ERROR_CLOSED);
        NAME_CASE(CRM_ERROR_UNSUPPORTED);
        NAME_CASE(CRM_ERROR_CANCELLED);
        NAME_CASE(CRM_ERROR_ABI);
        NAME_CASE(CRM_ERROR_MEMORY);
        NAME_CASE(CRM_ERROR_LIMIT);
        NAME_CASE(CRM_ERROR_OVERFLOW);
        NAME_CASE(CRM_ERROR_DATA);
        NAME_CASE(CRM_ERROR_DUPLICATE);
        NAME_CASE(CRM_ERROR_REFERENCE);
        NAME_CASE(CRM_ERROR_RULE);
        NAME_CASE(CRM_ERROR_ORDER);
        NAME_CASE(CRM_ERROR_GONE);
        NAME_CASE(CRM_ERROR_STORE);
        NAME_CASE(CRM_ERROR_CONFLICT);
        NAME_CASE(CRM_ERROR_UNCERTAIN);
    }
    return "CRM_UNKNOWN";
}
