#include "base/url.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/idn.h"

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool part_is(struct url_part part, const char *word)
{
    return part.p && part.len == strlen(word) && strncasecmp(part.p, word, part.len) == 0;
}

static bool part_begins(struct url_part part, const char *word)
{
    size_t len = strlen(word);
    return part.len >= len && strncasecmp(part.p, word, len) == 0;
}

/* ------------------------------------------------------------- splitting */

/* The end of the run in [p, end) that holds none of `stops`. */
static const char *run_until(const char *p, const char *end, const char *stops)
{
    for (; p < end; p++)
        for (const char *stop = stops; *stop; stop++)
            if (*p == *stop)
                return p;
    return p;
}

static struct url_part part_of(const char *from, const char *to)
{
    return (struct url_part){from, (size_t)(to - from)};
}

/* Letters, digits, - . _ and bytes of non-ASCII names; colons and dots between brackets. */
static bool host_is_plausible(struct url_part host)
{
    bool literal = host.len > 2 && host.p[0] == '[' && host.p[host.len - 1] == ']';
    size_t from = literal ? 1 : 0, to = literal ? host.len - 1 : host.len;
    for (size_t i = from; i < to; i++) {
        char c = host.p[i];
        if (literal ? hex_value(c) < 0 && c != ':' && c != '.'
                    : !is_alpha(c) && !is_digit(c) && !strchr("-._", c) && (unsigned char)c < 0x80)
            return false;
        if (c == '\0')
            return false;
    }
    return to > from && host.p[from] != '.';
}

static bool port_is_plausible(struct url_part port)
{
    unsigned value = 0;
    for (size_t i = 0; i < port.len; i++) {
        if (!is_digit(port.p[i]) || value > 65535)
            return false;
        value = value * 10 + (unsigned)(port.p[i] - '0');
    }
    return value <= 65535;
}

static bool split_authority(const char *p, const char *end, struct url *u)
{
    for (const char *at = end; at > p; at--)
        if (at[-1] == '@') {
            u->userinfo = part_of(p, at - 1);
            p = at;
            break;
        }
    const char *host_end = p < end && *p == '[' ? run_until(p, end, "]") : run_until(p, end, ":");
    if (host_end < end && *host_end == ']')
        host_end++;
    u->host = part_of(p, host_end);
    if (host_end < end) {
        if (*host_end != ':')
            return false;
        u->port = part_of(host_end + 1, end);
    }
    return host_is_plausible(u->host) && port_is_plausible(u->port);
}

bool url_split(const char *text, size_t len, struct url *u)
{
    *u = (struct url){.scheme = {NULL, 0}};
    if (len > URL_MAX)
        return false;
    struct url_part all = {text, len};
    size_t skip = part_begins(all, "http://") ? 7 : part_begins(all, "https://") ? 8 : 0;
    if (skip == 0)
        return false;
    const char *end = text + len, *p = text + skip;
    u->scheme = (struct url_part){text, skip - 3};
    const char *stop = run_until(p, end, "/?#");
    if (!split_authority(p, stop, u))
        return false;
    p = stop;
    stop = run_until(p, end, "?#");
    u->path = part_of(p, stop);
    p = stop;
    if (p < end && *p == '?') {
        stop = run_until(p, end, "#");
        u->query = part_of(p + 1, stop);
        p = stop;
    }
    if (p < end)
        u->fragment = part_of(p + 1, end);
    return true;
}

/* ------------------------------------------------------------- resolving */

/* A reference as RFC 3986, 5.2.2 sees it; every part may be absent. */
struct reference {
    struct url_part scheme, authority, path, query, fragment;
};

/* What stands in the attribute, made fit for a request: blanks at both ends
 * and line ends inside dropped, backslashes before the query turned, anything
 * outside printable ASCII percent-encoded. */
static bool clean_reference(const char *ref, size_t len, struct buf *out)
{
    while (len > 0 && (unsigned char)ref[0] <= ' ')
        ref++, len--;
    while (len > 0 && (unsigned char)ref[len - 1] <= ' ')
        len--;
    bool in_query = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)ref[i];
        in_query = in_query || c == '?' || c == '#';
        if (c == '\t' || c == '\n' || c == '\r')
            continue;
        if (c == '\\' && !in_query)
            buf_putc(out, '/');
        else if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>')
            buf_printf(out, "%%%02X", c);
        else
            buf_putc(out, (char)c);
    }
    return buf_ok(out);
}

