#include "extract/credit_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "extract/credit_glyphs.h"

enum { FILE_MAX = 256 * 1024, WORD_BYTES_MAX = 48, BEGINS_BITS = 1 << 13 };

struct table {
    struct word *words;
    size_t count, cap;
    uint16_t *slots; /* 1 + index of the word, 0 = free */
    size_t mask;
    size_t longest;                  /* bytes */
    uint8_t begins[BEGINS_BITS / 8]; /* which characters begin a word, by a hash: most begin none */
};

struct credit_lexicon {
    struct buf labels_text, names_text;
    struct arena forms; /* what variants are written in */
    struct table labels, names;
};

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
        uint32_t bit =
            begins_bit(t->words[i].text, char_len(t->words[i].text, t->words[i].text + t->words[i].len));
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
    {"%source", CREDIT_SOURCE, 0},           {"%author", CREDIT_AUTHOR, 0},
    {"%editor", CREDIT_EDITOR, 0},           {"%subeditor", CREDIT_SUBEDITOR, 0},
    {"%contributor", CREDIT_CONTRIBUTOR, 0}, {"%date", CREDIT_DATE, 0},
    {"%modified", CREDIT_MODIFIED, 0},       {"%original", CREDIT_ORIGINAL, 0},
    {"%keywords", CREDIT_KEYWORDS, 0},       {"%stop", CREDIT_STOP, 0},
    {"%glued", CREDIT_STOP, GLUED},          {NULL, 0, 0},
};

static const struct section name_sections[] = {
    {"%surname", 0, SURNAME}, {"%tail", 0, TAIL},
    {"%nobody", 0, NOBODY},   {"%organisation", 0, ORGANISATION},
    {"%title", 0, TITLE},     {"%place", 0, PLACE},
    {"%office", 0, OFFICE},   {NULL, 0, 0},
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
    uint8_t flags = section->flags;
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

static bool read_lines(struct table *t, struct buf *text, const struct section *sections, const char *name,
                       struct fault *fault)
{
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
            return fault_set(fault, FAULT_INPUT, "cannot read '%s': line %u is malformed", name, number);
    }
    return true;
}

/* Reads DATA/name. */
static bool open_file(struct buf *text, const char *data_dir, const char *name, struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    buf_init(text, FILE_MAX);
    buf_printf(&path, "%s/%s", data_dir, name);
    bool ok = buf_check(&path, "a path", fault) && file_read_path(path.data, text, fault);
    buf_free(&path);
    return ok;
}

static bool load_file(struct table *t, struct buf *text, const struct section *sections, const char *data_dir,
                      const char *name, struct fault *fault)
{
    return open_file(text, data_dir, name, fault) && read_lines(t, text, sections, name, fault);
}

/* ---- variants ---- */

enum {
    PAIRS_MAX = 2048,
    CHARS_MAX = WORD_BYTES_MAX / 3,
    FORMS_MAX = 48, /* of one word */
    FORMS_BYTES_MAX = 1024 * 1024
};

/* What fold.txt says: a character's first pair, and the next one of each. */
struct variants {
    uint16_t first[0x10000];
    struct {
        uint16_t variant, next;
    } pairs[PAIRS_MAX];
    uint16_t count;
};

static void add_variants(struct variants *v, const char *line, const char *end)
{
    if (line == end || *line == '#')
        return;
    uint32_t form = utf8_next(&line, end);
    while (line < end && v->count + 1 < PAIRS_MAX) {
        uint32_t variant = utf8_next(&line, end);
        if (form > 0xFFFF || variant > 0xFFFF)
            continue;
        v->pairs[++v->count].variant = (uint16_t)variant;
        v->pairs[v->count].next = v->first[form];
        v->first[form] = v->count;
    }
}

/* A word as code points, and at each of them the pair that is being tried (0: as it stands). */
struct spelling {
    uint16_t chars[CHARS_MAX], pair[CHARS_MAX];
    size_t count;
};

static bool spell(const struct word *w, struct spelling *s)
{
    const char *p = w->text, *end = p + w->len;
    *s = (struct spelling){.count = 0};
    while (p < end && s->count < CHARS_MAX) {
        uint32_t cp = utf8_next(&p, end);
        if (cp > 0xFFFF)
            return false;
        s->chars[s->count++] = (uint16_t)cp;
    }
    return p == end;
}

/* The next combination of variants; false behind the last. */
static bool next_spelling(const struct variants *v, struct spelling *s)
{
    for (size_t i = 0; i < s->count; i++) {
        s->pair[i] = s->pair[i] ? v->pairs[s->pair[i]].next : v->first[s->chars[i]];
        if (s->pair[i])
            return true;
    }
    return false;
}

