#include "extract/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/progress.h"

enum {
    SLOTS_PER_WORKER = 4,
    WAITING_MAX = 8 * 1024 * 1024, /* bytes of replies before new jobs wait */
    MESSAGE_KEPT = 1024 * 1024     /* a larger buffer is not kept for the next message */
};

/* A child, and the job that it has; slot < 0 = idle. */
struct worker {
    pid_t pid;
    int fd;
    int slot;
    int64_t deadline; /* monotonic milliseconds */
};

struct slot {
    bool done;
    struct buf reply;
    struct fault fault;
};

struct worker_pool {
    struct worker *workers;
    unsigned count;
    struct slot *slots; /* a ring: job n is in slots[n % slot_count] */
    unsigned slot_count;
    unsigned long long submitted, fetched;
    size_t waiting; /* bytes of the replies that are not fetched */
    struct worker_limits limits;
    worker_function *work;
    bool (*setup)(struct fault *fault);
    void *context;
};

/* Every message: its length, a fault code (0 in a job), the bytes.  A job is two of them. */
struct message_head {
    uint32_t len;
    uint32_t code;
};

/* ------------------------------------------------------------- the channel */

static bool send_all(int fd, const void *bytes, size_t len)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

static bool receive_all(int fd, void *bytes, size_t len)
{
    char *p = bytes;
    while (len > 0) {
        ssize_t n = read(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

static bool send_message(int fd, uint32_t code, const char *bytes, size_t len)
{
    struct message_head head = {.len = (uint32_t)len, .code = code};
    return send_all(fd, &head, sizeof head) && send_all(fd, bytes, len);
}

static void drop_large(struct buf *message)
{
    if (message->cap > MESSAGE_KEPT)
        buf_free(message);
}

static bool receive_message(int fd, struct buf *into, uint32_t *code)
{
    struct message_head head;
    drop_large(into);
    buf_clear(into);
    if (!receive_all(fd, &head, sizeof head) || !buf_reserve(into, head.len))
        return false;
    if (!receive_all(fd, into->data, head.len))
        return false;
    into->len = head.len;
    into->data[into->len] = '\0';
    *code = head.code;
    return true;
}

/* ---------------------------------------------------------------- the child */

/* The limit counts the CPU time of the process, so each job moves it on. */
static void limit_cpu(unsigned seconds)
{
    struct rusage used;
    if (seconds == 0 || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    rlim_t limit = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) + seconds;
    setrlimit(RLIMIT_CPU, &(struct rlimit){.rlim_cur = limit, .rlim_max = RLIM_INFINITY});
}

static void limit_memory(size_t bytes)
{
#ifndef __SANITIZE_ADDRESS__ /* its shadow memory is terabytes of address space */
    if (bytes > 0)
        setrlimit(RLIMIT_AS, &(struct rlimit){.rlim_cur = bytes, .rlim_max = bytes});
#else
    (void)bytes;
#endif
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

static _Noreturn void child_main(const struct worker_pool *pool, int fd)
{
    struct buf head, body, reply;
    struct fault fault = {0};
    uint32_t code;
    signal(SIGINT, SIG_IGN); /* the parent ends us */
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* also when it is killed itself */
    buf_init(&head, WORKER_MESSAGE_MAX);
    buf_init(&body, WORKER_MESSAGE_MAX);
    buf_init(&reply, WORKER_MESSAGE_MAX);
    limit_memory(pool->limits.address_space);
    limit_cpu(pool->limits.cpu_seconds); /* without memory libseccomp goes round for ever */
    bool ready = !pool->setup || pool->setup(&fault);
    while (receive_message(fd, &head, &code) && receive_message(fd, &body, &code)) {
        struct worker_job job = {head.data, body.data, head.len, body.len, &body};
        limit_cpu(pool->limits.cpu_seconds);
        drop_large(&reply);
        buf_clear(&reply);
        bool ok = ready && pool->work(pool->context, &job, &reply, &fault);
        bool sent = ok ? send_message(fd, FAULT_NONE, reply.data, reply.len)
                       : send_message(fd, (uint32_t)(fault.code ? fault.code : FAULT_BUG), fault.text,
                                      strlen(fault.text));
        if (ready)
            fault_clear(&fault);
        if (!sent)
            break;
    }
    _exit(0); /* not exit(): the parent's stdio buffers are not ours to flush */
}

static void close_others(const struct worker_pool *pool, int keep)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].fd >= 0 && pool->workers[i].fd != keep)
            close(pool->workers[i].fd);
}

static bool spawn(struct worker_pool *pool, struct worker *w, struct fault *fault)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot start a worker");
    *w = (struct worker){.pid = fork(), .fd = pair[0], .slot = -1};
    if (w->pid == 0) {
        close_others(pool, -1);
        child_main(pool, pair[1]);
    }
    close(pair[1]);
    if (w->pid < 0) {
        close(pair[0]);
        w->fd = -1;
        return fault_set_errno(fault, FAULT_IO, "cannot start a worker");
    }
    return true;
}

