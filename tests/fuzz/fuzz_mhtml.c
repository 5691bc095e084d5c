/* Any bytes as a web archive: the page lies within them. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "extract/mhtml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mhtml_page page;
    char *bytes = malloc(size + 1);
    if (size > 0)
        memcpy(bytes, data, size);
    bytes[size] = '\0';
    mhtml_sniff(bytes, size);
    if (mhtml_read(bytes, size, &page, NULL))
        assert(page.bytes >= bytes && page.bytes + page.len <= bytes + size);
    free(bytes);
    return 0;
}
