#include <string.h>

#include "base/utf8.h"
#include "extract/dates.h"
#include "extract/embedded.h"
#include "extract/meta.h"
#include "extract/rules.h"
#include "extract/title.h"

enum {
    SAYS_MAX = 7,
    HEAD_CHARS_MAX = 120,
    RELATIVE_CHARS_MAX = 24, /* 河湾日报 3小时前 */
    HEAD_ABOVE = 5,  /* how far from the headline the line of date and source may stand */
    HEAD_BELOW = 16,
    CREDITS_MAX = 12,
    NO_HEAD = -1000
};

/* Places besides <title> where the page states its headline. */
static void collect_says(const struct page *page, const struct embedded *state,
    const char *says[SAYS_MAX + 1])
{
    static const char *const names[][2] = {
        {"articletitle", NULL}, {"og:title", NULL}, {"twitter:title", NULL}, {"headline", NULL}};
    size_t n = 0;
    if (page->ruled && page->ruled->title)
        says[n++] = page->ruled->title;
    if (page->given_title && *page->given_title)
        says[n++] = page->given_title;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = page_meta(page, names[i]);
        if (value && n < SAYS_MAX)
            says[n++] = value;
    }
    if (state->title && n < SAYS_MAX)
        says[n++] = state->title;
    says[n] = NULL;
}

static bool may_be_head(const struct block *b)
{
    if (b->chars < 2 || b->chars > HEAD_CHARS_MAX || b->kind == BLOCK_IMAGE || b->hidden)
        return false;
    for (uint32_t i = 0; i < b->len; i++)
        if (b->text[i] >= '0' && b->text[i] <= '9')
            return true;
    return b->chars <= 40;
}

static int credits_score(const struct credit_lexicon *lexicon, const struct block *b)
{
    static const uint8_t worth[] = {[CREDIT_SOURCE] = 30, [CREDIT_AUTHOR] = 8, [CREDIT_EDITOR] = 5,
                                    [CREDIT_DATE] = 12, [CREDIT_STOP] = 3, [CREDIT_KEYWORDS] = 0};
    struct credit credits[CREDITS_MAX];
    size_t count = credits_read(lexicon, b->text, b->len, credits, CREDITS_MAX);
    int score = 0;
    for (size_t i = 0; i < count; i++)
        if (credits[i].kind < sizeof worth)
            score += worth[credits[i].kind];
    return score < 50 ? score : 50;
}

/* A date in running text: signs of a sentence, or much text beside it. */
static bool is_sentence(const struct block *b)
{
    static const char *const signs[] = {"，", "。", "、", "；", "“", "”", "！", "？", "《"};
    bool edition = strncmp(b->text, "《", strlen("《")) == 0 && /* 《河湾日报》（2021年10月29日 第02版） */
                   (strstr(b->text, "》（") || strstr(b->text, "》("));
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(b->text, signs[i]) && !(edition && strcmp(signs[i], "《") == 0))
            return true;
    return b->chars > 60;
}

/* How much a block looks like the line of date and source. */
static int head_score(const struct page *page, const struct credit_lexicon *lexicon, size_t i)
{
    const struct block *b = &page->blocks[i];
    struct date_hit hit;
    if (!may_be_head(b))
        return NO_HEAD;
    int score = credits_score(lexicon, b);
    bool labelled = score >= 8;
    bool dated = dates_next(b->text, b->len, 0, &hit) && hit.date.precision >= DATE_DAY;
    if (dated)
        score += (hit.year_known ? 40 : 20) + (hit.date.precision >= DATE_MINUTE ? 12 : 0);
    size_t from, to;
    if (!dated && b->chars <= RELATIVE_CHARS_MAX && dates_relative(b->text, b->len, &from, &to))
        score += 25;
    if (!dated && score < 20)
        return NO_HEAD;
    if (dated && !labelled && is_sentence(b))
        return NO_HEAD;
    if (dated && hit.start == 0 && hit.date.precision == DATE_DAY && b->chars > 30)
        score -= 25; /* a sentence that begins with its day */
    if (page->markup && b->links >= 4 && b->link_chars * 2 > b->chars)
        score -= dated && hit.date.precision >= DATE_MINUTE ? 20 : 40;
    if (b->kind == BLOCK_LIST)
        score -= 12;
    if (b->chars > 60 && b->punct > 4)
        score -= 30;
    return strstr(b->text, "。") ? NO_HEAD : score;
}

static bool prose_follows(const struct page *page, size_t at)
{
    size_t to = at + 16 < page->block_count ? at + 16 : page->block_count;
    for (size_t i = at + 1; i < to; i++)
        if (page->blocks[i].chars >= 60 && page->blocks[i].punct >= 2)
            return true;
    return false;
}

/* Where each fact has a line of its own, labels stand around the date: 来源： in the next line or two. */
static bool is_among_labels(const struct page *page, const struct credit_lexicon *lexicon, size_t at)
{
    int seen = 0;
    for (size_t i = at + 1; i < page->block_count && seen < 2; i++) {
        if (page->blocks[i].chars == 0)
            continue;
        seen++;
        if (page->blocks[i].chars <= 40 && credits_score(lexicon, &page->blocks[i]) >= 8)
            return true;
    }
    return false;
}

