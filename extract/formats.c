#include "extract/formats.h"

#include <string.h>

#include "base/utf8.h"
#include "base/xml.h"

/* A block's own text, cut out of the record's by code points.  Blocks come
 * in order, so the cursor only moves forward. */
struct cursor {
    const char *p, *end;
    uint32_t at; /* code points before p */
};

struct piece {
    const char *p;
    size_t len;
};

static void cursor_move(struct cursor *c, uint32_t to)
{
    while (c->at < to && c->p < c->end) {
        utf8_next(&c->p, c->end);
        c->at++;
    }
}

static struct piece block_text(struct cursor *c, const struct record_block *block)
{
    cursor_move(c, block->start);
    const char *start = c->p;
    cursor_move(c, block->end);
    return (struct piece){start, (size_t)(c->p - start)};
}

static struct cursor record_cursor(const struct record *r)
{
    return (struct cursor){.p = r->text, .end = r->text + strlen(r->text)};
}

static bool is_kind(const struct record_block *block, const char *kind)
{
    return block->kind && strcmp(block->kind, kind) == 0;
}

/* Items of a list and rows of a table stand in a run of their own, which TEI
 * names so; NULL for blocks that stand alone. */
static const char *run_name(const struct record_block *b)
{
    return is_kind(b, "list") ? "list" : is_kind(b, "table") ? "table" : NULL;
}

/* -------------------------------------------------------------------- text */

static bool text_record(const struct record *r, unsigned long long n, struct buf *out)
{
    if (n > 0)
        buf_puts(out, "\f\n");
    if (r->title)
        buf_printf(out, "%s\n\n", r->title);
    return buf_puts(out, r->text) && buf_putc(out, '\n');
}

/* ---------------------------------------------------------------- markdown */

/* Characters that would begin or end markup are escaped (CommonMark 2.4). */
static void markdown_text(struct buf *out, const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool at_start = i == 0;
        if (strchr("\\`*_[]<>", p[i]) || (at_start && strchr("#-+|=~", p[i])))
            buf_putc(out, '\\');
        buf_putc(out, p[i]);
    }
}

static void yaml_text(struct buf *out, const char *text)
{
    buf_putc(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_putc(out, '\\');
        buf_putc(out, *p == '\n' ? ' ' : *p);
    }
    buf_putc(out, '"');
}

static void yaml_field(struct buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(out, "%s: ", name);
    yaml_text(out, value);
    buf_putc(out, '\n');
}

static void yaml_list(struct buf *out, const char *name, const struct text_list *list)
{
    if (list->len == 0)
        return;
    buf_printf(out, "%s: [", name);
    for (size_t i = 0; i < list->len; i++) {
        buf_puts(out, i > 0 ? ", " : "");
        yaml_text(out, list->items[i]);
    }
    buf_puts(out, "]\n");
}

static void markdown_head(struct buf *out, const struct record *r)
{
    buf_puts(out, "---\n");
    yaml_field(out, "id", r->id);
    yaml_field(out, "url", r->url);
    yaml_field(out, "title", r->title);
    yaml_field(out, "source", r->source);
    yaml_field(out, "published", r->published);
    yaml_list(out, "authors", &r->authors);
    yaml_list(out, "editors", &r->editors);
    buf_puts(out, "---\n\n");
    if (r->title) {
        buf_puts(out, "# ");
        markdown_text(out, r->title, strlen(r->title));
        buf_puts(out, "\n\n");
    }
}

static void markdown_row(struct buf *out, struct piece row, bool first)
{
    size_t columns = 1;
    buf_puts(out, "| ");
    for (size_t i = 0; i < row.len; i++) {
        if (row.p[i] == '\t') {
            buf_puts(out, " | ");
            columns++;
        } else {
            markdown_text(out, row.p + i, 1);
        }
    }
    buf_puts(out, " |\n");
    if (!first)
        return;
    buf_putc(out, '|');
    for (size_t i = 0; i < columns; i++)
        buf_puts(out, " --- |");
    buf_putc(out, '\n');
}

static void markdown_image(struct buf *out, const struct record_image *image)
{
    const char *words = image->caption ? image->caption : image->alt ? image->alt : "";
    buf_puts(out, "![");
    markdown_text(out, words, strlen(words));
    buf_printf(out, "](<%s>)\n\n", image->src ? image->src : "");
}

