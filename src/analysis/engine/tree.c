/*
 * tree.c - the forest of one day, flat: who is whose parent and root by position, in an order for
 * adding up and in pre-order. Nothing recurses: chains may be as long as there are accounts.
 */
#include <string.h>

#include "analysis/engine/inside.h"
#include "base/order.h"

#define UNKNOWN (-1)

void
crm__tree_done(struct crm__tree *tree)
{
    if (!tree->memory)
        return;
    crm__free_array(tree->memory, tree->ids, tree->capacity, sizeof *tree->ids);
    crm__free_array(tree->memory, tree->parent, tree->count, sizeof *tree->parent);
    crm__free_array(tree->memory, tree->root, tree->count, sizeof *tree->root);
    crm__free_array(tree->memory, tree->level, tree->count, sizeof *tree->level);
    crm__free_array(tree->memory, tree->upward, tree->count, sizeof *tree->upward);
    memset(tree, 0, sizeof *tree);
}

size_t
crm__tree_find(const struct crm__tree *tree, crm_id id)
{
    size_t at = crm__lower_bound(tree->ids, tree->count, id);

    return at < tree->count && tree->ids[at] == id ? at : SIZE_MAX;
}

static crm_status
push_id(struct crm__tree *tree, struct crm__cells *seen, crm_id id)
{
    bool fresh;

    if (!crm__cells_add(seen, id, 0, 0, &fresh))
        return CRM_ERROR_MEMORY;
    if (!fresh)
        return CRM_OK;
    if (crm__grow(tree->memory, (void **)&tree->ids, &tree->capacity, tree->count + 1,
                  sizeof *tree->ids) != CRM_OK)
        return CRM_ERROR_MEMORY;
    tree->ids[tree->count++] = id;
    return CRM_OK;
}

/* All ids given, and every owner above them. */
static crm_status
collect_ids(const struct crm__forest *forest, crm_day day, const crm_id *ids, size_t count,
            struct crm__tree *tree)
{
    struct crm__cells seen;
    crm_status status = CRM_OK;

    crm__cells_init(&seen, tree->memory, 1, 0);
    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = push_id(tree, &seen, ids[i]);
    for (size_t i = 0; i < tree->count && status == CRM_OK; i++) {
        crm_id owner = crm__forest_owner(forest, tree->ids[i], day);

        if (owner != 0)
            status = push_id(tree, &seen, owner);
    }
    crm__cells_done(&seen);
    if (status == CRM_OK)
        crm__sort_int64(tree->ids, tree->count);
    return status;
}

/* Levels and roots from the first known one above; the path is kept in `upward`, free until later.
 */
static void
climb(struct crm__tree *tree, size_t from)
{
    size_t steps = 0, at = from;

    while (tree->level[at] == UNKNOWN && tree->parent[at] != SIZE_MAX) {
        tree->upward[steps++] = at;
        at = tree->parent[at];
    }
    if (tree->level[at] == UNKNOWN) {
        tree->level[at] = 0;
        tree->root[at] = at;
    }
    while (steps > 0) {
        size_t below = tree->upward[--steps];

        tree->level[below] = tree->level[at] + 1;
        tree->root[below] = tree->root[at];
        at = below;
    }
}

static int
compare_upward(const void *a, const void *b, void *context)
{
    const struct crm__tree *tree = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    if (tree->level[x] != tree->level[y])
        return tree->level[x] > tree->level[y] ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* The smallest on the cycle that a node stands on loses its parent. */
static void
cut_cycle(struct crm__tree *tree, size_t from)
{
    size_t smallest = from;

    for (size_t at = tree->parent[from]; at != from; at = tree->parent[at]) {
        if (at < smallest)
            smallest = at;
    }
    tree->parent[smallest] = SIZE_MAX;
    tree->cut++;
}

/* Walks up from every node, each node once: who meets his own walk again stands on a cycle. `root`
   keeps the walk that a node was met on, counted from 1; it is free until later. */
static void
cut_cycles(struct crm__tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        size_t at = i;

        while (at != SIZE_MAX && tree->root[at] == 0) {
            tree->root[at] = i + 1;
            at = tree->parent[at];
        }
        if (at != SIZE_MAX && tree->root[at] == i + 1)
            cut_cycle(tree, at);
    }
}

