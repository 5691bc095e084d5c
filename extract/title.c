#include "extract/title.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/dates.h"

enum {
    FOLD_MAX = 900,     /* bytes of a text that is compared */
    TITLE_CHARS_MIN = 4,
    TITLE_CHARS_MAX = 120,
    BLOCKS_SEEN = 4000, /* the headline stands before that many blocks */
    LOOK_BACK = 12      /* lines above the head line that may be the headline */
};

/* Text as it is compared: half-width, lower case, without blanks and quotes. */
struct fold {
    char bytes[FOLD_MAX + 8];
    bool gap[FOLD_MAX + 8];      /* a blank stood before this byte */
    size_t len;
    int chars;
};

static bool is_ignored(uint32_t cp)
{
    return utf8_is_space(cp) || utf8_is_zero_width(cp) ||
        cp == '"' || cp == 0x201C || cp == 0x201D || cp == '\'' ||
           cp == 0x2018 || cp == 0x2019 || cp == 0x300C || cp == 0x300D;
}

static void fold_text(const char *text, size_t len, struct fold *f)
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

static const char *find_bytes(const char *in, size_t in_len, const char *what, size_t len)
{
    return len <= in_len ? memmem(in, in_len, what, len) : NULL;
}

/* ---- one block against one reference ---- */

enum agreement { NO_AGREEMENT, HEADING_LONGER, HEADING_AROUND, PART_INSIDE, PART_FIRST, EXACT };

/* How a block's text and what the page says of its headline agree. */
static enum agreement agree(const struct fold *block, const struct fold *said)
{
    if (block->len == said->len && memcmp(block->bytes, said->bytes, said->len) == 0)
        return EXACT;
    const char *at = find_bytes(said->bytes, said->len, block->bytes, block->len);
    if (at) {
        size_t i = (size_t)(at - said->bytes);
        if (!part_begins(said, i) || !part_ends(said, i + block->len))
            return NO_AGREEMENT;
        return i == 0 ? PART_FIRST : PART_INSIDE;
    }
    if (block->len > said->len && block->len <= said->len * 2 && memcmp(block->bytes, said->bytes,
        said->len) == 0)
        return HEADING_LONGER;
    if (said->chars >= 8 && block->len > said->len && block->len * 10 <= said->len * 18 &&
        find_bytes(block->bytes, block->len, said->bytes, said->len) && !find_bytes(block->bytes,
            block->len, ">", 1) &&
        !find_bytes(block->bytes, block->len, "〉", 3))
        return HEADING_AROUND;
    return NO_AGREEMENT;
}

static bool has_word(const char *attribute, const char *word)
{
    return strstr(attribute, word) != NULL;
}

static bool box_says_title(const struct page *page, int32_t box)
{
    for (int up = 0; up < 2 && box >= 0 && (size_t)box < page->box_count; up++,
        box = page->boxes[box].parent) {
        const struct box *b = &page->boxes[box];
        if (has_word(b->cls, "title") || has_word(b->id, "title") || has_word(b->cls, "headline") ||
            has_word(b->prop, "headline") || has_word(b->id, "headline"))
            return true;
    }
    return false;
}

/* What speaks for a block besides the agreement. */
static int standing(const struct page *page, const struct block *b)
{
    int score = 0;
    if (b->kind == BLOCK_HEADING)
        score += b->level == 1 ? 40 : b->level == 2 ? 25 : 12;
    if (page->markup && box_says_title(page, b->box))
        score += 15;
    if (page->markup && b->link_chars * 10 >= b->chars * 8)
        score -= 60;
    if (b->hidden)
        score -= 50;
    if (b->kind == BLOCK_LIST || b->kind == BLOCK_TABLE)
        score -= 10;
    return score;
}

static int agreement_score(enum agreement a, int chars)
{
    if (a == NO_AGREEMENT || (a == PART_INSIDE && chars < 6))
        return 0;
    static const int base[] = {[HEADING_LONGER] = 70, [HEADING_AROUND] = 55, [PART_INSIDE] = 40,
        [PART_FIRST] = 80, [EXACT] = 100};
    return base[a] + 3 * (chars < 40 ? chars : 40);
}

/* ---- words in common ---- */

enum { BIGRAM_BITS = 1 << 15 };

struct bigrams {
    uint8_t bits[BIGRAM_BITS / 8];
};

static uint32_t bigram_slot(uint32_t a, uint32_t b)
{
    return ((a * 2654435761u) ^ (b * 40503u)) % BIGRAM_BITS;
}

static void add_bigrams(struct bigrams *set, const char *text, size_t len)
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

