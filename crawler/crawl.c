#include "crawler/crawl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/progress.h"
#include "base/url.h"
#include "crawler/engine.h"

enum { COMMIT_MS = 1000, COMMIT_ANSWERS = 1000, POLL_MS = 500 };
enum { COOKIES_MAX = 4 << 20 };

int64_t now_seconds(void)
{
    return (int64_t)time(NULL);
}

void crawl_tell(struct crawl *c, int level, const char *format, ...)
{
    char text[512];
    va_list args;
    if (!c->settings.tell)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    c->settings.tell(c->settings.context, level, text);
}

/* ------------------------------------------------------------------ opening */

static bool open_folder(struct crawl *c, struct fault *fault)
{
    if (!c->settings.folder)
        return true;
    if (!file_make_folder(c->settings.folder, fault))
        return false;
    c->folder = open(c->settings.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->folder < 0)
        return fault_set_errno(fault, FAULT_IO, "cannot open '%.150s'", c->settings.folder);
    c->lock = openat(c->folder, "state.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (c->lock < 0)
        return fault_set_errno(fault, FAULT_IO, "cannot lock '%.150s'", c->settings.folder);
    if (flock(c->lock, LOCK_EX | LOCK_NB) != 0)
        return fault_set(fault, errno == EWOULDBLOCK ? FAULT_BUSY : FAULT_IO,
                         "another crawl works in '%.150s'", c->settings.folder);
    return true;
}

static bool open_frontier(struct crawl *c, struct fault *fault)
{
    if (!c->settings.folder) {
        c->frontier = frontier_open(NULL, false, fault);
        return c->frontier != NULL;
    }
    buf_clear(&c->scratch);
    buf_printf(&c->scratch, "%s/state.sqlite", c->settings.folder);
    c->frontier = buf_check(&c->scratch, "path", fault) ? frontier_open(c->scratch.data, false, fault) : NULL;
    return c->frontier != NULL;
}

static bool open_outputs(struct crawl *c, struct fault *fault)
{
    struct archive_settings settings = {.folder = c->folder,
                                        .max_size = c->settings.warc_size,
                                        .software = c->user_agent,
                                        .contact = c->settings.contact};
    c->archive = archive_open(c->frontier, &settings, fault);
    c->trail = c->archive ? trail_open(c->frontier, c->folder, fault) : NULL;
    return c->trail != NULL;
}

static bool open_fetcher(struct crawl *c, struct fault *fault)
{
    struct fetch_settings settings = {.guard = &c->settings.guard,
                                      .user_agent = c->user_agent,
                                      .proxy = c->settings.proxy,
                                      .ca_file = c->settings.ca_file,
                                      .max_body = c->settings.max_body,
                                      .total_ms = c->settings.timeout_s * 1000,
                                      .connect_ms = c->settings.stall_s * 1000,
                                      .stall_s = c->settings.stall_s,
                                      .transfers = c->settings.transfers,
                                      .per_host = c->settings.per_host};
    c->fetcher = fetcher_new(&settings, fault);
    if (!c->fetcher || !frontier_text(c->frontier, "cookies", &c->cookies, fault))
        return false;
    fetcher_set_cookies(c->fetcher, c->cookies.data);
    return true;
}

static bool open_renderer(struct crawl *c, struct fault *fault)
{
    const struct crawl_settings *s = &c->settings;
    if (!s->renderer)
        return true;
    c->renderer = renderer_new(s->renderer, s->max_body, s->timeout_s * 1000, fault);
    return c->renderer != NULL;
}

static bool revive_host(void *context, int64_t id, const char *name, bool has_queued)
{
    struct crawl *c = context;
    for (int https = 0; https < 2; https++) {
        buf_clear(&c->scratch);
        buf_printf(&c->scratch, "http%s://%s", https ? "s" : "", name);
        if (buf_ok(&c->scratch))
            discover_origin(c, c->scratch.data);
    }
    return !has_queued || crawl_host_named(c, id, name, NULL) != NULL;
}

struct crawl *crawl_open(const struct crawl_settings *settings, struct fault *fault)
{
    struct crawl *c = calloc(1, sizeof *c);
    int64_t *seen = calloc(SEEN_SLOTS, sizeof *seen);
    struct list_memory *lists = lists_new();
    if (!c || !seen || !lists) {
        free(c);
        free(seen);
        lists_free(lists);
        fault_set(fault, FAULT_MEMORY, "no memory for a crawl");
        return NULL;
    }
    c->settings = *settings;
    c->seen = seen;
    c->lists = lists;
    c->folder = c->lock = -1;
    c->started = c->committed = clock_milliseconds();
    c->jitter = (uint64_t)c->started | 1;
    snprintf(c->user_agent, sizeof c->user_agent, "%s/%s%s%.150s%s", CRAWL_AGENT, JIANBAO_VERSION,
             settings->contact ? " (+" : "", settings->contact ? settings->contact : "",
             settings->contact ? ")" : "");
    buf_init(&c->scratch, 16 * URL_MAX);
    buf_init(&c->address, URL_MAX);
    buf_init(&c->first_url, URL_MAX);
    buf_init(&c->first_date, 64);
    buf_init(&c->parent_url, URL_MAX);
    buf_init(&c->cookies, COOKIES_MAX);
    http_message_init(&c->message, settings->max_body);
    if (!open_folder(c, fault) || !open_frontier(c, fault) || !open_outputs(c, fault) ||
        !open_fetcher(c, fault) || !open_renderer(c, fault) ||
        !frontier_hosts(c->frontier, revive_host, c, fault) ||
        ((settings->refresh || settings->watch) && !frontier_requeue(c->frontier, fault))) {
        crawl_close(c);
        return NULL;
    }
    return c;
}

static void drop_job(void *tag)
{
    job_free(tag);
}

void crawl_close(struct crawl *c)
{
    if (!c)
        return;
    fetcher_free(c->fetcher, drop_job);
    renderer_free(c->renderer, drop_job);
    hosts_free(c);
    free(c->seen);
    lists_free(c->lists);
    trail_close(c->trail);
    archive_close(c->archive);
    frontier_close(c->frontier);
    scope_free(&c->settings.scope);
    http_message_free(&c->message);
    buf_free(&c->scratch);
    buf_free(&c->address);
    buf_free(&c->first_url);
    buf_free(&c->first_date);
    buf_free(&c->parent_url);
    buf_free(&c->cookies);
    if (c->lock >= 0)
        close(c->lock);
    if (c->folder >= 0)
        close(c->folder);
    free(c);
}

/* -------------------------------------------------------------------- seeds */

bool crawl_seed(struct crawl *c, const char *url, struct fault *fault)
{
    struct buf whole;
    buf_init(&whole, URL_MAX);
    if (!strstr(url, "://"))
        buf_puts(&whole, "http://");
    buf_puts(&whole, url);
    bool ok = buf_ok(&whole) && url_resolve(whole.data, whole.data, whole.len, &c->address) &&
              url_canonical(c->address.data, c->address.len, &whole);
    if (!ok)
        fault_set(fault, FAULT_INPUT, "'%.150s' is no http or https address", url);
    struct host *host = ok ? crawl_host(c, whole.data, fault) : NULL;
    bool added;
    struct target t = {.id = host ? frontier_key(whole.data, whole.len) : 0,
                       .url = whole.data,
                       .host = host ? host->id : 0,
                       .kind = TARGET_SEED};
    if (host)
        discover_origin(c, whole.data);
    ok = host && scope_add(&c->settings.scope, whole.data, fault) &&
         frontier_add(c->frontier, &t, &added, fault);
    buf_free(&whole);
    return ok;
}

/* --------------------------------------------------------------------- jobs */

void job_free(struct job *job)
{
    if (!job)
        return;
    target_free(&job->target);
    free(job);
}

bool crawl_start(struct crawl *c, struct job *job, struct fault *fault)
{
    struct target *t = &job->target;
    if (!fetcher_start(c->fetcher, t->url, t->etag, t->modified, job, fault)) {
        job_free(job);
        return false;
    }
    job->host->in_flight++;
    return true;
}

static bool refill(struct crawl *c, struct host *host, struct fault *fault)
{
    host->ready_at = host->ready_count = 0;
    return frontier_take(c->frontier, host->id, now_seconds(), host->ready, READY_MAX, &host->ready_count,
                         &host->next_due, fault);
}

/* Is the page one that scripts build, by its host? */
static bool is_rendered(const struct crawl *c, const struct target *t)
{
    if (!c->renderer || t->kind == TARGET_FEED || t->kind == TARGET_SITEMAP)
        return false;
    const char *name = strstr(t->url, "://") + 3;
    size_t len = strcspn(name, ":/?");
    for (size_t i = 0; i < c->settings.render_host_count; i++)
        if (strlen(c->settings.render_hosts[i]) == len &&
            strncasecmp(c->settings.render_hosts[i], name, len) == 0)
            return true;
    return false;
}

/* Starts the target, or settles it; *waits when the host must be left alone for now. */
static bool start_target(struct crawl *c, struct host *host, struct target *t, bool *waits,
                         struct fault *fault)
{
    unsigned line;
    char reason[64];
    if (is_rendered(c, t) && renderer_running(c->renderer) == RENDERINGS_MAX) {
        *waits = true;
        return true;
    }
    switch (gate_ask(c, host, t->url, &line, fault)) {
    case GATE_OPEN:
        break;
    case GATE_SHUT:
        host->ready_at++;
        snprintf(reason, sizeof reason, "robots.txt, line %u", line);
        return visit_skip(c, host, t, reason, fault);
    case GATE_WAIT:
        *waits = true;
        return true;
    case GATE_FAULT:
        return false;
    }
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return fault_set(fault, FAULT_MEMORY, "no memory for a transfer");
    job->host = host;
    job->target = *t;
    job->https = strncmp(t->url, "https", 5) == 0;
    host->ready_at++;
    if (!is_rendered(c, t))
        return crawl_start(c, job, fault);
    host->in_flight++;
    return renderer_start(c->renderer, t->url, job, fault);
}

static bool has_room(const struct crawl *c)
{
    return fetcher_running(c->fetcher) < c->settings.transfers;
}

static bool is_idle(const struct host *host, int64_t now)
{
    return host && !host->given_up && host->not_before <= now;
}

/* Starts as many transfers as the host's manners allow. */
static bool serve_host(struct crawl *c, struct host *host, int64_t now, struct fault *fault)
{
    bool waits = false;
    while (!waits && has_room(c) && host->in_flight < c->settings.per_host && is_idle(host, now)) {
        if (host->ready_at == host->ready_count) {
            if (host->in_flight > 0 || host->next_due > now_seconds())
                break;
            if (!refill(c, host, fault))
                return false;
            if (host->ready_count == 0)
                break;
        }
        if (!start_target(c, host, &host->ready[host->ready_at], &waits, fault))
            return false;
        if (c->settings.delay_ms > 0 && host->in_flight > 0)
            break; /* one at a time, then the delay */
    }
    return true;
}

/* Serves every host; *wait: milliseconds until one may have its turn, -1 when none ever will. */
static bool serve_hosts(struct crawl *c, int64_t *wait, struct fault *fault)
{
    int64_t now = clock_milliseconds(), today = now_seconds();
    *wait = -1;
    for (size_t i = 0; i < c->host_cap; i++) {
        struct host *host = c->hosts[i];
        if (!host || host->given_up)
            continue;
        if (!serve_host(c, host, now, fault))
            return false;
        if (host->in_flight > 0 || (host->next_due == INT64_MAX && host->ready_at == host->ready_count))
            continue;
        int64_t until = host->not_before > now ? host->not_before - now : 0;
        if (host->ready_at == host->ready_count && host->next_due > today &&
            (host->next_due - today) * 1000 > until)
            until = (host->next_due - today) * 1000;
        if (*wait < 0 || until < *wait)
            *wait = until;
    }
    return true;
}

/* ---------------------------------------------------------------------- run */

static bool keep_cookies(struct crawl *c, struct fault *fault)
{
    if (!fetcher_cookies(c->fetcher, &c->cookies))
        return true;
    if (!buf_ok(&c->cookies))
        crawl_tell(c, 0, "cookies of more than %d bytes: another run will have the first of them",
                   COOKIES_MAX);
    return frontier_set_text(c->frontier, "cookies", c->cookies.data, fault);
}

static bool commit(struct crawl *c, struct fault *fault)
{
    c->committed = clock_milliseconds();
    c->uncommitted = 0;
    return keep_cookies(c, fault) && archive_sync(c->archive, fault) && trail_sync(c->trail, fault) &&
           frontier_commit(c->frontier, fault);
}

static bool settle(struct crawl *c, struct fetch *fetch, struct fault *fault)
{
    struct job *job = fetch->tag;
    struct host *host = job->host;
    host->in_flight--;
    host_answered(c, host, fetch);
    c->summary.bytes += (int64_t)(fetch->head.len + fetch->body.len);
    bool ok = job->robots ? gate_answered(c, job, fetch, fault) : visit_answered(c, job, fetch, fault);
    job_free(job);
    fetcher_release(c->fetcher, fetch);
    c->uncommitted++;
    if (c->settings.pulse)
        c->settings.pulse(c->settings.context);
    return ok;
}

static bool settle_renderings(struct crawl *c, struct fault *fault)
{
    struct rendering *page;
    while (renderer_running(c->renderer) > 0 && (page = renderer_next(c->renderer)) != NULL) {
        struct job *job = page->tag;
        job->host->in_flight--;
        job->host->not_before = clock_milliseconds() + c->settings.delay_ms;
        bool ok = visit_rendered(c, job, page, fault);
        job_free(job);
        c->uncommitted++;
        if (!ok)
            return false;
    }
    return true;
}

static bool must_stop(struct crawl *c)
{
    const struct crawl_settings *s = &c->settings;
    c->summary.interrupted = s->stop && *s->stop;
    c->summary.limited = (s->max_pages > 0 && c->summary.fetched + c->summary.revisits >= s->max_pages) ||
                         (s->max_bytes > 0 && c->summary.bytes >= s->max_bytes);
    return c->summary.interrupted || c->summary.limited;
}

static bool run_loop(struct crawl *c, struct fault *fault)
{
    while (!must_stop(c)) {
        int64_t wait;
        if (!serve_hosts(c, &wait, fault))
            return false;
        bool renders = renderer_running(c->renderer) > 0, busy = renders || fetcher_running(c->fetcher) > 0;
        if (!busy && (wait < 0 || (!c->settings.watch && wait > c->settings.patience_s * 1000)))
            return true;
        int64_t poll = renders ? POLL_MS / 10 : POLL_MS, nap = wait >= 0 && wait < poll ? wait : poll;
        struct fetch *fetch = fetcher_next(c->fetcher, (int)nap);
        for (; fetch; fetch = must_stop(c) ? NULL : fetcher_finished(c->fetcher))
            if (!settle(c, fetch, fault))
                return false;
        if (!settle_renderings(c, fault))
            return false;
        if (archive_full(c->archive) && !(commit(c, fault) && archive_complete(c->archive, fault)))
            return false;
        bool late = c->uncommitted > 0 && clock_milliseconds() - c->committed > COMMIT_MS;
        if ((late || c->uncommitted > COMMIT_ANSWERS) && !commit(c, fault))
            return false;
    }
    return true;
}

static bool count_queued(void *context, const char *name, const int64_t counts[STATE_COUNT])
{
    struct crawl *c = context;
    if (counts[STATE_QUEUED] > 0)
        crawl_tell(c, 1, "%lld addresses of '%s' are left for another run", (long long)counts[STATE_QUEUED],
                   name);
    c->summary.queued += counts[STATE_QUEUED];
    return true;
}

bool crawl_run(struct crawl *c, struct fault *fault)
{
    scope_close(&c->settings.scope);
    bool ok = frontier_commit(c->frontier, fault) && run_loop(c, fault);
    ok = ok && commit(c, fault) && archive_complete(c->archive, fault);
    int64_t seeds = 0; /* of hosts that were given up: they were told by name */
    ok = ok && frontier_count(c->frontier, count_queued, c, fault) &&
         (must_stop(c) || frontier_queued_seeds(c->frontier, &seeds, fault));
    c->summary.seeds_failed += seeds;
    return ok;
}

struct crawl_summary crawl_summary(const struct crawl *c)
{
    struct crawl_summary s = c->summary;
    s.ms = clock_milliseconds() - c->started;
    s.warc_bytes = (int64_t)archive_bytes(c->archive);
    return s;
}
