/* figure_lexicon.c - reads the word files and holds them as a trie: the first
 * code point indexes a table, further ones an open-addressing hash of
 * (node, code point). */
#include "extract/figure_lexicon.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "extract/figure_glyphs.h"

enum {
    PLANE = 0x10000,
    WORD_CHARS_MAX = 24,
    WORDS_MAX = 50000,
    FILE_MAX = 4 * 1024 * 1024,
    MEMORY_MAX = 64 * 1024 * 1024
};

struct edge {
    uint32_t node; /* + 1, so that 0 is an empty slot */
    uint16_t c;
    uint32_t to;
};

struct figure_lexicon {
    struct arena memory;
    uint16_t fold[PLANE];
    uint32_t first[PLANE];    /* node of a word's first code point, 0 = none */
    uint32_t begins[PLANE];   /* classes of the words that begin so */
    uint32_t backward[PLANE]; /* classes of the words that end so */
    struct edge *edges;
    size_t edge_cap, edge_count;
    uint32_t *node_word; /* word index + 1, 0 = no word ends here */
    size_t node_cap, node_count;
    struct word *words;
    size_t word_cap, word_count;
};

struct word_file {
    const char *name;
    uint32_t classes;
};

static const struct word_file word_files[] = {
    {"names.txt", WORD_NAME},
    {"units.tsv", WORD_UNIT},
    {"not_units.txt", WORD_NOT_UNIT},
    {"counted.tsv", WORD_COUNTED},
    {"qualifiers_before.tsv", WORD_BEFORE},
    {"qualifiers_after.tsv", WORD_AFTER},
    {"up.txt", WORD_UP},
    {"down.txt", WORD_DOWN},
    {"year_on_year.txt", WORD_YOY},
    {"month_on_month.txt", WORD_MOM},
    {"verbs.txt", WORD_VERB},
    {"adverbs.txt", WORD_ADVERB},
    {"adnominal.txt", WORD_ADVERB | WORD_ADNOMINAL},
    {"links.txt", WORD_LINK},
    {"actors.txt", WORD_ACTOR},
    {"places.txt", WORD_PLACE},
    {"reports.txt", WORD_REPORT},
    {"prepositions.txt", WORD_PREPOSITION},
    {"prison_terms.txt", WORD_TERM},
    {"currencies_before.tsv", WORD_CURRENCY},
    {"parts.txt", WORD_PART},
    {"money_hints.txt", WORD_MONEY_HINT},
    {"small_counts.txt", WORD_SMALL},
    {"bases.txt", WORD_BASE},
    {"times.tsv", WORD_TIME},
    {"arabic_units.txt", WORD_ARABIC},
};

/* ---- folding ---- */

static uint16_t fold_form(uint32_t cp)
{
    cp = utf8_half_width(cp);
    switch (cp) {
    case 0x25CB: /* ○ */
    case 0x25EF: /* ◯ */
        return u'〇';
    case 0x300C: /* 「 */
    case 0x300E: /* 『 */
        return u'“';
    case U'」':
    case U'』':
        return u'”';
    case U'–':
    case U'―':
    case U'─':
    case U'—':
        return u'—';
    case U'〜':
    case U'∼':
        return '~';
    case 0xA0:
    case 0x2009:
    case 0x202F:
        return ' ';
    default:
        return cp < PLANE ? (uint16_t)cp : 0xFFFF;
    }
}

uint16_t figure_fold(const struct figure_lexicon *lexicon, uint32_t cp)
{
    return cp < PLANE ? lexicon->fold[cp] : 0xFFFF;
}

/* ---- the trie ---- */

static size_t slot_of(const struct figure_lexicon *lex, uint32_t node, uint16_t c)
{
    uint32_t h = (node * 0x9E3779B1u) ^ (c * 0x85EBCA6Bu);
    h ^= h >> 15;
    size_t slot = h & (lex->edge_cap - 1);
    while (lex->edges[slot].node != 0 && (lex->edges[slot].node != node + 1 || lex->edges[slot].c != c))
        slot = (slot + 1) & (lex->edge_cap - 1);
    return slot;
}