static struct reference split_reference(const char *p, const char *end)
{
    struct reference r = {.scheme = {NULL, 0}};
    const char *q = p;
    while (q < end && (is_alpha(*q) || (q > p && (is_digit(*q) || strchr("+-.", *q)))))
        q++;
    if (q > p && q < end && *q == ':') {
        r.scheme = part_of(p, q);
        p = q + 1;
    }
    if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
        while (p < end && *p == '/') /* WHATWG: any number of slashes */
            p++;
        q = run_until(p, end, "/?#");
        r.authority = part_of(p, q);
        p = q;
    }
    q = run_until(p, end, "?#");
    r.path = part_of(p, q);
    p = q;
    if (p < end && *p == '?') {
        q = run_until(p, end, "#");
        r.query = part_of(p + 1, q);
        p = q;
    }
    if (p < end)
        r.fragment = part_of(p + 1, end);
    return r;
}

/* Is the segment "." (one) or ".." (two), percent-encoded dots included?  0 when neither. */
static int dot_segment(const char *p, size_t len)
{
    int dots = 0;
    for (size_t i = 0; i < len; dots++) {
        if (p[i] == '.')
            i++;
        else if (len - i >= 3 && p[i] == '%' && p[i + 1] == '2' && lower(p[i + 2]) == 'e')
            i += 3;
        else
            return 0;
    }
    return dots <= 2 ? dots : 0;
}

/* Appends a path with its dot segments gone (RFC 3986, 5.2.4), always beginning with "/". */
static void append_path(struct buf *out, struct url_part path)
{
    size_t floor = out->len;
    const char *p = path.p, *end = path.p + path.len;
    if (p < end && *p == '/')
        p++;
    buf_putc(out, '/');
    while (p < end) {
        const char *stop = run_until(p, end, "/");
        int dots = dot_segment(p, (size_t)(stop - p));
        if (dots == 2 && buf_ok(out)) {
            size_t len = out->len - 1; /* the slash at the end */
            while (len > floor && out->data[len - 1] != '/')
                len--;
            out->len = len > floor ? len : floor + 1;
            out->data[out->len] = '\0';
        } else if (dots == 0) {
            buf_append(out, p, (size_t)(stop - p));
            if (stop < end)
                buf_putc(out, '/');
        }
        p = stop < end ? stop + 1 : end;
    }
}

/* The base's path up to its last slash, then the reference's. */
static void append_merged_path(struct buf *out, struct url_part base, struct url_part ref)
{
    size_t keep = base.len;
    while (keep > 0 && base.p[keep - 1] != '/')
        keep--;
    struct buf merged;
    buf_init(&merged, 2 * URL_MAX);
    buf_append(&merged, base.p, keep);
    if (keep == 0)
        buf_putc(&merged, '/');
    buf_append(&merged, ref.p, ref.len);
    if (buf_ok(&merged))
        append_path(out, (struct url_part){merged.data, merged.len});
    else
        buf_reserve(out, out->max); /* too long: let `out` say so */
    buf_free(&merged);
}

static void append_tail(struct buf *out, struct url_part query, struct url_part fragment)
{
    if (query.p) {
        buf_putc(out, '?');
        buf_append(out, query.p, query.len);
    }
    if (fragment.p) {
        buf_putc(out, '#');
        buf_append(out, fragment.p, fragment.len);
    }
}

static void append_authority(struct buf *out, const struct url *u)
{
    const char *from = u->userinfo.p ? u->userinfo.p : u->host.p;
    const char *to = u->port.p ? u->port.p + u->port.len : u->host.p + u->host.len;
    buf_append(out, from, (size_t)(to - from));
}

/* An authority in which other letters than ASCII are percent-encoded: the host
 * in A-labels; nothing at all when that cannot be. */
static void append_ascii_authority(struct buf *out, struct url_part authority)
{
    const char *p = authority.p;
    struct buf host;
    size_t start = 0, end;
    buf_init(&host, URL_MAX);
    for (size_t i = 0; i < authority.len; i++)
        start = p[i] == '@' ? i + 1 : start;
    for (end = start; end < authority.len && p[end] != ':'; end++) {
        int high = authority.len - end > 2 && p[end] == '%' ? hex_value(p[end + 1]) : -1;
        int low = high >= 8 ? hex_value(p[end + 2]) : -1;
        buf_putc(&host, low >= 0 ? (char)(high * 16 + low) : p[end]);
        end += low >= 0 ? 2 : 0;
    }
    size_t before = out->len;
    buf_append(out, p, start);
    if (buf_ok(&host) && idn_to_ascii(host.data ? host.data : "", host.len, out))
        buf_append(out, p + end, authority.len - end);
    else if (buf_ok(out))
        out->len = before;
    buf_free(&host);
}

