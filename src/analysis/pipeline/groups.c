/*
 * groups.c - the table `groups`: open, won and lost deals by owner, product, reason, sector, source
 * and type. Every deal has one group in each dimension (that without key and label if it says
 * nothing), so that a dimension adds up to the summary; `reason` is of closed deals alone.
 */
#include <string.h>

#include "analysis/pipeline/pipeline.h"
#include "base/order.h"
#include "base/words.h"

enum { OWNER, PRODUCT, REASON, SECTOR, SOURCE, TYPE, DIMENSIONS };

static const char *const dimension_names[DIMENSIONS] = {"owner",  "product", "reason",
                                                        "sector", "source",  "type"};

enum { OPEN, OPEN_AMOUNT, WON = 3, WON_AMOUNT, LOST = 6, SLOTS };

struct groups {
    struct crm__cells cells; /* dimension, key (id, word number, code; -1 = none) */
    struct crm__words words;
};

struct group {
    int64_t dimension;
    crm_id key; /* 0 = none */
    const char *label;
    size_t label_length;
    const int64_t *slots;
};

/* ---- Keys ---- */

static crm_status
word_key(crm_analysis *analysis, struct crm__words *words, crm_kind kind, size_t row,
         crm_field field, int64_t *out_key)
{
    size_t length;
    const char *text = row == SIZE_MAX ? NULL : crm__kept_text(analysis, kind, row, field, &length);

    *out_key = -1;
    if (!text || crm__words_number(words, text, length, out_key) == CRM_OK)
        return CRM_OK;
    return crm__no_memory(analysis->crm);
}

static crm_status
find_keys(crm_analysis *analysis, struct crm__words *words, const struct crm__deal *deal,
          const struct crm__pipe_deal *known, int64_t keys[DIMENSIONS])
{
    crm_id product = crm__resolve(analysis, CRM_KIND_PRODUCT, deal->now.product);
    size_t account = SIZE_MAX;
    int64_t type;
    crm_status status;

    if (known->account != 0)
        crm__kept_find(analysis, CRM_KIND_ACCOUNT, known->account, &account);
    keys[OWNER] = deal->now.owner != 0 ? deal->now.owner : -1;
    keys[PRODUCT] = deal->now.product != 0 && product != 0 ? product : -1;
    keys[TYPE] = deal->row != SIZE_MAX && crm__kept_int(analysis, CRM_KIND_OPPORTUNITY, deal->row,
                                                        CRM_OPPORTUNITY_TYPE, &type)
                     ? type
                     : -1;
    status = word_key(analysis, words, CRM_KIND_TRANSITION, deal->closing_row,
                      CRM_TRANSITION_REASON, &keys[REASON]);
    if (status == CRM_OK)
        status =
            word_key(analysis, words, CRM_KIND_ACCOUNT, account, CRM_ACCOUNT_SECTOR, &keys[SECTOR]);
    if (status == CRM_OK)
        status = word_key(analysis, words, CRM_KIND_OPPORTUNITY, deal->row, CRM_OPPORTUNITY_SOURCE,
                          &keys[SOURCE]);
    return status;
}

static void
count_deal(const struct crm__pipe_deal *deal, int64_t *slots)
{
    slots[OPEN] += deal->open;
    slots[WON] += deal->won;
    slots[LOST] += deal->lost;
    if (deal->open)
        crm__wide_slot_add(slots + OPEN_AMOUNT, deal->amount);
    if (deal->won)
        crm__wide_slot_add(slots + WON_AMOUNT, deal->amount);
}

static crm_status
collect(crm_analysis *analysis, struct groups *groups)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->deal_count && status == CRM_OK; i++) {
        const struct crm__pipe_deal *deal = &own->deals[i];
        int64_t keys[DIMENSIONS];

        if (!deal->worked)
            continue;
        status = find_keys(analysis, &groups->words, &analysis->deals.list[i], deal, keys);
        for (int64_t j = 0; j < DIMENSIONS && status == CRM_OK; j++) {
            int64_t *slots;

            if (j == REASON && deal->open)
                continue;
            slots = crm__cells_add(&groups->cells, j, keys[j], 0, NULL);
            if (!slots)
                status = crm__no_memory(analysis->crm);
            else
                count_deal(deal, slots);
        }
    }
    return status;
}

