#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* vsnprintf may cut a character in half: drop the torn tail. */
static void drop_torn_character(char *text, size_t size)
{
    size_t len = strlen(text);
    if (len + 1 < size)
        return;
    while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0 && (unsigned char)text[len - 1] >= 0x80)
        len--;
    text[len] = '\0';
}

__attribute__((format(printf, 3, 0))) static void fault_format(struct fault *fault, enum fault_code code,
                                                               const char *format, va_list args)
{
    fault->code = code;
    vsnprintf(fault->text, sizeof fault->text, format, args);
    drop_torn_character(fault->text, sizeof fault->text);
}

bool fault_set(struct fault *fault, enum fault_code code, const char *format, ...)
{
    if (fault && fault->code == FAULT_NONE) {
        va_list args;
        va_start(args, format);
        fault_format(fault, code, format, args);
        va_end(args);
    }
    return false;
}

bool fault_set_errno(struct fault *fault, enum fault_code code, const char *format, ...)
{
    int error = errno;
    if (fault && fault->code == FAULT_NONE) {
        va_list args;
        va_start(args, format);
        fault_format(fault, error == ENOMEM ? FAULT_MEMORY : code, format, args);
        va_end(args);
        size_t len = strlen(fault->text);
        snprintf(fault->text + len, sizeof fault->text - len, ": %s", strerror(error));
        drop_torn_character(fault->text, sizeof fault->text);
    }
    return false;
}

void fault_clear(struct fault *fault)
{
    fault->code = FAULT_NONE;
    fault->text[0] = '\0';
}

int fault_exit_status(enum fault_code code)
{
    switch (code) {
    case FAULT_NONE:
        return EXIT_DONE;
    case FAULT_USAGE:
        return EXIT_USAGE;
    case FAULT_INPUT:
    case FAULT_LIMIT:
        return EXIT_REFUSED;
    case FAULT_BUSY:
        return EXIT_BUSY;
    case FAULT_IO:
    case FAULT_MEMORY:
    case FAULT_DAMAGE:
    case FAULT_BUG:
        break;
    }
    return EXIT_STOPPED;
}
