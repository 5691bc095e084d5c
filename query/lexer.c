#include "query/lexer.h"

#include <string.h>

#include "base/utf8.h"

enum { NAME_MAX_BYTES = 32, NEAR_MAX = 1000 };

static uint32_t peek(const struct lexer *l, size_t at, size_t *len)
{
    const char *p = l->query + at;
    uint32_t cp = at < l->len ? utf8_next(&p, l->query + l->len) : 0;
    *len = (size_t)(p - (l->query + at));
    return cp;
}

static bool is_open(uint32_t cp)
{
    return cp == '(' || cp == 0xFF08;
}

static bool is_close(uint32_t cp)
{
    return cp == ')' || cp == 0xFF09;
}

static bool is_star(uint32_t cp)
{
    return cp == '*' || cp == 0xFF0A;
}

/* The quote that closes this one; 0 when it opens none. */
static uint32_t closing_quote(uint32_t cp)
{
    switch (cp) {
    case '"':
    case 0xFF02:
        return cp;
    case 0x201C: /* “ */
        return 0x201D;
    case 0x300C: /* 「 */
        return 0x300D;
    case 0x300E: /* 『 */
        return 0x300F;
    default:
        return 0;
    }
}

static bool ends_word(uint32_t cp)
{
    return utf8_is_space(cp) || cp == '\n' || is_open(cp) || is_close(cp) || closing_quote(cp) != 0 ||
           cp == '|' || cp == 0xFF5C;
}

static void skip_blanks(struct lexer *l)
{
    size_t len;
    for (uint32_t cp; l->at < l->len && (cp = peek(l, l->at, &len), utf8_is_space(cp) || cp == '\n');)
        l->at += len;
}

static void take(struct lexer *l, struct token *t, enum token_kind kind, size_t len)
{
    t->kind = kind;
    t->text = l->query + l->at;
    t->len = len;
    t->start = l->at;
    l->at += len;
    t->end = l->at;
}

/* ---------------------------------------------------------------- phrases */

static bool take_phrase(struct lexer *l, struct token *t, uint32_t close, size_t *fault_at,
                        struct fault *fault)
{
    size_t len, start = l->at;
    peek(l, start, &len);
    size_t at = start + len;
    for (; at < l->len; at += len) {
        uint32_t cp = peek(l, at, &len);
        if (cp != close && !(close == 0x201D && cp == '"'))
            continue;
        size_t first;
        peek(l, start, &first);
        *t = (struct token){.kind = TOKEN_PHRASE,
                            .text = l->query + start + first,
                            .len = at - start - first,
                            .start = start,
                            .end = at + len};
        l->at = at + len;
        return true;
    }
    *fault_at = start;
    return fault_set(fault, FAULT_USAGE, "the quote is not closed");
}

/* ------------------------------------------------------------------ words */

/* Is it this word, in half-width or full-width letters? */
static bool is_word(const char *p, size_t len, const char *word)
{
    const char *end = p + len, *word_end = word + strlen(word);
    while (p < end && word < word_end) {
        if (utf8_half_width(utf8_next(&p, end)) != utf8_half_width(utf8_next(&word, word_end)))
            return false;
    }
    return p == end && word == word_end;
}

static bool is_one_of(const char *p, size_t len, const char *const *words)
{
    for (; *words; words++) {
        if (is_word(p, len, *words))
            return true;
    }
    return false;
}

/* Reads the 12 of NEAR/12; 0 where there is no number or it is out of bounds. */
static unsigned read_distance(const char *p, size_t len)
{
    unsigned n = 0;
    for (const char *end = p + len; p < end;) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (cp < '0' || cp > '9' || n > NEAR_MAX)
            return 0;
        n = n * 10 + (cp - '0');
    }
    return n <= NEAR_MAX ? n : 0;
}

/* Bytes before the first '/' or ／, and of it; all bytes and 0 when there is none. */
static size_t before_slash(const char *p, size_t len, size_t *slash)
{
    const char *at = p, *end = p + len;
    while (at < end) {
        const char *here = at;
        if (utf8_half_width(utf8_next(&at, end)) == '/') {
            *slash = (size_t)(at - here);
            return (size_t)(here - p);
        }
    }
    *slash = 0;
    return len;
}

static bool take_near(struct lexer *l, struct token *t, size_t len, bool *bad)
{
    static const char *const names[] = {"NEAR", "邻近", "鄰近", NULL};
    const char *p = l->query + l->at;
    size_t slash, name = before_slash(p, len, &slash);
    if (!is_one_of(p, name, names))
        return false;
    take(l, t, TOKEN_NEAR, len);
    t->distance = slash ? read_distance(p + name + slash, len - name - slash) : 0;
    *bad = slash && t->distance == 0;
    return true;
}

static bool take_operator(struct lexer *l, struct token *t, size_t len)
{
    static const char *const and_words[] = {"AND", "且", "与", "與", "&", "&&", NULL};
    static const char *const or_words[] = {"OR", "或", NULL};
    static const char *const not_words[] = {"NOT", "非", NULL};
    const char *p = l->query + l->at;
    if (is_one_of(p, len, and_words))
        take(l, t, TOKEN_AND, len);
    else if (is_one_of(p, len, or_words))
        take(l, t, TOKEN_OR, len);
    else if (is_one_of(p, len, not_words))
        take(l, t, TOKEN_NOT, len);
    else
        return false;
    return true;
}

