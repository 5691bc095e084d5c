#include "extract/input.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/json.h"
#include "base/warc.h"
#include "extract/mhtml.h"

enum { HEAD_MAX = 4096, LINE_KEPT = 1024 * 1024 };

struct input {
    FILE *file;     /* what was opened */
    FILE *stream;   /* `file` with `head` read again in front of it */
    char head[HEAD_MAX];
    size_t head_len, head_read;
    enum input_kind kind;
    const char *path;
    bool done;
    struct buf bytes, name; /* of the current page */
    struct warc_reader *warc;
    struct http_message http;
    struct line_reader lines;
    json_t *object; /* the current line of JSON */
    struct mhtml_page archived;
};

/* ------------------------------------------------------------- what it is */

static bool is_one_of(const char *name, size_t len, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == len && strncasecmp(*names, name, len) == 0)
            return true;
    return false;
}

/* A letter run behind '<' that HTML knows, or a doctype. */
static bool is_tag_at(const char *p, const char *end)
{
    static const char *const known[] = {
        "html", "head", "body", "div",    "p",       "meta", "title", "table", "td",    "br",     "span",
        "a",    "link", "font", "script", "article", "img",  "ul",    "h1",    "style", "center", NULL};
    if (end - p >= 9 && strncasecmp(p, "<!doctype", 9) == 0)
        return true;
    const char *name = p + 1;
    while (name < end && *name == '/')
        name++;
    const char *q = name;
    while (q < end && ((*q | 32) >= 'a' ? (*q | 32) <= 'z' : *q >= '0' && *q <= '9'))
        q++;
    bool ends = q < end && (*q == '>' || *q == ' ' || *q == '/' || *q == '\n' || *q == '\r' || *q == '\t');
    return ends && is_one_of(name, (size_t)(q - name), known);
}

bool input_looks_like_html(const char *bytes, size_t len)
{
    char plain[HEAD_MAX]; /* without the zero bytes of UTF-16 */
    size_t n = 0, tags = 0;
    for (size_t i = 0; i < len && n < sizeof plain; i++)
        if (bytes[i])
            plain[n++] = bytes[i];
    size_t at = 0;
    while (at < n &&
           (plain[at] == ' ' || (unsigned char)plain[at] >= 0x80 || (plain[at] >= '\t' && plain[at] <= '\r')))
        at++;
    bool leads = at < n && plain[at] == '<';
    for (const char *p = plain; p < plain + n; p++)
        tags += *p == '<' && is_tag_at(p, plain + n);
    return leads ? tags > 0 : tags > 2;
}

static bool looks_like_json(const char *bytes, size_t len)
{
    size_t i = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (i >= len || bytes[i] != '{')
        return false;
    for (i++; i < len && (bytes[i] == ' ' || bytes[i] == '\t'); i++)
        ;
    return i < len && (bytes[i] == '"' || bytes[i] == '}');
}

static enum input_kind sniff(const struct input *in)
{
    if (warc_sniff(in->head, in->head_len))
        return INPUT_WARC;
    if (looks_like_json(in->head, in->head_len))
        return INPUT_JSONL;
    if (mhtml_sniff(in->head, in->head_len))
        return INPUT_MHTML;
    return input_looks_like_html(in->head, in->head_len) ? INPUT_HTML : INPUT_DUMP;
}

/* ---------------------------------------------------------------- opening */

/* The head first, then the rest of the file. */
static ssize_t read_again(void *cookie, char *into, size_t size)
{
    struct input *in = cookie;
    size_t left = in->head_len - in->head_read;
    if (left == 0) {
        size_t n = fread(into, 1, size, in->file);
        return n == 0 && ferror(in->file) ? -1 : (ssize_t)n;
    }
    size_t n = left < size ? left : size;
    memcpy(into, in->head + in->head_read, n);
    in->head_read += n;
    return (ssize_t)n;
}

static bool refuse_gzip(const struct input *in, struct fault *fault)
{
    if (in->kind != INPUT_WARC && in->head_len > 2 && memcmp(in->head, "\x1f\x8b", 2) == 0)
        return fault_set(fault, FAULT_INPUT, "cannot read '%s': gzip that holds no WARC; unpack it first",
                         in->path);
    return true;
}

static bool open_stream(struct input *in, enum input_kind kind, struct fault *fault)
{
    in->file = file_open(in->path, fault);
    if (!in->file)
        return false;
    in->head_len = fread(in->head, 1, sizeof in->head, in->file);
    if (in->head_len == 0 && ferror(in->file))
        return fault_set_errno(fault, FAULT_INPUT, "cannot read '%s'", in->path);
    if (in->head_len == 0)
        return fault_set(fault, FAULT_INPUT, "cannot read '%s': it is empty", in->path);
    in->kind = kind == INPUT_AUTO ? sniff(in) : kind;
    in->stream = fopencookie(in, "r", (cookie_io_functions_t){.read = read_again});
    if (!in->stream)
        return fault_set(fault, FAULT_MEMORY, "no memory to read '%s'", in->path);
    return refuse_gzip(in, fault);
}

