#include "extract/embedded.h"

#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "extract/dates.h"
#include "extract/html_tags.h"

enum {
    AUTHORS_MAX = 8,
    DEPTH_MAX = 64,
    KEY_MAX = 40,
    SCRIPT_MAX = 4 * 1024 * 1024,
    BODY_MIN = 200, /* bytes of a body that is worth having */
    VALUE_MAX = 2000 /* bytes of a value that is no body */
};

enum field { TITLE, PUBLISHED, MODIFIED, SOURCE, AUTHOR, EDITOR, KEYWORDS, BODY, FIELD_COUNT,
    NO_FIELD = FIELD_COUNT };

struct raw { /* a string as it stands in the script, its escapes in place */
    const char *p;
    size_t len;
    char quote;
};

/* What one object, or what stands in it, has said so far. */
struct object {
    struct raw fields[FIELD_COUNT];
    char key[KEY_MAX]; /* under which it stands in its parent: author, publisher */
    struct raw more[AUTHORS_MAX]; /* authors behind the first */
    size_t more_count;
};

struct scan {
    const char *p, *end;
    struct object stack[DEPTH_MAX];
    int depth;
    char list_key[KEY_MAX]; /* the key of the list that is open, and how deep it stands */
    int list_depth;
    char key[KEY_MAX];
    struct object best; /* of objects that have a body, the one with the longest */
};

static const struct name {
    const char *name;
    enum field field;
} names[] = {
    {"title", TITLE}, {"headline", TITLE}, {"articletitle", TITLE}, {"news_title", TITLE}, {"docname", TITLE},
    {"datepublished", PUBLISHED}, {"pubdate", PUBLISHED}, {"publishtime", PUBLISHED}, {"publish_time",
        PUBLISHED},
    {"pubtime", PUBLISHED}, {"ptime", PUBLISHED}, {"published_at", PUBLISHED}, {"publishdate", PUBLISHED},
    {"publish_date", PUBLISHED}, {"publishedat", PUBLISHED}, {"create_time", PUBLISHED}, {"time", PUBLISHED},
    {"ctime", PUBLISHED}, {"releasetime", PUBLISHED}, {"newstime", PUBLISHED}, {"pub_time", PUBLISHED},
    {"datemodified", MODIFIED}, {"update_time", MODIFIED}, {"updatetime", MODIFIED}, {"uptime", MODIFIED},
    {"source", SOURCE}, {"sourcename", SOURCE}, {"source_name", SOURCE}, {"media_name", SOURCE}, {"media",
        SOURCE},
    {"medianame", SOURCE}, {"copyfrom", SOURCE}, {"newssource", SOURCE},
    {"author", AUTHOR}, {"authorname", AUTHOR}, {"author_name", AUTHOR},
    {"editor", EDITOR}, {"editorname", EDITOR}, {"responeditor", EDITOR}, {"keywords", KEYWORDS},
    {"articlebody", BODY}, {"content", BODY}, {"article_content", BODY}, {"articlecontent", BODY}, {"body",
        BODY},
    {"contenthtml", BODY}, {"content_html", BODY}, {"html", BODY}, {"detail", BODY}, {"txt", BODY},
        {"contents", BODY},
    {"newscontent", BODY}, {"news_content", BODY}, {"data", BODY},
};

static enum field field_of(const char *key)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, key) == 0)
            return names[i].field;
    return NO_FIELD;
}

static void set_key(char out[KEY_MAX], const char *p, size_t len)
{
    out[0] = '\0';
    if (len >= KEY_MAX)
        return;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + ('a' - 'A') : p[i]);
    out[len] = '\0';
}

/* ---- the scanner ---- */

static struct raw scan_string(struct scan *s)
{
    char quote = *s->p++;
    const char *start = s->p;
    while (s->p < s->end && *s->p != quote) {
        if (*s->p == '\\' && s->p + 1 < s->end)
            s->p++;
        else if (*s->p == '\n' && quote != '`')
            break; /* an apostrophe in a comment or a pattern: no string */
        s->p++;
    }
    struct raw raw = {start, (size_t)(s->p - start), quote};
    if (s->p < s->end)
        s->p++;
    return raw;
}

