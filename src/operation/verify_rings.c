/*
 * verify_rings.c - accounts that own themselves through others. A ring counts if all its links hold
 * on one day, and then they do on the first day of one of them. So rings are looked for twice, as
 * strongly connected components (Tarjan 1972, with its own stack): in all links at once, whatever
 * their days, where a store in order has none; and in what is left then, once for each day on which
 * one of its links begins. Rings that share an account, which takes two owners at once, are one.
 */
#include "base/order.h"
#include "operation/verify.h"

/* Accounts numbered in order of id as far as they have owners; links as from -> to. */
struct graph {
    const struct crm__memory *memory;
    const struct crm__owner *links; /* by child */
    size_t link_count;
    size_t node_count;
    size_t *heads; /* of a node: its first link; node_count + 1 of them */
    size_t *to;    /* of a link: the node of the parent */
    /* Of the search, a node each. */
    size_t *number; /* order of visit from 1; 0 = not visited */
    size_t *low;
    size_t *next;      /* link to follow next */
    size_t *above;     /* the node it was reached from, or itself */
    size_t *stack;     /* nodes whose component is not known yet */
    size_t *component; /* from 1; 0 = not known yet */
    size_t stacked, visited, components;
};

enum { NODE_ARRAYS = 6 };

static void
graph_done(struct graph *graph)
{
    const struct crm__memory *memory = graph->memory;

    crm__free_array(memory, graph->heads, graph->node_count + 1, sizeof *graph->heads);
    crm__free_array(memory, graph->to, graph->link_count, sizeof *graph->to);
    if (graph->number)
        crm__free_array(memory, graph->number, graph->node_count * NODE_ARRAYS,
                        sizeof *graph->number);
}

/* Number the accounts: children first, as they come. */
static crm_status
number_nodes(struct graph *graph, struct crm__cells *nodes)
{
    int64_t *slot;
    bool fresh;

    for (size_t i = 0; i < 2 * graph->link_count; i++) {
        const struct crm__owner *link = &graph->links[i % graph->link_count];

        slot =
            crm__cells_add(nodes, i < graph->link_count ? link->child : link->parent, 0, 0, &fresh);
        if (!slot)
            return CRM_ERROR_MEMORY;
        if (fresh)
            *slot = (int64_t)graph->node_count++;
    }
    return CRM_OK;
}

static crm_status
make_arrays(struct graph *graph)
{
    size_t nodes = graph->node_count;

    graph->heads = crm__alloc_array(graph->memory, nodes + 1, sizeof *graph->heads);
    graph->to = crm__alloc_array(graph->memory, graph->link_count, sizeof *graph->to);
    graph->number = crm__alloc_array(graph->memory, nodes * NODE_ARRAYS, sizeof *graph->number);
    if (!graph->heads || !graph->to || !graph->number)
        return CRM_ERROR_MEMORY;
    graph->low = graph->number + nodes;
    graph->next = graph->low + nodes;
    graph->above = graph->next + nodes;
    graph->stack = graph->above + nodes;
    graph->component = graph->stack + nodes;
    return CRM_OK;
}

/* link_count above 0. Done with graph_done also after a failure. */
static crm_status
graph_make(struct graph *graph, const struct crm__memory *memory, const struct crm__owner *links,
           size_t link_count)
{
    struct crm__cells nodes;
    crm_status status;

    *graph = (struct graph){.memory = memory, .links = links, .link_count = link_count};
    crm__cells_init(&nodes, memory, 1, 1);
    status = number_nodes(graph, &nodes);
    if (status == CRM_OK)
        status = make_arrays(graph);
    for (size_t i = 0; i < link_count && status == CRM_OK; i++) {
        graph->to[i] = (size_t)*crm__cells_find(&nodes, links[i].parent, 0, 0);
        graph->heads[(size_t)*crm__cells_find(&nodes, links[i].child, 0, 0) + 1] = i + 1;
    }
    /* Nodes without owners come last and have no links. */
    for (size_t node = 1; node <= graph->node_count && status == CRM_OK; node++)
        if (graph->heads[node] == 0)
            graph->heads[node] = link_count;
    crm__cells_done(&nodes);
    return status;
}

static void
enter(struct graph *graph, size_t node, size_t above)
{
    graph->number[node] = graph->low[node] = ++graph->visited;
    graph->next[node] = graph->heads[node];
    graph->above[node] = above;
    graph->component[node] = 0;
    graph->stack[graph->stacked++] = node;
}

/* All links of the node were followed: what stands above it on the stack is one component with it,
   if nothing leads further down. Answers the node to go on with. */
static size_t
leave(struct graph *graph, size_t node)
{
    size_t above = graph->above[node], member;

    if (graph->low[node] == graph->number[node]) {
        graph->components++;
        do {
            member = graph->stack[--graph->stacked];
            graph->component[member] = graph->components;
        } while (member != node);
    }
    if (graph->low[node] < graph->low[above])
        graph->low[above] = graph->low[node];
    return above;
}

