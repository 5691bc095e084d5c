/* jb-index - records in, a search index out. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cli.h"
#include "base/file.h"
#include "base/progress.h"
#include "index/batch.h"
#include "index/lanes.h"
#include "index/schema.h"
#include "index/survey.h"

enum { COMMIT_MAX = 1000000, JOBS_DEFAULT = 2, NAMES_SHOWN = 20 };

static struct {
    long commit;
    bool shards, delete_ids, dry_run, compact, no_compact, check, stats, corpus_id;
} options;

static const struct cli_option option_table[] = {
    {OPTION_GROUP, 0, NULL, NULL, NULL, "writing", NULL, 0, 0},
    {OPTION_NUMBER, 0, "commit", &options.commit, "N", "commit after every N records, a new index too", NULL,
     1, COMMIT_MAX},
    {OPTION_FLAG, 0, "shards", &options.shards, NULL, "a new index gets a database for each month", NULL, 0,
     0},
    {OPTION_FLAG, 'd', "delete", &options.delete_ids, NULL, "the lines are ids of records to delete", NULL, 0,
     0},
    {OPTION_FLAG, 'n', "dry-run", &options.dry_run, NULL, "read and check the records, write nothing", NULL,
     0, 0},
    {OPTION_FLAG, 0, "no-compact", &options.no_compact, NULL, "leave a grown index as it was written", NULL,
     0, 0},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "looking after an index (no records are read)", NULL, 0, 0},
    {OPTION_FLAG, 0, "check", &options.check, NULL, "check every table and every document", NULL, 0, 0},
    {OPTION_FLAG, 0, "stats", &options.stats, NULL, "print what is in the index", NULL, 0, 0},
    {OPTION_FLAG, 0, "corpus-id", &options.corpus_id, NULL, "print the id of the collection as it is now",
     NULL, 0, 0},
    {OPTION_FLAG, 0, "compact", &options.compact, NULL, "rewrite the index smaller", NULL, 0, 0},
    {OPTION_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0},
};

static const struct cli tool = {
    .tool = "jb-index",
    .synopsis = "[options] DB [FILE...]",
    .summary =
        "Writes records of jb-extract into a search index; a record that is there already is replaced.",
    .options = option_table,
};

struct work {
    struct dictionary *dictionary;
    struct batch *batch; /* NULL in a dry run */
    struct lanes *lanes;
    struct progress progress;
    uint64_t good, refused;
    const char *name;
};

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "(standard input)" : path;
}

/* The fault names its place already. */
static bool refuse_line(struct work *w, struct fault *fault)
{
    cli_fault(fault);
    fault_clear(fault);
    w->refused++;
    return true;
}

/* A line is refused, the work goes on; anything else stops it. */
static bool refuse(struct work *w, const char *file, unsigned long line, struct fault *fault)
{
    if (fault->code != FAULT_INPUT && fault->code != FAULT_LIMIT)
        return false;
    cli_message("%s:%lu: %s", file, line, fault->text);
    fault_clear(fault);
    w->refused++;
    return true;
}

/* ------------------------------------------------------------------ records */

static bool write_oldest(struct work *w, struct fault *fault)
{
    struct lane *lane = lanes_take(w->lanes);
    bool ok = true;
    if (lane->fault.code != FAULT_NONE) {
        ok = refuse(w, lane->file, lane->number, &lane->fault);
        if (!ok)
            *fault = lane->fault;
    } else {
        ok = !w->batch || batch_put(w->batch, &lane->record, &lane->entry, &lane->packing, fault);
        w->good += ok;
    }
    lanes_done(w->lanes);
    progress_add(&w->progress, 1);
    return ok;
}

static bool put_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    if (lanes_full(w->lanes) && !write_oldest(w, fault))
        return false;
    lanes_pack(w->lanes, w->batch && batch_loads(w->batch));
    return lanes_give(w->lanes, lines->line.data, lines->line.len, w->name, lines->number, fault);
}

static bool delete_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    bool found = true;
    progress_add(&w->progress, 1);
    if (w->batch && !batch_delete(w->batch, lines->line.data, &found, fault))
        return false;
    if (!found) {
        fault_set(fault, FAULT_INPUT, "no record has the id '%s'", lines->line.data);
        return refuse(w, w->name, lines->number, fault);
    }
    w->good++;
    return true;
}