/* 同句( and its kin: the word stands before a parenthesis. */
static bool take_function(struct lexer *l, struct token *t, size_t len)
{
    static const char *const sentence[] = {"同句", "sentence", "SENTENCE", NULL};
    static const char *const paragraph[] = {"同段", "paragraph", "PARAGRAPH", NULL};
    const char *p = l->query + l->at;
    size_t open, at = l->at + len;
    while (utf8_is_space(peek(l, at, &open)))
        at += open;
    if (!is_open(peek(l, at, &open)))
        return false;
    size_t whole = at + open - l->at;
    if (is_one_of(p, len, sentence))
        take(l, t, TOKEN_SENTENCE, whole);
    else if (is_one_of(p, len, paragraph))
        take(l, t, TOKEN_PARAGRAPH, whole);
    else
        return false;
    return true;
}

static bool is_ascii_name(const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z')))
            return false;
    }
    return len > 0;
}

/* "name:" at the start of a word.  An unknown name before an ASCII colon is
 * a mistake worth telling; before a full-width one it is a headline. */
static bool take_field(struct lexer *l, struct token *t, size_t word, bool *unknown)
{
    size_t len = 0, at = l->at;
    uint32_t cp = 0;
    for (; at < l->at + word && at - l->at <= NAME_MAX_BYTES; at += len) {
        cp = peek(l, at, &len);
        if (cp == ':' || cp == 0xFF1A)
            break;
    }
    if (at == l->at || at >= l->at + word || (cp != ':' && cp != 0xFF1A))
        return false;
    size_t name = at - l->at;
    if (field_find(l->query + l->at, name, &t->field)) {
        take(l, t, TOKEN_FIELD, name + len);
        t->len = name;
        return true;
    }
    bool address = at + 2 < l->len && memcmp(l->query + at, "://", 3) == 0;
    *unknown = cp == ':' && !address && is_ascii_name(l->query + l->at, name);
    if (*unknown)
        take(l, t, TOKEN_FIELD, name);
    return *unknown;
}

static size_t word_length(const struct lexer *l)
{
    size_t at = l->at, len;
    while (at < l->len && !ends_word(peek(l, at, &len)))
        at += len;
    return at - l->at;
}

/* A plain word; a star may only end it. */
static bool take_word(struct lexer *l, struct token *t, size_t word, size_t *fault_at, struct fault *fault)
{
    size_t start = l->at, star = 0, len = 0;
    take(l, t, TOKEN_WORD, word);
    for (size_t at = start; at < start + word; at += len) {
        if (!is_star(peek(l, at, &len)))
            continue;
        star = len;
        if (at + len < start + word) {
            *fault_at = at;
            return fault_set(fault, FAULT_USAGE, "a wildcard may only end a word");
        }
    }
    if (star == 0)
        return true;
    t->kind = TOKEN_PREFIX;
    t->len -= star;
    if (t->len > 0)
        return true;
    *fault_at = start;
    return fault_set(fault, FAULT_USAGE, "a wildcard needs a beginning of a word before it");
}

static bool next_of_word(struct lexer *l, struct token *t, size_t *fault_at, struct fault *fault)
{
    bool bad = false;
    size_t word = word_length(l);
    if (take_near(l, t, word, &bad)) {
        *fault_at = t->start;
        return !bad ||
               fault_set(fault, FAULT_USAGE, "NEAR takes a number of characters from 1 to %d", NEAR_MAX);
    }
    if (take_operator(l, t, word) || take_function(l, t, word))
        return true;
    if (take_field(l, t, word, &bad)) {
        *fault_at = t->start;
        return !bad || fault_set(fault, FAULT_USAGE, "no field is named '%.*s'", (int)t->len, t->text);
    }
    return take_word(l, t, word, fault_at, fault);
}

bool lexer_next(struct lexer *l, struct token *t, size_t *fault_at, struct fault *fault)
{
    *t = (struct token){.kind = TOKEN_END};
    skip_blanks(l);
    t->start = t->end = l->at;
    if (l->at >= l->len)
        return true;
    size_t len, behind;
    uint32_t cp = peek(l, l->at, &len);
    uint32_t close = closing_quote(cp);
    if (close)
        return take_phrase(l, t, close, fault_at, fault);
    if (is_open(cp) || is_close(cp)) {
        take(l, t, is_open(cp) ? TOKEN_OPEN : TOKEN_CLOSE, len);
        return true;
    }
    uint32_t after = peek(l, l->at + len, &behind);
    if (cp == '|' || cp == 0xFF5C) {
        take(l, t, TOKEN_OR, after == cp ? len + behind : len);
        return true;
    }
    if ((cp == '-' || cp == 0xFF0D || cp == 0x2212) && behind > 0 && !utf8_is_space(after)) {
        take(l, t, TOKEN_NOT, len);
        return true;
    }
    return next_of_word(l, t, fault_at, fault);
}

bool lexer_raw_group(struct lexer *l, const char **text, size_t *len)
{
    size_t start = l->at, step, depth = 1;
    for (size_t at = start; at < l->len; at += step) {
        uint32_t cp = peek(l, at, &step);
        if (is_open(cp))
            depth++;
        if (!is_close(cp) || --depth > 0)
            continue;
        *text = l->query + start;
        *len = at - start;
        l->at = at + step;
        return true;
    }
    return false;
}

void lexer_raw_value(struct lexer *l, const char **text, size_t *len)
{
    size_t step, start;
    skip_blanks(l);
    start = l->at;
    for (uint32_t cp; l->at < l->len; l->at += step) {
        cp = peek(l, l->at, &step);
        if (utf8_is_space(cp) || cp == '\n' || is_open(cp) || is_close(cp))
            break;
    }
    *text = l->query + start;
    *len = l->at - start;
}
