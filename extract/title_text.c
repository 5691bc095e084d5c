#include "extract/title_text.h"

#include <string.h>

#include "base/utf8.h"

static bool is_ignored(uint32_t cp)
{
    return utf8_is_space(cp) || utf8_is_zero_width(cp) || cp == '"' || cp == 0x201C || cp == 0x201D ||
           cp == '\'' || cp == 0x2018 || cp == 0x2019 || cp == 0x300C || cp == 0x300D;
}

void title_fold(const char *text, size_t len, struct fold *f)
{
    const char *end = text + len;
    bool gap = false;
    f->len = 0;
    f->chars = 0;
    for (const char *p = text; p < end && f->len < FOLD_MAX;) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (is_ignored(cp)) {
            gap = gap || utf8_is_space(cp);
            continue;
        }
        if (cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        f->gap[f->len] = gap;
        gap = false;
        f->len += utf8_encode(cp, f->bytes + f->len);
        f->chars++;
    }
    f->gap[f->len] = true;
}

static bool has_word(const char *attribute, const char *word)
{
    return strstr(attribute, word) != NULL;
}

bool title_is_called(const struct page *page, int32_t box)
{
    for (int up = 0; up < 2 && box >= 0 && (size_t)box < page->box_count;
         up++, box = page->boxes[box].parent) {
        const struct box *b = &page->boxes[box];
        if (has_word(b->cls, "title") || has_word(b->id, "title") || has_word(b->cls, "headline") ||
            has_word(b->prop, "headline") || has_word(b->id, "headline"))
            return true;
    }
    return false;
}

/* What speaks for a block besides the agreement. */
int title_standing(const struct page *page, const struct block *b)
{
    int score = 0;
    if (b->kind == BLOCK_HEADING)
        score += b->level == 1 ? 40 : b->level == 2 ? 25 : 12;
    if (page->markup && title_is_called(page, b->box))
        score += 15;
    if (page->markup && b->link_chars * 10 >= b->chars * 8)
        score -= 60;
    if (b->hidden)
        score -= 50;
    if (b->kind == BLOCK_LIST || b->kind == BLOCK_TABLE)
        score -= 10;
    return score;
}

static uint32_t bigram_slot(uint32_t a, uint32_t b)
{
    return ((a * 2654435761u) ^ (b * 40503u)) % BIGRAM_BITS;
}

void title_bigrams_add(struct bigrams *set, const char *text, size_t len)
{
    const char *end = text + len;
    uint32_t previous = 0;
    for (const char *p = text; p < end;) {
        uint32_t cp = utf8_next(&p, end);
        if (previous && utf8_is_han(cp)) {
            uint32_t slot = bigram_slot(previous, cp);
            set->bits[slot / 8] |= (uint8_t)(1u << slot % 8);
        }
        previous = utf8_is_han(cp) ? cp : 0;
    }
}

int title_bigrams_share(const struct bigrams *set, const char *text, size_t len)
{
    const char *end = text + len;
    uint32_t previous = 0;
    int all = 0, hits = 0;
    for (const char *p = text; p < end;) {
        uint32_t cp = utf8_next(&p, end);
        if (previous && utf8_is_han(cp)) {
            uint32_t slot = bigram_slot(previous, cp);
            hits += set->bits[slot / 8] >> slot % 8 & 1;
            all++;
        }
        previous = utf8_is_han(cp) ? cp : 0;
    }
    return all ? hits * 100 / all : 0;
}
