#include "extract/blocks.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/attributes.h"
#include "extract/decode.h"
#include "extract/tables.h"

enum {
    OPEN_MARKS_MAX = 16,
    CELLS_MAX = 20 * 1000,
    GAP_MAX = 255,
    INDENT_MAX = 255,
    WIDE_INDENT = 4, /* half-widths of U+3000 or no-break blanks that open a paragraph */
    TITLE_MAX = 4096
};

/* What an open element hands down to what stands in it. */
struct frame {
    uint16_t tag;
    uint8_t kind, level; /* of the blocks inside */
    bool hidden, strong, preformatted, dropped, centred;
    bool own_box; /* `box` is its own; beyond the ceiling of boxes it is its parent's */
    int32_t box, mark, rule_mark; /* mark -1: none */
};

/* The block that is being filled; its text stands at the end of the store. */
struct pending {
    char *text;
    uint32_t len, chars, han, punct, link_chars, strong_chars, links, first_link;
    uint32_t indent, wide; /* blanks before the text, and of them U+3000 and no-break, in half-widths */
    uint32_t last;         /* code point */
    bool blank, wrapped;   /* blanks wait to be written; among them a line end */
};

struct table {
    int32_t frame;          /* depth of the innermost open table that may be data; -1 none */
    uint32_t start, row;
    struct cell *cells;     /* of that table */
    size_t count, cap;
    uint32_t cell_start;
    bool in_cell;
};

struct block_builder {
    struct page *page;
    struct arena *arena;
    char *store, *store_end;
    struct pending now;
    struct frame frames[BLOCKS_DEPTH_MAX];
    int32_t depth;    /* frames in use, less one */
    uint32_t gap;
    int32_t link;     /* the open <a href>, -1 none */
    int32_t open_marks[OPEN_MARKS_MAX];
    uint32_t open_mark_count, first_waiting_image;
    bool in_title;
    struct table table;
    size_t box_cap, block_cap, link_cap, mark_cap, image_cap, meta_cap, time_cap;
};

static struct frame *top(struct block_builder *b)
{
    return &b->frames[b->depth];
}

/* Room for one more item of a page's array; NULL sets `limit` in the page. */
static void *grow(struct block_builder *b, void *items, size_t *cap, size_t count, size_t size, size_t max,
                  enum page_limit limit)
{
    void *grown = count < max ? arena_grow(b->arena, items, cap, count + 1, size) : NULL;
    if (!grown)
        b->page->limits |= limit;
    return grown;
}

#define ROOM(b, items, count, cap, max, limit)                                                          \
    room((b), (void **)&(b)->page->items, &(b)->cap, (b)->page->count, sizeof *(b)->page->items, (max), \
         (limit))

static bool room(struct block_builder *b, void **items, size_t *cap, size_t count, size_t size, size_t max,
                 enum page_limit limit)
{
    if (count < *cap && count < max)
        return true;
    void *grown = grow(b, *items, cap, count, size, max, limit);
    if (grown)
        *items = grown;
    return grown != NULL;
}

/* ------------------------------------------------------------ a new block */

static void pending_reset(struct block_builder *b)
{
    b->now = (struct pending){.text = b->store, .first_link = (uint32_t)b->page->link_count};
    if (b->link >= 0) { /* a link around blocks belongs to each of them */
        b->now.first_link = (uint32_t)b->link;
        b->now.links = 1;
    }
}

static struct block *block_add(struct block_builder *b, uint8_t kind)
{
    struct page *page = b->page;
    if (!ROOM(b, blocks, block_count, block_cap, BLOCKS_MAX, PAGE_LIMIT_BLOCKS))
        return NULL;
    const struct frame *f = top(b);
    struct block *block = &page->blocks[page->block_count++];
    *block = (struct block){.text = "",
                            .kind = kind,
                            .level = f->level,
                            .hidden = f->hidden,
                            .centred = f->centred,
                            .ends_line = true,
                            .box = f->box,
                            .image = -1,
                            .rule_mark = f->rule_mark};
    block->gap = (uint8_t)(b->gap < GAP_MAX ? b->gap : GAP_MAX);
    block->first_link = block->end_link = (uint32_t)page->link_count;
    b->gap = 0;
    return block;
}

