#include "extract/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

enum {
    PATTERNS_MAX = 4096,
    PIECES_MAX = 8,     /* of one pattern, between its stars */
    PIECE_SYMBOLS = 64, /* of one piece */
    NAMES_MAX = 512,    /* of boxes */
    NAME_LETTERS = 24,
    HITS_MAX = 48,  /* patterns complete in one line; more are ignored */
    SHORT_GAP = 12, /* letters and signs under * */
    LONG_GAP = 60,  /* … under ** */
    LINE_BYTES_MAX = 4096,
    FILE_BYTES_MAX = 1 << 20
};

/* What the fold table holds for a code point: a symbol (0: in no pattern)
 * with SIGN set where it is not a letter, or SKIP where it is dropped. */
enum { SIGN = 0x8000, SKIP = 0xFFFF, SYMBOL_MASK = 0x7FFF };

struct piece {
    uint16_t pattern, index;
    uint16_t len, letters; /* in symbols */
    uint16_t gap;          /* allowed between it and the piece before, or the start */
    uint32_t next;         /* another piece that ends in the same node, index + 1 */
};

struct pattern {
    uint32_t first_piece;
    uint16_t pieces;
    bool from_start, to_end, word;
    uint16_t max, ends, line;
    uint16_t letters;
    uint8_t role;
    char why[24];
};

struct node {
    uint32_t child, sibling, fail, exit; /* exit: nearest suffix that ends pieces */
    uint32_t piece;                      /* index + 1 of the first piece that ends here */
    uint16_t symbol;
};

/* A word in the class or id of a box. */
struct name {
    char letters[NAME_LETTERS];
    uint8_t len, role;
    bool open_start, open_end; /* *name, name* */
    char why[24];
};

struct lexicon {
    uint16_t fold[0x10000];
    uint16_t *forms; /* while loading: the form each code point is read as, 0 = dropped */
    uint16_t symbols;
    uint16_t max; /* largest %max */
    uint32_t root[SYMBOL_MASK];
    struct pattern *patterns;
    size_t pattern_count, pattern_cap;
    struct piece *pieces;
    size_t piece_count, piece_cap;
    struct node *nodes;
    size_t node_count, node_cap;
    struct name names[NAMES_MAX];
    size_t name_count;
};

/* How far a pattern has come in the line under scan. */
struct progress {
    uint32_t stamp; /* of the line that it belongs to */
    uint16_t done;  /* pieces seen */
    uint16_t begin; /* letters before the first piece */
    uint32_t at;    /* position behind the last piece */
};

struct hit {
    uint16_t pattern;
    uint16_t begin, end; /* in letters */
};

struct lexicon_scan {
    uint32_t stamp;
    size_t hits;
    struct hit hit[HITS_MAX];
    uint32_t covered_from, covered_to; /* the last stretch of letters that words cover */
    uint32_t covered;
    uint32_t by_role[ROLE_COUNT];
    const char *word_why[ROLE_COUNT];
    struct progress progress[];
};

/* ---------------------------------------------------------------- folding */

static bool is_ornament(uint32_t cp)
{
    static const uint32_t dropped[] = {'"',    '\'',   '*',    '=',    '^',    '_',    '`',    '|',
                                       '~',    0xA0,   0xAB,   0xB7,   0xBB,   0x2018, 0x2019, 0x201C,
                                       0x201D, 0x2022, 0x2026, 0x2027, 0x203B, 0x300A, 0x300B, 0x300C,
                                       0x300D, 0x300E, 0x300F, 0x30FB, 0x4E28, 0xFF5C, 0xFFE8};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        if (dropped[i] == cp)
            return true;
    }
    if (cp == 0x25B2 || cp == 0x25B3 || cp == 0x25BC) /* ▲ △ ▼ mark captions */
        return false;
    return utf8_is_space(cp) || utf8_is_zero_width(cp) || (cp >= 0x2190 && cp <= 0x21FF) ||
           (cp >= 0x2500 && cp <= 0x27BF) || cp < 0x20;
}