static bool add_form(struct table *t, size_t of, const struct variants *v, const struct spelling *s,
                     struct arena *forms)
{
    char *text = arena_alloc(forms, 4 * CHARS_MAX);
    size_t len = 0;
    for (size_t i = 0; text && i < s->count; i++)
        len += utf8_encode(s->pair[i] ? v->pairs[s->pair[i]].variant : s->chars[i], text + len);
    struct word *w = text ? table_add(t, text, len) : NULL;
    if (!w)
        return false;
    const struct word *origin = &t->words[of];
    *w = (struct word){.text = text,
                       .len = (uint32_t)len,
                       .role = origin->role,
                       .examples = "",
                       .kind = origin->kind,
                       .flags = origin->flags};
    return true;
}

/* Adds the other forms of the words. A surname is meant as it stands: 於 is no 于 there. */
static bool add_forms(struct table *t, const struct variants *v, struct arena *forms)
{
    size_t count = t->count;
    for (size_t i = 0; i < count; i++) {
        struct spelling s;
        if ((t->words[i].kind == 0 && t->words[i].flags == SURNAME) || !spell(&t->words[i], &s))
            continue;
        for (int n = 0; n < FORMS_MAX && next_spelling(v, &s); n++)
            if (!add_form(t, i, v, &s, forms))
                return false;
    }
    return true;
}

/* Reads DATA/lexicon/fold.txt and adds what it says to both tables. */
static bool load_variants(struct credit_lexicon *l, const char *data_dir, struct fault *fault)
{
    struct buf text;
    struct variants *v = calloc(1, sizeof *v);
    bool ok = v && open_file(&text, data_dir, "lexicon/fold.txt", fault);
    for (const char *line = ok ? text.data : NULL; line && *line;) {
        size_t len = strcspn(line, "\n");
        add_variants(v, line, line + len);
        line += len + (line[len] == '\n');
    }
    bool added = ok && add_forms(&l->labels, v, &l->forms) && add_forms(&l->names, v, &l->forms) &&
                 table_close(&l->labels) && table_close(&l->names);
    if (ok && !added)
        fault_set(fault, FAULT_MEMORY, "no memory for the credit lexicon");
    if (v)
        buf_free(&text);
    free(v);
    return added;
}

struct credit_lexicon *credit_lexicon_load(const char *data_dir, struct fault *fault)
{
    struct credit_lexicon *l = calloc(1, sizeof *l);
    if (!l) {
        fault_set(fault, FAULT_MEMORY, "no memory for the credit lexicon");
        return NULL;
    }
    arena_init(&l->forms, FORMS_BYTES_MAX);
    if (load_file(&l->labels, &l->labels_text, label_sections, data_dir, "credits/labels.txt", fault) &&
        load_file(&l->names, &l->names_text, name_sections, data_dir, "credits/names.txt", fault) &&
        load_variants(l, data_dir, fault))
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
    arena_free(&l->forms);
    free(l);
}

/* ---- looking up ---- */

uint8_t word_flags(const struct credit_lexicon *l, const char *p, size_t len)
{
    const struct word *w = table_find(&l->names, p, len);
    return w ? w->flags : 0;
}

bool word_ends(const struct credit_lexicon *l, const char *text, size_t len, uint8_t flags)
{
    const char *p = text + len;
    for (int chars = 0; chars < 4 && p > text; chars++) {
        utf8_previous(text, &p);
        if (word_flags(l, p, (size_t)(text + len - p)) & flags)
            return true;
    }
    return false;
}

/* 来 源：, 标　题：: characters with blanks between them, up to a colon. */
static struct label spaced_label(const struct credit_lexicon *l, const char *p, const char *end)
{
    char squeezed[WORD_BYTES_MAX];
    size_t len = 0;
    for (; p < end && utf8_is_han(char_at(p, end)); p = skip_blanks(p, end)) {
        size_t n = char_len(p, end);
        if (len + n > sizeof squeezed)
            return (struct label){NULL, NULL};
        memcpy(squeezed + len, p, n);
        len += n;
        p += n;
    }
    if (p == end || !is_colon(char_at(p, end)))
        return (struct label){NULL, NULL};
    return (struct label){table_find(&l->labels, squeezed, len), p};
}

struct label label_at(const struct credit_lexicon *l, const char *p, const char *end)
{
    struct label found = {NULL, NULL};
    size_t first = char_len(p, end);
    uint32_t bit = begins_bit(p, first);
    if (!(l->labels.begins[bit / 8] >> bit % 8 & 1))
        return found;
    for (const char *q = p; q < end && (size_t)(q - p) < l->labels.longest;) {
        q += char_len(q, end);
        const struct word *w = table_find(&l->labels, p, (size_t)(q - p));
        if (w)
            found = (struct label){w, q};
    }
    if (!found.word && first > 1 && utf8_is_space(char_at(p + first, end)))
        return spaced_label(l, p, end);
    return found;
}

const struct word *label_list(const struct credit_lexicon *l, size_t *count)
{
    *count = 0;
    while (*count < l->labels.count && l->labels.words[*count].line > 0)
        ++*count;
    return l->labels.words;
}