static bool take_line(struct work *w, const struct line_reader *lines, struct fault *fault)
{
    if (lines->line.len == 0)
        return true;
    w->progress.bytes += lines->line.len;
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
            ok = status == LINE_TOO_LONG && refuse_line(w, fault);
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
    while (ok && !lanes_empty(w->lanes))
        ok = write_oldest(w, fault);
    return ok;
}

/* How many bytes there are to read: 0 when one of the inputs does not say. */
static uint64_t total_bytes(int count, char **paths)
{
    uint64_t total = 0;
    struct stat st;
    for (int i = 0; i < count; i++) {
        if (stat(paths[i], &st) != 0 || !S_ISREG(st.st_mode))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

/* What was put in many small batches is about twice as large as need be. */
static bool has_grown(const struct work *w)
{
    struct batch_counts n = batch_counts(w->batch);
    uint64_t changes = n.added + n.replaced + n.deleted - n.loaded;
    return changes > 0 && changes * 2 >= n.documents && n.documents > 0;
}

static bool finish_batch(struct work *w, struct fault *fault)
{
    if (!w->batch)
        return true;
    if (!batch_commit(w->batch, fault))
        return false;
    return options.no_compact || !has_grown(w) || batch_compact(w->batch, fault);
}

static bool take_files(struct work *w, int count, char **paths, struct fault *fault)
{
    static char standard_input[] = "-";
    char *alone[] = {standard_input};
    bool ok = true;
    progress_start(&w->progress, "records", 0);
    w->progress.bytes_total = total_bytes(count, paths);
    if (count == 0) {
        count = 1;
        paths = alone;
    }
    for (int i = 0; ok && i < count; i++)
        ok = take_file(w, paths[i], fault);
    ok = ok && finish_batch(w, fault);
    progress_end(&w->progress);
    return ok;
}

static void report(const struct work *w)
{
    if (cli_common.quiet)
        return;
    if (!w->batch) {
        printf("%" PRIu64 " good, nothing written\n", w->good);
        return;
    }
    struct batch_counts n = batch_counts(w->batch);
    if (options.delete_ids)
        printf("deleted %" PRIu64, n.deleted);
    else
        printf("indexed %" PRIu64 " (%" PRIu64 " new, %" PRIu64 " replaced)", n.added + n.replaced, n.added,
               n.replaced);
    printf("; %" PRIu64 " in the index\n", n.documents);
}

static bool load_dictionary(struct work *w, struct fault *fault)
{
    struct buf data;
    buf_init(&data, 65536);
    if (cli_data_path("", &data, fault))
        w->dictionary = dictionary_load(data.data, fault);
    buf_free(&data);
    return w->dictionary != NULL;
}

static bool open_index(struct work *w, const char *path, struct fault *fault)
{
    struct batch_options how = {.commit_every = (uint32_t)options.commit, .sharded = options.shards};
    if (options.dry_run)
        return true;
    w->batch = batch_open(path, w->dictionary, &how, fault);
    return w->batch != NULL;
}

static int write_records(int operands, char **argv)
{
    struct work w = {.good = 0};
    struct fault fault = {.code = FAULT_NONE};
    bool ok = load_dictionary(&w, &fault) && open_index(&w, argv[0], &fault);
    w.lanes = ok ? lanes_open(w.dictionary, cli_common.jobs ? cli_common.jobs : JOBS_DEFAULT, &fault) : NULL;
    if (ok && options.compact)
        ok = batch_compact(w.batch, &fault);
    else
        ok = w.lanes && take_files(&w, operands - 1, argv + 1, &fault);
    if (w.batch || ok)
        report(&w);
    if (!ok)
        cli_fault(&fault);
    lanes_close(w.lanes);
    batch_close(w.batch);
    dictionary_free(w.dictionary);
    return ok ? cli_status(w.refused) : fault_exit_status(fault.code);
}

/* ------------------------------------------------------------------ looking after */

static void complain(void *context, const char *text)
{
    uint64_t *shown = context;
    if ((*shown)++ < NAMES_SHOWN)
        cli_message("%s", text);
}

static bool check_database(const char *path)
{
    struct fault fault = {.code = FAULT_NONE};
    char *text = NULL;
    bool good = store_check(path, &text, &fault);
    if (!good)
        cli_fault(&fault);
    if (text)
        cli_verbose(1, "%s", text);
    free(text);
    return good;
}

/* In a process of its own: over damaged tables Xapian 1.4.22's check may read
 * memory that is not its own. */
static bool check_apart(const char *path)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        _exit(check_database(path) ? 0 : 1);
    }
    if (child < 0) {
        cli_message("cannot start a process to check '%s': %s", path, strerror(errno));
        return false;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status))
        cli_message("'%s': its tables break their check (signal %d)", path, WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The tables of each local shard. */
static bool check_tables(struct store *s, struct fault *fault)
{
    size_t count;
    const struct store_shard *shards = store_shards(s, &count);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        if (!shards[i].open)
            cli_fault(&shards[i].fault);
        else if (strncmp(shards[i].name, "tcp://", 6) == 0 || check_apart(shards[i].name))
            continue;
        good = false;
    }
    return good || fault_set(fault, FAULT_DAMAGE, "the index is damaged: build it anew from its records");
}

