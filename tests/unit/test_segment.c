/* segment and load: databases written whole are, term by term and weight by weight, those that Xapian's own
 * writer makes of the same documents; Xapian's check finds nothing wrong; and they can be changed afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/compact.h"
#include "index/load.h"
#include "index/segment.h"

enum { TERMS_MAX = 3000, TEXT_MAX = 60000, SLOTS = 8, PATH = 256 };

/* Xapian 1.4.22 itself deletes a table under another type than it made in Database::check(). */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

/* ------------------------------------------------- documents of chance, the same at every run */

struct chance {
    uint64_t state;
};

static uint32_t below(struct chance *c, uint32_t n)
{
    c->state = c->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(c->state >> 33) % n;
}

struct made {
    struct store_document document;
    struct store_term terms[TERMS_MAX];
    struct store_value values[SLOTS];
    char bytes[TERMS_MAX][64], texts[SLOTS][32], blob[TEXT_MAX + 1];
};

/* A term by its number: short and long ones, with what they have in common in front, behind or nowhere, and
 * bytes of every kind. */
static uint32_t make_term(uint32_t number, char *out)
{
    static const char *const heads[] = {"", "S", "W公安机关", "XFLAG", "一个很长很长的前缀", "\x01", "a"};
    uint32_t len = (uint32_t)snprintf(out, 60, "%s%u", heads[number % 7], number);
    if (number % 11 == 0)
        out[len++] = '\0';
    if (number % 13 == 0)
        out[len++] = (char)0xFF;
    return len;
}

static bool has(const struct made *m, const char *bytes, uint32_t len)
{
    for (size_t i = 0; i < m->document.term_count; i++) {
        if (m->terms[i].len == len && memcmp(m->terms[i].bytes, bytes, len) == 0)
            return true;
    }
    return false;
}

static void add_term(struct made *m, uint32_t wdf, uint32_t len)
{
    size_t n = m->document.term_count;
    if (has(m, m->bytes[n], len))
        return;
    m->terms[n] = (struct store_term){m->bytes[n], len, wdf, term_hash(m->bytes[n], len)};
    m->document.term_count++;
}

static void make(struct chance *c, uint32_t number, uint32_t terms, struct made *m)
{
    m->document = (struct store_document){.terms = m->terms, .values = m->values};
    add_term(m, 0, (uint32_t)snprintf(m->bytes[0], 64, "Qdoc%u", number));
    if (number % 50 != 7) { /* some have nothing else */
        for (uint32_t i = 0; i < terms; i++)
            add_term(m, below(c, 5) ? below(c, 4) : below(c, 100000),
                     make_term(below(c, below(c, 4) ? 50 : 20000), m->bytes[m->document.term_count]));
    }
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        if (below(c, 3) == 0)
            continue;
        int len = snprintf(m->texts[slot], 32, "%u值%u", slot, below(c, 1000));
        m->values[m->document.value_count++] =
            (struct store_value){SLOTS - 1 - slot, {m->texts[slot], (size_t)len}};
    }
    /* blobs from a byte to several blocks, compressible or not */
    uint32_t len = 1 + (below(c, 20) == 0 ? below(c, TEXT_MAX) : below(c, 600)), kind = below(c, 2);
    for (uint32_t i = 0; i < len; i++)
        m->blob[i] = (char)(kind ? below(c, 256) : 'a' + below(c, 7));
    m->document.blob = (struct store_bytes){m->blob, len};
}

/* --------------------------------------------------------------- two ways to write */

static const struct store_property properties[] = {{"zeta", "last"}, {"alpha", "first"}};

static void write_by_xapian(const char *path, uint32_t documents, uint32_t terms)
{
    struct fault fault = {.code = FAULT_NONE};
    struct chance c = {documents};
    struct made *m = calloc(1, sizeof *m);
    struct store_writer *w = store_writer_open(path, true, &fault);
    assert_non_null(w);
    for (uint32_t i = 1; i <= documents; i++) {
        make(&c, i, terms, m);
        assert_true(store_add(w, &m->document, &fault));
    }
    for (size_t i = 0; i < 2; i++)
        assert_true(store_set_metadata(w, properties[i].key, properties[i].value, &fault));
    assert_true(store_commit(w, &fault));
    store_writer_close(w);
    free(m);
}