static void join(const struct url *base, const struct reference *r, struct buf *out)
{
    struct url_part scheme = r->scheme.p ? r->scheme : base->scheme;
    for (size_t i = 0; i < scheme.len; i++)
        buf_putc(out, lower(scheme.p[i]));
    buf_puts(out, "://");
    struct url_part query = r->query;
    if (r->authority.p) {
        if (memchr(r->authority.p, '%', r->authority.len))
            append_ascii_authority(out, r->authority);
        else
            buf_append(out, r->authority.p, r->authority.len);
        append_path(out, r->path);
    } else {
        append_authority(out, base);
        if (r->path.len == 0) {
            append_path(out, base->path);
            query = r->query.p ? r->query : base->query;
        } else if (r->path.p[0] == '/') {
            append_path(out, r->path);
        } else {
            append_merged_path(out, base->path, r->path);
        }
    }
    append_tail(out, query, r->fragment);
}

bool url_resolve(const char *base, const char *ref, size_t ref_len, struct buf *out)
{
    buf_clear(out);
    struct url b;
    if (!base || !url_split(base, strlen(base), &b) || ref_len > 2 * URL_MAX)
        return false;
    struct buf text;
    buf_init(&text, URL_MAX);
    bool ok = clean_reference(ref, ref_len, &text);
    struct reference r = {.scheme = {NULL, 0}};
    if (ok && text.data)
        r = split_reference(text.data, text.data + text.len);
    if (r.scheme.p && !part_is(r.scheme, "http") && !part_is(r.scheme, "https"))
        ok = false;
    /* "http:page.html" is relative in browsers when the scheme is the base's. */
    if (r.scheme.p && !r.authority.p && r.scheme.len != b.scheme.len)
        ok = false;
    if (ok)
        join(&b, &r, out);
    buf_free(&text);
    struct url checked;
    return ok && buf_ok(out) && url_split(out->data, out->len, &checked);
}

/* ------------------------------------------------------- canonical form */

static bool is_unreserved(unsigned char c)
{
    return is_alpha((char)c) || is_digit((char)c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* Percent-encoding upper case, only where needed, and wherever needed: a bare
 * "%" too, since "%e%32" would else become the code "%e2". */
static void append_encoded(struct buf *out, const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == '%' && len - i >= 3 && hex_value(p[i + 1]) >= 0 && hex_value(p[i + 2]) >= 0) {
            unsigned char coded = (unsigned char)(hex_value(p[i + 1]) * 16 + hex_value(p[i + 2]));
            if (is_unreserved(coded))
                buf_putc(out, (char)coded);
            else
                buf_printf(out, "%%%02X", coded);
            i += 2;
        } else if (is_unreserved(c) || (c != '\0' && strchr("!$&'()*+,;=:@/?[]", c))) {
            buf_putc(out, (char)c);
        } else {
            buf_printf(out, "%%%02X", c);
        }
    }
}

static bool all_digits(struct url_part part, size_t at_least)
{
    for (size_t i = 0; i < part.len; i++)
        if (!is_digit(part.p[i]))
            return false;
    return part.len >= at_least;
}

static bool all_hex(struct url_part part, size_t at_least)
{
    for (size_t i = 0; i < part.len; i++)
        if (hex_value(part.p[i]) < 0)
            return false;
    return part.len >= at_least;
}

/* Parameters that say how a reader came, not what is read.  The names are
 * those of advertising links (utm, gclid …), of WeChat, Weibo and Toutiao
 * sharing, and of Alibaba's and Baidu's link tracing. */
static bool is_tracking(struct url_part name, struct url_part value)
{
    static const char *const names[] = {
        "spm", "scm", "spm_id_from", "vd_source", "share_token", "share_source", "share_medium",
        "isappinstalled", "nsukey", "wfr", "tt_from", "weibo_id", "wxfid", "wxshare_count", "gclid", "dclid",
        "fbclid", "msclkid", "yclid", "igshid", "_ga", "mc_cid", "mc_eid", "wt_mc", "bd_vid", "hmsr", "hmpl",
        "hmcu", "hmkw", "hmci", "jsessionid", "phpsessid", "sessionid", "session_id", "cfid", "cftoken",
    };
    if (part_begins(name, "utm_") || part_begins(name, "aspsessionid"))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (part_is(name, names[i]))
            return true;
    if (part_is(name, "from")) /* "from=timeline" tells of sharing, "from=20" turns pages */
        return !all_digits(value, 0) || value.len == 0;
    if (part_is(name, "sid"))
        return all_hex(value, 16);
    if (part_is(name, "_") || part_is(name, "_t") || part_is(name, "timestamp")) /* against caches */
        return all_digits(value, 10);
    return false;
}

/* One "name=value", behind `mark`, and whether it stays.  It is judged in the
 * form in which it is written: "_t=%31…" is "_t=1…" to the next reader. */
