/* Bytes of any kind; the first says which hints stand beside them.  What comes
 * out is clean text, and decodes to itself. */
#include <assert.h>

#include "extract/decode.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {NULL, "text/html; charset=gbk", "text/html; charset=big5",
                                        "text/html; charset=utf-8",
                                        "text/html; charset=utf-16"};
    static struct decoder *decoder;
    if (!decoder)
        decoder = decoder_open(NULL);
    if (size == 0)
        return 0;
    struct decode_hint hint = {.content_type = types[data[0] % 5], .markup = data[0] & 0x40};
    struct decoded d;
    struct fault fault = {0};
    struct buf out;
    buf_init(&out, 8 << 20);
    if (decode(decoder, (const char *)data + 1, size - 1, &hint, &out, &d, &fault))
        assert(is_clean(d.text, d.len));
    else
        assert(fault.code != FAULT_NONE);
    buf_free(&out);
    return 0;
}