static bool open_reader(struct input *in, struct fault *fault)
{
    if (in->kind == INPUT_WARC) {
        in->warc = warc_open(in->stream, in->path, INPUT_PAGE_MAX + 64 * 1024, fault);
        return in->warc != NULL;
    }
    if (in->kind == INPUT_JSONL)
        lines_open(&in->lines, in->stream, in->path, 2 * INPUT_PAGE_MAX);
    return true;
}

struct input *input_open(const char *path, enum input_kind kind, struct fault *fault)
{
    struct input *in = calloc(1, sizeof *in);
    if (!in) {
        fault_set(fault, FAULT_MEMORY, "no memory to read '%s'", path);
        return NULL;
    }
    in->path = path;
    buf_init(&in->bytes, INPUT_PAGE_MAX);
    buf_init(&in->name, 8192);
    http_message_init(&in->http, INPUT_PAGE_MAX);
    if (open_stream(in, kind, fault) && open_reader(in, fault))
        return in;
    input_close(in);
    return NULL;
}

void input_close(struct input *in)
{
    if (!in)
        return;
    warc_close(in->warc);
    if (in->kind == INPUT_JSONL)
        lines_close(&in->lines);
    json_decref(in->object);
    http_message_free(&in->http);
    if (in->stream)
        fclose(in->stream);
    file_close(in->file);
    buf_free(&in->bytes);
    buf_free(&in->name);
    free(in);
}

/* ------------------------------------------------------------ a whole file */

