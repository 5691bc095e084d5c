#include "extract/title.h"

#include <string.h>

#include "extract/title_text.h"

static size_t ellipsis(const char *text, size_t len)
{
    static const char *const tails[] = {"……", "…", "..."};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (len > n && memcmp(text + len - n, tails[i], n) == 0)
            return n;
    }
    return 0;
}

size_t title_bracket(const char *text)
{
    static const char *const pairs[][2] = {{"[", "]"}, {"【", "】"}, {"［", "］"}, {"(", ")"}, {"（", "）"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = strlen(pairs[i][0]);
        const char *close = strncmp(text, pairs[i][0], n) == 0 ? strstr(text + n, pairs[i][1]) : NULL;
        if (close)
            return (size_t)(close - text) + strlen(pairs[i][1]);
    }
    return 0;
}

const char *title_resolve(const char *headline, const char *original, size_t original_len,
                          struct arena *arena)
{
    struct fold a, b;
    size_t len = strlen(headline), cut = ellipsis(headline, len), bracket = title_bracket(headline);
    title_fold(original, original_len, &b);
    if (cut > 0) {
        title_fold(headline, len - cut, &a);
        if (a.chars >= 4 && b.len > a.len && memcmp(a.bytes, b.bytes, a.len) == 0)
            return arena_copy(arena, original, original_len);
    }
    if (bracket > 0 && bracket < len) {
        title_fold(headline + bracket, len - bracket, &a);
        if (a.chars >= 4 && a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0)
            return arena_copy(arena, headline + bracket, len - bracket);
    }
    return headline;
}
