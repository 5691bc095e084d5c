#include "index/terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "index/dictionary.h"

/* Costs are -1000 ln p.  A character that no word begins with costs more than
 * any word; a token that is no word costs as much as a rare one. */
enum {
    COST_UNKNOWN = 20000,
    COST_TOKEN = 12000,
    WORD_MAX = 16,
    TERM_ROOM = TERM_MAX + 16,
    BEGINS_BITS = 65536,
    BYTES_MAX = 1 << 30
};

/* A character of the text and the best way to cut from here to the end of its run. */
struct cell {
    uint32_t cp;
    uint32_t best; /* cost */
    uint8_t class; /* enum character_class */
    uint8_t step;  /* characters of the best first word */
    bool known;    /* that word stands in the dictionary */
};

struct cutting {
    const struct dictionary *dictionary;
    const char *prefix;
    size_t prefix_len;
    enum terms_use use;
    struct term_list *list;
    struct cell *cells;
    size_t count;
};

void term_list_init(struct term_list *list)
{
    *list = (struct term_list){.len = 0};
    buf_init(&list->bytes, BYTES_MAX);
}

void term_list_free(struct term_list *list)
{
    free(list->items);
    free(list->lattice);
    buf_free(&list->bytes);
    term_list_init(list);
}

void term_list_clear(struct term_list *list)
{
    list->len = 0;
    buf_clear(&list->bytes);
}

static bool out_of_memory(struct fault *fault)
{
    return fault_set(fault, FAULT_MEMORY, "no memory for terms");
}

static struct term *new_term(struct term_list *list, const char *bytes, size_t len)
{
    if (list->len == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 256;
        struct term *items = realloc(list->items, cap * sizeof *items);
        if (!items)
            return NULL;
        list->items = items;
        list->cap = cap;
    }
    struct term *t = &list->items[list->len];
    *t = (struct term){.at = (uint32_t)list->bytes.len, .len = (uint8_t)len};
    if (!buf_append(&list->bytes, bytes, len) || !buf_putc(&list->bytes, '\0'))
        return NULL;
    list->len++;
    return t;
}

/* A term of at most TERM_MAX bytes: a longer one keeps its beginning, to the
 * end of a character, and ends in a hash of the whole. */
static struct term *bounded_term(struct term_list *list, const char *bytes, size_t len)
{
    enum { HASH_DIGITS = 16 };
    if (len <= TERM_MAX)
        return new_term(list, bytes, len);
    char term[TERM_ROOM];
    uint64_t hash = digest_fnv1a(bytes, len);
    size_t keep = TERM_MAX - HASH_DIGITS;
    while (keep > 0 && ((unsigned char)bytes[keep] & 0xC0) == 0x80)
        keep--;
    memcpy(term, bytes, keep);
    for (int i = 0; i < HASH_DIGITS; i++)
        term[keep++] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    return new_term(list, term, keep);
}

bool term_whole(const char *prefix, const char *value, size_t len, struct term_list *list,
                struct fault *fault)
{
    struct buf whole;
    buf_init(&whole, BYTES_MAX);
    buf_puts(&whole, prefix);
    buf_append(&whole, value, len);
    bool ok = buf_ok(&whole) && bounded_term(list, whole.data ? whole.data : "", whole.len);
    buf_free(&whole);
    return ok || out_of_memory(fault);
}

/* ------------------------------------------------------------- terms of a run */

/* The characters [start, end) as a term, `mark` between prefix and text. */
static bool add(struct cutting *c, enum term_kind kind, const char *mark, size_t start, size_t end)
{
    char bytes[TERM_ROOM + 4 * WORD_MAX];
    size_t len = c->prefix_len;
    memcpy(bytes, c->prefix, len);
    for (; *mark; mark++)
        bytes[len++] = *mark;
    for (size_t i = start; i < end; i++)
        len += utf8_encode(c->cells[i].cp, bytes + len);
    struct term *t = bounded_term(c->list, bytes, len);
    if (!t)
        return false;
    t->kind = (uint8_t)kind;
    t->start = (uint32_t)start;
    t->end = (uint32_t)end;
    return true;
}

static const char *pair_mark(const struct cell *first)
{
    return first->class == CLASS_CJK ? "" : "B";
}

static bool add_pairs(struct cutting *c, size_t start, size_t end)
{
    for (size_t i = start; i + 1 < end; i++) {
        if (!add(c, TERM_PAIR, pair_mark(&c->cells[i]), i, i + 2))
            return false;
    }
    return true;
}

static bool add_single(struct cutting *c, size_t at)
{
    return add(c, TERM_SINGLE, pair_mark(&c->cells[at]), at, at + 1);
}

/* ---------------------------------------------------------------- singles */

static void mark(struct cutting *c, uint32_t cp)
{
    c->list->begins[cp % BEGINS_BITS / 8] |= (uint8_t)(1u << cp % 8);
}

