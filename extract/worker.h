/* worker - jobs in child processes that may be lost without loss: a page that
 * hangs, crashes or eats memory costs itself only.
 *
 * No check inside a process can stop a parser that has gone quadratic, so
 * every job runs in a child with a limit of CPU time for the job and of
 * address space, and a child that dies is replaced.  Replies come back in the
 * order of the jobs, whatever the number of workers, so the output is the
 * same for any -j. */
#ifndef JIANBAO_EXTRACT_WORKER_H
#define JIANBAO_EXTRACT_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

enum {
    WORKERS_MAX = 64,
    WORKER_MESSAGE_MAX = 64 * 1024 * 1024 /* bytes of a job or a reply */
};

struct worker_limits {
    unsigned cpu_seconds;  /* for one job */
    unsigned wall_seconds; /* for one job, by the parent's watch */
    size_t address_space;  /* bytes of a child; 0 = no limit */
};

/* A job: a small head, and a body that is handed over without a copy.  In the
 * child `body` is in `held`, which may be freed as soon as the body is read. */
struct worker_job {
    const char *head, *body;
    size_t head_len, body_len;
    struct buf *held; /* NULL in the parent */
};

/* What a child does with a job: appends its reply, or fills the fault.
 * `context` is the parent's, as it was when the child was forked. */
typedef bool worker_function(void *context, const struct worker_job *job, struct buf *reply,
                             struct fault *fault);

struct worker_pool;

struct worker_reply {
    unsigned long long number; /* of the job, from 0 */
    const char *bytes;         /* the pool's, until the next call */
    size_t len;
    struct buf *held;          /* where they lie; may be freed before */
    struct fault fault; /* code FAULT_NONE: the job was done */
};

/* Forks the workers.  `setup`, may be NULL, runs once in each child before its first job
 * (the sandbox).  NULL: FAULT_IO, FAULT_MEMORY. */
struct worker_pool *workers_start(unsigned count, const struct worker_limits *limits, worker_function *work,
                                  bool (*setup)(struct fault *fault), void *context, struct fault *fault);

/* Hands in a job; its bytes may go afterwards.  Waits while all workers are busy.  False: the pool is
 * broken (FAULT_IO). */
bool workers_submit(struct worker_pool *pool, const struct worker_job *job, struct fault *fault);

/* The next reply in the order of the jobs.  With `wait` it waits for it;
 * without, false means that it is not there yet.  False too when no job is
 * open, or the pool is broken (fault set). */
bool workers_next(struct worker_pool *pool, bool wait, struct worker_reply *reply, struct fault *fault);

/* How many jobs may be open at once before submit() would wait for replies to be fetched. */
bool workers_full(const struct worker_pool *pool);

void workers_stop(struct worker_pool *pool); /* ends the children */

#endif
