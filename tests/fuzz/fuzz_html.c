/* Clean text as markup: blocks whose text is clean and whose links and boxes are in range. */
#include "extract/html.h"
#include "tests/fuzz/clean_text.h"
#include "tests/fuzz/page_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool begun;
    if (!begun)
    begun = true;
    size_t len;
    char *text = clean_text(data, size, &len);
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct page page = {.arena = &arena, .url = "", .charset = "utf-8", .markup = true};
    if (html_read(text, len, &page, NULL))
        check_page(&page);
    arena_free(&arena);
    free(text);
    return 0;
}
