#include "extract/attributes.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/decode.h"

enum { PIXELS_MAX = 65535, VALUE_MAX = 64 * 1024 };

const char *attribute(const char *const *attributes, const char *name)
{
    if (!attributes)
        return NULL;
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1] ? attributes[1] : "";
    return NULL;
}

/* ------------------------------------------------------------------ copies */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* One pass that also takes what numeric references may have brought in. */
static size_t copy_clean(char *to, const char *value, size_t len, bool lower)
{
    char *out = to;
    for (const char *p = value, *end = value + len; p < end;) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c < 0x7F) {
            *out++ = lower && c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
            p++;
            continue;
        }
        uint32_t cp = decode_allowed(decode_c1_reference(utf8_next(&p, end)));
        if (cp == '\n' || cp == '\t')
            cp = ' ';
        if (cp != 0)
            out += utf8_encode(cp, out);
    }
    *out = '\0';
    return (size_t)(out - to);
}

static const char *copy(struct arena *arena, const char *value, bool lower)
{
    if (!value)
        return "";
    while (is_blank(*value))
        value++;
    size_t len = strlen(value);
    if (len > VALUE_MAX)
        len = VALUE_MAX;
    while (len > 0 && is_blank(value[len - 1]))
        len--;
    if (len == 0)
        return "";
    char *to = arena_alloc(arena, len + len / 2 + 8); /* C1 becomes up to three bytes for two */
    if (!to)
        return "";
    copy_clean(to, value, len, lower);
    return to;
}

const char *attribute_copy(struct arena *arena, const char *value)
{
    return copy(arena, value, false);
}

const char *attribute_lower(struct arena *arena, const char *value)
{
    return copy(arena, value, true);
}

/* ------------------------------------------------------------------ naming */

static bool style_hides(const char *style)
{
    for (const char *p = style; (p = strcasestr(p, "display")); p += 7) {
        const char *v = p + 7;
        while (is_blank(*v))
            v++;
        if (*v != ':')
            continue;
        v++;
        while (is_blank(*v))
            v++;
        if (strncasecmp(v, "none", 4) == 0)
            return true;
    }
    return false;
}

struct naming attribute_naming(const char *const *attributes, struct arena *arena)
{
    struct naming n = {"", "", "", false};
    for (; attributes && attributes[0]; attributes += 2) {
        const char *name = attributes[0];
        switch (name[0]) {
        case 'c':
            if (strcmp(name, "class") == 0)
                n.cls = attribute_lower(arena, attributes[1]);
            break;
        case 'i':
            if (strcmp(name, "id") == 0)
                n.id = attribute_lower(arena, attributes[1]);
            else if (strcmp(name, "itemprop") == 0)
                n.prop = attribute_lower(arena, attributes[1]);
            break;
        case 'h':
            n.hidden |= strcmp(name, "hidden") == 0;
            break;
        case 's':
            if (strcmp(name, "style") == 0 && attributes[1])
                n.hidden |= style_hides(attributes[1]);
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

static bool is_address(const char *value)
{
    return value && *value && strncmp(value, "data:", 5) != 0 && strncmp(value, "about:", 6) != 0 &&
           (strchr(value, '/') || strchr(value, '.'));
}

/* A srcset gives way to a plain lazy address, and wins over src. */
const char *attribute_picture(const char *const *attributes, struct arena *arena)
{
    static const char *const lazy[] = {"data-original", "data-src",       "data-lazy-src", "data-lazyload",
                                       "data-lazy",     "data-actualsrc", "data-echo",     "data-url",
                                       "data-image",    "data-real-src",  "lazy-src",      "_src",
                                       "original",      "src2",           "zoomfile",      "file"};
    for (size_t i = 0; i < sizeof lazy / sizeof *lazy; i++) {
        const char *value = attribute(attributes, lazy[i]);
        if (is_address(value))
            return attribute_copy(arena, value);
    }
    static const char *const sets[] = {"data-srcset", "srcset"};
    for (size_t i = 0; i < 2; i++) {
        const char *set = attribute(attributes, sets[i]);
        const char *value = set ? srcset_largest(set, arena) : NULL;
        if (is_address(value))
            return attribute_copy(arena, value);
    }
    return attribute_copy(arena, attribute(attributes, "src"));
}

uint16_t attribute_pixels(const char *const *attributes, const char *name)
{
    const char *p = attribute(attributes, name);
    unsigned long n = 0;
    while (p && is_blank(*p))
        p++;
    for (; p && *p >= '0' && *p <= '9' && n <= PIXELS_MAX; p++)
        n = n * 10 + (unsigned long)(*p - '0');
    return p && *p == '%' ? 0 : n > PIXELS_MAX ? PIXELS_MAX : (uint16_t)n;
}