static uint32_t step(const struct figure_lexicon *lex, uint32_t node, uint16_t c)
{
    if (node == 0)
        return lex->first[c];
    const struct edge *e = &lex->edges[slot_of(lex, node, c)];
    return e->node != 0 ? e->to : 0;
}

static bool grow_edges(struct figure_lexicon *lex)
{
    if (lex->edge_cap > 0 && lex->edge_count * 2 < lex->edge_cap)
        return true;
    struct edge *old = lex->edges;
    size_t old_cap = lex->edge_cap, cap = old_cap > 0 ? old_cap * 2 : 4096;
    lex->edges = calloc(cap, sizeof *lex->edges);
    if (lex->edges == NULL) {
        lex->edges = old;
        return false;
    }
    lex->edge_cap = cap;
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].node != 0)
            lex->edges[slot_of(lex, old[i].node - 1, old[i].c)] = old[i];
    free(old);
    return true;
}

static uint32_t new_node(struct figure_lexicon *lex)
{
    uint32_t *grown =
        arena_grow(&lex->memory, lex->node_word, &lex->node_cap, lex->node_count + 2, sizeof *lex->node_word);
    if (grown == NULL)
        return 0;
    lex->node_word = grown;
    if (lex->node_count == 0)
        lex->node_word[lex->node_count++] = 0; /* node 0 is the root */
    lex->node_word[lex->node_count] = 0;
    return (uint32_t)lex->node_count++;
}

static uint32_t step_or_add(struct figure_lexicon *lex, uint32_t node, uint16_t c)
{
    uint32_t to = step(lex, node, c);
    if (to != 0)
        return to;
    to = new_node(lex);
    if (to == 0)
        return 0;
    if (node == 0) {
        lex->first[c] = to;
    } else {
        if (!grow_edges(lex))
            return 0;
        lex->edges[slot_of(lex, node, c)] = (struct edge){node + 1, c, to};
        lex->edge_count++;
    }
    return to;
}

static struct word *add_word(struct figure_lexicon *lex, const uint16_t *c, size_t n, uint32_t classes)
{
    uint32_t node = 0;
    if (!grow_edges(lex))
        return NULL;
    for (size_t i = 0; i < n; i++) {
        node = step_or_add(lex, node, c[i]);
        if (node == 0)
            return NULL;
    }
    lex->begins[c[0]] |= classes;
    lex->backward[c[n - 1]] |= classes;
    if (lex->node_word[node] == 0) {
        struct word *grown =
            arena_grow(&lex->memory, lex->words, &lex->word_cap, lex->word_count + 1, sizeof *lex->words);
        if (grown == NULL)
            return NULL;
        lex->words = grown;
        lex->words[lex->word_count] = (struct word){0};
        lex->node_word[node] = (uint32_t)++lex->word_count;
    }
    struct word *word = &lex->words[lex->node_word[node] - 1];
    word->classes |= classes;
    return word;
}

const struct word *figure_word(const struct figure_lexicon *lex, const uint16_t *c, size_t n,
                               uint32_t classes, size_t *len)
{
    const struct word *found = NULL;
    uint32_t node = 0;
    if (n == 0 || (lex->begins[c[0]] & classes) == 0)
        return NULL;
    for (size_t i = 0; i < n && i < WORD_CHARS_MAX; i++) {
        node = step(lex, node, c[i]);
        if (node == 0)
            break;
        uint32_t at = lex->node_word[node];
        if (at != 0 && (lex->words[at - 1].classes & classes) != 0) {
            found = &lex->words[at - 1];
            *len = i + 1;
        }
    }
    return found;
}

