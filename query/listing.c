#include "query/listing.h"

#include <string.h>

#include "base/utf8.h"
#include "query/paint.h"
#include "query/snippet.h"

enum { INDENT = 4, SNIPPET_LINES = 2 };

static void put_marked(const char *text, size_t len, const struct span *spans, size_t count, const char *on,
                       const char *off, struct buf *out)
{
    struct snippet whole = {0, len};
    snippet_write(text, len, whole, spans, count, on, off, out);
}

bool listing_snippet(struct listing *l, const struct hit *hit, const char *on, const char *off,
                     struct buf *out)
{
    const char *text = hit->blob.text;
    size_t len = hit->blob.text_len;
    size_t count = highlight(l->patterns, l->dictionary, text, len, &l->folded, l->spans);
    size_t columns = l->columns > 2 * INDENT ? l->columns - INDENT : 40;
    struct snippet s =
        snippet_choose(text, len, l->patterns, l->spans, count, SNIPPET_LINES * columns / 2 - 2);
    return snippet_write(text, len, s, l->spans, count, on, off, out);
}

static void put_title(struct listing *l, const struct hit *hit, struct buf *out)
{
    const char *title = hit->blob.title_len > 0 ? hit->blob.title : "(untitled)";
    size_t len = hit->blob.title_len > 0 ? hit->blob.title_len : strlen(title);
    size_t count = highlight(l->patterns, l->dictionary, title, len, &l->folded, l->spans);
    buf_puts(out, PAINT_BOLD);
    put_marked(title, len, l->spans, count, PAINT_OFF PAINT_ON, PAINT_OFF PAINT_BOLD, out);
    buf_puts(out, PAINT_OFF "\n");
}

/* 2021-10-29 17:41 · 人民日报 · 张天培 · people.com.cn · 2 more copies */
static void put_origin(const struct hit *hit, struct buf *out)
{
    const struct record *r = &hit->record;
    size_t start = out->len;
    if (r->published) {
        char day[17] = "";
        size_t len = strnlen(r->published, 16);
        memcpy(day, r->published, len);
        if (len > 10 && day[10] == 'T')
            day[10] = ' ';
        buf_puts(out, day);
    }
    const char *others[] = {r->source, r->authors.len > 0 ? r->authors.items[0] : NULL, r->site};
    for (int i = 0; i < 3; i++) {
        if (others[i])
            buf_printf(out, "%s%s", out->len > start ? " · " : "", others[i]);
    }
    if (hit->store->collapsed > 0)
        buf_printf(out, " · %u more %s", hit->store->collapsed,
                   hit->store->collapsed == 1 ? "copy" : "copies");
    if (hit->filled)
        buf_puts(out, " · some of the words");
}

bool listing_hit(struct listing *l, const struct row *row, struct buf *out)
{
    const struct record *r = &row->hit->record;
    buf_printf(out, "%3zu ", row->rank);
    put_title(l, row->hit, out);
    buf_puts(out, "    " PAINT_DIM);
    put_origin(row->hit, out);
    buf_puts(out, PAINT_OFF "\n    ");
    listing_snippet(l, row->hit, PAINT_ON, PAINT_OFF, out);
    buf_printf(out, "\n    " PAINT_DIM "%s%s%s" PAINT_OFF "\n\n", r->id ? r->id : "", r->url ? "  " : "",
               r->url ? r->url : "");
    return buf_ok(out);
}

static void put_names(const char *label, const struct text_list *list, struct buf *out)
{
    for (size_t i = 0; i < list->len; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : label, list->items[i]);
    if (list->len > 0)
        buf_putc(out, '\n');
}

bool listing_article(struct listing *l, const struct hit *hit, struct buf *out)
{
    const struct record *r = &hit->record;
    put_title(l, hit, out);
    if (r->subtitle)
        buf_printf(out, "%s\n", r->subtitle);
    put_origin(hit, out);
    buf_putc(out, '\n');
    put_names("author: ", &r->authors, out);
    put_names("editor: ", &r->editors, out);
    buf_printf(out, "id: %s\n", r->id ? r->id : "");
    if (r->url)
        buf_printf(out, "url: %s\n", r->url);
    buf_putc(out, '\n');
    size_t count =
        highlight(l->patterns, l->dictionary, hit->blob.text, hit->blob.text_len, &l->folded, l->spans);
    put_marked(hit->blob.text, hit->blob.text_len, l->spans, count, PAINT_ON, PAINT_OFF, out);
    buf_putc(out, '\n');
    for (size_t i = 0; i < r->image_count; i++)
        buf_printf(out, "\n[image] %s %s", r->images[i].src ? r->images[i].src : "",
                   r->images[i].caption ? r->images[i].caption : "");
    if (r->image_count > 0)
        buf_putc(out, '\n');
    return buf_ok(out);
}