/* Brackets, colons and dashes of every shape to one each. */
static uint32_t plain_sign(uint32_t cp)
{
    static const struct {
        uint32_t from, to;
    } twins[] = {{'[', '('},    {'{', '('},    {0x3010, '('}, {0x3014, '('}, {0x3016, '('}, {']', ')'},
                 {'}', ')'},    {0x3011, ')'}, {0x3015, ')'}, {0x3017, ')'}, {0x2236, ':'}, {0xFE30, ':'},
                 {0xFE55, ':'}, {0x2010, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2015, '-'}, {0x2212, '-'},
                 {'\\', '/'},   {0x2215, '/'}, {0x203A, '>'}};
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
        if (twins[i].from == cp)
            return twins[i].to;
    }
    return cp;
}

/* The character a code point is read as; 0 when it is dropped. */
static uint32_t fold_character(uint32_t cp)
{
    cp = plain_sign(utf8_half_width(cp));
    if (is_ornament(cp))
        return 0;
    if (cp >= 'A' && cp <= 'Z')
        return cp + 32;
    return cp >= '0' && cp <= '9' ? '0' : cp;
}

static bool is_sign(uint32_t cp)
{
    if (cp < 0x80)
        return !((cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z'));
    return (cp >= 0xA0 && cp < 0xC0) || (cp >= 0x2000 && cp < 0x2E80) ||
           (cp >= 0x3000 && cp < 0x3030 && cp != 0x3005 && cp != 0x3007) || (cp >= 0xFE10 && cp < 0xFF00) ||
           cp >= 0xFF00;
}

/* What each code point is read as, before symbols are given out. */
static bool fill_forms(struct lexicon *lexicon)
{
    lexicon->forms = malloc(0x10000 * sizeof *lexicon->forms);
    for (uint32_t cp = 0; lexicon->forms && cp < 0x10000; cp++)
        lexicon->forms[cp] = (uint16_t)fold_character(cp);
    return lexicon->forms != NULL;
}

/* The symbol of a pattern's character, a new one where it has none yet. */
static uint16_t symbol_of(struct lexicon *lexicon, uint32_t cp)
{
    uint16_t form = cp < 0x10000 ? lexicon->forms[cp] : 0;
    if (form == 0)
        return SKIP;
    if (lexicon->fold[form] == 0)
        lexicon->fold[form] = ++lexicon->symbols | (is_sign(form) ? SIGN : 0);
    return lexicon->fold[form];
}

/* Lets all forms of a character share its symbol; ends the loading. */
static void spread_symbols(struct lexicon *lexicon)
{
    for (uint32_t cp = 0; cp < 0x10000; cp++) {
        uint16_t form = lexicon->forms[cp];
        if (form == 0)
            lexicon->fold[cp] = SKIP;
        else if (form != cp && lexicon->fold[form])
            lexicon->fold[cp] = lexicon->fold[form];
        else if (lexicon->fold[cp] == 0)
            lexicon->fold[cp] = is_sign(form) ? SIGN : 0;
    }
    free(lexicon->forms);
    lexicon->forms = NULL;
}

/* ------------------------------------------------------------ the automaton */

static void *grow(void *items, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return items;
    size_t cap_new = *cap ? *cap * 2 : 256;
    void *more = realloc(items, cap_new * size);
    if (more)
        *cap = cap_new;
    return more;
}

static uint32_t node_new(struct lexicon *lexicon, uint16_t symbol)
{
    struct node *nodes = grow(lexicon->nodes, &lexicon->node_cap, lexicon->node_count + 1, sizeof *nodes);
    if (!nodes)
        return 0;
    lexicon->nodes = nodes;
    nodes[lexicon->node_count] = (struct node){.symbol = symbol};
    return (uint32_t)lexicon->node_count++;
}

static uint32_t child_of(const struct lexicon *lexicon, uint32_t node, uint16_t symbol)
{
    uint32_t child = lexicon->nodes[node].child;
    while (child && lexicon->nodes[child].symbol != symbol)
        child = lexicon->nodes[child].sibling;
    return child;
}

static bool add_piece(struct lexicon *lexicon, const uint16_t *symbols, const struct piece *piece)
{
    uint32_t node = 0;
    for (uint16_t i = 0; i < piece->len; i++) {
        uint32_t child = child_of(lexicon, node, symbols[i]);
        if (!child) {
            child = node_new(lexicon, symbols[i]);
            if (!child)
                return false;
            lexicon->nodes[child].sibling = lexicon->nodes[node].child;
            lexicon->nodes[node].child = child;
        }
        node = child;
    }
    struct piece *pieces =
        grow(lexicon->pieces, &lexicon->piece_cap, lexicon->piece_count + 1, sizeof *pieces);
    if (!pieces)
        return false;
    lexicon->pieces = pieces;
    pieces[lexicon->piece_count] = *piece;
    pieces[lexicon->piece_count].next = lexicon->nodes[node].piece;
    lexicon->nodes[node].piece = (uint32_t)++lexicon->piece_count;
    return true;
}

static uint32_t step(const struct lexicon *lexicon, uint32_t node, uint16_t symbol)
{
    while (node) {
        uint32_t child = child_of(lexicon, node, symbol);
        if (child)
            return child;
        node = lexicon->nodes[node].fail;
    }
    return lexicon->root[symbol];
}

/* Breadth first, so that a node's fail link stands before it is needed. */
static bool link_nodes(struct lexicon *lexicon)
{
    uint32_t *queue = malloc(lexicon->node_count * sizeof *queue);
    if (!queue)
        return false;
    size_t head = 0, tail = 0;
    struct node *nodes = lexicon->nodes;
    for (uint32_t child = nodes[0].child; child; child = nodes[child].sibling) {
        lexicon->root[nodes[child].symbol] = child;
        queue[tail++] = child;
    }
    while (head < tail) {
        uint32_t node = queue[head++];
        for (uint32_t child = nodes[node].child; child; child = nodes[child].sibling) {
            uint32_t fail = step(lexicon, nodes[node].fail, nodes[child].symbol);
            nodes[child].fail = fail;
            nodes[child].exit = nodes[fail].piece ? fail : nodes[fail].exit;
            queue[tail++] = child;
        }
    }
    free(queue);
    return true;
}

/* ------------------------------------------------------- reading the lists */

struct source {
    struct lexicon *lexicon;
    const char *name; /* "share.txt" */
    unsigned line;
    enum role role;
    bool word, box;
    uint16_t max, ends;
};

static bool malformed(const struct source *s, const char *what, struct fault *fault)
{
    return fault_set(fault, FAULT_INPUT, "malformed lexicon '%s:%u': %s", s->name, s->line, what);
}

/* Reads the symbols of one piece, up to a star, a dollar or the end. */
static const char *read_piece(struct lexicon *lexicon, const char *p, const char *end, uint16_t *symbols,
                              struct piece *piece)
{
    while (p < end && *p != '*' && *p != '$' && piece->len < PIECE_SYMBOLS) {
        bool digit = *p >= '0' && *p <= '9';
        uint16_t value = symbol_of(lexicon, utf8_next(&p, end));
        if (value == SKIP)
            continue;
        symbols[piece->len++] = value & SYMBOL_MASK;
        piece->letters += !(value & SIGN);
        while (digit && p < end && *p >= '0' && *p <= '9')
            p++;
    }
    return p;
}

static bool read_pieces(const struct source *s, const char *p, const char *end, struct pattern *pattern,
                        struct fault *fault)
{
    struct lexicon *lexicon = s->lexicon;
    uint16_t symbols[PIECE_SYMBOLS];
    uint16_t gap = 0;
    for (; p < end && *p == '*'; p++) /* in front: how far from the start */
        gap = gap ? LONG_GAP : SHORT_GAP;
    while (p < end && *p != '$') {
        struct piece piece = {
            .pattern = (uint16_t)lexicon->pattern_count, .index = pattern->pieces, .gap = gap};
        p = read_piece(lexicon, p, end, symbols, &piece);
        if (piece.len == 0 || ++pattern->pieces > PIECES_MAX)
            return malformed(s, "an empty piece, or too many", fault);
        pattern->letters += piece.letters;
        if (!add_piece(lexicon, symbols, &piece))
            return fault_set(fault, FAULT_MEMORY, "no memory for the lexicon");
        for (gap = 0; p < end && *p == '*'; p++)
            gap = gap ? LONG_GAP : SHORT_GAP;
        if (gap && (p == end || *p == '$'))
            break;
    }
    pattern->to_end = p < end && *p == '$';
    if (pattern->to_end && p + 1 != end)
        return malformed(s, "text behind $", fault);
    if (gap) /* "…*$" says no more than the line's %max: what follows is free */
        pattern->to_end = false;
    return pattern->pieces > 0 || malformed(s, "an empty pattern", fault);
}

static bool read_pattern(const struct source *s, const char *p, const char *end, struct fault *fault)
{
    struct lexicon *lexicon = s->lexicon;
    if (lexicon->pattern_count == PATTERNS_MAX)
        return fault_set(fault, FAULT_LIMIT, "too many patterns in the lexicon, at '%s:%u'", s->name,
                         s->line);
    struct pattern *patterns =
        grow(lexicon->patterns, &lexicon->pattern_cap, lexicon->pattern_count + 1, sizeof *patterns);
    if (!patterns)
        return fault_set(fault, FAULT_MEMORY, "no memory for the lexicon");
    lexicon->patterns = patterns;
    struct pattern *pattern = &patterns[lexicon->pattern_count];
    *pattern = (struct pattern){
        .word = s->word, .max = s->max, .ends = s->ends, .role = (uint8_t)s->role, .line = (uint16_t)s->line};
    snprintf(pattern->why, sizeof pattern->why, "%.14s:%u", s->name, s->line);
    if (p < end && *p == '^') {
        pattern->from_start = true;
        p++;
    }
    if (!read_pieces(s, p, end, pattern, fault))
        return false;
    if (pattern->word && (pattern->pieces > 1 || pattern->from_start || pattern->to_end))
        return malformed(s, "a %word is plain text", fault);
    if (s->max > lexicon->max)
        lexicon->max = s->max;
    lexicon->pattern_count++;
    return true;
}

static bool read_name(const struct source *s, const char *p, const char *end, struct fault *fault)
{
    struct lexicon *lexicon = s->lexicon;
    if (lexicon->name_count == NAMES_MAX)
        return fault_set(fault, FAULT_LIMIT, "too many names of boxes, at '%s:%u'", s->name, s->line);
    struct name *name = &lexicon->names[lexicon->name_count];
    *name = (struct name){.role = (uint8_t)s->role};
    if (p < end && *p == '*') {
        name->open_start = true;
        p++;
    }
    for (; p < end && *p >= 'a' && *p <= 'z' && name->len < NAME_LETTERS; p++)
        name->letters[name->len++] = *p;
    if (p < end && *p == '*') {
        name->open_end = true;
        p++;
    }
    if (p != end || name->len == 0)
        return malformed(s, "a name of a box is lower-case letters", fault);
    snprintf(name->why, sizeof name->why, "%.14s:%u", s->name, s->line);
    lexicon->name_count++;
    return true;
}

static bool read_directive(struct source *s, const char *line, struct fault *fault)
{
    unsigned number = 0;
    if (strcmp(line, "%line") == 0 || strcmp(line, "%word") == 0 || strcmp(line, "%box") == 0) {
        s->word = line[1] == 'w';
        s->box = line[1] == 'b';
    } else if (sscanf(line, "%%max %5u", &number) == 1 && number > 0 && number <= 1000)
        s->max = (uint16_t)number;
    else if (sscanf(line, "%%ends %5u", &number) == 1 && number <= 10000)
        s->ends = (uint16_t)number;
    else
        return malformed(s, "unknown directive", fault);
    return true;
}

/* fold.txt: a character and the variants that are read as it. */
static void read_variants(struct lexicon *lexicon, const char *p, const char *end)
{
    if (p == end)
        return;
    uint32_t form = utf8_next(&p, end);
    while (p < end) {
        uint32_t variant = utf8_next(&p, end);
        if (variant < 0x10000)
            lexicon->forms[variant] = (uint16_t)form;
    }
}

static bool read_line(struct source *s, const char *line, size_t len, struct fault *fault)
{
    if (len == 0 || line[0] == '#')
        return true;
    if (utf8_valid_prefix(line, len) != len)
        return malformed(s, "not UTF-8", fault);
    if (s->role == ROLE_COUNT) {
        read_variants(s->lexicon, line, line + len);
        return true;
    }
    if (line[0] == '%')
        return read_directive(s, line, fault);
    const char *tab = memchr(line, '\t', len);
    const char *end = tab ? tab : line + len;
    return s->box ? read_name(s, line, end, fault) : read_pattern(s, line, end, fault);
}

static FILE *open_list(const char *dir, const char *name)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n > 0 && (size_t)n < sizeof path ? fopen(path, "rb") : NULL;
}

/* A role without a file has no patterns. */
static bool read_list(struct lexicon *lexicon, const char *dir, const char *name, enum role role,
                      struct fault *fault)
{
    FILE *in = open_list(dir, name);
    if (!in)
        return role != ROLE_COUNT ||
               fault_set_errno(fault, FAULT_IO, "cannot read lexicon '%s/%s'", dir, name);
    struct source s = {.lexicon = lexicon, .name = name, .role = role, .max = 60};
    struct line_reader r;
    enum line_status status = LINE_OK;
    bool ok = true;
    lines_open(&r, in, name, LINE_BYTES_MAX);
    while (ok && (status = lines_next(&r, fault)) == LINE_OK) {
        s.line = (unsigned)r.number;
        ok = read_line(&s, r.line.data ? r.line.data : "", r.line.len, fault);
    }
    lines_close(&r);
    fclose(in);
    return ok && status == LINE_END;
}

struct lexicon *lexicon_load(const char *dir, struct fault *fault)
{
    struct lexicon *lexicon = calloc(1, sizeof *lexicon);
    if (!lexicon) {
        fault_set(fault, FAULT_MEMORY, "no memory for the lexicon");
        return NULL;
    }
    node_new(lexicon, 0);
    bool ok = fill_forms(lexicon) && lexicon->node_count == 1 &&
              read_list(lexicon, dir, "fold.txt", ROLE_COUNT, fault);
    for (unsigned role = 0; ok && role < ROLE_COUNT; role++) {
        char name[32];
        snprintf(name, sizeof name, "%s.txt", role_name((enum role)role));
        ok = read_list(lexicon, dir, name, (enum role)role, fault);
    }
    if (!ok || !link_nodes(lexicon)) {
        fault_set(fault, FAULT_MEMORY, "no memory for the lexicon");
        lexicon_free(lexicon);
        return NULL;
    }
    spread_symbols(lexicon);
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    free(lexicon->patterns);
    free(lexicon->pieces);
    free(lexicon->nodes);
    free(lexicon->forms);
    free(lexicon);
}

size_t lexicon_patterns(const struct lexicon *lexicon)
{
    return lexicon->pattern_count;
}

/* ----------------------------------------------------------------- scanning */

struct lexicon_scan *lexicon_scan_new(const struct lexicon *lexicon, struct arena *arena)
{
    size_t size = sizeof(struct lexicon_scan) + lexicon->pattern_count * sizeof(struct progress);
    return arena_zalloc(arena, size);
}

/* Adds what the word covers and no word before it did. */
static void cover_word(struct lexicon_scan *scan, const struct pattern *pattern, uint32_t letters)
{
    uint32_t begin = letters - pattern->letters, more = 0;
    if (begin >= scan->covered_to) {
        more = pattern->letters;
        scan->covered_from = begin;
    } else {
        more = letters - scan->covered_to;
        if (begin < scan->covered_from) {
            more += scan->covered_from - begin;
            scan->covered_from = begin;
        }
    }
    scan->covered += more;
    scan->by_role[pattern->role] += more;
    if (more)
        scan->word_why[pattern->role] = pattern->why;
    scan->covered_to = letters;
}

static void complete(struct lexicon_scan *scan, uint16_t pattern, uint16_t begin, uint32_t letters)
{
    for (size_t i = scan->hits; i-- > 0;) {
        if (scan->hit[i].pattern == pattern) {
            scan->hit[i].end = (uint16_t)letters;
            return;
        }
    }
    if (scan->hits < HITS_MAX)
        scan->hit[scan->hits++] = (struct hit){pattern, begin, (uint16_t)letters};
}

/* A piece ends at `at`, `letters` letters into the line. */
static void meet_piece(const struct lexicon *lexicon, struct lexicon_scan *scan, const struct piece *piece,
                       uint32_t at, uint32_t letters)
{
    const struct pattern *pattern = &lexicon->patterns[piece->pattern];
    struct progress *progress = &scan->progress[piece->pattern];
    if (pattern->word) {
        cover_word(scan, pattern, letters);
        return;
    }
    if (progress->stamp != scan->stamp)
        *progress = (struct progress){.stamp = scan->stamp};
    uint32_t begin = at - piece->len;
    if (piece->index == 0) {
        uint32_t before = letters - piece->letters;
        if ((pattern->from_start && before > piece->gap) || progress->done > 1)
            return;
        progress->begin = (uint16_t)(letters - piece->letters);
        progress->done = 1;
    } else if (progress->done == piece->index || progress->done == piece->index + 1) {
        if (progress->done == piece->index && (begin < progress->at || begin - progress->at > piece->gap))
            return;
        progress->done = piece->index + 1;
    } else {
        return;
    }
    progress->at = at;
    if (progress->done == pattern->pieces)
        complete(scan, piece->pattern, progress->begin, letters);
}

static void meet_node(const struct lexicon *lexicon, struct lexicon_scan *scan, uint32_t node, uint32_t at,
                      uint32_t letters)
{
    if (!lexicon->nodes[node].piece)
        node = lexicon->nodes[node].exit;
    for (; node; node = lexicon->nodes[node].exit) {
        for (uint32_t p = lexicon->nodes[node].piece; p; p = lexicon->pieces[p - 1].next)
            meet_piece(lexicon, scan, &lexicon->pieces[p - 1], at, letters);
    }
}

/* The pass itself; returns how many letters the line has. */
static uint32_t scan_line(const struct lexicon *lexicon, struct lexicon_scan *scan, const char *text,
                          size_t len)
{
    const char *p = text, *end = text + len;
    uint32_t node = 0, at = 0, letters = 0;
    uint16_t digit = lexicon->fold['0'], before = 0;
    scan->stamp++;
    scan->hits = 0;
    scan->covered = scan->covered_from = scan->covered_to = 0;
    memset(scan->by_role, 0, sizeof scan->by_role);
    while (p < end) {
        uint32_t cp = utf8_next(&p, end);
        uint16_t value = cp < 0x10000 ? lexicon->fold[cp] : 0;
        bool repeated = value == digit && before == digit && digit != 0;
        before = value;
        if (value == SKIP || repeated)
            continue;
        at++;
        letters += !(value & SIGN);
        value &= SYMBOL_MASK;
        node = value ? step(lexicon, node, value) : 0;
        if (node)
            meet_node(lexicon, scan, node, at, letters);
    }
    return letters;
}

static bool holds(const struct pattern *pattern, const struct hit *hit, uint32_t letters)
{
    return letters <= pattern->max && (!pattern->to_end || hit->end == letters);
}

static void judge_lines(const struct lexicon *lexicon, const struct lexicon_scan *scan,
                        struct lexicon_reading *r)
{
    int best = -1;
    for (size_t i = 0; i < scan->hits; i++) {
        const struct pattern *pattern = &lexicon->patterns[scan->hit[i].pattern];
        if (!holds(pattern, &scan->hit[i], r->letters))
            continue;
        r->roles |= (uint64_t)1 << pattern->role;
        if (pattern->ends > r->ends)
            r->ends = pattern->ends;
        if (pattern->letters > best || (pattern->letters == best && pattern->role == ROLE_BODY)) {
            best = pattern->letters;
            r->role = pattern->role;
            r->why = pattern->why;
        }
    }
}

static void judge_words(const struct lexicon_scan *scan, struct lexicon_reading *r)
{
    uint32_t best = 0;
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        if (scan->by_role[role] > best) {
            best = scan->by_role[role];
            r->word_role = (uint8_t)role;
            r->word_why = scan->word_why[role];
        }
    }
    r->covered = scan->covered;
}

