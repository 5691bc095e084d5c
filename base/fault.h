/* fault - what went wrong, in the caller's hands.
 *
 * Libraries never print and never exit: they fill a struct fault that the
 * caller owns and return false or NULL.  Tools print it once, in the form
 * "jb-extract: cannot decode 'a.html': no charset fits" (cli.h), and exit
 * with fault_exit_status().
 *
 * Message grammar, after git's CodingGuidelines: lower case, no full stop,
 * what the error is first, the subject in single quotes. */
#ifndef JIANBAO_BASE_FAULT_H
#define JIANBAO_BASE_FAULT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum fault_code {
    FAULT_NONE,
    FAULT_USAGE,  /* the command line or the query is wrong */
    FAULT_INPUT,  /* this input is refused; the others go on */
    FAULT_LIMIT,  /* a ceiling was reached; counts as a refused input */
    FAULT_IO,     /* reading or writing failed */
    FAULT_MEMORY, /* no memory */
    FAULT_DAMAGE, /* stored data contradicts itself */
    FAULT_BUSY,   /* somebody else holds the lock; try again */
    FAULT_BUG     /* an invariant of our own does not hold */
};

/* Exit status shared by all tools. */
enum {
    EXIT_DONE = 0,
    EXIT_NOTHING = 1, /* a query found nothing */
    EXIT_USAGE = 2,
    EXIT_REFUSED = 3, /* done, but some inputs were refused, each named */
    EXIT_STOPPED = 4, /* I/O, memory, damage */
    EXIT_BUSY = 75    /* EX_TEMPFAIL of sysexits.h */
};

struct fault {
    enum fault_code code;
    char text[256]; /* UTF-8, never cut inside a character */
};

/* Records a fault and returns false, so that a failing function can end in
 * `return fault_set(...)`.  `fault` may be NULL.  The first fault stays: a
 * later call on a fault that is already set changes nothing. */
bool fault_set(struct fault *fault, enum fault_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the text of errno behind the message. */
bool fault_set_errno(struct fault *fault, enum fault_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void fault_clear(struct fault *fault);

/* The exit status that a tool ends with when this fault stops it. */
int fault_exit_status(enum fault_code code);

#ifdef __cplusplus
}
#endif

#endif
