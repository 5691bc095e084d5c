/* jb-crawl - follows news sites and keeps what they answer in WARC files. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cli.h"
#include "base/date.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/url.h"
#include "base/utf8.h"
#include "crawler/crawl.h"

static struct {
    const char *output, *status, *input, *contact, *proxy, *ca_file, *renderer, *since;
    const char *delay, *retry_wait;
    struct cli_list allow, include, exclude, render_hosts;
    int scope;
    bool refresh, watch, no_sitemaps, explain;
    long interval, retries, transfers, per_host, timeout, stall, patience, max_pages, max_depth, max_mib,
        max_body_mib, warc_mib;
} given = {.interval = 3600,
           .retries = 3,
           .transfers = 128,
           .per_host = 1,
           .timeout = 120,
           .stall = 20,
           .patience = 600,
           .max_depth = -1,
           .max_body_mib = 8,
           .warc_mib = 1024,
           .delay = "2",
           .retry_wait = "10"};

static const struct cli_option options[] = {
    {OPTION_GROUP, .help = "What to fetch"},
    {OPTION_TEXT, 'o', "output", &given.output, "DIR",
     .help = "keep WARC files and state in DIR; - streams WARC"},
    {OPTION_TEXT, 'i', "input", &given.input, "FILE", .help = "read addresses from FILE, one a line"},
    {OPTION_CHOICE, 0, "scope", &given.scope, "REACH",
     "follow links within the seeds' host, domain, folder, or any", .choices = "host|domain|prefix|any"},
    {OPTION_LIST, 0, "include", &given.include, "PATTERN",
     .help = "follow only addresses like PATTERN (* and ?)"},
    {OPTION_LIST, 0, "exclude", &given.exclude, "PATTERN", .help = "never follow addresses like PATTERN"},
    {OPTION_TEXT, 0, "since", &given.since, "DATE",
     .help = "pass over what sitemaps, feeds or addresses date before DATE"},
    {OPTION_FLAG, 0, "no-sitemaps", &given.no_sitemaps,
     .help = "do not read the sitemaps that robots.txt names"},
    {OPTION_NUMBER, 0, "max-pages", &given.max_pages, "N", "stop after N pages", .min = 1, .max = 1000000000},
    {OPTION_NUMBER, 0, "max-depth", &given.max_depth, "N", "follow links N steps from the seeds", .min = 0,
     .max = 1000000},
    {OPTION_NUMBER, 0, "max-mib", &given.max_mib, "N", "stop after N MiB", .min = 1, .max = 1 << 30},
    {OPTION_NUMBER, 0, "max-body", &given.max_body_mib, "N", "refuse answers above N MiB, decoded (8)",
     .min = 1, .max = 1024},
    {OPTION_GROUP, .help = "Again and again"},
    {OPTION_FLAG, 0, "refresh", &given.refresh, .help = "ask again for seeds, lists, feeds and sitemaps"},
    {OPTION_FLAG, 0, "watch", &given.watch,
     .help = "go on doing so, as often as they change, until a signal"},
    {OPTION_NUMBER, 0, "interval", &given.interval, "SECONDS", "watch each first after SECONDS (3600)",
     .min = 1, .max = 604800},
    {OPTION_GROUP, .help = "Pages that scripts build"},
    {OPTION_TEXT, 0, "render", &given.renderer, "CMD",
     .help = "run CMD ADDRESS, which prints the page's HTML"},
    {OPTION_LIST, 0, "render-host", &given.render_hosts, "HOST",
     .help = "do so for the pages of HOST, no others"},
    {OPTION_GROUP, .help = "Manners"},
    {OPTION_TEXT, 0, "contact", &given.contact, "WHO", .help = "an address or page, told to the servers"},
    {OPTION_TEXT, 0, "delay", &given.delay, "SECONDS", .help = "rest between two requests to a host (2)"},
    {OPTION_NUMBER, 0, "per-host", &given.per_host, "N", "requests to a host at a time (1)", .min = 1,
     .max = 64},
    {OPTION_NUMBER, 0, "retries", &given.retries, "N", "try again N times after a transient fault (3)",
     .min = 0, .max = 100},
    {OPTION_TEXT, 0, "retry-wait", &given.retry_wait, "SECONDS",
     .help = "wait before the first retry (10), doubling"},
    {OPTION_NUMBER, 0, "patience", &given.patience, "SECONDS", "do not wait longer for the last hosts (600)",
     .min = 0, .max = 1000000},
    {OPTION_GROUP, .help = "Network"},
    {OPTION_LIST, 0, "allow-net", &given.allow, "CIDR", .help = "open an address range that is not public"},
    {OPTION_TEXT, 0, "proxy", &given.proxy, "URL",
     .help = "go through an http, https, socks4 or socks5h proxy"},
    {OPTION_TEXT, 0, "ca-file", &given.ca_file, "FILE", .help = "trust the certificates in FILE, none else"},
    {OPTION_NUMBER, 0, "transfers", &given.transfers, "N", "requests at a time, all hosts (128)", .min = 1,
     .max = 4096},
    {OPTION_NUMBER, 0, "timeout", &given.timeout, "SECONDS", "the longest time of a request (120)", .min = 1,
     .max = 86400},
    {OPTION_NUMBER, 0, "stall", &given.stall, "SECONDS", "the longest silence of a server (20)", .min = 1,
     .max = 3600},
    {OPTION_GROUP, .help = "Output"},
    {OPTION_NUMBER, 0, "warc-mib", &given.warc_mib, "N", "begin a new WARC file after N MiB (1024)", .min = 1,
     .max = 1 << 20},
    {OPTION_FLAG, 0, "explain", &given.explain,
     .help = "fetch the given pages only, and print what each of their links is taken for"},
    {OPTION_TEXT, 0, "status", &given.status, "DIR",
     .help = "show what a crawl has done and has left, and exit"},
    {.kind = OPTION_END},
};

static const struct cli cli = {
    .tool = "jb-crawl",
    .synopsis = "[options] -o DIR [URL...]",
    .summary = "Follow news sites politely and keep what they answer in WARC files.",
    .options = options,
};

/* Signals: the first asks for an end in good order, the second ends at once. */
static volatile sig_atomic_t stop_asked;

