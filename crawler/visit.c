/* visit.c - what becomes of an answer: archived, followed, tried again or given up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/progress.h"
#include "base/url.h"
#include "crawler/engine.h"

enum { MIME_MAX = 128, FIELD_MAX = 1024, RETRY_AFTER_MAX_S = 24 * 3600 };

/* A field of the answer's head in scratch; "" when absent. */
static const char *field(struct crawl *c, const struct fetch *fetch, const char *name)
{
    http_header(fetch->head.data ? fetch->head.data : "", fetch->head.len, name, &c->scratch);
    return c->scratch.len > 0 ? c->scratch.data : "";
}

/* "text/html; charset=gbk" → "text/html", in printable ASCII. */
static void mime_of(struct crawl *c, const struct fetch *fetch, char out[MIME_MAX])
{
    const char *value = field(c, fetch, "Content-Type");
    size_t len = strcspn(value, "; \t,");
    len = len < MIME_MAX - 1 ? len : MIME_MAX - 1;
    for (size_t i = 0; i < len; i++)
        out[i] = value[i] > ' ' && value[i] <= '~'
                     ? (char)(value[i] >= 'A' && value[i] <= 'Z' ? value[i] | 0x20 : value[i])
                     : '?';
    out[len] = '\0';
}

/* Retry-After: seconds or a date (RFC 9110, 10.2.3). */
int64_t retry_after(const struct fetch *fetch)
{
    struct buf value;
    struct tm tm = {.tm_year = 0};
    int64_t seconds = -1;
    buf_init(&value, FIELD_MAX);
    if (http_header(fetch->head.data ? fetch->head.data : "", fetch->head.len, "Retry-After", &value) &&
        value.len > 0) {
        if (value.data[0] >= '0' && value.data[0] <= '9')
            seconds = strtoll(value.data, NULL, 10);
        else if (strptime(value.data, "%a, %d %b %Y %H:%M:%S", &tm))
            seconds = (int64_t)timegm(&tm) - now_seconds();
    }
    buf_free(&value);
    if (seconds < -1)
        seconds = 0;
    return seconds < RETRY_AFTER_MAX_S ? seconds : RETRY_AFTER_MAX_S;
}

/* -------------------------------------------------------------------- trail */

static const char *kind_name(const struct job *job)
{
    static const char *const names[TARGET_KINDS] = {"page", "seed", "list", "story", "feed", "sitemap"};
    return job->robots ? "robots" : names[job->target.kind];
}

bool visit_log(struct crawl *c, const struct job *job, const struct fetch *fetch, const char *decision,
               const char *reason, struct fault *fault)
{
    char time[ARCHIVE_DATE_MAX];
    const struct target *t = &job->target;
    archive_now(time);
    if (t->parent != c->parent) { /* pages of one list follow one another */
        buf_clear(&c->parent_url);
        if (!frontier_url(c->frontier, t->parent, &c->parent_url, fault))
            return false;
        c->parent = t->parent;
    }
    const char *from = t->parent ? c->parent_url.data : NULL;
    struct trail_entry e = {.time = time, .url = t->url, .kind = kind_name(job), .decision = decision,
                            .reason = reason, .from = from, .depth = t->depth, .hops = t->hops,
                            .tries = t->tries};
    if (fetch) {
        e.status = fetch->status;
        e.bytes = (int64_t)fetch->body.len;
        e.ms = fetch->elapsed_ms;
        e.protocol = fetch->status ? fetch->protocol : NULL;
        e.address = fetch->address[0] ? fetch->address : NULL;
    }
    crawl_tell(c, 2, "%s %d %s%s%s", decision, e.status, t->url, reason ? ": " : "", reason ? reason : "");
    return trail_add(c->trail, &e, fault);
}

/* ------------------------------------------------------------------ archive */

