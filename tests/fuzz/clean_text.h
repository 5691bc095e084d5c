/* clean_text - any bytes as text that decode would give: valid UTF-8, no
 * control characters but \n and \t.  For targets whose input is clean by contract. */
#ifndef JIANBAO_TESTS_FUZZ_CLEAN_TEXT_H
#define JIANBAO_TESTS_FUZZ_CLEAN_TEXT_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* malloc'd, NUL-terminated; `*len` of the text. */
static inline char *clean_text(const uint8_t *data, size_t size, size_t *len)
{
    char *text = malloc(size + 1), *out = text;
    assert(text);
    for (size_t i = 0; i < size;) {
        uint32_t cp;
        size_t n = utf8_decode((const char *)data + i, size - i, &cp);
        bool keep = n > 0 && (cp >= 0x20 || cp == '\n' || cp == '\t') && !(cp >= 0x7F && cp <= 0x9F);
        if (keep) {
            memcpy(out, data + i, n);
            out += n;
        }
        i += n ? n : 1;
    }
    *out = '\0';
    *len = (size_t)(out - text);
    return text;
}

/* Is this what decode promises? */
static inline bool is_clean(const char *text, size_t len)
{
    if (utf8_valid_prefix(text, len) != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') || text[i] == 0x7F)
            return false;
    return true;
}

#endif
