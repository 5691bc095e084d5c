#include "base/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

struct cli_common cli_common;

/* The tool that runs, for messages; set once by cli_start(). */
static const struct cli *tool;

static bool want_help, want_version;

static const struct cli_option common_options[] = {
    {OPTION_GROUP, .help = "Common options"},
    {OPTION_FLAG, 'q', "quiet", &cli_common.quiet, .help = "say nothing but errors"},
    {OPTION_COUNT, 'v', "verbose", &cli_common.verbose, .help = "say more; again for still more"},
    {OPTION_NUMBER, 'j', "jobs", &cli_common.jobs, "N", "work in N processes", .min = 1, .max = 256},
    {OPTION_TEXT, 0, "data", &cli_common.data, "DIR", .help = "read the data files from DIR"},
    {OPTION_CHOICE, 0, "progress", &cli_common.progress, "WHEN", "show progress on standard error",
     .choices = "auto|always|never"},
    {OPTION_FLAG, 'h', "help", &want_help, .help = "print this help and exit"},
    {OPTION_FLAG, 0, "version", &want_version, .help = "print the version and exit"},
    {.kind = OPTION_END},
};

/* ---------------------------------------------------------------- messages */

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    fflush(stdout);
    fprintf(stderr, "%s: ", tool ? tool->tool : "jianbao");
    utf8_print_visible(stderr, text, strlen(text), false);
    fputc('\n', stderr);
}

void cli_message(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void cli_verbose(int level, const char *format, ...)
{
    if (cli_common.verbose < level || cli_common.quiet)
        return;
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void cli_fault(const struct fault *fault)
{
    cli_message("%s", fault->text);
}

/* -------------------------------------------------------------------- help */

static void print_choices(const char *choices)
{
    fputs(" (", stdout);
    for (const char *p = choices; *p; p++)
        if (*p == '|')
            fputs(", ", stdout);
        else
            putchar(*p);
    putchar(')');
}

static void print_option(const struct cli_option *o)
{
    enum { COLUMN = 30 };
    char left[128];
    int n = snprintf(left, sizeof left, o->letter ? "  -%c, " : "      ", o->letter);
    n += snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", o->name, o->argument ? "=" : "",
                  o->argument ? o->argument : "");
    if (n < COLUMN)
        printf("%-*s%s", COLUMN, left, o->help);
    else
        printf("%s\n%*s%s", left, COLUMN, "", o->help);
    if (o->kind == OPTION_CHOICE)
        print_choices(o->choices);
    putchar('\n');
}

static void print_options(const struct cli_option *options)
{
    for (const struct cli_option *o = options; o->kind != OPTION_END; o++) {
        if (o->kind == OPTION_GROUP)
            printf("\n%s:\n", o->help);
        else
            print_option(o);
    }
}

static void print_help(const struct cli *cli)
{
    printf("usage: %s %s\n\n%s\n", cli->tool, cli->synopsis, cli->summary);
    if (cli->options[0].kind != OPTION_GROUP && cli->options[0].kind != OPTION_END)
        printf("\nOptions:\n");
    print_options(cli->options);
    print_options(common_options);
}

/* ----------------------------------------------------------------- parsing */

static bool set_choice(const struct cli_option *o, const char *text, int *value)
{
    size_t len = strlen(text);
    int index = 0;
    for (const char *p = o->choices; *p; index++) {
        size_t n = strcspn(p, "|");
        if (n == len && memcmp(p, text, n) == 0) {
            *value = index;
            return true;
        }
        p += n + (p[n] == '|');
    }
    cli_message("--%s takes one of %s, not '%s'", o->name, o->choices, text);
    return false;
}

static bool set_number(const struct cli_option *o, const char *text, long *value)
{
    char *end;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && n >= o->min && n <= o->max) {
        *value = n;
        return true;
    }
    cli_message("--%s takes a number from %ld to %ld, not '%s'", o->name, o->min, o->max, text);
    return false;
}

static bool append_item(struct cli_list *list, const char *text)
{
    const char **items = realloc(list->items, (list->len + 1) * sizeof *items);
    if (!items) {
        cli_message("no memory");
        return false;
    }
    list->items = items;
    items[list->len++] = text;
    return true;
}

static bool set_option(const struct cli_option *o, const char *text)
{
    switch (o->kind) {
    case OPTION_FLAG:
        *(bool *)o->value = true;
        return true;
    case OPTION_COUNT:
        ++*(int *)o->value;
        return true;
    case OPTION_TEXT:
        *(const char **)o->value = text;
        return true;
    case OPTION_LIST:
        return append_item(o->value, text);
    case OPTION_NUMBER:
        return set_number(o, text, o->value);
    case OPTION_CHOICE:
        return set_choice(o, text, o->value);
    case OPTION_END:
    case OPTION_GROUP:
        break;
    }
    return false;
}

static bool takes_argument(const struct cli_option *o)
{
    return o->kind != OPTION_FLAG && o->kind != OPTION_COUNT;
}

static const struct cli_option *find_in(const struct cli_option *o, char letter, const char *name, size_t len)
{
    for (; o->kind != OPTION_END; o++) {
        if (o->kind == OPTION_GROUP)
            continue;
        if (name ? strlen(o->name) == len && memcmp(o->name, name, len) == 0 : o->letter == letter)
            return o;
    }
    return NULL;
}

