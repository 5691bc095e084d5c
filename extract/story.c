#include "extract/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { BUCKETS = 4096, NONE = -1, ARENA_MAX = 256 * 1024 * 1024 };

struct held_page {
    char *url, *next, *line; /* url NULL: the slot is free */
    size_t len;
    unsigned long long number; /* in the order in which they came */
    bool continues;            /* says itself that it is not the first */
    int32_t url_twin, next_twin; /* the next in the same bucket */
};

struct story_shelf {
    struct held_page *pages;
    size_t count, cap; /* slots, used or free */
    int32_t free;      /* the free slots, by url_twin */
    int32_t by_url[BUCKETS], by_next[BUCKETS];
    unsigned long long offered;
    size_t bytes, max;
    story_writer *write;
    void *context;
};

/* ------------------------------------------------------------------ joining */

static bool has_item(const struct text_list *list, const char *item)
{
    for (size_t i = 0; i < list->len; i++)
        if (strcmp(list->items[i], item) == 0)
            return true;
    return false;
}

static bool unite(struct text_list *into, const struct text_list *more, struct arena *arena)
{
    const char **items = arena_alloc(arena, (into->len + more->len) * sizeof *items + 1);
    if (!items)
        return false;
    if (into->len)
        memcpy(items, into->items, into->len * sizeof *items);
    into->items = items;
    for (size_t i = 0; i < more->len; i++)
        if (!has_item(into, more->items[i]))
            items[into->len++] = more->items[i];
    return true;
}

/* Room for what all pages have together, in copies that only grow at their ends. */
static bool join_room(struct record *whole, const struct record *pages, size_t count, struct arena *arena)
{
    size_t bytes = 1, blocks = 1, images = 1, figures = 1, dropped = 1;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(pages[i].text) + 1;
        blocks += pages[i].block_count;
        images += pages[i].image_count;
        figures += pages[i].figure_count;
        dropped += pages[i].dropped_count;
    }
    char *text = arena_alloc(arena, bytes);
    whole->text = text;
    whole->blocks = arena_alloc(arena, blocks * sizeof *whole->blocks);
    whole->images = arena_alloc(arena, images * sizeof *whole->images);
    whole->figures = arena_alloc(arena, figures * sizeof *whole->figures);
    whole->dropped = arena_alloc(arena, dropped * sizeof *whole->dropped);
    whole->block_count = whole->image_count = whole->figure_count = whole->dropped_count = 0;
    if (text)
        *text = '\0';
    return text && whole->blocks && whole->images && whole->figures && whole->dropped;
}

static void join_places(struct record *whole, const struct record *page, uint32_t shift)
{
    size_t blocks = whole->block_count;
    for (size_t i = 0; i < page->block_count; i++) {
        struct record_block *b = &whole->blocks[whole->block_count++];
        *b = page->blocks[i];
        b->start += shift;
        b->end += shift;
    }
    for (size_t i = 0; i < page->image_count; i++) {
        struct record_image *image = &whole->images[whole->image_count++];
        *image = page->images[i];
        image->after += (int32_t)blocks;
    }
    for (size_t i = 0; i < page->figure_count; i++) {
        struct figure *f = &whole->figures[whole->figure_count++];
        *f = page->figures[i];
        f->start += shift;
        f->end += shift;
    }
}

static void join_dropped(struct record *whole, const struct record *page)
{
    for (size_t i = 0; i < page->dropped_count; i++) {
        size_t at = 0;
        while (at < whole->dropped_count && strcmp(whole->dropped[at].reason, page->dropped[i].reason) != 0)
            at++;
        if (at < whole->dropped_count)
            whole->dropped[at].chars += page->dropped[i].chars;
        else
            whole->dropped[whole->dropped_count++] = page->dropped[i];
    }
}

static bool join_people(struct record *whole, const struct record *page, struct arena *arena)
{
    if (page->confidence < whole->confidence)
        whole->confidence = page->confidence;
    if (!whole->source)
        whole->source = page->source;
    if (!whole->published)
        whole->published = page->published;
    return unite(&whole->authors, &page->authors, arena) && unite(&whole->editors, &page->editors, arena) &&
           unite(&whole->flags, &page->flags, arena);
}

