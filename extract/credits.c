#include "extract/credits.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"
#include "extract/dates.h"

enum {
    FILE_MAX = 256 * 1024,
    WORD_BYTES_MAX = 48,
    TOKEN_CHARS_MAX = 24,
    NAME_BYTES_MAX = 60,
    SOURCE_CHARS_MAX = 24,
    BEGINS_BITS = 1 << 13
};

enum { GLUED = 1 << 0, NEEDS_SEPARATOR = 1 << 1, IS_LABEL = 1 << 2 };

enum { SURNAME = 1 << 0, TAIL = 1 << 1, NOBODY = 1 << 2, ORGANISATION = 1 << 3, TITLE = 1 << 4,
    PLACE = 1 << 5, OFFICE = 1 << 6 };

struct word {
    const char *text;
    uint32_t len;
    uint32_t line;
    const char *role;     /* labels: the role, or the label itself */
    const char *examples; /* labels: the rest of the line */
    uint8_t kind;         /* labels: enum credit_kind */
    uint8_t flags;        /* labels: GLUED …; names: SURNAME … */
};

struct table {
    struct word *words;
    size_t count, cap;
    uint16_t *slots; /* 1 + index of the word, 0 = free */
    size_t mask;
    size_t longest; /* bytes */
    uint8_t begins[BEGINS_BITS / 8]; /* which characters begin a word, by a hash: most begin none */
};

struct credit_lexicon {
    struct buf labels_text, names_text;
    struct table labels, names;
};

static size_t char_len(const char *p, const char *end)
{
    const char *q = p;
    utf8_next(&q, end);
    return (size_t)(q - p);
}

/* ---- tables ---- */

static struct word *table_add(struct table *t, const char *text, size_t len)
{
    if (t->count == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 256;
        struct word *words = cap > UINT16_MAX ? NULL : realloc(t->words, cap * sizeof *words);
        if (!words)
            return NULL;
        t->words = words;
        t->cap = cap;
    }
    struct word *w = &t->words[t->count++];
    *w = (struct word){.text = text, .len = (uint32_t)len};
    if (len > t->longest)
        t->longest = len;
    return w;
}

static size_t table_slot(const struct table *t, const char *text, size_t len)
{
    size_t slot = (size_t)digest_fnv1a(text, len) & t->mask;
    for (; t->slots[slot]; slot = (slot + 1) & t->mask) {
        const struct word *w = &t->words[t->slots[slot] - 1];
        if (w->len == len && memcmp(w->text, text, len) == 0)
            break;
    }
    return slot;
}

static const struct word *table_find(const struct table *t, const char *text, size_t len)
{
    if (len == 0 || len > t->longest)
        return NULL;
    size_t slot = table_slot(t, text, len);
    return t->slots[slot] ? &t->words[t->slots[slot] - 1] : NULL;
}

static uint32_t begins_bit(const char *p, size_t len)
{
    uint32_t bits = (unsigned char)p[0];
    for (size_t i = 1; i < len && i < 3; i++)
        bits = bits * 61 + (unsigned char)p[i];
    return bits % BEGINS_BITS;
}

/* A word that stands twice has the flags of both. */
static bool table_close(struct table *t)
{
    size_t size = 1024;
    while (size < t->count * 4)
        size *= 2;
    t->slots = calloc(size, sizeof *t->slots);
    t->mask = size - 1;
    for (size_t i = 0; t->slots && i < t->count; i++) {
        uint32_t bit = begins_bit(t->words[i].text, char_len(t->words[i].text,
            t->words[i].text + t->words[i].len));
        t->begins[bit / 8] |= (uint8_t)(1u << bit % 8);
        size_t slot = table_slot(t, t->words[i].text, t->words[i].len);
        if (t->slots[slot])
            t->words[t->slots[slot] - 1].flags |= t->words[i].flags;
        else
            t->slots[slot] = (uint16_t)(i + 1);
    }
    return t->slots != NULL;
}

/* ---- loading ---- */

struct section {
    const char *name;
    uint8_t kind, flags;
};

