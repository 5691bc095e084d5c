#include "crawler/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PENDING_MAX = 1 << 30, FLUSH_AT = 64 * 1024 };

bool journal_open(struct journal *j, int folder, const char *name, uint64_t length, struct fault *fault)
{
    *j = (struct journal){.fd = -1, .name = name};
    buf_init(&j->pending, PENDING_MAX);
    j->fd = openat(folder, name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (j->fd < 0)
        return fault_set_errno(fault, FAULT_IO, "cannot open '%.150s'", name);
    struct stat st;
    if (fstat(j->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fault_set(fault, FAULT_IO, "'%.150s' is no ordinary file", name);
    if ((uint64_t)st.st_size < length)
        return fault_set(fault, FAULT_DAMAGE, "'%.150s' has lost bytes: %lld of %llu are there", name,
                         (long long)st.st_size, (unsigned long long)length);
    if ((uint64_t)st.st_size > length && ftruncate(j->fd, (off_t)length) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot cut back '%.150s'", name);
    j->written = length;
    return true;
}

void journal_stream(struct journal *j, int fd, const char *name)
{
    *j = (struct journal){.fd = fd, .name = name, .is_stream = true};
    buf_init(&j->pending, PENDING_MAX);
}

bool journal_append(struct journal *j, const void *bytes, size_t len, struct fault *fault)
{
    if (!buf_append(&j->pending, bytes, len))
        return buf_check(&j->pending, "bytes to be written", fault);
    return j->pending.len < FLUSH_AT || journal_flush(j, fault);
}

uint64_t journal_length(const struct journal *j)
{
    return j->written + j->pending.len;
}

bool journal_flush(struct journal *j, struct fault *fault)
{
    size_t done = 0;
    while (done < j->pending.len) {
        ssize_t n = write(j->fd, j->pending.data + done, j->pending.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fault_set_errno(fault, FAULT_IO, "cannot write '%.150s'", j->name);
        done += (size_t)n;
        j->written += (uint64_t)n;
    }
    buf_clear(&j->pending);
    return true;
}

bool journal_sync(struct journal *j, struct fault *fault)
{
    if (!journal_flush(j, fault))
        return false;
    if (!j->is_stream && fdatasync(j->fd) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot write '%.150s'", j->name);
    return true;
}

void journal_close(struct journal *j)
{
    if (j->fd >= 0 && !j->is_stream)
        close(j->fd);
    j->fd = -1;
    buf_free(&j->pending);
}
