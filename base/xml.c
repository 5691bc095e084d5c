#include "base/xml.h"

#include <stdbool.h>

/* U+FFFE and U+FFFF are characters of a text, and none of XML. */
static bool is_no_xml(const char *p, size_t len)
{
    const unsigned char *c = (const unsigned char *)p;
    return len >= 3 && c[0] == 0xEF && c[1] == 0xBF && c[2] >= 0xBE;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 && c != '\n' && c != '\t';
}

void xml_text(struct buf *out, const char *p, size_t len)
{
    for (const char *end = p + len; p < end; p++) {
        switch (*p) {
        case '&': buf_puts(out, "&amp;"); break;
        case '<': buf_puts(out, "&lt;"); break;
        case '>': buf_puts(out, "&gt;"); break;
        case '"': buf_puts(out, "&quot;"); break;
        default:
            if (is_no_xml(p, (size_t)(end - p))) {
                buf_puts(out, "\xEF\xBF\xBD");
                p += 2;
            } else {
                buf_putc(out, is_control(*p) ? ' ' : *p);
            }
        }
    }
}
