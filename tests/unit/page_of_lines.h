/* page_of_lines - a page for tests, written as lines: "h1|A headline",
 * "p|A paragraph", "li|…", "a|a line that is one link", "img|address".
 * A line without a kind is a line of a dump; then the page has no markup. */
#ifndef JIANBAO_TESTS_PAGE_OF_LINES_H
#define JIANBAO_TESTS_PAGE_OF_LINES_H

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "extract/page.h"

enum { LINES_MAX = 64 };

static inline void count_letters(struct block *b)
{
    const char *end = b->text + b->len;
    for (const char *p = b->text; p < end;) {
        const char *at = p;
        uint32_t cp = utf8_next(&p, end);
        b->chars += !utf8_is_space(cp);
        b->han += utf8_is_han(cp);
        char sign[5] = {0};
        memcpy(sign, at, (size_t)(p - at));
        b->punct += strstr("，。！？；：、“”,:!?", sign) != NULL;
    }
}

static inline void set_kind(struct page *page, struct block *b, const char *line, size_t kind)
{
    if (kind == 2 && line[0] == 'h') {
        b->kind = BLOCK_HEADING;
        b->level = (uint8_t)(line[1] - '0');
    } else if (kind == 2) {
        b->kind = BLOCK_LIST;
    } else if (kind == 3) {
        b->kind = BLOCK_IMAGE;
        b->image = (int32_t)page->image_count;
        page->images[page->image_count++] =
            (struct image){.src = b->text, .alt = "", .title = "", .cls = "", .id = "", .href = "",
                           .block = (uint32_t)(b - page->blocks)};
        b->text = "";
        b->len = 0;
    }
}

static inline void add_line(struct page *page, const char *line, size_t len)
{
    struct block *b = &page->blocks[page->block_count++];
    const char *bar = memchr(line, '|', len < 4 ? len : 4);
    size_t kind = bar && (size_t)(bar - line) <= 3 ? (size_t)(bar - line) : 0;
    size_t skip = bar && kind > 0 ? kind + 1 : 0;
    *b = (struct block){.text = arena_copy(page->arena, line + skip, len - skip), .len = (uint32_t)(len -
        skip),
                        .image = -1, .ends_line = true,
                        .box = page->markup ? 0 : -1};
    if (skip > 0)
        set_kind(page, b, line, kind);
    count_letters(b);
    if (kind == 1 && line[0] == 'a') {
        b->link_chars = b->chars;
        b->links = 1;
    }
}

static inline struct page *page_of_lines(struct arena *arena, const char *title, const char *lines)
{
    struct page *page = arena_zalloc(arena, sizeof *page);
    page->arena = arena;
    page->url = page->canonical = page->base_href = page->next_href = page->lang = page->charset = "";
    page->given_title = page->given_published = "";
    page->title = title ? title : "";
    page->markup = title != NULL;
    page->blocks = arena_zalloc(arena, LINES_MAX * sizeof *page->blocks);
    page->images = arena_zalloc(arena, LINES_MAX * sizeof *page->images);
    page->boxes = arena_zalloc(arena, sizeof *page->boxes);
    page->boxes[0] = (struct box){.parent = -1, .cls = "", .id = "", .prop = ""};
    page->box_count = page->markup ? 1 : 0;
    for (const char *p = lines; *p && page->block_count < LINES_MAX;) {
        size_t len = strcspn(p, "\n");
        if (len > 0)
            add_line(page, p, len);
        p += len + (p[len] == '\n');
    }
    page->boxes[0].end_block = (uint32_t)page->block_count;
    return page;
}

#endif
