/* trail - crawl.jsonl: one JSON line for every address tried, with the
 * decision and its reason, so that an archive can say why it holds what. */
#ifndef JIANBAO_CRAWLER_TRAIL_H
#define JIANBAO_CRAWLER_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "crawler/frontier.h"

struct trail_entry {
    const char *time, *url;
    const char *kind;     /* "page", "seed", "robots" … */
    const char *decision; /* "fetched", "revisit", "redirect", "retry", "failed", "skipped" */
    const char *reason;   /* in words; NULL when there is nothing to say */
    const char *from;     /* where the address was found; NULL: given by the user */
    int status, depth, hops, tries;
    int64_t bytes, ms;
    const char *protocol, *address; /* may be NULL */
};

struct trail;

/* folder -1: no trail is kept; every call is content. */
struct trail *trail_open(struct frontier *frontier, int folder, struct fault *fault);
bool trail_add(struct trail *t, const struct trail_entry *entry, struct fault *fault);
bool trail_sync(struct trail *t, struct fault *fault); /* before frontier_commit() */
void trail_close(struct trail *t);

#endif
