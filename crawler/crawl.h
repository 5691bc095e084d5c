/* crawl - follows news sites politely and archives what they answer.
 *
 * One thread, one loop: hosts whose turn has come start transfers, finished
 * transfers are archived and read for links, and at least once a second all
 * that was done is committed together (frontier.h).  A host is asked for its
 * robots.txt first; it is left in peace for the delay after each answer, longer
 * after complaints and faults. */
#ifndef JIANBAO_CRAWLER_CRAWL_H
#define JIANBAO_CRAWLER_CRAWL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "crawler/fetch.h"
#include "crawler/frontier.h"
#include "crawler/pages.h"
#include "crawler/scope.h"

struct crawl_settings {
    const char *folder;    /* of the output; NULL: WARC to standard output, nothing is remembered */
    struct guard guard;
    struct scope scope;    /* reach and patterns; the crawl adds the seeds and frees it */
    const char *contact;   /* into the User-Agent; NULL: none */
    const char *proxy, *ca_file;
    long delay_ms, retry_wait_ms, patience_s; /* patience: the longest wait for a single host */
    int retries;
    int transfers, per_host;
    long timeout_s, stall_s;
    int64_t max_pages, max_bytes; /* 0: no ceiling */
    size_t max_body;
    int max_depth;                /* -1: no ceiling */
    uint64_t warc_size;
    int64_t since;                /* day number (date.h): what lists, feeds or its address date before is
                                     passed over; INT64_MIN: off */
    bool sitemaps, refresh, watch;
    long interval_s;              /* of watching: at first; it adapts between an eighth and a week */
    void (*explain)(void *context, const char *verdict, const char *reason,
                    const char *url);       /* of each link; or NULL */
    const char *renderer;                   /* a command; NULL: none */
    const char *const *render_hosts;
    size_t render_host_count;
    const struct pages *pages;              /* the lexicon of further pages */
    const volatile sig_atomic_t *stop;      /* set by a signal: end in good order */
    void (*tell)(void *context, int level, const char *text); /* level 0: always shown, 1: -v, 2: -v -v */
    void (*pulse)(void *context);           /* after each answer: for a progress line */
    void *context;
};

struct crawl_summary {
    int64_t fetched, revisits, redirects, failed, skipped, retried, queued; /* queued: left for another run */
    int64_t bytes, warc_bytes, ms;
    int64_t seeds_failed; /* of those given in this run; each was told */
    bool interrupted, limited; /* by a signal; by max_pages or max_bytes */
};

struct crawl;

/* FAULT_BUSY: another crawl works in the folder. */
struct crawl *crawl_open(const struct crawl_settings *settings, struct fault *fault);
void crawl_close(struct crawl *c);

/* An address to begin with, as a user writes it.  FAULT_INPUT: not http(s). */
bool crawl_seed(struct crawl *c, const char *url, struct fault *fault);

/* Until nothing is left, a ceiling is reached or a signal asks to stop. */
bool crawl_run(struct crawl *c, struct fault *fault);

struct crawl_summary crawl_summary(const struct crawl *c);

#endif
