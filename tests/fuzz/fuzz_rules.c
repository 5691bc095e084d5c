/* A site rule of any text, on a page: no fault but a finding less. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/tree.h"
#include "extract/rules.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char html[] =
        "<html><head><title>t</title></head><body><h1>a</h1><div id='b' class='c d'><p>x</p>"
        "<ul><li>1<li>2</ul><a href='2.html'>n</a><img src='/i.jpg'></div></body></html>";
    static bool begun;
    if (!begun)
        tree_begin();
    begun = true;
    size_t len;
    char *text = clean_text(data, size, &len);
    struct rules *rules = rules_open(NULL);
    const struct site_rule *rule = rules ? rules_parse(rules, "fuzz.txt", text, len) : NULL;
    if (rule) {
        struct arena arena;
        struct buf out;
        arena_init(&arena, 16 << 20);
        buf_init(&out, 1 << 16);
        struct page page = {.arena = &arena, .url = ""};
        assert(rule->count <= RULE_LINES_MAX);
        bool replaced = rules_replace(rule, html, sizeof html - 1, &out);
        const char *source = replaced ? out.data : html;
        if (tree_read(source, replaced ? out.len : sizeof html - 1, rule, &page, NULL) &&
            page.ruled->title)
            assert(utf8_valid_prefix(page.ruled->title,
                strlen(page.ruled->title)) == strlen(page.ruled->title));
        buf_free(&out);
        arena_free(&arena);
    }
    rules_close(rules);
    free(text);
    return 0;
}
