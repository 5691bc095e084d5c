/* gate.c - robots.txt of each origin: fetched, kept, asked (RFC 9309, 2.3, 2.4). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "base/url.h"
#include "crawler/engine.h"

enum { FRESH_S = 24 * 3600, STALE_RETRY_S = 3600, ORIGIN_MAX = 512 };

static void origin_of(const struct host *host, bool https, char out[ORIGIN_MAX])
{
    snprintf(out, ORIGIN_MAX, "http%s://%s", https ? "s" : "", host->name);
}

/* Sitemap lines become targets where they lie inside the scope. */
static bool add_sitemaps(struct crawl *c, const char *origin, const struct robots *rules, struct fault *fault)
{
    struct buf url;
    buf_init(&url, URL_MAX);
    bool ok = true;
    struct target from = {.id = 0};
    bool wanted = c->settings.sitemaps && c->settings.max_depth != 0; /* their entries are a step away */
    for (size_t i = 0; ok && wanted && i < robots_sitemaps(rules); i++) {
        const char *text = robots_sitemap(rules, i);
        if (url_resolve(origin, text, strlen(text), &url))
            ok = discover_add(c, &from, url.data, TARGET_SITEMAP, 0, 0, 1, fault);
    }
    buf_free(&url);
    return ok;
}

static bool use_rules(struct crawl *c, struct host *host, bool https, const char *text, size_t len,
                      int64_t until, struct fault *fault)
{
    struct gate *gate = &host->gates[https];
    struct robots *rules = robots_parse(text, len, CRAWL_AGENT, fault);
    if (!rules)
        return false;
    robots_free(gate->rules);
    gate->rules = rules;
    gate->fresh_until = until;
    gate->closed = false;
    gate->fails = 0;
    char origin[ORIGIN_MAX];
    origin_of(host, https, origin);
    return add_sitemaps(c, origin, rules, fault);
}

/* The copy of an earlier run; *known says whether it is fresh enough to be used. */
static bool use_kept(struct crawl *c, struct host *host, bool https, int64_t max_age, bool *known,
                     struct fault *fault)
{
    char origin[ORIGIN_MAX];
    int64_t when;
    struct buf text;
    buf_init(&text, ROBOTS_MAX);
    origin_of(host, https, origin);
    bool ok = frontier_robots(c->frontier, origin, &when, &text, fault);
    *known = ok && when > 0 && now_seconds() - when < max_age;
    if (*known) {
        int64_t until = when + FRESH_S, soon = now_seconds() + STALE_RETRY_S;
        ok = use_rules(c, host, https, text.data ? text.data : "", text.len, until > soon ? until : soon,
                       fault);
    }
    buf_free(&text);
    return ok;
}

static bool fetch_rules(struct crawl *c, struct host *host, bool https, const char *url, int hops,
                        struct fault *fault)
{
    char own[ORIGIN_MAX + 16];
    if (!url) {
        origin_of(host, https, own);
        memcpy(own + strlen(own), "/robots.txt", 12);
        url = own;
    }
    struct job *job = calloc(1, sizeof *job);
    if (!job || !(job->target.url = strdup(url))) {
        job_free(job);
        return fault_set(fault, FAULT_MEMORY, "no memory for a transfer");
    }
    job->host = host;
    job->robots = true;
    job->https = https;
    job->target.hops = hops;
    host->gates[https].fetching = true;
    return crawl_start(c, job, fault);
}

static const char *path_of(const char *url)
{
    const char *path = strchr(strstr(url, "://") + 3, '/');
    return path ? path : "/";
}

enum gate_answer gate_ask(struct crawl *c, struct host *host, const char *url, unsigned *line,
                          struct fault *fault)
{
    bool https = strncmp(url, "https", 5) == 0, known = true;
    struct gate *gate = &host->gates[https];
    if (gate->fetching)
        return GATE_WAIT;
    if (!gate->rules && !gate->closed && !use_kept(c, host, https, FRESH_S, &known, fault))
        return GATE_FAULT;
    if (gate->rules && gate->fresh_until > now_seconds()) {
        const char *path = path_of(url);
        return robots_allows(gate->rules, path, strlen(path), line) ? GATE_OPEN : GATE_SHUT;
    }
    return fetch_rules(c, host, https, NULL, 0, fault) ? GATE_WAIT : GATE_FAULT;
}

