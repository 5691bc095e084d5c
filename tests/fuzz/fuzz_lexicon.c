/* Lines against the share, editor, navigation … lists. */
#include <assert.h>
#include <stdio.h>

#include "extract/lexicon.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *lexicon;
    if (!lexicon) {
        char folder[4096];
        snprintf(folder, sizeof folder, "%s/lexicon", getenv("JIANBAO_DATA"));
        lexicon = lexicon_load(folder, NULL);
    }
    assert(lexicon);
    size_t len;
    char *text = clean_text(data, size, &len);
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct lexicon_scan *scan = lexicon_scan_new(lexicon, &arena);
    struct lexicon_reading reading;
    const char *why;
    if (scan) {
        lexicon_read(lexicon, scan, text, len, &reading);
        assert(reading.covered <= reading.letters && reading.role <= ROLE_COUNT);
    }
    lexicon_box(lexicon, text, text, &why);
    arena_free(&arena);
    free(text);
    return 0;
}