static const struct cli_option *find_option(const struct cli *cli, char letter, const char *name, size_t len)
{
    const struct cli_option *o = find_in(cli->options, letter, name, len);
    return o ? o : find_in(common_options, letter, name, len);
}

/* "--name", "--name=text" or "--name text"; *i moves over a second word. */
static bool parse_long(const struct cli *cli, int argc, char **argv, int *i)
{
    const char *name = argv[*i] + 2;
    size_t len = strcspn(name, "=");
    const struct cli_option *o = find_option(cli, 0, name, len);
    if (!o) {
        cli_message("unknown option '--%.*s'", (int)(len > 64 ? 64 : len), name);
        return false;
    }
    const char *text = name[len] == '=' ? name + len + 1 : NULL;
    if (!takes_argument(o) && text) {
        cli_message("--%s takes no argument", o->name);
        return false;
    }
    if (takes_argument(o) && !text) {
        if (*i + 1 >= argc) {
            cli_message("--%s needs an argument", o->name);
            return false;
        }
        text = argv[++*i];
    }
    return set_option(o, text);
}

/* "-qv", "-j4" or "-j 4". */
static bool parse_letters(const struct cli *cli, int argc, char **argv, int *i)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        const struct cli_option *o = find_option(cli, *p, NULL, 0);
        if (!o) {
            cli_message("unknown option '-%c'", *p);
            return false;
        }
        if (!takes_argument(o)) {
            if (!set_option(o, NULL))
                return false;
            continue;
        }
        const char *text = p[1] ? p + 1 : *i + 1 < argc ? argv[++*i] : NULL;
        if (!text) {
            cli_message("-%c needs an argument", *p);
            return false;
        }
        return set_option(o, text);
    }
    return true;
}

static bool parse_all(const struct cli *cli, int argc, char **argv, int *operands)
{
    int kept = 0;
    bool options_over = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool is_option = !options_over && word[0] == '-' && word[1] != '\0';
        if (is_option && strcmp(word, "--") == 0)
            options_over = true;
        else if (!is_option)
            argv[kept++] = argv[i];
        else if (!(word[1] == '-' ? parse_long(cli, argc, argv, &i) : parse_letters(cli, argc, argv, &i)))
            return false;
    }
    *operands = kept;
    return true;
}

/* A standard stream that was closed by the caller must not become the number
 * of a socket or a file of ours: its place is taken by something that refuses. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
            return;
}

bool cli_start(const struct cli *cli, int argc, char **argv, int *operands, int *status)
{
    tool = cli;
    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, seen by cli_finish() */
    signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow */
    if (!parse_all(cli, argc, argv, operands)) {
        fprintf(stderr, "usage: %s %s\ntry '%s --help'\n", cli->tool, cli->synopsis, cli->tool);
        *status = EXIT_USAGE;
        return false;
    }
    if (want_help)
        print_help(cli);
    else if (want_version)
        printf("%s (jianbao) %s\n", cli->tool, JIANBAO_VERSION);
    else
        return true;
    *status = cli_finish(EXIT_DONE);
    return false;
}

/* ------------------------------------------------------------------ ending */

static void free_lists(const struct cli_option *o)
{
    for (; o->kind != OPTION_END; o++) {
        if (o->kind == OPTION_LIST) {
            struct cli_list *list = o->value;
            free(list->items);
            *list = (struct cli_list){NULL, 0};
        }
    }
}

/* A write to a pipe that nobody reads any more failed earlier; errno is long gone. */
static bool pipe_is_closed(void)
{
    struct pollfd fd = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&fd, 1, 0) == 1 && (fd.revents & POLLERR);
}

int cli_finish(int status)
{
    if (tool)
        free_lists(tool->options);
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno != EPIPE && !(errno == 0 && pipe_is_closed()))
        cli_message("cannot write standard output: %s", errno ? strerror(errno) : "an earlier write failed");
    return EXIT_STOPPED;
}

int cli_status(unsigned long refused)
{
    return refused > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* ------------------------------------------------------------- environment */

/* The folder that the binary runs from, with the slash; the caller checks the buffer. */
static bool binary_folder(struct buf *path, struct fault *fault)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return fault_set_errno(fault, FAULT_IO, "cannot find the data files, say --data");
    while (n > 1 && exe[n - 1] != '/')
        n--;
    buf_append(path, exe, (size_t)n);
    return true;
}

bool cli_data_path(const char *name, struct buf *path, struct fault *fault)
{
    const char *given = cli_common.data ? cli_common.data : getenv("JIANBAO_DATA");
    buf_clear(path);
    if (given && *given)
        buf_puts(path, given);
    else if (binary_folder(path, fault))
        buf_puts(path, "../share/jianbao");
    else
        return false;
    if (name && *name) {
        buf_putc(path, '/');
        buf_puts(path, name);
    }
    return buf_check(path, "path of the data files", fault);
}

bool cli_colour(void)
{
    const char *no = getenv("NO_COLOR");
    return !(no && *no) && isatty(STDOUT_FILENO);
}
