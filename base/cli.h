/* cli - the manners that all tools share: a table of options that yields
 * parsing, --help and --version; messages; exit status; the data folder.
 *
 * A tool calls cli_start() first, cli_finish() last, prints only through
 * cli_message() on standard error, and never calls exit() itself. */
#ifndef JIANBAO_BASE_CLI_H
#define JIANBAO_BASE_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

enum option_kind {
    OPTION_END,    /* closes the table */
    OPTION_GROUP,  /* a heading in --help; `help` is its text */
    OPTION_FLAG,   /* bool *: set to true */
    OPTION_COUNT,  /* int *: one more each time (-v -v) */
    OPTION_TEXT,   /* const char **: the argument as given */
    OPTION_LIST,   /* struct cli_list *: given again and again */
    OPTION_NUMBER, /* long *: between min and max */
    OPTION_CHOICE  /* int *: index in `choices`, "a|b|c" */
};

struct cli_list {
    const char **items; /* point into argv; freed by cli_finish() */
    size_t len;
};

struct cli_option {
    enum option_kind kind;
    char letter;      /* 'o', or 0 */
    const char *name; /* "output", without dashes */
    void *value;
    const char *argument; /* how --help and the man page name it: "FILE" */
    const char *help;     /* one line, lower case, no full stop */
    const char *choices;  /* OPTION_CHOICE: "auto|html|dump" */
    long min, max;        /* OPTION_NUMBER */
};

struct cli {
    const char *tool;     /* "jb-extract" */
    const char *synopsis; /* "[options] [FILE...]" */
    const char *summary;  /* one sentence for --help */
    const struct cli_option *options; /* the tool's own; the common ones are added */
};

/* Options that every tool has. */
enum { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };
struct cli_common {
    bool quiet;       /* -q */
    int verbose;      /* -v, -v -v */
    long jobs;        /* -j, --jobs N; 0 = not given */
    const char *data; /* --data DIR */
    int progress;     /* --progress=auto|always|never */
};
extern struct cli_common cli_common;

/* Parses the options (GNU style: -j4, -j 4, --jobs=4, --jobs 4, -- ends
 * them, operands may stand between).  On return argv[0..*operands) are the
 * operands in their order.  False means: return `*status` from main at once
 * (help or version printed, or a usage message was given). */
bool cli_start(const struct cli *cli, int argc, char **argv, int *operands, int *status);

/* One line on standard error: "jb-extract: <text>", made visible (utf8.h). */
void cli_message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_verbose(int level, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* needs -v × level */
void cli_fault(const struct fault *fault); /* cli_message of its text */

/* Flushes standard output and checks it; a failure to write turns the status
 * into EXIT_STOPPED (named, but silent for a closed pipe).  Returns the
 * status for main. */
int cli_finish(int status);

/* Joins refused inputs into an exit status: EXIT_REFUSED where any, else EXIT_DONE. */
int cli_status(unsigned long refused);

/* Where the data files live, first that is given: --data DIR, $JIANBAO_DATA,
 * ../share/jianbao beside the running binary (true in build/ and for every
 * PREFIX).  Writes DIR/name into `path`. */
bool cli_data_path(const char *name, struct buf *path, struct fault *fault);

/* Colour may be written to standard output (a terminal, NO_COLOR unset). */
bool cli_colour(void);

#endif