static void skip_space(struct scan *s)
{
    while (s->p < s->end && (unsigned char)*s->p <= ' ')
        s->p++;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool longer(const struct raw *a, const struct raw *b)
{
    return a->p && (!b->p || a->len > b->len);
}

/* The object that is open; NULL outside of all, and below the depth that is kept. */
static struct object *current(struct scan *s)
{
    return s->depth > 0 && s->depth <= DEPTH_MAX ? &s->stack[s->depth - 1] : NULL;
}

/* Where does "name" inside author or publisher belong? */
static enum field named_field(const struct object *owner)
{
    return strcmp(owner->key, "author") == 0 ? AUTHOR : NO_FIELD;
}

/* An element of a list stands under the list's key. */
static const char *key_of(const struct scan *s)
{
    return s->key[0] || s->list_depth != s->depth ? s->key : s->list_key;
}

/* Several authors are each one; several keywords are one string from the first to the last. */
static void add_element(struct object *o, enum field field, struct raw raw)
{
    if (field == AUTHOR && o->more_count < AUTHORS_MAX)
        o->more[o->more_count++] = raw;
    if (field == KEYWORDS)
        o->fields[KEYWORDS].len = (size_t)(raw.p + raw.len - o->fields[KEYWORDS].p);
}

static void take_value(struct scan *s, struct raw raw)
{
    struct object *o = current(s);
    const char *key = key_of(s);
    enum field field = o && strcmp(key, "name") == 0 ? named_field(o) : field_of(key);
    bool element = s->key[0] == '\0' && key[0] != '\0';
    s->key[0] = '\0';
    if (field == NO_FIELD || !o || raw.len == 0)
        return;
    if (o->fields[field].p && element)
        add_element(o, field, raw);
    else if (field == BODY ? longer(&raw, &o->fields[BODY]) : !o->fields[field].p)
        o->fields[field] = raw;
}

static void open_list(struct scan *s)
{
    memcpy(s->list_key, s->key, KEY_MAX);
    s->list_depth = s->depth;
    s->key[0] = '\0';
}

static void close_list(struct scan *s)
{
    if (s->list_depth == s->depth)
        s->list_key[0] = '\0';
    s->key[0] = '\0';
}

static void open_object(struct scan *s)
{
    if (s->depth < DEPTH_MAX) {
        memset(&s->stack[s->depth], 0, sizeof s->stack[0]);
        memcpy(s->stack[s->depth].key, key_of(s), KEY_MAX);
    }
    s->depth++;
    s->key[0] = '\0';
}

static bool has_better_body(const struct object *o, const struct object *best)
{
    return longer(&o->fields[BODY], &best->fields[BODY]) ||
           (!o->fields[BODY].p && !best->fields[BODY].p && o->fields[TITLE].p && !best->fields[TITLE].p);
}

/* The next person of a list of authors, or all of them with the first; people of comments stay there. */
static void pass_authors(const struct object *o, struct object *parent)
{
    const struct raw *first = &o->fields[AUTHOR];
    if (first->p && parent->fields[AUTHOR].p == first->p)
        for (size_t i = 0; i < o->more_count; i++)
            add_element(parent, AUTHOR, o->more[i]);
    else if (first->p && strcmp(o->key, "author") == 0)
        add_element(parent, AUTHOR, *first);
}

/* An object that ends tells its parent what that does not say itself. */
static void close_object(struct scan *s)
{
    if (s->depth == 0)
        return;
    s->depth--;
    s->key[0] = '\0';
    if (s->depth >= DEPTH_MAX)
        return;
    struct object *o = &s->stack[s->depth];
    if (has_better_body(o, &s->best))
        s->best = *o;
    else if (s->best.fields[BODY].p && o->fields[BODY].p == s->best.fields[BODY].p)
        s->best = *o;
    if (s->depth == 0)
        return;
    struct object *parent = &s->stack[s->depth - 1];
    bool carries_body = o->fields[BODY].p && longer(&o->fields[BODY], &parent->fields[BODY]);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (o->fields[f].p && (!parent->fields[f].p || (carries_body && f == BODY)) &&
            (carries_body || f == AUTHOR || parent->fields[BODY].p))
            parent->fields[f] = o->fields[f];
    pass_authors(o, parent);
}

static void scan_word(struct scan *s)
{
    const char *start = s->p;
    while (s->p < s->end && is_word(*s->p))
        s->p++;
    size_t len = (size_t)(s->p - start);
    skip_space(s);
    if (s->p < s->end && (*s->p == ':' || (*s->p == '=' && s->depth > 0)))
        set_key(s->key, start, len);
    else
        take_value(s, (struct raw){start, len, 0}); /* a number, true, null */
}

static void scan_quoted(struct scan *s)
{
    struct raw raw = scan_string(s);
    skip_space(s);
    if (s->p < s->end && *s->p == ':')
        set_key(s->key, raw.p, raw.len);
    else
        take_value(s, raw);
}

static bool skip_comment(struct scan *s)
{
    if (*s->p != '/' || s->p + 1 >= s->end || (s->p[1] != '/' && s->p[1] != '*'))
        return false;
    const char *close = s->p[1] == '/' ? memchr(s->p, '\n', (size_t)(s->end - s->p))
                                       : memmem(s->p + 2, (size_t)(s->end - s->p - 2), "*/", 2);
    s->p = close ? close + 1 + (s->p[1] == '*') : s->end;
    return true;
}

static void scan_script(struct scan *s)
{
    while (s->p < s->end) {
        char c = *s->p;
        if (c == '"' || c == '\'' || c == '`')
            scan_quoted(s);
        else if (is_word(c))
            scan_word(s);
        else if (!skip_comment(s)) {
            if (c == '{')
                open_object(s);
            else if (c == '}')
                close_object(s);
            else if (c == '[')
                open_list(s);
            else if (c == ']')
                close_list(s);
            else if (c == ',' || c == ';')
                s->key[0] = '\0';
            s->p++;
        }
    }
    while (s->depth > 0)
        close_object(s);
}

/* ---- escapes ---- */

/* `digits` hex digits at p, or -1. */
static int32_t hex_number(const char *p, const char *end, int digits)
{
    int32_t value = 0;
    if (end - p < digits)
        return -1;
    for (int i = 0; i < digits; i++) {
        int v = hex_value(p[i]);
        if (v < 0)
            return -1;
        value = value * 16 + v;
    }
    return value;
}

static bool is_clean(int32_t cp)
{
    return (cp >= 0x20 && cp != 0x7F && !(cp >= 0x80 && cp < 0xA0)) || cp == '\n' || cp == '\t';
}

/* One escape behind the backslash; writes its character, returns what it used. */
static size_t unescape_one(const char *p, const char *end, char **out)
{
    static const char plain[] = "nrtbfv", means[] = "\n\n\t   ";
    const char *at = strchr(plain, *p);
    int32_t cp = *p == 'u' ? hex_number(p + 1, end, 4) : *p == 'x' ? hex_number(p + 1, end, 2) : -1;
    size_t used = *p == 'u' ? 5 : 3;
    if (cp >= 0xD800 && cp < 0xDC00 && end - p >= 11 && p[5] == '\\' && p[6] == 'u') {
        int32_t low = hex_number(p + 7, end, 4);
        if (low >= 0xDC00 && low < 0xE000) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            used = 11;
        }
    }
    if (cp >= 0) {
        if (cp >= 0xD800 && cp < 0xE000)
            cp = 0xFFFD;
        if (is_clean(cp))
            *out += utf8_encode((uint32_t)cp, *out);
        return used;
    }
    size_t len = utf8_valid_prefix(p, (size_t)(end - p)) > 0 ? 1 : 0;
    if (*p == '\n')
        return 1;
    if (at && *at) {
        *(*out)++ = means[at - plain];
        return 1;
    }
    *(*out)++ = *p;
    return len ? len : 1;
}

