/* The search for figures over any text: places in order, within the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/figures.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct figure_lexicon *lexicon;
    const char *text = (const char *)data;
    const struct date day = {.year = 2021, .month = 10, .day = 29, .precision = DATE_DAY};
    struct figure *figures = NULL;
    size_t count = 0, len = utf8_valid_prefix(text, size);
    struct arena arena;
    if (lexicon == NULL)
        lexicon = figure_lexicon_load("extract/lexicon/figures", NULL);
    if (lexicon == NULL)
        abort();
    arena_init(&arena, 256 * 1024 * 1024);
    if (figures_find(lexicon, text, len, &day, &arena, &figures, &count, NULL))
        for (size_t i = 0; i < count; i++) {
            const struct figure *f = &figures[i];
            if (f->start >= f->end || f->raw[0] == '\0' || (i > 0 && f->start < figures[i - 1].end))
                abort();
        }
    arena_free(&arena);
    return 0;
}
