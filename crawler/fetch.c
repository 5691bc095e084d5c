#include "crawler/fetch.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/progress.h"
#include "base/url.h"

enum {
    HEAD_MAX = 256 * 1024,
    REQUEST_MAX = 32 * 1024,
    KEEP_BODY = 256 * 1024, /* of an idle transfer */
    READ_BYTES = 128 * 1024,
    COOKIE_MAX = 16 * 1024
};

struct transfer {
    struct fetch fetch; /* first: a transfer is found from it */
    struct fetcher *fetcher;
    CURL *easy;
    struct curl_slist *fields; /* its own; NULL: the fetcher's */
    bool proxied, refused, too_large, head_ended, taken;
    int64_t started;
    struct transfer *next_free;
    char error[CURL_ERROR_SIZE];
};

struct fetcher {
    struct fetch_settings settings;
    CURLM *multi;
    CURLSH *cookies;
    CURL *jar;        /* only to look into the cookies */
    bool new_cookies;
    struct curl_slist *fields; /* of every request */
    struct transfer **all;
    int count, running;
    struct transfer *free;
};

/* -------------------------------------------------------------- callbacks */

/* A response's head begins anew with each status line (100 Continue, 103 …). */
static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    size_t len = size * n;
    if (len > 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        buf_clear(&t->fetch.head);
        t->head_ended = false;
    }
    if (t->head_ended)
        return len; /* trailers: behind the body, of no use here */
    t->head_ended = len <= 2 && (bytes[0] == '\r' || bytes[0] == '\n');
    static const char coding[] = "Transfer-Encoding:";
    if (len > sizeof coding && strncasecmp(bytes, coding, sizeof coding - 1) == 0)
        buf_puts(&t->fetch.head, "X-Crawler-"); /* it is undone: what is archived has none */
    if (len > 11 && strncasecmp(bytes, "Set-Cookie:", 11) == 0)
        t->fetcher->new_cookies = true;
    t->too_large = !buf_append(&t->fetch.head, bytes, len);
    return t->too_large ? 0 : len;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    t->too_large = !buf_append(&t->fetch.body, bytes, size * n);
    return t->too_large ? 0 : size * n;
}

/* The request as it goes out is only to be had from curl's trace. */
static int on_trace(CURL *easy, curl_infotype type, char *bytes, size_t len, void *context)
{
    (void)easy;
    struct transfer *t = context;
    if (type == CURLINFO_HEADER_OUT) {
        buf_clear(&t->fetch.request);
        buf_append(&t->fetch.request, bytes, len);
    }
    return 0;
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = context;
    (void)purpose;
    if (!t->proxied && !guard_permits(t->fetcher->settings.guard, &address->addr)) {
        t->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Is the host written in numbers, and closed? */
static bool is_closed_literal(const struct fetcher *f, const char *url)
{
    struct url u;
    char host[NI_MAXHOST];
    struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST}, *found = NULL;
    if (!url_split(url, strlen(url), &u) || u.host.len >= sizeof host)
        return false;
    bool bracketed = u.host.p[0] == '[';
    snprintf(host, sizeof host, "%.*s", (int)u.host.len - 2 * bracketed, u.host.p + bracketed);
    if (getaddrinfo(host, NULL, &numeric, &found) != 0)
        return false;
    bool closed = !guard_permits(f->settings.guard, found->ai_addr);
    freeaddrinfo(found);
    return closed;
}

/* ------------------------------------------------------------------ set up */

static void set_protocols(CURL *e)
{
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(e, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, (long)READ_BYTES); /* a page in one or two reads */
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_NOPROGRESS, 1L);
}

static void set_limits(CURL *e, const struct fetch_settings *s)
{
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, s->total_ms);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, s->connect_ms);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 16L);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, s->stall_s);
    curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, s->stall_s + s->connect_ms / 1000);
}

static void set_callbacks(CURL *e, struct transfer *t)
{
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_trace);
    curl_easy_setopt(e, CURLOPT_DEBUGDATA, t);
    curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
}

static struct transfer *transfer_new(struct fetcher *f)
{
    struct transfer *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->fetcher = f;
    t->easy = curl_easy_init();
    if (!t->easy) {
        free(t);
        return NULL;
    }
    buf_init(&t->fetch.request, REQUEST_MAX);
    buf_init(&t->fetch.head, HEAD_MAX);
    buf_init(&t->fetch.body, f->settings.max_body);
    set_protocols(t->easy);
    set_limits(t->easy, &f->settings);
    set_callbacks(t->easy, t);
    curl_easy_setopt(t->easy, CURLOPT_USERAGENT, f->settings.user_agent);
    curl_easy_setopt(t->easy, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(t->easy, CURLOPT_SHARE, f->cookies);
    if (f->settings.ca_file)
        curl_easy_setopt(t->easy, CURLOPT_CAINFO, f->settings.ca_file);
    return t;
}

static void transfer_free(struct transfer *t)
{
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->fields);
    buf_free(&t->fetch.request);
    buf_free(&t->fetch.head);
    buf_free(&t->fetch.body);
    free(t);
}

