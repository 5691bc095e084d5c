#include "index/glass_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Block: revision (4), level (1), largest free piece (2), free bytes (2), end of the directory (2), directory
 * of 2-byte offsets; items fill it from its end.  All numbers are big endian. */
enum { AT_LEVEL = 4, AT_MAX_FREE = 5, AT_TOTAL_FREE = 7, AT_DIRECTORY_END = 9, DIRECTORY = 11, SLOT = 2 };

/* Leaf item: size and flags (2), key length (1), key, component (2, not in the first), tag.
 * Branch item: block (4), key length (1), key, component (2). */
enum { ITEM_HEAD = 3, COMPONENT = 2, BRANCH_HEAD = 5 };
enum { ITEM_DEFLATED = 0x8000, ITEM_LAST = 0x4000, ITEM_FIRST = 0x2000 };

enum {
    ITEMS_A_BLOCK = 4, /* at least: the largest item is a quarter of a block */
    ITEM_MAX = (GLASS_BLOCK - DIRECTORY - ITEMS_A_BLOCK * SLOT) / ITEMS_A_BLOCK,
    COMPONENTS_MAX = 65535,
    LEVELS = 10,
    OUT_BLOCKS = 64,
    WORTH_FILLING = 34, /* bytes of tag in what is left of a block that are worth another item */
    PATH_BYTES = 4096
};

struct key {
    uint8_t len;
    uint16_t component;
    uint8_t bytes[GLASS_KEY_MAX];
};

struct level {
    uint8_t block[GLASS_BLOCK];
    uint32_t directory_end, items_start; /* free space lies between */
    struct key separator;                /* from what stands before this block */
};

struct glass_table {
    int file;
    char path[PATH_BYTES];
    uint32_t next; /* number of the next block to be written */
    uint64_t entries;
    unsigned top; /* highest level that has begun */
    struct level *levels[LEVELS];
    struct key last; /* key of the last leaf item */
    uint8_t out[OUT_BLOCKS * GLASS_BLOCK];
    size_t waiting; /* blocks in `out` */
};

static void put_u16(uint8_t *at, uint32_t n)
{
    at[0] = (uint8_t)(n >> 8);
    at[1] = (uint8_t)n;
}

static void put_u32(uint8_t *at, uint32_t n)
{
    put_u16(at, n >> 16);
    put_u16(at + 2, n);
}

/* ------------------------------------------------------------------ blocks */

