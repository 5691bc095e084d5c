/* WARC files of any shape: the reader ends, and no block is longer than allowed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MAX_BLOCK = 65536 };
    FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    if (!in)
        return 0;
    struct warc_reader *r = warc_open(in, "fuzz", MAX_BLOCK, NULL);
    const struct warc_record *record;
    struct http_message m;
    http_message_init(&m, MAX_BLOCK);
    enum warc_status status = r ? WARC_RECORD : WARC_END;
    for (size_t n = 0; status == WARC_RECORD || status == WARC_DAMAGED; n++) {
        status = warc_next(r, &record, NULL);
        if (n > 2 * size + 4 || (status == WARC_RECORD && record->block.len > MAX_BLOCK))
            abort();
        if (status == WARC_RECORD && record->block.len > 0)
            http_message_parse(record->block.data, record->block.len, &m, NULL);
    }
    http_message_free(&m);
    warc_close(r);
    fclose(in);
    return 0;
}
