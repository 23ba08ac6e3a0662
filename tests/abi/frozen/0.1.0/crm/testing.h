/*
 * testing.h - libcrm-testing: what a program that uses libcrm needs to test itself.
 *
 * A library of its own (pkg-config name libcrm-testing), not included by crm.h, usable from any test
 * harness: nothing here prints, exits or needs a framework. It offers
 *
 *   - an allocator that counts, checks and fails on demand,
 *   - a clock that stands still,
 *   - a wrapper that makes any callback of a store misbehave at a chosen call,
 *   - an awkward store, which does all that a store may do to annoy its reader,
 *   - a digest of all that a store holds,
 *   - crm_store_check: the laws of the store contract, each with a sentence, tried on your store.
 *
 * The usual loop over allocations: fail the first, then the second ... until the work passes with
 * nothing left to fail.
 *
 *     for (uint64_t k = 1;; k++) {
 *         crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
 *         memory.fail_at = k;
 *         status = work(crm_testing_resize, &memory);
 *         assert(memory.live_blocks == 0 && memory.breach == NULL);
 *         if (memory.failed == 0)
 *             break;
 *         assert(status == CRM_ERROR_MEMORY);
 *     }
 *
 * All of it belongs to one thread at a time. To spare what comes before, count from where things
 * stand: fail_at = allocations + k, and for a store at = calls + k. Structs are set up with their
 * _INIT macro (or _init function) and grow only at the end.
 */
#ifndef CRM_TESTING_H
#define CRM_TESTING_H

#include "crm/base.h"
#include "crm/context.h"
#include "crm/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- An allocator that counts, checks and fails ---- */

/** Fail every allocation from fail_at on, not that one alone (crm_testing_memory.flags). */
enum { CRM_TESTING_FAIL_ON = 1 };

typedef struct crm_testing_memory {
    uint32_t size;        /* sizeof(crm_testing_memory) */
    uint32_t flags;       /* CRM_TESTING_FAIL_ON or 0 */
    uint64_t fail_at;     /* number of the allocation to refuse, counted from 1; 0 = none */
    uint64_t allocations; /* blocks asked for or resized so far, refused ones included */
    uint64_t failed;      /* how many were refused */
    uint64_t live_blocks; /* blocks that are not freed yet */
    uint64_t live_bytes;  /* their bytes as asked for */
    uint64_t peak_bytes;  /* the most that live_bytes ever was */
    const char *breach;   /* NULL, or what the caller did wrong first: a wrong old size, a block
                             that is not one of ours. Static. */
} crm_testing_memory;

#define CRM_TESTING_MEMORY_INIT                                                                    \
    {                                                                                              \
        sizeof(crm_testing_memory), 0, 0, 0, 0, 0, 0, 0, NULL                                      \
    }

/** Fill with CRM_TESTING_MEMORY_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_testing_memory_init(crm_testing_memory *memory, size_t size);

/**
 * A crm_resize over libc's memory; self is a crm_testing_memory.
 *
 * A resized block always moves and new bytes hold rubbish, so that what relies on either is found.
 * A wrong old_size is noted as a breach and otherwise served.
 */
CRM_API void *crm_testing_resize(void *self, void *block, size_t old_size, size_t new_size);

/* ---- A clock that stands still ---- */

typedef struct crm_testing_clock {
    uint32_t size;     /* sizeof(crm_testing_clock) */
    uint32_t flags;    /* 0 */
    crm_instant now;   /* what the next reading answers; set it as you like */
    int64_t step;      /* microseconds added after each reading */
    uint64_t readings; /* so far */
} crm_testing_clock;

/** 2024-01-01T00:00Z, standing still. */
#define CRM_TESTING_CLOCK_INIT                                                                     \
    {                                                                                              \
        sizeof(crm_testing_clock), 0, 1704067200000000LL, 0, 0                                     \
    }

/** Fill with CRM_TESTING_CLOCK_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_testing_clock_init(crm_testing_clock *clock, size_t size);

/** For crm_options.clock; self is a crm_testing_clock. */
CRM_API void crm_testing_clock_read(void *self, crm_reply *reply);

