#include "base/http.h"

#include <brotli/decode.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

#include "base/hex.h"

enum { HEADER_VALUE_MAX = 8192, DECODE_STEP = 65536 };

void http_message_init(struct http_message *m, size_t max_payload)
{
    *m = (struct http_message){.status = 0};
    buf_init(&m->content_type, HEADER_VALUE_MAX);
    buf_init(&m->location, HEADER_VALUE_MAX);
    buf_init(&m->payload, max_payload);
}

void http_message_free(struct http_message *m)
{
    buf_free(&m->content_type);
    buf_free(&m->location);
    buf_free(&m->payload);
}

/* ---------------------------------------------------------------- fields */

size_t http_head_length(const char *block, size_t len)
{
    const char *p = block, *end = block + len;
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl)
            break;
        if (nl + 1 < end && nl[1] == '\n')
            return (size_t)(nl + 2 - block);
        if (end - nl > 2 && nl[1] == '\r' && nl[2] == '\n')
            return (size_t)(nl + 3 - block);
        p = nl + 1;
    }
    return len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool http_header(const char *block, size_t len, const char *name, struct buf *value)
{
    buf_clear(value);
    const char *p = block, *end = block + len;
    size_t name_len = strlen(name);
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        if ((size_t)(stop - p) > name_len && p[name_len] == ':' && strncasecmp(p, name, name_len) == 0) {
            p += name_len + 1;
            while (p < stop && is_blank(*p))
                p++;
            while (stop > p && is_blank(stop[-1]))
                stop--;
            return buf_append(value, p, (size_t)(stop - p));
        }
        p = stop + 1;
    }
    return false;
}

/* --------------------------------------------------------------- codings */

enum decoded { DECODED, DECODED_PARTLY, DECODED_NOTHING, DECODED_TOO_MUCH };

/* Reads "1a2b[;extension]\r\n"; false when no size stands there. */
static bool chunk_size(const char **p, const char *end, size_t *size)
{
    const char *q = *p;
    *size = 0;
    while (q < end && hex_value(*q) >= 0) {
        if (*size > (SIZE_MAX >> 8))
            return false;
        *size = *size * 16 + (size_t)hex_value(*q++);
    }
    const char *nl = q < end ? memchr(q, '\n', (size_t)(end - q)) : NULL;
    if (q == *p || !nl || (*q != ';' && *q != '\r' && *q != '\n' && *q != ' '))
        return false;
    *p = nl + 1;
    return true;
}

/* RFC 9112, 7.1. */
static enum decoded undo_chunks(const char *p, size_t len, struct buf *out)
{
    const char *end = p + len;
    size_t size;
    bool any = false;
    while (chunk_size(&p, end, &size)) {
        any = true;
        if (size == 0)
            return DECODED;
        size_t have = size <= (size_t)(end - p) ? size : (size_t)(end - p);
        if (!buf_append(out, p, have))
            return DECODED_TOO_MUCH;
        p += have;
        if (have < size)
            break;
        while (p < end && (*p == '\r' || *p == '\n'))
            p++;
    }
    return any ? DECODED_PARTLY : DECODED_NOTHING;
}

/* One zlib stream to its end; *used counts the input it took. */
static enum decoded inflate_one(const char *in, size_t len, int window, struct buf *out, size_t *used)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)in, .avail_in = (uInt)len};
    if (inflateInit2(&z, window) != Z_OK)
        return DECODED_NOTHING;
    size_t before = out->len;
    int status = Z_OK;
    bool room = true;
    while (status == Z_OK && room) {
        size_t step = out->max - out->len < DECODE_STEP ? out->max - out->len : DECODE_STEP;
        room = step > 0 && buf_reserve(out, step);
        if (!room)
            break;
        z.next_out = (Bytef *)out->data + out->len;
        z.avail_out = (uInt)step;
        status = inflate(&z, Z_NO_FLUSH);
        out->len += step - z.avail_out;
        out->data[out->len] = '\0';
    }
    *used = len - z.avail_in;
    inflateEnd(&z);
    if (status == Z_STREAM_END)
        return DECODED;
    if (!room)
        return DECODED_TOO_MUCH;
    return out->len > before ? DECODED_PARTLY : DECODED_NOTHING;
}

