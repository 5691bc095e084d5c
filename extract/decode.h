/* decode - the only door for bytes: whatever charset a page is in, behind
 * here it is valid UTF-8.
 *
 * Behind the door text holds no control character but \n and \t, no bidi
 * control, no zero-width character and no byte order mark; line ends are \n.
 * A byte run that its charset does not know becomes U+FFFD and is counted;
 * reading goes on at the next byte that can begin a character, so nothing
 * behind a bad byte is lost (WHATWG Encoding, "replacement" error mode).
 *
 * Evidence, strongest first: byte order mark; a charset forced by the caller;
 * well-formed UTF-8; then whatever of GB18030 and Big5-HKSCS fits the
 * frequencies of written Chinese, a declaration deciding near ties; then the
 * declaration (HTTP header, <meta>, <?xml) for other charsets.  A declaration
 * alone never beats bytes that contradict it: one page in six declares wrongly. */
#ifndef JIANBAO_EXTRACT_DECODE_H
#define JIANBAO_EXTRACT_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

/* The conversions, opened once (one a process or thread).  NULL: FAULT_MEMORY,
 * or FAULT_IO where iconv lacks the Chinese ones. */
struct decoder;
struct decoder *decoder_open(struct fault *fault);
void decoder_close(struct decoder *decoder);

struct decode_hint {
    const char *forced;       /* charset name that is used whatever the bytes say; NULL = none */
    const char *content_type; /* of the HTTP header, "text/html; charset=gbk"; NULL = none */
    bool markup;              /* look for <meta charset> and <?xml encoding */
};

struct decoded {
    const char *text; /* in the caller's `out`, or the input itself where nothing had to be changed */
    size_t len;
    const char *charset; /* static: "utf-8" "gb18030" "big5-hkscs" "utf-16le" … as used */
    unsigned replaced;   /* U+FFFD put in by us */
    bool double_encoded; /* the text was encoded twice, and has been undone */
};

/* Decodes `len` bytes.  `out` is emptied and may end up unused.
 * FAULT_INPUT the bytes are no text, no charset fits, or `forced` is unknown ·
 * FAULT_LIMIT out->max · FAULT_MEMORY. */
bool decode(struct decoder *decoder, const char *bytes, size_t len, const struct decode_hint *hint,
            struct buf *out, struct decoded *d, struct fault *fault);

/* For text that comes into being behind the door (numeric references): what
 * stands for a code point that may not pass: '\n', ' ', U+3000, or 0 for
 * nothing; an allowed one is returned as it is. */
uint32_t decode_allowed(uint32_t cp);

/* A numeric reference into C1 means the Windows-1252 character there (HTML,
 * 13.2.5.80): &#150; is an en dash. */
uint32_t decode_c1_reference(uint32_t cp);

#endif