static bool has_prefix(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* "cannot read 'a.warc.gz@1234': …" in place of the bare reason. */
static void name_refusal(const char *name, struct fault *fault)
{
    struct fault reason = *fault;
    fault_clear(fault);
    fault_set(fault, reason.code, "cannot read '%s': %s", name, reason.text);
}

static enum input_status next_file(struct input *in, struct source_page *page, struct fault *fault)
{
    if (in->done)
        return INPUT_END;
    in->done = true;
    if (!file_read(in->stream, in->path, &in->bytes, fault))
        return fault->code == FAULT_MEMORY ? INPUT_FAILED : INPUT_REFUSED;
    page->bytes = in->bytes.data;
    page->len = in->bytes.len;
    page->held = &in->bytes;
    page->markup = in->kind == INPUT_HTML;
    page->name = in->path;
    return INPUT_PAGE;
}

static enum input_status next_mhtml(struct input *in, struct source_page *page, struct fault *fault)
{
    enum input_status status = next_file(in, page, fault);
    if (status != INPUT_PAGE)
        return status;
    if (!mhtml_read(in->bytes.data, in->bytes.len, &in->archived, fault)) {
        name_refusal(in->path, fault);
        return INPUT_REFUSED;
    }
    page->bytes = in->archived.bytes;
    page->len = in->archived.len;
    page->content_type = in->archived.content_type;
    page->url = has_prefix(in->archived.location, "http") ? in->archived.location : "";
    page->markup = true;
    page->partial = in->archived.cut;
    return INPUT_PAGE;
}

/* -------------------------------------------------------------------- WARC */

/* HTML and text are pages; pictures, scripts and styles are passed over. */
static bool is_page_type(const char *type)
{
    return has_prefix(type, "text/html") || has_prefix(type, "application/xhtml") ||
           has_prefix(type, "text/plain");
}

static void fill_from_warc(struct input *in, const struct warc_record *r, const char *bytes, size_t len,
                           const char *type, struct source_page *page)
{
    page->bytes = bytes;
    page->len = len;
    page->content_type = type;
    page->markup = !has_prefix(type, "text/plain");
    page->url = r->target_uri.data ? r->target_uri.data : "";
    page->fetched = r->date;
    page->partial = r->truncated || in->http.partial;
}

/* The page in one record: INPUT_END when the record holds none. */
static enum input_status record_page(struct input *in, const struct warc_record *r, struct source_page *page,
                                     struct fault *fault)
{
    const char *block = r->block.data ? r->block.data : "";
    in->http.partial = false;
    if (strcmp(r->type, "conversion") == 0) {
        fill_from_warc(in, r, block, r->block.len, "text/plain; charset=utf-8", page);
        return INPUT_PAGE;
    }
    if (strcmp(r->type, "resource") == 0 && is_page_type(r->content_type)) {
        fill_from_warc(in, r, block, r->block.len, r->content_type, page);
        return INPUT_PAGE;
    }
    if (strcmp(r->type, "response") != 0)
        return INPUT_END;
    if (!http_message_parse(block, r->block.len, &in->http, fault))
        return fault->code == FAULT_MEMORY ? INPUT_FAILED : INPUT_REFUSED;
    const char *type = in->http.content_type.data ? in->http.content_type.data : "";
    if (in->http.status != 200 || (*type && !is_page_type(type)))
        return INPUT_END;
    fill_from_warc(in, r, in->http.payload.data ? in->http.payload.data : "", in->http.payload.len, type,
                   page);
    page->held = &in->http.payload;
    return INPUT_PAGE;
}

static enum input_status next_warc(struct input *in, struct source_page *page, struct fault *fault)
{
    const struct warc_record *r;
    for (;;) {
        switch (warc_next(in->warc, &r, fault)) {
        case WARC_END:
            return INPUT_END;
        case WARC_DAMAGED:
            return INPUT_REFUSED;
        case WARC_FAILED:
            return INPUT_FAILED;
        case WARC_RECORD:
            break;
        }
        buf_clear(&in->name);
        buf_printf(&in->name, "%s@%llu", in->path, (unsigned long long)r->offset);
        page->name = buf_ok(&in->name) ? in->name.data : in->path;
        enum input_status status = record_page(in, r, page, fault);
        if (status == INPUT_REFUSED)
            name_refusal(page->name, fault);
        if (status != INPUT_END)
            return status;
    }
}

/* -------------------------------------------------------------- JSON Lines */

/* A string field, "" where absent; a number is no text. */
static bool get_field(const json_t *object, const char *key, const char **text, struct fault *fault)
{
    if (!json_get_text(object, key, text, NULL, fault))
        return false;
    if (!*text)
        *text = "";
    return true;
}

static bool fill_from_json(const json_t *object, struct source_page *page, struct fault *fault)
{
    const char *html, *text;
    size_t html_len, text_len;
    if (!json_is_object(object))
        return fault_set(fault, FAULT_INPUT, "not an object");
    if (!json_get_text(object, "html", &html, &html_len, fault) ||
        !json_get_text(object, "text", &text, &text_len, fault) ||
        !get_field(object, "id", &page->id, fault) || !get_field(object, "url", &page->url, fault) ||
        !get_field(object, "title", &page->title, fault) ||
        !get_field(object, "published", &page->published, fault) ||
        !get_field(object, "fetched", &page->fetched, fault))
        return false;
    if (!html && !text)
        return fault_set(fault, FAULT_INPUT, "neither 'html' nor 'text' is there");
    page->markup = html != NULL;
    page->bytes = html ? html : text;
    page->len = html ? html_len : text_len;
    page->unicode = true;
    if (page->len > INPUT_PAGE_MAX)
        return fault_set(fault, FAULT_LIMIT, "page is larger than %d bytes", INPUT_PAGE_MAX);
    return true;
}

static enum input_status next_json(struct input *in, struct source_page *page, struct fault *fault)
{
    enum line_status status;
    do {
        status = lines_next(&in->lines, fault);
        if (status == LINE_END)
            return INPUT_END;
        if (status == LINE_FAILED)
            return INPUT_FAILED;
        if (status == LINE_TOO_LONG)
            return INPUT_REFUSED;
    } while (in->lines.line.len == 0);
    buf_clear(&in->name);
    buf_printf(&in->name, "%s:%lu", in->path, in->lines.number);
    page->name = buf_ok(&in->name) ? in->name.data : in->path;
    json_decref(in->object);
    in->object = json_parse(in->lines.line.data, in->lines.line.len, fault);
    if (in->lines.line.cap > LINE_KEPT)
        buf_free(&in->lines.line);
    if (in->object && fill_from_json(in->object, page, fault))
        return INPUT_PAGE;
    name_refusal(page->name, fault);
    return INPUT_REFUSED;
}

enum input_status input_next(struct input *in, struct source_page *page, struct fault *fault)
{
    *page = (struct source_page){.name = in->path,
                                 .id = "",
                                 .url = "",
                                 .content_type = "",
                                 .fetched = "",
                                 .title = "",
                                 .published = "",
                                 .bytes = ""};
    if (in->kind == INPUT_WARC)
        return next_warc(in, page, fault);
    if (in->kind == INPUT_JSONL)
        return next_json(in, page, fault);
    if (in->kind == INPUT_MHTML)
        return next_mhtml(in, page, fault);
    return next_file(in, page, fault);
}
