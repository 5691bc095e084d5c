#include "extract/credits.h"

#include <string.h>

#include "extract/credit_glyphs.h"
#include "extract/credit_words.h"

enum { TOKEN_CHARS_MAX = 24, NAME_BYTES_MAX = 60 };

/* ---- names ---- */

struct token {
    const char *p;
    size_t offset[TOKEN_CHARS_MAX + 1]; /* bytes of each character's start */
    int chars;                          /* -1: longer than that, or not all Han */
};

static struct token token_of(const char *p, size_t len)
{
    struct token t = {.p = p, .chars = 0};
    const char *q = p, *end = p + len;
    while (q < end) {
        t.offset[t.chars] = (size_t)(q - p);
        uint32_t cp = utf8_next(&q, end);
        if (!utf8_is_han(cp) || t.chars == TOKEN_CHARS_MAX) {
            t.chars = -1;
            return t;
        }
        t.chars++;
    }
    t.offset[t.chars] = len;
    return t;
}

static uint8_t slice_flags(const struct credit_lexicon *l, const struct token *t, int from, int to)
{
    return word_flags(l, t->p + t->offset[from], t->offset[to] - t->offset[from]);
}

/* How many characters of surname begin at `i`: 2, 1 or 0. */
static int surname_at(const struct credit_lexicon *l, const struct token *t, int i)
{
    if (i + 2 < t->chars && (slice_flags(l, t, i, i + 2) & SURNAME))
        return 2;
    return i < t->chars && (slice_flags(l, t, i, i + 1) & SURNAME) ? 1 : 0;
}

/* What stands behind the last name: a tail word, or a place and a tail word. */
static bool is_tail(const struct credit_lexicon *l, const struct token *t, int from)
{
    if (slice_flags(l, t, from, t->chars) & (TAIL | PLACE))
        return true;
    for (int cut = from + 1; cut < t->chars && cut <= from + 3; cut++)
        if ((slice_flags(l, t, from, cut) & (PLACE | TAIL)) && (slice_flags(l, t, cut, t->chars) & TAIL))
            return true;
    return false;
}

struct segments {
    int count, end[TOKEN_CHARS_MAX];
    bool tail; /* something that is no name stands behind the last one */
};

/* Cuts 余明菁向雪 into names that begin with surnames, and a tail.  Dynamic
 * programming from the end; names of three characters are the likelier ones. */
static bool segment_names(const struct credit_lexicon *l, const struct token *t, struct segments *out)
{
    enum { NEVER = 1 << 20 };
    int cost[TOKEN_CHARS_MAX + 1], next[TOKEN_CHARS_MAX + 1];
    for (int i = t->chars; i >= 0; i--) {
        cost[i] = i == t->chars ? 0 : NEVER;
        next[i] = -1;
        if (i > 0 && i < t->chars && is_tail(l, t, i))
            cost[i] = 0;
        int surname = surname_at(l, t, i);
        for (int n = surname + 1; surname && n <= surname + 2 && i + n <= t->chars; n++) {
            int price = cost[i + n] + (n == surname + 2 ? 4 : 5);
            if (price < cost[i]) {
                cost[i] = price;
                next[i] = i + n;
            }
        }
    }
    out->count = 0;
    int i = 0;
    for (; cost[0] < NEVER && next[i] > 0; i = next[i])
        out->end[out->count++] = next[i];
    out->tail = i < t->chars;
    return out->count > 0;
}

bool credit_is_name(const struct credit_lexicon *l, const char *text, size_t len)
{
    struct token t = token_of(text, len);
    if (t.chars < 2 || t.chars > 4 || (word_flags(l, text, len) & (NOBODY | PLACE)))
        return false;
    int surname = surname_at(l, &t, 0);
    return surname > 0 && t.chars > surname && t.chars <= surname + 2;
}

bool credit_is_organisation(const struct credit_lexicon *l, const char *text, size_t len)
{
    return word_ends(l, text, len, ORGANISATION | OFFICE);
}