void lexicon_read(const struct lexicon *lexicon, struct lexicon_scan *scan, const char *text, size_t len,
                  struct lexicon_reading *reading)
{
    *reading = (struct lexicon_reading){.role = ROLE_COUNT, .word_role = ROLE_COUNT};
    if (len > (size_t)lexicon->max * 4)
        return;
    reading->letters = scan_line(lexicon, scan, text, len);
    judge_lines(lexicon, scan, reading);
    judge_words(scan, reading);
}

static bool fits(const struct name *name, const char *word, size_t len)
{
    if (len < name->len || (len > name->len && !name->open_start && !name->open_end))
        return false;
    bool head = memcmp(word, name->letters, name->len) == 0;
    bool tail = memcmp(word + len - name->len, name->letters, name->len) == 0;
    return len == name->len ? head : (name->open_end && head) || (name->open_start && tail);
}

static const struct name *find_name(const struct lexicon *lexicon, const char *value)
{
    for (const char *p = value; *p;) {
        size_t len = 0;
        while (p[len] >= 'a' && p[len] <= 'z')
            len++;
        for (size_t i = 0; len > 0 && i < lexicon->name_count; i++) {
            if (fits(&lexicon->names[i], p, len))
                return &lexicon->names[i];
        }
        p += len;
        while (*p && (*p < 'a' || *p > 'z'))
            p++;
    }
    return NULL;
}

