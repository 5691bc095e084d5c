/* input - the pages inside a file: saved HTML (also as MHTML), a plain-text
 * dump, a WARC or WET (plain or gzip), or JSON Lines of pages; from a path or from standard
 * input, one page at a time.
 *
 * What a page looks like decides, the file's name only where that leaves it
 * open.  Bytes are handed on as they are: decode.h is the door behind here. */
#ifndef JIANBAO_EXTRACT_INPUT_H
#define JIANBAO_EXTRACT_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

enum { INPUT_PAGE_MAX = 16 * 1024 * 1024 }; /* bytes of one page */

enum input_kind { INPUT_AUTO, INPUT_HTML, INPUT_DUMP, INPUT_WARC, INPUT_JSONL, INPUT_MHTML };

enum input_status {
    INPUT_PAGE,    /* a page */
    INPUT_END,     /* no more in this file */
    INPUT_REFUSED, /* something in it is refused, the fault names it; go on calling */
    INPUT_FAILED   /* reading failed, the fault says so; no more in this file */
};

/* One page as it came.  Texts are "" where not known; everything is the
 * input's and stays until the next call. */
struct source_page {
    const char *bytes;
    size_t len;
    struct buf *held;         /* where the bytes lie, when they may be freed once they are read; else NULL */
    bool markup;              /* HTML, else a dump */
    bool unicode;             /* the bytes are UTF-8 whatever the page declares (it came in JSON) */
    bool partial;             /* the archive says that it was cut */
    const char *name;         /* for messages: 'a.html', 'a.warc.gz@1234', 'a.jsonl:12' */
    const char *id;           /* its own id (JSON Lines) */
    const char *url;
    const char *content_type; /* of the HTTP header */
    const char *fetched;      /* ISO 8601, as the archive has it */
    const char *title, *published; /* said beside the page (JSON Lines) */
};

struct input;

/* Opens a file ("-" is standard input).  NULL: FAULT_INPUT cannot be read, or
 * is of no known kind · FAULT_MEMORY. */
struct input *input_open(const char *path, enum input_kind kind, struct fault *fault);
enum input_status input_next(struct input *in, struct source_page *page, struct fault *fault);
void input_close(struct input *in);

/* Do these bytes look like HTML rather than text?  Looks for tags in the
 * first part; pure. */
bool input_looks_like_html(const char *bytes, size_t len);

#endif
