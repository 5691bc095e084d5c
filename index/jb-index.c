/* jb-index - records in, a search index out. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/cli.h"
#include "base/file.h"
#include "base/progress.h"
#include "index/batch.h"
#include "index/intake.h"

enum { ARENA_MAX = 256 * 1024 * 1024, COMMIT_MAX = 1000000 };

static struct {
    long commit;
    bool shards, delete_ids, dry_run;
} options;

static const struct cli_option option_table[] = {
    {OPTION_GROUP, 0, NULL, NULL, NULL, "writing", NULL, 0, 0},
    {OPTION_NUMBER, 0, "commit", &options.commit, "N", "commit after every N records (1000)", NULL, 1, COMMIT_MAX},
    {OPTION_FLAG, 0, "shards", &options.shards, NULL, "a new index gets a database for each month", NULL, 0, 0},
    {OPTION_FLAG, 'd', "delete", &options.delete_ids, NULL, "the lines are ids of records to delete", NULL, 0, 0},
    {OPTION_FLAG, 'n', "dry-run", &options.dry_run, NULL, "read and check the records, write nothing", NULL, 0, 0},
    {OPTION_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0},
};

static const struct cli tool = {
    .tool = "jb-index",
    .synopsis = "[options] DB [FILE...]",
    .summary = "Writes records of jb-extract into a search index; a record that is there already is replaced.",
    .options = option_table,
};

struct work {
    struct dictionary *dictionary;
    struct batch *batch; /* NULL in a dry run */
    struct arena arena;
    struct progress progress;
    uint64_t good, refused;
    const char *name;
};

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "(standard input)" : path;
}

/* A line is refused, the work goes on; anything else stops it. */
static bool refuse(struct work *w, unsigned long line, struct fault *fault)
{
    if (fault->code != FAULT_INPUT && fault->code != FAULT_LIMIT)
        return false;
    cli_message("%s:%lu: %s", w->name, line, fault->text);
    fault_clear(fault);
    w->refused++;
    return true;
}

static bool put_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    struct record r;
    arena_reset(&w->arena);
    if (!intake_record(lines->line.data, lines->line.len, &w->arena, &r, fault))
        return refuse(w, lines->number, fault);
    if (w->batch && !batch_put(w->batch, &r, fault))
        return refuse(w, lines->number, fault);
    w->good++;
    return true;
}

static bool delete_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    bool found = true;
    if (w->batch && !batch_delete(w->batch, lines->line.data, &found, fault))
        return false;
    if (!found) {
        fault_set(fault, FAULT_INPUT, "no record has the id '%s'", lines->line.data);
        return refuse(w, lines->number, fault);
    }
    w->good++;
    return true;
}

static bool take_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    if (lines->line.len == 0)
        return true;
    progress_add(&w->progress, 1);
    return options.delete_ids ? delete_line(w, lines, fault) : put_line(w, lines, fault);
}

static bool take_lines(struct work *w, FILE *in, struct fault *fault)
{
    struct line_reader lines;
    bool ok = true;
    lines_open(&lines, in, w->name, RECORD_LINE_MAX);
    while (ok) {
        enum line_status status = lines_next(&lines, fault);
        if (status == LINE_END)
            break;
        if (status == LINE_OK)
            ok = take_line(w, &lines, fault);
        else
            ok = status == LINE_TOO_LONG && refuse(w, lines.number, fault);
    }
    lines_close(&lines);
    return ok;
}

static bool take_file(struct work *w, const char *path, struct fault *fault)
{
    struct fault own = {.code = FAULT_NONE};
    w->name = shown_name(path);
    FILE *in = file_open(path, &own);
    if (!in) {
        cli_fault(&own);
        w->refused++;
        return true;
    }
    bool ok = take_lines(w, in, fault);
    file_close(in);
    return ok;
}

static bool take_files(struct work *w, int count, char **paths, struct fault *fault)
{
    static char standard_input[] = "-";
    char *alone[] = {standard_input};
    bool ok = true;
    if (count == 0) {
        count = 1;
        paths = alone;
    }
    progress_start(&w->progress, "records", 0);
    for (int i = 0; ok && i < count; i++)
        ok = take_file(w, paths[i], fault);
    if (ok && w->batch)
        ok = batch_commit(w->batch, fault);
    progress_end(&w->progress);
    return ok;
}

static void report(const struct work *w)
{
    if (cli_common.quiet)
        return;
    if (!w->batch) {
        printf("%llu good, nothing written\n", (unsigned long long)w->good);
        return;
    }
    struct batch_counts n = batch_counts(w->batch);
    if (options.delete_ids)
        printf("deleted %llu", (unsigned long long)n.deleted);
    else
        printf("indexed %llu (%llu new, %llu replaced)", (unsigned long long)(n.added + n.replaced),
               (unsigned long long)n.added, (unsigned long long)n.replaced);
    printf("; %llu in the index\n", (unsigned long long)n.documents);
}

static bool open_index(struct work *w, const char *path, struct fault *fault)
{
    struct buf data;
    buf_init(&data, 65536);
    if (cli_data_path("", &data, fault))
        w->dictionary = dictionary_load(data.data, fault);
    buf_free(&data);
    struct batch_options how = {.commit_every = (uint32_t)options.commit, .sharded = options.shards};
    if (w->dictionary && !options.dry_run)
        w->batch = batch_open(path, w->dictionary, &how, fault);
    return w->dictionary && (w->batch || options.dry_run);
}

static int run(int operands, char **argv)
{
    struct work w = {.good = 0};
    struct fault fault = {.code = FAULT_NONE};
    arena_init(&w.arena, ARENA_MAX);
    bool ok = open_index(&w, argv[0], &fault) && take_files(&w, operands - 1, argv + 1, &fault);
    if (w.batch || ok)
        report(&w);
    if (!ok)
        cli_fault(&fault);
    batch_close(w.batch);
    dictionary_free(w.dictionary);
    arena_free(&w.arena);
    return ok ? cli_status(w.refused) : fault_exit_status(fault.code);
}

/* A shard has some files open; an index of decades has hundreds of them. */
static void allow_many_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int main(int argc, char **argv)
{
    int operands, status;
    if (!cli_start(&tool, argc, argv, &operands, &status))
        return cli_finish(status);
    if (operands == 0) {
        cli_message("which index? usage: jb-index %s", tool.synopsis);
        return cli_finish(EXIT_USAGE);
    }
    allow_many_files();
    return cli_finish(run(operands, argv));
}
