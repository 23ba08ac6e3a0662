/*
 * currency.c - the currencies of ISO 4217 and the decimals of their minor units.
 *
 * One sorted string, four characters a currency: code and exponent. It holds every active currency
 * and fund code that has a minor unit, and those withdrawn since 2021 (ANG, BGN, CUC, HRK, SLL,
 * ZWL), which purchases of earlier years still carry. Codes without a minor unit (gold, testing, no
 * currency) are left out: no amount can be kept in them.
 */
#include "base/currency.h"

static const char currencies[] = "AED2AFN2ALL2AMD2ANG2AOA2ARS2AUD2AWG2AZN2BAM2BBD2BDT2BGN2BHD3BIF0"
                                 "BMD2BND2BOB2BOV2BRL2BSD2BTN2BWP2BYN2BZD2CAD2CDF2CHE2CHF2CHW2CLF4"
                                 "CLP0CNY2COP2COU2CRC2CUC2CUP2CVE2CZK2DJF0DKK2DOP2DZD2EGP2ERN2ETB2"
                                 "EUR2FJD2FKP2GBP2GEL2GHS2GIP2GMD2GNF0GTQ2GYD2HKD2HNL2HRK2HTG2HUF2"
                                 "IDR2ILS2INR2IQD3IRR2ISK0JMD2JOD3JPY0KES2KGS2KHR2KMF0KPW2KRW0KWD3"
                                 "KYD2KZT2LAK2LBP2LKR2LRD2LSL2LYD3MAD2MDL2MGA2MKD2MMK2MNT2MOP2MRU2"
                                 "MUR2MVR2MWK2MXN2MXV2MYR2MZN2NAD2NGN2NIO2NOK2NPR2NZD2OMR3PAB2PEN2"
                                 "PGK2PHP2PKR2PLN2PYG0QAR2RON2RSD2RUB2RWF0SAR2SBD2SCR2SDG2SEK2SGD2"
                                 "SHP2SLE2SLL2SOS2SRD2SSP2STN2SVC2SYP2SZL2THB2TJS2TMT2TND3TOP2TRY2"
                                 "TTD2TWD2TZS2UAH2UGX0USD2USN2UYI0UYU2UYW4UZS2VED2VES2VND0VUV0WST2"
                                 "XAD2XAF0XCD2XCG2XOF0XPF0YER2ZAR2ZMW2ZWG2ZWL2";

static int32_t
pack(const char *code)
{
    return (int32_t)(unsigned char)code[0] << 16 | (unsigned char)code[1] << 8 |
           (unsigned char)code[2];
}

/* The exponent of a currency, -1 if it is none. */
static int32_t
find_exponent(int64_t currency)
{
    size_t low = 0, high = (sizeof currencies - 1) / 4;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *entry = currencies + middle * 4;

        if (pack(entry) == currency)
            return entry[3] - '0';
        if (pack(entry) < currency)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

bool
crm__currency_valid(int64_t currency)
{
    return find_exponent(currency) >= 0;
}

crm_currency
crm_currency_of(const char *code)
{
    int32_t packed;

    if (!code || code[0] == '\0' || code[1] == '\0' || code[2] == '\0' || code[3] != '\0')
        return 0;
    packed = pack(code);
    return find_exponent(packed) >= 0 ? packed : 0;
}

crm_status
crm_currency_to_text(crm_currency currency, char *out_code)
{
    if (!out_code || !crm__currency_valid(currency))
        return CRM_ERROR_ARGUMENT;
    out_code[0] = (char)(currency >> 16 & 0xFF);
    out_code[1] = (char)(currency >> 8 & 0xFF);
    out_code[2] = (char)(currency & 0xFF);
    out_code[3] = '\0';
    return CRM_OK;
}

crm_status
crm_currency_exponent(crm_currency currency, int32_t *out_exponent)
{
    int32_t exponent = find_exponent(currency);

    if (!out_exponent || exponent < 0)
        return CRM_ERROR_ARGUMENT;
    *out_exponent = exponent;
    return CRM_OK;
}