const struct word *figure_word_before(const struct figure_lexicon *lex, const uint16_t *c, size_t n,
                                      uint32_t classes, size_t *len)
{
    enum { LOOK_BACK = 8 };
    if (n == 0 || (lex->backward[c[n - 1]] & classes) == 0)
        return NULL;
    for (size_t take = n < LOOK_BACK ? n : LOOK_BACK; take > 0; take--) {
        size_t found = 0;
        const struct word *word = figure_word(lex, c + n - take, take, classes, &found);
        if (word != NULL && found == take) {
            *len = take;
            return word;
        }
    }
    return NULL;
}

bool figure_word_begins(const struct figure_lexicon *lex, uint16_t c, uint32_t classes)
{
    return (lex->begins[c] & classes) != 0;
}

/* ---- the files ---- */

/* Folds up to a tab or the end; 0 when the word is too long. */
static size_t fold_word(const struct figure_lexicon *lex, const char *p, const char *end,
                        uint16_t out[WORD_CHARS_MAX])
{
    size_t n = 0;
    while (p < end) {
        if (n == WORD_CHARS_MAX)
            return 0;
        out[n++] = figure_fold(lex, utf8_next(&p, end));
    }
    return n;
}

/* Cuts the next tab-separated field off *p; "" when there is none, or no memory (lex->memory.full). */
static const char *next_field(struct figure_lexicon *lex, const char **p, const char *end)
{
    if (*p >= end)
        return "";
    const char *tab = memchr(*p, '\t', (size_t)(end - *p));
    const char *stop = tab != NULL ? tab : end;
    const char *field = arena_copy(&lex->memory, *p, (size_t)(stop - *p));
    *p = tab != NULL ? tab + 1 : end;
    return field != NULL ? field : "";
}