static void write_whole(const char *path, uint32_t documents, uint32_t terms)
{
    struct fault fault = {.code = FAULT_NONE};
    struct chance c = {documents};
    struct made *m = calloc(1, sizeof *m);
    struct packing packing;
    uint32_t number;
    assert_true(packing_init(&packing, &fault));
    struct segment *s = segment_open(path, &fault);
    assert_non_null(s);
    for (uint32_t i = 1; i <= documents; i++) {
        make(&c, i, terms, m);
        assert_true(packing_make(&packing, &m->document, &fault));
        assert_true(segment_add(s, &m->document, &packing, &number, &fault));
        assert_int_equal(number, i);
        assert_int_equal(segment_find(s, (struct store_bytes){m->terms[0].bytes, m->terms[0].len}), i);
    }
    assert_int_equal(segment_find(s, (struct store_bytes){"Qnobody", 7}), 0);
    assert_true(segment_finish(s, properties, 2, &fault));
    segment_close(s);
    packing_free(&packing);
    free(m);
}

/* ---------------------------------------------------------------------- comparing */

static struct store *open_one(const char *path)
{
    struct fault fault = {.code = FAULT_NONE};
    struct store *s = store_open(&path, 1, &fault);
    if (!s)
        fail_msg("%s", fault.text);
    return s;
}

static void assert_sound(const char *path)
{
    struct fault fault = {.code = FAULT_NONE};
    char *report = NULL;
    if (!store_check(path, &report, &fault))
        fail_msg("%s: %s", fault.text, report ? report : "");
    free(report);
}

static void assert_bytes_equal(struct store_bytes a, struct store_bytes b)
{
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.p, b.p, a.len);
}

/* The documents that have a term, their weights and blobs. */
static void assert_same_hits(struct store *a, struct store *b, struct store_bytes term)
{
    struct fault fault = {.code = FAULT_NONE};
    struct store_query query = {.op = STORE_TERM, .weight = 1, .term = term};
    struct store_search search = {.query = &query,
                                  .max = SIZE_MAX,
                                  .check_at_least = SIZE_MAX,
                                  .collapse = -1,
                                  .sort = -1,
                                  .tie = -1,
                                  .blobs = true};
    struct store_result *x, *y;
    assert_true(store_search_run(a, &search, &x, &fault));
    assert_true(store_search_run(b, &search, &y, &fault));
    assert_int_equal(x->count, y->count);
    for (size_t i = 0; i < x->count; i++) {
        assert_int_equal(x->hits[i].document, y->hits[i].document);
        assert_true(x->hits[i].weight >= y->hits[i].weight && x->hits[i].weight <= y->hits[i].weight);
        assert_bytes_equal(x->hits[i].blob, y->hits[i].blob);
    }
    store_result_free(x);
    store_result_free(y);
}

static void assert_same_terms(struct store *a, struct store *b)
{
    struct fault fault = {.code = FAULT_NONE};
    struct store_terms *x, *y;
    assert_true(store_terms_by_prefix(a, (struct store_bytes){"", 0}, SIZE_MAX, &x, &fault));
    assert_true(store_terms_by_prefix(b, (struct store_bytes){"", 0}, SIZE_MAX, &y, &fault));
    assert_int_equal(x->count, y->count);
    for (size_t i = 0; i < x->count; i++) {
        assert_bytes_equal(x->items[i].term, y->items[i].term);
        assert_int_equal(x->items[i].documents, y->items[i].documents);
        if (x->items[i].documents > 1000 || i % 31 == 0)
            assert_same_hits(a, b, x->items[i].term);
    }
    store_terms_free(x);
    store_terms_free(y);
}

/* The terms that a document's list brings into an expand set. */
static void assert_same_lists(struct store *a, struct store *b, uint64_t document)
{
    struct fault fault = {.code = FAULT_NONE};
    struct store_terms *x, *y;
    if (!store_expand(a, &document, 1, TERMS_MAX, NULL, NULL, &x, &fault))
        fail_msg("%s", fault.text);
    assert_true(store_expand(b, &document, 1, TERMS_MAX, NULL, NULL, &y, &fault));
    assert_int_equal(x->count, y->count);
    for (size_t i = 0; i < x->count; i++)
        assert_bytes_equal(x->items[i].term, y->items[i].term);
    store_terms_free(x);
    store_terms_free(y);
}

