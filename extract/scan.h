/* scan - one cheap pass over HTML before the parser: takes out what the
 * parser would only be slow or wrong about.
 *
 * Out go comments, scripts (those that hold data are kept beside) and styles,
 * attributes beyond SCAN_ATTRIBUTES_MAX of one tag (the parser compares each
 * with each), and "<" that begins no tag becomes "&lt;" (libxml2 would drop
 * what follows).  A quote that is never closed ends with its tag. */
#ifndef JIANBAO_EXTRACT_SCAN_H
#define JIANBAO_EXTRACT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/page.h"

enum {
    SCAN_ATTRIBUTES_MAX = 128,
    SCAN_SCRIPTS_MAX = 500,
    SCAN_SCRIPT_BYTES_MAX = 4 * 1024 * 1024, /* a longer script is dropped */
    SCAN_QUOTE_MAX = 64 * 1024               /* a value that reaches further was never closed */
};

/* Lines that were taken out before a place of the result. */
struct scan_gap {
    size_t at;
    uint32_t lines;
};

struct scan {
    char *text; /* NUL-terminated; the caller frees it */
    size_t len;
    struct scan_gap *gaps;
    size_t gap_count, gap_cap;
};

/* Free scan->text, also after a failure.
 *
 * Fills `scan` and page->scripts, whose texts point into `text`.  Unless the
 * `whole` markup is wanted (XPath may ask for anything), attributes that only
 * dress an element and the blanks that indent the source go too.  False: the
 * arena is full. */
bool scan_html(const char *text, size_t len, bool whole, struct page *page, struct scan *scan);

#endif
