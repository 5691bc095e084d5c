#include "extract/title.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/title_text.h"

enum {
    TITLE_CHARS_MAX = 120,
    BLOCKS_SEEN = 4000 /* the headline stands before that many blocks */
};

static bool is_separator(uint32_t cp)
{
    return cp == '_' || cp == '-' || cp == '|' || cp == 0x2014 || cp == 0x2013 || cp == 0x2015 || cp == '>' ||
           cp == 0xB7 || cp == 0x2022 || cp == '/' || cp == 0x2500 || cp == 0x2502 || cp == '<' ||
           cp == 0x00BB;
}

/* Does a part of the folded text end before byte i, or begin at it? */
static bool part_ends(const struct fold *f, size_t i)
{
    if (i >= f->len || f->gap[i])
        return true;
    const char *p = f->bytes + i;
    uint32_t cp = utf8_next(&p, f->bytes + f->len);
    return is_separator(cp) || cp == '(' || cp == '[' || cp == 0x3010;
}

static bool part_begins(const struct fold *f, size_t i)
{
    if (i == 0 || f->gap[i])
        return true;
    const char *p = f->bytes + i;
    uint32_t cp = utf8_previous(f->bytes, &p);
    return is_separator(cp) || cp == ':' || cp == ']' || cp == 0x3011 || cp == ')';
}

/* ---- one block against one reference ---- */

enum agreement { NO_AGREEMENT, HEADING_LONGER, HEADING_AROUND, PART_INSIDE, PART_FIRST, EXACT };

/* How a block's text and what the page says of its headline agree. */
static enum agreement agree(const struct fold *block, const struct fold *said)
{
    if (block->len == said->len && memcmp(block->bytes, said->bytes, said->len) == 0)
        return EXACT;
    const char *at = memmem(said->bytes, said->len, block->bytes, block->len);
    if (at) {
        size_t i = (size_t)(at - said->bytes);
        if (!part_begins(said, i) || !part_ends(said, i + block->len))
            return NO_AGREEMENT;
        return i == 0 ? PART_FIRST : PART_INSIDE;
    }
    if (block->len > said->len && block->len <= said->len * 2 &&
        memcmp(block->bytes, said->bytes, said->len) == 0)
        return HEADING_LONGER;
    if (said->chars >= 8 && block->len > said->len && block->len * 10 <= said->len * 18 &&
        memmem(block->bytes, block->len, said->bytes, said->len) &&
        !memmem(block->bytes, block->len, ">", 1) && !memmem(block->bytes, block->len, "〉", 3))
        return HEADING_AROUND;
    return NO_AGREEMENT;
}

static int agreement_score(enum agreement a, int chars)
{
    if (a == NO_AGREEMENT || (a == PART_INSIDE && chars < 6))
        return 0;
    static const int base[] = {
        [HEADING_LONGER] = 70, [HEADING_AROUND] = 55, [PART_INSIDE] = 40, [PART_FIRST] = 80, [EXACT] = 100};
    return base[a] + 3 * (chars < 40 ? chars : 40);
}

/* ---- choosing a block ---- */

struct choice {
    int32_t block;
    int score;
};

/* What the page says of its headline, folded; `bonus` for exact statements. */
struct said {
    struct fold fold;
    int bonus;
};

static int best_agreement(const struct fold *block, const struct said *said, size_t count)
{
    int best = 0;
    for (size_t i = 0; i < count; i++) {
        int score = agreement_score(agree(block, &said[i].fold), block->chars);
        if (score > 0 && score + said[i].bonus > best)
            best = score + said[i].bonus;
    }
    return best;
}

