/* compile-fold - writes fold.bin (dictionary.h) from the Unicode Character
 * Database and OpenCC's table of Traditional characters, at build time.
 *
 *     compile-fold UnicodeData.txt TSCharacters.txt fold.bin
 *
 * A character is decomposed while its decomposition is a single character,
 * put in lower case, and turned to Simplified (first choice of the table),
 * until nothing changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"
#include "index/dictionary.h"

enum { CHARACTERS = 0x30000, FIELDS = 15, ROUNDS = 8 };

struct tables {
    uint32_t single[CHARACTERS]; /* decomposition, lower case: 0 = none */
    uint32_t lower[CHARACTERS];
    uint32_t simplified[CHARACTERS];
    uint8_t class[CHARACTERS];
    struct fold_file *file;
};

static unsigned class_of(uint32_t cp, const char *category)
{
    bool letter = category[0] == 'L' || strcmp(category, "Nd") == 0;
    if (utf8_is_han(cp) || (letter && ((cp >= 0x3040 && cp < 0x3190) || (cp >= 0x31A0 && cp < 0x3200) ||
                                       (cp >= 0x1100 && cp < 0x1200) || (cp >= 0xAC00 && cp < 0xD7B0))))
        return CLASS_CJK;
    return letter ? CLASS_TOKEN : CLASS_GAP;
}

/* One line of UnicodeData.txt, its fields parted by semicolons (UAX #44). */
static void take_unicode(struct tables *t, char *line)
{
    char *field[FIELDS] = {line};
    size_t n = 1;
    for (char *p = line; *p && n < FIELDS; p++) {
        if (*p == ';') {
            *p = '\0';
            field[n++] = p + 1;
        }
    }
    unsigned long cp = strtoul(field[0], NULL, 16);
    if (n < FIELDS || cp >= CHARACTERS)
        return;
    t->class[cp] = (uint8_t)class_of((uint32_t)cp, field[2]);
    t->lower[cp] = (uint32_t)strtoul(field[13], NULL, 16);
    char *to = field[5];
    if (*to == '<')
        to = strchr(to, '>') ? strchr(to, '>') + 1 : to;
    char *rest;
    unsigned long single = strtoul(to, &rest, 16);
    if (single > 0 && single < CHARACTERS && *rest == '\0')
        t->single[cp] = (uint32_t)single;
}

/* "繁\t简 又一": the first choice. */
static void take_simplified(struct tables *t, const char *line, size_t len)
{
    uint32_t from, to;
    size_t n = utf8_decode(line, len, &from);
    if (n == 0 || n >= len || line[n] != '\t' || utf8_decode(line + n + 1, len - n - 1, &to) == 0)
        return;
    if (from < CHARACTERS && to < CHARACTERS)
        t->simplified[from] = to;
}

static bool read_lines(struct tables *t, const char *path, bool unicode, struct fault *fault)
{
    FILE *in = file_open(path, fault);
    if (!in)
        return false;
    struct line_reader r;
    lines_open(&r, in, path, 65536);
    enum line_status status;
    while ((status = lines_next(&r, fault)) == LINE_OK) {
        if (unicode && r.line.len > 0)
            take_unicode(t, r.line.data);
        else if (r.line.len > 0)
            take_simplified(t, r.line.data, r.line.len);
    }
    lines_close(&r);
    file_close(in);
    return status == LINE_END;
}

static uint32_t folded(const struct tables *t, uint32_t cp)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t before = cp;
        if (t->single[cp])
            cp = t->single[cp];
        if (t->lower[cp])
            cp = t->lower[cp];
        if (t->simplified[cp])
            cp = t->simplified[cp];
        if (cp == before)
            break;
    }
    return cp;
}

/* Ranges of ideographs and hangul are not listed one by one. */
static void fill_ranges(struct tables *t)
{
    for (uint32_t cp = 0x3400; cp < 0xD7A4; cp++) {
        if ((cp < 0xA000 && utf8_is_han(cp)) || cp >= 0xAC00)
            t->class[cp] = CLASS_CJK;
    }
}

static bool write_file(struct tables *t, const char *path, struct fault *fault)
{
    struct buf pairs, out;
    buf_init(&pairs, 1 << 20);
    buf_init(&out, 1 << 22);
    for (uint32_t cp = 0; cp < CHARACTERS; cp++) {
        uint32_t to = folded(t, cp);
        bool beyond = cp >= 0x10000 || to >= 0x10000;
        if (cp < 0x10000) {
            t->file->fold[cp] = beyond ? FOLD_BEYOND : (uint16_t)to;
            t->file->class[cp] = t->class[cp];
        }
        if (beyond && to != cp) {
            buf_append(&pairs, &cp, sizeof cp);
            buf_append(&pairs, &to, sizeof to);
            t->file->pair_count++;
        }
    }
    for (size_t i = 0; i < DICTIONARY_MAGIC_BYTES; i++)
        t->file->magic[i] = FOLD_MAGIC[i];
    t->file->sum = digest_crc32(t->file->fold, sizeof t->file->fold) ^
                   digest_crc32(t->file->class, sizeof t->file->class) ^ digest_crc32(pairs.data, pairs.len);
    buf_append(&out, t->file, sizeof *t->file);
    buf_append(&out, pairs.data, pairs.len);
    bool ok = buf_check(&pairs, "pairs", fault) && buf_check(&out, "fold.bin", fault) &&
              file_write_atomic(path, out.data, out.len, fault);
    buf_free(&pairs);
    buf_free(&out);
    return ok;
}

int main(int argc, char **argv)
{
    struct fault fault = {.code = FAULT_NONE};
    struct tables *t = calloc(1, sizeof *t);
    if (argc != 4) {
        fputs("usage: compile-fold UnicodeData.txt TSCharacters.txt fold.bin\n", stderr);
        free(t);
        return EXIT_USAGE;
    }
    bool ok = t && (t->file = calloc(1, sizeof *t->file));
    ok = ok && read_lines(t, argv[1], true, &fault) && read_lines(t, argv[2], false, &fault);
    if (ok)
        fill_ranges(t);
    ok = ok && write_file(t, argv[3], &fault);
    if (!ok)
        fprintf(stderr, "compile-fold: %s\n", fault.code ? fault.text : "no memory");
    if (t)
        free(t->file);
    free(t);
    return ok ? EXIT_DONE : fault_exit_status(fault.code);
}
