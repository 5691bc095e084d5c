#include <string.h>

#include "base/utf8.h"
#include "extract/dates.h"
#include "extract/title_text.h"

enum { LOOK_BACK = 12 }; /* lines above the head line that may be the headline */

struct choice {
    int32_t block;
    int score;
};

/* Long lines below the head line: the article, as far as it is known yet. */
static void collect_below(const struct page *page, size_t from, struct bigrams *set)
{
    size_t chars = 0;
    memset(set, 0, sizeof *set);
    for (size_t i = from; i < page->block_count && chars < 3000; i++) {
        const struct block *b = &page->blocks[i];
        if (b->chars >= 40 && b->punct >= 2) {
            title_bigrams_add(set, b->text, b->len);
            chars += b->chars;
        }
    }
}

static bool repeats_elsewhere(const struct page *page, size_t at)
{
    const struct block *b = &page->blocks[at];
    size_t to = at + 12 < page->block_count ? at + 12 : page->block_count;
    for (size_t i = at >= 12 ? at - 12 : 0; i < to; i++)
        if (i != at && page->blocks[i].len >= b->len && page->blocks[i].len <= b->len + 24 &&
            memmem(page->blocks[i].text, page->blocks[i].len, b->text, b->len))
            return true;
    return false;
}

/* A full date and little beside it: 《河湾日报》（2021年10月29日 第02版）. */
static bool is_date_line(const struct block *b)
{
    enum { BESIDE_CHARS = 16 };
    struct date_hit hit;
    return dates_next(b->text, b->len, 0, &hit) && hit.year_known &&
           utf8_count(b->text, hit.start) + utf8_count(b->text + hit.end, b->len - hit.end) <= BESIDE_CHARS;
}

static int likely_line(const struct page *page, const struct credit_lexicon *lexicon,
                       const struct bigrams *below, size_t at)
{
    const struct block *b = &page->blocks[at];
    struct credit credit;
    if (b->chars < TITLE_CHARS_MIN || b->chars > 60 || b->han < 3 || b->kind == BLOCK_IMAGE)
        return -1000;
    if (credits_read(lexicon, b->text, b->len, &credit, 1) > 0 && credit.kind != CREDIT_STOP)
        return -1000;
    if (credit_is_stop(lexicon, b->text, b->len) || is_date_line(b))
        return -1000;
    int score = title_standing(page, b) + title_bigrams_share(below, b->text, b->len) / 2;
    score += b->chars >= 8 && b->chars <= 45 ? 20 : 0;
    score += b->punct > 0 ? 8 : 0;
    score += repeats_elsewhere(page, at) ? 15 : 0;
    score -= memchr(b->text, '>', b->len) ? 30 : 0;
    score -= strstr(b->text, "。") ? 30 : 0;
    score -= b->chars < 8 && credit_is_organisation(lexicon, b->text, b->len) ? 20 : 0;
    return score;
}

/* Where the first long line stands, from a block on. */
static size_t first_prose(const struct page *page, size_t from)
{
    for (size_t i = from; i < page->block_count; i++)
        if (page->blocks[i].chars >= 60 && page->blocks[i].punct >= 3)
            return i;
    return page->block_count;
}

/* The headline stands above this block: the head line, or the prose above it
 * where the date is printed below the article. */
static size_t headline_limit(const struct page *page, int32_t head)
{
    size_t prose = first_prose(page, head > LOOK_BACK ? (size_t)head - LOOK_BACK : 0);
    return head < 0 || prose < (size_t)head ? prose : (size_t)head;
}

static int32_t likeliest_line(const struct page *page, const struct credit_lexicon *lexicon, int32_t head)
{
    struct choice best = {-1, 20};
    struct bigrams below;
    size_t limit = headline_limit(page, head);
    int seen = 0;
    collect_below(page, limit, &below);
    for (size_t i = limit; i-- > 0 && seen < LOOK_BACK;) {
        if (page->blocks[i].chars < 2)
            continue;
        int score = likely_line(page, lexicon, &below, i) - 3 * seen++;
        if (score > best.score)
            best = (struct choice){(int32_t)i, score};
    }
    for (size_t i = limit; head >= 0 && i < page->block_count && i < limit + 4;
         i++) { /* a date above the headline */
        int score = likely_line(page, lexicon, &below, i) - 25;
        if (score > best.score)
            best = (struct choice){(int32_t)i, score};
    }
    return best.block;
}

/* Words with blanks between, each of them short: a menu or a breadcrumb. */
static bool is_menu(const struct block *b)
{
    enum { WORD_BYTES = 15 };
    size_t words = 0, start = 0;
    for (size_t i = 0; i <= b->len; i++) {
        if (i < b->len && b->text[i] != ' ')
            continue;
        if (i - start > WORD_BYTES)
            return false;
        words += i > start;
        start = i + 1;
    }
    return words >= 3;
}

/* Where no line looks like a headline, the nearest above the line of date and source that may be one. */
static int32_t nearest_line(const struct page *page, const struct credit_lexicon *lexicon, int32_t head)
{
    struct bigrams none;
    memset(&none, 0, sizeof none);
    int seen = 0;
    for (int32_t i = head; i-- > 0 && seen < 3;) {
        const struct block *b = &page->blocks[i];
        if (b->chars < 2)
            continue;
        seen++;
        bool name = credit_is_organisation(lexicon, b->text, b->len) && b->chars <= 8;
        if (!name && !is_menu(b) && likely_line(page, lexicon, &none, (size_t)i) >= 0)
            return i;
    }
    return -1;
}

int32_t title_likely_block(const struct page *page, const struct credit_lexicon *lexicon, int32_t head)
{
    int32_t block = likeliest_line(page, lexicon, head);
    return block >= 0 ? block : nearest_line(page, lexicon, head);
}
