/* Addresses of any shape: the canonical form is a fixed point and splits again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf url, canonical, again;
    buf_init(&url, URL_MAX);
    buf_init(&canonical, URL_MAX);
    buf_init(&again, URL_MAX);
    if (url_resolve("http://www.example.com/a/b?c", (const char *)data, size, &url) &&
        url_canonical(url.data, url.len, &canonical)) {
        if (!url_canonical(canonical.data, canonical.len, &again) || strcmp(canonical.data, again.data) != 0)
            abort();
        if (!url_host(canonical.data, canonical.len, &url) || url_domain(url.data, url.len).len > url.len)
            abort();
    }
    buf_free(&url);
    buf_free(&canonical);
    buf_free(&again);
    return 0;
}