/* gzip: one member or several (RFC 1952, 2.2). */
static enum decoded undo_gzip(const char *in, size_t len, struct buf *out)
{
    size_t used = 0, total = 0;
    enum decoded result = DECODED_NOTHING;
    while (len - total > 2 && memcmp(in + total, "\x1f\x8b", 2) == 0) {
        result = inflate_one(in + total, len - total, 15 + 16, out, &used);
        total += used;
        if (result != DECODED)
            return result == DECODED_NOTHING && out->len > 0 ? DECODED_PARTLY : result;
    }
    return result == DECODED && total < len ? DECODED_PARTLY : result;
}

/* "deflate" means the zlib format, but raw streams are sent too. */
static enum decoded undo_deflate(const char *in, size_t len, struct buf *out)
{
    size_t used;
    enum decoded result = inflate_one(in, len, 15, out, &used);
    return result == DECODED_NOTHING ? inflate_one(in, len, -15, out, &used) : result;
}

static enum decoded undo_brotli(const char *in, size_t len, struct buf *out)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (!state)
        return DECODED_NOTHING;
    const uint8_t *next = (const uint8_t *)in;
    BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    bool room = true;
    while (status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && room) {
        size_t step = out->max - out->len < DECODE_STEP ? out->max - out->len : DECODE_STEP, left = step;
        room = step > 0 && buf_reserve(out, step);
        if (!room)
            break;
        uint8_t *target = (uint8_t *)out->data + out->len;
        status = BrotliDecoderDecompressStream(state, &len, &next, &left, &target, NULL);
        out->len += step - left;
        out->data[out->len] = '\0';
    }
    BrotliDecoderDestroyInstance(state);
    if (status == BROTLI_DECODER_RESULT_SUCCESS)
        return len == 0 ? DECODED : DECODED_PARTLY;
    if (!room)
        return DECODED_TOO_MUCH;
    return out->len > 0 ? DECODED_PARTLY : DECODED_NOTHING;
}

/* RFC 8878; its window is bounded, so that a frame's head cannot ask for gigabytes. */
static enum decoded undo_zstd(const char *in, size_t len, struct buf *out)
{
    enum { WINDOW_LOG_MAX = 23 }; /* RFC 9659: 8 MiB */
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (!stream)
        return DECODED_NOTHING;
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    ZSTD_inBuffer input = {in, len, 0};
    size_t status = 1;
    bool room = true, stuck = false;
    while (!ZSTD_isError(status) && !stuck && (status != 0 || input.pos < len)) {
        size_t step = out->max - out->len < DECODE_STEP ? out->max - out->len : DECODE_STEP;
        room = step > 0 && buf_reserve(out, step);
        if (!room)
            break;
        ZSTD_outBuffer output = {out->data + out->len, step, 0};
        size_t before = input.pos;
        status = ZSTD_decompressStream(stream, &output, &input);
        out->len += output.pos;
        out->data[out->len] = '\0';
        stuck = output.pos == 0 && input.pos == before;
    }
    ZSTD_freeDStream(stream);
    if (room && status == 0)
        return DECODED;
    return !room ? DECODED_TOO_MUCH : out->len > 0 ? DECODED_PARTLY : DECODED_NOTHING;
}

static bool is_coding(const struct buf *value, const char *name)
{
    return value->len == strlen(name) && strncasecmp(value->data, name, value->len) == 0;
}

/* Undoes the content coding.  One is enough for any honest server; a stack
 * of them is how bombs are built. */