/* A copy without escapes: never longer than what it came from. */
static bool unescape(struct raw raw, struct arena *arena, const char **text, size_t *len)
{
    char *out = arena_alloc(arena, raw.len + 1), *start = out;
    if (!out)
        return false;
    const char *end = raw.p + raw.len;
    for (const char *p = raw.p; p < end;) {
        if (*p == '\\' && p + 1 < end && raw.quote) {
            p++;
            p += unescape_one(p, end, &out);
        } else {
            *out++ = *p++;
        }
    }
    *out = '\0';
    *text = start;
    *len = (size_t)(out - start);
    return true;
}

static void replace_all(char *text, size_t *len, const char *what, char with)
{
    size_t n = strlen(what);
    char *out = text, *end = text + *len;
    for (char *p = text; p < end;) {
        if ((size_t)(end - p) >= n && memcmp(p, what, n) == 0) {
            *out++ = with;
            p += n;
        } else {
            *out++ = *p++;
        }
    }
    *out = '\0';
    *len = (size_t)(out - text);
}

/* Markup that was written as entities once more: &lt;p&gt; */
static bool looks_escaped(const char *text)
{
    return !strchr(text, '<') && strstr(text, "&lt;") && strstr(text, "&gt;");
}

static bool unescape_body(struct raw raw, struct arena *arena, struct embedded *out)
{
    if (!unescape(raw, arena, &out->body, &out->body_len))
        return false;
    char *copy = arena_copy(arena, out->body, out->body_len);
    if (!copy)
        return false;
    if (looks_escaped(copy)) {
        replace_all(copy, &out->body_len, "&lt;", '<');
        replace_all(copy, &out->body_len, "&gt;", '>');
        replace_all(copy, &out->body_len, "&quot;", '"');
        replace_all(copy, &out->body_len, "&#x3D;", '=');
        replace_all(copy, &out->body_len, "&amp;", '&');
    }
    out->body = copy;
    out->body_html = strstr(copy, "</") || strstr(copy, "<br") || strstr(copy, "<p");
    return true;
}

