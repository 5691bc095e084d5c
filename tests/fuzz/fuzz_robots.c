/* robots.txt of any shape: parsed, asked, and /robots.txt itself always open. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crawler/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the path that is asked for, the rest the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *nl = size ? memchr(text, '\n', size) : NULL;
    size_t path = nl ? (size_t)(nl - text) : 0;
    struct robots *r = robots_parse(text + path, size - path, "jb-crawl", NULL);
    if (!r)
        return 0;
    unsigned line;
    robots_allows(r, text, path, &line);
    if (!robots_allows(r, "/robots.txt", 11, NULL) || line > size + 1)
        abort();
    for (size_t i = 0; i < robots_sitemaps(r); i++)
        if (strlen(robots_sitemap(r, i)) > size)
            abort();
    robots_free(r);
    return 0;
}
