/* shop_maker.c - the stores of ../stores: a database that several connections share. */
#include <stdio.h>

#include "../stores/maker.h"
#include "shop.h"

static const size_t batches[] = {1, 2, 3, 256};
static struct narrow narrows[SIDES];
static char name[80];

int
shops_begin(void)
{
    return maker_begin();
}

void
shops_end(void)
{
    maker_end();
}

const char *
shop_name(size_t which)
{
    if (which >= sizeof batches / sizeof *batches)
        return NULL;
    snprintf(name, sizeof name, "%s, batches of %zu", maker_name, batches[which]);
    return name;
}

bool
shop_open(size_t which, crm_testing_memory *memory, crm_store out[SIDES])
{
    char why[300] = "";

    (void)memory;
    for (int side = 0; side < SIDES; side++) {
        crm_store init = CRM_STORE_INIT;

        out[side] = init;
        if (!maker_open(&out[side], why, sizeof why)) {
            puts(why);
            return false;
        }
        narrow(&narrows[side], &out[side], batches[which]);
    }
    return true;
}

void
shop_close(size_t which)
{
    (void)which;
    maker_empty();
}