static uint16_t cap16(uint32_t n)
{
    return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

static void set_link_text(struct block_builder *b, struct link *link)
{
    const char *end = b->now.text + b->now.len;
    if (link->text < end && *link->text == ' ')
        link->text++;
    link->text_len = link->text < end ? (uint32_t)(end - link->text) : 0;
}

/* The open link and marks end with the block that they have text in. */
static void end_slices(struct block_builder *b)
{
    struct page *page = b->page;
    uint32_t block = (uint32_t)page->block_count - 1;
    if (b->link >= 0) {
        struct link *link = &page->links[b->link];
        if (link->block == block)
            set_link_text(b, link);
    }
    for (uint32_t i = 0; i < b->open_mark_count; i++) {
        struct mark *m = &page->marks[b->open_marks[i]];
        if (m->block == block && m->start < b->now.len)
            m->len = b->now.len - m->start;
        else if (m->len == 0) {
            m->block = block + 1;
            m->start = 0;
        }
    }
}

/* Pictures that stood amid a text come behind it. */
static void place_images(struct block_builder *b)
{
    struct page *page = b->page;
    for (uint32_t i = b->first_waiting_image; i < page->image_count; i++) {
        struct block *block = block_add(b, BLOCK_IMAGE);
        if (!block)
            break;
        block->image = (int32_t)i;
        page->images[i].block = (uint32_t)page->block_count - 1;
    }
    b->first_waiting_image = (uint32_t)page->image_count;
}

static void flush(struct block_builder *b)
{
    struct pending *now = &b->now;
    if (now->len > 0 && !b->in_title) {
        struct block *block = block_add(b, top(b)->kind);
        if (block) {
            block->text = now->text;
            block->len = now->len;
            block->chars = now->chars;
            block->han = now->han;
            block->punct = now->punct;
            block->link_chars = now->link_chars;
            block->links = cap16(now->links);
            block->strong_chars = cap16(now->strong_chars);
            block->indent = (uint8_t)(now->indent < INDENT_MAX ? now->indent : INDENT_MAX);
            block->first_link = now->first_link;
            block->end_link = (uint32_t)b->page->link_count;
            end_slices(b);
            now->text[now->len] = '\0';
            b->store = now->text + now->len + 1;
        }
    }
    if (b->in_title)
        return;
    pending_reset(b);
    if (b->first_waiting_image < b->page->image_count)
        place_images(b);
}

static void edge(struct block_builder *b)
{
    flush(b);
    b->gap++;
}

/* -------------------------------------------------------------------- text */

static bool is_wide(uint32_t cp)
{
    return cp >= 0x2E80 && (cp < 0xA4D0 || (cp >= 0xF900 && cp < 0xFB00) || (cp >= 0xFE30 && cp < 0xFE50) ||
                            (cp >= 0xFF00 && cp < 0xFFEF) || cp >= 0x20000);
}

static bool ends_sentence(uint32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0x201D || cp == 0x2026 || cp == 0xFF09 ||
           cp == 0xFF1B || cp == 0x300D || cp == 0xFF1A;
}

static bool is_punctuation(uint32_t cp)
{
    switch (cp) {
    case ',': case '!': case '?': case ';': case ':':
    case 0x3001: case 0x3002: case 0xFF0C: case 0xFF01: case 0xFF1F: case 0xFF1B: case 0xFF1A:
    case 0x201C: case 0x201D: case 0x300C: case 0x300D:
        return true;
    default:
        return false;
    }
}

static void blank(struct block_builder *b, uint32_t cp)
{
    struct pending *now = &b->now;
    now->blank = true;
    if (cp == '\n')
        now->wrapped = true;
    if (cp == 0x3000)
        now->wide += 2;
    else if (cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A))
        now->wide += 1;
}

/* The blanks before a character that is about to be written. */
static void settle_blanks(struct block_builder *b, uint32_t cp)
{
    struct pending *now = &b->now;
    if (now->len > 0 && now->wide >= WIDE_INDENT && ends_sentence(now->last) && b->link < 0) {
        uint32_t wide = now->wide;
        edge(b);
        b->now.indent = wide;
    } else if (now->len == 0) {
        now->indent = now->wide;
    } else if (!(now->wrapped && is_wide(now->last) && is_wide(cp))) {
        now->text[now->len++] = ' ';
    }
    b->now.blank = b->now.wrapped = false;
    b->now.wide = 0;
}

/* 22:14, 1,204: before the last character, a digit, stand a digit and a sign. */
static bool parts_digits(const struct pending *now)
{
    if (now->len < 3)
        return false;
    const char *last = now->text + now->len - 3;
    return last[0] >= '0' && last[0] <= '9' && (last[1] == ':' || last[1] == ',');
}