static bool
holds(const struct crm__owner *link, const int64_t *day)
{
    return !day || (link->span.from <= *day && *day < link->span.to);
}

static void
search_from(struct graph *graph, size_t start, const int64_t *day)
{
    size_t node = start;

    enter(graph, start, start);
    for (;;) {
        size_t link = graph->next[node], to;

        if (link == graph->heads[node + 1]) {
            bool ends = node == start;

            node = leave(graph, node);
            if (ends)
                return;
            continue;
        }
        graph->next[node]++;
        to = graph->to[link];
        if (!holds(&graph->links[link], day))
            continue;
        if (graph->number[to] == 0) {
            enter(graph, to, node);
            node = to;
        } else if (graph->component[to] == 0 && graph->number[to] < graph->low[node]) {
            graph->low[node] = graph->number[to];
        }
    }
}

/* Components of the links that hold on a day; NULL = of all. */
static void
search(struct graph *graph, const int64_t *day)
{
    graph->visited = graph->stacked = graph->components = 0;
    for (size_t node = 0; node < graph->node_count; node++)
        graph->number[node] = 0;
    for (size_t node = 0; node < graph->node_count; node++)
        if (graph->number[node] == 0)
            search_from(graph, node, day);
}

/* Visit the links that are part of a ring: `node` is the child's, moved along by the caller. */
static bool
in_ring(const struct graph *graph, size_t link, size_t *node, const int64_t *day)
{
    while (link >= graph->heads[*node + 1])
        ++*node;
    return holds(&graph->links[link], day) &&
           graph->component[*node] == graph->component[graph->to[link]];
}

/* Tell the rings of a day, each of its smallest id: children are numbered in order of id. */
static crm_status
tell_rings(struct crm__verifier *verifier, struct graph *graph, const int64_t *day)
{
    size_t *told = graph->number; /* by component, not needed any more */
    crm_status status = CRM_OK;

    for (size_t i = 0; i < graph->node_count; i++)
        told[i] = 0;
    for (size_t link = 0, node = 0; link < graph->link_count && status == CRM_OK; link++) {
        if (!in_ring(graph, link, &node, day) || told[graph->component[node] - 1])
            continue;
        told[graph->component[node] - 1] = 1;
        status = crm__verify_tell(verifier, CRM_KIND_ACCOUNT, graph->links[link].child,
                                  CRM_ACCOUNT_PARENT, "cycle", graph->links[link].parent);
    }
    return status;
}

/* Look at each day on which one of these links begins. */
static crm_status
search_days(struct crm__verifier *verifier, const struct crm__owner *links, size_t count)
{
    const struct crm__memory *memory = &verifier->crm->memory;
    int64_t *days = crm__alloc_array(memory, count, sizeof *days);
    struct graph graph = {.memory = memory};
    crm_status status = days ? graph_make(&graph, memory, links, count) : CRM_ERROR_MEMORY;

    if (status != CRM_OK) {
        crm__no_memory(verifier->crm);
        goto done;
    }
    for (size_t i = 0; i < count; i++)
        days[i] = links[i].span.from;
    crm__sort_int64(days, count);
    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        if (i > 0 && days[i] == days[i - 1])
            continue;
        search(&graph, &days[i]);
        status = tell_rings(verifier, &graph, &days[i]);
    }

done:
    graph_done(&graph);
    crm__free_array(memory, days, count, sizeof *days);
    return status;
}

/* The links that are part of a ring when days do not count. */
static crm_status
suspects(const struct graph *graph, struct crm__owner **out_links, size_t *out_count)
{
    *out_links = crm__alloc_array(graph->memory, graph->link_count, sizeof **out_links);
    *out_count = 0;
    if (!*out_links)
        return CRM_ERROR_MEMORY;
    for (size_t link = 0, node = 0; link < graph->link_count; link++)
        if (in_ring(graph, link, &node, NULL))
            (*out_links)[(*out_count)++] = graph->links[link];
    return CRM_OK;
}

crm_status
crm__verify_rings(struct crm__verifier *verifier)
{
    const struct crm__memory *memory = &verifier->crm->memory;
    size_t links = verifier->owner_count, count = 0;
    struct crm__owner *ring = NULL;
    struct graph graph;
    crm_status status;

    if (links == 0)
        return CRM_OK;
    status = graph_make(&graph, memory, verifier->owners, links);
    if (status == CRM_OK) {
        search(&graph, NULL);
        status = suspects(&graph, &ring, &count);
    }
    graph_done(&graph);
    if (status != CRM_OK)
        crm__no_memory(verifier->crm);
    else if (count)
        status = search_days(verifier, ring, count);
    crm__free_array(memory, ring, links, sizeof *ring);
    return status;
}
