/*
 * clock.c - the clock that says what it is told to say, and steps by as much as it is told to.
 */
#include "testing/inside.h"

crm_status
crm_testing_clock_init(crm_testing_clock *clock, size_t size)
{
    const crm_testing_clock init = CRM_TESTING_CLOCK_INIT;

    return crm__testing_init(clock, size, &init, sizeof init,
                             CRM__UP_TO(crm_testing_clock, readings));
}

void
crm_testing_clock_read(void *self, crm_reply *reply)
{
    crm_testing_clock *clock = self;

    crm_reply_int(reply, clock->now);
    clock->now += clock->step;
    clock->readings++;
}