static void put(struct block_builder *b, uint32_t cp, const char *bytes, size_t n)
{
    struct pending *now = &b->now;
    if ((size_t)(b->store_end - now->text) < now->len + n + 3) { /* a blank, a NUL before and one behind */
        b->page->limits |= PAGE_LIMIT_TEXT;
        return;
    }
    if (now->blank || now->len == 0)
        settle_blanks(b, cp);
    char *to = now->text + now->len;
    for (size_t i = 0; i < n; i++)
        to[i] = bytes[i];
    now->len += (uint32_t)n;
    now->last = cp;
    now->chars++;
    if (cp < 0x80) {
        now->punct += is_punctuation(cp);
        now->punct -= cp >= '0' && cp <= '9' && parts_digits(now);
    } else if (cp >= 0x4E00 && cp < 0xA000) {
        now->han++;
    } else {
        now->han += utf8_is_han(cp);
        now->punct += is_punctuation(cp);
    }
}

/* One code point; what only references can bring in is taken care of. */
static void put_code_point(struct block_builder *b, uint32_t cp, const char *bytes, size_t n)
{
    char other[4];
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xE000) || cp == 0xFEFF || cp == 0xE5E5) {
        uint32_t as = decode_allowed(decode_c1_reference(cp));
        if (as == 0)
            return;
        if (as != cp) {
            n = utf8_encode(as, other);
            bytes = other;
            cp = as;
        }
    }
    if (utf8_is_space(cp) || cp == '\n' || cp == '\t') {
        if (cp == '\n' && top(b)->preformatted)
            edge(b);
        else
            blank(b, cp);
        return;
    }
    put(b, cp, bytes, n);
}

void blocks_text(struct block_builder *b, const char *text, size_t len)
{
    if (top(b)->dropped)
        return;
    uint32_t chars = b->now.chars;
    size_t blocks = b->page->block_count;
    for (const char *p = text, *end = text + len; p < end;) {
        const char *start = p;
        unsigned char c = (unsigned char)*p;
        if (c > 0x20 && c < 0x7F) {
            put(b, c, p++, 1);
        } else {
            uint32_t cp = utf8_next(&p, end);
            if (cp >= 0x4E00 && cp < 0xA000)
                put(b, cp, start, (size_t)(p - start));
            else
                put_code_point(b, cp, start, (size_t)(p - start));
        }
    }
    uint32_t more = b->page->block_count == blocks ? b->now.chars - chars : b->now.chars;
    if (b->link >= 0)
        b->now.link_chars += more;
    if (top(b)->strong)
        b->now.strong_chars += more;
}

/* ---------------------------------------------------------------- elements */

static void open_box(struct block_builder *b, struct frame *f, const struct naming *naming, int32_t parent)
{
    struct page *page = b->page;
    if (!ROOM(b, boxes, box_count, box_cap, BLOCKS_MAX, PAGE_LIMIT_BLOCKS))
        return;
    f->box = (int32_t)page->box_count;
    f->own_box = true;
    page->boxes[page->box_count++] =
        (struct box){.parent = parent, .tag = f->tag, .depth = (uint16_t)b->depth, .cls = naming->cls,
                     .id = naming->id, .prop = naming->prop, .first_block = (uint32_t)page->block_count,
                     .end_block = (uint32_t)page->block_count, .rule_mark = f->rule_mark};
}

static void open_mark(struct block_builder *b, struct frame *f, const struct naming *naming)
{
    struct page *page = b->page;
    if ((!*naming->cls && !*naming->id && !*naming->prop) || b->open_mark_count == OPEN_MARKS_MAX ||
        !ROOM(b, marks, mark_count, mark_cap, BLOCKS_LINKS_MAX, PAGE_LIMIT_LINKS))
        return;
    f->mark = (int32_t)page->mark_count;
    b->open_marks[b->open_mark_count++] = f->mark;
    page->marks[page->mark_count++] =
        (struct mark){.cls = naming->cls, .id = naming->id, .prop = naming->prop, .tag = f->tag,
                      .block = (uint32_t)page->block_count, .start = b->now.len};
}