static const struct section label_sections[] = {
    {"%source", CREDIT_SOURCE, 0},       {"%author", CREDIT_AUTHOR, 0},
    {"%editor", CREDIT_EDITOR, 0},       {"%subeditor", CREDIT_SUBEDITOR, 0},
    {"%contributor", CREDIT_CONTRIBUTOR, 0}, {"%date", CREDIT_DATE, 0},
    {"%modified", CREDIT_MODIFIED, 0},   {"%original", CREDIT_ORIGINAL, 0},
    {"%keywords", CREDIT_KEYWORDS, 0},   {"%stop", CREDIT_STOP, 0},
    {"%glued", CREDIT_STOP, GLUED},      {NULL, 0, 0},
};

static const struct section name_sections[] = {
    {"%surname", 0, SURNAME},           {"%tail", 0, TAIL},   {"%nobody", 0, NOBODY},
    {"%organisation", 0, ORGANISATION}, {"%title", 0, TITLE}, {"%place", 0, PLACE},
    {"%office", 0, OFFICE},
    {NULL, 0, 0},
};

static const struct section *find_section(const struct section *sections, const char *line)
{
    for (; sections->name; sections++) {
        size_t len = strlen(sections->name);
        if (strncmp(line, sections->name, len) == 0 && (line[len] == '\0' || line[len] == ' '))
            return sections;
    }
    return NULL;
}

/* "label[:]<TAB>examples", cut into strings in place. */
static bool add_label(struct table *t, char *line, const struct section *section, const char *role,
    uint32_t number)
{
    char *tab = strchr(line, '\t');
    if (tab)
        *tab = '\0';
    size_t len = strlen(line);
    uint8_t flags = section->flags | IS_LABEL;
    if (len > 1 && line[len - 1] == ':') {
        line[--len] = '\0';
        flags |= NEEDS_SEPARATOR;
    }
    struct word *w = table_add(t, line, len);
    if (!w)
        return false;
    w->kind = section->kind;
    w->flags = flags;
    w->role = role ? role : line;
    w->examples = tab ? tab + 1 : "";
    w->line = number;
    return len <= WORD_BYTES_MAX;
}

static bool add_names(struct table *t, char *line, const struct section *section, uint32_t number)
{
    for (char *p = line; *p;) {
        size_t len = strcspn(p, " ");
        if (len > 0) {
            struct word *w = table_add(t, p, len);
            if (!w || len > WORD_BYTES_MAX)
                return false;
            w->flags = section->flags;
            w->line = number;
        }
        p += len + (p[len] == ' ');
    }
    return true;
}

static bool read_file(struct table *t, struct buf *text, const struct section *sections, const char *path,
                      struct fault *fault)
{
    if (!file_read_path(path, text, fault))
        return false;
    const struct section *section = NULL;
    const char *role = NULL;
    uint32_t number = 0;
    for (char *line = text->data, *next; line && *line; line = next) {
        size_t len = strcspn(line, "\n");
        next = line + len + (line[len] == '\n');
        line[len] = '\0';
        number++;
        if (*line == '#' || *line == '\0')
            continue;
        bool ok = *line == '%' || section;
        if (*line == '%') {
            section = find_section(sections, line);
            role = strchr(line, ' ');
            role = role ? role + 1 : NULL;
            ok = section != NULL;
        } else if (ok) {
            ok = sections == label_sections ? add_label(t, line, section, role, number)
                                            : add_names(t, line, section, number);
        }
        if (!ok)
            return fault_set(fault, FAULT_INPUT, "cannot read '%s': line %u is malformed", path, number);
    }
    return table_close(t) || fault_set(fault, FAULT_MEMORY, "no memory for '%s'", path);
}

static bool load_file(struct table *t, struct buf *text, const struct section *sections, const char *data_dir,
                      const char *name, struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    buf_init(text, FILE_MAX);
    buf_printf(&path, "%s/credits/%s", data_dir, name);
    bool ok = buf_check(&path, "a path", fault) && read_file(t, text, sections, path.data, fault);
    buf_free(&path);
    return ok;
}

struct credit_lexicon *credit_lexicon_load(const char *data_dir, struct fault *fault)
{
    struct credit_lexicon *l = calloc(1, sizeof *l);
    if (!l) {
        fault_set(fault, FAULT_MEMORY, "no memory for the credit lexicon");
        return NULL;
    }
    if (load_file(&l->labels, &l->labels_text, label_sections, data_dir, "labels.txt", fault) &&
        load_file(&l->names, &l->names_text, name_sections, data_dir, "names.txt", fault))
        return l;
    credit_lexicon_free(l);
    return NULL;
}

