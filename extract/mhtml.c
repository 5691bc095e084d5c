#include "extract/mhtml.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"

enum { BOUNDARY_MAX = 72, PARTS_MAX = 10 * 1000 };

/* ---------------------------------------------------------------- headers */

static const char *line_end(const char *p, const char *end)
{
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    return stop ? stop + 1 : end;
}

static bool is_empty_line(const char *p, const char *end)
{
    return p == end || *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n'));
}

/* The value of a header of the block at p, folded lines joined, in `value`; false where it is not
 * there. */
static bool header(const char *p, const char *end, const char *name, char value[MHTML_VALUE_MAX])
{
    size_t len = strlen(name), n = 0;
    for (; !is_empty_line(p, end); p = line_end(p, end)) {
        if ((size_t)(end - p) <= len || strncasecmp(p, name, len) != 0 || p[len] != ':')
            continue;
        const char *from = p + len + 1;
        do {
            const char *stop = line_end(from, end);
            for (; from < stop && n < MHTML_VALUE_MAX - 1; from++)
                if (*from != '\r' && *from != '\n' && (n > 0 || (*from != ' ' && *from != '\t')))
                    value[n++] = *from;
            from = stop;
        } while (from < end && (*from == ' ' || *from == '\t'));
        break;
    }
    while (n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t'))
        n--;
    value[n] = '\0';
    return n > 0;
}

static const char *behind_headers(const char *p, const char *end)
{
    while (!is_empty_line(p, end))
        p = line_end(p, end);
    return p < end ? line_end(p, end) : end;
}

/* The delimiter "--boundary" that a content type names; false for none. */
static bool delimiter(const char *content_type, char out[BOUNDARY_MAX + 3])
{
    const char *p = strcasestr(content_type, "boundary=");
    if (!p)
        return false;
    p += strlen("boundary=");
    const char *stops = *p == '"' ? "\"" : "; \t";
    p += *p == '"';
    size_t len = strcspn(p, stops);
    if (len == 0 || len > BOUNDARY_MAX)
        return false;
    memcpy(out, "--", 2);
    memcpy(out + 2, p, len);
    out[len + 2] = '\0';
    return true;
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

bool mhtml_sniff(const char *bytes, size_t len)
{
    char value[MHTML_VALUE_MAX], delim[BOUNDARY_MAX + 3];
    return len > 0 && bytes[0] != '<' && header(bytes, bytes + len, "Content-Type", value) &&
           has_prefix(value, "multipart/related") && delimiter(value, delim);
}

/* ------------------------------------------------------- transfer encoding */

static size_t undo_quoted_printable(char *bytes, size_t len)
{
    char *to = bytes;
    for (const char *p = bytes, *end = bytes + len; p < end;) {
        if (*p != '=') {
            *to++ = *p++;
            continue;
        }
        int high = end - p >= 3 ? hex_value(p[1]) : -1, low = end - p >= 3 ? hex_value(p[2]) : -1;
        if (high >= 0 && low >= 0) {
            *to++ = (char)(16 * high + low);
            p += 3;
        } else if (is_empty_line(p + 1, end)) { /* a soft line break */
            p = line_end(p, end);
        } else {
            *to++ = *p++;
        }
    }
    return (size_t)(to - bytes);
}

static int base64_digit(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static size_t undo_base64(char *bytes, size_t len)
{
    char *to = bytes;
    unsigned held = 0, bits = 0;
    for (const char *p = bytes, *end = bytes + len; p < end && *p != '='; p++) {
        int digit = base64_digit(*p);
        if (digit < 0)
            continue; /* RFC 2045 6.8: other characters are passed over */
        held = held << 6 | (unsigned)digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *to++ = (char)(held >> bits & 0xFF);
        }
    }
    return (size_t)(to - bytes);
}

/* ------------------------------------------------------------------- parts */

/* The line that begins with the delimiter, at or behind p; NULL for none. */
static char *next_delimiter(char *start, char *p, const char *end, const char *delim)
{
    size_t len = strlen(delim);
    while ((p = memmem(p, (size_t)(end - p), delim, len))) {
        if (p == start || p[-1] == '\n')
            return p;
        p += len;
    }
    return NULL;
}

static void take_part(char *body, const char *end, struct mhtml_page *page, const char *encoding)
{
    size_t len = (size_t)(end - body);
    page->bytes = body;
    page->len = has_prefix(encoding, "quoted-printable") ? undo_quoted_printable(body, len)
                : has_prefix(encoding, "base64")         ? undo_base64(body, len)
                                                         : len;
}

bool mhtml_read(char *bytes, size_t len, struct mhtml_page *page, struct fault *fault)
{
    char value[MHTML_VALUE_MAX], encoding[MHTML_VALUE_MAX], delim[BOUNDARY_MAX + 3];
    char *end = bytes + len, *part = NULL;
    *page = (struct mhtml_page){0};
    if (header(bytes, end, "Content-Type", value) && delimiter(value, delim))
        part = next_delimiter(bytes, bytes, end, delim);
    for (int parts = 0; part && parts < PARTS_MAX; parts++) {
        char *head = part + (line_end(part, end) - part);
        char *next = next_delimiter(bytes, head, end, delim);
        const char *stop = next ? next : end;
        if (header(head, stop, "Content-Type", page->content_type) &&
            (has_prefix(page->content_type, "text/html") ||
             has_prefix(page->content_type, "application/xhtml"))) {
            header(head, stop, "Content-Location", page->location);
            header(head, stop, "Content-Transfer-Encoding", encoding);
            page->cut = !next;
            take_part(head + (behind_headers(head, stop) - head), stop, page, encoding);
            return true;
        }
        part = next;
    }
    return fault_set(fault, FAULT_INPUT, "the web archive holds no HTML");
}
