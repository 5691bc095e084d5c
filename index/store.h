/* store - Xapian behind a C face: terms, values and blobs in; hits out.
 *
 * store.cc is the only C++ and the only file that touches Xapian.  It holds no
 * policy: it cuts no text, reads no JSON, knows no prefix.  Every call passes
 * one noexcept fence; what Xapian throws becomes a fault:
 *
 *     FAULT_BUSY    another writer holds the lock, or a reader was overtaken
 *                   again and again
 *     FAULT_IO      cannot open, read or write; a remote shard is silent
 *     FAULT_DAMAGE  the database is damaged, or the writer failed before
 *     FAULT_MEMORY, FAULT_BUG
 */
#ifndef JIANBAO_INDEX_STORE_H
#define JIANBAO_INDEX_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

struct store_bytes {
    const char *p;
    size_t len;
};

/* ------------------------------------------------------------ writing */

struct store_term {
    const char *bytes;
    uint32_t len;
    uint32_t wdf;  /* 0: can be searched for, tells nothing about rank */
    uint32_t hash; /* term_hash(); only bulk writing (segment.h) looks at it */
};

/* Of the bytes of a term, for tables in memory. */
static inline uint32_t term_hash(const char *bytes, size_t len)
{
    uint64_t h = len, word;
    for (; len >= 8; bytes += 8, len -= 8) {
        memcpy(&word, bytes, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    word = 0;
    memcpy(&word, bytes, len);
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32);
}

/* What a database says of itself. */
struct store_property {
    const char *key, *value;
};

struct store_value {
    uint32_t slot;
    struct store_bytes value;
};

struct store_document {
    const struct store_term *terms; /* each once */
    size_t term_count;
    const struct store_value *values;
    size_t value_count;
    struct store_bytes blob;
};

struct store_writer;

/* Opens or creates a database folder for writing.  One writer at a time:
 * FAULT_BUSY.  What is not committed is lost with store_writer_close().  With
 * `create` a database that broke in the making is made anew.
 *
 * The first failure of a write poisons the writer: every later call returns
 * FAULT_DAMAGE "writer failed before", nothing more is committed.  (Xapian's
 * own commit() succeeds after a failed add_document(), with documents gone.) */
struct store_writer *store_writer_open(const char *path, bool create, struct fault *fault);
void store_writer_close(struct store_writer *w);

/* Adds a document without looking for an older one. */
bool store_add(struct store_writer *w, const struct store_document *d, struct fault *fault);

/* Replaces the document that has the term `id`, or adds it.  *replaced tells which. */
bool store_replace(struct store_writer *w, struct store_bytes id, const struct store_document *d,
                   bool *replaced, struct fault *fault);
bool store_delete(struct store_writer *w, struct store_bytes id, bool *found, struct fault *fault);

/* Of the documents that have the term `id`, leaves the one that came last. */
bool store_delete_older(struct store_writer *w, struct store_bytes id, struct fault *fault);

/* The blob of the document that has the term `id`, pending ones too; *blob is
 * the caller's (free()), NULL when there is none. */
bool store_writer_fetch(struct store_writer *w, struct store_bytes id, char **blob, size_t *len,
                        struct fault *fault);

bool store_set_metadata(struct store_writer *w, const char *key, const char *value, struct fault *fault);

/* Makes everything so far durable and then compares Xapian's count of
 * documents with ours: only after true may a tool say "indexed N". */
bool store_commit(struct store_writer *w, struct fault *fault);
bool store_writer_metadata(struct store_writer *w, const char *key, char **value,
                           struct fault *fault);           /* as store_metadata() */
uint64_t store_writer_count(const struct store_writer *w); /* documents after the last commit */

/* Merges databases into a new one, smaller and faster to read.  The source
 * order is the order of the documents.  The target must not exist. */
bool store_compact(const char *const *sources, size_t count, const char *target, struct fault *fault);

/* ------------------------------------------------------------ reading */

/* One database of those that were asked for. */
struct store_shard {
    const char *name; /* path or tcp://host:port */
    bool open;
    uint64_t documents;
    struct fault fault; /* why it is not open */
};

struct store;

/* Opens databases one by one: folders, stub files (or folders that hold a
 * stub named XAPIANDB), tcp://host:port.  Their documents rank as one
 * collection.  A shard that does not answer is left out and reported by
 * store_shards(); the call fails when none is left. */
struct store *store_open(const char *const *paths, size_t count, struct fault *fault);
void store_close(struct store *s);
const struct store_shard *store_shards(const struct store *s, size_t *count);
bool store_refresh(struct store *s, struct fault *fault); /* sees what was committed since */
bool store_partial(const struct store *s);                /* some shard is missing, from the start or since */

/* A query is a tree of these, owned by the caller. */
enum store_op {
    STORE_TERM,   /* term, weight */
    STORE_PREFIX, /* every term that begins with `term`, as one synonym; at most `limit` of them, the most
                     frequent ones (0: 10,000) */
    STORE_ALL,    /* every document */
    STORE_NONE,
    STORE_AND, /* children */
    STORE_OR,  /* there is no MAX: Xapian 1.4.22's reads freed memory over several shards when the AND in a
                  branch  has a term that one of them lacks */
    STORE_SYNONYM, /* OR; counts as if it were one term */
    STORE_NOT,     /* the first child without the others */
    STORE_MAYBE,   /* the first child; the others only add weight */
    STORE_FILTER,  /* the first child, AND the others without weight */
    STORE_SCALE,   /* the one child, its weight times `weight` (0: tells nothing about rank) */
    STORE_RANGE    /* value `slot` between low and high, both included; NULL = open */
};

struct store_query {
    enum store_op op;
    struct store_bytes term;
    double weight; /* STORE_TERM: times this (0 counts as 1) · STORE_SCALE */
    uint32_t slot, limit;
    struct store_bytes low, high;
    const struct store_query *const *children;
    size_t count;
};

/* What a search shall bring. */
struct store_search {
    const struct store_query *query;
    size_t first, max;      /* which hits, from 0 */
    size_t check_at_least;  /* look at as many before estimating; SIZE_MAX = exact count */
    int32_t collapse;       /* slot, or -1: one hit for each value, the best */
    int32_t sort;           /* slot, or -1 by weight; ties fall to `tie` */
    bool descending;        /* of `sort` */
    int32_t tie;            /* slot in ascending order, or -1; without sort and tie nothing is ranked */
    const uint32_t *values; /* slots whose values each hit brings */
    size_t value_count;
    bool blobs;             /* hits bring their blob */
    double k1, b; /* BM25; both 0 = Xapian's 1 and 0.5 */

    /* Checks what terms cannot say (phrases, figures).  Called in rank order
     * on the blob of each match until enough have passed, or on all matches
     * when check_at_least is SIZE_MAX.  Must be pure: it may be called again for the
     * same document.  Collapse then counts documents that passed. */
    bool (*accept)(void *context, const char *blob, size_t len);
    void *context;
};

struct store_hit {
    uint64_t document; /* number within this store */
    double weight;
    uint32_t collapsed; /* how many more share its value of the collapse slot (a lower bound) */
    struct store_bytes blob;
    const struct store_bytes *values; /* in the order of store_search.values */
};

struct store_result {
    struct store_hit *hits;
    size_t count;
    uint64_t matches; /* all that match: exact, or Xapian's estimate */
    bool exact;
    bool partial; /* a shard is missing */
};

/* Runs a search; everything is copied out inside one call that is redone
 * when a writer overtakes it or a shard dies.  The result is the caller's:
 * store_result_free(). */
bool store_search_run(struct store *s, const struct store_search *search, struct store_result **result,
                      struct fault *fault);
void store_result_free(struct store_result *r);

/* The documents that have a term, as a result with blobs: --show, --reprints. */
bool store_fetch(struct store *s, struct store_bytes term, size_t max, struct store_result **result,
                 struct fault *fault);

/* Terms with figures: of the whole index by prefix, or those that set a
 * group of documents apart (Xapian's expand set). */
struct store_term_info {
    struct store_bytes term;
    uint64_t documents; /* that have it */
    double weight;      /* expand sets only */
};
struct store_terms {
    struct store_term_info *items;
    size_t count;
};
bool store_terms_by_prefix(struct store *s, struct store_bytes prefix, size_t max, struct store_terms **terms,
                           struct fault *fault);

/* keep() decides which terms may be in the set (NULL: all). */
bool store_expand(struct store *s, const uint64_t *documents, size_t count, size_t max,
                  bool (*keep)(void *context, const char *term, size_t len), void *context,
                  struct store_terms **terms, struct fault *fault);
void store_terms_free(struct store_terms *t);

uint64_t store_documents(struct store *s);
bool store_term_frequency(struct store *s, struct store_bytes term, uint64_t *documents, struct fault *fault);

/* Metadata of shard i (of the whole: 0).  *value is the caller's, NULL when not set. */
bool store_metadata(struct store *s, size_t shard, const char *key, char **value, struct fault *fault);

/* Calls visit() with every document's blob and values (all slots below
 * `slots`), in order; stops when it returns false.  Takes one shard's path. */
bool store_each(struct store *s, uint32_t slots,
                bool (*visit)(void *context, uint64_t document, struct store_bytes blob,
                              const struct store_bytes *values),
                void *context, struct fault *fault);

/* Xapian's own check of a database folder; its complaints go into `report`
 * (the caller's, free()).  FAULT_DAMAGE when there are any.  Over damaged
 * tables it may end the process by a signal: call it in one of its own. */
bool store_check(const char *path, char **report, struct fault *fault);

#ifdef __cplusplus
}
#endif

#endif