bool story_join(const struct record *pages, size_t count, struct arena *arena, struct record *whole,
                struct fault *fault)
{
    *whole = pages[0];
    bool ok = join_room(whole, pages, count, arena);
    char *end = ok ? (char *)(uintptr_t)whole->text : NULL; /* ours, from join_room() */
    uint32_t chars = 0;
    for (size_t i = 0; ok && i < count; i++) {
        size_t len = strlen(pages[i].text);
        if (i > 0) {
            *end++ = '\n';
            chars++;
        }
        memcpy(end, pages[i].text, len + 1);
        join_places(whole, &pages[i], chars);
        join_dropped(whole, &pages[i]);
        ok = i == 0 || join_people(whole, &pages[i], arena);
        end += len;
        chars += (uint32_t)utf8_count(pages[i].text, len);
    }
    return ok || fault_set(fault, FAULT_LIMIT, "the story is too large to be joined");
}

/* --------------------------------------------------------------- the shelf */

struct story_shelf *story_shelf_new(size_t max, story_writer *write, void *context, struct fault *fault)
{
    struct story_shelf *shelf = calloc(1, sizeof *shelf);
    if (!shelf) {
        fault_set(fault, FAULT_MEMORY, "no memory for stories");
        return NULL;
    }
    shelf->max = max;
    shelf->write = write;
    shelf->context = context;
    shelf->free = NONE;
    for (int i = 0; i < BUCKETS; i++)
        shelf->by_url[i] = shelf->by_next[i] = NONE;
    return shelf;
}

static void page_free(struct held_page *page)
{
    free(page->url);
    free(page->next);
    free(page->line);
    page->url = page->next = page->line = NULL;
}

void story_shelf_free(struct story_shelf *shelf)
{
    if (!shelf)
        return;
    for (size_t i = 0; i < shelf->count; i++)
        page_free(&shelf->pages[i]);
    free(shelf->pages);
    free(shelf);
}

static int32_t *bucket(int32_t *buckets, const char *address)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *p = address; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    return &buckets[hash % BUCKETS];
}

/* The held page with this address. */
static int32_t page_at(struct story_shelf *shelf, const char *url)
{
    int32_t i = *bucket(shelf->by_url, url);
    while (i != NONE && strcmp(shelf->pages[i].url, url) != 0)
        i = shelf->pages[i].url_twin;
    return i;
}

/* The held page that names this address as its next. */
static int32_t page_before(struct story_shelf *shelf, const char *url)
{
    int32_t i = *bucket(shelf->by_next, url);
    while (i != NONE && strcmp(shelf->pages[i].next, url) != 0)
        i = shelf->pages[i].next_twin;
    return i;
}

static int32_t free_slot(struct story_shelf *shelf)
{
    int32_t slot = shelf->free;
    if (slot != NONE) {
        shelf->free = shelf->pages[slot].url_twin;
        return slot;
    }
    if (shelf->count == shelf->cap) {
        size_t cap = shelf->cap ? shelf->cap * 2 : 16;
        struct held_page *pages = realloc(shelf->pages, cap * sizeof *pages);
        if (!pages)
            return NONE;
        shelf->pages = pages;
        shelf->cap = cap;
    }
    return (int32_t)shelf->count++;
}

static int32_t put_page(struct story_shelf *shelf, struct held_page *page)
{
    int32_t slot = page->url && page->next && page->line ? free_slot(shelf) : NONE;
    if (slot == NONE) {
        page_free(page);
        return NONE;
    }
    int32_t *url = bucket(shelf->by_url, page->url), *next = bucket(shelf->by_next, page->next);
    page->number = shelf->offered++;
    page->url_twin = *url;
    page->next_twin = *next;
    *url = *next = slot;
    shelf->bytes += page->len;
    shelf->pages[slot] = *page;
    return slot;
}

static void take_page(struct story_shelf *shelf, int32_t slot)
{
    struct held_page *page = &shelf->pages[slot];
    int32_t *at = bucket(shelf->by_url, page->url);
    while (*at != slot)
        at = &shelf->pages[*at].url_twin;
    *at = page->url_twin;
    at = bucket(shelf->by_next, page->next);
    while (*at != slot)
        at = &shelf->pages[*at].next_twin;
    *at = page->next_twin;
    shelf->bytes -= page->len;
    page_free(page);
    page->url_twin = shelf->free;
    shelf->free = slot;
}

/* ------------------------------------------------------------- the chains */

/* The first page of a page's chain; NONE where it is a ring, or too long. */
static int32_t chain_head(struct story_shelf *shelf, int32_t page)
{
    for (int n = 0; n < STORY_PAGES_MAX; n++) {
        int32_t before = page_before(shelf, shelf->pages[page].url);
        if (before == NONE)
            return page;
        page = before;
    }
    return NONE;
}

