/* A sample of the hits: the same for the same seed, whatever the order or the
 * number of shards, because each id draws its own lot. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "query/stories.h"

struct lot {
    uint64_t number;
    struct store_bytes id;
};

static uint64_t draw(struct store_bytes id, uint64_t seed)
{
    uint8_t sum[SHA256_BYTES];
    struct buf b;
    buf_init(&b, 4096);
    buf_printf(&b, "%llu ", (unsigned long long)seed);
    buf_append(&b, id.p, id.len);
    digest_sha256(b.data, b.len, sum);
    buf_free(&b);
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | sum[i];
    return number;
}

static int by_number(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static bool put_drawn(struct session *s, size_t rank, struct store_bytes id, struct fault *fault)
{
    char *name = arena_copy(&s->arena, id.p, id.len);
    struct hit *hit;
    struct store_result *result;
    if (!name)
        return fault_set(fault, FAULT_MEMORY, "no memory for the sample");
    if (!session_find(s, name, &hit, &result, fault))
        return false;
    bool ok = !hit || session_row(s, rank, hit, fault);
    store_result_free(result);
    return ok;
}

bool view_sample(struct session *s, size_t size, uint64_t seed, struct fault *fault)
{
    struct store_result *r;
    if (!stories_find(&s->searcher, s->prepared, &s->options, SLOT_ID, &r, fault))
        return false;
    s->partial = s->partial || r->partial;
    struct lot *lots = malloc((r->count + 1) * sizeof *lots);
    bool ok = lots || fault_set(fault, FAULT_MEMORY, "no memory for the sample");
    for (size_t i = 0; ok && i < r->count; i++)
        lots[i] = (struct lot){draw(r->hits[i].values[STORY_ID], seed), r->hits[i].values[STORY_ID]};
    if (lots)
        qsort(lots, r->count, sizeof *lots, by_number);
    ok = ok && session_head(s);
    for (size_t i = 0; ok && i < r->count && i < size; i++)
        ok = put_drawn(s, i + 1, lots[i].id, fault);
    ok = ok && session_tail(s);
    free(lots);
    store_result_free(r);
    return ok;
}
