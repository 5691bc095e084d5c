/* Which block is the headline: the one that stands in <title>, in front of
 * the site's name, or that the input gave. */
#include <string.h>

#include "base/utf8.h"
#include "extract/passes.h"

enum {
    TITLE_LETTERS_MAX = 200,
    TITLE_LETTERS_MIN = 4,
    HEADLINE_LETTERS = 6,
    DATELINE_LETTERS = 8,
    ANCHOR_REACH = 10,
    HEAD_MAX = 100 /* prose above a headline that needs as much below it */
};

struct letters {
    uint32_t cp[TITLE_LETTERS_MAX];
    size_t len;
};

/* Letters alone, half-width, so that blanks and quotes do not matter. */
static void take_letters(const char *text, size_t len, struct letters *out)
{
    const char *p = text, *end = text + len;
    out->len = 0;
    while (p < end && out->len < TITLE_LETTERS_MAX) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        bool letter = cp < 0x80
                          ? (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z')
                          : cp >= 0x3400 || (cp >= 0xC0 && cp < 0x2000) || cp == 0x3007;
        if (letter && !(cp >= 0xFE10 && cp <= 0xFFEF))
            out->cp[out->len++] = cp;
    }
}

/* A great heading that <title> begins with is the headline, however short. */
static bool heads_title(const struct block *block, const struct letters *letters, const struct letters *title)
{
    return block->kind == BLOCK_HEADING && block->level == 1 && letters->len >= TITLE_LETTERS_MIN &&
           letters->len <= title->len &&
           memcmp(letters->cp, title->cp, letters->len * sizeof *title->cp) == 0;
}

/* The block is the page's title, or its part in front of the site's name, or
 * what the title begins with. */
static bool same_title(const struct letters *block, const struct letters *title)
{
    if (block->len < TITLE_LETTERS_MIN || title->len < TITLE_LETTERS_MIN)
        return false;
    size_t shorter = block->len < title->len ? block->len : title->len;
    if (memcmp(block->cp, title->cp, shorter * sizeof *title->cp) != 0)
        return false;
    return block->len <= title->len ? block->len * 3 >= title->len || block->len >= 10
                                    : title->len >= 8 && block->len <= title->len + 24;
}

static const char *page_title(const struct page *page)
{
    if (page->given_title && page->given_title[0])
        return page->given_title;
    return page->title ? page->title : "";
}

/* Prose in the blocks right below. */
static int32_t prose_below(const struct passage *p, size_t i)
{
    int32_t sum = 0;
    for (size_t k = i + 1; k < p->page->block_count && k <= i + ANCHOR_REACH; k++)
        sum += p->traits[k].weight > 0 ? p->traits[k].weight : 0;
    return sum;
}

/* A headline heads: of the blocks that repeat the title the last one in front
 * of most of the prose wins, headings before others. */
static int32_t choose(const struct passage *p)
{
    int32_t best = -1, best_score = -1, before = 0, all = 0;
    for (size_t i = 0; i < p->page->block_count; i++)
        all += p->traits[i].weight > 0 ? p->traits[i].weight : 0;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        before += p->traits[i].weight > 0 ? p->traits[i].weight : 0;
        if (!p->traits[i].title || p->traits[i].linked || before * 10 > all * 6 ||
            (before > HEAD_MAX && before > 2 * prose_below(p, i)))
            continue;
        int32_t score =
            1000 - 1000 * before / (all + 1) + (block->kind == BLOCK_HEADING ? 300 - 40 * block->level : 0);
        if (score >= best_score) {
            best = (int32_t)i;
            best_score = score;
        }
    }
    return best;
}

/* Without a headline that repeats the title: the great heading, or line of
 * date and source, with the most prose right below. */
static int32_t find_anchor(const struct passage *p)
{
    int32_t anchor = -1, best = 0, before = 0;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        const struct trait *t = &p->traits[i];
        before += t->weight > 0 ? t->weight : 0;
        bool heading =
            block->kind == BLOCK_HEADING && block->level <= 2 && t->cue == ROLE_COUNT && !t->linked;
        bool dated = t->cue == ROLE_META && t->letters >= DATELINE_LETTERS;
        int32_t worth = heading && t->letters >= HEADLINE_LETTERS ? 3 : dated ? 2 : 0;
        int32_t below = worth > 0 ? prose_below(p, i) : 0;
        worth *= below;
        if (worth > best && before <= 2 * below) { /* what has the story above it does not head it */
            best = worth;
            anchor = (int32_t)i;
        }
    }
    return anchor;
}

/* A <title> that is the site's name alone stands again above its copyright. */
static bool heads_footer(const struct passage *p, size_t i)
{
    for (size_t k = i + 1; k < p->page->block_count && k <= i + 2; k++) {
        if (p->traits[k].cue == ROLE_COPYRIGHT || p->traits[k].cue == ROLE_FOOTER)
            return true;
    }
    return false;
}

bool pass_repeats(struct passage *p)
{
    struct letters title, block;
    const char *text = page_title(p->page);
    take_letters(text, strlen(text), &title);
    for (size_t i = 0; i < p->page->block_count; i++) {
        if (p->page->blocks[i].len == 0 || p->page->blocks[i].hidden ||
            p->page->blocks[i].chars > TITLE_LETTERS_MAX)
            continue;
        take_letters(p->page->blocks[i].text, p->page->blocks[i].len, &block);
        p->traits[i].title =
            (same_title(&block, &title) || heads_title(&p->page->blocks[i], &block, &title)) &&
            !heads_footer(p, i);
    }
    return true;
}

/* What the headline begins with may sign the story below it: the authority
 * whose notice it is. */
static void forget_parts(struct passage *p)
{
    if (p->outline->title < 0)
        return;
    uint32_t whole = p->page->blocks[p->outline->title].chars;
    for (size_t i = (size_t)p->outline->title + 1; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        if (p->traits[i].title && block->kind != BLOCK_HEADING && block->chars * 3 < whole * 2)
            p->traits[i].title = false;
    }
}

bool pass_title(struct passage *p)
{
    for (size_t i = 0; i < p->page->block_count; i++) {
        if (p->traits[i].title && p->traits[i].weight > 0)
            p->traits[i].weight = -6;
    }
    p->outline->title = choose(p);
    forget_parts(p);
    p->anchor = p->outline->title >= 0 ? p->outline->title : find_anchor(p);
    if (p->outline->title < 0 && p->anchor >= 0 && p->page->blocks[p->anchor].kind == BLOCK_HEADING)
        p->outline->title = p->anchor;
    return true;
}
