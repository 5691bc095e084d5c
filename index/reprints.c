#include "index/reprints.h"

#include <stdlib.h>
#include <string.h>

#include "extract/fingerprint.h"
#include "index/entry.h"
#include "index/schema.h"

enum {
    BAND_DIGITS = 8,
    SAME_HASH = 6,   /* records remembered for one hash: formulas are shared by many */
    CANDIDATES = 24, /* looked at in the table */
    COMPARED = 6,    /* compared, by their texts when the fingerprints resemble one another */
    LIKELY = FINGERPRINT_REPRINT / 2,
    NAMES_MAX = 1 << 28,
    TABLE_FIRST = 1 << 14
};

struct known {
    uint32_t id, cluster, fingerprint; /* in `names` */
    uint32_t text;                     /* in `texts`, 0 = committed */
    uint32_t text_len;
};

struct band {
    uint32_t hash;
    uint32_t known; /* index + 1, 0 = free */
};

struct reprints {
    bool search_index;
    struct known *known;
    size_t known_count, known_cap;
    struct band *table;
    size_t table_size, table_used;
    struct buf names, texts;
};

struct candidate {
    uint32_t known;
    unsigned shared;
};

/* The best match so far. */
struct match {
    unsigned resemblance;
    struct buf *cluster;
};

struct reprints *reprints_new(bool search_index, struct fault *fault)
{
    struct reprints *r = calloc(1, sizeof *r);
    if (!r) {
        fault_set(fault, FAULT_MEMORY, "no memory to look for reprints");
        return NULL;
    }
    r->search_index = search_index;
    buf_init(&r->names, NAMES_MAX);
    buf_init(&r->texts, NAMES_MAX);
    return r;
}

void reprints_free(struct reprints *r)
{
    if (!r)
        return;
    buf_free(&r->names);
    buf_free(&r->texts);
    free(r->known);
    free(r->table);
    free(r);
}

void reprints_committed(struct reprints *r)
{
    for (size_t i = r->known_count; i > 0 && r->known[i - 1].text != 0; i--)
        r->known[i - 1].text = 0;
    buf_clear(&r->texts);
    if (r->table_used < REPRINTS_TABLE_MAX)
        return;
    r->search_index = true; /* from here on the index itself is asked */
    r->known_count = r->table_used = 0;
    memset(r->table, 0, r->table_size * sizeof *r->table);
    buf_clear(&r->names);
}

size_t reprints_waiting(const struct reprints *r)
{
    return r->texts.len;
}

/* ------------------------------------------------------------------- the table */

static bool band_of(const char *fingerprint, size_t i, uint32_t *hash)
{
    char digits[BAND_DIGITS + 1];
    if (i >= SKETCH_BANDS || strlen(fingerprint) < (i + 1) * BAND_DIGITS)
        return false;
    memcpy(digits, fingerprint + i * BAND_DIGITS, BAND_DIGITS);
    digits[BAND_DIGITS] = '\0';
    *hash = (uint32_t)strtoul(digits, NULL, 16);
    return true;
}

static size_t place_of(const struct reprints *r, uint32_t hash)
{
    return (hash * 0x9E3779B1u ^ hash >> 15) & (r->table_size - 1);
}

static bool grow_table(struct reprints *r)
{
    if (2 * (r->table_used + SKETCH_BANDS) < r->table_size)
        return true;
    struct reprints bigger = {.table_size = r->table_size ? 2 * r->table_size : TABLE_FIRST};
    bigger.table = calloc(bigger.table_size, sizeof *bigger.table);
    if (!bigger.table)
        return false;
    for (size_t i = 0; i < r->table_size; i++) {
        size_t at = place_of(&bigger, r->table[i].hash);
        if (r->table[i].known == 0)
            continue;
        while (bigger.table[at].known != 0)
            at = (at + 1) & (bigger.table_size - 1);
        bigger.table[at] = r->table[i];
    }
    free(r->table);
    r->table = bigger.table;
    r->table_size = bigger.table_size;
    return true;
}