static bool marked(const struct cutting *c, uint32_t cp)
{
    return c->list->begins[cp % BEGINS_BITS / 8] >> cp % 8 & 1;
}

/* The characters that begin a pair somewhere in the text. */
static void mark_beginnings(struct cutting *c)
{
    memset(c->list->begins, 0, sizeof c->list->begins);
    for (size_t i = 0; i + 1 < c->count; i++) {
        if (c->cells[i].class != CLASS_GAP && c->cells[i + 1].class != CLASS_GAP &&
            c->cells[i].cp < BEGINS_BITS)
            mark(c, c->cells[i].cp);
    }
}

/* The last character of a run, unless the text has a pair that begins with it. */
static bool add_last(struct cutting *c, size_t at)
{
    uint32_t cp = c->cells[at].cp;
    if (cp < BEGINS_BITS && marked(c, cp))
        return true;
    mark(c, cp);
    return add_single(c, at);
}

/* ---------------------------------------------------------------- tokens */

static bool is_digit(const struct cell *c)
{
    return c->cp >= '0' && c->cp <= '9';
}

/* A point or comma between digits: 1.17, 2,770. */
static bool joins_digits(const struct cutting *c, size_t i)
{
    return i > 0 && i + 1 < c->count && (c->cells[i].cp == '.' || c->cells[i].cp == ',') &&
           is_digit(&c->cells[i - 1]) && is_digit(&c->cells[i + 1]);
}

static size_t token_end(const struct cutting *c, size_t i)
{
    while (i < c->count && (c->cells[i].class == CLASS_TOKEN || joins_digits(c, i)))
        i++;
    return i;
}

/* Whether the string itself shows where the token ends on a side: a document
 * that goes on there with a letter, digit or digit-joining sign has another token. */
static bool bounds_token(const struct cutting *c, size_t at)
{
    return c->cells[at].class != CLASS_TOKEN && c->cells[at].cp != '.' && c->cells[at].cp != ',';
}

static bool add_token(struct cutting *c, size_t start, size_t end)
{
    struct buf token;
    buf_init(&token, BYTES_MAX);
    buf_append(&token, c->prefix, c->prefix_len);
    for (size_t i = start; i < end; i++) {
        char bytes[4];
        if (c->cells[i].cp != ',')
            buf_append(&token, bytes, utf8_encode(c->cells[i].cp, bytes));
    }
    struct term *t = buf_ok(&token) ? bounded_term(c->list, token.data, token.len) : NULL;
    buf_free(&token);
    if (!t)
        return false;
    t->kind = TERM_TOKEN;
    t->start = (uint32_t)start;
    t->end = (uint32_t)end;
    return true;
}

static bool cut_tokens(struct cutting *c)
{
    size_t i = 0;
    while (i < c->count) {
        size_t end = token_end(c, i);
        if (end == i) {
            i++;
            continue;
        }
        bool bounded = i > 0 && end < c->count && bounds_token(c, i - 1) && bounds_token(c, end);
        if ((c->use != TERMS_REQUIRED || bounded) && !add_token(c, i, end))
            return false;
        i = end;
    }
    return true;
}

/* ----------------------------------------------------------------- words */

/* The cheapest first step from cell i, cells behind it being done. */
static void step_from(const struct cutting *c, size_t i, size_t end)
{
    const struct words_file *w = c->dictionary->words;
    struct cell *cell = &c->cells[i];
    uint32_t behind = i + 1 < end ? c->cells[i + 1].best : 0;
    uint32_t node = cell->cp <= 0xFFFF ? w->first[cell->cp] : 0;
    uint16_t cost = node ? w->first_cost[cell->cp] : 0;
    cell->step = 1;
    cell->known = cost != 0;
    cell->best = behind + (cost ? cost : COST_UNKNOWN);
    for (size_t j = i + 1; node != 0 && j < end && j - i < WORD_MAX; j++) {
        node = word_step(w, node, c->cells[j].cp, &cost);
        if (node == 0 || cost == 0)
            continue;
        uint32_t total = cost + (j + 1 < end ? c->cells[j + 1].best : 0);
        if (total < cell->best) {
            cell->best = total;
            cell->step = (uint8_t)(j + 1 - i);
            cell->known = true;
        }
    }
}

/* A token that the dictionary does not know is one step of its own. */
static void step_over_token(const struct cutting *c, size_t start, size_t end, size_t run_end)
{
    struct cell *cell = &c->cells[start];
    uint32_t total = COST_TOKEN + (end < run_end ? c->cells[end].best : 0);
    if (end - start > 1 && end - start <= UINT8_MAX && total < cell->best) {
        cell->best = total;
        cell->step = (uint8_t)(end - start);
        cell->known = false;
    }
}

