/* shop_memory.c - the stores that need nothing: the library's own, and the awkward one in many of its
   ways. */
#include <stdio.h>
#include <stdlib.h>

#include "shop.h"

static const struct {
    const char *name;
    size_t batch;
    int awkward;               /* 0 = the memory store, else the seed of the awkward one */
} shops[] = {{"memory", 0, 0}, /* which gives whatever fits in 65,536 rows at once */
             {"memory, batches of 1", 1, 0},
             {"memory, batches of 2", 2, 0},
             {"memory, batches of 3", 3, 0},
             {"memory, batches of 256", 256, 0},
             {"awkward, batches of 1", 1, 32},
             {"awkward, batches of 2, gaps", 2, 32 + 11},
             {"awkward, batches of 3, quirks", 3, 32 + 7},
             {"awkward, batches of 256, fields as asked for", 256, 32 + 28}};

static struct narrow readers[SIDES];
static crm_store owned[SIDES];

int
shops_begin(void)
{
    return 0;
}

void
shops_end(void)
{
}

const char *
shop_name(size_t which)
{
    return which < sizeof shops / sizeof *shops ? shops[which].name : NULL;
}

bool
shop_open(size_t which, crm_testing_memory *memory, crm_store out[SIDES])
{
    crm_store init = CRM_STORE_INIT;
    crm_status status;

    owned[0] = owned[1] = init;
    if (shops[which].awkward)
        status = crm_testing_awkward_store(crm_testing_resize, memory, shops[which].batch,
                                           (uint64_t)shops[which].awkward, &owned[0]);
    else
        status = crm_memory_store(crm_testing_resize, memory, &owned[0]);
    if (status == CRM_OK && shops[which].awkward)
        status = crm_testing_awkward_connect(&owned[0], &owned[1]);
    if (status != CRM_OK) {
        puts(crm_status_name(status));
        return false;
    }
    out[0] = owned[0];
    out[1] = shops[which].awkward ? owned[1] : owned[0];
    for (int side = 0; side < SIDES; side++)
        if (!shops[which].awkward && shops[which].batch &&
            !rebatch(&readers[side], &out[side], shops[which].batch))
            return false;
    return true;
}

void
shop_close(size_t which)
{
    for (int side = 0; side < SIDES; side++)
        rebatch_end(&readers[side]);
    if (shops[which].awkward) {
        crm_testing_awkward_free(&owned[1]);
        crm_testing_awkward_free(&owned[0]);
    } else {
        crm_memory_store_free(&owned[0]);
    }
}
