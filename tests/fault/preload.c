/* preload - makes the n-th call of one kind fail, for fault injection:
 *
 *     LD_PRELOAD=preload.so FAULT=malloc:17 FAULT_HIT=FILE jb-extract a.html
 *
 * FAULT=KIND:N fails the N-th call only, KIND:N+ that one and all later ones,
 * KIND:N! kills the process there (SIGKILL).
 * Kinds: malloc read write fsync rename close.  Where stdio is called, its
 * face fails (the flag of the stream is set), as its inner calls cannot be
 * caught.  Counting begins at main(): what libraries do before it (libxapian
 * allocates there, with nobody to catch the exception) is no tool's to mend.
 * The file FAULT_HIT is created at the first failure, so that the
 * driver knows when N lies behind the last call.  Counts go on in a forked
 * child, each process by itself. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { NONE, MALLOC, READ, WRITE, FSYNC, RENAME, CLOSE };
enum { STREAM_ERROR_FLAG = 0x20 }; /* _IO_ERR_SEEN of glibc */

static enum kind wanted;
static unsigned long at, calls;
static bool for_ever, deadly;
static char hit_path[256];

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static void start(void)
{
    static const char *const names[] = {"", "malloc", "read", "write", "fsync", "rename", "close"};
    const char *fault = getenv("FAULT"), *hit = getenv("FAULT_HIT");
    const char *colon = fault ? strchr(fault, ':') : NULL;
    if (!colon)
        return;
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == (size_t)(colon - fault) &&
            strncmp(names[i], fault, (size_t)(colon - fault)) == 0)
            wanted = (enum kind)i;
    char *end;
    at = strtoul(colon + 1, &end, 10);
    for_ever = *end == '+';
    deadly = *end == '!';
    if (hit && strlen(hit) < sizeof hit_path)
        memcpy(hit_path, hit, strlen(hit) + 1);
}

static bool fails(enum kind kind)
{
    if (wanted != kind)
        return false;
    unsigned long n = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (n != at && !(for_ever && n > at))
        return false;
    if (n == at && hit_path[0]) {
        int fd = open(hit_path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (fd >= 0)
            syscall(SYS_close, fd); /* past our own close() */
    }
    if (deadly)
        kill(getpid(), SIGKILL);
    return true;
}

/* Declares real_NAME, the function behind ours; dlsym()'s pointer is copied
 * since ISO C forbids the cast. */
#define REAL(name)                                  \
    static __typeof__(&name) real_##name;           \
    if (!real_##name) {                             \
        void *found = dlsym(RTLD_NEXT, #name);      \
        memcpy(&real_##name, &found, sizeof found); \
    }

/* glibc's way into main(): the faults begin here. */
typedef int (*main_function)(int, char **, char **);

int __libc_start_main(main_function run, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*at_exit)(void), void *stack_end);

static main_function real_main;

static int main_with_faults(int argc, char **argv, char **environment)
{
    start();
    return real_main(argc, argv, environment);
}

int __libc_start_main(main_function run, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*at_exit)(void), void *stack_end)
{
    REAL(__libc_start_main)
    real_main = run;
    return real___libc_start_main(main_with_faults, argc, argv, init, fini, at_exit, stack_end);
}

static int refuse(int error)
{
    errno = error;
    return -1;
}

static void spoil(FILE *stream, int error)
{
    stream->_flags |= STREAM_ERROR_FLAG;
    errno = error;
}

/* ------------------------------------------------------------------ memory */

void *malloc(size_t size)
{
    if (fails(MALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    if (fails(MALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    if (size > 0 && fails(MALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(old, size);
}

/* ----------------------------------------------------------------- reading */

ssize_t read(int fd, void *to, size_t size)
{
    REAL(read)
    return fails(READ) ? refuse(EIO) : real_read(fd, to, size);
}

ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
    REAL(pread)
    return fails(READ) ? refuse(EIO) : real_pread(fd, to, size, offset);
}

ssize_t pread64(int fd, void *to, size_t size, off64_t offset)
{
    REAL(pread64)
    return fails(READ) ? refuse(EIO) : real_pread64(fd, to, size, offset);
}

size_t fread(void *to, size_t size, size_t n, FILE *in)
{
    REAL(fread)
    if (fails(READ)) {
        spoil(in, EIO);
        return 0;
    }
    return real_fread(to, size, n, in);
}

/* ----------------------------------------------------------------- writing */

ssize_t write(int fd, const void *from, size_t size)
{
    REAL(write)
    return fd != STDERR_FILENO && fails(WRITE) ? refuse(ENOSPC) : real_write(fd, from, size);
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t offset)
{
    REAL(pwrite)
    return fails(WRITE) ? refuse(ENOSPC) : real_pwrite(fd, from, size, offset);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t offset)
{
    REAL(pwrite64)
    return fails(WRITE) ? refuse(ENOSPC) : real_pwrite64(fd, from, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
    REAL(writev)
    return fails(WRITE) ? refuse(ENOSPC) : real_writev(fd, parts, n);
}

size_t fwrite(const void *from, size_t size, size_t n, FILE *out)
{
    REAL(fwrite)
    if (out != stderr && fails(WRITE)) {
        spoil(out, ENOSPC);
        return 0;
    }
    return real_fwrite(from, size, n, out);
}

int fflush(FILE *out)
{
    REAL(fflush)
    if (out && out != stderr && fails(WRITE)) {
        spoil(out, ENOSPC);
        return EOF;
    }
    return real_fflush(out);
}

int fsync(int fd)
{
    REAL(fsync)
    return fails(FSYNC) ? refuse(EIO) : real_fsync(fd);
}

int fdatasync(int fd)
{
    REAL(fdatasync)
    return fails(FSYNC) ? refuse(EIO) : real_fdatasync(fd);
}

int rename(const char *from, const char *to)
{
    REAL(rename)
    return fails(RENAME) ? refuse(EACCES) : real_rename(from, to);
}

/* The descriptor is closed all the same, as Linux does on EIO. */
int close(int fd)
{
    REAL(close)
    bool bad = fails(CLOSE);
    int status = real_close(fd);
    return bad ? refuse(EIO) : status;
}

int fclose(FILE *stream)
{
    REAL(fclose)
    bool bad = fails(CLOSE);
    int status = real_fclose(stream);
    if (bad) {
        errno = EIO;
        return EOF;
    }
    return status;
}
