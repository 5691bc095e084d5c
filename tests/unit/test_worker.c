/* A job that crashes, hangs or is refused costs itself only; order holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/worker.h"

static bool work(void *context, const struct worker_job *given, struct buf *reply, struct fault *fault)
{
    const char *job = given->body;
    const char *prefix = context;
    if (strncmp(job, "die", 3) == 0)
        raise(SIGKILL);
    if (strncmp(job, "refuse", 6) == 0)
        return fault_set(fault, FAULT_INPUT, "no charset fits");
    volatile unsigned long n = 0;
    while (strncmp(job, "spin", 4) == 0)
        n++;
    while (strncmp(job, "hang", 4) == 0)
        pause();
    return buf_puts(reply, prefix) && buf_append(reply, given->head, given->head_len) &&
           buf_append(reply, job, given->body_len);
}

static bool submit(struct worker_pool *pool, const char *body, struct fault *fault)
{
    struct worker_job job = {.head = ":", .head_len = 1, .body = body, .body_len = strlen(body)};
    return workers_submit(pool, &job, fault);
}

static const struct worker_limits limits = {.cpu_seconds = 60, .wall_seconds = 300};

static void replies_keep_the_order_of_the_jobs(void **state)
{
    (void)state;
    static char prefix[] = "re:";
    struct fault fault = {0};
    struct worker_pool *pool = workers_start(3, &limits, work, NULL, prefix, &fault);
    struct worker_reply reply;
    unsigned seen = 0;
    assert_non_null(pool);
    for (unsigned i = 0; i < 100; i++) {
        char job[16];
        while (workers_full(pool)) {
            assert_true(workers_next(pool, true, &reply, &fault));
            assert_int_equal(reply.number, seen++);
        }
        snprintf(job, sizeof job, "%s%u", i % 10 == 3 ? "die" : i % 10 == 5 ? "refuse" : "ok", i);
        assert_true(submit(pool, job, &fault));
    }
    while (workers_next(pool, true, &reply, &fault)) {
        char expected[16];
        snprintf(expected, sizeof expected, "re::ok%u", seen);
        if (seen % 10 == 3)
            assert_string_equal(reply.fault.text, "the worker died of signal 9");
        else if (seen % 10 == 5)
            assert_string_equal(reply.fault.text, "no charset fits");
        else
            assert_string_equal(reply.bytes, expected);
        seen++;
    }
    assert_int_equal(seen, 100);
    assert_int_equal(fault.code, FAULT_NONE);
    workers_stop(pool);
}

/* One limit is far away while the other is tried: a loaded machine changes nothing. */
static void expect_stop(const char *job, struct worker_limits given, const char *expected)
{
    static char prefix[] = "";
    struct fault fault = {0};
    struct worker_pool *pool = workers_start(2, &given, work, NULL, prefix, &fault);
    struct worker_reply reply;
    assert_non_null(pool);
    assert_true(submit(pool, job, &fault));
    assert_true(submit(pool, "ok", &fault));
    assert_true(workers_next(pool, true, &reply, &fault));
    assert_int_equal(reply.fault.code, FAULT_LIMIT);
    assert_string_equal(reply.fault.text, expected);
    assert_true(workers_next(pool, true, &reply, &fault));
    assert_string_equal(reply.bytes, ":ok");
    assert_false(workers_next(pool, true, &reply, &fault));
    workers_stop(pool);
}

static void a_job_without_end_is_stopped(void **state)
{
    (void)state;
    expect_stop("spin", (struct worker_limits){.cpu_seconds = 1, .wall_seconds = 300},
                "took more than 1 seconds of CPU time");
}

static void a_job_that_sleeps_is_stopped(void **state)
{
    (void)state;
    expect_stop("hang", (struct worker_limits){.cpu_seconds = 60, .wall_seconds = 3},
                "stopped after 3 seconds");
}

/* ------------------------------------------------- a parent that is killed */

static int lifeline[2];

static bool spin_and_say_so(void *context, const struct worker_job *job, struct buf *reply,
                            struct fault *fault)
{
    (void)context, (void)job, (void)reply, (void)fault;
    volatile unsigned long n = 0;
    if (write(lifeline[1], "x", 1) != 1)
        return false;
    for (;;)
        n++;
}

static _Noreturn void start_a_job_without_end(void)
{
    struct fault fault = {0};
    struct worker_reply reply;
    close(lifeline[0]);
    struct worker_limits far = {.cpu_seconds = 60, .wall_seconds = 300};
    struct worker_pool *pool = workers_start(1, &far, spin_and_say_so, NULL, NULL, &fault);
    struct worker_job job = {.head = "", .body = "spin", .body_len = 4};
    if (pool && workers_submit(pool, &job, &fault))
        workers_next(pool, true, &reply, &fault);
    _exit(0);
}

/* The worker holds the other end of the pipe: its end is the pipe's. */
static void a_worker_dies_with_its_parent(void **state)
{
    (void)state;
    char byte;
    int status;
    assert_int_equal(pipe(lifeline), 0);
    pid_t parent = fork();
    if (parent == 0)
        start_a_job_without_end();
    close(lifeline[1]);
    assert_int_equal(read(lifeline[0], &byte, 1), 1);
    assert_int_equal(kill(parent, SIGKILL), 0);
    assert_int_equal(waitpid(parent, &status, 0), parent);
    struct pollfd end = {.fd = lifeline[0], .events = POLLIN};
    assert_int_equal(poll(&end, 1, 20000), 1);
    assert_int_equal(read(lifeline[0], &byte, 1), 0);
    close(lifeline[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_keep_the_order_of_the_jobs),
        cmocka_unit_test(a_job_without_end_is_stopped),
        cmocka_unit_test(a_job_that_sleeps_is_stopped),
        cmocka_unit_test(a_worker_dies_with_its_parent),
    };
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
