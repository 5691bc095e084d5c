#include "base/idn.h"

#include <idn2.h>
#include <stdint.h>
#include <string.h>

enum { NAME_BYTES = 1024 }; /* of a name that can become one of 253 octets */

/* Letters, digits and "-._": a mapping may have made "/" or "@" of a full-width form. */
static bool is_name(const char *text)
{
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._")] == '\0';
}

bool idn_to_ascii(const char *host, size_t len, struct buf *out)
{
    uint8_t name[NAME_BYTES + 1], *ascii = NULL;
    if (len > NAME_BYTES || memchr(host, '\0', len))
        return false;
    memcpy(name, host, len);
    name[len] = '\0';
    int status = idn2_lookup_u8(name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (status == IDN2_MALLOC)
        out->trouble = FAULT_MEMORY;
    bool ok = status == IDN2_OK && is_name((const char *)ascii) && buf_puts(out, (const char *)ascii);
    idn2_free(ascii);
    return ok;
}
