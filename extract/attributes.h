/* attributes - reading an element's attributes: name, value, name, value …
 * NULL as blocks.h takes them. */
#ifndef JIANBAO_EXTRACT_ATTRIBUTES_H
#define JIANBAO_EXTRACT_ATTRIBUTES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* The value of an attribute; "" when it stands without one; NULL when absent. */
const char *attribute(const char *const *attributes, const char *name);

/* The names that an element gives to what it holds, lower case, "" where none. */
struct naming {
    const char *cls, *id, *prop;
    bool hidden; /* the attribute hidden, or a style with display:none */
};
struct naming attribute_naming(const char *const *attributes, struct arena *arena);

/* The address of a picture: what a script would put into src later
 * (data-original, data-src, _src, srcset's largest …) before src itself. */
const char *attribute_picture(const char *const *attributes, struct arena *arena);

/* Pixels of width="…" or height="…"; 0 where none or relative. */
uint16_t attribute_pixels(const char *const *attributes, const char *name);

/* A copy in the arena, blanks at both ends cut, control characters gone; "" for
 * NULL or a full arena. */
const char *attribute_copy(struct arena *arena, const char *value);
const char *attribute_lower(struct arena *arena, const char *value); /* and ASCII in lower case */

#endif
