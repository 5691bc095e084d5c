#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

void buf_free(struct buf *b)
{
    free(b->data);
    buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->trouble = FAULT_NONE;
    if (b->data)
        b->data[0] = '\0';
}

void buf_cut_front(struct buf *b, size_t len)
{
    if (len > b->len)
        len = b->len;
    b->len -= len;
    if (len > 0)
        memmove(b->data, b->data + len, b->len + 1);
}

static bool buf_fail(struct buf *b, enum fault_code trouble)
{
    if (b->trouble == FAULT_NONE)
        b->trouble = trouble;
    return false;
}

bool buf_reserve(struct buf *b, size_t more)
{
    if (!buf_ok(b))
        return false;
    if (more > b->max || b->len > b->max - more)
        return buf_fail(b, FAULT_LIMIT);
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap + b->cap / 2;
    cap = cap < 64 ? 64 : cap;
    cap = cap < need ? need : cap;
    char *data = realloc(b->data, cap);
    if (!data)
        return buf_fail(b, FAULT_MEMORY);
    b->data = data;
    b->cap = cap;
    return true;
}

bool buf_append(struct buf *b, const void *bytes, size_t len)
{
    if (!buf_reserve(b, len))
        return false;
    if (len > 0)
        memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
    return true;
}

bool buf_puts(struct buf *b, const char *text)
{
    return buf_append(b, text, strlen(text));
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = buf_ok(b) ? b->cap - b->len : 0;
    int len = vsnprintf(room > 0 ? b->data + b->len : NULL, room, format, args);
    va_end(args);
    bool ok = len >= 0 && buf_reserve(b, (size_t)len);
    if (ok && (size_t)len >= room)
        vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
    va_end(again);
    if (ok)
        b->len += (size_t)len;
    else if (room > 0)
        b->data[b->len] = '\0';
    return ok;
}

bool buf_check(const struct buf *b, const char *what, struct fault *fault)
{
    if (buf_ok(b))
        return true;
    if (b->trouble == FAULT_MEMORY)
        return fault_set(fault, FAULT_MEMORY, "no memory for %s", what);
    return fault_set(fault, FAULT_LIMIT, "%s is longer than %zu bytes", what, b->max);
}

char *buf_take(struct buf *b)
{
    if (!buf_append(b, "", 0)) {
        buf_free(b);
        return NULL;
    }
    char *data = b->data;
    buf_init(b, b->max);
    return data;
}
