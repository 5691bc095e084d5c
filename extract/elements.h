/* elements - makes well-nested elements out of the tags of a page: implied end
 * tags, stray end tags, misplaced heads and bodies.
 *
 * The tree construction of WHATWG HTML 13.2.6, less what changes nothing in a
 * text: no element is made up, nothing is moved out of tables, and where
 * browsers open <b> anew inside each box (the adoption agency) the <b> ends in
 * place.  Deeper elements than ELEMENTS_DEPTH_MAX are opened and closed at
 * once, so that their text stands in the deepest one that is left. */
#ifndef JIANBAO_EXTRACT_ELEMENTS_H
#define JIANBAO_EXTRACT_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "extract/tokens.h"

enum { ELEMENTS_DEPTH_MAX = 500 }; /* a sink sees one more open for a moment */

/* Who takes the events.  Elements that never hold anything are opened only. */
struct element_sink {
    void *user;
    void (*open)(void *user, const struct token *token);
    void (*close)(void *user, size_t inside); /* of the open element that has so many others inside it */
    void (*text)(void *user, const char *text, size_t len);
    void (*raw)(void *user, const struct token *token); /* a script, style, frame: TOKEN_RAW */
};

/* Reads decoded text to its end.  True: an element stood deeper than the ceiling. */
bool elements_read(const char *text, size_t len, const struct element_sink *sink);

#endif
