/* engine - what the files of the crawl share: its state, and the steps of a
 * visit.  Private to crawl.c, hosts.c, gate.c, visit.c and discover.c. */
#ifndef JIANBAO_CRAWLER_ENGINE_H
#define JIANBAO_CRAWLER_ENGINE_H

#include "base/http.h"
#include "crawler/archive.h"
#include "crawler/crawl.h"
#include "crawler/lists.h"
#include "crawler/render.h"
#include "crawler/robots.h"
#include "crawler/trail.h"

enum { READY_MAX = 32, SEEN_SLOTS = 1 << 16, ORIGIN_BITS = 1 << 16, HOPS_MAX = 5, USER_AGENT_MAX = 256 };
#define CRAWL_AGENT "jb-crawl" /* the product token in robots.txt */

/* robots.txt of one origin (scheme and host). */
struct gate {
    struct robots *rules;
    int64_t fresh_until; /* seconds since the epoch */
    bool fetching, closed; /* closed: unreachable, nothing may be fetched */
    int fails;
};

struct host {
    int64_t id;
    char *name; /* "example.com", "127.0.0.1:8080" */
    struct gate gates[2]; /* http, https */
    int64_t not_before;   /* monotonic milliseconds */
    int64_t next_due;     /* seconds since the epoch: when the frontier has something; INT64_MAX: nothing */
    int in_flight, fails; /* fails: faults in a row */
    bool given_up;        /* for this run */
    struct target ready[READY_MAX];
    size_t ready_at, ready_count;
};

/* A transfer's purpose. */
struct job {
    struct host *host;
    struct target target; /* of a page; for robots.txt only url and hops */
    bool robots, https;
};

struct crawl {
    struct crawl_settings settings;
    char user_agent[USER_AGENT_MAX];
    int folder, lock;
    struct frontier *frontier;
    struct archive *archive;
    struct trail *trail;
    struct fetcher *fetcher;
    struct renderer *renderer; /* NULL: none */
    struct host **hosts; /* by id */
    size_t host_cap;
    struct host *last_host; /* the one that was asked for last */
    int64_t *seen;       /* keys known to stand in the frontier: saves asking it */
    uint8_t origins[ORIGIN_BITS / 8]; /* discover.c */
    struct list_memory *lists;
    int64_t committed;   /* monotonic milliseconds */
    int uncommitted;     /* answers since then */
    int64_t started;
    int64_t added;       /* targets found so far: tells whether a list has changed */
    uint64_t jitter;
    struct http_message message; /* the answer in hand, codings undone */
    struct buf scratch, address, first_url, first_date;
    int64_t parent; /* the target whose address stands in parent_url */
    struct buf parent_url;
    struct buf cookies; /* as they are kept */
    struct crawl_summary summary;
};

int64_t now_seconds(void);
void crawl_tell(struct crawl *c, int level, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* crawl.c */
bool crawl_start(struct crawl *c, struct job *job, struct fault *fault); /* takes the job */
void job_free(struct job *job);

/* hosts.c: the host of a canonical address, made when new; its authority without the scheme. */
struct host *crawl_host(struct crawl *c, const char *url, struct fault *fault);
struct host *crawl_host_named(struct crawl *c, int64_t id, const char *name, struct fault *fault);
void host_answered(struct crawl *c, struct host *host, const struct fetch *fetch); /* when its next turn is */
int64_t crawl_backoff(struct crawl *c, int tries); /* milliseconds, with jitter */
void hosts_free(struct crawl *c);

/* gate.c: robots.txt. */
enum gate_answer { GATE_OPEN, GATE_SHUT, GATE_WAIT, GATE_FAULT };
enum gate_answer gate_ask(struct crawl *c, struct host *host, const char *url, unsigned *line,
                          struct fault *fault); /* GATE_WAIT: its robots.txt is being fetched, or will be */
bool gate_answered(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault);

/* visit.c: what becomes of an answer. */
bool visit_answered(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault);
bool visit_rendered(struct crawl *c, struct job *job, struct rendering *page, struct fault *fault);
bool visit_skip(struct crawl *c, struct host *host, struct target *t, const char *reason,
                struct fault *fault);
bool visit_capture(struct crawl *c, const char *url, struct fetch *fetch, const char *truncated,
                   struct target *t, bool *revisit, struct fault *fault);
bool visit_log(struct crawl *c, const struct job *job, const struct fetch *fetch, const char *decision,
               const char *reason, struct fault *fault);
int64_t retry_after(const struct fetch *fetch); /* seconds; -1: not said */

/* discover.c: new targets. */

/* Any address: made canonical, taken when inside the scope and new. */
bool discover_add(struct crawl *c, const struct target *from, const char *url, enum target_kind kind,
                  int depth, int hops, int priority, struct fault *fault);
/* Notes the origin of a target that has not come through here. */
void discover_origin(struct crawl *c, const char *url);
bool discover_page(struct crawl *c, const struct target *t, const char *html, size_t len,
                   struct fault *fault);
bool discover_feed(struct crawl *c, const struct target *t, const char *text, size_t len,
                   struct fault *fault);

#endif
