/* fetch - HTTP transfers, many at a time (libcurl's multi interface; the only
 * file that touches libcurl).
 *
 * A transfer is one request and one response: redirects are not followed, so
 * that each hop meets the same checks.  Only http and https; certificates are
 * verified; every connection's address passes the guard; cookies live as long
 * as the fetcher.  Bodies arrive as sent (content coding kept, transfer
 * coding undone) under a ceiling. */
#ifndef JIANBAO_CRAWLER_FETCH_H
#define JIANBAO_CRAWLER_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "crawler/guard.h"

struct fetch_settings {
    const struct guard *guard;
    const char *user_agent;
    const char *proxy;   /* "http://…", "socks5h://…"; NULL: none, whatever the environment says */
    const char *ca_file; /* PEM; NULL: the system's */
    size_t max_body;     /* bytes as sent */
    long total_ms, stall_s, connect_ms;
    int transfers, per_host; /* ceilings of what runs at once */
};

enum fetch_outcome {
    FETCH_ANSWERED,  /* a whole response, of any status */
    FETCH_TRUNCATED, /* the body is shorter than announced, or its framing broke */
    FETCH_TOO_LARGE, /* head or body over its ceiling */
    FETCH_REFUSED,   /* the guard closed the address */
    FETCH_TIMEOUT,
    FETCH_BROKEN, /* not HTTP */
    FETCH_FAILED  /* no connection, no name, no trust */
};

struct fetch {
    enum fetch_outcome outcome;
    char reason[256]; /* what went wrong, in words */
    int status;
    struct buf request, head, body; /* as they went over the wire; the head without transfer coding */
    char address[48]; /* of the server */
    const char *protocol; /* "http/1.1", "h2", … */
    int64_t elapsed_ms;
    void *tag; /* the caller's */
};

struct fetcher;

struct fetcher *fetcher_new(const struct fetch_settings *settings, struct fault *fault);

/* What runs is broken off; `drop` gets the tags of what was started and not released (NULL: nobody does). */
void fetcher_free(struct fetcher *f, void (*drop)(void *tag));

/* Begins a transfer.  `etag` and `modified` make it conditional (NULL: not).
 * False (FAULT_MEMORY) when it cannot; call only while fetcher_running() is
 * below settings.transfers. */
bool fetcher_start(struct fetcher *f, const char *url, const char *etag, const char *modified, void *tag,
                   struct fault *fault);

/* A finished transfer, waiting for one at most `wait_ms`; NULL when none is.
 * It stays valid until fetcher_release(). */
struct fetch *fetcher_next(struct fetcher *f, int wait_ms);
struct fetch *fetcher_finished(struct fetcher *f); /* the next of those that finished in the same moment */
void fetcher_release(struct fetcher *f, struct fetch *fetch);

/* Cookies that outlive a session, of all hosts, in lines: for fetcher_set_cookies() of another run.
 * False when none has come since they were last asked for; whole lines, however full. */
bool fetcher_cookies(struct fetcher *f, struct buf *lines);
void fetcher_set_cookies(struct fetcher *f, const char *lines);

int fetcher_running(const struct fetcher *f); /* started and not released */

#endif
