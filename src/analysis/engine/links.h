/*
 * links.h - who owns whom, on any day: the dated forest of links of type OWNED_BY.
 *
 * A link counts on the days from valid_from to the day before valid_to; archived ones (archived
 * until known_at, if that is given) and those recorded after known_at do not count. Both ends are
 * resolved through merges. Of two owners on one day (a broken store) the one with the later
 * valid_from rules, then the larger link id. A cycle is cut at its smallest account id, which
 * becomes the root.
 *
 * Facts are folded before merges are known, so they are keyed by (account, epoch): an epoch is a
 * run of days on which no link begins or ends, named by its first day. At finish the family of such
 * a cell is crm__forest_root(forest, account, epoch).
 */
#ifndef CRM_ANALYSIS_ENGINE_LINKS_H
#define CRM_ANALYSIS_ENGINE_LINKS_H

#include <stdbool.h>

#include "base/memory.h"

struct crm__epochs {
    int64_t *days; /* ascending: first days of all epochs but the first */
    size_t count;
    size_t capacity; /* links; two days each */
};

/* From the kept links, in setup (the engine does). */
crm_status crm__epochs_build(crm_analysis *analysis);
void crm__epochs_done(crm_analysis *analysis);

/* The first day of the epoch of a day; CRM_DAY_NONE for the epoch without beginning. */
crm_day crm__epoch_of(const crm_analysis *analysis, crm_day day);

struct crm__tie {
    crm_id child;
    crm_id parent;
    crm_id link;
    crm_day from; /* CRM_DAY_NONE = always */
    crm_day to;   /* exclusive; INT32_MAX = still */
};

struct crm__forest {
    crm_analysis *analysis;
    struct crm__tie *ties; /* by child, from, link */
    size_t count;
    size_t capacity;
};

/* From the kept links, at finish; also decides which links count (coverage). If links are not read
   the forest has no ties: every account is its own root. Free with crm__forest_done. */
crm_status crm__forest_build(crm_analysis *analysis, struct crm__forest *out_forest);
void crm__forest_done(struct crm__forest *forest);

/* The owner of a (resolved) account on a day, 0 = none; day CRM_DAY_NONE = before all dates. A
   cycle is cut. */
crm_id crm__forest_parent(const struct crm__forest *forest, crm_id account, crm_day day);

/* The account at the top on a day: itself if nobody owns it. */
crm_id crm__forest_root(const struct crm__forest *forest, crm_id account, crm_day day);

/* The owner as the links say, cycles and all; 0 = none. */
crm_id crm__forest_owner(const struct crm__forest *forest, crm_id account, crm_day day);

/* The forest of one day over a set of accounts, flat: all arrays are by position in `ids`. */
struct crm__tree {
    const struct crm__memory *memory;
    size_t count;
    crm_id *ids;     /* ascending */
    size_t *parent;  /* position, SIZE_MAX = none */
    size_t *root;    /* position */
    int32_t *level;  /* 0 = root */
    size_t *upward;  /* positions, children before parents: for adding up */
    size_t cut;      /* cycles that were cut */
    size_t capacity; /* of ids */
};

/* ids ascending and distinct, resolved; owners that are not among them are added. *out_tree is to
   be freed with crm__tree_done, also after a failure. Cycles are noted as CRM__NOTE_CYCLE_CUT. */
crm_status crm__tree_build(const struct crm__forest *forest, crm_day day, const crm_id *ids,
                           size_t count, struct crm__tree *out_tree);
void crm__tree_done(struct crm__tree *tree);

/* Position of an id, SIZE_MAX if it is not there. */
size_t crm__tree_find(const struct crm__tree *tree, crm_id id);

/* Pre-order: each family together, families by root id, siblings by weight descending, then id.
   weight is by position. out_order has room for tree->count positions. */
crm_status crm__tree_preorder(const struct crm__tree *tree, const int64_t *weight,
                              size_t *out_order);

#endif