static void markdown_images_between(struct buf *out, const struct record *r, int32_t first, int32_t end)
{
    for (size_t i = 0; i < r->image_count; i++)
        if (r->images[i].after >= first && r->images[i].after < end)
            markdown_image(out, &r->images[i]);
}

/* Does the list or table that holds block i go on behind it? */
static bool runs_on(const struct record *r, size_t i)
{
    const char *kind = r->blocks[i].kind;
    return run_name(&r->blocks[i]) && i + 1 < r->block_count && is_kind(&r->blocks[i + 1], kind);
}

static void markdown_block(struct buf *out, const struct record *r, size_t i, struct piece text)
{
    const struct record_block *b = &r->blocks[i];
    if (is_kind(b, "table")) {
        markdown_row(out, text, i == 0 || !is_kind(&r->blocks[i - 1], "table"));
    } else {
        buf_puts(out, is_kind(b, "heading") ? "## "
                      : is_kind(b, "list")  ? "- "
                      : is_kind(b, "quote") ? "> "
                                            : "");
        markdown_text(out, text.p, text.len);
        buf_putc(out, '\n');
    }
    if (!runs_on(r, i))
        buf_putc(out, '\n');
}

static bool markdown_record(const struct record *r, struct buf *out)
{
    struct cursor c = record_cursor(r);
    markdown_head(out, r);
    markdown_images_between(out, r, -1, 0);
    size_t shown = 0; /* blocks whose pictures are out */
    for (size_t i = 0; i < r->block_count; i++) {
        struct piece text = block_text(&c, &r->blocks[i]);
        if (!is_kind(&r->blocks[i], "image"))
            markdown_block(out, r, i, text);
        if (runs_on(r, i))
            continue;
        markdown_images_between(out, r, (int32_t)shown, (int32_t)i + 1);
        shown = i + 1;
    }
    return buf_ok(out);
}

/* --------------------------------------------------------------------- TEI */

static void xml_element(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "<%s>", name);
    xml_text(out, text, strlen(text));
    buf_printf(out, "</%s>\n", name);
}

/* Who did it: <respStmt> for roles that TEI has no element for. */
static void tei_people(struct buf *out, const struct record *r)
{
    for (size_t i = 0; i < r->authors.len; i++)
        xml_element(out, "author", r->authors.items[i]);
    for (size_t i = 0; i < r->editors.len; i++)
        xml_element(out, "editor", r->editors.items[i]);
    for (size_t i = 0; i < r->contributor_count; i++) {
        const struct contributor *c = &r->contributors[i];
        buf_puts(out, "<respStmt>");
        xml_element(out, "resp", c->role ? c->role : "");
        xml_element(out, "name", c->name ? c->name : "");
        buf_puts(out, "</respStmt>\n");
    }
}

/* In full as the content; @when takes a day, month or year, or seconds, which no page gives. */
static void tei_date(struct buf *out, const char *date)
{
    if (!date)
        return;
    buf_puts(out, "<date when=\"");
    xml_text(out, date, strcspn(date, "T"));
    buf_puts(out, "\">");
    xml_text(out, date, strlen(date));
    buf_puts(out, "</date>\n");
}

static void tei_header(struct buf *out, const struct record *r)
{
    buf_puts(out, "<teiHeader><fileDesc>\n<titleStmt>\n");
    xml_element(out, "title", r->title ? r->title : "");
    tei_people(out, r);
    buf_puts(out, "</titleStmt>\n<publicationStmt>\n");
    xml_element(out, "publisher", r->source ? r->source : r->site ? r->site : "");
    tei_date(out, r->published);
    buf_puts(out, "<idno type=\"jianbao\">");
    xml_text(out, r->id, strlen(r->id));
    buf_puts(out, "</idno>\n</publicationStmt>\n<sourceDesc>\n<bibl>");
    if (r->url) {
        buf_puts(out, "<ref target=\"");
        xml_text(out, r->url, strlen(r->url));
        buf_puts(out, "\"/>");
    }
    buf_puts(out, "</bibl>\n</sourceDesc>\n</fileDesc></teiHeader>\n");
}

static void tei_row(struct buf *out, struct piece row)
{
    buf_puts(out, "<row><cell>");
    for (size_t i = 0; i < row.len; i++) {
        if (row.p[i] == '\t')
            buf_puts(out, "</cell><cell>");
        else
            xml_text(out, row.p + i, 1);
    }
    buf_puts(out, "</cell></row>\n");
}

