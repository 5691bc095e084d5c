#include "extract/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

struct held_page {
    char *url, *next, *line;
    size_t len;
    bool continues; /* says itself that it is not the first */
    bool named;     /* is the next page of another one that is held */
    bool written;
};

struct story_shelf {
    struct held_page *pages;
    size_t count, cap;
    size_t bytes, max;
};

/* ------------------------------------------------------------------ joining */

/* An array of a's items with room for b's behind them, copied where b is given. */
static void *grown(struct arena *arena, const void *a, size_t a_count, const void *b, size_t b_count,
                   size_t size)
{
    char *p = arena_alloc(arena, (a_count + b_count) * size + 1);
    if (!p)
        return NULL;
    if (a_count)
        memcpy(p, a, a_count * size);
    if (b && b_count)
        memcpy(p + a_count * size, b, b_count * size);
    return p;
}

static bool has_item(const struct text_list *list, const char *item)
{
    for (size_t i = 0; i < list->len; i++)
        if (strcmp(list->items[i], item) == 0)
            return true;
    return false;
}

static bool unite(struct text_list *into, const struct text_list *more, struct arena *arena)
{
    const char **items = grown(arena, into->items, into->len, NULL, more->len, sizeof *items);
    if (!items)
        return false;
    into->items = items;
    for (size_t i = 0; i < more->len; i++)
        if (!has_item(into, more->items[i]))
            items[into->len++] = more->items[i];
    return true;
}

static bool join_text(struct record *first, const struct record *second, struct arena *arena)
{
    size_t a = strlen(first->text), b = strlen(second->text);
    char *text = arena_alloc(arena, a + b + 2);
    if (!text)
        return false;
    memcpy(text, first->text, a);
    text[a] = '\n';
    memcpy(text + a + 1, second->text, b + 1);
    first->text = text;
    return true;
}

static bool join_places(struct record *first, const struct record *second, uint32_t shift,
                        struct arena *arena)
{
    size_t blocks = first->block_count, images = first->image_count, figures = first->figure_count;
    first->blocks =
        grown(arena, first->blocks, blocks, second->blocks, second->block_count, sizeof *first->blocks);
    first->images =
        grown(arena, first->images, images, second->images, second->image_count, sizeof *first->images);
    first->figures =
        grown(arena, first->figures, figures, second->figures, second->figure_count, sizeof *first->figures);
    if (!first->blocks || !first->images || !first->figures)
        return false;
    first->block_count += second->block_count;
    first->image_count += second->image_count;
    first->figure_count += second->figure_count;
    for (size_t i = blocks; i < first->block_count; i++) {
        first->blocks[i].start += shift;
        first->blocks[i].end += shift;
    }
    for (size_t i = images; i < first->image_count; i++)
        first->images[i].after += (int32_t)blocks;
    for (size_t i = figures; i < first->figure_count; i++) {
        first->figures[i].start += shift;
        first->figures[i].end += shift;
    }
    return true;
}

static bool join_dropped(struct record *first, const struct record *second, struct arena *arena)
{
    struct dropped *all =
        grown(arena, first->dropped, first->dropped_count, NULL, second->dropped_count, sizeof *all);
    if (!all)
        return false;
    for (size_t i = 0; i < second->dropped_count; i++) {
        size_t at = 0;
        while (at < first->dropped_count && strcmp(all[at].reason, second->dropped[i].reason) != 0)
            at++;
        if (at < first->dropped_count)
            all[at].chars += second->dropped[i].chars;
        else
            all[first->dropped_count++] = second->dropped[i];
    }
    first->dropped = all;
    return true;
}

bool story_join(struct record *first, const struct record *second, struct arena *arena, struct fault *fault)
{
    uint32_t shift = (uint32_t)utf8_count(first->text, strlen(first->text)) + 1;
    bool ok = join_text(first, second, arena) && join_places(first, second, shift, arena) &&
              join_dropped(first, second, arena) && unite(&first->authors, &second->authors, arena) &&
              unite(&first->editors, &second->editors, arena) && unite(&first->flags, &second->flags, arena);
    if (!ok)
        return fault_set(fault, FAULT_LIMIT, "the story is too large to be joined");
    if (second->confidence < first->confidence)
        first->confidence = second->confidence;
    if (!first->source)
        first->source = second->source;
    if (!first->published)
        first->published = second->published;
    return true;
}

/* --------------------------------------------------------------- the shelf */

struct story_shelf *story_shelf_new(size_t max, struct fault *fault)
{
    struct story_shelf *shelf = calloc(1, sizeof *shelf);
    if (shelf)
        shelf->max = max;
    else
        fault_set(fault, FAULT_MEMORY, "no memory for stories");
    return shelf;
}