static bool append_parameter(struct buf *out, char mark, const char *p, size_t len)
{
    size_t before = out->len;
    buf_putc(out, mark);
    append_encoded(out, p, len);
    if (!buf_ok(out))
        return false;
    const char *name = out->data + before + 1, *end = out->data + out->len;
    const char *equals = run_until(name, end, "=");
    if (!is_tracking(part_of(name, equals), part_of(equals < end ? equals + 1 : end, end)))
        return true;
    out->len = before;
    out->data[before] = '\0';
    return false;
}

static void append_query(struct buf *out, struct url_part query)
{
    if (!query.p)
        return;
    char mark = '?';
    const char *p = query.p, *end = query.p + query.len;
    while (p < end) {
        const char *stop = run_until(p, end, "&");
        if (stop > p && append_parameter(out, mark, p, (size_t)(stop - p)))
            mark = '&';
        p = stop < end ? stop + 1 : end;
    }
}

/* ";jsessionid=…" at the end of a path. */
static struct url_part without_session(struct url_part path)
{
    static const char marker[] = ";jsessionid=";
    for (size_t i = 0; i + sizeof marker <= path.len; i++)
        if (strncasecmp(path.p + i, marker, sizeof marker - 1) == 0)
            return (struct url_part){path.p, i};
    return path;
}

/* Lower case, other letters than ASCII as A-labels; false when it cannot be a host's name. */
static bool append_host(struct buf *out, struct url_part host)
{
    for (size_t i = 0; i < host.len; i++)
        if ((unsigned char)host.p[i] >= 0x80)
            return idn_to_ascii(host.p, host.len, out);
    while (host.len > 1 && host.p[host.len - 1] == '.')
        host.len--;
    for (size_t i = 0; i < host.len; i++)
        buf_putc(out, lower(host.p[i]));
    return true;
}

/* The port without leading zeros, unless it is the scheme's own. */
static void append_port(struct buf *out, struct url_part scheme, struct url_part port)
{
    while (port.len > 0 && port.p[0] == '0')
        port.p++, port.len--;
    if (port.len == 0 || part_is(port, scheme.len == 5 ? "443" : "80"))
        return;
    buf_putc(out, ':');
    buf_append(out, port.p, port.len);
}

bool url_canonical(const char *text, size_t len, struct buf *out)
{
    buf_clear(out);
    struct url u;
    if (!url_split(text, len, &u))
        return false;
    buf_puts(out, u.scheme.len == 5 ? "https://" : "http://");
    if (!append_host(out, u.host))
        return false;
    append_port(out, u.scheme, u.port);
    struct buf path;
    buf_init(&path, 2 * URL_MAX);
    append_path(&path, without_session(u.path));
    if (buf_ok(&path))
        append_encoded(out, path.data, path.len);
    else
        buf_reserve(out, out->max);
    buf_free(&path);
    append_query(out, u.query);
    return buf_ok(out) && out->len <= URL_MAX;
}

/* ------------------------------------------------------------------ host */

bool url_host(const char *text, size_t len, struct buf *out)
{
    buf_clear(out);
    struct url u;
    if (!url_split(text, len, &u))
        return false;
    return append_host(out, u.host) && buf_ok(out);
}

static bool is_one_of(struct url_part label, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (part_is(label, words[i]))
            return true;
    return false;
}

/* com.cn, gov.tw, ac.uk …: a general word below a country; and the provinces below .cn. */
static bool is_public_suffix(struct url_part second, struct url_part top)
{
    static const char *const general[] = {"com", "net", "org", "gov", "edu", "ac",
                                          "co",  "mil", "idv", "or",  "ne",  "go"};
    static const char *const provinces[] = {
        "bj", "sh", "tj", "cq", "he", "sx", "nm", "ln", "jl", "hl", "js", "zj", "ah", "fj", "jx", "sd", "ha",
        "hb", "hn", "gd", "gx", "hi", "sc", "gz", "yn", "xz", "sn", "gs", "qh", "nx", "xj", "tw", "hk", "mo"};
    if (top.len != 2)
        return false;
    return is_one_of(second, general, sizeof general / sizeof general[0]) ||
           (part_is(top, "cn") && is_one_of(second, provinces, sizeof provinces / sizeof provinces[0]));
}

/* The label that ends before `end`. */
static struct url_part last_label(const char *host, const char *end)
{
    const char *p = end;
    while (p > host && p[-1] != '.')
        p--;
    return part_of(p, end);
}

struct url_part url_domain(const char *host, size_t len)
{
    struct url_part whole = {host, len};
    const char *end = host + len;
    struct url_part top = last_label(host, end);
    if (len == 0 || host[0] == '[' || all_digits(top, 0) || top.p == host)
        return whole;
    struct url_part second = last_label(host, top.p - 1);
    if (!is_public_suffix(second, top))
        return part_of(second.p, end);
    if (second.p == host)
        return whole;
    return part_of(last_label(host, second.p - 1).p, end);
}