bool visit_capture(struct crawl *c, const char *url, struct fetch *fetch, const char *truncated,
                   struct target *t, bool *revisit, struct fault *fault)
{
    char date[ARCHIVE_DATE_MAX], mime[MIME_MAX];
    archive_now(date);
    mime_of(c, fetch, mime);
    struct capture capture = {.url = url,
                              .date = date,
                              .mime = mime,
                              .truncated = truncated,
                              .request = {fetch->request.data, fetch->request.len},
                              .head = {fetch->head.data, fetch->head.len},
                              .body = {fetch->body.data, fetch->body.len},
                              .address = fetch->address,
                              .protocol = fetch->protocol,
                              .status = fetch->status};
    digest_sha1(fetch->body.data ? fetch->body.data : "", fetch->body.len, capture.digest);
    *revisit = false;
    if (fetch->status == 304 && t) {
        *revisit = true;
        capture.revisit = "server-not-modified";
        capture.first_url = url;
        memcpy(capture.digest, t->digest, SHA1_BYTES);
    } else if (t && fetch->status == 200 && fetch->body.len > 0 && !truncated) {
        memcpy(t->digest, capture.digest, SHA1_BYTES);
        if (!frontier_payload(c->frontier, capture.digest, t->id, date, revisit, &c->first_url,
                              &c->first_date, fault))
            return false;
        capture.revisit = *revisit ? "identical-payload-digest" : NULL;
        capture.first_url = c->first_url.data;
        capture.first_date = c->first_date.data;
    }
    return archive_capture(c->archive, &capture, fault);
}

/* Why an address is not in the archive, for those who read the archive only. */
static bool note(struct crawl *c, const char *url, const char *decision, const char *reason,
                 struct fault *fault)
{
    char date[ARCHIVE_DATE_MAX], lines[512];
    archive_now(date);
    snprintf(lines, sizeof lines, "decision: %s\r\nreason: %.300s\r\n", decision, reason);
    return archive_metadata(c->archive, url, date, lines, fault);
}

/* ---------------------------------------------------------------- decisions */

static void tell_seed(struct crawl *c, const struct target *t, const char *reason)
{
    if (t->kind != TARGET_SEED)
        return;
    c->summary.seeds_failed++;
    crawl_tell(c, 0, "cannot fetch '%.200s': %s", t->url, reason);
}

bool visit_skip(struct crawl *c, struct host *host, struct target *t, const char *reason, struct fault *fault)
{
    struct job job = {.host = host, .target = *t};
    c->summary.skipped++;
    tell_seed(c, t, reason);
    bool ok = visit_log(c, &job, NULL, "skipped", reason, fault) &&
              note(c, t->url, "skipped", reason, fault) &&
              frontier_update(c->frontier, t, STATE_SKIPPED, 0, fault);
    target_free(t);
    return ok;
}

static bool give_up(struct crawl *c, struct job *job, struct fetch *fetch, const char *reason,
                    struct fault *fault)
{
    c->summary.failed++;
    tell_seed(c, &job->target, reason);
    return visit_log(c, job, fetch, "failed", reason, fault) &&
           note(c, job->target.url, "failed", reason, fault) &&
           frontier_update(c->frontier, &job->target, STATE_FAILED, fetch->status, fault);
}

/* Once more, later; false in *again when it has been tried enough. */
static bool try_again(struct crawl *c, struct job *job, struct fetch *fetch, const char *reason, bool *again,
                      struct fault *fault)
{
    struct target *t = &job->target;
    struct host *host = job->host;
    *again = t->tries < c->settings.retries;
    if (!*again)
        return true;
    int64_t wait = crawl_backoff(c, t->tries), asked = retry_after(fetch) * 1000;
    wait = asked > wait ? asked : wait;
    if (fetch->status == 429 || fetch->status == 503) /* the host complains, not the page */
        host->not_before = clock_milliseconds() + wait;
    t->tries++;
    t->due = now_seconds() + (wait + 500) / 1000;
    if (t->due < host->next_due)
        host->next_due = t->due;
    c->summary.retried++;
    return visit_log(c, job, fetch, "retry", reason, fault) &&
           frontier_update(c->frontier, t, STATE_QUEUED, fetch->status, fault);
}

