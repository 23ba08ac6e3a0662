/*
 * line.c - list and net amount of one line of an order or invoice, worked out as invoices do: the
 * list amount is rounded, the discount is rounded, the net is their difference.
 */
#include "crm/money.h"

#include <stdbool.h>

#include "base/abi.h"
#include "base/wide.h"

#define FIRST_SIZE 48 /* sizeof(crm_line) in version 0.1 */
#define QUANTITY_SCALE 3
#define SCALE_MAX 18
#define WHOLE_BP 10000

static const crm_line line_init = CRM_LINE_INIT;

crm_status
crm_line_init(crm_line *line, size_t size)
{
    return crm__struct_init(line, size, &line_init, sizeof line_init, FIRST_SIZE);
}

static crm_status
check_line(const crm_line *line, int32_t *out_exponent)
{
    if (line->flags != 0 || crm_currency_exponent(line->currency, out_exponent) != CRM_OK)
        return CRM_ERROR_ARGUMENT;
    if (line->rounding != CRM_ROUND_HALF_EVEN && line->rounding != CRM_ROUND_HALF_AWAY)
        return CRM_ERROR_ARGUMENT;
    if (line->unit_scale < 0 || line->unit_scale > SCALE_MAX)
        return CRM_ERROR_ARGUMENT;
    if (line->discount_bp < 0 || line->discount_bp > WHOLE_BP || line->discount_amount < 0)
        return CRM_ERROR_DATA;
    return CRM_OK;
}

static crm_status
list_amount(const crm_line *line, int32_t exponent, int64_t *out_list)
{
    struct crm__wide product = crm__wide_multiply(line->quantity, line->unit_price);
    int32_t digits = QUANTITY_SCALE + line->unit_scale - exponent;
    int64_t whole;
    crm_status status;

    if (digits >= 0)
        return crm__wide_divide_ten(product, digits, line->rounding, out_list);
    /* A currency of four decimals and a price without any: one digit is missing, nothing to round.
     */
    status = crm__wide_to_int64(product, &whole);
    if (status != CRM_OK)
        return status;
    return crm__wide_to_int64(crm__wide_multiply(whole, 10), out_list);
}

/* The net of a list amount at or above 0; of one below 0, mirrored. */
static crm_status
take_off(int64_t list, int64_t discount, int64_t amount, int64_t *out_net)
{
    int64_t net = list - discount; /* discount is between 0 and list, so both fit */

    if (list >= 0 ? amount > net : -amount < net)
        return CRM_ERROR_DATA;
    *out_net = list >= 0 ? net - amount : net + amount;
    return CRM_OK;
}

crm_status
crm_line_net(const crm_line *line, int64_t *out_list, int64_t *out_net)
{
    crm_line known;
    int64_t list, discount, net;
    int32_t exponent;
    crm_status status;

    if (!line)
        return CRM_ERROR_ARGUMENT;
    status = crm__struct_read(&known, sizeof known, FIRST_SIZE, line, &line_init);
    if (status == CRM_OK)
        status = check_line(&known, &exponent);
    if (status == CRM_OK)
        status = list_amount(&known, exponent, &list);
    if (status == CRM_OK)
        status = crm__scale(list, known.discount_bp, WHOLE_BP, known.rounding, &discount);
    if (status == CRM_OK)
        status = take_off(list, discount, known.discount_amount, &net);
    if (status != CRM_OK)
        return status;
    if (out_list)
        *out_list = list;
    if (out_net)
        *out_net = net;
    return CRM_OK;
}