/* ---- Rows ---- */

static void
name_type(const crm_analysis *analysis, int64_t code, struct group *group)
{
    const char *name;

    group->label =
        crm_schema_choice(analysis->crm, CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_TYPE, code);
    name = group->label;
    group->label_length = name ? strlen(name) : 0;
}

static struct group
group_of(const crm_analysis *analysis, const struct groups *groups, const int64_t *record)
{
    struct group group = {.dimension = record[0], .slots = record + 2};

    if (record[1] < 0)
        return group;
    if (group.dimension == OWNER || group.dimension == PRODUCT)
        group.key = record[1];
    else if (group.dimension == TYPE)
        name_type(analysis, record[1], &group);
    else
        group.label = crm__words_text(&groups->words, record[1], &group.label_length);
    return group;
}

/* Dimension, won amount descending, key (none last), label by bytes (none last). */
static int
compare_groups(const void *a, const void *b, void *context)
{
    const struct group *x = a, *y = b;
    int order;

    (void)context;
    if (x->dimension != y->dimension)
        return x->dimension < y->dimension ? -1 : 1;
    order = crm__wide_compare(crm__wide_from_slots(y->slots + WON_AMOUNT),
                              crm__wide_from_slots(x->slots + WON_AMOUNT));
    if (order != 0)
        return order;
    if (x->key != y->key)
        return x->key == 0 || (y->key != 0 && x->key > y->key) ? 1 : -1;
    return crm__text_compare(x->label, x->label_length, y->label, y->label_length);
}

static void
write_group(struct crm__writer *writer, const struct group *group)
{
    const char *dimension = dimension_names[group->dimension];
    int64_t won = group->slots[WON], closed = won + group->slots[LOST];
    double low, high;

    crm__write_row(writer);
    crm__write_text(writer, dimension, strlen(dimension));
    crm__write_id(writer, group->key);
    crm__write_text(writer, group->label, group->label_length);
    crm__write_int(writer, group->slots[OPEN]);
    crm__write_total(writer, crm__wide_from_slots(group->slots + OPEN_AMOUNT),
                     "pipeline.groups.open_amount", group->key);
    crm__write_int(writer, won);
    crm__write_total(writer, crm__wide_from_slots(group->slots + WON_AMOUNT),
                     "pipeline.groups.won_amount", group->key);
    crm__write_int(writer, group->slots[LOST]);
    crm__write_ratio(writer, won, closed);
    if (closed == 0) {
        crm__write_none(writer);
        crm__write_none(writer);
        return;
    }
    crm__wilson(won, closed, &low, &high);
    crm__write_double(writer, low);
    crm__write_double(writer, high);
}

static crm_status
write_groups(crm_analysis *analysis, const struct groups *groups)
{
    struct crm__writer writer = crm__writer_of(analysis, CRM__PIPE_GROUPS);
    size_t count = groups->cells.count;
    struct group *list;
    int64_t **records;

    if (count == 0)
        return CRM_OK;
    list = crm__alloc_array(analysis->memory, count, sizeof *list);
    if (!list || crm__cells_sorted(&groups->cells, &records) != CRM_OK) {
        crm__free_array(analysis->memory, list, count, sizeof *list);
        return crm__no_memory(analysis->crm);
    }
    for (size_t i = 0; i < count; i++)
        list[i] = group_of(analysis, groups, records[i]);
    crm__sort(list, count, sizeof *list, compare_groups, NULL);
    for (size_t i = 0; i < count; i++)
        write_group(&writer, &list[i]);
    crm__free_array(analysis->memory, records, count, sizeof *records);
    crm__free_array(analysis->memory, list, count, sizeof *list);
    return writer.status;
}

crm_status
crm__pipe_write_groups(crm_analysis *analysis)
{
    struct groups groups;
    crm_status status;

    crm__cells_init(&groups.cells, analysis->memory, 2, SLOTS);
    crm__words_init(&groups.words, analysis->memory);
    status = collect(analysis, &groups);
    if (status == CRM_OK)
        status = write_groups(analysis, &groups);
    crm__words_done(&groups.words);
    crm__cells_done(&groups.cells);
    return status;
}
