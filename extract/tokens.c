#include "extract/tokens.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/references.h"

/* Bits of what is known not to be closed behind here. */
enum { UNCLOSED_COMMENT = 1 };

static unsigned unclosed_bit(enum tag tag)
{
    switch (tag) {
    case TAG_TITLE: return 2;
    case TAG_TEXTAREA: return 4;
    case TAG_IFRAME: return 8;
    case TAG_NOEMBED: return 16;
    case TAG_NOFRAMES: return 32;
    default: return 0;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static const char *find_char(const char *p, const char *end, char c)
{
    const char *found = memchr(p, c, (size_t)(end - p));
    return found ? found : end;
}

/* ------------------------------------------------------------- attributes */

/* The quote that closes the one at p; NULL when none is near. */
static const char *closing_quote(struct tokens *t, const char *p)
{
    const char **next = &t->quotes[*p == '\''];
    if (*next <= p)
        *next = find_char(p + 1, t->end, *p);
    return *next < t->end && *next - p < TOKENS_QUOTE_MAX ? *next : NULL;
}

/* Reads the value at p, which is behind "=" and blanks. */
static const char *read_value(struct tokens *t, const char *p, struct attribute *a)
{
    const char *end = t->end, *close = NULL;
    bool quoted = p < end && (*p == '"' || *p == '\'');
    if (quoted)
        close = closing_quote(t, p);
    a->value = p + quoted;
    if (quoted && !close) /* torn: the tag is over at its next '>' */
        close = find_char(p, end, '>');
    else if (quoted)
        return a->value_len = (uint32_t)(close - a->value), close + 1;
    for (; !close && p < end && !is_blank(*p) && *p != '>'; p++)
        ;
    close = close ? close : p;
    a->value_len = close > a->value ? (uint32_t)(close - a->value) : 0;
    return close;
}

static const char *read_attribute(struct tokens *t, const char *p, struct attribute *a)
{
    const char *end = t->end;
    *a = (struct attribute){.name = p};
    for (p++; p < end && *p != '=' && *p != '>' && *p != '/' && !is_blank(*p); p++)
        ;
    a->name_len = (uint32_t)(p - a->name);
    const char *q = p;
    while (q < end && is_blank(*q))
        q++;
    if (q == end || *q != '=')
        return p;
    for (q++; q < end && is_blank(*q); q++)
        ;
    return read_value(t, q, a);
}

/* From behind the tag's name to behind its '>'. */
static const char *read_attributes(struct tokens *t, const char *p, struct token *token)
{
    struct attribute beyond;
    size_t count = 0;
    while (p < t->end && *p != '>') {
        if (is_blank(*p) || *p == '/' || *p == '"' || *p == '\'') {
            token->empty = *p == '/';
            p++;
            continue;
        }
        token->empty = false;
        p = read_attribute(t, p, count < TOKENS_ATTRIBUTES_MAX ? &t->attributes[count] : &beyond);
        count += count < TOKENS_ATTRIBUTES_MAX;
    }
    token->attributes = (struct attributes){t->attributes, count, false};
    return p < t->end ? p + 1 : p;
}

/* ------------------------------------------------------------------- tags */

/* The "</name" at or behind p; the end of the text when there is none. */
static const char *closing_tag(const char *p, const char *end, const char *name, size_t len)
{
    while ((p = memmem(p, (size_t)(end - p), "</", 2))) {
        const char *behind = p + 2 + len;
        if (behind <= end && strncasecmp(p + 2, name, len) == 0 &&
            (behind == end || is_blank(*behind) || *behind == '>' || *behind == '/'))
            return p;
        p += 2;
    }
    return end;
}

/* The end tag of an element whose start was read; once it is not found it is not searched again. */
static const char *own_closing_tag(struct tokens *t, const struct token *token)
{
    const char *name = tag_name(token->tag);
    unsigned bit = unclosed_bit(token->tag);
    const char *close = t->unclosed & bit ? t->end : closing_tag(t->p, t->end, name, strlen(name));
    if (close == t->end)
        t->unclosed |= bit;
    return close;
}

/* A script or style that is never closed goes to the end, as in browsers; a
 * frame costs itself only. */
static void read_raw(struct tokens *t, struct token *token)
{
    const char *close = own_closing_tag(t, token);
    token->kind = TOKEN_RAW;
    token->text = t->p;
    if (close == t->end && unclosed_bit(token->tag))
        return;
    token->len = (size_t)(close - t->p);
    t->p = find_char(close, t->end, '>');
    t->p += t->p < t->end;
}

static void read_open_tag(struct tokens *t, struct token *token)
{
    const char *p = t->p + 1;
    token->kind = TOKEN_OPEN;
    token->text = p;
    while (p < t->end && !is_blank(*p) && *p != '>' && *p != '/')
        p++;
    token->len = (size_t)(p - token->text);
    token->tag = tag_find(token->text, token->len);
    t->p = read_attributes(t, p, token);
    if (tag_manner(token->tag) & MANNER_RAW) {
        token->len = 0;
        read_raw(t, token);
    } else if (token->tag == TAG_TITLE || token->tag == TAG_TEXTAREA) {
        const char *close = own_closing_tag(t, token);
        t->literal_end = close < t->end ? close : t->p;
        if (close >= t->end && token->tag == TAG_TEXTAREA)
            token->tag = TAG_DIV; /* what follows is no form field's */
    }
}

static void read_close_tag(struct tokens *t, struct token *token)
{
    const char *p = t->p + 2;
    token->kind = TOKEN_CLOSE;
    token->text = p;
    while (p < t->end && !is_blank(*p) && *p != '>' && *p != '/')
        p++;
    token->len = (size_t)(p - token->text);
    token->tag = tag_find(token->text, token->len);
    t->p = find_char(p, t->end, '>');
    t->p += t->p < t->end;
}

/* "<!" and "<?": a comment to its end, anything else to the next '>'. */
static void skip_declaration(struct tokens *t)
{
    const char *body = t->p + 4, *close = NULL;
    if (t->end - t->p >= 4 && memcmp(t->p, "<!--", 4) == 0 && !(t->unclosed & UNCLOSED_COMMENT)) {
        if (body < t->end && *body == '>')
            close = body + 1;
        else if (t->end - body >= 2 && memcmp(body, "->", 2) == 0)
            close = body + 2;
        else if ((close = memmem(body, (size_t)(t->end - body), "-->", 3)))
            close += 3;
        else
            t->unclosed |= UNCLOSED_COMMENT;
    }
    if (!close) {
        close = find_char(t->p, t->end, '>');
        close += close < t->end;
    }
    t->p = close;
}

/* Reads the markup at "<"; false: it gave no token. */
static bool read_markup(struct tokens *t, struct token *token)
{
    const char *p = t->p + 1;
    char next = p < t->end ? *p : '\0';
    if (is_letter(next)) {
        read_open_tag(t, token);
        return true;
    }
    if (next == '!' || next == '?') {
        skip_declaration(t);
        return false;
    }
    if (next != '/') { /* a "<" of the text */
        token->kind = TOKEN_TEXT;
        token->text = t->p++;
        token->len = 1;
        return true;
    }
    if (p + 1 < t->end && is_letter(p[1])) {
        read_close_tag(t, token);
        return true;
    }
    t->p = find_char(p, t->end, '>'); /* "</>", "</ p>": nothing */
    t->p += t->p < t->end;
    return false;
}

/* ------------------------------------------------------------------- text */

/* Up to the next tag or reference; a reference is a token of its own. */
static void read_text(struct tokens *t, struct token *token)
{
    const char *start = t->p, *stop = t->end;
    token->kind = TOKEN_TEXT;
    if (t->reference < start)
        t->reference = find_char(start, t->end, '&');
    if (t->reference == start) {
        uint32_t cp;
        const char *behind = reference_read(start, t->end, false, &cp);
        if (behind) {
            token->text = t->scratch;
            token->len = utf8_encode(cp, t->scratch);
            t->p = behind;
            return;
        }
        t->reference = find_char(start + 1, t->end, '&');
    }
    if (t->p < t->literal_end)
        stop = t->literal_end;
    else if (start + 1 < stop)
        stop = find_char(start + 1, stop, '<');
    if (t->reference < stop)
        stop = t->reference;
    token->text = start;
    token->len = (size_t)(stop - start);
    t->p = stop;
}

void tokens_start(struct tokens *t, const char *text, size_t len)
{
    t->p = t->literal_end = text;
    t->end = text + len;
    t->reference = find_char(text, t->end, '&');
    t->quotes[0] = t->quotes[1] = text;
    t->unclosed = 0;
}

bool tokens_next(struct tokens *t, struct token *token)
{
    while (t->p < t->end) {
        token->empty = false;
        if (*t->p != '<' || t->p < t->literal_end) {
            read_text(t, token);
            return true;
        }
        if (read_markup(t, token))
            return true;
    }
    return false;
}