static bool check_schema(struct store *s, const char *version, struct fault *fault)
{
    size_t count;
    store_shards(s, &count);
    for (size_t i = 0; i < count; i++) {
        char *schema = NULL, *terms = NULL;
        bool ok = store_metadata(s, i, META_SCHEMA, &schema, fault) &&
                  store_metadata(s, i, META_TERMS, &terms, fault) &&
                  schema_fits(schema, terms, version, fault);
        free(schema);
        free(terms);
        if (!ok)
            return false;
    }
    return true;
}

static void print_stats(struct store *s, const struct survey *n)
{
    size_t shards;
    store_shards(s, &shards);
    printf("documents\t%" PRIu64 "\n", n->documents);
    printf("reprints\t%" PRIu64 "\n", n->reprints);
    printf("text bytes\t%" PRIu64 "\n", n->text_bytes);
    printf("stored bytes\t%" PRIu64 "\n", n->blob_bytes);
    printf("with date\t%" PRIu64 "\n", n->dated);
    printf("with source\t%" PRIu64 "\n", n->sourced);
    printf("first date\t%s\n", n->first[0] ? n->first : "-");
    printf("last date\t%s\n", n->last[0] ? n->last : "-");
    printf("databases\t%zu\n", shards);
    printf("schema\t%d\n", SCHEMA_VERSION);
    printf("corpus id\t%s\n", n->corpus);
}

static bool look(struct store *s, const char *version, struct fault *fault)
{
    struct survey n;
    uint64_t complaints = 0;
    bool empty = store_documents(s) == 0; /* made, but nothing was committed: it says nothing of itself yet */
    if ((!empty && !check_schema(s, version, fault)) || (options.check && !check_tables(s, fault)))
        return false;
    if (!survey_index(s, &n, complain, &complaints, fault))
        return false;
    if (n.damaged > 0)
        return fault_set(fault, FAULT_DAMAGE,
                         "%" PRIu64 " of %" PRIu64 " documents are damaged: build the index "
                         "anew from its records",
                         n.damaged, n.documents);
    if (store_partial(s))
        return fault_set(fault, FAULT_IO, "a part of the index is missing");
    if (options.stats)
        print_stats(s, &n);
    else if (options.corpus_id)
        puts(n.corpus);
    else if (!cli_common.quiet)
        printf("good: %" PRIu64 " documents\n", n.documents);
    return true;
}

static int look_after(char **argv)
{
    struct work w = {.good = 0};
    struct fault fault = {.code = FAULT_NONE};
    const char *path = argv[0];
    bool ok = load_dictionary(&w, &fault);
    struct store *s = ok ? store_open(&path, 1, &fault) : NULL;
    ok = s && look(s, dictionary_version(w.dictionary), &fault);
    if (!ok)
        cli_fault(&fault);
    store_close(s);
    dictionary_free(w.dictionary);
    return ok ? EXIT_DONE : fault.code == FAULT_INPUT ? EXIT_STOPPED : fault_exit_status(fault.code);
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
    bool looking = options.check || options.stats || options.corpus_id;
    if (operands == 0 || ((looking || options.compact) && operands != 1)) {
        cli_message("usage: jb-index %s", tool.synopsis);
        return cli_finish(EXIT_USAGE);
    }
    allow_many_files();
    return cli_finish(looking ? look_after(argv) : write_records(operands, argv));
}
