/* How much each block looks like prose, and how much like a list of links.
 * Weights are letters of prose, so that passes can add them up. */
#include <string.h>

#include "base/utf8.h"
#include "extract/html_tags.h"
#include "extract/passes.h"

enum {
    PROSE_MAX = 300,   /* one block counts for no more */
    SENTENCE_MIN = 12, /* letters of a line that can be a sentence */
    CREDIT_MAX = 24,
    INDENT_MAX = 16,
    FLUSH_SHARE = 10, /* comments are flush and may be ten times as long */
    LEAVES_MIN = 3,
    LONG_LINE = 45, /* without links: prose, even with little punctuation */
    VERSE_MAX = 16  /* what an indented short line of a dump counts at most */
};

static bool is_paragraph_like(uint16_t tag)
{
    switch (tag) {
    case TAG_P:
    case TAG_LI:
    case TAG_DT:
    case TAG_DD:
    case TAG_BLOCKQUOTE:
    case TAG_PRE:
    case TAG_CENTER:
    case TAG_H1:
    case TAG_H2:
    case TAG_H3:
    case TAG_H4:
    case TAG_H5:
    case TAG_H6:
    case TAG_FIGURE:
    case TAG_FIGCAPTION:
    case TAG_CAPTION:
    case TAG_SECTION:
    case TAG_TR:
    case TAG_TBODY:
    case TAG_UL:
    case TAG_OL:
        return true;
    default:
        return false;
    }
}

/* <div>one paragraph</div>, without a name. */
static bool is_bare_div(const struct box *box)
{
    return box->tag == TAG_DIV && !box->cls[0] && !box->id[0] && box->end_block - box->first_block <= 1;
}

int32_t box_holder(const struct page *page, int32_t box)
{
    while (box > 0 && (is_paragraph_like(page->boxes[box].tag) || is_bare_div(&page->boxes[box])))
        box = page->boxes[box].parent;
    return box;
}

/* Where every paragraph has a <div> or a table row of its own, the box around
 * these is the holder: a box of one block beside at least two others like it. */
static int32_t holder_of_leaf(const struct passage *p, const struct block *block, bool cued)
{
    const struct page *page = p->page;
    int32_t holder = box_holder(page, block->box);
    if (holder <= 0 || cued || page->boxes[holder].end_block - page->boxes[holder].first_block > 1)
        return holder;
    int32_t outer = box_holder(page, page->boxes[holder].parent);
    return outer >= 0 && p->box_leaves[outer] >= LEAVES_MIN ? outer : holder;
}

static void count_leaves(struct passage *p)
{
    for (size_t i = 0; p->page->markup && i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        int32_t holder = box_holder(p->page, block->box);
        if (holder <= 0 || block->punct == 0 || block->chars < 20 || block->link_chars * 2 > block->chars ||
            p->page->boxes[holder].end_block - p->page->boxes[holder].first_block > 1)
            continue;
        int32_t outer = box_holder(p->page, p->page->boxes[holder].parent);
        if (outer >= 0)
            p->box_leaves[outer]++;
    }
}

static bool closes(uint32_t cp) /* signs behind which a sentence may end */
{
    return cp == 0x201D || cp == 0x2019 || cp == 0x300D || cp == 0x300F || cp == ')' || cp == 0xFF09 ||
           cp == '"' || cp == 0x3011;
}

static bool stops(uint32_t cp, bool strictly)
{
    if (cp == 0x3002 || cp == 0xFF1B || cp == ';' || cp == 0xFF0E || cp == 0xFF61)
        return true;
    return !strictly && (cp == '!' || cp == '?' || cp == ':' || cp == 0xFF01 || cp == 0xFF1F ||
                         cp == 0xFF1A || cp == 0x2026);
}

/* The end of the text in front of a credit in brackets: …同比增长。(某某/编译) */
static const char *before_credit(const struct block *block)
{
    const char *end = block->text + block->len, *p = end;
    uint32_t cp = utf8_previous(block->text, &p);
    if (cp != ')' && cp != 0xFF09 && cp != 0x3011)
        return end;
    for (int letters = 0; p > block->text && letters < CREDIT_MAX; letters++) {
        cp = utf8_previous(block->text, &p);
        if (cp == '(' || cp == 0xFF08 || cp == 0x3010)
            return p > block->text ? p : end;
    }
    return end;
}

/* `strictly`: with a full stop; headlines end in ! ? … too. */
static bool ends_sentence(const struct block *block, bool strictly)
{
    const char *p = before_credit(block);
    for (int closed = 0; p > block->text; closed++) {
        uint32_t cp = utf8_previous(block->text, &p);
        if (stops(cp, strictly))
            return true;
        if (!closes(cp) || closed == 3)
            return false;
    }
    return false;
}

static bool has_full_stop(const struct block *block)
{
    return memmem(block->text, block->len, "。", 3) != NULL;
}

bool is_sentence(const struct block *block)
{
    return block->chars >= SENTENCE_MIN && (ends_sentence(block, false) || has_full_stop(block));
}