enum role lexicon_box(const struct lexicon *lexicon, const char *cls, const char *id, const char **why)
{
    const struct name *name = id ? find_name(lexicon, id) : NULL;
    if (!name && cls)
        name = find_name(lexicon, cls);
    if (!name)
        return ROLE_COUNT;
    *why = name->why;
    return (enum role)name->role;
}

/* ----------------------------------------------------------------- examples */

static bool matches(const struct lexicon *lexicon, struct lexicon_scan *scan, size_t pattern,
                    const char *text, size_t len)
{
    uint32_t letters = scan_line(lexicon, scan, text, len);
    if (lexicon->patterns[pattern].word)
        return scan->covered >= lexicon->patterns[pattern].letters;
    for (size_t i = 0; i < scan->hits; i++) {
        if (scan->hit[i].pattern == pattern)
            return holds(&lexicon->patterns[pattern], &scan->hit[i], letters);
    }
    return false;
}

/* One line of a list: every field behind the pattern is an example. */
static size_t check_examples(const struct lexicon *lexicon, struct lexicon_scan *scan, size_t pattern,
                             const char *line, struct buf *report)
{
    size_t failed = 0, wanted = 0;
    const char *why = lexicon->patterns[pattern].why;
    for (const char *field = strchr(line, '\t'); field; field = strchr(field, '\t')) {
        field++;
        size_t len = strcspn(field, "\t");
        if (len < 3 || (field[0] != '+' && field[0] != '-') || field[1] != ' ') {
            buf_printf(report, "%s: '%.*s' is no example\n", why, (int)len, field);
            failed++;
            continue;
        }
        bool want = field[0] == '+';
        wanted += want;
        if (matches(lexicon, scan, pattern, field + 2, len - 2) != want) {
            buf_printf(report, "%s: %s '%.*s'\n", why, want ? "does not match" : "matches", (int)len - 2,
                       field + 2);
            failed++;
        }
    }
    if (wanted == 0)
        buf_printf(report, "%s: no example\n", why);
    return failed + (wanted == 0);
}