static void put_band(struct reprints *r, uint32_t hash, uint32_t known)
{
    size_t at = place_of(r, hash);
    for (unsigned same = 0; r->table[at].known != 0; at = (at + 1) & (r->table_size - 1)) {
        if (r->table[at].hash == hash && ++same == SAME_HASH)
            return;
    }
    r->table[at] = (struct band){hash, known + 1};
    r->table_used++;
}

static bool add_name(struct reprints *r, const char *name, uint32_t *at)
{
    *at = (uint32_t)r->names.len;
    return buf_append(&r->names, name, strlen(name) + 1);
}

static bool remember(struct reprints *r, const struct record *record, const char *fingerprint,
                     const char *cluster, struct fault *fault)
{
    if (r->known_count == r->known_cap) {
        size_t cap = r->known_cap ? 2 * r->known_cap : 1024;
        struct known *known = realloc(r->known, cap * sizeof *known);
        if (!known)
            return fault_set(fault, FAULT_MEMORY, "no memory to look for reprints");
        r->known = known;
        r->known_cap = cap;
    }
    struct known *k = &r->known[r->known_count];
    k->text_len = (uint32_t)strlen(record->text);
    if (r->texts.len == 0)
        buf_putc(&r->texts, '\0'); /* so that 0 is no place of a text */
    k->text = (uint32_t)r->texts.len;
    if (!grow_table(r) || !add_name(r, record->id, &k->id) || !add_name(r, cluster, &k->cluster) ||
        !add_name(r, fingerprint, &k->fingerprint) || !buf_append(&r->texts, record->text, k->text_len))
        return fault_set(fault, FAULT_MEMORY, "no memory to look for reprints");
    uint32_t hash;
    for (size_t i = 0; band_of(fingerprint, i, &hash); i++)
        put_band(r, hash, (uint32_t)r->known_count);
    r->known_count++;
    return true;
}

static size_t add_candidate(struct candidate *list, size_t count, uint32_t known)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].known == known) {
            list[i].shared++;
            return count;
        }
    }
    if (count < CANDIDATES)
        list[count++] = (struct candidate){known, 1};
    return count;
}

static int by_shared(const void *a, const void *b)
{
    struct candidate x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (x.shared != y.shared)
        return x.shared > y.shared ? -1 : 1;
    return x.known < y.known ? -1 : x.known > y.known;
}

static size_t find_candidates(const struct reprints *r, const char *fingerprint, struct candidate *list)
{
    size_t count = 0;
    uint32_t hash;
    for (size_t i = 0; r->table && band_of(fingerprint, i, &hash); i++) {
        size_t at = place_of(r, hash);
        for (; r->table[at].known != 0; at = (at + 1) & (r->table_size - 1)) {
            if (r->table[at].hash == hash)
                count = add_candidate(list, count, r->table[at].known - 1);
        }
    }
    qsort(list, count, sizeof *list, by_shared);
    return count < COMPARED ? count : COMPARED;
}

/* ------------------------------------------------------------------- comparing */

static bool compare(const struct record *record, const char *text, size_t len, const char *cluster,
                    size_t cluster_len, struct match *best, struct fault *fault)
{
    unsigned resemblance;
    if (!fingerprint_compare(record->text, strlen(record->text), text, len, &resemblance, fault))
        return false;
    if (resemblance < FINGERPRINT_REPRINT || resemblance <= best->resemblance || cluster_len == 0)
        return true;
    best->resemblance = resemblance;
    buf_clear(best->cluster);
    buf_append(best->cluster, cluster, cluster_len);
    return buf_check(best->cluster, "cluster", fault);
}

static bool compare_stored(const struct record *record, const struct store_hit *hit,
                           struct store_bytes cluster, struct match *best, struct fault *fault)
{
    struct blob blob;
    struct arena arena;
    arena_init(&arena, NAMES_MAX);
    bool ok = blob_open(hit->blob.p, hit->blob.len, &arena, &blob, fault) &&
              compare(record, blob.text, blob.text_len, cluster.p, cluster.len, best, fault);
    arena_free(&arena);
    return ok;
}