/* ------------------------------------------------------------- the parent */

struct worker_pool *workers_start(unsigned count, const struct worker_limits *limits, worker_function *work,
                                  bool (*setup)(struct fault *fault), void *context, struct fault *fault)
{
    struct worker_pool *pool = calloc(1, sizeof *pool);
    if (count == 0 || count > WORKERS_MAX)
        count = count ? WORKERS_MAX : 1;
    if (pool) {
        *pool = (struct worker_pool){.count = count,
                                     .slot_count = count * SLOTS_PER_WORKER,
                                     .limits = *limits,
                                     .work = work,
                                     .setup = setup,
                                     .context = context};
        pool->workers = calloc(count, sizeof *pool->workers);
        pool->slots = calloc(pool->slot_count, sizeof *pool->slots);
    }
    if (!pool || !pool->workers || !pool->slots) {
        fault_set(fault, FAULT_MEMORY, "no memory for the workers");
        workers_stop(pool);
        return NULL;
    }
    for (unsigned i = 0; i < pool->slot_count; i++)
        buf_init(&pool->slots[i].reply, WORKER_MESSAGE_MAX);
    for (unsigned i = 0; i < count; i++)
        pool->workers[i].fd = -1;
    for (unsigned i = 0; i < count; i++) {
        if (!spawn(pool, &pool->workers[i], fault)) {
            workers_stop(pool);
            return NULL;
        }
    }
    return pool;
}

static void end_child(struct worker *w, int how)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    if (w->pid > 0) {
        if (how)
            kill(w->pid, how);
        while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    w->pid = 0;
}

void workers_stop(struct worker_pool *pool)
{
    if (!pool)
        return;
    for (unsigned i = 0; pool->workers && i < pool->count; i++)
        end_child(&pool->workers[i], SIGKILL);
    for (unsigned i = 0; pool->slots && i < pool->slot_count; i++)
        buf_free(&pool->slots[i].reply);
    free(pool->workers);
    free(pool->slots);
    free(pool);
}

/* What the death of a child says about its job. */
static void blame(const struct worker_pool *pool, int status, bool late, struct fault *fault)
{
    fault_clear(fault);
    if (late)
        fault_set(fault, FAULT_LIMIT, "stopped after %u seconds", pool->limits.wall_seconds);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        fault_set(fault, FAULT_LIMIT, "took more than %u seconds of CPU time", pool->limits.cpu_seconds);
    else if (WIFSIGNALED(status))
        fault_set(fault, FAULT_INPUT, "the worker died of signal %d", WTERMSIG(status));
    else
        fault_set(fault, FAULT_INPUT, "the worker ended with status %d", WEXITSTATUS(status));
}

/* The child is gone, hangs, or cannot be understood: its job is refused, a new
 * child takes its place.  Killing one that has ended leaves its status as it is. */
static bool replace(struct worker_pool *pool, struct worker *w, bool late, struct fault *fault)
{
    int status = 0, slot = w->slot;
    kill(w->pid, SIGKILL);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    close(w->fd);
    w->fd = -1;
    if (slot >= 0) {
        buf_clear(&pool->slots[slot].reply);
        blame(pool, status, late, &pool->slots[slot].fault);
        pool->slots[slot].done = true;
    }
    return spawn(pool, w, fault);
}

