#include "extract/attributes.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/decode.h"
#include "extract/references.h"

enum { PIXELS_MAX = 65535, VALUE_MAX = 64 * 1024 };

static bool is_named(const struct attribute *a, const char *name, size_t len)
{
    return a->name_len == len && strncasecmp(a->name, name, len) == 0;
}

const struct attribute *attribute_find(const struct attributes *a, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < a->count; i++)
        if (is_named(&a->items[i], name, len))
            return &a->items[i];
    return NULL;
}

/* ------------------------------------------------------------------ copies */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The next character of a value, references resolved. */
static uint32_t next_char(const char **p, const char *end, bool resolved)
{
    uint32_t cp;
    const char *behind = **p == '&' && !resolved ? reference_read(*p, end, true, &cp) : NULL;
    if (!behind)
        return utf8_next(p, end);
    *p = behind;
    return cp;
}

/* One pass that also takes what numeric references may have brought in. */
static char *copy_clean(char *to, const char *value, size_t len, bool resolved, bool lower)
{
    for (const char *p = value, *end = value + len; p < end;) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c < 0x7F && c != '&') {
            *to++ = lower && c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
            p++;
            continue;
        }
        uint32_t cp = decode_allowed(decode_c1_reference(next_char(&p, end, resolved)));
        if (cp == '\n' || cp == '\t')
            cp = ' ';
        if (lower && cp >= 'A' && cp <= 'Z')
            cp += 32;
        if (cp != 0)
            to += utf8_encode(cp, to);
    }
    *to = '\0';
    return to;
}

static const char *copy(const struct attribute *a, bool resolved, bool lower, struct arena *arena)
{
    const char *value = a ? a->value : NULL;
    size_t len = value ? a->value_len : 0;
    for (; len > 0 && is_blank(*value); len--)
        value++;
    if (len > VALUE_MAX)
        len = VALUE_MAX;
    while (len > 0 && is_blank(value[len - 1]))
        len--;
    if (len == 0)
        return "";
    char *to = arena_alloc(arena, len + len / 2 + 8); /* C1 becomes up to three bytes for two */
    if (!to)
        return "";
    copy_clean(to, value, len, resolved, lower);
    return to;
}

const char *attribute_text(const struct attributes *a, const char *name, struct arena *arena)
{
    return copy(attribute_find(a, name), a->resolved, false, arena);
}

const char *attribute_lower(const struct attributes *a, const char *name, struct arena *arena)
{
    return copy(attribute_find(a, name), a->resolved, true, arena);
}

bool attribute_resolve(const struct attribute *a, struct buf *out)
{
    char bytes[4];
    buf_clear(out);
    for (const char *p = a->value, *end = p ? p + a->value_len : NULL; p < end;)
        buf_append(out, bytes, utf8_encode(next_char(&p, end, false), bytes));
    return buf_append(out, "", 0);
}

/* ------------------------------------------------------------------ naming */

/* Behind the letters of `word` at or behind p, any case; NULL where they are not. */
static const char *behind_word(const char *p, const char *end, const char *word, size_t len)
{
    for (; (size_t)(end - p) >= len; p++)
        if ((*p | 0x20) == *word && strncasecmp(p, word, len) == 0)
            return p + len;
    return NULL;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p))
        p++;
    return p;
}

/* The value of the style's property; NULL where it is not set. */
static const char *style_value(const char *style, const char *end, const char *property, size_t len)
{
    const char *p = style;
    while ((p = behind_word(p, end, property, len))) {
        const char *v = skip_blanks(p, end);
        if (v < end && *v == ':')
            return skip_blanks(v + 1, end);
    }
    return NULL;
}

static bool begins_with(const char *value, const char *end, const char *word, size_t len)
{
    return (size_t)(end - value) >= len && strncasecmp(value, word, len) == 0;
}

static enum align align_of(const char *value, const char *end)
{
    return begins_with(value, end, "center", 6) ? ALIGN_CENTER : ALIGN_OTHER;
}

static void read_style(const char *style, size_t len, struct naming *n)
{
    const char *end = style + len, *display = style_value(style, end, "display", 7);
    const char *align = memchr(style, '-', len) ? style_value(style, end, "text-align", 10) : NULL;
    n->hidden |= display && begins_with(display, end, "none", 4);
    if (align)
        n->align = align_of(align, end);
}

