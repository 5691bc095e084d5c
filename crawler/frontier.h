/* frontier - what is to be fetched and what has been, in SQLite (the only file
 * that touches it).
 *
 * One transaction is always open; frontier_commit() ends it and begins the
 * next.  What the archive and the log had written by then is kept in the same
 * database as lengths (frontier_set_number()), so that after a kill both are
 * cut back to the last commit: no record damaged, none twice, none lost.
 * Addresses are canonical (url.h) and known by 63 bits of their SHA-1. */
#ifndef JIANBAO_CRAWLER_FRONTIER_H
#define JIANBAO_CRAWLER_FRONTIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"

enum target_kind { /* stored: append only */
    TARGET_PAGE,
    TARGET_SEED,    /* a page given by the user: its links are what the crawl is for */
    TARGET_LIST,    /* a further page of a list */
    TARGET_STORY,   /* a further page of one story */
    TARGET_FEED,
    TARGET_SITEMAP,
    TARGET_KINDS
};

enum target_state { /* stored: append only */
    STATE_QUEUED,
    STATE_DONE,
    STATE_FAILED,  /* given up */
    STATE_SKIPPED, /* by robots.txt, its type … */
    STATE_COUNT
};

struct target {
    int64_t id, host, parent; /* parent: the id of where it was found, 0 for none */
    char *url;                /* canonical; owned by the target */
    enum target_kind kind;
    int priority;          /* smaller comes first */
    int depth, hops;       /* links from a seed; redirects in a row */
    int tries;
    int64_t due;           /* not before, seconds since the epoch */
    long interval;         /* seconds between visits of what is watched; 0 = not yet known */
    char *etag, *modified; /* of the last visit; NULL when none */
    uint8_t digest[SHA1_BYTES]; /* of the last payload, zeros when none */
};

void target_free(struct target *t); /* what it owns */

struct frontier;

/* `path` NULL: in memory.  FAULT_IO, FAULT_DAMAGE (not a frontier). */
struct frontier *frontier_open(const char *path, bool read_only, struct fault *fault);
void frontier_close(struct frontier *f); /* what is not committed is undone */
bool frontier_commit(struct frontier *f, struct fault *fault);

int64_t frontier_key(const char *url, size_t len); /* the id of a canonical address, never 0 */

/* The id of a host ("example.com", "127.0.0.1:8080"), made when new. */
bool frontier_host(struct frontier *f, const char *name, int64_t *id, struct fault *fault);

/* Queues a target unless its address is known; *added says so.  Reads id
 * (frontier_key()), url, host, parent, kind, priority, depth, hops, due of it. */
bool frontier_add(struct frontier *f, const struct target *t, bool *added, struct fault *fault);

/* Is one of the addresses known, by their keys (frontier_key())? */
enum { FRONTIER_KEYS = 3 };
bool frontier_knows(struct frontier *f, const int64_t keys[FRONTIER_KEYS], bool *known, struct fault *fault);

/* Up to `max` queued targets of a host that are due, best first; the caller
 * ends each with target_free().  They stay queued.  *next_due: when none is
 * due, the time when one will be, or INT64_MAX. */
bool frontier_take(struct frontier *f, int64_t host, int64_t now, struct target *out, size_t max,
                   size_t *count, int64_t *next_due, struct fault *fault);

/* Writes back state, tries, due, interval, etag, modified, digest, and the HTTP status (or 0). */
bool frontier_update(struct frontier *f, const struct target *t, enum target_state state, int status,
                     struct fault *fault);

/* Queues again what is watched (seeds, lists, feeds, sitemaps) and is done. */
bool frontier_requeue(struct frontier *f, struct fault *fault);

/* The address of an id, appended; "" when unknown. */
bool frontier_url(struct frontier *f, int64_t id, struct buf *url, struct fault *fault);

/* All hosts, one call each. */
typedef bool host_visit(void *context, int64_t id, const char *name, bool has_queued);
bool frontier_hosts(struct frontier *f, host_visit *visit, void *context, struct fault *fault);

/* The first capture of a payload: *found, and its address and date; else the target's is remembered. */
bool frontier_payload(struct frontier *f, const uint8_t digest[SHA1_BYTES], int64_t target, const char *date,
                      bool *found, struct buf *first_url, struct buf *first_date, struct fault *fault);

/* The last robots.txt of an origin: when (0: never), the status, the text. */
bool frontier_robots(struct frontier *f, const char *origin, int64_t *when, struct buf *text,
                     struct fault *fault);
bool frontier_set_robots(struct frontier *f, const char *origin, int64_t when, const char *text, size_t len,
                         struct fault *fault);

/* Small facts by name: 0 and "" when unset. */
bool frontier_number(struct frontier *f, const char *name, int64_t *value, struct fault *fault);
bool frontier_set_number(struct frontier *f, const char *name, int64_t value, struct fault *fault);
bool frontier_text(struct frontier *f, const char *name, struct buf *value, struct fault *fault);
bool frontier_set_text(struct frontier *f, const char *name, const char *value, struct fault *fault);

/* Index lines of the archive file in hand: kept, then given back sorted and forgotten. */
bool frontier_index_add(struct frontier *f, const char *key, const char *line, struct fault *fault);
typedef bool index_line(void *context, const char *line, size_t len);
bool frontier_index_drain(struct frontier *f, index_line *each, void *context, struct fault *fault);

/* How many targets of a host stand in each state; one call a host, by name. */
typedef bool host_count(void *context, const char *name, const int64_t counts[STATE_COUNT]);
bool frontier_count(struct frontier *f, host_count *each, void *context, struct fault *fault);
bool frontier_queued_seeds(struct frontier *f, int64_t *count, struct fault *fault);

#endif
