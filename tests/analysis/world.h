/*
 * world.h - a random small world for tests of analyses: accounts merged, erased and recorded late,
 * owners that change, rates with gaps, purchases of all types, deals with reopenings and corrections.
 */
#ifndef TESTS_ANALYSIS_WORLD_H
#define TESTS_ANALYSIS_WORLD_H

#include "feed.h"

#define WORLD_USD (('U' << 16) | ('S' << 8) | 'D')
#define WORLD_EUR (('E' << 16) | ('U' << 8) | 'R')
#define WORLD_JPY (('J' << 16) | ('P' << 8) | 'Y')

#define WORLD_AS_OF 20100
#define WORLD_SINCE 19900
#define WORLD_DAY_US 86400000000LL
#define WORLD_ACCOUNTS 12
#define WORLD_CONTACTS 8

/* Everything happens from day 19700 to day 20200; about `facts` purchases and facts / 4 deals. */
void world_make(struct feed *feed, uint64_t seed, size_t facts);

#endif
