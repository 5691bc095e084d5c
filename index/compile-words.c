/* compile-words - writes words.bin (dictionary.h) from jieba's dictionary and
 * our own list of words, at build time.
 *
 *     compile-words fold.bin words.bin dict.txt words.txt...
 *
 * dict.txt: "word frequency tag" a line.  words.txt: "word<TAB>reason"; each
 * of them counts as often as USER_FREQUENCY so that it is kept whole.  Words
 * are folded; of several that fold to one the frequencies are added. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"
#include "index/dictionary.h"

enum { SLOTS = 1 << 20, WORD_CHARACTERS = 16, USER_FREQUENCY = 30000 };

struct build {
    struct fold_file *fold;
    struct words_file *file;
    double *frequency; /* of each node */
    uint32_t nodes;
    double total;
};

static uint32_t *first_node(struct build *b, uint16_t character)
{
    return &b->file->first[character];
}

static struct word_slot *slot_of(struct build *b, uint32_t parent, uint16_t character)
{
    uint32_t i = word_hash(parent, character) & (SLOTS - 1);
    while (b->file->slots[i].parent != 0 &&
           !(b->file->slots[i].parent == parent && b->file->slots[i].character == character))
        i = (i + 1) & (SLOTS - 1);
    return &b->file->slots[i];
}

static uint32_t child_of(struct build *b, uint32_t parent, uint16_t character)
{
    struct word_slot *s = slot_of(b, parent, character);
    if (s->parent == 0) {
        s->parent = parent;
        s->character = character;
        s->child = ++b->nodes;
    }
    return s->child;
}

static void add_word(struct build *b, const char *word, size_t len, double frequency)
{
    uint16_t characters[WORD_CHARACTERS];
    size_t n = 0;
    const char *p = word, *end = word + len;
    while (p < end) {
        uint32_t cp = utf8_next(&p, end);
        uint32_t to = cp < 0x10000 ? b->fold->fold[cp] : FOLD_BEYOND;
        if (n == WORD_CHARACTERS || to == FOLD_BEYOND || b->fold->class[to] == CLASS_GAP)
            return; /* too long, rare, or nothing that a run can hold */
        characters[n++] = (uint16_t)to;
    }
    if (n == 0 || b->nodes + n >= SLOTS - SLOTS / 4)
        return;
    uint32_t *first = first_node(b, characters[0]);
    if (*first == 0)
        *first = ++b->nodes;
    uint32_t node = *first;
    for (size_t i = 1; i < n; i++)
        node = child_of(b, node, characters[i]);
    b->file->word_count += b->frequency[node] <= 0;
    b->frequency[node] += frequency;
    b->total += frequency;
}

static void take_line(struct build *b, const struct buf *line, bool own)
{
    const char *stop = line->len ? memchr(line->data, own ? '\t' : ' ', line->len) : NULL;
    size_t len = stop ? (size_t)(stop - line->data) : line->len;
    if (len == 0 || (own && line->data[0] == '#'))
        return;
    double frequency = own ? USER_FREQUENCY : stop ? strtod(stop + 1, NULL) : 1;
    add_word(b, line->data, len, frequency < 1 ? 1 : frequency);
}

static bool read_words(struct build *b, const char *path, bool own, struct fault *fault)
{
    FILE *in = file_open(path, fault);
    if (!in)
        return false;
    struct line_reader r;
    lines_open(&r, in, path, 65536);
    enum line_status status;
    while ((status = lines_next(&r, fault)) == LINE_OK)
        take_line(b, &r.line, own);
    lines_close(&r);
    file_close(in);
    return status == LINE_END;
}

static uint16_t cost_of(const struct build *b, uint32_t node)
{
    if (node == 0 || b->frequency[node] <= 0)
        return 0;
    double cost = -1000 * log(b->frequency[node] / b->total);
    return cost < 1 ? 1 : cost > 60000 ? 60000 : (uint16_t)lrint(cost);
}

static void set_costs(struct build *b)
{
    for (size_t i = 0; i < 65536; i++)
        b->file->first_cost[i] = cost_of(b, b->file->first[i]);
    for (size_t i = 0; i < SLOTS; i++)
        b->file->slots[i].cost = cost_of(b, b->file->slots[i].child);
    for (size_t i = 0; i < DICTIONARY_MAGIC_BYTES; i++)
        b->file->magic[i] = WORDS_MAGIC[i];
    b->file->slot_count = SLOTS;
    b->file->sum = digest_crc32(b->file->slots, SLOTS * sizeof b->file->slots[0]);
}

static bool compile(struct build *b, int argc, char **argv, struct fault *fault)
{
    struct buf fold;
    buf_init(&fold, 1 << 22);
    bool ok = file_read_path(argv[1], &fold, fault);
    if (ok && fold.len < sizeof *b->fold)
        ok = fault_set(fault, FAULT_DAMAGE, "'%s' is cut short", argv[1]);
    size_t size = sizeof *b->file + SLOTS * sizeof b->file->slots[0];
    b->file = calloc(1, size);
    b->frequency = calloc(SLOTS, sizeof *b->frequency);
    b->fold = malloc(fold.len ? fold.len : 1);
    if (!b->file || !b->frequency || !b->fold)
        ok = fault_set(fault, FAULT_MEMORY, "no memory");
    if (ok && b->fold && fold.data)
        memcpy(b->fold, fold.data, fold.len);
    for (int i = 3; ok && i < argc; i++)
        ok = read_words(b, argv[i], i > 3, fault);
    if (ok) {
        set_costs(b);
        ok = file_write_atomic(argv[2], b->file, size, fault);
    }
    buf_free(&fold);
    return ok;
}

int main(int argc, char **argv)
{
    struct fault fault = {.code = FAULT_NONE};
    if (argc < 4) {
        fputs("usage: compile-words fold.bin words.bin dict.txt [words.txt...]\n", stderr);
        return EXIT_USAGE;
    }
    struct build b = {.total = 0};
    bool ok = compile(&b, argc, argv, &fault);
    if (!ok)
        fprintf(stderr, "compile-words: %s\n", fault.text);
    free(b.fold);
    free(b.file);
    free(b.frequency);
    return ok ? EXIT_DONE : fault_exit_status(fault.code);
}