/* Percent of the line's bigrams that the text below repeats. */
static int repeated_share(const struct bigrams *set, const char *text, size_t len)
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
        fold_text(b->text, b->len, &f);
        int score = best_agreement(&f, said, said_count);
        if (score == 0)
            continue;
        score += standing(page, b);
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
}

/* A heading that says the same in other words: <title> is often the list's shorter version. */
static void choose_similar(const struct page *page, const char *said, struct choice *best)
{
    struct bigrams set;
    memset(&set, 0, sizeof set);
    add_bigrams(&set, said, strlen(said));
    size_t count = page->block_count < BLOCKS_SEEN ? page->block_count : BLOCKS_SEEN;
    for (size_t i = 0; i < count; i++) {
        const struct block *b = &page->blocks[i];
        bool heading = (b->kind == BLOCK_HEADING && b->level <= 2) || (page->markup && box_says_title(page,
            b->box));
        if (!heading || b->chars < 8 || b->chars > 60)
            continue;
        int share = repeated_share(&set, b->text, b->len);
        int score = share >= 55 ? 20 + share / 2 + standing(page, b) : 0;
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
}

/* ---- <title> without a block ---- */

struct part {
    const char *p;
    size_t len;
    int chars;
};

/* The separator at p that parts a headline from names: its bytes, else 0. A
 * lone hyphen inside words (A-B) parts only when `loose`. */
static size_t separator_at(const char *text, const char *p, const char *end, bool loose)
{
    const char *q = p;
    uint32_t cp = utf8_next(&q, end);
    uint32_t half = utf8_half_width(cp);
    if (half == '_' || half == '|' || cp == 0x2015 || cp == 0x00BB)
        return (size_t)(q - p);
    if (half != '-' && cp != 0x2013 && cp != 0x2014 && half != '>')
        return 0;
    bool doubled = q < end && *q == *p;
    const char *before = p;
    bool spaced = p > text && utf8_is_space(utf8_previous(text, &before)) && q < end && *q == ' ';
    return doubled || spaced || loose ? (size_t)(q - p) : 0;
}

static struct part next_part(const char *text, const char **p, const char *end, bool loose)
{
    const char *start = *p;
    while (*p < end) {
        size_t n = separator_at(text, *p, end, loose);
        if (n > 0) {
            struct part part = {start, (size_t)(*p - start), 0};
            while (*p < end && (n = separator_at(text, *p, end, true)) > 0)
                *p += n;
            part.chars = (int)utf8_count(part.p, part.len);
            return part;
        }
        utf8_next(p, end);
    }
    return (struct part){start, (size_t)(end - start), (int)utf8_count(start, (size_t)(end - start))};
}

static struct part trimmed(struct part part)
{
    const char *end = part.p + part.len;
    while (part.p < end && *part.p == ' ')
        part.p++;
    while (end > part.p && end[-1] == ' ')
        end--;
    part.len = (size_t)(end - part.p);
    return part;
}

static bool is_site_name(const struct credit_lexicon *lexicon, struct part part)
{
    part = trimmed(part);
    return credit_is_organisation(lexicon, part.p, part.len) ||
           (part.len > 4 && (memcmp(part.p + part.len - 4, ".com", 4) == 0 || memcmp(part.p + part.len - 3,
               ".cn", 3) == 0));
}

/* The best part of <title>: the first, unless it is short or a name and a later one is longer. */
static struct part best_part(const struct credit_lexicon *lexicon, const char *text, size_t len, bool loose)
{
    const char *p = text, *end = text + len;
    struct part best = {text, 0, 0};
    while (p < end) {
        struct part part = next_part(text, &p, end, loose);
        bool name = is_site_name(lexicon, part) && part.chars <= 14;
        int weight = name ? part.chars / 3 : part.chars;
        bool first = best.len == 0;
        bool poor = best.chars < 6 || (is_site_name(lexicon, best) && best.chars <= 14);
        if (first || (poor && weight > best.chars / (poor ? 2 : 1)))
            best = part;
    }
    return trimmed(best);
}

const char *title_cut_suffix(const struct credit_lexicon *lexicon, const char *text, struct arena *arena)
{
    size_t len = strlen(text);
    struct part best = best_part(lexicon, text, len, false);
    if (best.len == len || best.len == 0) { /* "大案告破-河湾网": a lone hyphen, if a name stands behind */
        const char *p = text;
        struct part first = next_part(text, &p, text + len, true);
        struct part rest = {p, (size_t)(text + len - p), 0};
        if (first.chars >= 6 && is_site_name(lexicon, rest))
            best = trimmed(first);
    }
    return arena_copy(arena, best.p, best.len);
}

/* ---- the likeliest line, where nothing agrees ---- */

/* Long lines below the head line: the article, as far as it is known yet. */
static void collect_below(const struct page *page, size_t from, struct bigrams *set)
{
    size_t chars = 0;
    memset(set, 0, sizeof *set);
    for (size_t i = from; i < page->block_count && chars < 3000; i++) {
        const struct block *b = &page->blocks[i];
        if (b->chars >= 40 && b->punct >= 2) {
            add_bigrams(set, b->text, b->len);
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
            find_bytes(page->blocks[i].text, page->blocks[i].len, b->text, b->len))
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
    const struct bigrams *below,
                       size_t at)
{
    const struct block *b = &page->blocks[at];
    struct credit credit;
    if (b->chars < TITLE_CHARS_MIN || b->chars > 60 || b->han < 3 || b->kind == BLOCK_IMAGE)
        return -1000;
    if (credits_read(lexicon, b->text, b->len, &credit, 1) > 0 && credit.kind != CREDIT_STOP)
        return -1000;
    if (credit_is_stop(lexicon, b->text, b->len) || is_date_line(b))
        return -1000;
    int score = standing(page, b) + repeated_share(below, b->text, b->len) / 2;
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

static void choose_likely(const struct page *page, const struct credit_lexicon *lexicon, int32_t head,
                          struct choice *best)
{
    struct bigrams below;
    size_t limit = headline_limit(page, head);
    int seen = 0;
    collect_below(page, limit, &below);
    *best = (struct choice){-1, 20};
    for (size_t i = limit; i-- > 0 && seen < LOOK_BACK;) {
        if (page->blocks[i].chars < 2)
            continue;
        int score = likely_line(page, lexicon, &below, i) - 3 * seen++;
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
    for (size_t i = limit; head >= 0 && i < page->block_count &&
        i < limit + 4; i++) { /* a date above the headline */
        int score = likely_line(page, lexicon, &below, i) - 25;
        if (score > best->score)
            *best = (struct choice){(int32_t)i, score};
    }
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
            find_bytes(b->text, b->len, text, len))
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
    struct part whole = {text, strlen(text), 0};
    return whole.len == 0 || (utf8_count(text, whole.len) <= 14 && is_site_name(lexicon, whole));
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
    fold_text(text, strlen(text), &s->said[s->count].fold);
    s->said[s->count++].bonus = bonus;
}

static bool collect_statements(const struct page *page, const struct credit_lexicon *lexicon,
    const char *const *says,
                               struct arena *arena, struct statements *s)
{
    size_t count = 0;
    *s = (struct statements){.titled = page->title && !is_only_site(lexicon, page->title) ? page->title :
        NULL};
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
    struct choice likely;
    *title = (struct title){NULL, -1};
    choose_likely(page, lexicon, head, &likely);
    if (likely.block < 0)
        likely.block = nearest_line(page, lexicon, head);
    if (likely.block >= 0)
        return give_block(page, likely.block, arena, title);
    return !page->title || *page->title == '\0' || give_said(page, lexicon, none, arena, title);
}

/* ---- 原标题 ---- */

static size_t ellipsis(const char *text, size_t len)
{
    static const char *const tails[] = {"……", "…", "..."};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (len > n && memcmp(text + len - n, tails[i], n) == 0)
            return n;
    }
    return 0;
}

/* The end of a bracket that opens the text: "[…]", "【…】"; 0 when none does. */
static size_t bracket_in_front(const char *text)
{
    static const char *const pairs[][2] = {{"[", "]"}, {"【", "】"}, {"［", "］"}, {"(", ")"}, {"（", "）"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = strlen(pairs[i][0]);
        const char *close = strncmp(text, pairs[i][0], n) == 0 ? strstr(text + n, pairs[i][1]) : NULL;
        if (close)
            return (size_t)(close - text) + strlen(pairs[i][1]);
    }
    return 0;
}

const char *title_resolve(const char *headline, const char *original, size_t original_len,
    struct arena *arena)
{
    struct fold a, b;
    size_t len = strlen(headline), cut = ellipsis(headline, len), bracket = bracket_in_front(headline);
    fold_text(original, original_len, &b);
    if (cut > 0) {
        fold_text(headline, len - cut, &a);
        if (a.chars >= 4 && b.len > a.len && memcmp(a.bytes, b.bytes, a.len) == 0)
            return arena_copy(arena, original, original_len);
    }
    if (bracket > 0 && bracket < len) {
        fold_text(headline + bracket, len - bracket, &a);
        if (a.chars >= 4 && a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0)
            return arena_copy(arena, headline + bracket, len - bracket);
    }
    return headline;
}