/* ---- A store that fails on demand ---- */

/* Callbacks that answer through a reply, as bits (crm_testing_faults.only). */
enum {
    CRM_TESTING_GET = 1,
    CRM_TESTING_SCAN = 2,
    CRM_TESTING_NEXT = 4,
    CRM_TESTING_APPLY = 8,
    CRM_TESTING_RESERVE = 16,
    CRM_TESTING_HOLD = 32,
    CRM_TESTING_CLOCK = 64,
    CRM_TESTING_PROGRESS = 128
};

/* How the chosen call misbehaves. */
enum {
    CRM_TESTING_FAIL = 1,         /* fails with status, host_code, text; the store is not called */
    CRM_TESTING_NO_REPLY = 2,     /* returns without an answer; the store is not called */
    CRM_TESTING_TWO_REPLIES = 3,  /* the store answers, then a second answer is given */
    CRM_TESTING_UNKNOWN_CODE = 4, /* fails with a status that a store may not use */
    CRM_TESTING_REENTER = 5       /* calls the context `reenter` from inside, then serves */
};

/**
 * A wrapper around a store: forwards all, counts, and makes one call misbehave. It also watches
 * that the library keeps its side of the contract.
 */
typedef struct crm_testing_faults {
    uint32_t size;            /* sizeof(crm_testing_faults) */
    uint32_t only;            /* CRM_TESTING_... bits of the callbacks that count; 0 = all */
    const crm_store *inner;   /* the store that does the work, set by crm_testing_faults_wrap */
    uint64_t at;              /* number of the call that misbehaves, counted from 1; 0 = none */
    int32_t mode;             /* CRM_TESTING_FAIL ... */
    crm_status status;        /* of CRM_TESTING_FAIL; 0 = CRM_ERROR_STORE */
    int64_t host_code;        /* of CRM_TESTING_FAIL */
    const char *text;         /* of CRM_TESTING_FAIL; may be NULL; not copied */
    crm_context *reenter;     /* of CRM_TESTING_REENTER: the context that uses the store */
    crm_testing_clock *clock; /* read by crm_testing_faults_clock; NULL = an instant of its own */
    uint64_t calls;           /* that counted so far */
    uint64_t hits;            /* how often a call misbehaved */
    crm_status reentered;     /* what the context answered; it must be CRM_ERROR_REENTRANT */
    int32_t hit;              /* CRM_TESTING_GET ...: the callback that misbehaved; 0 = none yet */
    uint64_t scans, finishes; /* a scan that answers no cursor is not finished */
    uint64_t holds, releases;
    uint64_t applies;         /* applies that reached the store */
    uint64_t closes;
    uint32_t held;            /* 1 between hold and release */
    uint32_t reserved;        /* 0 */
    const char *breach;       /* NULL, or what the library did wrong first: a write between hold
                                 and release, a second close, a call after it, ids of
                                 get that repeat. Static. */
} crm_testing_faults;

#define CRM_TESTING_FAULTS_INIT                                                                    \
    {                                                                                              \
        sizeof(crm_testing_faults), 0, NULL, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, \
            0, 0, 0, 0, NULL                                                                       \
    }

/** Fill with CRM_TESTING_FAULTS_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_testing_faults_init(crm_testing_faults *faults, size_t size);

/**
 * Put the wrapper around a store.
 *
 * @param faults    set up with CRM_TESTING_FAULTS_INIT; outlives the contexts that use out_store
 * @param inner     not copied: outlives them, too; callbacks that it lacks the wrapper lacks
 * @param out_store the store to give to crm_open, not `inner` itself; its `size` is set before
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_ABI
 */
CRM_API crm_status crm_testing_faults_wrap(crm_testing_faults *faults, const crm_store *inner,
                                           crm_store *out_store);

/** For crm_options.clock and .progress, self = the crm_testing_faults: readings of the clock and
    tellings of progress then count and misbehave like the callbacks of the store. */
