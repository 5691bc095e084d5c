/* formats - a record for people and corpus tools: plain text, Markdown, TEI.
 *
 * text: title, an empty line, the body; records parted by a line with a form
 * feed.  markdown: YAML front matter, then the article with sub-headings,
 * lists, tables, quotes and pictures.  tei: one <teiCorpus> with a <TEI> for
 * each record (TEI P5; docs/tei.rng is the part of it that is used), which
 * AntConc, TXM and the like read; nothing where there is no record. */
#ifndef JIANBAO_EXTRACT_FORMATS_H
#define JIANBAO_EXTRACT_FORMATS_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/record.h"

enum record_format { FORMAT_JSON, FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_TEI };

/* What stands behind the last of `count` records; may be nothing. */
bool format_end(enum record_format format, unsigned long long count, struct buf *out);

/* Appends the n-th record, counted from 0, and before the first what all stand in.
 * FORMAT_JSON is record_write().
 * False: `out` is full or memory ran out (buf_check() says which). */
bool format_record(enum record_format format, const struct record *r, unsigned long long n, struct buf *out);

#endif