void credit_lexicon_free(struct credit_lexicon *l)
{
    if (!l)
        return;
    free(l->labels.words);
    free(l->labels.slots);
    free(l->names.words);
    free(l->names.slots);
    buf_free(&l->labels_text);
    buf_free(&l->names_text);
    free(l);
}

/* ---- characters ---- */

static uint32_t char_at(const char *p, const char *end)
{
    return p < end ? utf8_half_width(utf8_next(&p, end)) : 0;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && utf8_is_space(char_at(p, end)))
        p += char_len(p, end);
    return p;
}

static size_t trim_end(const char *p, size_t len)
{
    while (len > 0) {
        const char *q = p + len;
        uint32_t cp = utf8_previous(p, &q);
        if (!utf8_is_space(cp))
            break;
        len = (size_t)(q - p);
    }
    return len;
}

static bool is_colon(uint32_t cp)
{
    return cp == ':' || cp == 0x2236;
}

static bool is_bar(uint32_t cp)
{
    return cp == '/' || cp == '|' || cp == 0x2571 || cp == 0x4E28 || cp == 0x2502 || cp == 0x2223 ||
        cp == 0x258F;
}

static bool is_opener(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014 || cp == '{' || cp == 0x300A ||
        cp == 0x3008;
}

static bool is_closer(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015 || cp == '}' || cp == 0x300B ||
        cp == 0x3009;
}