static void close_mark(struct block_builder *b, const struct frame *f)
{
    if (f->mark < 0)
        return;
    struct mark *m = &b->page->marks[f->mark];
    if (m->block == b->page->block_count && b->now.len > m->start) {
        if (m->start > 0 && b->now.text[m->start] == ' ')
            m->start++;
        m->len = b->now.len - m->start;
    }
    while (b->open_mark_count > 0 && b->open_marks[b->open_mark_count - 1] >= f->mark)
        b->open_mark_count--;
}

static void open_link(struct block_builder *b, const struct attributes *attributes)
{
    struct page *page = b->page;
    b->link = -1;
    if (!attribute_find(attributes, "href") ||
        !ROOM(b, links, link_count, link_cap, BLOCKS_LINKS_MAX, PAGE_LIMIT_LINKS))
        return;
    b->link = (int32_t)page->link_count;
    b->now.links++;
    page->links[page->link_count++] = (struct link){.href = attribute_text(attributes, "href", b->arena),
                                                    .rel = attribute_lower(attributes, "rel", b->arena),
                                                    .text = b->now.text + b->now.len,
                                                    .block = (uint32_t)page->block_count};
}

static void close_link(struct block_builder *b)
{
    if (b->link < 0)
        return;
    struct link *link = &b->page->links[b->link];
    if (link->block == b->page->block_count)
        set_link_text(b, link);
    if (link->text_len == 0)
        link->text = "";
    b->link = -1;
}

static void add_image(struct block_builder *b, const struct attributes *attributes)
{
    struct page *page = b->page;
    const char *src = attribute_picture(attributes, b->arena);
    if (!*src || !ROOM(b, images, image_count, image_cap, BLOCKS_LINKS_MAX, PAGE_LIMIT_LINKS))
        return;
    struct naming naming = attribute_naming(attributes, b->arena);
    page->images[page->image_count++] = (struct image){
        .src = src,
        .alt = attribute_text(attributes, "alt", b->arena),
        .title = attribute_text(attributes, "title", b->arena),
        .cls = naming.cls,
        .id = naming.id,
        .href = b->link >= 0 ? page->links[b->link].href : "",
        .width = attribute_pixels(attributes, "width"),
        .height = attribute_pixels(attributes, "height"),
        .block = (uint32_t)page->block_count};
    if (b->now.len == 0)
        place_images(b);
}

static void add_meta(struct block_builder *b, const struct attributes *attributes)
{
    static const char *const names[] = {"name", "property", "itemprop", "http-equiv"};
    struct page *page = b->page;
    bool content = attribute_find(attributes, "content");
    for (size_t i = 0; content && i < sizeof names / sizeof *names; i++) {
        if (!attribute_find(attributes, names[i]) ||
            !ROOM(b, metas, meta_count, meta_cap, BLOCKS_LINKS_MAX, PAGE_LIMIT_LINKS))
            continue;
        page->metas[page->meta_count++] = (struct meta){attribute_lower(attributes, names[i], b->arena),
                                                        attribute_text(attributes, "content", b->arena)};
        return;
    }
}

static void read_link_element(struct block_builder *b, const struct attributes *attributes)
{
    const char *rel = attribute_lower(attributes, "rel", b->arena);
    struct page *page = b->page;
    if (strcmp(rel, "canonical") == 0 && !*page->canonical)
        page->canonical = attribute_text(attributes, "href", b->arena);
    else if (strcmp(rel, "next") == 0 && !*page->next_href)
        page->next_href = attribute_text(attributes, "href", b->arena);
}

static void add_time(struct block_builder *b, const struct attributes *attributes)
{
    struct page *page = b->page;
    if (attribute_find(attributes, "datetime") &&
        ROOM(b, times, time_count, time_cap, BLOCKS_LINKS_MAX, PAGE_LIMIT_LINKS))
        page->times[page->time_count++] = (struct time_mark){
            attribute_text(attributes, "datetime", b->arena), (uint32_t)page->block_count};
}

/* Elements that stand for themselves: what is read from them at their start. */
static void read_element(struct block_builder *b, enum tag tag, const struct attributes *attributes)
{
    switch (tag) {
    case TAG_A: open_link(b, attributes); break;
    case TAG_AMP_IMG:
    case TAG_IMG: add_image(b, attributes); break;
    case TAG_BR: edge(b); break;
    case TAG_META: add_meta(b, attributes); break;
    case TAG_LINK: read_link_element(b, attributes); break;
    case TAG_TIME: add_time(b, attributes); break;
    case TAG_BASE:
        if (!*b->page->base_href)
            b->page->base_href = attribute_text(attributes, "href", b->arena);
        break;
    case TAG_HTML:
        if (!*b->page->lang)
            b->page->lang = attribute_lower(attributes, "lang", b->arena);
        break;
    default: break;
    }
}