static size_t check_list(const struct lexicon *lexicon, struct lexicon_scan *scan, const char *dir,
                         const char *name, enum role role, struct buf *report)
{
    FILE *in = open_list(dir, name);
    if (!in)
        return 0;
    size_t failed = 0, pattern = 0;
    while (pattern < lexicon->pattern_count && lexicon->patterns[pattern].role != role)
        pattern++;
    struct line_reader r;
    lines_open(&r, in, name, LINE_BYTES_MAX);
    while (lines_next(&r, NULL) == LINE_OK) {
        if (pattern < lexicon->pattern_count && lexicon->patterns[pattern].role == role &&
            lexicon->patterns[pattern].line == r.number)
            failed += check_examples(lexicon, scan, pattern++, r.line.data, report);
    }
    lines_close(&r);
    fclose(in);
    return failed;
}

size_t lexicon_check(const struct lexicon *lexicon, const char *dir, struct buf *report, struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 16u << 20);
    struct lexicon_scan *scan = lexicon_scan_new(lexicon, &arena);
    size_t failed = 0;
    if (!scan) {
        fault_set(fault, FAULT_MEMORY, "no memory for the lexicon's examples");
        failed = 1;
    }
    for (unsigned role = 0; scan && role < ROLE_COUNT; role++) {
        char name[32];
        snprintf(name, sizeof name, "%s.txt", role_name((enum role)role));
        failed += check_list(lexicon, scan, dir, name, (enum role)role, report);
    }
    arena_free(&arena);
    return failed;
}
