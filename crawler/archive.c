#include "crawler/archive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/url.h"
#include "crawler/journal.h"

enum {
    ID_MAX = 48,
    RANDOM_POOL = 4096,
    FIELDS_MAX = 64 * 1024,
    RECORDS_MAX = 1 << 30,
    DIGEST_TEXT = 40
};

struct archive {
    struct frontier *frontier;
    struct archive_settings settings;
    struct warc_writer *writer;
    struct journal file;
    struct buf name;   /* of the file in hand, without ".open"; "" when none */
    struct buf fields, record, index_key, index_line;
    char info_id[ID_MAX];
    uint64_t before;   /* bytes of this run in files completed, less what the first held at the start */
    uint8_t pool[RANDOM_POOL];
    size_t pool_used;
};

void archive_now(char out[ARCHIVE_DATE_MAX])
{
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(out, ARCHIVE_DATE_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* A random UUID (RFC 9562, version 4) as a record's name. */
static bool make_id(struct archive *a, char out[ID_MAX], struct fault *fault)
{
    if (a->pool_used + 16 > sizeof a->pool) {
        size_t got = 0;
        while (got < sizeof a->pool) {
            ssize_t n = getrandom(a->pool + got, sizeof a->pool - got, 0);
            if (n <= 0)
                return fault_set_errno(fault, FAULT_IO, "cannot get random bytes");
            got += (size_t)n;
        }
        a->pool_used = 0;
    }
    uint8_t *u = a->pool + a->pool_used;
    a->pool_used += 16;
    u[6] = (uint8_t)((u[6] & 0x0F) | 0x40);
    u[8] = (uint8_t)((u[8] & 0x3F) | 0x80);
    char hex[33];
    digest_hex(u, 16, hex);
    snprintf(out, ID_MAX, "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return true;
}

/* ------------------------------------------------------------------- files */

static bool write_info(struct archive *a, const char *filename, struct fault *fault)
{
    char date[ARCHIVE_DATE_MAX], lines[1024];
    archive_now(date);
    if (!make_id(a, a->info_id, fault))
        return false;
    buf_clear(&a->fields);
    buf_printf(&a->fields, "WARC-Record-ID: %s\r\nWARC-Date: %s\r\n", a->info_id, date);
    if (filename)
        buf_printf(&a->fields, "WARC-Filename: %s\r\n", filename);
    buf_puts(&a->fields, "Content-Type: application/warc-fields\r\n");
    int len = snprintf(
        lines, sizeof lines,
        "software: %.200s\r\nformat: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        "robots: classic\r\n%s%.300s%s",
        a->settings.software, a->settings.contact ? "operator: " : "",
        a->settings.contact ? a->settings.contact : "", a->settings.contact ? "\r\n" : "");
    buf_clear(&a->record);
    return warc_append(a->writer, &a->record, "warcinfo", a->fields.data,
                       (struct warc_bytes){lines, (size_t)len}, (struct warc_bytes){NULL, 0}, fault) &&
           journal_append(&a->file, a->record.data, a->record.len, fault);
}

static bool open_name(struct archive *a, uint64_t length, struct fault *fault)
{
    buf_clear(&a->record);
    buf_printf(&a->record, "%s.open", a->name.data);
    free((void *)(uintptr_t)a->file.name);
    char *name = buf_take(&a->record);
    if (!name)
        return fault_set(fault, FAULT_MEMORY, "no memory for a file name");
    bool ok = journal_open(&a->file, a->settings.folder, name, length, fault);
    a->before -= ok ? length : 0;
    return ok;
}

/* crawl-20211029T094100Z-00000.warc.gz: by time and number. */
static bool open_new(struct archive *a, struct fault *fault)
{
    char date[ARCHIVE_DATE_MAX];
    int64_t number;
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &tm);
    if (!frontier_number(a->frontier, "warc.number", &number, fault))
        return false;
    buf_clear(&a->name);
    buf_printf(&a->name, "crawl-%s-%05lld.warc.gz", date, (long long)number);
    return open_name(a, 0, fault) && frontier_set_number(a->frontier, "warc.number", number + 1, fault) &&
           frontier_set_text(a->frontier, "warc.name", a->name.data, fault) &&
           write_info(a, a->name.data, fault);
}

static bool drop_line(void *context, const char *line, size_t len)
{
    (void)context, (void)line, (void)len;
    return true;
}

/* The file of the last commit, or none when it had been completed. */
static bool resume(struct archive *a, struct fault *fault)
{
    int64_t length;
    if (!frontier_text(a->frontier, "warc.name", &a->name, fault) ||
        !frontier_number(a->frontier, "warc.length", &length, fault))
        return false;
    if (a->name.len == 0)
        return true;
    if (strchr(a->name.data, '/'))
        return fault_set(fault, FAULT_DAMAGE, "frontier names a file outside of its folder");
    if (faccessat(a->settings.folder, a->name.data, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        buf_clear(&a->name); /* it was renamed, with its index beside it, then the power went */
        return frontier_index_drain(a->frontier, drop_line, NULL, fault) &&
               frontier_set_text(a->frontier, "warc.name", "", fault);
    }
    return open_name(a, (uint64_t)length, fault);
}

struct archive *archive_open(struct frontier *frontier, const struct archive_settings *settings,
                             struct fault *fault)
{
    struct archive *a = calloc(1, sizeof *a);
    if (!a || !(a->writer = warc_writer_new(fault))) {
        free(a);
        fault_set(fault, FAULT_MEMORY, "no memory for the archive");
        return NULL;
    }
    a->frontier = frontier;
    a->settings = *settings;
    a->pool_used = sizeof a->pool;
    a->file.fd = -1;
    buf_init(&a->name, 256);
    buf_init(&a->fields, FIELDS_MAX);
    buf_init(&a->record, RECORDS_MAX);
    buf_init(&a->index_key, FIELDS_MAX);
    buf_init(&a->index_line, FIELDS_MAX);
    bool ok;
    if (settings->folder < 0) {
        journal_stream(&a->file, STDOUT_FILENO, "standard output");
        ok = write_info(a, NULL, fault);
    } else {
        ok = resume(a, fault);
    }
    if (!ok) {
        archive_close(a);
        return NULL;
    }
    return a;
}

void archive_close(struct archive *a)
{
    if (!a)
        return;
    journal_close(&a->file);
    if (!a->file.is_stream)
        free((void *)(uintptr_t)a->file.name);
    warc_writer_free(a->writer);
    buf_free(&a->name);
    buf_free(&a->fields);
    buf_free(&a->record);
    buf_free(&a->index_key);
    buf_free(&a->index_line);
    free(a);
}

uint64_t archive_bytes(const struct archive *a)
{
    return a->before + (a->file.fd >= 0 ? journal_length(&a->file) : 0);
}

bool archive_full(const struct archive *a)
{
    return a->file.fd >= 0 && !a->file.is_stream && journal_length(&a->file) >= a->settings.max_size;
}

bool archive_sync(struct archive *a, struct fault *fault)
{
    if (a->file.fd < 0)
        return true;
    return journal_sync(&a->file, fault) &&
           (a->file.is_stream ||
            frontier_set_number(a->frontier, "warc.length", (int64_t)a->file.written, fault));
}

/* ------------------------------------------------------------------- index */

/* "http://www.Example.com:81/A?b" → "com,example,www:81)/a?b": sorts by domain. */
static void append_surt(struct buf *out, const char *url)
{
    struct url u;
    if (!url_split(url, strlen(url), &u))
        return;
    const char *end = u.host.p + u.host.len, *p = end;
    bool literal = u.host.p[0] == '[' || (end[-1] >= '0' && end[-1] <= '9');
    while (!literal && p > u.host.p) {
        while (p > u.host.p && p[-1] != '.')
            p--;
        buf_append(out, p, (size_t)(end - p));
        if (p > u.host.p)
            buf_putc(out, ',');
        end = p > u.host.p ? --p : p;
    }
    if (literal)
        buf_append(out, u.host.p, u.host.len);
    if (u.port.len > 0)
        buf_printf(out, ":%.*s", (int)u.port.len, u.port.p);
    buf_putc(out, ')');
    buf_append(out, u.path.p, u.path.len);
    if (u.query.len > 0)
        buf_printf(out, "?%.*s", (int)u.query.len, u.query.p);
    for (char *c = out->data; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 'a' - 'A');
}

static void put_text(struct buf *line, const char *before, const char *value)
{
    buf_puts(line, before);
    json_put_text(line, value);
}

static bool index_capture(struct archive *a, const struct capture *c, const char *digest, uint64_t offset,
                          struct fault *fault)
{
    struct buf *key = &a->index_key, *line = &a->index_line;
    uint64_t length = journal_length(&a->file) - offset;
    buf_clear(key);
    buf_clear(line);
    append_surt(key, c->url);
    buf_putc(key, ' ');
    for (const char *p = c->date; *p; p++)
        if (*p >= '0' && *p <= '9')
            buf_putc(key, *p);
    buf_append(line, key->data, key->len);
    put_text(line, " {\"url\":", c->url);
    put_text(line, ",\"mime\":", c->revisit ? "warc/revisit" : c->mime);
    buf_printf(line, ",\"status\":\"%d\",\"digest\":\"%s\"", c->status, digest);
    buf_printf(line, ",\"length\":\"%llu\",\"offset\":\"%llu\"", (unsigned long long)length,
               (unsigned long long)offset);
    put_text(line, ",\"filename\":", a->name.data);
    buf_puts(line, "}\n");
    return buf_check(key, "an index key", fault) && buf_check(line, "an index line", fault) &&
           frontier_index_add(a->frontier, key->data, line->data, fault);
}

static bool write_index_line(void *context, const char *line, size_t len)
{
    return journal_append(context, line, len, NULL);
}

/* The index, under its own name only when it is whole. */
static bool write_index(struct archive *a, struct fault *fault)
{
    char name[280], temporary[290];
    size_t stem = a->name.len > 8 ? a->name.len - 8 : a->name.len; /* without ".warc.gz" */
    snprintf(name, sizeof name, "%.*s.cdxj", (int)stem, a->name.data);
    snprintf(temporary, sizeof temporary, "%s.open", name);
    struct journal j;
    bool ok = journal_open(&j, a->settings.folder, temporary, 0, fault) &&
              frontier_index_drain(a->frontier, write_index_line, &j, fault) && journal_sync(&j, fault);
    journal_close(&j);
    if (ok && renameat(a->settings.folder, temporary, a->settings.folder, name) != 0)
        ok = fault_set_errno(fault, FAULT_IO, "cannot rename '%.150s'", temporary);
    return ok || fault_set(fault, FAULT_IO, "cannot write '%.150s'", name);
}

bool archive_complete(struct archive *a, struct fault *fault)
{
    if (!archive_sync(a, fault))
        return false;
    if (a->file.is_stream || a->file.fd < 0)
        return frontier_commit(a->frontier, fault);
    if (!frontier_commit(a->frontier, fault) || !write_index(a, fault))
        return false;
    if (renameat(a->settings.folder, a->file.name, a->settings.folder, a->name.data) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot rename '%.150s'", a->file.name);
    a->before += a->file.written;
    journal_close(&a->file);
    buf_clear(&a->name);
    return frontier_set_text(a->frontier, "warc.name", "", fault) &&
           frontier_set_number(a->frontier, "warc.length", 0, fault) && frontier_commit(a->frontier, fault);
}

/* ----------------------------------------------------------------- records */

static bool ready(struct archive *a, struct fault *fault)
{
    return a->file.fd >= 0 || open_new(a, fault);
}

static void begin_fields(struct archive *a, const char *id, const char *url, const char *date)
{
    buf_clear(&a->fields);
    buf_printf(&a->fields, "WARC-Record-ID: %s\r\nWARC-Date: %s\r\nWARC-Target-URI: %s\r\n", id, date, url);
    if (a->info_id[0])
        buf_printf(&a->fields, "WARC-Warcinfo-ID: %s\r\n", a->info_id);
}

static bool append_record(struct archive *a, const char *type, struct warc_bytes head, struct warc_bytes body,
                          struct fault *fault)
{
    buf_clear(&a->record);
    return buf_check(&a->fields, "WARC header", fault) &&
           warc_append(a->writer, &a->record, type, a->fields.data, head, body, fault) &&
           journal_append(&a->file, a->record.data, a->record.len, fault);
}

static void digest_text(const uint8_t digest[SHA1_BYTES], char out[DIGEST_TEXT])
{
    memcpy(out, "sha1:", 5);
    digest_base32(digest, SHA1_BYTES, out + 5);
}

static void response_fields(struct archive *a, const struct capture *c, const char *payload)
{
    if (c->address && c->address[0])
        buf_printf(&a->fields, "WARC-IP-Address: %s\r\n", c->address);
    buf_printf(&a->fields, "WARC-Protocol: %s\r\nWARC-Payload-Digest: %s\r\n", c->protocol, payload);
    buf_puts(&a->fields, "Content-Type: application/http; msgtype=response\r\n");
    if (c->truncated)
        buf_printf(&a->fields, "WARC-Truncated: %s\r\n", c->truncated);
    if (!c->revisit)
        return;
    buf_printf(&a->fields, "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/%s\r\n", c->revisit);
    if (c->first_url && c->first_url[0])
        buf_printf(&a->fields, "WARC-Refers-To-Target-URI: %s\r\n", c->first_url);
    if (c->first_date && c->first_date[0])
        buf_printf(&a->fields, "WARC-Refers-To-Date: %s\r\n", c->first_date);
}

bool archive_capture(struct archive *a, const struct capture *c, struct fault *fault)
{
    char response_id[ID_MAX], request_id[ID_MAX], payload[DIGEST_TEXT];
    if (!ready(a, fault) || !make_id(a, response_id, fault) || !make_id(a, request_id, fault))
        return false;
    uint64_t offset = journal_length(&a->file);
    digest_text(c->digest, payload);
    begin_fields(a, response_id, c->url, c->date);
    response_fields(a, c, payload);
    struct warc_bytes nothing = {NULL, 0};
    if (!append_record(a, c->revisit ? "revisit" : "response", c->head, c->revisit ? nothing : c->body,
                       fault))
        return false;
    if (!a->file.is_stream && !index_capture(a, c, payload, offset, fault))
        return false;
    if (c->request.len == 0)
        return true;
    begin_fields(a, request_id, c->url, c->date);
    buf_printf(&a->fields, "WARC-Concurrent-To: %s\r\nContent-Type: application/http; msgtype=request\r\n",
               response_id);
    return append_record(a, "request", c->request, nothing, fault);
}

bool archive_resource(struct archive *a, const char *url, const char *date, const char *mime,
                      struct warc_bytes bytes, struct fault *fault)
{
    char id[ID_MAX], text[DIGEST_TEXT];
    uint8_t digest[SHA1_BYTES];
    if (!ready(a, fault) || !make_id(a, id, fault))
        return false;
    digest_sha1(bytes.p, bytes.len, digest);
    digest_text(digest, text);
    begin_fields(a, id, url, date);
    buf_printf(&a->fields, "Content-Type: %s\r\nWARC-Payload-Digest: %s\r\n", mime, text);
    return append_record(a, "resource", bytes, (struct warc_bytes){NULL, 0}, fault);
}

bool archive_metadata(struct archive *a, const char *url, const char *date, const char *lines,
                      struct fault *fault)
{
    char id[ID_MAX];
    if (!ready(a, fault) || !make_id(a, id, fault))
        return false;
    begin_fields(a, id, url, date);
    buf_puts(&a->fields, "Content-Type: application/warc-fields\r\n");
    return append_record(a, "metadata", (struct warc_bytes){lines, strlen(lines)},
                         (struct warc_bytes){NULL, 0}, fault);
}
