#include "crawler/render.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/progress.h"

enum { COMMAND_MAX = 4096 };

struct slot {
    pid_t pid; /* 0: free */
    int fd;    /* of what it writes */
    int64_t started;
    bool late;
    void *tag;
};

struct renderer {
    char command[COMMAND_MAX];
    size_t max_bytes;
    int64_t deadline_ms;
    struct slot slots[RENDERINGS_MAX];
    int running;
    struct rendering done;
};

struct renderer *renderer_new(const char *command, size_t max_bytes, int64_t deadline_ms, struct fault *fault)
{
    struct renderer *r = calloc(1, sizeof *r);
    if (!r) {
        fault_set(fault, FAULT_MEMORY, "no memory for a renderer");
        return NULL;
    }
    int len = snprintf(r->command, sizeof r->command, "%s \"$1\"", command);
    if (len < 0 || (size_t)len >= sizeof r->command) {
        fault_set(fault, FAULT_USAGE, "--render: the command is too long");
        free(r);
        return NULL;
    }
    r->max_bytes = max_bytes;
    r->deadline_ms = deadline_ms;
    buf_init(&r->done.html, max_bytes);
    return r;
}

static void slot_close(struct slot *slot)
{
    close(slot->fd);
    slot->pid = 0;
}

void renderer_free(struct renderer *r, void (*drop)(void *tag))
{
    if (!r)
        return;
    for (int i = 0; i < RENDERINGS_MAX; i++) {
        if (r->slots[i].pid == 0)
            continue;
        kill(-r->slots[i].pid, SIGKILL);
        waitpid(r->slots[i].pid, NULL, 0);
        drop(r->slots[i].tag);
        slot_close(&r->slots[i]);
    }
    buf_free(&r->done.html);
    free(r);
}

/* In the child: only what is safe behind fork. */
static void run(const struct renderer *r, const char *url, int fd)
{
    struct rlimit limit = {r->max_bytes + 1, r->max_bytes + 1};
    int null = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGPIPE, SIG_DFL);
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", r->command, "jb-render", url, (char *)NULL);
    _exit(127);
}

bool renderer_start(struct renderer *r, const char *url, void *tag, struct fault *fault)
{
    int i = 0;
    while (i < RENDERINGS_MAX && r->slots[i].pid != 0)
        i++;
    if (i == RENDERINGS_MAX)
        return fault_set(fault, FAULT_BUG, "no room for one more rendering");
    struct slot *slot = &r->slots[i];
    slot->fd = memfd_create("rendering", MFD_CLOEXEC);
    if (slot->fd < 0)
        return fault_set_errno(fault, FAULT_IO, "cannot make room for a rendering");
    pid_t pid = fork();
    if (pid == 0)
        run(r, url, slot->fd);
    if (pid < 0) {
        close(slot->fd);
        return fault_set_errno(fault, FAULT_IO, "cannot start the renderer");
    }
    setpgid(pid, pid);
    slot->pid = pid;
    slot->started = clock_milliseconds();
    slot->late = false;
    slot->tag = tag;
    r->running++;
    return true;
}

int renderer_running(const struct renderer *r)
{
    return r ? r->running : 0;
}

static void read_output(struct renderer *r, int fd)
{
    char block[65536];
    ssize_t n;
    buf_clear(&r->done.html);
    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, block, sizeof block)) > 0 && buf_append(&r->done.html, block, (size_t)n))
        ;
}

static struct rendering *finish(struct renderer *r, struct slot *slot, int status)
{
    struct rendering *done = &r->done;
    kill(-slot->pid, SIGKILL); /* what it may have left behind */
    read_output(r, slot->fd);
    done->tag = slot->tag;
    done->elapsed_ms = clock_milliseconds() - slot->started;
    done->reason[0] = '\0';
    if (slot->late)
        snprintf(done->reason, sizeof done->reason, "the renderer did not end in time");
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        snprintf(done->reason, sizeof done->reason, "the renderer ended with %s %d",
                 WIFEXITED(status) ? "status" : "signal",
                 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    else if (!buf_ok(&done->html))
        snprintf(done->reason, sizeof done->reason, "the rendered page is larger than allowed");
    else if (done->html.len == 0)
        snprintf(done->reason, sizeof done->reason, "the renderer said nothing");
    done->ok = done->reason[0] == '\0';
    slot_close(slot);
    r->running--;
    return done;
}

struct rendering *renderer_next(struct renderer *r)
{
    for (int i = 0; i < RENDERINGS_MAX; i++) {
        struct slot *slot = &r->slots[i];
        int status;
        if (slot->pid == 0)
            continue;
        if (waitpid(slot->pid, &status, WNOHANG) == slot->pid)
            return finish(r, slot, status);
        if (!slot->late && clock_milliseconds() - slot->started > r->deadline_ms) {
            slot->late = true;
            kill(-slot->pid, SIGKILL);
        }
    }
    return NULL;
}