static void set_kind(struct frame *f, enum tag tag)
{
    switch (tag) {
    case TAG_LI: case TAG_DT: case TAG_DD: f->kind = BLOCK_LIST; break;
    case TAG_H1: case TAG_H2: case TAG_H3: case TAG_H4: case TAG_H5: case TAG_H6:
        f->kind = BLOCK_HEADING;
        f->level = (uint8_t)(tag - TAG_H1 + 1);
        break;
    case TAG_BLOCKQUOTE: f->kind = BLOCK_QUOTE; break;
    case TAG_FIGCAPTION: case TAG_CAPTION: f->kind = BLOCK_CAPTION; break;
    case TAG_TABLE: f->kind = BLOCK_PARAGRAPH; break;
    case TAG_PRE: f->preformatted = true; break;
    default: break;
    }
}

/* ------------------------------------------------------------------ tables */

static void end_cell(struct block_builder *b)
{
    struct table *t = &b->table;
    if (!t->in_cell)
        return;
    t->in_cell = false;
    if (t->count >= CELLS_MAX) {
        t->frame = -1;
        return;
    }
    struct cell *cells = arena_grow(b->arena, t->cells, &t->cap, t->count + 1, sizeof *cells);
    if (!cells)
        return;
    t->cells = cells;
    if (b->page->block_count == t->cell_start && (size_t)(b->store_end - b->store) > 1) {
        struct block *empty = block_add(b, BLOCK_PARAGRAPH); /* keeps the cell's place */
        if (empty) {
            *b->store = '\0';
            empty->text = b->store++;
            pending_reset(b);
        }
    }
    cells[t->count++] = (struct cell){t->row, t->cell_start, (uint32_t)b->page->block_count};
}

static void open_table_part(struct block_builder *b, enum tag tag)
{
    struct table *t = &b->table;
    if (tag == TAG_TABLE) {
        *t = (struct table){.frame = top(b)->own_box ? b->depth : -1,
                            .start = (uint32_t)b->page->block_count,
                            .cells = t->cells,
                            .cap = t->cap};
    } else if (t->frame >= 0 && tag == TAG_TR) {
        end_cell(b);
        t->row++;
    } else if (t->frame >= 0 && (tag == TAG_TD || tag == TAG_TH)) {
        end_cell(b);
        t->in_cell = true;
        t->cell_start = (uint32_t)b->page->block_count;
    }
}

static void close_table_part(struct block_builder *b, const struct frame *f)
{
    struct table *t = &b->table;
    if (t->frame < 0)
        return;
    if (f->tag == TAG_TD || f->tag == TAG_TH || f->tag == TAG_TR) {
        end_cell(b);
    } else if (f->tag == TAG_TABLE && t->frame == b->depth) {
        end_cell(b);
        table_close(b->page, (uint32_t)f->box, t->start, t->cells, t->count);
        t->frame = -1;
        pending_reset(b);
    }
}

/* ------------------------------------------------------- opening, closing */

static void open_title(struct block_builder *b)
{
    if (*b->page->title || b->depth > 8)
        return;
    pending_reset(b);
    b->in_title = true;
}

static void close_title(struct block_builder *b)
{
    if (!b->in_title)
        return;
    size_t len = b->now.len < TITLE_MAX ? b->now.len : TITLE_MAX;
    while (len > 0 && len < b->now.len && ((unsigned char)b->now.text[len] & 0xC0) == 0x80)
        len--;
    const char *title = len > 0 ? arena_copy(b->arena, b->now.text, len) : NULL;
    b->page->title = title ? title : "";
    b->in_title = false;
    pending_reset(b);
}

static bool push_frame(struct block_builder *b, enum tag tag, unsigned manner, int32_t rule_mark)
{
    if (b->depth + 1 >= BLOCKS_DEPTH_MAX)
        return false;
    struct frame f = *top(b);
    f.tag = (uint16_t)tag;
    f.mark = -1;
    f.own_box = false;
    f.hidden |= (manner & MANNER_HIDDEN) != 0;
    f.strong |= (manner & MANNER_STRONG) != 0;
    f.dropped |= (manner & MANNER_DROPPED) != 0;
    if (rule_mark)
        f.rule_mark = rule_mark;
    set_kind(&f, tag);
    b->frames[++b->depth] = f;
    return true;
}