static bool add_field(struct curl_slist **fields, const char *name, const char *value)
{
    char line[1024];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(*fields, line);
    *fields = longer ? longer : *fields;
    return longer != NULL;
}

static bool add_common_fields(struct curl_slist **fields)
{
    return add_field(fields, "Accept-Encoding", "gzip, deflate, br, zstd") &&
           add_field(fields, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") &&
           add_field(fields, "Accept-Language", "zh-CN,zh;q=0.9,zh-TW;q=0.8,en;q=0.5");
}

struct fetcher *fetcher_new(const struct fetch_settings *settings, struct fault *fault)
{
    struct fetcher *f = calloc(1, sizeof *f);
    bool ok = f && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (ok) {
        f->settings = *settings;
        f->multi = curl_multi_init();
        f->cookies = curl_share_init();
        f->jar = curl_easy_init();
        f->all = calloc((size_t)settings->transfers, sizeof *f->all);
        ok = f->multi && f->cookies && f->jar && f->all && add_common_fields(&f->fields);
    }
    if (!ok) {
        fault_set(fault, FAULT_MEMORY, "no memory to fetch");
        fetcher_free(f, NULL);
        return NULL;
    }
    curl_share_setopt(f->cookies, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    curl_easy_setopt(f->jar, CURLOPT_SHARE, f->cookies);
    curl_multi_setopt(f->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)settings->per_host);
    curl_multi_setopt(f->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)settings->transfers);
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)settings->transfers);
    return f;
}

void fetcher_free(struct fetcher *f, void (*drop)(void *tag))
{
    if (!f)
        return;
    for (int i = 0; i < f->count; i++) {
        curl_multi_remove_handle(f->multi, f->all[i]->easy);
        if (f->all[i]->taken && drop)
            drop(f->all[i]->fetch.tag);
        transfer_free(f->all[i]);
    }
    free(f->all);
    curl_multi_cleanup(f->multi);
    curl_easy_cleanup(f->jar);
    curl_share_cleanup(f->cookies);
    curl_slist_free_all(f->fields);
    free(f);
    curl_global_cleanup();
}

/* --------------------------------------------------------------- transfers */

/* A conditional request has fields of its own, all others share the same. */
static bool set_fields(struct transfer *t, const char *etag, const char *modified)
{
    bool ok = true;
    if (etag || modified)
        ok = add_common_fields(&t->fields) && (!etag || add_field(&t->fields, "If-None-Match", etag)) &&
             (!modified || add_field(&t->fields, "If-Modified-Since", modified));
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->fields ? t->fields : t->fetcher->fields);
    return ok;
}

/* Names are the proxy's concern; closed numbers are asked for directly, where the guard meets them. */
static void set_proxy(struct transfer *t, const char *url)
{
    const char *proxy = t->fetcher->settings.proxy;
    t->proxied = proxy && !is_closed_literal(t->fetcher, url);
    curl_easy_setopt(t->easy, CURLOPT_PROXY, t->proxied ? proxy : "");
}

static struct transfer *take_transfer(struct fetcher *f)
{
    struct transfer *t = f->free;
    if (t) {
        f->free = t->next_free;
        return t;
    }
    if (f->count == f->settings.transfers || !(t = transfer_new(f)))
        return NULL;
    f->all[f->count++] = t;
    return t;
}

static void transfer_reset(struct transfer *t, void *tag)
{
    struct fetch *fetch = &t->fetch;
    buf_clear(&fetch->request);
    buf_clear(&fetch->head);
    if (fetch->body.cap > KEEP_BODY)
        buf_free(&fetch->body);
    buf_clear(&fetch->body);
    fetch->status = 0;
    fetch->reason[0] = fetch->address[0] = t->error[0] = '\0';
    fetch->tag = tag;
    t->refused = t->too_large = t->head_ended = false;
    t->started = clock_milliseconds();
    curl_slist_free_all(t->fields);
    t->fields = NULL;
}

bool fetcher_start(struct fetcher *f, const char *url, const char *etag, const char *modified, void *tag,
                   struct fault *fault)
{
    struct transfer *t = take_transfer(f);
    if (!t)
        return fault_set(fault, FAULT_MEMORY, "no memory for one more transfer");
    transfer_reset(t, tag);
    bool ok = set_fields(t, etag, modified);
    curl_easy_setopt(t->easy, CURLOPT_URL, url);
    set_proxy(t, url);
    if (!ok || curl_multi_add_handle(f->multi, t->easy) != CURLM_OK) {
        t->next_free = f->free;
        f->free = t;
        return fault_set(fault, FAULT_MEMORY, "no memory for one more transfer");
    }
    t->taken = true;
    f->running++;
    return true;
}