struct sums {
    uint64_t documents[TERMS_MAX], values[TERMS_MAX], blobs[TERMS_MAX];
    size_t count;
};

static uint64_t mix(uint64_t sum, struct store_bytes bytes)
{
    return (sum ^ term_hash(bytes.p, bytes.len) ^ bytes.len) * 0x100000001B3u;
}

static bool sum_document(void *context, uint64_t document, struct store_bytes blob,
                         const struct store_bytes *values)
{
    struct sums *s = context;
    size_t i = s->count++;
    s->documents[i] = document;
    s->blobs[i] = mix(document, blob);
    s->values[i] = document;
    for (int slot = 0; slot < SLOTS; slot++)
        s->values[i] = mix(s->values[i], values[slot]);
    return s->count < TERMS_MAX;
}

static void assert_same_documents(struct store *a, struct store *b)
{
    static struct sums x, y;
    struct fault fault = {.code = FAULT_NONE};
    x.count = y.count = 0;
    assert_true(store_each(a, SLOTS, sum_document, &x, &fault));
    assert_true(store_each(b, SLOTS, sum_document, &y, &fault));
    assert_int_equal(x.count, y.count);
    assert_memory_equal(x.blobs, y.blobs, x.count * sizeof *x.blobs);
    assert_memory_equal(x.values, y.values, x.count * sizeof *x.values);
    for (size_t i = 0; i < x.count && i < 20; i++)
        assert_same_lists(a, b, x.documents[i]);
}

static void assert_same_metadata(struct store *s)
{
    struct fault fault = {.code = FAULT_NONE};
    for (size_t i = 0; i < 2; i++) {
        char *value;
        assert_true(store_metadata(s, 0, properties[i].key, &value, &fault));
        assert_string_equal(value, properties[i].value);
        free(value);
    }
}

static void assert_same(const char *path, const char *other)
{
    struct store *a = open_one(path), *b = open_one(other);
    assert_int_equal(store_documents(a), store_documents(b));
    assert_same_metadata(a);
    assert_same_documents(a, b);
    assert_same_terms(a, b);
    store_close(a);
    store_close(b);
}

/* ---------------------------------------------------------------------------- tests */

static char *folder(const char *name, char out[PATH])
{
    struct fault ignored = {.code = FAULT_NONE};
    snprintf(out, PATH, "/tmp/jianbao-segment.%ld.%s", (long)getpid(), name);
    folder_remove(out, &ignored);
    return out;
}

static void remove_both(const char *a, const char *b)
{
    struct fault fault = {.code = FAULT_NONE};
    assert_true(folder_remove(a, &fault));
    assert_true(folder_remove(b, &fault));
}

static void as_xapian_writes(void **state)
{
    /* one document; some of many terms; many of few, so that posting lists have several chunks and numbers
       three bytes */
    static const uint32_t shapes[][2] = {{1, 5}, {2, 0}, {150, 400}, {12, TERMS_MAX - 2}, {33500, 2}};
    char a[PATH], b[PATH];
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        write_whole(folder("whole", a), shapes[i][0], shapes[i][1]);
        write_by_xapian(folder("xapian", b), shapes[i][0], shapes[i][1]);
        assert_sound(a);
        assert_same(a, b);
        remove_both(a, b);
    }
}

/* Xapian goes on where the segment ends: the same changes give the same database. */
static void change(const char *path)
{
    struct fault fault = {.code = FAULT_NONE};
    struct chance c = {77};
    struct made *m = calloc(1, sizeof *m);
    struct store_writer *w = store_writer_open(path, false, &fault);
    bool replaced;
    assert_non_null(w);
    for (uint32_t i = 1; i <= 900; i += 3) {
        make(&c, i, 40, m);
        struct store_bytes id = {m->terms[0].bytes, m->terms[0].len};
        assert_true(i % 2 ? store_replace(w, id, &m->document, &replaced, &fault)
                          : store_delete(w, id, &replaced, &fault));
        assert_int_equal(replaced, i <= 600);
    }
    assert_true(store_commit(w, &fault));
    store_writer_close(w);
    free(m);
}