void blocks_open(struct block_builder *b, enum tag tag, const struct attributes *attributes,
                 int32_t rule_mark)
{
    unsigned manner = tag_manner(tag);
    if (b->in_title && tag != TAG_OTHER)
        close_title(b);
    if (manner & (MANNER_BOX | MANNER_BREAK))
        edge(b);
    read_element(b, tag, attributes);
    if (tag_manner(tag) & MANNER_VOID)
        return;
    struct naming naming = attribute_naming(attributes, b->arena);
    int32_t parent = top(b)->box;
    if (!push_frame(b, tag, manner, rule_mark))
        return;
    top(b)->hidden |= naming.hidden;
    if (naming.align != ALIGN_UNSAID || tag == TAG_CENTER)
        top(b)->centred = tag == TAG_CENTER || naming.align == ALIGN_CENTER;
    if (manner & MANNER_BOX)
        open_box(b, top(b), &naming, parent);
    else
        open_mark(b, top(b), &naming);
    if (tag == TAG_TABLE || tag == TAG_TR || tag == TAG_TD || tag == TAG_TH)
        open_table_part(b, tag);
    else if (tag == TAG_TITLE)
        open_title(b);
}

static void pop_frame(struct block_builder *b)
{
    const struct frame *f = top(b);
    unsigned manner = tag_manner((enum tag)f->tag);
    if (f->tag == TAG_A)
        close_link(b);
    if (f->tag == TAG_TITLE)
        close_title(b);
    close_mark(b, f);
    if (manner & (MANNER_BOX | MANNER_BREAK))
        edge(b);
    close_table_part(b, f);
    if (f->own_box)
        b->page->boxes[f->box].end_block = (uint32_t)b->page->block_count;
    b->depth--;
}

/* Takes an inline element out from among the boxes that it holds. */
static void drop_frame(struct block_builder *b, int32_t at)
{
    const struct frame gone = b->frames[at];
    if (gone.tag == TAG_A)
        close_link(b);
    close_mark(b, &gone);
    for (int32_t i = at; i < b->depth; i++) {
        struct frame *f = &b->frames[i];
        *f = b->frames[i + 1];
        f->strong = b->frames[i - 1].strong || tag_manner((enum tag)f->tag) & MANNER_STRONG;
    }
    if (b->table.frame > at)
        b->table.frame--;
    b->depth--;
}

void blocks_close(struct block_builder *b, size_t inside)
{
    int32_t at = b->depth - (int32_t)inside;
    if (inside == 0 && at > 0)
        pop_frame(b);
    else if (at > 0)
        drop_frame(b, at);
}

/* ------------------------------------------------------------------- dumps */

void blocks_dump_line(struct block_builder *b, const char *text, size_t len, unsigned indent, unsigned gap,
                      bool ends_line)
{
    flush(b);
    b->gap = gap;
    size_t before = b->page->block_count;
    blocks_text(b, text, len);
    b->now.indent = indent;
    flush(b);
    if (b->page->block_count > before)
        b->page->blocks[b->page->block_count - 1].ends_line = ends_line;
}

/* --------------------------------------------------------- start and finish */

struct block_builder *blocks_start(struct page *page, size_t text_max)
{
    struct block_builder *b = arena_zalloc(page->arena, sizeof *b);
    char *store = b ? arena_alloc(page->arena, text_max + 64) : NULL;
    if (!store)
        return NULL;
    b->page = page;
    b->arena = page->arena;
    b->store = store;
    b->store_end = store + text_max + 64;
    b->link = -1;
    b->table.frame = -1;
    b->frames[0] = (struct frame){.box = -1, .mark = -1, .kind = BLOCK_PARAGRAPH};
    page->title = page->canonical = page->base_href = page->next_href = page->lang = "";
    struct naming none = {"", "", "", false, ALIGN_UNSAID};
    open_box(b, &b->frames[0], &none, -1);
    pending_reset(b);
    return b;
}

bool blocks_finish(struct block_builder *b, struct fault *fault)
{
    close_title(b);
    while (b->depth > 0)
        pop_frame(b);
    flush(b);
    if (b->page->box_count > 0)
        b->page->boxes[0].end_block = (uint32_t)b->page->block_count;
    if (b->arena->full && b->page->block_count == 0)
        return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory", b->arena->max);
    return true;
}
