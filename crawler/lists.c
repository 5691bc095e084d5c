#include "crawler/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { SLOTS = 1 << 14, TEXT_MAX = 4096, REFERENCE_MAX = 10 };

struct list_memory {
    struct {
        int64_t link, page; /* the page that was noted last */
        unsigned lists;
    } slots[SLOTS];
};

struct list_memory *lists_new(void)
{
    return calloc(1, sizeof(struct list_memory));
}

void lists_free(struct list_memory *m)
{
    free(m);
}

unsigned lists_note(struct list_memory *m, int64_t link, int64_t page)
{
    size_t i = (uint64_t)link % SLOTS;
    if (m->slots[i].link != link) {
        m->slots[i].link = link;
        m->slots[i].lists = 0;
    }
    if (m->slots[i].lists == 0 || m->slots[i].page != page)
        m->slots[i].lists++;
    m->slots[i].page = page;
    return m->slots[i].lists;
}

/* The bytes of a character reference at p, 1 when it is none. */
static size_t reference(const char *p, size_t len)
{
    for (size_t i = 1; i < len && i < REFERENCE_MAX; i++)
        if (p[i] == ';')
            return i + 1;
        else if (p[i] == '&' || p[i] == '<' || p[i] == ' ')
            break;
    return 1;
}

/* A character of the double-byte charsets has as many bytes as columns. */
unsigned lists_width(const char *text, size_t len)
{
    unsigned width = 0;
    len = len < TEXT_MAX ? len : TEXT_MAX;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = 1;
        if (text[i] == '<') {
            const char *close = memchr(text + i, '>', len - i);
            n = close ? (size_t)(close + 1 - (text + i)) : len - i;
        } else if ((unsigned char)text[i] >= 0x80 && (n = utf8_decode(text + i, len - i, &cp)) > 0) {
            width += 2;
        } else {
            n = text[i] == '&' ? reference(text + i, len - i) : 1;
            width += (unsigned char)text[i] > ' ';
        }
        i += n;
    }
    return width;
}

int lists_points(const struct list_evidence *e)
{
    int text = e->width >= LISTS_TITLE ? 1 : e->width > 0 && e->width <= LISTS_NAME ? -1 : 0;
    return (e->dated ? 2 : e->folder ? -1 : 0) + text - (e->in_menu ? 2 : 0) -
           (e->lists >= LISTS_RECURS ? 2 : 0);
}

void lists_reason(const struct list_evidence *e, char out[LISTS_REASON_MAX])
{
    const char *address = e->dated ? "dated address" : e->folder ? "folder" : "plain address";
    const char *text = e->width >= LISTS_TITLE ? "title" : e->width <= LISTS_NAME ? "name" : "text";
    char anchor[48] = "no text", lists[48] = "";
    if (e->width > 0)
        snprintf(anchor, sizeof anchor, "%s of %u columns", text, e->width);
    if (e->lists > 1)
        snprintf(lists, sizeof lists, ", on %u lists", e->lists);
    snprintf(out, LISTS_REASON_MAX, "%d points: %s, %s%s%s", lists_points(e), address, anchor,
             e->in_menu ? ", in a menu" : "", lists);
}