static bool flush(struct glass_table *t, struct fault *fault)
{
    const uint8_t *p = t->out;
    size_t left = t->waiting * GLASS_BLOCK;
    while (left > 0) {
        ssize_t n = write(t->file, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fault_set_errno(fault, FAULT_IO, "cannot write '%s'", t->path);
        p += n;
        left -= (size_t)n;
    }
    t->waiting = 0;
    return true;
}

static void clear_block(struct level *l, unsigned number)
{
    memset(l->block, 0, GLASS_BLOCK);
    put_u32(l->block, GLASS_REVISION);
    l->block[AT_LEVEL] = (uint8_t)number;
    l->directory_end = DIRECTORY;
    l->items_start = GLASS_BLOCK;
}

static uint32_t room(const struct level *l)
{
    return l->items_start - l->directory_end;
}

static uint8_t *add_item(struct level *l, uint32_t size)
{
    l->items_start -= size;
    put_u16(l->block + l->directory_end, l->items_start);
    l->directory_end += SLOT;
    return l->block + l->items_start;
}

static bool write_block(struct glass_table *t, struct level *l, struct fault *fault)
{
    put_u16(l->block + AT_MAX_FREE, room(l));
    put_u16(l->block + AT_TOTAL_FREE, room(l));
    put_u16(l->block + AT_DIRECTORY_END, l->directory_end);
    memcpy(t->out + t->waiting++ * GLASS_BLOCK, l->block, GLASS_BLOCK);
    t->next++;
    return t->waiting < OUT_BLOCKS || flush(t, fault);
}

static struct level *begin_level(struct glass_table *t, unsigned number, struct fault *fault)
{
    if (number >= LEVELS) {
        fault_set(fault, FAULT_LIMIT, "'%s' has too many levels", t->path);
        return NULL;
    }
    t->levels[number] = malloc(sizeof *t->levels[number]);
    if (!t->levels[number]) {
        fault_set(fault, FAULT_MEMORY, "no memory for a table");
        return NULL;
    }
    clear_block(t->levels[number], number);
    t->levels[number]->separator.len = 0;
    t->levels[number]->separator.component = 0;
    t->top = number;
    return t->levels[number];
}

/* ------------------------------------------------------------------ levels */

static void put_branch(struct level *l, const struct key *key, uint32_t block)
{
    uint8_t *item = add_item(l, BRANCH_HEAD + key->len + COMPONENT);
    put_u32(item, block);
    item[4] = key->len;
    memcpy(item + BRANCH_HEAD, key->bytes, key->len);
    put_u16(item + BRANCH_HEAD + key->len, key->component);
}

/* Enters the block that was written last into level `number`.  A full branch
 * is written and entered above in its turn: the loop climbs. */
static bool enter(struct glass_table *t, unsigned number, struct key separator, struct fault *fault)
{
    static const struct key null_key = {.len = 0};
    uint32_t block = t->next - 1;
    for (;; number++) {
        struct level *l = number <= t->top ? t->levels[number] : begin_level(t, number, fault);
        if (!l)
            return false;
        bool empty = l->directory_end == DIRECTORY; /* its first key is never looked at */
        uint32_t size = BRANCH_HEAD + separator.len + COMPONENT + SLOT;
        if (empty || room(l) >= size) {
            if (empty)
                l->separator = separator;
            put_branch(l, empty ? &null_key : &separator, block);
            return true;
        }
        struct key above = l->separator;
        if (!write_block(t, l, fault))
            return false;
        uint32_t written = t->next - 1;
        clear_block(l, number);
        l->separator = separator;
        put_branch(l, &null_key, block);
        separator = above;
        block = written;
    }
}

/* The shortest beginning of `key` that differs from the key before it. */
static struct key separate(const struct key *before, const struct key *key)
{
    struct key s = {.len = 0, .component = key->component};
    uint8_t shorter = before->len < key->len ? before->len : key->len;
    while (s.len < shorter && before->bytes[s.len] == key->bytes[s.len])
        s.len++;
    if (s.len < key->len)
        s.len++;
    memcpy(s.bytes, key->bytes, s.len);
    return s;
}

static bool next_leaf(struct glass_table *t, const struct key *key, struct fault *fault)
{
    struct level *leaf = t->levels[0];
    if (!write_block(t, leaf, fault) || !enter(t, 1, leaf->separator, fault))
        return false;
    clear_block(leaf, 0);
    leaf->separator = separate(&t->last, key);
    return true;
}

static bool put_leaf(struct glass_table *t, const struct key *key, const uint8_t *tag, size_t len,
                     uint32_t flags, struct fault *fault)
{
    uint32_t head = ITEM_HEAD + key->len + (key->component > 1 ? COMPONENT : 0);
    uint32_t size = head + (uint32_t)len;
    if (room(t->levels[0]) < size + SLOT && !next_leaf(t, key, fault))
        return false;
    uint8_t *item = add_item(t->levels[0], size);
    put_u16(item, (size - ITEM_HEAD) | flags);
    item[2] = key->len;
    memcpy(item + ITEM_HEAD, key->bytes, key->len);
    if (key->component > 1)
        put_u16(item + ITEM_HEAD + key->len, key->component);
    memcpy(item + head, tag, len);
    t->last = *key;
    return true;
}

/* ------------------------------------------------------------------- items */

/* How much of a long tag goes into its first item: all that the rest of the
 * block takes, so that the items behind it fill blocks of their own. */
static size_t first_part(const struct glass_table *t, size_t key_len, size_t tag_len)
{
    size_t head = ITEM_HEAD + key_len + COMPONENT, part = ITEM_MAX - head;
    size_t rest = room(t->levels[0]) % (ITEM_MAX + SLOT);
    if (tag_len <= part + COMPONENT)
        return tag_len;
    if (rest <= SLOT + head)
        return part + COMPONENT;
    rest -= SLOT + head;
    bool worth = rest >= (tag_len - COMPONENT) % part || rest >= key_len + WORTH_FILLING;
    return worth ? rest + COMPONENT : part + COMPONENT;
}

bool glass_table_add(struct glass_table *t, const void *key, size_t key_len, const void *tag, size_t tag_len,
                     bool deflated, struct fault *fault)
{
    struct key k = {.len = (uint8_t)key_len, .component = 1};
    if (key_len == 0 || key_len > GLASS_KEY_MAX)
        return fault_set(fault, FAULT_LIMIT, "a key of %zu bytes", key_len);
    memcpy(k.bytes, key, key_len);
    size_t common = key_len < t->last.len ? key_len : t->last.len;
    int order = memcmp(t->last.bytes, key, common);
    if (order > 0 || (order == 0 && t->last.len >= key_len))
        return fault_set(fault, FAULT_BUG, "keys of '%s' do not ascend", t->path);
    size_t part = first_part(t, key_len, tag_len), full = ITEM_MAX - ITEM_HEAD - key_len - COMPONENT;
    if ((tag_len - part) / full + 2 > COMPONENTS_MAX)
        return fault_set(fault, FAULT_LIMIT, "a tag of %zu bytes", tag_len);
    const uint8_t *p = tag;
    for (size_t left = tag_len;; k.component++) {
        uint32_t flags = (deflated ? ITEM_DEFLATED : 0u) | (k.component == 1 ? ITEM_FIRST : 0u) |
                         (part == left ? ITEM_LAST : 0u);
        if (!put_leaf(t, &k, p, part, flags, fault))
            return false;
        p += part;
        left -= part;
        if (left == 0)
            break;
        part = left < full ? left : full;
    }
    t->entries++;
    return true;
}

/* --------------------------------------------------------- opening, ending */

struct glass_table *glass_table_create(const char *folder, const char *name, struct fault *fault)
{
    struct glass_table *t = calloc(1, sizeof *t);
    if (!t) {
        fault_set(fault, FAULT_MEMORY, "no memory for a table");
        return NULL;
    }
    t->file = -1;
    int n = snprintf(t->path, sizeof t->path, "%s/%s.glass", folder, name);
    if (n <= 0 || n >= PATH_BYTES)
        fault_set(fault, FAULT_USAGE, "the path of the index is too long");
    else if ((t->file = open(t->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
        fault_set_errno(fault, FAULT_IO, "cannot create '%s'", t->path);
    if (t->file < 0 || !begin_level(t, 0, fault)) {
        glass_table_free(t);
        return NULL;
    }
    /* every table begins with an item without key and tag */
    uint8_t *item = add_item(t->levels[0], ITEM_HEAD);
    put_u16(item, ITEM_FIRST | ITEM_LAST);
    return t;
}

bool glass_table_finish(struct glass_table *t, struct glass_root *root, struct fault *fault)
{
    for (unsigned number = 0; number <= t->top; number++) {
        struct level *l = t->levels[number];
        if (!write_block(t, l, fault) || (number < t->top && !enter(t, number + 1, l->separator, fault)))
            return false;
    }
    if (!flush(t, fault))
        return false;
    if (fsync(t->file) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot write '%s'", t->path);
    root->root = t->next - 1;
    root->level = t->top;
    root->blocks = t->next;
    root->entries = t->entries;
    int file = t->file;
    t->file = -1;
    return close(file) == 0 || fault_set_errno(fault, FAULT_IO, "cannot write '%s'", t->path);
}

void glass_table_free(struct glass_table *t)
{
    if (!t)
        return;
    if (t->file >= 0)
        close(t->file);
    for (unsigned i = 0; i < LEVELS; i++)
        free(t->levels[i]);
    free(t);
}
