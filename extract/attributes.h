/* attributes - reading an element's attributes as tokens.h cuts them: slices
 * of the source, copied and resolved only when somebody asks. */
#ifndef JIANBAO_EXTRACT_ATTRIBUTES_H
#define JIANBAO_EXTRACT_ATTRIBUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct attribute {
    const char *name, *value; /* no NUL behind them; value NULL: none */
    uint32_t name_len, value_len;
};

struct attributes {
    const struct attribute *items;
    size_t count;
    bool resolved; /* the values hold no references any more */
};

/* An attribute by its name in lower case; NULL when absent.  The first of several counts. */
const struct attribute *attribute_find(const struct attributes *a, const char *name);

/* Its value in the arena, as it is or in lower case: references resolved, blanks at both ends cut,
 * control characters gone; "" when it is absent, empty, or the arena is full. */
const char *attribute_text(const struct attributes *a, const char *name, struct arena *arena);
const char *attribute_lower(const struct attributes *a, const char *name, struct arena *arena);

/* The value of one attribute in `out`, references resolved and nothing else changed; false: out is full. */
bool attribute_resolve(const struct attribute *a, struct buf *out);

/* The names that an element gives to what it holds, lower case, "" where none. */
struct naming {
    const char *cls, *id, *prop;
    bool hidden; /* the attribute hidden, or a style with display:none */
    enum align { ALIGN_UNSAID, ALIGN_CENTER, ALIGN_OTHER } align; /* align=, or a style's text-align */
};
struct naming attribute_naming(const struct attributes *a, struct arena *arena);

/* The address of a picture: what a script would put into src later
 * (data-original, data-src, _src, srcset's largest …) before src itself. */
const char *attribute_picture(const struct attributes *a, struct arena *arena);

/* Pixels of width="…" or height="…"; 0 where none or relative. */
uint16_t attribute_pixels(const struct attributes *a, const char *name);

#endif
