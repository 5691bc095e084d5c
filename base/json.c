#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* ------------------------------------------------------------------ memory */

/* Jansson 2.14 does not look whether its token buffer could grow: without
 * memory it drops a byte of a string and goes on.  So a failed allocation is
 * remembered, for each thread by itself, and json_parse() asks. */
static _Thread_local bool out_of_memory;

static void *allocate(size_t size)
{
    void *p = malloc(size);
    out_of_memory = out_of_memory || !p;
    return p;
}

__attribute__((constructor)) static void watch_memory(void)
{
    json_set_alloc_funcs(allocate, free);
}

/* ----------------------------------------------------------------- reading */

json_t *json_parse(const char *bytes, size_t len, struct fault *fault)
{
    json_error_t error;
    out_of_memory = false;
    json_t *value = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (out_of_memory) {
        json_decref(value);
        fault_set(fault, FAULT_MEMORY, "no memory for JSON");
        return NULL;
    }
    if (!value)
        fault_set(fault, FAULT_INPUT, "not JSON: %s at byte %d", error.text, error.position);
    return value;
}

/* ----------------------------------------------------------------- writing */

static int append_piece(const char *bytes, size_t len, void *out)
{
    return buf_append(out, bytes, len) ? 0 : -1;
}

/* Six digits are enough for every real that we print, and they print the same everywhere. */
static bool write_value(const json_t *value, size_t flags, struct buf *out, struct fault *fault)
{
    if (json_dump_callback(value, append_piece, out, flags | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6)) == 0 &&
        buf_putc(out, '\n'))
        return true;
    if (!buf_ok(out))
        return buf_check(out, "JSON output", fault);
    return fault_set(fault, FAULT_MEMORY, "cannot write JSON");
}

bool json_write_line(const json_t *value, struct buf *out, struct fault *fault)
{
    return write_value(value, JSON_COMPACT, out, fault);
}

bool json_write_pretty(const json_t *value, struct buf *out, struct fault *fault)
{
    return write_value(value, JSON_INDENT(2), out, fault);
}

static bool put_escaped(struct buf *out, unsigned char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *p = named; *p; p += 2)
        if ((unsigned char)p[0] == c)
            return buf_putc(out, '\\') && buf_putc(out, p[1]);
    return buf_printf(out, "\\u%04X", c);
}

bool json_put_text(struct buf *out, const char *text)
{
    if (!text)
        return buf_puts(out, "null");
    size_t len = strlen(text);
    if (utf8_valid_prefix(text, len) != len)
        return false;
    buf_putc(out, '"');
    const char *run = text;
    for (const char *p = text; p < text + len; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_append(out, run, (size_t)(p - run));
        put_escaped(out, c);
        run = p + 1;
    }
    buf_append(out, run, (size_t)(text + len - run));
    return buf_putc(out, '"');
}

/* The field where it is given; `false` when it has another type. */
static bool get_typed(const json_t *object, const char *key, json_type type, const char *name,
                      const json_t **value, struct fault *fault)
{
    *value = json_object_get(object, key);
    if (!*value || json_is_null(*value)) {
        *value = NULL;
        return true;
    }
    if (json_typeof(*value) == type)
        return true;
    *value = NULL;
    return fault_set(fault, FAULT_INPUT, "'%s' is not %s", key, name);
}

bool json_get_text(const json_t *object, const char *key, const char **value, size_t *len,
                   struct fault *fault)
{
    const json_t *field;
    bool ok = get_typed(object, key, JSON_STRING, "a string", &field, fault);
    *value = field ? json_string_value(field) : NULL;
    if (len)
        *len = field ? json_string_length(field) : 0;
    return ok;
}

bool json_get_integer(const json_t *object, const char *key, long long *value, struct fault *fault)
{
    const json_t *field;
    bool ok = get_typed(object, key, JSON_INTEGER, "an integer", &field, fault);
    *value = field ? json_integer_value(field) : 0;
    return ok;
}

bool json_get_array(const json_t *object, const char *key, const json_t **value, struct fault *fault)
{
    return get_typed(object, key, JSON_ARRAY, "an array", value, fault);
}

json_t *json_text(const char *text, size_t len)
{
    return text ? json_stringn_nocheck(text, len) : json_null();
}

json_t *json_text0(const char *text)
{
    return text ? json_string_nocheck(text) : json_null();
}