static bool decode_content(const char *body, size_t len, const struct buf *coding, struct http_message *m,
                           struct fault *fault)
{
    enum decoded result;
    bool coded = coding->len > 0 && !is_coding(coding, "identity") && !is_coding(coding, "none");
    if (len == 0) /* a 304, a redirect, an answer to HEAD name a coding too; no page is packed into nothing */
        result = coded && m->status == 200 ? DECODED_PARTLY : DECODED;
    else if (!coded)
        result = buf_append(&m->payload, body, len) ? DECODED : DECODED_TOO_MUCH;
    else if (is_coding(coding, "gzip") || is_coding(coding, "x-gzip"))
        result = undo_gzip(body, len, &m->payload);
    else if (is_coding(coding, "deflate"))
        result = undo_deflate(body, len, &m->payload);
    else if (is_coding(coding, "br"))
        result = undo_brotli(body, len, &m->payload);
    else if (is_coding(coding, "zstd"))
        result = undo_zstd(body, len, &m->payload);
    else
        return fault_set(fault, FAULT_INPUT, "content coding '%.40s' is not taken", coding->data);
    if (result == DECODED_TOO_MUCH)
        return fault_set(fault, FAULT_LIMIT, "payload is longer than %zu bytes", m->payload.max);
    if (result == DECODED_NOTHING) /* not what it says: archives may keep the header of what they decoded */
        result = buf_append(&m->payload, body, len) ? DECODED_PARTLY : DECODED_TOO_MUCH;
    m->partial = m->partial || result != DECODED;
    return buf_check(&m->payload, "payload", fault);
}

/* --------------------------------------------------------------- message */

static bool parse_status(const char *block, size_t len, int *status)
{
    if (len < 9 || strncasecmp(block, "HTTP/", 5) != 0)
        return false;
    const char *end = block + (len < 24 ? len : 24), *p = block + 5;
    while (p < end && *p != ' ')
        p++;
    while (p < end && *p == ' ')
        p++;
    if (end - p < 3)
        return false;
    for (int i = 0; i < 3; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    *status = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
    return true;
}

/* Does the body hold fewer bytes than Content-Length promised? */
static bool falls_short(const char *block, size_t head, size_t body)
{
    struct buf value;
    buf_init(&value, HEADER_VALUE_MAX);
    unsigned long long promised = 0;
    if (http_header(block, head, "Content-Length", &value))
        for (size_t i = 0; i < value.len && i < 18 && value.data[i] >= '0' && value.data[i] <= '9'; i++)
            promised = promised * 10 + (unsigned)(value.data[i] - '0');
    buf_free(&value);
    return promised > body;
}

static bool parse_body(const char *block, size_t head, const char *body, size_t body_len,
                       struct http_message *m, struct fault *fault)
{
    struct buf value, whole;
    buf_init(&value, HEADER_VALUE_MAX);
    buf_init(&whole, m->payload.max);
    bool ok = true;
    if (http_header(block, head, "Transfer-Encoding", &value) && strcasestr(value.data, "chunked")) {
        enum decoded result = undo_chunks(body, body_len, &whole);
        if (result == DECODED_TOO_MUCH)
            ok = buf_check(&whole, "payload", fault);
        m->partial = result == DECODED_PARTLY;
        if (result != DECODED_NOTHING) { /* else it was undone before it was archived */
            body = whole.data ? whole.data : "";
            body_len = whole.len;
        }
    } else {
        m->partial = falls_short(block, head, body_len) && m->status != 304;
    }
    http_header(block, head, "Content-Encoding", &value);
    ok = ok && decode_content(body, body_len, &value, m, fault);
    buf_free(&value);
    buf_free(&whole);
    return ok;
}

bool http_message_decode(const char *head, size_t head_len, const char *body, size_t body_len,
                         struct http_message *m, struct fault *fault)
{
    buf_clear(&m->content_type);
    buf_clear(&m->location);
    buf_clear(&m->payload);
    m->partial = false;
    m->status = 0;
    if (!parse_status(head, head_len, &m->status))
        return fault_set(fault, FAULT_INPUT, "no HTTP status line");
    http_header(head, head_len, "Content-Type", &m->content_type);
    http_header(head, head_len, "Location", &m->location);
    return parse_body(head, head_len, body, body_len, m, fault);
}

bool http_message_parse(const char *block, size_t len, struct http_message *m, struct fault *fault)
{
    size_t head = http_head_length(block, len);
    return http_message_decode(block, head, block + head, len - head, m, fault);
}
