/* xml - text as XML 1.0 may hold it. */
#ifndef JIANBAO_BASE_XML_H
#define JIANBAO_BASE_XML_H

#include <stddef.h>

#include "base/buf.h"

/* Appends UTF-8 text for content and quoted attributes: & < > and " as references, control
 * characters but the line end and the tab as blanks, U+FFFE and U+FFFF, which are no characters
 * of XML (2.2), as U+FFFD. */
void xml_text(struct buf *out, const char *p, size_t len);

#endif
