#define ZLIB_CONST
#include "base/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

struct deflater {
    struct libdeflate_compressor *compressor;
};

struct deflater *deflater_new(int level, struct fault *fault)
{
    struct deflater *d = calloc(1, sizeof *d);
    if (d && (d->compressor = libdeflate_alloc_compressor(level)))
        return d;
    free(d);
    fault_set(fault, FAULT_MEMORY, "no memory for a compressor");
    return NULL;
}

void deflater_free(struct deflater *d)
{
    if (!d)
        return;
    libdeflate_free_compressor(d->compressor);
    free(d);
}

bool deflate_raw(struct deflater *d, const void *bytes, size_t len, struct buf *out, struct fault *fault)
{
    size_t bound = libdeflate_deflate_compress_bound(d->compressor, len);
    if (!buf_reserve(out, bound))
        return buf_check(out, "compressed bytes", fault);
    size_t made = libdeflate_deflate_compress(d->compressor, bytes, len, out->data + out->len, bound);
    if (made == 0)
        return fault_set(fault, FAULT_BUG, "a compressed string outgrew its bound");
    out->len += made;
    out->data[out->len] = '\0';
    return true;
}

const char *inflate_raw(const char *packed, size_t packed_len, size_t len, struct arena *arena,
                        struct fault *fault)
{
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    char *bytes = arena_alloc(arena, len + 1);
    if (d && bytes && libdeflate_deflate_decompress(d, packed, packed_len, bytes, len, NULL) != 0) {
        fault_set(fault, FAULT_DAMAGE, "a compressed string is damaged");
        bytes = NULL;
    } else if (d && bytes) {
        bytes[len] = '\0';
    } else {
        fault_set(fault, FAULT_MEMORY, "no memory to inflate a string");
        bytes = NULL;
    }
    libdeflate_free_decompressor(d);
    return bytes;
}

bool deflate_reads_in_steps(const void *packed, size_t len, size_t step)
{
    z_stream z = {.next_in = packed, .avail_in = (uInt)len};
    Bytef *out = malloc(step);
    bool ready = out && inflateInit2(&z, -MAX_WBITS) == Z_OK;
    int status = ready ? Z_OK : Z_MEM_ERROR;
    do {
        z.next_out = out;
        z.avail_out = (uInt)step;
        if (status == Z_OK)
            status = inflate(&z, Z_SYNC_FLUSH);
    } while (status == Z_OK && z.avail_in > 0);
    if (ready)
        inflateEnd(&z);
    free(out);
    return status == Z_STREAM_END;
}