static void weigh_run(const struct cutting *c, size_t start, size_t end)
{
    size_t token = end;
    for (size_t i = end; i-- > start;) {
        step_from(c, i, end);
        if (c->cells[i].class != CLASS_TOKEN)
            token = i;
        else if (i == start || c->cells[i - 1].class != CLASS_TOKEN)
            step_over_token(c, i, token, end);
    }
}

/* Words of three characters and more; for ranking also pairs that are words,
 * and the pairs of characters that no word holds together. */
static bool add_words(struct cutting *c, size_t start, size_t end)
{
    bool ranked = c->use == TERMS_RANKED;
    size_t loose = start; /* single characters from here to i */
    bool ok = true;
    for (size_t i = start; ok && i < end;) {
        const struct cell *cell = &c->cells[i];
        bool alone = cell->step == 1 && cell->class == CLASS_CJK;
        if (!alone && ranked)
            ok = add_pairs(c, loose, i);
        if (ok && cell->known && cell->step >= 3)
            ok = add(c, TERM_WORD, "W", i, i + cell->step);
        else if (ok && ranked && cell->known && cell->step == 2)
            ok = add_pairs(c, i, i + 2);
        i += cell->step;
        if (!alone)
            loose = i;
    }
    return ok && (!ranked || add_pairs(c, loose, end));
}

/* ------------------------------------------------------------------ cutting */

static bool cut_run(struct cutting *c, size_t start, size_t end)
{
    if (c->use != TERMS_RANKED && !add_pairs(c, start, end))
        return false;
    if (c->use == TERMS_INDEX && !add_last(c, end - 1))
        return false;
    if (c->use == TERMS_REQUIRED)
        return true;
    weigh_run(c, start, end);
    return add_words(c, start, end);
}

/* A string of which no term can be told but its last character: any term that begins with it. */
static bool cut_lonely(struct cutting *c, size_t before)
{
    size_t last = c->count;
    if (c->use == TERMS_INDEX || c->list->len > before || last == 0 || c->cells[last - 1].class == CLASS_GAP)
        return true;
    if (!add_single(c, last - 1))
        return false;
    c->list->items[c->list->len - 1].open = true;
    return true;
}

static bool read_cells(struct cutting *c, const char *folded, size_t len)
{
    struct term_list *list = c->list;
    if (list->room < len + 1) {
        struct cell *cells = realloc(list->lattice, (len + 1) * sizeof *cells);
        if (!cells)
            return false;
        list->lattice = cells;
        list->room = len + 1;
    }
    c->cells = list->lattice;
    const char *p = folded, *end = folded + len;
    while (p < end) {
        struct cell *cell = &c->cells[c->count++];
        *cell = (struct cell){.cp = utf8_next(&p, end)};
        cell->class = (uint8_t)character_class(c->dictionary, cell->cp);
    }
    return true;
}

static size_t run_end(const struct cutting *c, size_t i)
{
    while (i < c->count && c->cells[i].class != CLASS_GAP)
        i++;
    return i;
}

bool terms_cut(const struct dictionary *dictionary, const char *folded, size_t len, const char *prefix,
               enum terms_use use, struct term_list *list, struct fault *fault)
{
    struct cutting c = {dictionary, prefix, strlen(prefix), use, list, NULL, 0};
    size_t before = list->len;
    bool ok = read_cells(&c, folded, len);
    if (ok && use == TERMS_INDEX)
        mark_beginnings(&c);
    for (size_t i = 0; ok && i < c.count;) {
        size_t end = run_end(&c, i);
        if (end > i)
            ok = cut_run(&c, i, end);
        i = end > i ? end : i + 1;
    }
    ok = ok && cut_tokens(&c) && cut_lonely(&c, before);
    return ok || out_of_memory(fault);
}

const char *term_shown(const char *term, size_t len, size_t *shown_len)
{
    size_t i = 0;
    while (i < len && term[i] >= 'A' && term[i] <= 'Z')
        i++;
    *shown_len = len - i;
    return term + i;
}

bool words_cut(const struct dictionary *dictionary, const char *folded, size_t len, struct word **words,
               size_t *count, struct fault *fault)
{
    struct term_list list;
    term_list_init(&list);
    struct cutting c = {dictionary, "", 0, TERMS_RANKED, &list, NULL, 0};
    bool ok = read_cells(&c, folded, len);
    *words = ok ? calloc(c.count + 1, sizeof **words) : NULL;
    *count = 0;
    for (size_t i = 0; *words && i < c.count;) {
        size_t end = run_end(&c, i);
        weigh_run(&c, i, end);
        for (; i < end; i += c.cells[i].step)
            (*words)[(*count)++] =
                (struct word){(uint32_t)i, (uint32_t)(i + c.cells[i].step), c.cells[i].known};
        i = end + 1;
    }
    term_list_free(&list);
    return *words || out_of_memory(fault);
}