static bool fault_or_retry(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    bool again, revisit;
    if (!try_again(c, job, fetch, fetch->reason, &again, fault) || again)
        return again;
    if (fetch->body.len == 0 || fetch->head.len == 0)
        return give_up(c, job, fetch, fetch->reason, fault);
    const char *why = fetch->outcome == FETCH_TIMEOUT ? "time" : "disconnect";
    return visit_capture(c, job->target.url, fetch, why, &job->target, &revisit, fault) &&
           give_up(c, job, fetch, fetch->reason, fault);
}

static bool is_watched(const struct crawl *c, const struct target *t)
{
    return c->settings.watch &&
           (t->kind == TARGET_SEED || t->kind == TARGET_FEED || t->kind == TARGET_SITEMAP);
}

/* When to look again: sooner where something was new, later where nothing was. */
static void plan_visit(struct crawl *c, struct host *host, struct target *t, bool changed)
{
    enum { LONGEST_S = 7 * 24 * 3600, SHORTEST_SHARE = 8 };
    long first = c->settings.interval_s, shortest = first / SHORTEST_SHARE > 0 ? first / SHORTEST_SHARE : 1;
    if (t->interval == 0)
        t->interval = first;
    else
        t->interval = changed ? t->interval * 4 / 5 : t->interval * 3 / 2 + 1;
    if (t->interval < shortest)
        t->interval = shortest;
    if (t->interval > LONGEST_S)
        t->interval = LONGEST_S;
    t->due = now_seconds() + t->interval;
    t->tries = 0;
    if (t->due < host->next_due)
        host->next_due = t->due;
}

static bool finish(struct crawl *c, struct job *job, struct fetch *fetch, const char *decision, bool changed,
                   const char *reason, struct fault *fault)
{
    struct target *t = &job->target;
    bool watched = is_watched(c, t);
    if (watched)
        plan_visit(c, job->host, t, changed);
    return visit_log(c, job, fetch, decision, reason, fault) &&
           frontier_update(c->frontier, t, watched ? STATE_QUEUED : STATE_DONE, fetch->status, fault);
}

/* 301, 302, 303, 307, 308: the goal is a target like any other, one hop further. */
static bool redirect(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    struct target *t = &job->target;
    bool revisit;
    if (!visit_capture(c, t->url, fetch, NULL, t, &revisit, fault))
        return false;
    struct buf goal;
    buf_init(&goal, URL_MAX);
    const char *reason = NULL, *location = field(c, fetch, "Location");
    if (!url_resolve(t->url, location, strlen(location), &goal))
        reason = "redirect to what is no http or https address";
    else if (t->hops >= HOPS_MAX)
        reason = "more than 5 redirects in a row";
    bool ok = true;
    if (reason) {
        ok = give_up(c, job, fetch, reason, fault);
    } else {
        c->summary.redirects++;
        if (t->kind == TARGET_SEED && url_canonical(goal.data, goal.len, &c->address)) {
            ok = scope_add(&c->settings.scope, c->address.data, fault); /* what a seed leads to is meant */
            scope_close(&c->settings.scope);
        }
        ok = ok && discover_add(c, t, goal.data, t->kind, t->depth, t->hops + 1, t->priority, fault) &&
             finish(c, job, fetch, "redirect", false, goal.data, fault);
    }
    buf_free(&goal);
    return ok;
}

static void keep_validator(struct crawl *c, const struct fetch *fetch, const char *name, char **slot)
{
    const char *value = field(c, fetch, name);
    size_t len = strlen(value);
    bool clean = len > 0 && len < FIELD_MAX;
    for (size_t i = 0; clean && i < len; i++)
        clean = value[i] >= ' ' && value[i] <= '~';
    free(*slot);
    *slot = clean ? strdup(value) : NULL;
}

static bool is_html(struct crawl *c, const struct fetch *fetch, const struct buf *payload)
{
    char mime[MIME_MAX];
    mime_of(c, fetch, mime);
    if (mime[0])
        return strstr(mime, "html") != NULL;
    size_t i = 0;
    while (i < payload->len && strchr(" \t\r\n\xEF\xBB\xBF", payload->data[i]))
        i++;
    return i < payload->len && payload->data[i] == '<';
}

