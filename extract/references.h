/* references - character references of HTML: "&nbsp;", "&#12298;", "&#x3008;".
 *
 * WHATWG HTML 13.2.5.72: the longest name that is known wins; the names of
 * HTML 2 and Latin-1 also stand without their semicolon, but not inside an
 * attribute where a letter, a digit or "=" follows ("?a=1&copy=2").  Known are
 * all names of HTML 4 and those of HTML 5 for ASCII signs.  A number that is
 * no character is U+FFFD; C1 numbers stay for decode_c1_reference(). */
#ifndef JIANBAO_EXTRACT_REFERENCES_H
#define JIANBAO_EXTRACT_REFERENCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the reference at `p`, which stands on its "&".  Returns what is behind it and sets the code
 * point, or NULL where none stands: then the "&" is itself. */
const char *reference_read(const char *p, const char *end, bool in_attribute, uint32_t *cp);

#endif