/* The block that agrees best with any of them; earlier ones win a tie. */
static void choose_block(const struct page *page, const struct said *said, size_t said_count,
                         struct choice *best)
{
    struct fold f;
    size_t count = page->block_count < BLOCKS_SEEN ? page->block_count : BLOCKS_SEEN;
    for (size_t i = 0; said_count > 0 && i < count; i++) {
        const struct block *b = &page->blocks[i];
        if (b->chars < TITLE_CHARS_MIN || b->chars > TITLE_CHARS_MAX || b->len > FOLD_MAX)
            continue;
        title_fold(b->text, b->len, &f);
        int score = best_agreement(&f, said, said_count);
        size_t bracket = title_bracket(b->text); /* 【记者播报】 and what <title> says */
        if (bracket > 0 && bracket < b->len) {
            title_fold(b->text + bracket, b->len - bracket, &f);
            int behind = best_agreement(&f, said, said_count);
            score = behind > score ? behind : score;
        }
        if (score == 0)
            continue;
        score += title_standing(page, b);
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
}

/* A heading that says the same in other words: <title> is often the list's shorter version. */
static void choose_similar(const struct page *page, const char *said, struct choice *best)
{
    struct bigrams set;
    memset(&set, 0, sizeof set);
    title_bigrams_add(&set, said, strlen(said));
    size_t count = page->block_count < BLOCKS_SEEN ? page->block_count : BLOCKS_SEEN;
    for (size_t i = 0; i < count; i++) {
        const struct block *b = &page->blocks[i];
        bool heading =
            (b->kind == BLOCK_HEADING && b->level <= 2) || (page->markup && title_is_called(page, b->box));
        if (!heading || b->chars < 8 || b->chars > 60)
            continue;
        int share = title_bigrams_share(&set, b->text, b->len);
        int score = share >= 55 ? 20 + share / 2 + title_standing(page, b) : 0;
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
}

/* ---- putting it together ---- */

static bool give_block(const struct page *page, int32_t block, struct arena *arena, struct title *title)
{
    const struct block *b = &page->blocks[block];
    const char *p = b->text, *end = p + b->len;
    static const char *const heads[] = {"正在阅读:", "正在阅读：", "标题：", "》", "• ", "原创", "原創"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t n = strlen(heads[i]);
        if ((size_t)(end - p) > n + 12 && memcmp(p, heads[i], n) == 0)
            p += n;
    }
    title->block = block;
    title->text = arena_copy(arena, p, (size_t)(end - p));
    return title->text != NULL;
}

/* A block that holds the headline and more (breadcrumb › headline): an anchor, though no text. */
static int32_t block_around(const struct page *page, const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < page->block_count && i < BLOCKS_SEEN; i++) {
        const struct block *b = &page->blocks[i];
        if (b->len >= len && b->len <= len * 3 && b->link_chars * 2 < b->chars + 1 &&
            memmem(b->text, b->len, text, len))
            return (int32_t)i;
    }
    return -1;
}

/* When the block agrees only with a part of what is said, a longer exact
 * statement (og:title) wins over it. */
static bool give_said(const struct page *page, const struct credit_lexicon *lexicon, const char *const *says,
                      struct arena *arena, struct title *title)
{
    if (says[0])
        title->text = arena_copy(arena, says[0], strlen(says[0]));
    else
        title->text = title_cut_suffix(lexicon, page->title, arena);
    if (!title->text)
        return false;
    if (*title->text == '\0')
        title->text = NULL;
    else
        title->block = block_around(page, title->text);
    return true;
}

static bool is_only_site(const struct credit_lexicon *lexicon, const char *text)
{
    size_t len = strlen(text);
    return len == 0 || (utf8_count(text, len) <= 14 && title_is_site(lexicon, text, len));
}

enum { SAYS_MAX = 8 };

/* What the page says besides names of sites. */
struct statements {
    const char *exact[SAYS_MAX + 1]; /* og:title and the like, ended by NULL */
    const char *titled;              /* <title>, NULL when it is but a name */
    const char *cut;                 /* the same without suffix */
    struct said *said;
    size_t count;
};

static void add_said(struct statements *s, const char *text, int bonus)
{
    title_fold(text, strlen(text), &s->said[s->count].fold);
    s->said[s->count++].bonus = bonus;
}

static bool collect_statements(const struct page *page, const struct credit_lexicon *lexicon,
                               const char *const *says, struct arena *arena, struct statements *s)
{
    size_t count = 0;
    *s = (struct statements){.titled =
                                 page->title && !is_only_site(lexicon, page->title) ? page->title : NULL};
    s->said = arena_alloc(arena, (SAYS_MAX + 2) * sizeof *s->said);
    s->cut = s->titled ? title_cut_suffix(lexicon, s->titled, arena) : NULL;
    if (!s->said || (s->titled && !s->cut))
        return false;
    for (size_t i = 0; says[i] && count < SAYS_MAX; i++)
        if (!is_only_site(lexicon, says[i])) {
            s->exact[count++] = says[i];
            add_said(s, says[i], 10);
        }
    if (s->titled)
        add_said(s, s->titled, 0);
    if (s->titled && strlen(s->cut) < strlen(s->titled))
        add_said(s, s->cut, 0);
    return true;
}

bool title_find_stated(const struct page *page, const struct credit_lexicon *lexicon, const char *const *says,
                       struct arena *arena, struct title *title)
{
    struct statements s;
    struct choice best = {-1, 0};
    *title = (struct title){NULL, -1};
    if (!collect_statements(page, lexicon, says, arena, &s))
        return false;
    choose_block(page, s.said, s.count, &best);
    if (s.cut && best.score < 60)
        choose_similar(page, s.cut, &best);
    if (best.block >= 0 && best.score >= 60)
        return give_block(page, best.block, arena, title);
    return (!s.exact[0] && !s.titled) || give_said(page, lexicon, s.exact, arena, title);
}

bool title_find_likely(const struct page *page, const struct credit_lexicon *lexicon, int32_t head,
                       struct arena *arena, struct title *title)
{
    static const char *const none[] = {NULL};
    *title = (struct title){NULL, -1};
    int32_t likely = title_likely_block(page, lexicon, head);
    if (likely >= 0)
        return give_block(page, likely, arena, title);
    return !page->title || *page->title == '\0' || give_said(page, lexicon, none, arena, title);
}
