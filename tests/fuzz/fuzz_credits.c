/* Credit lines: values inside the text and in order, names clean and bounded. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/credits.h"
#include "tests/fuzz/clean_text.h"

enum { CREDITS_MAX = 12, PEOPLE_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_people(const struct credit_lexicon *lexicon, const struct credit *c)
{
    struct person people[PEOPLE_MAX];
    struct arena arena;
    arena_init(&arena, 1 << 20);
    size_t count = credit_people(lexicon, c, &arena, people, PEOPLE_MAX);
    assert(count <= PEOPLE_MAX);
    for (size_t i = 0; i < count; i++)
        assert(*people[i].name && utf8_valid_prefix(people[i].name,
            strlen(people[i].name)) == strlen(people[i].name));
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct credit_lexicon *lexicon;
    size_t len;
    if (!lexicon)
        lexicon = credit_lexicon_load(getenv("JIANBAO_DATA"), NULL);
    if (!lexicon)
        abort();
    char *text = clean_text(data, size, &len);
    struct credit credits[CREDITS_MAX];
    size_t count = credits_read(lexicon, text, len, credits, CREDITS_MAX), last = 0;
    assert(count <= CREDITS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct credit *c = &credits[i];
        assert(c->start >= last && c->value > text + c->start && c->value + c->len <= text + len);
        last = c->start;
        if (c->kind >= CREDIT_AUTHOR && c->kind <= CREDIT_CONTRIBUTOR)
            check_people(lexicon, c);
    }
    const char *value = text;
    size_t n = credit_source(lexicon, &value, len);
    assert(value >= text && value + n <= text + len && utf8_valid_prefix(value, n) == n);
    free(text);
    return 0;
}