static void changed_afterwards(void **state)
{
    char a[PATH], b[PATH];
    (void)state;
    write_whole(folder("whole", a), 600, 60);
    write_by_xapian(folder("xapian", b), 600, 60);
    change(a);
    change(b);
    assert_sound(a);
    assert_same(a, b);
    remove_both(a, b);
}

/* Streams whose last byte holds more than a step of Xapian's reader has room for. */
static void even_text(void **state)
{
    struct fault fault = {.code = FAULT_NONE};
    struct packing packing;
    static char text[3 * 8192];
    char a[PATH];
    uint32_t number, plain = 0;
    (void)state;
    memset(text, 'a', sizeof text);
    assert_true(packing_init(&packing, &fault));
    struct segment *s = segment_open(folder("even", a), &fault);
    assert_non_null(s);
    for (size_t len = 8100; len < 2 * 8192 + 1200; len += 13) {
        struct store_document d = {.blob = {text, len}};
        assert_true(packing_make(&packing, &d, &fault));
        assert_true(segment_add(s, &d, &packing, &number, &fault));
        plain += !packing.blob.deflated;
    }
    assert_true(segment_finish(s, NULL, 0, &fault));
    segment_close(s);
    packing_free(&packing);
    assert_in_range(plain, 1, 100);
    assert_sound(a);
    assert_true(folder_remove(a, &fault));
}

/* Documents `first` to `last` by load, sealing after each `seal`; version `terms`. */
static uint64_t put_range(struct load *l, uint32_t first, uint32_t last, uint32_t terms, uint32_t seal)
{
    struct fault fault = {.code = FAULT_NONE};
    struct chance c = {terms};
    struct made *m = calloc(1, sizeof *m);
    struct packing packing;
    uint64_t again = 0;
    assert_true(packing_init(&packing, &fault));
    for (uint32_t i = first; i <= last; i++) {
        bool found;
        uint64_t part;
        make(&c, i, terms, m);
        struct store_bytes id = {m->terms[0].bytes, m->terms[0].len};
        assert_true(packing_make(&packing, &m->document, &fault));
        assert_true(load_find(l, id, &found, &part, &fault));
        assert_true(load_put(l, id, found, &m->document, &packing, &fault));
        again += found;
        if (i % seal == 0)
            assert_true(load_seal(l, &fault));
    }
    packing_free(&packing);
    free(m);
    return again;
}

static void make_empty(const char *path)
{
    struct fault fault = {.code = FAULT_NONE};
    struct store_writer *w = store_writer_open(path, true, &fault);
    assert_non_null(w);
    store_writer_close(w);
}

static uint64_t count(const char *path)
{
    struct store *s = open_one(path);
    uint64_t n = store_documents(s);
    store_close(s);
    return n;
}

static void loads(void **state)
{
    struct fault fault = {.code = FAULT_NONE};
    char a[PATH], left[PATH + 8];
    (void)state;
    make_empty(folder("load", a));
    struct load *l = load_open(a, &fault);
    assert_non_null(l);
    assert_int_equal(put_range(l, 1, 200, 30, 60), 0);
    assert_int_equal(load_sealed(l), 3);
    /* older versions in the open segment and in sealed ones */
    assert_int_equal(put_range(l, 150, 260, 31, 1000), 51);
    assert_int_equal(load_documents(l), 260);
    assert_int_equal(count(a), 0); /* nothing is seen before the commit */
    assert_true(load_commit(l, 0, properties, 2, &fault));
    assert_int_equal(count(a), 260);
    assert_sound(a);
    /* more, and one segment alone */
    assert_int_equal(put_range(l, 261, 300, 32, 1000), 0);
    assert_true(load_commit(l, 260, properties, 2, &fault));
    assert_int_equal(count(a), 300);
    assert_sound(a);
    struct store *s = open_one(a);
    assert_same_metadata(s);
    store_close(s);
    /* what is given up leaves the index and nothing else */
    assert_int_equal(put_range(l, 301, 310, 33, 5), 0);
    load_close(l);
    assert_int_equal(count(a), 300);
    snprintf(left, sizeof left, "%s.load", a);
    assert_int_equal(access(left, F_OK), -1);
    assert_true(folder_remove(a, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_xapian_writes),
        cmocka_unit_test(changed_afterwards),
        cmocka_unit_test(even_text),
        cmocka_unit_test(loads),
    };
    return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}