struct naming attribute_naming(const struct attributes *attributes, struct arena *arena)
{
    struct naming n = {"", "", "", false, ALIGN_UNSAID};
    for (size_t i = 0; i < attributes->count; i++) {
        const struct attribute *a = &attributes->items[i];
        switch (a->name[0] | 0x20) {
        case 'a':
            if (a->value && is_named(a, "align", 5) && n.align == ALIGN_UNSAID)
                n.align = align_of(a->value, a->value + a->value_len);
            break;
        case 'c':
            if (!*n.cls && is_named(a, "class", 5))
                n.cls = copy(a, attributes->resolved, true, arena);
            break;
        case 'i':
            if (!*n.id && is_named(a, "id", 2))
                n.id = copy(a, attributes->resolved, true, arena);
            else if (!*n.prop && is_named(a, "itemprop", 8))
                n.prop = copy(a, attributes->resolved, true, arena);
            break;
        case 'h':
            n.hidden |= is_named(a, "hidden", 6);
            break;
        case 's':
            if (a->value && is_named(a, "style", 5))
                read_style(a->value, a->value_len, &n);
            break;
        default:
            break;
        }
    }
    return n;
}

/* ---------------------------------------------------------------- pictures */

/* The candidate of a srcset with the largest descriptor. */
static const char *srcset_largest(const char *set, struct arena *arena)
{
    const char *best = NULL;
    size_t best_len = 0;
    unsigned long best_size = 0;
    while (*set) {
        while (is_blank(*set) || *set == ',')
            set++;
        const char *start = set;
        while (*set && !is_blank(*set))
            set++;
        size_t len = (size_t)(set - start);
        bool bare = len > 0 && start[len - 1] == ',';
        len -= bare;
        unsigned long size = 0;
        for (; !bare && *set && *set != ','; set++)
            if (*set >= '0' && *set <= '9' && size < 100000)
                size = size * 10 + (unsigned long)(*set - '0');
        if (len > 0 && (!best || size > best_size)) {
            best = start;
            best_len = len;
            best_size = size;
        }
    }
    return best ? arena_copy(arena, best, best_len) : NULL;
}

static bool is_address(const struct attribute *a)
{
    if (!a || !a->value || a->value_len == 0)
        return false;
    const char *value = a->value;
    size_t len = a->value_len;
    return !(len >= 5 && memcmp(value, "data:", 5) == 0) && !(len >= 6 && memcmp(value, "about:", 6) == 0) &&
           (memchr(value, '/', len) || memchr(value, '.', len));
}

/* A srcset gives way to a plain lazy address, and wins over src. */
const char *attribute_picture(const struct attributes *attributes, struct arena *arena)
{
    static const char *const lazy[] = {"data-original", "data-src",       "data-lazy-src", "data-lazyload",
                                       "data-lazy",     "data-actualsrc", "data-echo",     "data-url",
                                       "data-image",    "data-real-src",  "lazy-src",      "_src",
                                       "original",      "src2",           "zoomfile",      "file",
                                       "data-original-src", "real_src",   "data-lazyload-src", "osrc"};
    for (size_t i = 0; i < sizeof lazy / sizeof *lazy; i++) {
        const struct attribute *a = attribute_find(attributes, lazy[i]);
        if (is_address(a))
            return copy(a, attributes->resolved, false, arena);
    }
    static const char *const sets[] = {"data-srcset", "srcset"};
    for (size_t i = 0; i < 2; i++) {
        const char *value = srcset_largest(attribute_text(attributes, sets[i], arena), arena);
        if (value && is_address(&(struct attribute){.value = value, .value_len = (uint32_t)strlen(value)}))
            return value;
    }
    return attribute_text(attributes, "src", arena);
}

uint16_t attribute_pixels(const struct attributes *attributes, const char *name)
{
    const struct attribute *a = attribute_find(attributes, name);
    if (!a || !a->value)
        return 0;
    unsigned long n = 0;
    const char *end = a->value + a->value_len, *p = skip_blanks(a->value, end);
    for (; p < end && *p >= '0' && *p <= '9' && n <= PIXELS_MAX; p++)
        n = n * 10 + (unsigned long)(*p - '0');
    return p < end && *p == '%' ? 0 : n > PIXELS_MAX ? PIXELS_MAX : (uint16_t)n;
}
