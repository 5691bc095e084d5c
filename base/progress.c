#include "base/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/cli.h"

int64_t clock_milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_start(struct progress *p, const char *noun, uint64_t total)
{
    bool on = cli_common.progress == PROGRESS_ALWAYS ||
              (cli_common.progress == PROGRESS_AUTO && !cli_common.quiet && isatty(STDERR_FILENO));
    *p = (struct progress){.noun = noun, .total = total, .on = on};
    p->started = p->shown = clock_milliseconds();
}

/* Seconds left, from the share done; -1 when no total is known. */
static int64_t seconds_left(const struct progress *p, int64_t elapsed)
{
    uint64_t done = p->total ? p->done : p->bytes;
    uint64_t total = p->total ? p->total : p->bytes_total;
    if (total == 0 || done == 0 || done > total)
        return -1;
    return (int64_t)((double)elapsed / 1000 * (double)(total - done) / (double)done);
}

static void draw(const struct progress *p, int64_t now)
{
    enum { WIDTH = 20 };
    int64_t elapsed = now - p->started > 0 ? now - p->started : 1;
    uint64_t done = p->total ? p->done : p->bytes;
    uint64_t total = p->total ? p->total : p->bytes_total;
    fprintf(stderr, "\r\033[K");
    if (total > 0) {
        int filled = (int)(done >= total ? WIDTH : done * WIDTH / total);
        fprintf(stderr, "[%.*s%*s] ", filled, "####################", WIDTH - filled, "");
    }
    fprintf(stderr, "%" PRIu64, p->done);
    if (p->total > 0)
        fprintf(stderr, "/%" PRIu64, p->total);
    fprintf(stderr, " %s  %.0f/s", p->noun, (double)p->done * 1000 / (double)elapsed);
    int64_t left = seconds_left(p, elapsed);
    if (left >= 0)
        fprintf(stderr, "  %" PRId64 ":%02" PRId64 " left", left / 60, left % 60);
    fflush(stderr);
}

void progress_add(struct progress *p, uint64_t n)
{
    p->done += n;
    if (!p->on)
        return;
    int64_t now = clock_milliseconds();
    if (now - p->shown < 200)
        return;
    p->shown = now;
    draw(p, now);
}

void progress_end(struct progress *p)
{
    if (p->on)
        fprintf(stderr, "\r\033[K");
    p->on = false;
}
