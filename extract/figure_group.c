/* figure_group.c - folds a metric and takes words off its beginning. */
#include "extract/figure_group.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/figure_glyphs.h"
#include "extract/figure_period.h"

enum { KEY_GLYPHS_MAX = 64 };

struct key {
    uint16_t c[KEY_GLYPHS_MAX];
    uint32_t at[KEY_GLYPHS_MAX + 1];
    struct glyphs g;
};

/* A metric is short; what is longer is compared by its beginning. */
static void fold(const struct figure_lexicon *lexicon, const char *metric, struct key *key)
{
    const char *p = metric, *end = metric + strlen(metric);
    size_t n = 0;
    while (p < end && n < KEY_GLYPHS_MAX) {
        uint16_t c = figure_fold(lexicon, utf8_next(&p, end));
        if (glyph_in(c, u" \t“”\"'‘’《》"))
            continue;
        key->at[n] = (uint32_t)n;
        key->c[n++] = c;
    }
    key->at[n] = (uint32_t)n;
    key->g = (struct glyphs){key->c, key->at, n, metric};
}

/* An adverb of one glyph may begin a longer word: 共享单车, 均价. */
static size_t adverb(const struct figure_lexicon *lexicon, const struct key *key, size_t i)
{
    size_t len = 0, other = 0;
    uint16_t next = glyph_at(&key->g, i + 1);
    if (figure_word(lexicon, key->c + i, key->g.n - i, WORD_ADVERB, &len) == NULL)
        return 0;
    if (figure_word(lexicon, key->c + i, key->g.n - i, WORD_NAME | WORD_VERB | WORD_ACTOR, &other) != NULL &&
        other > len)
        return 0;
    bool whole = glyph_in(key->c[i], u"共已均") && !glyph_in(next, u"享同和识青产价建");
    return len > 1 || whole ? len : 0;
}

static size_t place(const struct figure_lexicon *lexicon, const struct key *key, size_t i)
{
    size_t len = 0, other = 0;
    if (figure_word(lexicon, key->c + i, key->g.n - i, WORD_PLACE, &len) == NULL || len < 2)
        return 0;
    if (figure_word(lexicon, key->c + i, key->g.n - i, WORD_NAME | WORD_VERB | WORD_ACTOR, &other) != NULL &&
        other > len)
        return 0;
    bool rank = glyph_in(glyph_at(&key->g, i + len), u"省市县州") &&
                !glyph_in(glyph_at(&key->g, i + len + 1), u"场民值容委政");
    return len + rank;
}

static size_t words_at(const struct figure_lexicon *lexicon, const struct key *key, size_t i)
{
    static const struct time_anchor nowhen = {.known = false};
    struct time_mark t;
    if (time_begins(lexicon, key->c[i]) && time_read(lexicon, &key->g, i, &nowhen, &t))
        return t.end - i;
    size_t len = adverb(lexicon, key, i);
    return len > 0 ? len : place(lexicon, key, i);
}

const char *figure_group_key(const struct figure_lexicon *lexicon, const char *metric, struct arena *arena)
{
    struct key key;
    char text[KEY_GLYPHS_MAX * 4];
    size_t i = 0, len = 0;
    fold(lexicon, metric != NULL ? metric : "", &key);
    while (i < key.g.n) {
        size_t word = words_at(lexicon, &key, i);
        if (word == 0 || i + word > key.g.n)
            break;
        i += word;
        i += glyph_in(glyph_at(&key.g, i), u"的,");
    }
    if (i >= key.g.n)
        i = 0;
    for (; i < key.g.n; i++)
        len += utf8_encode(key.c[i], text + len);
    return arena_copy(arena, text, len);
}