/* ---- faces ---- */

/* All authors, joined by 、. */
static bool join_authors(const struct object *o, struct arena *arena, const char **authors)
{
    static const char sign[] = "、";
    size_t len = strlen(*authors), room = len + 1;
    for (size_t i = 0; i < o->more_count; i++)
        room += o->more[i].len + strlen(sign);
    char *all = arena_alloc(arena, room);
    if (!all || room > (AUTHORS_MAX + 1) * VALUE_MAX)
        return all != NULL;
    memcpy(all, *authors, len);
    for (size_t i = 0; i < o->more_count; i++) {
        const char *name;
        size_t n;
        if (!unescape(o->more[i], arena, &name, &n))
            return false;
        memcpy(all + len, sign, strlen(sign));
        memcpy(all + len + strlen(sign), name, n);
        len += strlen(sign) + n;
    }
    all[len] = '\0';
    *authors = all;
    return true;
}

/* A list of keywords holds quotes between its words. */
static bool clean_keywords(struct arena *arena, const char **keywords)
{
    char *text = arena_copy(arena, *keywords, strlen(*keywords));
    for (char *p = text; p && *p; p++)
        *p = *p == '"' || *p == '\'' ? ' ' : *p;
    *keywords = text;
    return text != NULL;
}

static bool give(const struct object *o, struct arena *arena, struct embedded *out)
{
    const char **fields[] = {&out->title, &out->published, &out->modified, &out->source,
                             &out->author, &out->editor,   &out->keywords};
    bool authors = !out->author, keywords = !out->keywords;
    for (int f = 0; f < BODY; f++) {
        size_t len;
        const struct raw *raw = &o->fields[f];
        if (raw->p && raw->len <= VALUE_MAX && !*fields[f] && !unescape(*raw, arena, fields[f], &len))
            return false;
    }
    if (authors && out->author && o->more_count > 0 && !join_authors(o, arena, &out->author))
        return false;
    if (keywords && out->keywords && !clean_keywords(arena, &out->keywords))
        return false;
    bool wanted = o->fields[BODY].p && o->fields[BODY].len >= BODY_MIN && o->fields[BODY].len > out->body_len;
    return !wanted || unescape_body(o->fields[BODY], arena, out);
}

static bool scan_into(const struct script *script, struct arena *arena, struct embedded *out)
{
    struct scan *s = arena_zalloc(arena, sizeof *s);
    if (!s)
        return false;
    s->p = script->text;
    s->end = script->text + (script->len < SCRIPT_MAX ? script->len : SCRIPT_MAX);
    scan_script(s);
    return give(&s->best, arena, out);
}

static bool is_linked_data(const struct script *s)
{
    return strstr(s->type, "ld+json") != NULL;
}

bool embedded_facts(const struct page *page, struct arena *arena, struct embedded *facts)
{
    *facts = (struct embedded){0};
    for (size_t i = 0; i < page->script_count; i++)
        if (is_linked_data(&page->scripts[i]) && !scan_into(&page->scripts[i], arena, facts))
            return false;
    return true;
}

/* Does the script hold an object with a long string at all? */
static bool may_hold_article(const struct script *s)
{
    return s->len > BODY_MIN * 2 && (memmem(s->text, s->len, "ontent", 6) || memmem(s->text, s->len, "ody",
        3) ||
                                     memmem(s->text, s->len, "html", 4));
}

/* "article-source-name": what it names, as in objects: sourcename. */
static enum field field_of_class(const char *cls)
{
    static const char prefix[] = "article";
    char key[KEY_MAX], *out = key;
    for (const char *p = cls; *p && *p != ' ' && out < key + KEY_MAX - 1; p++)
        if (is_word(*p) && *p != '_')
            *out++ = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
    *out = '\0';
    enum field field = field_of(key);
    bool prefixed = field == NO_FIELD && strncmp(key, prefix, sizeof prefix - 1) == 0;
    return prefixed ? field_of(key + sizeof prefix - 1) : field;
}