CRM_API void crm_testing_faults_clock(void *self, crm_reply *reply);
CRM_API void crm_testing_faults_progress(void *self, int64_t rows_done, int64_t rows_known,
                                         crm_reply *reply);

/* ---- A store that is right and awkward ---- */

/**
 * A store in memory that keeps the contract in the least convenient way: rows come in shuffled
 * order, through cursors always, conditions and wanted fields are ignored. Bits of the seed add:
 * 1 rows already in the answer of scan, 2 batches without rows, 4 an end that comes alone, 8 gaps
 * between the ids handed out, 16 the wanted fields and no others in scans.
 *
 * @param resize    NULL = realloc and free of libc
 * @param batch     rows in one answer at most; 0 = as many as asked for
 * @param seed      of the order
 * @param out_store its `size` is set before the call; its close does nothing
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_ABI, CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_testing_awkward_store(crm_resize *resize, void *resize_self, size_t batch,
                                             uint64_t seed, crm_store *out_store);

/** A second connection to the same rows, as another process has it: it holds and reads on its own.
    @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_ABI, CRM_ERROR_MEMORY */
CRM_API crm_status crm_testing_awkward_connect(const crm_store *store, crm_store *out_store);

/** Free a connection, and with the last one all rows. NULL and an empty one are harmless. */
CRM_API void crm_testing_awkward_free(crm_store *store);

/** How many cursors of the connection are not finished. */
CRM_API size_t crm_testing_awkward_cursors(const crm_store *store);

/**
 * Make the store break one law of the contract, as a careless store would, to see that a check of
 * yours finds it.
 *
 * @param law a name from crm_testing_law_name; NULL = keep all again
 * @return CRM_OK, CRM_ERROR_ARGUMENT when no such law is known
 */
CRM_API crm_status crm_testing_awkward_break(const crm_store *store, const char *law);

/* ---- What a store holds ---- */

/**
 * A number that stands for all records that a context can read, in whatever order they come: equal
 * content gives equal digests, and different content does but for one case in 2^64.
 *
 * Reads every kind through crm_scan_new; kinds that the store lacks count as empty. Fields that the
 * host defined count if they are defined in this context.
 *
 * @param out_digest, out_rows may be NULL
 * @return CRM_OK, CRM_ERROR_ARGUMENT, or what the scan answered
 */
CRM_API crm_status crm_testing_digest(crm_context *crm, uint64_t *out_digest, uint64_t *out_rows);

/* ---- Does a store keep the contract? ---- */

/** The laws, in the order in which they are tried: how many, and of each the name, such as
    "version_is_compared", and one sentence. NULL past the last. Static. */
CRM_API size_t crm_testing_laws(void);
CRM_API const char *crm_testing_law_name(size_t index);
CRM_API const char *crm_testing_law_sentence(size_t index);

/**
 * Hears how one law went.
 *
 * @param law     its name
 * @param outcome CRM_OK: the store keeps it; CRM_NONE: it could not be tried (the store lacks a
 *                callback, a second connection, or answered CRM_ERROR_UNSUPPORTED), the text says
 *                why; CRM_ERROR_STORE: the store breaks it, the text says how
 * @param text    one line; "" when kept. Borrowed until the callback returns.
 */
typedef void crm_testing_report(void *self, const char *law, crm_status outcome, const char *text);

/**
 * Try all laws on a store.
 *
 * Writes records of all kinds, and leaves them there: give it a store for the purpose, empty or not.
 * Opens and closes contexts over it without ever calling its close. docs/laws.md leads from the
 * sentences of the contract to the laws.
 *
 * @param store  the store
 * @param other  a second connection to the same records, for the laws that need two; NULL = those
 *               are not tried
 * @param report called once for each law; may be NULL
 * @return CRM_OK when no law is broken; CRM_ERROR_STORE when one is; CRM_ERROR_ARGUMENT;
 *         CRM_ERROR_ABI; CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_store_check(const crm_store *store, const crm_store *other,
                                   crm_testing_report *report, void *report_self);

#ifdef __cplusplus
}
#endif

#endif