/* Today's date in the page's own head says nothing of the article. */
static bool is_calendar(const struct block *b)
{
    return strstr(b->text, "今天") || strstr(b->text, "今日") || strstr(b->text, "农历") || strstr(b->text,
        "農曆") ||
           strstr(b->text, "欢迎");
}

/* Near a known headline. */
static int32_t head_near(const struct page *page, const struct credit_lexicon *lexicon, int32_t title)
{
    int best = 15, distance = 0;
    int32_t found = -1;
    for (int32_t i = title + 1; i < (int32_t)page->block_count && distance < HEAD_BELOW; i++) {
        distance += page->blocks[i].chars > 0;
        int score = head_score(page, lexicon, (size_t)i) - 2 * distance;
        if (score > best) {
            best = score;
            found = i;
        }
        if (page->blocks[i].chars > 150 && page->blocks[i].punct > 5)
            break;
    }
    distance = 0;
    for (int32_t i = title - 1; i >= 0 && distance < HEAD_ABOVE; i--) {
        distance += page->blocks[i].chars > 0;
        int score = head_score(page, lexicon, (size_t)i) - 5 * distance - 5;
        if (is_calendar(&page->blocks[i]))
            continue;
        if (score > best) {
            best = score;
            found = i;
        }
    }
    return found;
}

/* Anywhere, when no headline is known yet. The line stands early: comments and
 * lists further down have dates too, so a later one must be clearly better. */
static int32_t head_anywhere(const struct page *page, const struct credit_lexicon *lexicon)
{
    enum { CLEARLY = 15 };
    int best = 35 - CLEARLY;
    int32_t found = -1;
    for (size_t i = 0; i < page->block_count && i < 1500; i++) {
        int score = head_score(page, lexicon, i);
        if (score <= best + CLEARLY - 40)
            continue;
        score += prose_follows(page, i) ? 20 : 0;
        score += is_among_labels(page, lexicon, i) ? 20 : 0;
        if (score > best + CLEARLY) {
            best = score;
            found = (int32_t)i;
        }
    }
    return found;
}

/* Lines of credits, font sizes and counters that go on behind the head line. */
static bool is_head_line(const struct page *page, const struct credit_lexicon *lexicon, size_t i)
{
    const struct block *b = &page->blocks[i];
    if (b->kind == BLOCK_IMAGE)
        return false;
    if (b->han == 0 && b->chars <= 20)
        return true;
    if (b->chars > 60 || strstr(b->text, "。"))
        return false;
    return credit_is_stop(lexicon, b->text, b->len) || credits_score(lexicon, b) >= 8 ||
           head_score(page, lexicon, i) > 20;
}

static int32_t head_end(const struct page *page, const struct credit_lexicon *lexicon,
    const struct anchors *a)
{
    int32_t from = a->title_block > a->head_block ? a->title_block : a->head_block;
    if (from < 0)
        return -1;
    int32_t i = from + 1;
    while (i < (int32_t)page->block_count && is_head_line(page, lexicon, (size_t)i))
        i++;
    return i;
}

bool anchors_find(const struct page *page, const struct credit_lexicon *lexicon, struct arena *arena,
                  struct anchors *anchors)
{
    const char *says[SAYS_MAX + 1];
    struct embedded state;
    struct title title;
    *anchors = (struct anchors){NULL, -1, -1, -1};
    if (!embedded_facts(page, arena, &state))
        return false;
    collect_says(page, &state, says);
    if (!title_find_stated(page, lexicon, says, arena, &title))
        return false;
    int32_t head = title.block < 0 ? head_anywhere(page, lexicon) : -1;
    if (!title.text && !title_find_likely(page, lexicon, head, arena, &title))
        return false;
    anchors->title = page->ruled && page->ruled->title ? page->ruled->title : title.text;
    anchors->title_block = title.block;
    if (title.block >= 0)
        head = head_near(page, lexicon, title.block);
    anchors->head_block = head;
    anchors->head_end = head_end(page, lexicon, anchors);
    return true;
}

static bool is_body(const struct verdict *v)
{
    return v->role == ROLE_BODY || v->role == ROLE_SUBHEADING;
}

/* A sentence, or more than a line of facts has. */
static bool is_prose(const struct block *b)
{
    enum { SHORT_CHARS = 40 };
    return b->chars > SHORT_CHARS && (strstr(b->text, "，") || strstr(b->text, "。"));
}

void anchors_settle(const struct page *page, const struct anchors *a, struct verdict *verdicts)
{
    enum { TIMES_MORE = 3 };
    uint32_t above = 0, below = 0;
    for (int32_t i = 0; i < (int32_t)page->block_count; i++) {
        if (!is_body(&verdicts[i]))
            continue;
        if (i < a->head_end && is_prose(&page->blocks[i]))
            return;
        *(i < a->head_end ? &above : &below) += page->blocks[i].chars;
    }
    if (above == 0 || below < TIMES_MORE * above)
        return;
    for (int32_t i = 0; i < a->head_end; i++)
        if (is_body(&verdicts[i])) {
            verdicts[i].role = i == a->title_block ? ROLE_TITLE : ROLE_META;
            verdicts[i].why = "above the body, by headline and date";
        }
}