bool credit_name_follows(const struct credit_lexicon *l, const char *p, const char *end)
{
    const char *q = p;
    int chars = 0;
    while (q < end && chars < 4 && utf8_is_han(char_at(q, end))) {
        q += char_len(q, end);
        chars++;
    }
    if (chars == 1) { /* 李 楠 */
        const char *second = skip_blanks(q, end);
        return second > q && second < end && utf8_is_han(char_at(second, end)) &&
               (word_flags(l, p, (size_t)(q - p)) & SURNAME);
    }
    struct token t = token_of(p, (size_t)(q - p));
    for (int i = 2; i <= t.chars; i++)
        if (slice_flags(l, &t, 0, i) & (NOBODY | TAIL)) /* 评论员文章 */
            return false;
    return chars >= 2 && surname_at(l, &t, 0) > 0;
}

bool credit_is_nobody(const struct credit_lexicon *l, const char *text, size_t len)
{
    return word_flags(l, text, len) & (NOBODY | TAIL);
}

/* ---- people ---- */

struct people {
    const struct credit_lexicon *lexicon;
    const struct credit *credit;
    struct arena *arena;
    struct person *items;
    size_t count, max;
    size_t run; /* the first name of the current run, to which a role behind a slash belongs */
    bool full;  /* the arena */
    bool ended; /* what follows is no list of names */
};

static void add_person(struct people *p, const char *text, size_t len)
{
    if (p->count == p->max || len == 0 || len > NAME_BYTES_MAX ||
        (word_flags(p->lexicon, text, len) & NOBODY))
        return;
    for (size_t i = 0; i < p->count; i++)
        if (strlen(p->items[i].name) == len && memcmp(p->items[i].name, text, len) == 0)
            return;
    char *name = arena_copy(p->arena, text, len);
    if (!name) {
        p->full = true;
        return;
    }
    p->items[p->count++] = (struct person){.name = name};
}

/* 摄, 摄影, 图 behind names: those took the pictures. */
static void set_role(struct people *p, const char *word, size_t len)
{
    static const char *const pictures[] = {"摄", "攝", "图", "圖", "摄影", "攝影", "供图", NULL};
    for (size_t i = 0; pictures[i]; i++)
        if (strlen(pictures[i]) == len && memcmp(pictures[i], word, len) == 0)
            for (size_t j = p->run; j < p->count; j++)
                p->items[j].role = "摄影";
    p->run = p->count;
}

/* Behind the last 记者, 作者 … inside a value: 河湾网专栏作者张明. */
static size_t after_title(const struct credit_lexicon *l, const char **text, size_t len)
{
    const char *end = *text + len, *from = *text;
    for (const char *p = *text; p < end; p += char_len(p, end)) {
        const char *q = p;
        for (int chars = 0; chars < 5 && q < end; chars++) {
            q += char_len(q, end);
            if (word_flags(l, p, (size_t)(q - p)) & TITLE)
                from = q;
        }
    }
    *text = from;
    return (size_t)(end - from);
}

/* A pen name is believed only behind a separator, and only if it is no organisation. */
static void add_pen_name(struct people *p, const char *text, size_t len, int chars)
{
    if (p->credit->separated && chars >= 2 && chars <= 8 && !credit_is_organisation(p->lexicon, text, len))
        add_person(p, text, len);
    else
        p->ended = p->ended || !p->credit->separated;
}

/* ／江州即時報導: where the report was filed, whatever the place. */
static bool is_filed(const char *text, size_t len)
{
    static const char *const tails[] = {"報導", "报导", "報道"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (len > n && memcmp(text + len - n, tails[i], n) == 0)
            return true;
    }
    return false;
}

static void read_han_token(struct people *p, const char *text, size_t len, bool after_slash)
{
    uint8_t flags = word_flags(p->lexicon, text, len);
    if (flags & (TAIL | NOBODY | PLACE)) {
        set_role(p, text, len);
        return;
    }
    size_t whole = len;
    len = after_title(p->lexicon, &text, len);
    struct token t = token_of(text, len);
    struct segments s;
    if (len == 0 || (after_slash && t.chars > 0 && (is_tail(p->lexicon, &t, 0) || is_filed(text, len))))
        return;
    bool organisation = word_ends(p->lexicon, text, len, t.chars <= 3 ? ORGANISATION : ORGANISATION | OFFICE);
    bool names = t.chars >= 2 && segment_names(p->lexicon, &t, &s);
    if (names && (!organisation || s.count > 1 || t.chars == 2)) {
        for (int i = 0, from = 0; i < s.count; from = s.end[i++])
            add_person(p, text + t.offset[from], t.offset[s.end[i]] - t.offset[from]);
        if (s.tail) {
            int from = s.end[s.count - 1];
            set_role(p, text + t.offset[from], len - t.offset[from]);
        }
    } else if (t.chars > 0 && (whole == len || !organisation)) {
        add_pen_name(p, text, len, t.chars);
    }
}

