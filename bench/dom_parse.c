/* dom_parse - the floor that jb-extract is measured against: reads each file
 * and lets libxml2 build its tree, nothing more. */
#include <libxml/HTMLparser.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"

enum { PAGE_MAX = 64 * 1024 * 1024 };

int main(int argc, char **argv)
{
    struct buf page;
    buf_init(&page, PAGE_MAX);
    size_t bytes = 0;
    for (int i = 1; i < argc; i++) {
        struct fault fault = {0};
        if (!file_read_path(argv[i], &page, &fault)) {
            fprintf(stderr, "dom_parse: %s\n", fault.text);
            return 1;
        }
        htmlDocPtr doc = htmlReadMemory(page.data, (int)page.len, NULL, NULL,
                                        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
        bytes += page.len;
        xmlFreeDoc(doc);
    }
    printf("%zu bytes\n", bytes);
    buf_free(&page);
    xmlCleanupParser();
    return 0;
}