/* A sub-heading begins a division, which goes on to the next one. */
static void tei_heading(struct buf *out, struct piece text, bool first)
{
    buf_puts(out, first ? "<div>\n<head>" : "</div>\n<div>\n<head>");
    xml_text(out, text.p, text.len);
    buf_puts(out, "</head>\n");
}

static void tei_block(struct buf *out, const struct record_block *b, struct piece text)
{
    if (is_kind(b, "table")) {
        tei_row(out, text);
        return;
    }
    const char *name = is_kind(b, "list") ? "item" : is_kind(b, "quote") ? "quote" : "p";
    buf_printf(out, "<%s>", name);
    xml_text(out, text.p, text.len);
    buf_printf(out, "</%s>\n", name);
}

/* Pictures after the blocks [first, end): those inside a list or table wait for its end. */
static void tei_images_between(struct buf *out, const struct record *r, int32_t first, int32_t end)
{
    for (size_t i = 0; i < r->image_count; i++) {
        const struct record_image *image = &r->images[i];
        if (image->after < first || image->after >= end)
            continue;
        buf_puts(out, "<figure><graphic url=\"");
        xml_text(out, image->src ? image->src : "", strlen(image->src ? image->src : ""));
        buf_puts(out, "\"/>");
        if (image->caption)
            xml_element(out, "figDesc", image->caption);
        buf_puts(out, "</figure>\n");
    }
}

struct tei_state {
    const char *run; /* the list or table that is open, from block `opened` on */
    int32_t opened;
    bool divided; /* a division is open */
};

/* Ends the list or table unless block i is of it. */
static void tei_end_run(struct tei_state *state, struct buf *out, const struct record *r, size_t i)
{
    if (!state->run || (i < r->block_count && run_name(&r->blocks[i]) == state->run))
        return;
    buf_printf(out, "</%s>\n", state->run);
    tei_images_between(out, r, state->opened, (int32_t)i);
    state->run = NULL;
}

static void tei_body(struct buf *out, const struct record *r)
{
    struct cursor c = record_cursor(r);
    struct tei_state state = {0};
    tei_images_between(out, r, -1, 0);
    for (size_t i = 0; i < r->block_count; i++) {
        const struct record_block *b = &r->blocks[i];
        const char *run = run_name(b);
        struct piece text = block_text(&c, b);
        tei_end_run(&state, out, r, i);
        if (run && !state.run) {
            buf_printf(out, "<%s>\n", run);
            state.opened = (int32_t)i;
            state.run = run;
        }
        if (is_kind(b, "heading")) {
            tei_heading(out, text, !state.divided);
            state.divided = true;
        } else if (!is_kind(b, "image")) {
            tei_block(out, b, text);
        }
        if (!run)
            tei_images_between(out, r, (int32_t)i, (int32_t)i + 1);
    }
    tei_end_run(&state, out, r, r->block_count);
    buf_puts(out, state.divided ? "</div>\n" : "");
}

static bool tei_record(const struct record *r, struct buf *out)
{
    buf_puts(out, "<TEI>\n");
    tei_header(out, r);
    if (r->lang)
        buf_printf(out, "<text xml:lang=\"%s\"><body>\n", r->lang);
    else
        buf_puts(out, "<text><body>\n");
    if (r->block_count == 0)
        buf_puts(out, "<p/>\n");
    tei_body(out, r);
    return buf_puts(out, "</body></text>\n</TEI>\n");
}

/* ----------------------------------------------------------------- choosing */

static void tei_begin(struct buf *out)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\">\n"
                         "<teiHeader><fileDesc><titleStmt><title>jianbao</title></titleStmt>"
                         "<publicationStmt><p>extracted by jb-extract</p></publicationStmt>"
                         "<sourceDesc><p>web pages</p></sourceDesc></fileDesc></teiHeader>\n");
}

bool format_end(enum record_format format, unsigned long long count, struct buf *out)
{
    return format != FORMAT_TEI || count == 0 || buf_puts(out, "</teiCorpus>\n");
}

bool format_record(enum record_format format, const struct record *r, unsigned long long n, struct buf *out)
{
    switch (format) {
    case FORMAT_JSON:
        return record_write(r, out, NULL);
    case FORMAT_TEXT:
        return text_record(r, n, out);
    case FORMAT_MARKDOWN:
        return markdown_record(r, out);
    case FORMAT_TEI:
        if (n == 0)
            tei_begin(out);
        return tei_record(r, out);
    }
    return false;
}
