/* A public function that no scenario calls: the list of functions that can fail must miss it. */
CRM_API crm_status crm_account_that_is_new(crm_context *crm);
