/*
 * memory.c - the allocator that counts, checks and fails. Each block has its size and a mark in
 * front, so that the sizes that the library passes back can be compared with what they were.
 */
#include <stdlib.h>
#include <string.h>

#include "testing/inside.h"

#define MARK_LIVE 0x63726d6c697665a5u
#define MARK_FREE 0x63726d66726565a5u

union header {
    struct {
        uint64_t mark;
        size_t size;
    } block;
    max_align_t align;
};

crm_status
crm_testing_memory_init(crm_testing_memory *memory, size_t size)
{
    const crm_testing_memory init = CRM_TESTING_MEMORY_INIT;

    return crm__testing_init(memory, size, &init, sizeof init,
                             CRM__UP_TO(crm_testing_memory, breach));
}

static void
note(crm_testing_memory *memory, const char *breach)
{
    if (!memory->breach)
        memory->breach = breach;
}

static bool
refused(crm_testing_memory *memory)
{
    uint64_t number = ++memory->allocations;
    bool hit;

    if (memory->fail_at == 0)
        return false;
    hit =
        memory->flags & CRM_TESTING_FAIL_ON ? number >= memory->fail_at : number == memory->fail_at;
    if (hit)
        memory->failed++;
    return hit;
}

static void *
take_new(crm_testing_memory *memory, size_t size)
{
    union header *header;

    if (refused(memory) || size > SIZE_MAX - sizeof *header)
        return NULL;
    header = malloc(sizeof *header + size);
    if (!header)
        return NULL;
    header->block.mark = MARK_LIVE;
    header->block.size = size;
    memset(header + 1, 0xa5, size);
    memory->live_blocks++;
    memory->live_bytes += size;
    if (memory->live_bytes > memory->peak_bytes)
        memory->peak_bytes = memory->live_bytes;
    return header + 1;
}

static void
let_go(crm_testing_memory *memory, union header *header)
{
    memory->live_blocks--;
    memory->live_bytes -= header->block.size;
    header->block.mark = MARK_FREE;
    memset(header + 1, 0xdd, header->block.size);
    free(header);
}

void *
crm_testing_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    crm_testing_memory *memory = self;
    union header *header;
    void *moved;

    if (!block) {
        if (old_size != 0)
            note(memory, "an old size without a block");
        return new_size ? take_new(memory, new_size) : NULL;
    }
    header = (union header *)block - 1;
    if (header->block.mark != MARK_LIVE) {
        note(memory, "a block that is not allocated");
        return NULL;
    }
    if (header->block.size != old_size)
        note(memory, "an old size that the block does not have");
    if (new_size == 0) {
        let_go(memory, header);
        return NULL;
    }
    moved = take_new(memory, new_size);
    if (!moved)
        return NULL;
    memcpy(moved, block, header->block.size < new_size ? header->block.size : new_size);
    let_go(memory, header);
    return moved;
}
