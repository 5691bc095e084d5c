#include "extract/html.h"

#include "extract/blocks.h"
#include "extract/elements.h"

struct reading {
    struct block_builder *blocks;
    struct page *page;
};

void html_keep_script(struct page *page, const struct token *token)
{
    enum { SCRIPT_BYTES_MIN = 8 };
    const char *text = token->text, *end = text + token->len;
    while (text < end && (*text == ' ' || *text == '\n' || *text == '\t'))
        text++;
    size_t len = (size_t)(end - text);
    if (token->tag != TAG_SCRIPT || len < SCRIPT_BYTES_MIN || len > HTML_SCRIPT_BYTES_MAX)
        return;
    if (!page->scripts)
        page->scripts = arena_alloc(page->arena, HTML_SCRIPTS_MAX * sizeof *page->scripts);
    if (!page->scripts || page->script_count == HTML_SCRIPTS_MAX)
        return;
    page->scripts[page->script_count++] =
        (struct script){.type = attribute_lower(&token->attributes, "type", page->arena),
                        .id = attribute_text(&token->attributes, "id", page->arena),
                        .text = text,
                        .len = len};
}

static void on_open(void *user, const struct token *token)
{
    const struct reading *r = user;
    blocks_open(r->blocks, token->tag, &token->attributes, 0);
}

static void on_close(void *user, size_t inside)
{
    const struct reading *r = user;
    blocks_close(r->blocks, inside);
}

static void on_text(void *user, const char *text, size_t len)
{
    const struct reading *r = user;
    blocks_text(r->blocks, text, len);
}

static void on_raw(void *user, const struct token *token)
{
    const struct reading *r = user;
    html_keep_script(r->page, token);
    if (tag_manner(token->tag) & MANNER_BREAK) {
        blocks_open(r->blocks, token->tag, &token->attributes, 0);
        blocks_close(r->blocks, 0);
    }
}

bool html_read(const char *text, size_t len, struct page *page, struct fault *fault)
{
    page->markup = true;
    struct reading r = {blocks_start(page, len), page};
    if (!r.blocks)
        return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory",
                         page->arena->max);
    struct element_sink sink = {&r, on_open, on_close, on_text, on_raw};
    if (elements_read(text, len, &sink))
        page->limits |= PAGE_LIMIT_DEPTH;
    return blocks_finish(r.blocks, fault);
}
