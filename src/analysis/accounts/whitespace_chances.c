/*
 * whitespace_chances.c - how likely a cell is to be filled, and what it is worth.
 *
 * The likelihood is one fraction of integers, (hf A (n + k) + k (h A + k H)) / (A (n + k) (nf + k)),
 * and the expected value is the value times that fraction, rounded once: no double is multiplied.
 */
#include "analysis/accounts/whitespace.h"
#include "base/exact.h"
#include "base/order.h"

/* ---- Who is compared with whom ---- */

/* Of the account; of a family: of its root. */
static crm_status
segment_of(crm_analysis *analysis, crm_id account, int64_t *out_number)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t row, length;
    const char *text = NULL;

    if (crm__kept_find(analysis, CRM_KIND_ACCOUNT, account, &row))
        text = crm__kept_text(analysis, CRM_KIND_ACCOUNT, row, CRM_ACCOUNT_SEGMENT, &length);
    *out_number = -1;
    if (!text || crm__words_number(&own->words, text, length, out_number) == CRM_OK)
        return CRM_OK;
    return crm__no_memory(analysis->crm);
}

/* Segments with enough others become peers; all other rows have all rows for peers (place 0). */
static void
join_peers(struct crm__whitespace *own, const int64_t *segments, int64_t *places)
{
    for (size_t i = 0; i < own->row_count; i++) {
        if (segments[i] >= 0)
            places[segments[i]]++;
    }
    own->peers[0].rows = (int64_t)own->row_count;
    own->peers_count = 1;
    for (int64_t word = 0; word < own->words.numbers; word++) {
        int64_t rows = places[word];

        places[word] = rows > CRM__PEERS_MIN ? (int64_t)own->peers_count : 0;
        if (rows > CRM__PEERS_MIN)
            own->peers[own->peers_count++].rows = rows;
    }
    for (size_t i = 0; i < own->row_count; i++)
        own->rows[i].peers = segments[i] >= 0 ? (size_t)places[segments[i]] : 0;
}

static crm_status
find_peers(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    int64_t *segments = crm__alloc_array(memory, own->row_count, sizeof *segments), *places = NULL;
    size_t words = 0;
    crm_status status = segments ? CRM_OK : crm__no_memory(analysis->crm);

    for (size_t i = 0; i < own->row_count && status == CRM_OK; i++)
        status = segment_of(analysis, own->rows[i].id, &segments[i]);
    if (status == CRM_OK) {
        words = (size_t)own->words.numbers + 1;
        places = crm__alloc_array(memory, words, sizeof *places);
        own->peers = crm__alloc_array(memory, own->row_count + 1, sizeof *own->peers);
        if (places && own->peers)
            join_peers(own, segments, places);
        else
            status = crm__no_memory(analysis->crm);
    }
    crm__free_array(memory, places, words, sizeof *places);
    crm__free_array(memory, segments, own->row_count, sizeof *segments);
    return status;
}

/* ---- Values ---- */

/* A row that holds the column. */
struct holder {
    size_t peers;
    int64_t net;
};

static int
compare_holders(const void *a, const void *b, void *context)
{
    const struct holder *x = a, *y = b;

    (void)context;
    if (x->peers != y->peers)
        return x->peers < y->peers ? -1 : 1;
    return x->net < y->net ? -1 : x->net > y->net;
}

/* Median of the nets of some holders by peers and net; they are copied to `nets` and sorted. */
static int64_t
median_of(const struct holder *holders, size_t count, int64_t *nets)
{
    for (size_t i = 0; i < count; i++)
        nets[i] = holders[i].net;
    crm__sort_int64(nets, count);
    return crm__median_money(nets, count);
}

/* What all peers have in common first, then those with holders enough of their own. */
static void
value_column(const crm_analysis *analysis, size_t at, const struct holder *holders, size_t count,
             int64_t *nets)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    const struct crm__grid_column *column = &own->columns[at];
    struct crm__grid_market all = {(int64_t)count, column->list, column->has_list};
    size_t end;

    if (count > 0) {
        all.value = median_of(holders, count, nets);
        all.has_value = true;
    }
    for (size_t i = 0; i < own->peers_count; i++) {
        own->markets[i * own->column_count + at] = all;
        if (i > 0)
            own->markets[i * own->column_count + at].holders = 0;
    }
    for (size_t first = 0; first < count; first = end) {
        struct crm__grid_market *market =
            &own->markets[holders[first].peers * own->column_count + at];

        for (end = first + 1; end < count && holders[end].peers == holders[first].peers; end++)
            ;
        if (holders[first].peers == 0)
            continue;
        market->holders = (int64_t)(end - first);
        if (market->holders >= CRM__HOLDERS_MIN)
            market->value = median_of(&holders[first], end - first, nets);
    }
}

static crm_status
value_columns(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    struct holder *holders = crm__alloc_array(analysis->memory, own->row_count, sizeof *holders);
    int64_t *nets = crm__alloc_array(analysis->memory, own->row_count, sizeof *nets);
    crm_status status = holders && nets ? CRM_OK : crm__no_memory(analysis->crm);

    for (size_t column = 0; column < own->column_count && status == CRM_OK; column++) {
        size_t count = 0;

        for (size_t row = 0; row < own->row_count; row++) {
            const struct crm__grid_cell *cell = &own->cells[row * own->column_count + column];

            if (cell->state == CRM_CELL_HELD)
                holders[count++] = (struct holder){own->rows[row].peers, cell->net};
        }
        crm__sort(holders, count, sizeof *holders, compare_holders, NULL);
        value_column(analysis, column, holders, count, nets);
    }
    crm__free_array(analysis->memory, holders, own->row_count, sizeof *holders);
    crm__free_array(analysis->memory, nets, own->row_count, sizeof *nets);
    return status;
}