static enum fetch_outcome outcome_of(const struct transfer *t, CURLcode code)
{
    if (code == CURLE_OK)
        return FETCH_ANSWERED;
    if (t->refused)
        return FETCH_REFUSED;
    if (t->too_large)
        return FETCH_TOO_LARGE;
    switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
        return FETCH_TRUNCATED;
    case CURLE_OPERATION_TIMEDOUT:
        return FETCH_TIMEOUT;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_URL_MALFORMAT:
        return FETCH_BROKEN;
    case CURLE_RECV_ERROR:
        return t->fetch.body.len > 0 ? FETCH_TRUNCATED : FETCH_FAILED;
    default:
        return FETCH_FAILED;
    }
}

static const char *protocol_of(CURL *easy)
{
    long version = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    return version == CURL_HTTP_VERSION_2_0   ? "h2"
           : version == CURL_HTTP_VERSION_1_0 ? "http/1.0"
                                              : "http/1.1";
}

static void finish(struct transfer *t, CURLcode code)
{
    struct fetch *fetch = &t->fetch;
    if (code == CURLE_OK && !t->head_ended)
        code = CURLE_WEIRD_SERVER_REPLY; /* curl takes a head that breaks off for a whole one */
    fetch->outcome = outcome_of(t, code);
    long status = 0;
    char *address = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &address);
    fetch->status = (int)status;
    snprintf(fetch->address, sizeof fetch->address, "%s", address ? address : "");
    fetch->protocol = protocol_of(t->easy);
    fetch->elapsed_ms = clock_milliseconds() - t->started;
    const char *reason = t->error[0] ? t->error : curl_easy_strerror(code);
    if (fetch->outcome == FETCH_REFUSED)
        reason = "address is not public (--allow-net opens a range)";
    else if (fetch->outcome == FETCH_TOO_LARGE)
        reason = fetch->body.trouble != FAULT_NONE ? "body is larger than allowed"
                                                   : "header is larger than allowed";
    snprintf(fetch->reason, sizeof fetch->reason, "%s", code == CURLE_OK ? "" : reason);
    for (char *p = fetch->reason; *p; p++)
        *p = *p < ' ' || *p > '~' ? '?' : *p; /* a server's words may stand in it */
    curl_multi_remove_handle(t->fetcher->multi, t->easy);
}

struct fetch *fetcher_finished(struct fetcher *f)
{
    CURLMsg *m;
    int queued;
    while ((m = curl_multi_info_read(f->multi, &queued)) != NULL) {
        struct transfer *t = NULL;
        CURLcode code = m->data.result;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        finish(t, code);
        return &t->fetch;
    }
    return NULL;
}

struct fetch *fetcher_next(struct fetcher *f, int wait_ms)
{
    int running;
    curl_multi_perform(f->multi, &running);
    struct fetch *fetch = fetcher_finished(f);
    if (fetch || wait_ms <= 0)
        return fetch;
    curl_multi_poll(f->multi, NULL, 0, wait_ms, NULL);
    curl_multi_perform(f->multi, &running);
    return fetcher_finished(f);
}

void fetcher_release(struct fetcher *f, struct fetch *fetch)
{
    struct transfer *t = (struct transfer *)(void *)fetch;
    t->next_free = f->free;
    f->free = t;
    t->taken = false;
    f->running--;
}

int fetcher_running(const struct fetcher *f)
{
    return f->running;
}

/* ----------------------------------------------------------------- cookies */

/* A line of curl's (the Netscape format): seven fields between tabs, the fifth
 * is the end of its life, 0 for the session's. */
static bool outlives_session(const char *line)
{
    for (int tabs = 0; tabs < 4 && line; tabs++) {
        line = strchr(line, '\t');
        line += line != NULL;
    }
    return line && *line != '0';
}

bool fetcher_cookies(struct fetcher *f, struct buf *lines)
{
    struct curl_slist *all = NULL;
    if (!f->new_cookies || curl_easy_getinfo(f->jar, CURLINFO_COOKIELIST, &all) != CURLE_OK)
        return false;
    f->new_cookies = false;
    buf_clear(lines);
    buf_puts(lines, "");
    for (const struct curl_slist *cookie = all; cookie; cookie = cookie->next)
        if (outlives_session(cookie->data) && buf_reserve(lines, strlen(cookie->data) + 1)) {
            buf_puts(lines, cookie->data);
            buf_putc(lines, '\n');
        }
    curl_slist_free_all(all);
    return true;
}

void fetcher_set_cookies(struct fetcher *f, const char *lines)
{
    struct buf line;
    buf_init(&line, COOKIE_MAX);
    while (*lines) {
        size_t len = strcspn(lines, "\n");
        buf_clear(&line);
        if (buf_append(&line, lines, len))
            curl_easy_setopt(f->jar, CURLOPT_COOKIELIST, line.data);
        lines += len + (lines[len] == '\n');
    }
    buf_free(&line);
}