static void
fill_tree(const struct crm__forest *forest, crm_day day, struct crm__tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        crm_id owner = crm__forest_owner(forest, tree->ids[i], day);

        tree->parent[i] = owner == 0 ? SIZE_MAX : crm__tree_find(tree, owner);
        tree->level[i] = UNKNOWN;
    }
    cut_cycles(tree);
    for (size_t i = 0; i < tree->count; i++)
        climb(tree, i);
    for (size_t i = 0; i < tree->count; i++)
        tree->upward[i] = i;
    crm__sort(tree->upward, tree->count, sizeof *tree->upward, compare_upward, tree);
}

crm_status
crm__tree_build(const struct crm__forest *forest, crm_day day, const crm_id *ids, size_t count,
                struct crm__tree *out_tree)
{
    crm_analysis *analysis = forest->analysis;
    size_t n;

    *out_tree = (struct crm__tree){.memory = analysis->memory};
    if (collect_ids(forest, day, ids, count, out_tree) != CRM_OK) {
        out_tree->count = 0;
        return crm__no_memory(analysis->crm);
    }
    n = out_tree->count;
    if (n == 0)
        return CRM_OK;
    out_tree->parent = crm__alloc_array(out_tree->memory, n, sizeof *out_tree->parent);
    out_tree->root = crm__alloc_array(out_tree->memory, n, sizeof *out_tree->root);
    out_tree->level = crm__alloc_array(out_tree->memory, n, sizeof *out_tree->level);
    out_tree->upward = crm__alloc_array(out_tree->memory, n, sizeof *out_tree->upward);
    if (!out_tree->parent || !out_tree->root || !out_tree->level || !out_tree->upward)
        return crm__no_memory(analysis->crm);
    fill_tree(forest, day, out_tree);
    if (out_tree->cut == 0)
        return CRM_OK;
    return crm__note(analysis, CRM_KIND_LINK, CRM__NOTE_CYCLE_CUT, (int64_t)out_tree->cut, 0, 0);
}

/* ---- Pre-order ---- */

struct siblings {
    const struct crm__tree *tree;
    const int64_t *weight;
};

/* Children of one parent stand together, heaviest first; roots stand last, by id. */
static int
compare_siblings(const void *a, const void *b, void *context)
{
    const struct siblings *by = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    size_t above_x = by->tree->parent[x], above_y = by->tree->parent[y];

    if (above_x != above_y)
        return above_x < above_y ? -1 : 1;
    if (above_x != SIZE_MAX && by->weight[x] != by->weight[y])
        return by->weight[x] > by->weight[y] ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Walks down with a stack of positions in `kids`; first[p] is where the children of p begin. */
static void
walk_down(const struct crm__tree *tree, const size_t *kids, const size_t *first, size_t *stack,
          size_t *out_order)
{
    size_t height = 0, written = 0;

    for (size_t i = tree->count; i > 0 && tree->parent[kids[i - 1]] == SIZE_MAX; i--)
        stack[height++] = kids[i - 1];
    while (height > 0) {
        size_t at = stack[--height], begin = first[at], end = begin;

        out_order[written++] = at;
        while (end < tree->count && tree->parent[kids[end]] == at)
            end++;
        for (; end > begin; end--)
            stack[height++] = kids[end - 1];
    }
}

crm_status
crm__tree_preorder(const struct crm__tree *tree, const int64_t *weight, size_t *out_order)
{
    struct siblings by = {tree, weight};
    size_t n = tree->count, *work;

    if (n == 0)
        return CRM_OK;
    work = crm__alloc_array(tree->memory, n, 3 * sizeof *work);
    if (!work)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        work[i] = i;
        work[n + i] = n;
    }
    crm__sort(work, n, sizeof *work, compare_siblings, &by);
    for (size_t i = n; i > 0; i--) {
        size_t above = tree->parent[work[i - 1]];

        if (above != SIZE_MAX)
            work[n + above] = i - 1;
    }
    walk_down(tree, work, work + n, work + 2 * n, out_order);
    crm__free_array(tree->memory, work, n, 3 * sizeof *work);
    return CRM_OK;
}
