#include "extract/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

/* A sanitizer's and gcov's own calls would be refused. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(JIANBAO_COVERAGE)
#define FILTERED 1
#endif

#ifdef FILTERED
/* The sanitizers' and the coverage runtime need calls of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(JIANBAO_COVERAGE)
enum { FILTER_FITS = false };
#else
enum { FILTER_FITS = true };
#endif

/* Reading a job, memory, time, limits, replying, dying. */
static const int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(write),        SCMP_SYS(sendto),       SCMP_SYS(recvfrom),
    SCMP_SYS(poll),         SCMP_SYS(ppoll),        SCMP_SYS(close),        SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),   SCMP_SYS(lseek),        SCMP_SYS(mmap),         SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(mprotect),     SCMP_SYS(madvise),      SCMP_SYS(brk),
    SCMP_SYS(futex),        SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(getrusage),    SCMP_SYS(prlimit64),    SCMP_SYS(setrlimit),    SCMP_SYS(getrlimit),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid),       SCMP_SYS(gettid),       SCMP_SYS(tgkill),       SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),
};

static bool load_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool ok = filter != NULL;
    for (size_t i = 0; ok && i < sizeof allowed / sizeof *allowed; i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    ok = ok && seccomp_load(filter) == 0;
    if (filter)
        seccomp_release(filter);
    return ok;
}
#endif

bool sandbox_enter(bool *filtered, struct fault *fault)
{
    *filtered = false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot give up new privileges");
#ifdef FILTERED
    *filtered = load_filter();
#endif
    return true;
}