static bool compare_known(struct reprints *r, struct store *reader, const struct record *record,
                          const char *fingerprint, const struct known *k, struct match *best,
                          struct fault *fault)
{
    const char *id = r->names.data + k->id, *cluster = r->names.data + k->cluster;
    if (fingerprint_resemblance(fingerprint, r->names.data + k->fingerprint) < LIKELY)
        return true;
    if (strcmp(id, record->id) == 0)
        return true; /* an older version of the same record */
    if (k->text != 0)
        return compare(record, r->texts.data + k->text, k->text_len, cluster, strlen(cluster), best, fault);
    char term[256];
    size_t len = strlen(id);
    if (!reader || len + 1 > sizeof term)
        return true;
    term[0] = PREFIX_ID[0];
    memcpy(term + 1, id, len);
    struct store_result *found = NULL;
    bool ok = store_fetch(reader, (struct store_bytes){term, len + 1}, 1, &found, fault);
    if (ok && found->count > 0)
        ok = compare_stored(record, &found->hits[0], (struct store_bytes){cluster, strlen(cluster)}, best,
                            fault);
    if (found)
        store_result_free(found);
    return ok;
}

static bool compare_indexed(struct store *reader, const struct record *record, const char *fingerprint,
                            struct match *best, struct fault *fault)
{
    char terms[SKETCH_BANDS][BAND_DIGITS + 1];
    struct store_query leaves[SKETCH_BANDS];
    const struct store_query *children[SKETCH_BANDS];
    size_t count = 0;
    for (; count < SKETCH_BANDS && strlen(fingerprint) >= (count + 1) * BAND_DIGITS; count++) {
        terms[count][0] = PREFIX_SKETCH[0];
        memcpy(terms[count] + 1, fingerprint + count * BAND_DIGITS, BAND_DIGITS);
        leaves[count] =
            (struct store_query){.op = STORE_TERM, .weight = 1, .term = {terms[count], BAND_DIGITS + 1}};
        children[count] = &leaves[count];
    }
    static const uint32_t values[] = {SLOT_CLUSTER, SLOT_ID};
    struct store_query any = {.op = STORE_OR, .children = children, .count = count};
    struct store_search search = {.query = &any,
                                  .max = COMPARED,
                                  .collapse = -1,
                                  .sort = -1,
                                  .tie = SLOT_ID,
                                  .blobs = true,
                                  .values = values,
                                  .value_count = 2};
    struct store_result *found = NULL;
    bool ok = store_search_run(reader, &search, &found, fault);
    for (size_t i = 0; ok && i < found->count; i++) {
        const struct store_hit *hit = &found->hits[i];
        bool same = hit->values[1].len == strlen(record->id) &&
                    memcmp(hit->values[1].p, record->id, hit->values[1].len) == 0;
        if (!same)
            ok = compare_stored(record, hit, hit->values[0], best, fault);
    }
    if (found)
        store_result_free(found);
    return ok;
}

bool reprints_join(struct reprints *r, struct store *reader, const struct record *record,
                   const char *fingerprint, struct buf *cluster, struct fault *fault)
{
    struct match best = {0, cluster};
    struct candidate list[CANDIDATES];
    buf_clear(cluster);
    size_t count = find_candidates(r, fingerprint, list);
    for (size_t i = 0; i < count; i++) {
        if (!compare_known(r, reader, record, fingerprint, &r->known[list[i].known], &best, fault))
            return false;
    }
    if (r->search_index && reader && *fingerprint &&
        !compare_indexed(reader, record, fingerprint, &best, fault))
        return false;
    if (best.resemblance == 0)
        buf_puts(cluster, record->id);
    return buf_check(cluster, "cluster", fault) && remember(r, record, fingerprint, cluster->data, fault);
}