/* The text of all blocks of a box; NULL: no memory. */
static const char *text_of(const struct page *page, const struct box *box, struct arena *arena, size_t *len)
{
    size_t room = 1;
    for (uint32_t i = box->first_block; i < box->end_block; i++)
        room += page->blocks[i].len;
    char *text = arena_alloc(arena, room), *out = text;
    for (uint32_t i = box->first_block; text && i < box->end_block; i++) {
        memcpy(out, page->blocks[i].text, page->blocks[i].len);
        out += page->blocks[i].len;
    }
    *len = text ? (size_t)(out - text) : 0;
    return text;
}

/* An article whose parts stand in form fields, one each: a script will show them. */
static bool read_fields(const struct page *page, struct arena *arena, struct embedded *out)
{
    struct object o = {0};
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box *box = &page->boxes[i];
        enum field field = box->tag == TAG_TEXTAREA ? field_of_class(box->cls) : NO_FIELD;
        if (field == NO_FIELD || o.fields[field].p)
            continue;
        struct raw raw = {.quote = 0};
        raw.p = text_of(page, box, arena, &raw.len);
        if (!raw.p)
            return false;
        o.fields[field] = raw;
    }
    return give(&o, arena, out);
}

/* What decode promises holds for coded bytes too: no control characters but line ends and tabs. */
static char clean_byte(int32_t byte)
{
    bool control = (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F;
    return control ? ' ' : (char)byte;
}

/* State that was percent-encoded as a whole: a copy without; else as it is.  NULL: no memory. */
static const struct script *decoded(const struct script *s, struct arena *arena)
{
    if (s->len < 3 || strncasecmp(s->text, "%7B", 3) != 0)
        return s;
    struct script *copy = arena_zalloc(arena, sizeof *copy);
    char *text = copy ? arena_alloc(arena, s->len + 1) : NULL, *out = text;
    if (!text)
        return NULL;
    for (const char *p = s->text, *end = p + s->len; p < end;) {
        int32_t byte = *p == '%' ? hex_number(p + 1, end, 2) : -1;
        *out++ = byte >= 0 ? clean_byte(byte) : *p;
        p += byte >= 0 ? 3 : 1;
    }
    *out = '\0';
    *copy = *s;
    copy->text = text;
    copy->len = utf8_valid_prefix(text, (size_t)(out - text));
    return copy;
}

bool embedded_article(const struct page *page, struct arena *arena, struct embedded *article)
{
    *article = (struct embedded){0};
    if (!read_fields(page, arena, article))
        return false;
    for (size_t i = 0; i < page->script_count; i++) {
        struct embedded one = {0};
        const struct script *s = decoded(&page->scripts[i], arena);
        if (!s)
            return false;
        if (is_linked_data(s) || !may_hold_article(s))
            continue;
        if (!scan_into(s, arena, &one))
            return false;
        if (one.body_len > article->body_len)
            *article = one;
    }
    return true;
}

/* ---- a page of its own ---- */

static void put(char **out, const char *text)
{
    size_t n = strlen(text);
    memcpy(*out, text, n);
    *out += n;
}

/* Text as markup: at most five times as long. Lines become paragraphs. */
static void put_escaped(char **out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '<')
            put(out, "&lt;");
        else if (text[i] == '&')
            put(out, "&amp;");
        else if (text[i] == '\n')
            put(out, "<p>");
        else
            *(*out)++ = text[i];
    }
}

static size_t length_of(const char *text)
{
    return text ? strlen(text) : 0;
}

const char *embedded_markup(const struct embedded *e, struct arena *arena, size_t *len)
{
    size_t room = 5 * (length_of(e->title) + length_of(e->published) + length_of(e->source) +
                       length_of(e->author) + length_of(e->editor)) +
                  (e->body_html ? 1 : 5) * e->body_len + 400;
    char *out = arena_alloc(arena, room), *p = out;
    if (!out)
        return NULL;
    const char *const heads[] = {"<h1>", "</h1><p>", " 来源：", " 作者：", " 编辑："};
    const char *const facts[] = {e->title, e->published, e->source, e->author, e->editor};
    struct date date;
    char text[DATE_TEXT_MAX];
    for (size_t i = 0; i < 5; i++) {
        bool dated = i == 1 && facts[i] && dates_in_value(facts[i], strlen(facts[i]), &date);
        const char *fact = dated ? date_print(&date, text) : facts[i];
        if (i < 2 || fact)
            put(&p, heads[i]);
        if (fact)
            put_escaped(&p, fact, strlen(fact));
    }
    put(&p, "</p><div><p>");
    if (e->body_html) {
        memcpy(p, e->body, e->body_len);
        p += e->body_len;
    } else {
        put_escaped(&p, e->body, e->body_len);
    }
    put(&p, "</div>");
    *p = '\0';
    *len = (size_t)(p - out);
    return out;
}