static void page_free(struct held_page *page)
{
    free(page->url);
    free(page->next);
    free(page->line);
}

static void shelf_clear(struct story_shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++)
        page_free(&shelf->pages[i]);
    shelf->count = 0;
    shelf->bytes = 0;
}

void story_shelf_free(struct story_shelf *shelf)
{
    if (!shelf)
        return;
    shelf_clear(shelf);
    free(shelf->pages);
    free(shelf);
}

static struct held_page *page_at(struct story_shelf *shelf, const char *url)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (strcmp(shelf->pages[i].url, url) == 0)
            return &shelf->pages[i];
    return NULL;
}

/* Is this page waited for? */
static bool is_named(const struct story_shelf *shelf, const char *url)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (strcmp(shelf->pages[i].next, url) == 0)
            return true;
    return false;
}

static bool shelf_room(struct story_shelf *shelf)
{
    if (shelf->count < shelf->cap)
        return true;
    size_t cap = shelf->cap ? shelf->cap * 2 : 16;
    struct held_page *pages = realloc(shelf->pages, cap * sizeof *pages);
    if (!pages)
        return false;
    shelf->pages = pages;
    shelf->cap = cap;
    return true;
}

bool story_offer(struct story_shelf *shelf, const char *url, const char *next, bool continues,
                 const char *line, size_t len, bool *held, struct fault *fault)
{
    bool named = *url && is_named(shelf, url);
    bool belongs = *url && (*next || continues || named) && strcmp(url, next) != 0;
    *held = belongs && !page_at(shelf, url) && len <= shelf->max && shelf->bytes <= shelf->max - len;
    if (!*held)
        return true;
    struct held_page page = {.url = strdup(url), .next = strdup(next), .line = malloc(len + 1), .len = len,
                             .continues = continues, .named = named};
    if (!page.url || !page.next || !page.line || !shelf_room(shelf)) {
        page_free(&page);
        return fault_set(fault, FAULT_MEMORY, "no memory for stories");
    }
    memcpy(page.line, line, len);
    page.line[len] = '\0';
    struct held_page *after = *next ? page_at(shelf, next) : NULL;
    if (after)
        after->named = true;
    shelf->pages[shelf->count++] = page;
    shelf->bytes += len;
    return true;
}

/* ------------------------------------------------------------- the chains */

static bool add_flag(struct record *r, const char *flag, struct arena *arena)
{
    struct text_list one = {.items = &flag, .len = 1};
    return unite(&r->flags, &one, arena);
}

/* Reads the first page and joins the chain behind it. */
static bool read_chain(struct story_shelf *shelf, struct held_page *page, struct arena *arena,
                       struct record *r, struct fault *fault)
{
    bool ok = record_read(page->line, page->len, arena, r, fault);
    bool missing = page->continues && !page->named;
    unsigned pages = 1;
    page->written = true;
    while (ok && *page->next && pages < STORY_PAGES_MAX) {
        struct held_page *next = page_at(shelf, page->next);
        missing = missing || !next;
        if (!next || next->written)
            break;
        struct record more;
        ok = record_read(next->line, next->len, arena, &more, fault) && story_join(r, &more, arena, fault);
        next->written = true;
        page = next;
        pages++;
    }
    if (ok && missing)
        ok = add_flag(r, "page_missing", arena);
    if (ok && pages > 1) {
        char flag[32];
        snprintf(flag, sizeof flag, "pages:%u", pages);
        char *kept = arena_copy(arena, flag, strlen(flag));
        ok = kept && add_flag(r, kept, arena);
    }
    return ok ? true : fault_set(fault, FAULT_LIMIT, "the story is too large to be joined");
}

bool story_finish(struct story_shelf *shelf,
                  bool (*write)(void *context, const struct record *r, struct fault *fault), void *context,
                  struct fault *fault)
{
    struct arena arena;
    bool ok = true;
    arena_init(&arena, 256u * 1024 * 1024);
    /* Chains with a first page first; what is left is a ring or lost its head. */
    for (int round = 0; ok && round < 2; round++) {
        for (size_t i = 0; ok && i < shelf->count; i++) {
            struct held_page *page = &shelf->pages[i];
            struct record r;
            if (page->written || (round == 0 && page->named))
                continue;
            arena_reset(&arena);
            ok = read_chain(shelf, page, &arena, &r, fault) && write(context, &r, fault);
        }
    }
    arena_free(&arena);
    shelf_clear(shelf);
    return ok;
}