/* ----------------------------------------------------------------- answers */

static bool accept_rules(struct crawl *c, struct job *job, const char *text, size_t len, struct fault *fault)
{
    char origin[ORIGIN_MAX];
    origin_of(job->host, job->https, origin);
    len = len < ROBOTS_MAX ? len : ROBOTS_MAX;
    return use_rules(c, job->host, job->https, text, len, now_seconds() + FRESH_S, fault) &&
           frontier_set_robots(c->frontier, origin, now_seconds(), text, len, fault);
}

/* Unreachable: the last good copy holds however old; without one nothing may
 * be fetched, and after the retries the host is left for another run. */
static bool close_gate(struct crawl *c, struct job *job, const struct fetch *fetch, struct fault *fault)
{
    struct host *host = job->host;
    struct gate *gate = &host->gates[job->https];
    bool known;
    if (gate->rules) {
        gate->fresh_until = now_seconds() + STALE_RETRY_S;
        return true;
    }
    if (!use_kept(c, host, job->https, INT64_MAX, &known, fault))
        return false;
    if (known)
        return true;
    gate->closed = true;
    int64_t wait = crawl_backoff(c, gate->fails), asked = retry_after(fetch) * 1000;
    host->not_before = clock_milliseconds() + (asked > wait ? asked : wait);
    if (gate->fails++ >= c->settings.retries && !host->given_up) {
        host->given_up = true;
        crawl_tell(c, 0, "'%s' is left for another run: its robots.txt cannot be had (%s)", host->name,
                   fetch->outcome == FETCH_ANSWERED ? "the server fails" : fetch->reason);
    }
    return true;
}

/* A redirect of robots.txt is followed to wherever it leads, five times. */
static bool follow(struct crawl *c, struct job *job, const struct fetch *fetch, bool *followed,
                   struct fault *fault)
{
    struct buf location;
    buf_init(&location, URL_MAX);
    *followed = false;
    bool ok = true;
    if (http_header(fetch->head.data, fetch->head.len, "Location", &location) &&
        job->target.hops < HOPS_MAX &&
        url_resolve(job->target.url, location.data, location.len, &c->address) &&
        url_canonical(c->address.data, c->address.len, &location)) {
        *followed = true;
        ok = fetch_rules(c, job->host, job->https, location.data, job->target.hops + 1, fault);
    }
    buf_free(&location);
    return ok;
}

bool gate_answered(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    bool revisit, followed = false;
    job->host->gates[job->https].fetching = false;
    bool answered = fetch->outcome == FETCH_ANSWERED ||
                    (fetch->outcome == FETCH_TOO_LARGE && fetch->status == 200 &&
                     fetch->body.len >= ROBOTS_MAX / 2);
    if (!visit_log(c, job, fetch, answered ? "fetched" : "failed", answered ? NULL : fetch->reason, fault))
        return false;
    if (answered &&
        !visit_capture(c, job->target.url, fetch, fetch->outcome == FETCH_TOO_LARGE ? "length" : NULL, NULL,
                       &revisit, fault))
        return false;
    if (!answered || fetch->status >= 500 || fetch->status == 429 || fetch->status < 200)
        return close_gate(c, job, fetch, fault);
    if (fetch->status >= 400)
        return accept_rules(c, job, "", 0, fault);
    if (fetch->status >= 300) {
        if (!follow(c, job, fetch, &followed, fault))
            return false;
        return followed || accept_rules(c, job, "", 0, fault);
    }
    if (!http_message_decode(fetch->head.data, fetch->head.len, fetch->body.data ? fetch->body.data : "",
                             fetch->body.len, &c->message, NULL))
        return close_gate(c, job, fetch, fault);
    const struct buf *text = &c->message.payload;
    return accept_rules(c, job, text->data ? text->data : "", text->len, fault);
}
