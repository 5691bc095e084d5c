/* A whole page, bytes to record: what comes out is a record that reads back. */
#include <assert.h>

#include "extract/article.h"
#include "extract/html.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct extractor *extractor;
    if (!extractor)
        extractor = extractor_open(getenv("JIANBAO_DATA"), NULL, NULL);
    assert(extractor);
    struct source_page in = {.bytes = (const char *)data,
                             .len = size,
                             .name = "fuzz",
                             .id = "",
                             .fetched = "",
                             .url = "http://news.example/2021/1029/1.html",
                             .content_type = "",
                             .title = "",
                             .published = ""};
    in.markup = input_looks_like_html(in.bytes, in.len);
    struct article article;
    struct fault fault = {0};
    struct buf line, again;
    struct arena arena;
    struct record record;
    buf_init(&line, RECORD_LINE_MAX);
    buf_init(&again, RECORD_LINE_MAX);
    arena_init(&arena, 256 << 20);
    if (article_extract(extractor, &in, NULL, &article, &fault)) {
        assert(record_write(&article.record, &line, &fault));
        assert(is_clean(line.data, line.len));
        assert(record_read(line.data, line.len - 1, &arena, &record, &fault) &&
               record_write(&record, &again, &fault));
        assert(line.len == again.len && memcmp(line.data, again.data, line.len) == 0);
    } else {
        assert(fault.code != FAULT_NONE && fault.code != FAULT_BUG);
    }
    buf_free(&line);
    buf_free(&again);
    arena_free(&arena);
    return 0;
}