/* What the page leads to. */
static bool read_payload(struct crawl *c, const struct target *t, const struct fetch *fetch,
                         struct fault *fault)
{
    const struct buf *payload = &c->message.payload;
    if (payload->len == 0)
        return true;
    bool html = is_html(c, fetch, payload);
    if (t->kind == TARGET_FEED || t->kind == TARGET_SITEMAP || (t->kind == TARGET_SEED && !html))
        return discover_feed(c, t, payload->data, payload->len, fault);
    return !html || discover_page(c, t, payload->data, payload->len, fault);
}

/* Words that a server has chosen stand in some reasons. */
static void make_printable(char *text)
{
    for (; *text; text++)
        *text = *text < ' ' || *text > '~' ? '?' : *text;
}

/* A whole page: archived, and read for what it leads to. */
static bool take_page(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    struct target *t = &job->target;
    struct fault why = {.code = FAULT_NONE};
    bool revisit;
    if (!http_message_decode(fetch->head.data, fetch->head.len, fetch->body.data ? fetch->body.data : "",
                             fetch->body.len, &c->message, &why)) {
        make_printable(why.text);
        return give_up(c, job, fetch, why.text, fault);
    }
    const char *truncated = c->message.partial ? "unspecified" : NULL;
    if (!visit_capture(c, t->url, fetch, truncated, t, &revisit, fault))
        return false;
    keep_validator(c, fetch, "ETag", &t->etag);
    keep_validator(c, fetch, "Last-Modified", &t->modified);
    c->summary.fetched += !revisit;
    c->summary.revisits += revisit;
    int64_t before = c->added;
    return read_payload(c, t, fetch, fault) &&
           finish(c, job, fetch, revisit ? "revisit" : "fetched", c->added > before,
                  truncated ? "content coding is damaged" : NULL, fault);
}

static bool take_answer(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    char reason[32];
    bool again, revisit;
    int status = fetch->status;
    if (status == 304) {
        c->summary.revisits++;
        return visit_capture(c, job->target.url, fetch, NULL, &job->target, &revisit, fault) &&
               finish(c, job, fetch, "revisit", false, "not modified", fault);
    }
    if (status >= 200 && status < 300)
        return take_page(c, job, fetch, fault);
    if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        return redirect(c, job, fetch, fault);
    snprintf(reason, sizeof reason, "the answer is %d", status);
    if (status == 429 || status == 408 || status == 500 || status >= 502) {
        if (!try_again(c, job, fetch, reason, &again, fault) || again)
            return again;
    }
    return visit_capture(c, job->target.url, fetch, NULL, NULL, &revisit, fault) &&
           give_up(c, job, fetch, reason, fault);
}

bool visit_rendered(struct crawl *c, struct job *job, struct rendering *page, struct fault *fault)
{
    struct target *t = &job->target;
    struct fetch made = {.elapsed_ms = page->elapsed_ms,
                         .body = page->html}; /* for the trail: no request was made */
    char date[ARCHIVE_DATE_MAX];
    if (!page->ok)
        return give_up(c, job, &made, page->reason, fault);
    archive_now(date);
    c->summary.fetched++;
    int64_t before = c->added;
    return archive_resource(c->archive, t->url, date, "text/html",
                            (struct warc_bytes){page->html.data, page->html.len}, fault) &&
           discover_page(c, t, page->html.data, page->html.len, fault) &&
           finish(c, job, &made, "rendered", c->added > before, NULL, fault);
}

bool visit_answered(struct crawl *c, struct job *job, struct fetch *fetch, struct fault *fault)
{
    bool revisit;
    switch (fetch->outcome) {
    case FETCH_ANSWERED:
        return take_answer(c, job, fetch, fault);
    case FETCH_TOO_LARGE:
        if (fetch->body.len > 0 &&
            !visit_capture(c, job->target.url, fetch, "length", &job->target, &revisit, fault))
            return false;
        return give_up(c, job, fetch, fetch->reason, fault);
    case FETCH_REFUSED:
    case FETCH_BROKEN:
        return give_up(c, job, fetch, fetch->reason, fault);
    case FETCH_TRUNCATED:
    case FETCH_TIMEOUT:
    case FETCH_FAILED:
        break;
    }
    return fault_or_retry(c, job, fetch, fault);
}