static bool is_letter(uint32_t cp)
{
    return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* Between words of a line: neither Han nor letter before. Digits (a glued date) and signs are boundaries. */
static bool boundary_before(const char *text, const char *p, const char *end)
{
    if (p == text)
        return true;
    const char *q = p;
    uint32_t cp = utf8_previous(text, &q);
    return !utf8_is_han(cp) && !(is_letter(cp) && is_letter(char_at(p, end)));
}

/* ---- names ---- */

static uint8_t word_flags(const struct credit_lexicon *l, const char *p, size_t len)
{
    const struct word *w = table_find(&l->names, p, len);
    return w ? w->flags : 0;
}

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

static bool ends_like(const struct credit_lexicon *l, const char *text, size_t len, uint8_t flags)
{
    const char *p = text + len;
    for (int chars = 0; chars < 4 && p > text; chars++) {
        utf8_previous(text, &p);
        if (word_flags(l, p, (size_t)(text + len - p)) & flags)
            return true;
    }
    return false;
}

bool credit_is_organisation(const struct credit_lexicon *l, const char *text, size_t len)
{
    return ends_like(l, text, len, ORGANISATION | OFFICE);
}

/* ---- labels ---- */

/* The longest label that begins at p. */
static const struct word *label_at(const struct credit_lexicon *l, const char *p, const char *end)
{
    const struct word *found = NULL;
    uint32_t bit = begins_bit(p, char_len(p, end));
    if (!(l->labels.begins[bit / 8] >> bit % 8 & 1))
        return NULL;
    for (const char *q = p; q < end && (size_t)(q - p) < l->labels.longest;) {
        q += char_len(q, end);
        const struct word *w = table_find(&l->labels, p, (size_t)(q - p));
        if (w)
            found = w;
    }
    return found;
}

bool credit_is_nobody(const struct credit_lexicon *l, const char *text, size_t len)
{
    return word_flags(l, text, len) & (NOBODY | TAIL);
}

bool credit_is_stop(const struct credit_lexicon *l, const char *text, size_t len)
{
    const struct word *w = label_at(l, text, text + len);
    return w && w->kind == CREDIT_STOP;
}

/* Does a name, cut out of what stands here, follow a label without a separator? */
static bool name_follows(const struct credit_lexicon *l, const char *p, const char *end)
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

/* 河湾日报见习记者张明: only these words for people stand glued behind others. */
static bool may_be_glued(const struct word *w)
{
    static const char *const endings[] = {"记者", "記者", "作者", "评论员", "評論員", "通讯员", "通訊員",
        "特派员", "特派員", "观察员"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (w->len >= n && memcmp(w->text + w->len - n, endings[i], n) == 0)
            return true;
    }
    return false;
}

static bool people_kind(uint8_t kind)
{
    return kind == CREDIT_AUTHOR || kind == CREDIT_EDITOR || kind == CREDIT_SUBEDITOR ||
        kind == CREDIT_CONTRIBUTOR;
}

/* Is a label without a separator meant as one?  `listed`: a credit stands before it in the line. */
static bool bare_label_counts(const struct credit_lexicon *l, const struct word *w, const char *p,
    const char *end,
                              bool boundary, bool listed)
{
    const char *behind = skip_blanks(p + w->len, end);
    if (w->flags & NEEDS_SEPARATOR)
        return false;
    if (people_kind(w->kind))
        return (boundary || listed || may_be_glued(w)) && name_follows(l, behind, end);
    if (w->kind == CREDIT_STOP)
        return boundary || (w->flags & GLUED);
    if (w->kind == CREDIT_DATE || w->kind == CREDIT_MODIFIED)
        return boundary && is_digit(char_at(behind, end));
    return boundary && w->kind != CREDIT_ORIGINAL && behind < end;
}

/* The value's start when a credit begins at p with this label, else NULL. */
static const char *label_value(const struct credit_lexicon *l, const struct word *w, const char *text,
    const char *p,
                               const char *end, bool listed, bool *separated)
{
    bool boundary = boundary_before(text, p, end);
    const char *behind = skip_blanks(p + w->len, end);
    uint32_t cp = char_at(behind, end);
    *separated = is_colon(cp) || (is_bar(cp) && boundary && people_kind(w->kind));
    if (w->flags & NEEDS_SEPARATOR) {
        if (!*separated || (!boundary && w->len < 6))
            return NULL;
    } else if (!*separated && !bare_label_counts(l, w, p, end, boundary, listed)) {
        return NULL;
    }
    return *separated ? skip_blanks(behind + char_len(behind, end), end) : behind;
}

static void close_value(struct credit *c, const char *end)
{
    c->len = end > c->value ? trim_end(c->value, (size_t)(end - c->value)) : 0;
}

size_t credits_read(const struct credit_lexicon *l, const char *text, size_t len, struct credit *credits,
    size_t max)
{
    const char *end = text + len;
    size_t count = 0;
    for (const char *p = text; p < end && count < max;) {
        const struct word *w = label_at(l, p, end);
        bool separated;
        const char *value = w ? label_value(l, w, text, p, end, count > 0, &separated) : NULL;
        if (!value) {
            p += char_len(p, end);
            continue;
        }
        if (count > 0)
            close_value(&credits[count - 1], p);
        if (count > 0 && w->kind == CREDIT_AUTHOR && !boundary_before(text, p, end) &&
            credits[count - 1].kind == CREDIT_AUTHOR)
            credits[count - 1].len = 0; /* 采写：河都见习记者张明: what stood between is the paper */
        credits[count++] = (struct credit){w->kind, separated, w->role, value, 0, (size_t)(p - text)};
        close_value(&credits[count - 1], end);
        p = value;
    }
    return count;
}

/* ---- source ---- */

/* Skips what may stand in front of a medium's name: brackets, signs, an address. */
static const char *source_start(const char *p, const char *end)
{
    for (;;) {
        p = skip_blanks(p, end);
        uint32_t cp = char_at(p, end);
        if (p < end && (is_opener(cp) || is_closer(cp) || is_bar(cp) || is_colon(cp) || cp == ',' ||
            cp == 0xB7 ||
                        cp == '-' || cp == 0x201C || cp == '"' || cp == '.' || cp == '>')) {
            p += char_len(p, end);
            continue;
        }
        if ((size_t)(end - p) > 4 && (memcmp(p, "http", 4) == 0 || memcmp(p, "www.", 4) == 0)) {
            while (p < end && (unsigned char)*p > ' ' && (unsigned char)*p < 0x80)
                p++;
            continue;
        }
        return p;
    }
}

static bool ends_source(uint32_t cp)
{
    return is_opener(cp) || is_closer(cp) || cp == '|' || cp == 0xFF5C || cp == ',' || cp == ';' ||
        cp == 0x3002 ||
           cp == 0x3001 || cp == '!' || cp == '?' || cp == 0x201D || cp == '"' || cp == '\t' || cp == ':' ||
           cp == '>' || cp == 0xB7 || cp == 0x2022 || cp == '_' || cp == 0x4E28 || cp == 0x2502 ||
               cp == 0x2571;
}

size_t credit_source(const struct credit_lexicon *l, const char **value, size_t len)
{
    const char *end = *value + len, *p = source_start(*value, end), *start = p;
    struct date_hit hit;
    if (dates_next(p, (size_t)(end - p), 0, &hit))
        end = p + hit.start;
    int chars = 0, words = 0;
    bool latin = true;
    for (; p < end && !ends_source(char_at(p, end)); p += char_len(p, end)) {
        uint32_t cp = char_at(p, end);
        if (utf8_is_space(cp)) {
            const char *next = skip_blanks(p, end);
            if (!latin || !is_letter(char_at(next, end)))
                break;
        }
        const struct word *w = label_at(l, p, end);
        if (p > start && w && w->kind == CREDIT_STOP && (w->flags & GLUED))
            break;
        latin = latin && cp < 0x80;
        words += utf8_is_han(cp) || is_letter(cp);
        chars++;
    }
    *value = start;
    size_t n = trim_end(start, (size_t)(p - start));
    while (n > 1 && (is_bar((unsigned char)start[n - 1]) || start[n - 1] == '-'))
        n = trim_end(start, n - 1);
    if (n > 3 && memcmp(start + n - 3, "／", 3) == 0)
        n -= 3;
    return words < 2 || chars > SOURCE_CHARS_MAX ? 0 : n;
}

/* ---- people ---- */

struct people {
    const struct credit_lexicon *lexicon;
    const struct credit *credit;
    struct arena *arena;
    struct person *items;
    size_t count, max;
    size_t run;     /* the first name of the current run, to which a role behind a slash belongs */
    bool full;      /* the arena */
    bool ended;     /* what follows is no list of names */
};

static void add_person(struct people *p, const char *text, size_t len)
{
    if (p->count == p->max || len == 0 || len > NAME_BYTES_MAX || (word_flags(p->lexicon, text,
        len) & NOBODY))
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
    if (len == 0 || (after_slash && t.chars > 0 && is_tail(p->lexicon, &t, 0)))
        return;
    bool organisation = ends_like(p->lexicon, text, len, t.chars <= 3 ? ORGANISATION : ORGANISATION | OFFICE);
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
        bool inside = latin ? is_letter(cp) || is_digit(cp) || cp == '.' || (cp == '-' &&
            q > p) : utf8_is_han(cp);
        if (latin && cp == ' ')
            inside = is_letter(char_at(next, end));
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

/* ---- examples ---- */

/* Does any credit of the example come from this label? */
static bool example_matches(const struct credit_lexicon *l, const struct word *w, const char *text,
    size_t len)
{
    struct credit credits[16];
    size_t count = credits_read(l, text, len, credits, 16);
    for (size_t i = 0; i < count; i++)
        if (len - credits[i].start >= w->len && memcmp(text + credits[i].start, w->text, w->len) == 0)
            return true;
    return false;
}

size_t credit_lexicon_check(const struct credit_lexicon *l, struct buf *report)
{
    size_t failed = 0;
    for (size_t i = 0; i < l->labels.count; i++) {
        const struct word *w = &l->labels.words[i];
        bool positive = false;
        for (const char *p = w->examples; *p;) {
            size_t len = strcspn(p, "\t");
            bool wanted = *p == '+';
            positive = positive || wanted;
            if (len < 3 || example_matches(l, w, p + 2, len - 2) != wanted) {
                failed++;
                buf_printf(report, "labels.txt:%u: %s '%.*s'\n", w->line, wanted ? "does not read" : "reads",
                           (int)(len > 2 ? len - 2 : 0), p + 2);
            }
            p += len + (p[len] == '\t');
        }
        if (!positive) {
            failed++;
            buf_printf(report, "labels.txt:%u: '%s' has no + example\n", w->line, w->text);
        }
    }
    return failed;
}
