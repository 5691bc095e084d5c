#include "index/pack.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { LEVEL = 6 }; /* level 9 takes twice the time for 1 % less space */

struct packer {
    struct libdeflate_compressor *deflate;
};

struct packer *packer_new(struct fault *fault)
{
    struct packer *p = malloc(sizeof *p);
    if (p)
        p->deflate = libdeflate_alloc_compressor(LEVEL);
    if (p && p->deflate)
        return p;
    free(p);
    fault_set(fault, FAULT_MEMORY, "no memory to pack a text");
    return NULL;
}

void packer_free(struct packer *p)
{
    if (!p)
        return;
    libdeflate_free_compressor(p->deflate);
    free(p);
}

bool pack(struct packer *p, const char *bytes, size_t len, struct buf *out, struct fault *fault)
{
    size_t room = libdeflate_deflate_compress_bound(p->deflate, len);
    if (buf_reserve(out, room))
        out->len += libdeflate_deflate_compress(p->deflate, bytes, len, out->data + out->len, room);
    return buf_check(out, "packed text", fault);
}

const char *unpack(const char *packed, size_t packed_len, size_t len, struct arena *arena,
                   struct fault *fault)
{
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    char *bytes = arena_alloc(arena, len + 1);
    if (d && bytes && libdeflate_deflate_decompress(d, packed, packed_len, bytes, len, NULL) != 0) {
        fault_set(fault, FAULT_DAMAGE, "a packed text is damaged");
        bytes = NULL;
    } else if (d && bytes) {
        bytes[len] = '\0';
    } else {
        fault_set(fault, FAULT_MEMORY, "no memory to unpack a text");
        bytes = NULL;
    }
    libdeflate_free_decompressor(d);
    return bytes;
}