/* The pages of the chain behind its first, in order.  *open: a page is named and not there. */
static size_t chain_pages(struct story_shelf *shelf, int32_t page, int32_t slots[STORY_PAGES_MAX], bool *open)
{
    int32_t first = page;
    size_t count = 0;
    *open = false;
    do {
        slots[count++] = page;
        const char *next = shelf->pages[page].next;
        page = *next ? page_at(shelf, next) : NONE;
        *open = *next && page == NONE;
    } while (page != NONE && page != first && count < STORY_PAGES_MAX);
    return count;
}

static bool add_flag(struct record *r, const char *flag, struct arena *arena)
{
    const char *kept = arena_copy(arena, flag, strlen(flag));
    struct text_list one = {.items = &kept, .len = 1};
    return kept && unite(&r->flags, &one, arena);
}

static bool join_chain(const struct story_shelf *shelf, const int32_t *slots, size_t count, bool missing,
                       struct arena *arena, struct record *whole, struct fault *fault)
{
    char flag[32];
    struct record *pages = arena_alloc(arena, count * sizeof *pages);
    bool ok = pages || fault_set(fault, FAULT_LIMIT, "the story is too large to be joined");
    for (size_t i = 0; ok && i < count; i++)
        ok = record_read(shelf->pages[slots[i]].line, shelf->pages[slots[i]].len, arena, &pages[i], fault);
    if (!ok || !story_join(pages, count, arena, whole, fault))
        return false;
    snprintf(flag, sizeof flag, "pages:%zu", count);
    ok = (!missing || add_flag(whole, "page_missing", arena)) &&
         (count == 1 || add_flag(whole, flag, arena));
    return ok || fault_set(fault, FAULT_LIMIT, "the story is too large to be joined");
}

/* Writes the chain that begins with a page, and takes it from the shelf. */
static bool write_chain(struct story_shelf *shelf, int32_t first, struct fault *fault)
{
    int32_t slots[STORY_PAGES_MAX];
    struct arena arena;
    struct record whole;
    bool open;
    size_t count = chain_pages(shelf, first, slots, &open);
    bool headless = shelf->pages[first].continues && page_before(shelf, shelf->pages[first].url) == NONE;
    arena_init(&arena, ARENA_MAX);
    bool ok = join_chain(shelf, slots, count, open || headless, &arena, &whole, fault) &&
              shelf->write(shelf->context, &whole, fault);
    for (size_t i = 0; i < count; i++)
        take_page(shelf, slots[i]);
    arena_free(&arena);
    return ok;
}

/* A story whose pages are all there need not wait. */
static bool write_complete(struct story_shelf *shelf, int32_t page, struct fault *fault)
{
    int32_t slots[STORY_PAGES_MAX];
    bool open;
    int32_t first = chain_head(shelf, page);
    if (first == NONE || shelf->pages[first].continues || !*shelf->pages[first].next)
        return true;
    size_t count = chain_pages(shelf, first, slots, &open);
    bool ends = !*shelf->pages[slots[count - 1]].next;
    return !ends || write_chain(shelf, first, fault);
}

bool story_offer(struct story_shelf *shelf, const char *url, const char *next, bool continues,
                 const char *line, size_t len, bool *held, struct fault *fault)
{
    bool belongs = *url && strcmp(url, next) != 0 && (*next || continues || page_before(shelf, url) != NONE);
    *held = belongs && len <= shelf->max && page_at(shelf, url) == NONE;
    if (!*held)
        return true;
    if (shelf->bytes > shelf->max - len && !story_finish(shelf, fault))
        return false;
    struct held_page page = {.url = strdup(url), .next = strdup(next), .line = malloc(len + 1), .len = len,
                             .continues = continues};
    if (page.line)
        memcpy(page.line, line, len);
    int32_t slot = put_page(shelf, &page);
    if (slot == NONE)
        return fault_set(fault, FAULT_MEMORY, "no memory for stories");
    return write_complete(shelf, slot, fault);
}

/* The first of those that came before all others and, unless `any`, that no other names. */
static int32_t eldest(struct story_shelf *shelf, bool any)
{
    int32_t best = NONE;
    for (size_t i = 0; i < shelf->count; i++) {
        const struct held_page *page = &shelf->pages[i];
        if (!page->url || (best != NONE && shelf->pages[best].number < page->number))
            continue;
        if (any || page_before(shelf, page->url) == NONE)
            best = (int32_t)i;
    }
    return best;
}

bool story_finish(struct story_shelf *shelf, struct fault *fault)
{
    int32_t first;
    while ((first = eldest(shelf, false)) != NONE) /* then rings only are left */
        if (!write_chain(shelf, first, fault))
            return false;
    while ((first = eldest(shelf, true)) != NONE)
        if (!write_chain(shelf, first, fault))
            return false;
    return true;
}
