#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *file_open(const char *path, struct fault *fault)
{
    if (strcmp(path, "-") == 0)
        return stdin;
    FILE *in = fopen(path, "rbe");
    struct stat st;
    if (!in) {
        fault_set_errno(fault, FAULT_INPUT, "cannot read '%s'", path);
        return NULL;
    }
    if (fstat(fileno(in), &st) == 0 && S_ISDIR(st.st_mode)) {
        fault_set(fault, FAULT_INPUT, "cannot read '%s': is a directory", path);
        fclose(in);
        return NULL;
    }
    return in;
}

void file_close(FILE *in)
{
    if (in && in != stdin)
        fclose(in);
}

bool file_read(FILE *in, const char *name, struct buf *into, struct fault *fault)
{
    enum { STEP = 64 * 1024 };
    buf_clear(into);
    for (;;) {
        size_t room = into->max - into->len < STEP ? into->max - into->len : STEP;
        if (room == 0) {
            if (getc(in) == EOF && !ferror(in))
                return true;
            return fault_set(fault, FAULT_LIMIT, "'%s' is larger than %zu bytes", name, into->max);
        }
        if (!buf_reserve(into, room))
            return buf_check(into, name, fault);
        size_t n = fread(into->data + into->len, 1, room, in);
        into->len += n;
        into->data[into->len] = '\0';
        if (n < room)
            break;
    }
    if (ferror(in))
        return fault_set_errno(fault, FAULT_INPUT, "cannot read '%s'", name);
    return true;
}

bool file_read_path(const char *path, struct buf *into, struct fault *fault)
{
    FILE *in = file_open(path, fault);
    if (!in)
        return false;
    bool ok = file_read(in, path, into, fault);
    file_close(in);
    return ok;
}

void lines_open(struct line_reader *r, FILE *in, const char *name, size_t max_line)
{
    *r = (struct line_reader){.in = in, .name = name};
    buf_init(&r->line, max_line);
}

static void skip_line(FILE *in)
{
    int c;
    while ((c = getc_unlocked(in)) != EOF && c != '\n')
        ;
}

static enum line_status line_too_long(struct line_reader *r, struct fault *fault)
{
    fault_set(fault, FAULT_LIMIT, "%s:%lu: line is longer than %zu bytes", r->name, r->number, r->line.max);
    skip_line(r->in);
    return LINE_TOO_LONG;
}

static void trim_line(struct line_reader *r)
{
    struct buf *line = &r->line;
    if (line->len > 0 && line->data[line->len - 1] == '\r')
        line->data[--line->len] = '\0';
    if (r->number == 1 && line->len >= 3 && memcmp(line->data, "\xEF\xBB\xBF", 3) == 0) {
        memmove(line->data, line->data + 3, line->len - 2);
        line->len -= 3;
    }
}

enum line_status lines_next(struct line_reader *r, struct fault *fault)
{
    int c;
    buf_clear(&r->line);
    buf_append(&r->line, "", 0);
    r->number++;
    while ((c = getc_unlocked(r->in)) != EOF && c != '\n') {
        if (!buf_putc(&r->line, (char)c)) {
            if (r->line.trouble == FAULT_LIMIT)
                return line_too_long(r, fault);
            buf_check(&r->line, r->name, fault);
            return LINE_FAILED;
        }
    }
    if (ferror(r->in)) {
        fault_set_errno(fault, FAULT_IO, "cannot read '%s'", r->name);
        return LINE_FAILED;
    }
    if (c == EOF && r->line.len == 0)
        return LINE_END;
    trim_line(r);
    return LINE_OK;
}

void lines_close(struct line_reader *r)
{
    buf_free(&r->line);
}

static bool write_all(int fd, const char *p, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

/* The rename is safe on disk only when the folder is. */
static bool sync_folder_of(const char *path)
{
    struct buf folder;
    buf_init(&folder, 4096);
    const char *slash = strrchr(path, '/');
    bool ok = slash ? buf_append(&folder, path, slash == path ? 1 : (size_t)(slash - path))
                    : buf_puts(&folder, ".");
    int fd = ok ? open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    buf_free(&folder);
    return ok;
}

bool file_write_atomic(const char *path, const void *bytes, size_t len, struct fault *fault)
{
    struct buf temporary;
    buf_init(&temporary, 4096);
    buf_printf(&temporary, "%s.tmp.%ld", path, (long)getpid());
    if (!buf_check(&temporary, path, fault)) {
        buf_free(&temporary);
        return false;
    }
    int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    ok = ok && rename(temporary.data, path) == 0 && sync_folder_of(path);
    if (!ok) {
        fault_set_errno(fault, FAULT_IO, "cannot write '%s'", path);
        if (fd >= 0)
            unlink(temporary.data);
    }
    buf_free(&temporary);
    return ok;
}

bool file_flush(FILE *out, const char *name, struct fault *fault)
{
    if (fflush(out) != 0 || ferror(out))
        return fault_set_errno(fault, FAULT_IO, "cannot write '%s'", name);
    return true;
}

bool file_make_folder(const char *path, struct fault *fault)
{
    struct stat st;
    if (mkdir(path, 0777) == 0)
        return true;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    return fault_set_errno(fault, FAULT_IO, "cannot make the folder '%s'", path);
}
