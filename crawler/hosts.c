/* hosts.c - the hosts of a crawl, by their ids in the frontier, and the manners
 * towards each of them. */
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "crawler/engine.h"

enum { BACKOFF_DOUBLINGS = 10, HOST_FAILS_MAX = 8, ADAPTIVE_MAX_MS = 30000 };

struct host *crawl_host_named(struct crawl *c, int64_t id, const char *name, struct fault *fault)
{
    if ((size_t)id >= c->host_cap) {
        size_t cap = c->host_cap ? c->host_cap : 64;
        while (cap <= (size_t)id)
            cap *= 2;
        struct host **hosts = realloc(c->hosts, cap * sizeof *hosts);
        if (!hosts) {
            fault_set(fault, FAULT_MEMORY, "no memory for a host");
            return NULL;
        }
        memset(hosts + c->host_cap, 0, (cap - c->host_cap) * sizeof *hosts);
        c->hosts = hosts;
        c->host_cap = cap;
    }
    struct host *host = c->hosts[id];
    if (host)
        return host;
    host = calloc(1, sizeof *host);
    if (!host || !(host->name = strdup(name))) {
        free(host);
        fault_set(fault, FAULT_MEMORY, "no memory for a host");
        return NULL;
    }
    host->id = id;
    c->hosts[id] = host;
    return host;
}

struct host *crawl_host(struct crawl *c, const char *url, struct fault *fault)
{
    const char *name = strstr(url, "://") + 3;
    size_t len = strcspn(name, "/?");
    if (c->last_host && strlen(c->last_host->name) == len && memcmp(c->last_host->name, name, len) == 0)
        return c->last_host;
    int64_t id;
    buf_clear(&c->scratch);
    buf_append(&c->scratch, name, len);
    if (!buf_check(&c->scratch, "host", fault) || !frontier_host(c->frontier, c->scratch.data, &id, fault))
        return NULL;
    c->last_host = crawl_host_named(c, id, c->scratch.data, fault);
    return c->last_host;
}

static void host_free(struct host *host)
{
    if (!host)
        return;
    for (size_t i = host->ready_at; i < host->ready_count; i++)
        target_free(&host->ready[i]);
    robots_free(host->gates[0].rules);
    robots_free(host->gates[1].rules);
    free(host->name);
    free(host);
}

void hosts_free(struct crawl *c)
{
    for (size_t i = 0; i < c->host_cap; i++)
        host_free(c->hosts[i]);
    free(c->hosts);
}

/* ------------------------------------------------------------------ manners */

/* Exponential, ± 25 %. */
int64_t crawl_backoff(struct crawl *c, int tries)
{
    int64_t ms = c->settings.retry_wait_ms << (tries < BACKOFF_DOUBLINGS ? tries : BACKOFF_DOUBLINGS);
    c->jitter = c->jitter * 6364136223846793005u + 1442695040888963407u;
    return ms * 3 / 4 + (int64_t)((c->jitter >> 33) % (uint64_t)(ms / 2 + 1));
}

/* Each host's delay counts from its answer; adaptive: as long as the answer took, at least. */
static void be_polite(struct crawl *c, struct host *host, const struct fetch *fetch)
{
    long delay = c->settings.delay_ms;
    if (delay > 0 && fetch->elapsed_ms > delay)
        delay = fetch->elapsed_ms < ADAPTIVE_MAX_MS ? (long)fetch->elapsed_ms : ADAPTIVE_MAX_MS;
    for (int i = 0; i < 2; i++)
        if (host->gates[i].rules && robots_delay_ms(host->gates[i].rules) > delay)
            delay = robots_delay_ms(host->gates[i].rules);
    int64_t until = clock_milliseconds() + delay;
    if (delay > 0 && until > host->not_before)
        host->not_before = until;
}

/* Hosts that only fail are left for another run. */
static void judge_host(struct crawl *c, struct host *host, const struct fetch *fetch)
{
    if (fetch->outcome == FETCH_ANSWERED || fetch->outcome == FETCH_TRUNCATED ||
        fetch->outcome == FETCH_TOO_LARGE) {
        host->fails = 0;
        return;
    }
    host->fails++;
    host->not_before = clock_milliseconds() + crawl_backoff(c, host->fails - 1);
    if (host->fails >= HOST_FAILS_MAX && !host->given_up) {
        host->given_up = true;
        crawl_tell(c, 0, "'%s' is left for another run: %s", host->name, fetch->reason);
    }
}

void host_answered(struct crawl *c, struct host *host, const struct fetch *fetch)
{
    be_polite(c, host, fetch);
    judge_host(c, host, fetch);
}
