/* mhtml - the page in a web archive of one page, as browsers save it (.mhtml,
 * .mht): RFC 2557 multipart/related, of which the first HTML part is taken. */
#ifndef JIANBAO_EXTRACT_MHTML_H
#define JIANBAO_EXTRACT_MHTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum { MHTML_VALUE_MAX = 2048 };

struct mhtml_page {
    char *bytes; /* within the file's, decoded in place */
    size_t len;
    bool cut; /* the file ends within it */
    char content_type[MHTML_VALUE_MAX]; /* of the part; "" where none */
    char location[MHTML_VALUE_MAX];     /* its address; "" where none */
};

/* Do these first bytes of a file begin a multipart/related message?  Pure. */
bool mhtml_sniff(const char *bytes, size_t len);

/* Finds the page and undoes its transfer encoding (RFC 2045: quoted-printable, base64) in the bytes
 * that are given.  A file that ends within the page gives what is there.  False: FAULT_INPUT, it holds
 * no HTML. */
bool mhtml_read(char *bytes, size_t len, struct mhtml_page *page, struct fault *fault);

#endif