static void on_signal(int number)
{
    if (stop_asked)
        _exit(128 + number);
    stop_asked = 1;
}

static void listen_to_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

static void tell(void *context, int level, const char *text)
{
    (void)context;
    if (level == 0)
        cli_message("%s", text);
    else
        cli_verbose(level, "%s", text);
}

static void pulse(void *context)
{
    progress_add(context, 1);
}

/* "2", "0.5" → milliseconds. */
static bool read_seconds(const char *name, const char *text, long *ms, struct fault *fault)
{
    char *end;
    errno = 0;
    double seconds = strtod(text, &end);
    if (*text < '0' || *text > '9' || *end || errno || seconds > 86400)
        return fault_set(fault, FAULT_USAGE, "--%s: '%.40s' is no number of seconds", name, text);
    *ms = (long)(seconds * 1000 + 0.5);
    return true;
}

static bool read_since(int64_t *day, struct fault *fault)
{
    struct date d;
    *day = INT64_MIN;
    if (!given.since)
        return true;
    if (!date_parse(given.since, strlen(given.since), &d) || d.precision < DATE_DAY)
        return fault_set(fault, FAULT_USAGE, "--since: '%.40s' is no date (such as 2021-10-29)", given.since);
    *day = date_days(d.year, d.month, d.day);
    return true;
}

static void explain(void *context, const char *verdict, const char *reason, const char *url)
{
    (void)context;
    printf("%s\t%s\t", verdict, reason);
    utf8_print_visible(stdout, url, strlen(url), false);
    putchar('\n');
}

static struct pages *load_pages(struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    struct pages *pages = cli_data_path("next-page.txt", &path, fault) ? pages_load(path.data, fault) : NULL;
    buf_free(&path);
    return pages;
}

static bool make_settings(struct crawl_settings *s, struct progress *progress, struct fault *fault)
{
    *s = (struct crawl_settings){
        .folder = strcmp(given.output, "-") == 0 ? NULL : given.output,
        .scope = {.reach = (enum scope_reach)given.scope,
                  .include = given.include.items,
                  .includes = given.include.len,
                  .exclude = given.exclude.items,
                  .excludes = given.exclude.len},
        .contact = given.contact,
        .proxy = given.proxy,
        .ca_file = given.ca_file,
        .patience_s = given.patience,
        .retries = (int)given.retries,
        .transfers = (int)given.transfers,
        .per_host = (int)given.per_host,
        .timeout_s = given.timeout,
        .stall_s = given.stall,
        .max_pages = given.max_pages,
        .max_bytes = (int64_t)given.max_mib << 20,
        .max_body = (size_t)given.max_body_mib << 20,
        .max_depth = given.explain ? 0 : (int)given.max_depth,
        .warc_size = (uint64_t)given.warc_mib << 20,
        .sitemaps = !given.no_sitemaps,
        .refresh = given.refresh || given.explain,
        .explain = given.explain ? explain : NULL,
        .interval_s = given.interval,
        .watch = given.watch,
        .renderer = given.renderer,
        .render_hosts = given.render_hosts.items,
        .render_host_count = given.render_hosts.len,
        .stop = &stop_asked,
        .tell = tell,
        .pulse = pulse,
        .context = progress,
    };
    for (size_t i = 0; i < given.allow.len; i++)
        if (!guard_open(&s->guard, given.allow.items[i], fault))
            return false;
    return read_seconds("delay", given.delay, &s->delay_ms, fault) &&
           read_seconds("retry-wait", given.retry_wait, &s->retry_wait_ms, fault) &&
           read_since(&s->since, fault);
}

/* A bad address is named and passed over; a fault of the machine ends it all. */
static bool add_seed(struct crawl *c, const char *url, const char *place, unsigned long *refused,
                     struct fault *fault)
{
    struct fault why = {.code = FAULT_NONE};
    if (crawl_seed(c, url, &why))
        return true;
    if (why.code != FAULT_INPUT && why.code != FAULT_LIMIT)
        return fault_set(fault, why.code, "%s", why.text);
    cli_message("%s%s", place, why.text);
    ++*refused;
    return true;
}