/* Account codes such as NF4425 or HN666 name somebody only where nothing else does. */
static bool is_code(const char *text, size_t len)
{
    bool digit = false;
    for (size_t i = 0; i < len; i++)
        digit = digit || is_digit((unsigned char)text[i]);
    return digit;
}

static void read_latin_token(struct people *p, const char *text, size_t len)
{
    if (p->count > 0 && *text >= 'a') { /* Kevin Lin in Travel */
        p->ended = true;
        return;
    }
    if (!p->credit->separated || len < 2 || (is_code(text, len) && p->count > 0))
        return;
    if (is_code(text, len) && p->credit->kind != CREDIT_EDITOR)
        return;
    add_person(p, text, len);
}

static bool is_name_dot(uint32_t cp)
{
    return cp == 0xB7 || cp == 0x2022 || cp == 0x2027 || cp == 0x30FB || cp == 0xFF0E;
}

/* The end of the token at p: a run of Han (dots inside a foreign name), or of Latin words. */
static const char *token_end(const char *p, const char *end, bool *dotted)
{
    bool latin = char_at(p, end) < 0x80;
    *dotted = false;
    for (const char *q = p; q < end;) {
        uint32_t cp = char_at(q, end);
        const char *next = q + char_len(q, end);
        bool inside =
            latin ? is_letter(cp) || is_digit(cp) || cp == '.' || (cp == '-' && q > p) : utf8_is_han(cp);
        if (latin && cp == ' ') /* the next word of a name is a name: Kevin Lin in Travel */
            inside = is_letter(char_at(next, end)) && char_at(next, end) < 'a';
        if (!latin && is_name_dot(cp) && q > p && utf8_is_han(char_at(next, end)))
            inside = *dotted = true;
        if (!inside)
            return q;
        q = next;
    }
    return end;
}

/* 李 楠: two single characters are one name of two. Returns the end of the second, or NULL. */
static const char *spaced_name(const struct people *p, const char *text, const char *stop, const char *end,
                               char *out)
{
    const char *second = skip_blanks(stop, end);
    bool dotted;
    if (second == stop || second == end || !utf8_is_han(char_at(second, end)))
        return NULL;
    const char *second_end = token_end(second, end, &dotted);
    size_t a = (size_t)(stop - text), b = (size_t)(second_end - second);
    if (char_len(text, end) != a || char_len(second, end) != b || a + b > 8 ||
        !(word_flags(p->lexicon, text, a) & SURNAME))
        return NULL;
    memcpy(out, text, a);
    memcpy(out + a, second, b);
    out[a + b] = '\0';
    return second_end;
}

static const char *read_token(struct people *p, const char *text, const char *end, bool after_slash)
{
    bool dotted;
    char name[16];
    const char *stop = token_end(text, end, &dotted);
    if (stop == text)
        return text + char_len(text, end);
    size_t len = (size_t)(stop - text);
    const char *joined = spaced_name(p, text, stop, end, name);
    if (joined) {
        add_person(p, name, strlen(name));
        return joined;
    }
    if (char_at(text, end) < 0x80)
        read_latin_token(p, text, len);
    else if (dotted)
        add_person(p, text, len);
    else
        read_han_token(p, text, len, after_slash);
    return stop;
}

size_t credit_people(const struct credit_lexicon *l, const struct credit *credit, struct arena *arena,
                     struct person *people, size_t max)
{
    struct people p = {.lexicon = l, .credit = credit, .arena = arena, .items = people, .max = max};
    const char *text = credit->value, *end = text + credit->len;
    bool slash = false;
    while (text < end && !p.ended && !p.full) {
        uint32_t cp = char_at(text, end);
        if (is_closer(cp) || cp == 0x3002 || cp == '>' || (cp == '|' && p.count > 0))
            break;
        if (utf8_is_han(cp) || is_letter(cp) || is_digit(cp)) {
            text = read_token(&p, text, end, slash);
            slash = false;
            continue;
        }
        slash = is_bar(cp);
        if (!slash && !utf8_is_space(cp) && cp != 0x3001 && cp != ',' && cp != '_')
            p.run = p.count;
        text += char_len(text, end);
    }
    return p.full ? SIZE_MAX : p.count;
}