bool is_bulleted(const struct block *block)
{
    const char *p = block->text;
    uint32_t cp = utf8_next(&p, block->text + block->len);
    return cp == 0x2022 || cp == 0x25A1 || cp == 0x25E6 || cp == 0x25AA || cp == 0xB7 || cp == '*' ||
           cp == '+';
}

static bool is_indented(const struct passage *p, const struct block *block)
{
    return p->indent >= 2 && block->indent == p->indent;
}

/* The indent of most of a dump's prose: lists are indented too, but otherwise. */
static void find_indent(struct passage *p)
{
    uint32_t letters[INDENT_MAX + 1] = {0};
    unsigned best = 0;
    for (size_t i = 0; !p->page->markup && i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        if (block->indent <= INDENT_MAX && p->traits[i].cue == ROLE_COUNT && block->len > 0 &&
            has_full_stop(block))
            letters[block->indent] += block->chars;
    }
    for (unsigned i = 1; i <= INDENT_MAX; i++)
        best = letters[i] > (best ? letters[best] : letters[0] / FLUSH_SHARE) ? i : best;
    p->indent = (uint8_t)best;
}

/* A dump's lists of headlines look like sentences but for the full stop. */
static bool is_dump_prose(const struct block *block, bool indented, bool listing)
{
    if (is_bulleted(block))
        return has_full_stop(block) && block->chars >= LONG_LINE;
    if (ends_sentence(block, true))
        return true;
    if (indented && block->chars >= 20 && !listing)
        return true;
    return has_full_stop(block) && block->chars >= LONG_LINE;
}

static bool is_prose(const struct passage *p, const struct block *block, uint32_t own, bool listing)
{
    if (own < SENTENCE_MIN || block->punct == 0)
        return false;
    if (!p->page->markup)
        return is_dump_prose(block, is_indented(p, block), listing);
    if (ends_sentence(block, false))
        return own >= 20 || block->punct >= 2;
    return own >= LONG_LINE || (own >= 25 && block->punct >= 2);
}

/* Some pages link whole paragraphs, to themselves or to a video. */
static bool is_linked_paragraph(const struct block *block)
{
    return block->chars >= 25 && block->links <= 2 && ends_sentence(block, true);
}

static int32_t link_weight(const struct block *block)
{
    if (is_linked_paragraph(block))
        return (int32_t)(block->chars > PROSE_MAX ? PROSE_MAX : block->chars) / 3;
    return -10 - (int32_t)(block->link_chars > 60 ? 60 : block->link_chars) / 2;
}

/* A caption of whole sentences may be all the story there is. */
static int32_t cue_weight(const struct block *block, const struct trait *t)
{
    if (t->cue != ROLE_CAPTION)
        return -20;
    return block->chars >= 15 && block->punct > 0 ? (int32_t)block->chars / 2 : -4;
}

static int32_t short_weight(const struct passage *p, const struct block *block, bool listing)
{
    if (block->kind == BLOCK_TABLE || (block->kind == BLOCK_HEADING && block->level > 1))
        return -3; /* what stories have inside */
    if (!is_indented(p, block) || listing)
        return block->chars <= 2 ? -10 : -6;
    return is_bulleted(block) ? -6 : (int32_t)(block->chars > VERSE_MAX ? VERSE_MAX : block->chars) / 2;
}

/* `listing`: below the head of a list of related stories. */
static int32_t weigh(const struct passage *p, const struct block *block, struct trait *t, bool listing)
{
    const struct page *page = p->page;
    uint32_t own = block->chars - (block->link_chars < block->chars ? block->link_chars : block->chars);
    if (t->empty)
        return 0;
    if (t->cue != ROLE_COUNT)
        return cue_weight(block, t);
    t->linked = page->markup && block->link_chars * 2 > block->chars;
    if (t->linked)
        return link_weight(block);
    t->prose = is_prose(p, block, own, listing);
    if (t->prose && !page->markup && is_bulleted(block))
        return (int32_t)block->chars / 4;
    if (t->prose)
        return (int32_t)(own > PROSE_MAX ? PROSE_MAX : own) - (int32_t)block->link_chars / 2;
    return short_weight(p, block, listing);
}

/* [3f9a0c] and [ ]: what a dump prints for pictures and fields. */
static bool is_placeholder(const struct page *page, const struct block *block)
{
    return !page->markup && block->han == 0 && block->len >= 2 && block->text[0] == '[' &&
           block->text[block->len - 1] == ']';
}

bool pass_density(struct passage *p)
{
    bool listing = false;
    count_leaves(p);
    find_indent(p);
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        struct trait *t = &p->traits[i];
        t->empty = block->len == 0 || is_hidden(p, block) || block->kind == BLOCK_IMAGE ||
                   is_placeholder(p->page, block);
        t->holder = p->page->markup ? holder_of_leaf(p, block, t->cue != ROLE_COUNT) : -1;
        t->weight = weigh(p, block, t, listing);
        listing = t->cue == ROLE_RELATED || (listing && !t->prose);
        if (t->holder < 0)
            continue;
        if (t->weight > 0)
            p->box_prose[t->holder] += t->weight;
        else if (t->linked || (t->cue != ROLE_COUNT && t->cue != ROLE_CAPTION))
            p->box_noise[t->holder]++;
    }
    return true;
}