static bool take_reply(struct worker_pool *pool, struct worker *w, struct fault *fault)
{
    struct slot *slot = &pool->slots[w->slot];
    uint32_t code = 0;
    if (!receive_message(w->fd, &slot->reply, &code))
        return replace(pool, w, false, fault);
    fault_clear(&slot->fault);
    if (code != FAULT_NONE)
        fault_set(&slot->fault, (enum fault_code)code, "%s", slot->reply.data);
    slot->done = true;
    pool->waiting += slot->reply.len;
    w->slot = -1;
    return true;
}

static int wait_time(const struct worker_pool *pool)
{
    int64_t now = clock_milliseconds(), least = 60 * 1000;
    for (unsigned i = 0; i < pool->count; i++) {
        int64_t left = pool->workers[i].deadline - now;
        if (pool->workers[i].slot >= 0 && left < least)
            least = left > 0 ? left : 0;
    }
    return (int)least;
}

/* Waits until at least one busy worker has replied, died or run out of time. */
static bool wait_for_any(struct worker_pool *pool, struct fault *fault)
{
    struct pollfd fds[WORKERS_MAX];
    for (unsigned i = 0; i < pool->count; i++)
        fds[i] =
            (struct pollfd){.fd = pool->workers[i].slot >= 0 ? pool->workers[i].fd : -1, .events = POLLIN};
    int n = poll(fds, pool->count, wait_time(pool));
    if (n < 0 && errno != EINTR)
        return fault_set_errno(fault, FAULT_IO, "cannot wait for the workers");
    int64_t now = clock_milliseconds();
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker *w = &pool->workers[i];
        bool late = w->slot >= 0 && now >= w->deadline;
        if (n > 0 && fds[i].fd >= 0 && fds[i].revents) {
            if (!take_reply(pool, w, fault))
                return false;
        } else if (late && !replace(pool, w, true, fault)) {
            return false;
        }
    }
    return true;
}

static struct worker *idle_worker(struct worker_pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].slot < 0)
            return &pool->workers[i];
    return NULL;
}

bool workers_full(const struct worker_pool *pool)
{
    return pool->submitted - pool->fetched >= pool->slot_count || pool->waiting >= WAITING_MAX;
}

bool workers_submit(struct worker_pool *pool, const struct worker_job *job, struct fault *fault)
{
    struct worker *w;
    if (workers_full(pool) || job->head_len > WORKER_MESSAGE_MAX || job->body_len > WORKER_MESSAGE_MAX)
        return fault_set(fault, FAULT_BUG, "a job was submitted that cannot be taken");
    while (!(w = idle_worker(pool)))
        if (!wait_for_any(pool, fault))
            return false;
    w->slot = (int)(pool->submitted % pool->slot_count);
    w->deadline = clock_milliseconds() + (int64_t)pool->limits.wall_seconds * 1000;
    pool->slots[w->slot].done = false;
    pool->submitted++;
    if (!send_message(w->fd, 0, job->head, job->head_len) ||
        !send_message(w->fd, 0, job->body, job->body_len))
        return replace(pool, w, false, fault);
    return true;
}

bool workers_next(struct worker_pool *pool, bool wait, struct worker_reply *reply, struct fault *fault)
{
    if (pool->fetched > 0)
        drop_large(&pool->slots[(pool->fetched - 1) % pool->slot_count].reply);
    if (pool->fetched == pool->submitted)
        return false;
    struct slot *slot = &pool->slots[pool->fetched % pool->slot_count];
    while (wait && !slot->done)
        if (!wait_for_any(pool, fault))
            return false;
    if (!slot->done)
        return false;
    *reply = (struct worker_reply){.number = pool->fetched, .bytes = slot->reply.data, .len = slot->reply.len,
                                   .held = &slot->reply, .fault = slot->fault};
    pool->waiting -= slot->reply.len;
    pool->fetched++;
    return true;
}