static bool add_list(struct crawl *c, const char *path, unsigned long *refused, struct fault *fault)
{
    FILE *in = file_open(path, fault);
    if (!in)
        return false;
    struct line_reader lines;
    lines_open(&lines, in, path, 2 * URL_MAX);
    bool ok = true;
    for (;;) {
        struct fault why = {.code = FAULT_NONE};
        char place[128];
        enum line_status status = lines_next(&lines, &why);
        if (status == LINE_END || !ok)
            break;
        snprintf(place, sizeof place, "%.90s:%lu: ", path, lines.number);
        if (status == LINE_TOO_LONG) {
            cli_fault(&why);
            ++*refused;
        } else if (status == LINE_FAILED) {
            ok = fault_set(fault, why.code, "%s", why.text);
        } else if (lines.line.len > 0 && lines.line.data[0] != '#') {
            ok = add_seed(c, lines.line.data, place, refused, fault);
        }
    }
    lines_close(&lines);
    file_close(in);
    return ok;
}

static bool add_seeds(struct crawl *c, char **urls, int count, unsigned long *refused, struct fault *fault)
{
    for (int i = 0; i < count; i++)
        if (!add_seed(c, urls[i], "", refused, fault))
            return false;
    return !given.input || add_list(c, given.input, refused, fault);
}

static void say_summary(const struct crawl_summary *s)
{
    cli_message("%lld pages, %lld repeated, %lld redirects, %lld failed, %lld skipped, %lld tried again; "
                "%.1f MiB in %.1f s, WARC %.1f MiB",
                (long long)s->fetched, (long long)s->revisits, (long long)s->redirects, (long long)s->failed,
                (long long)s->skipped, (long long)s->retried, (double)s->bytes / (1 << 20),
                (double)s->ms / 1000, (double)s->warc_bytes / (1 << 20));
    if (s->queued > 0)
        cli_message("%lld addresses are left; the same command goes on with them", (long long)s->queued);
}

static int crawl(char **urls, int count)
{
    struct fault fault = {.code = FAULT_NONE};
    struct crawl_settings settings;
    struct progress progress;
    unsigned long refused = 0;
    if (!make_settings(&settings, &progress, &fault)) {
        cli_fault(&fault);
        return fault_exit_status(fault.code);
    }
    listen_to_signals();
    progress_start(&progress, "answers", 0);
    struct pages *pages = load_pages(&fault);
    settings.pages = pages;
    struct crawl *c = pages ? crawl_open(&settings, &fault) : NULL;
    bool ok = c && add_seeds(c, urls, count, &refused, &fault) && crawl_run(c, &fault);
    progress_end(&progress);
    if (!ok)
        cli_fault(&fault);
    struct crawl_summary summary = {.fetched = 0};
    if (ok) {
        summary = crawl_summary(c);
        if (!cli_common.quiet)
            say_summary(&summary);
    }
    crawl_close(c);
    pages_free(pages);
    return ok ? cli_status(refused + (unsigned long)summary.seeds_failed) : fault_exit_status(fault.code);
}

/* ------------------------------------------------------------------- status */

static void print_counts(const char *name, const int64_t counts[STATE_COUNT])
{
    printf("%10lld %10lld %10lld %10lld  %s\n", (long long)counts[0], (long long)counts[1],
           (long long)counts[2], (long long)counts[3], name);
}

static bool print_host(void *context, const char *name, const int64_t counts[STATE_COUNT])
{
    int64_t *totals = context;
    print_counts(name, counts);
    for (int i = 0; i < STATE_COUNT; i++)
        totals[i] += counts[i];
    return true;
}

static int show_status(const char *folder)
{
    struct fault fault = {.code = FAULT_NONE};
    struct buf path;
    buf_init(&path, 4096);
    buf_printf(&path, "%s/state.sqlite", folder);
    bool there = buf_ok(&path) && access(path.data, R_OK) == 0;
    struct frontier *f = there ? frontier_open(path.data, true, &fault) : NULL;
    if (!there)
        fault_set_errno(&fault, FAULT_INPUT, "no crawl in '%.150s'", folder);
    int64_t totals[STATE_COUNT] = {0};
    if (f) {
        printf("%10s %10s %10s %10s  %s\n", "queued", "done", "failed", "skipped", "host");
        if (frontier_count(f, print_host, totals, &fault))
            print_counts("all", totals);
    }
    frontier_close(f);
    buf_free(&path);
    if (fault.code != FAULT_NONE)
        cli_fault(&fault);
    return fault_exit_status(fault.code);
}

int main(int argc, char **argv)
{
    int count, status;
    if (!cli_start(&cli, argc, argv, &count, &status))
        return status;
    if (given.status) {
        status = show_status(given.status);
    } else if (!given.output) {
        cli_message("no output: give -o DIR, or -o - for standard output");
        status = EXIT_USAGE;
    } else {
        status = crawl(argv, count);
    }
    return cli_finish(status);
}
