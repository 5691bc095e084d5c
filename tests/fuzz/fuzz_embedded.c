/* Script state: whatever comes, clean text and no more of it than there was. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/embedded.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text, size_t limit)
{
    if (text)
        assert(strlen(text) <= limit && utf8_valid_prefix(text, strlen(text)) == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len, markup_len;
    char *text = clean_text(data, size, &len);
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct script scripts[] = {{"application/ld+json", "", text, len}, {"", "", text, len}};
    struct page page = {.arena = &arena, .scripts = scripts, .script_count = 2};
    struct embedded e;
    if (embedded_facts(&page, &arena, &e))
        check(e.title, len), check(e.published, len), check(e.author, len);
    if (embedded_article(&page, &arena, &e) && e.body) {
        assert(e.body_len <= len);
        const char *markup = embedded_markup(&e, &arena, &markup_len);
        assert(!markup || strlen(markup) == markup_len);
    }
    arena_free(&arena);
    free(text);
    return 0;
}
