#include "index/dictionary.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/utf8.h"

static const void *map_file(const char *folder, const char *name, const char *magic, size_t least,
                            size_t *size, struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    buf_printf(&path, "%s/%s", folder, name);
    int fd = buf_ok(&path) ? open(path.data, O_RDONLY | O_CLOEXEC) : -1;
    struct stat st;
    const void *map = NULL;
    if (fd < 0 || fstat(fd, &st) != 0) {
        fault_set_errno(fault, FAULT_IO, "cannot read data file '%s/%s'", folder, name);
    } else if ((size_t)st.st_size < least) {
        fault_set(fault, FAULT_DAMAGE, "data file '%s/%s' is cut short", folder, name);
    } else {
        void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at == MAP_FAILED)
            fault_set_errno(fault, FAULT_IO, "cannot map data file '%s/%s'", folder, name);
        else if (memcmp(at, magic, DICTIONARY_MAGIC_BYTES) != 0) {
            fault_set(fault, FAULT_DAMAGE, "data file '%s/%s' is of another version", folder, name);
            munmap(at, (size_t)st.st_size);
        } else {
            *size = (size_t)st.st_size;
            map = at;
        }
    }
    if (fd >= 0)
        close(fd);
    buf_free(&path);
    return map;
}

static void unmap(const void *map, size_t size)
{
    union {
        const void *read_only;
        void *any;
    } at = {map};
    if (map)
        munmap(at.any, size);
}

/* Lengths as the headers say; and no search in a full table can go round for ever. */
static bool whole(const struct dictionary *d)
{
    uint64_t fold = sizeof *d->fold + (uint64_t)d->fold->pair_count * sizeof d->fold->pairs[0];
    uint64_t words = sizeof *d->words + (uint64_t)d->words->slot_count * sizeof d->words->slots[0];
    uint32_t slots = d->words->slot_count;
    return fold == d->fold_size && words == d->words_size && slots > 0 && (slots & (slots - 1)) == 0 &&
           d->words->word_count < slots;
}

struct dictionary *dictionary_load(const char *data_dir, struct fault *fault)
{
    struct dictionary *d = calloc(1, sizeof *d);
    if (!d) {
        fault_set(fault, FAULT_MEMORY, "no memory for the dictionary");
        return NULL;
    }
    d->fold = map_file(data_dir, "index/fold.bin", FOLD_MAGIC, sizeof *d->fold, &d->fold_size, fault);
    d->words =
        d->fold ? map_file(data_dir, "index/words.bin", WORDS_MAGIC, sizeof *d->words, &d->words_size, fault)
                : NULL;
    if (!d->words) {
        dictionary_free(d);
        return NULL;
    }
    if (!whole(d)) {
        fault_set(fault, FAULT_DAMAGE, "data files in '%s' are damaged", data_dir);
        dictionary_free(d);
        return NULL;
    }
    uint32_t sums[2] = {d->fold->sum, d->words->sum};
    digest_hex((const uint8_t *)sums, sizeof sums, d->version);
    return d;
}

void dictionary_free(struct dictionary *d)
{
    if (!d)
        return;
    unmap(d->fold, d->fold_size);
    unmap(d->words, d->words_size);
    free(d);
}

const char *dictionary_version(const struct dictionary *d)
{
    return d->version;
}

static uint32_t fold_beyond(const struct fold_file *f, uint32_t cp)
{
    uint32_t low = 0, high = f->pair_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (f->pairs[middle][0] < cp)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->pair_count && f->pairs[low][0] == cp ? f->pairs[low][1] : cp;
}

uint32_t fold_character(const struct dictionary *d, uint32_t cp)
{
    if (cp >= 0x10000)
        return fold_beyond(d->fold, cp);
    uint32_t to = d->fold->fold[cp];
    return to != FOLD_BEYOND ? to : fold_beyond(d->fold, cp);
}

/* A character takes at most twice the bytes that it had: two become three or four at most. */
bool fold_text(const struct dictionary *d, const char *text, size_t len, struct buf *out)
{
    if (!buf_reserve(out, 2 * len + 4))
        return false;
    char *to = out->data + out->len;
    for (const char *p = text, *end = text + len; p < end;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p, end), folded = fold_character(d, cp);
        if (folded != cp || cp == 0xFFFD)
            to += utf8_encode(folded, to);
        else
            while (from < p)
                *to++ = *from++;
    }
    out->len = (size_t)(to - out->data);
    *to = '\0';
    return buf_ok(out);
}