static bool name_index(const char *name, const char *(*name_of)(int), int count, uint8_t *out)
{
    for (int i = 0; i < count; i++) {
        const char *known = name_of(i);
        if (known != NULL && strcmp(known, name) == 0) {
            *out = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static const char *kind_of(int i)
{
    return figure_kind_name((enum figure_kind)i);
}

static const char *qualifier_of(int i)
{
    return i == 0 ? "none" : figure_qualifier_name((enum figure_qualifier)i);
}

static const char *rule_of(int i)
{
    static const char *const rules[] = {"none",    "year",     "month", "week",  "day",  "same", "half",
                                        "quarter", "quarters", "whole", "until", "each", "vague", "base"};
    return rules[i];
}

static const char *or_null(const char *field)
{
    return field != NULL && field[0] != '\0' ? field : NULL;
}

/* units: kind, currency, unit, Traditional unit · counted: unit, kind ·
 * currencies_before: currency, unit, Traditional unit · qualifiers: name. */
static bool read_fields(struct figure_lexicon *lex, struct word *word, uint32_t classes, const char *p,
                        const char *end)
{
    if (classes & (WORD_BEFORE | WORD_AFTER))
        return name_index(next_field(lex, &p, end), qualifier_of, QUALIFIER_LESS_THAN + 1, &word->qualifier);
    if (classes & WORD_TIME) {
        if (!name_index(next_field(lex, &p, end), rule_of, TIME_RULE_BASE + 1, &word->time_rule))
            return false;
        word->time_number = (int8_t)strtol(next_field(lex, &p, end), NULL, 10);
        return true;
    }
    if (classes & WORD_COUNTED) {
        word->unit = or_null(next_field(lex, &p, end));
        return word->unit != NULL &&
               name_index(next_field(lex, &p, end), kind_of, FIGURE_AGE + 1, &word->kind);
    }
    if (classes & WORD_UNIT && !name_index(next_field(lex, &p, end), kind_of, FIGURE_AGE + 1, &word->kind))
        return false;
    if (classes & (WORD_UNIT | WORD_CURRENCY)) {
        word->currency = or_null(next_field(lex, &p, end));
        word->unit = or_null(next_field(lex, &p, end));
        word->unit_traditional = or_null(next_field(lex, &p, end));
    }
    return true;
}

static bool read_line(struct figure_lexicon *lex, const struct word_file *file, const char *p,
                      const char *end, unsigned line, struct fault *fault)
{
    if (p == end || *p == '#' || ((*p == '+' || *p == '-') && end - p > 1 && p[1] == ' '))
        return true;
    const char *tab = memchr(p, '\t', (size_t)(end - p));
    const char *stop = tab != NULL ? tab : end;
    uint16_t c[WORD_CHARS_MAX];
    size_t n = fold_word(lex, p, stop, c);
    if (n == 0 || lex->word_count >= WORDS_MAX)
        return fault_set(fault, FAULT_INPUT, "word too long or too many words: '%s' line %u", file->name,
                         line);
    struct word *word = add_word(lex, c, n, file->classes);
    if (word == NULL)
        return fault_set(fault, FAULT_MEMORY, "no memory for the figure lexicon");
    bool known = read_fields(lex, word, file->classes, tab != NULL ? tab + 1 : end, end);
    if (lex->memory.full)
        return fault_set(fault, FAULT_MEMORY, "no memory for the figure lexicon");
    if (!known)
        return fault_set(fault, FAULT_INPUT, "unknown kind or qualifier: '%s' line %u", file->name, line);
    return true;
}

/* One line of traditional.txt: the Traditional character, a tab, the Simplified one. */
static bool read_pair(struct figure_lexicon *lex, const char *p, const char *end)
{
    if (p == end || *p == '#')
        return true;
    uint32_t from = utf8_next(&p, end);
    if (p == end || *p++ != '\t' || p == end)
        return false;
    uint32_t to = utf8_next(&p, end);
    if (p != end || from >= PLANE || to >= PLANE)
        return false;
    lex->fold[from] = (uint16_t)to;
    return true;
}

static bool read_file(struct figure_lexicon *lex, const char *folder, const struct word_file *file,
                      struct fault *fault)
{
    struct buf path, bytes;
    buf_init(&path, 4096);
    buf_init(&bytes, FILE_MAX);
    buf_printf(&path, "%s/%s", folder, file->name);
    bool ok =
        buf_check(&path, "the path of the figure lexicon", fault) && file_read_path(path.data, &bytes, fault);
    unsigned line = 0;
    for (const char *p = bytes.data, *end = ok ? p + bytes.len : p; ok && p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        const char *stop = nl != NULL ? nl : end;
        line++;
        if (file->classes != 0)
            ok = read_line(lex, file, p, stop, line, fault);
        else if (!read_pair(lex, p, stop))
            ok = fault_set(fault, FAULT_INPUT, "not a pair of characters: '%s' line %u", file->name, line);
        p = nl != NULL ? nl + 1 : end;
    }
    buf_free(&bytes);
    buf_free(&path);
    return ok;
}

struct figure_lexicon *figure_lexicon_load(const char *folder, struct fault *fault)
{
    static const struct word_file pairs = {"traditional.txt", 0};
    struct figure_lexicon *lex = calloc(1, sizeof *lex);
    if (lex == NULL) {
        fault_set(fault, FAULT_MEMORY, "no memory for the figure lexicon");
        return NULL;
    }
    arena_init(&lex->memory, MEMORY_MAX);
    for (uint32_t cp = 0; cp < PLANE; cp++)
        lex->fold[cp] = fold_form(cp);
    for (uint32_t c = 0; c < PLANE; c++)
        if (glyph_begins_numeral((uint16_t)c))
            lex->begins[c] |= WORD_NUMERAL;
    bool ok = read_file(lex, folder, &pairs, fault);
    for (size_t i = 0; ok && i < sizeof word_files / sizeof *word_files; i++)
        ok = read_file(lex, folder, &word_files[i], fault);
    if (!ok) {
        figure_lexicon_free(lex);
        return NULL;
    }
    return lex;
}

void figure_lexicon_free(struct figure_lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    arena_free(&lexicon->memory);
    free(lexicon->edges);
    free(lexicon);
}