/* Accounts of each family that hold each column; at the level of families nobody has sisters. */
static void
count_family_holders(const crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    for (size_t i = 0; i < own->cell_count; i++) {
        size_t family = own->rows[i / own->column_count].family;

        if (own->cells[i].state == CRM_CELL_HELD)
            own->family_holders[family * own->column_count + i % own->column_count]++;
    }
}

crm_status
crm__whitespace_peers(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t markets, held;
    crm_status status;

    if (own->cell_count == 0)
        return CRM_OK;
    status = find_peers(analysis);
    if (status != CRM_OK)
        return status;
    if (!crm__size_multiply(own->peers_count, own->column_count, &markets) ||
        !crm__size_multiply(own->family_count, own->column_count, &held))
        return crm__no_memory(analysis->crm);
    own->markets = crm__alloc_array(analysis->memory, markets, sizeof *own->markets);
    own->market_count = own->markets ? markets : 0;
    own->family_holders = crm__alloc_array(analysis->memory, held, sizeof *own->family_holders);
    own->family_holders_count = own->family_holders ? held : 0;
    if (!own->markets || !own->family_holders)
        return crm__no_memory(analysis->crm);
    count_family_holders(analysis);
    return value_columns(analysis);
}

/* ---- One cell ---- */

struct fraction {
    struct crm__wide top;
    struct crm__wide bottom;
};

static struct fraction
likelihood_of(const crm_analysis *analysis, const struct crm__chance *chance, int64_t rows,
              int64_t holders, bool sisters)
{
    int64_t kappa = crm__whitespace_params(analysis)->kappa;
    int64_t bottom = rows * (chance->peers + kappa);
    int64_t top = chance->holders * rows + kappa * holders;

    if (!sisters)
        return (struct fraction){crm__wide_of(top), crm__wide_of(bottom)};
    return (struct fraction){
        crm__wide_add(crm__wide_multiply(chance->family_holders, bottom),
                      crm__wide_multiply(kappa, top)),
        crm__wide_multiply(bottom, chance->family_members + kappa),
    };
}

static crm_status
expect(crm_analysis *analysis, const struct fraction *likelihood, struct crm__chance *chance)
{
    struct crm__exact top = crm__exact_of(likelihood->top);
    struct crm__exact bottom = crm__exact_of(likelihood->bottom);
    int64_t num, den;

    if (crm__wide_to_int64(likelihood->top, &num) == CRM_OK &&
        crm__wide_to_int64(likelihood->bottom, &den) == CRM_OK &&
        crm__scale(chance->value, num, den, CRM_ROUND_HALF_EVEN, &chance->expected) == CRM_OK)
        return CRM_OK;
    crm__exact_times(&top, crm__wide_of(chance->value));
    if (crm__exact_divide(&top, &bottom, CRM_ROUND_HALF_EVEN, &chance->expected) == CRM_OK)
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, 0, 0, -1,
                     "whitespace: an expected value does not fit 64 bits");
}

static void
count_sisters(const crm_analysis *analysis, const struct crm__grid_row *row, size_t column,
              const struct crm__grid_cell *cell, struct crm__chance *out)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    const struct crm__grid_family *family = &own->families[row->family];

    if (analysis->common->unit == CRM_UNIT_FAMILY) {
        out->family_members = family->members;
        out->family_holders = cell->holders;
        return;
    }
    out->family_members = family->buyers - row->buyer;
    out->family_holders = own->family_holders[row->family * own->column_count + column] -
                          (cell->state == CRM_CELL_HELD);
}

crm_status
crm__whitespace_chance(crm_analysis *analysis, size_t row_at, size_t column,
                       struct crm__chance *out)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    const struct crm__grid_row *row = &own->rows[row_at];
    const struct crm__grid_cell *cell = &own->cells[row_at * own->column_count + column];
    const struct crm__grid_market *all = &own->markets[column];
    const struct crm__grid_market *market = &own->markets[row->peers * own->column_count + column];
    struct fraction likelihood;

    *out = (struct crm__chance){.peers = own->peers[row->peers].rows - 1,
                                .holders = market->holders - (cell->state == CRM_CELL_HELD)};
    count_sisters(analysis, row, column, cell, out);
    if (cell->state == CRM_CELL_HELD || cell->state == CRM_CELL_EXCLUDED)
        return CRM_OK;
    likelihood =
        likelihood_of(analysis, out, (int64_t)own->row_count, all->holders,
                      analysis->common->unit == CRM_UNIT_ACCOUNT && out->family_members > 0);
    out->has_likelihood = true;
    out->likelihood = crm__wide_ratio(likelihood.top, likelihood.bottom);
    out->has_value = market->has_value;
    out->value = market->value;
    return out->has_value ? expect(analysis, &likelihood, out) : CRM_OK;
}
