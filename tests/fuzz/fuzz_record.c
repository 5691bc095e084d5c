/* Record lines.  What is read is written, and what was written reads and
 * writes the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "extract/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct record record;
    struct fault fault = {0};
    struct buf first, second;
    arena_init(&arena, 64 << 20);
    buf_init(&first, RECORD_LINE_MAX);
    buf_init(&second, RECORD_LINE_MAX);
    if (record_read((const char *)data, size, &arena, &record, &fault) &&
        record_write(&record, &first, &fault)) {
        assert(first.len > 0 && first.data[first.len - 1] == '\n');
        assert(memchr(first.data, '\n', first.len) == first.data + first.len - 1);
        assert(record_read(first.data, first.len - 1, &arena, &record, &fault));
        assert(record_write(&record, &second, &fault));
        assert(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(&arena);
    return 0;
}
