/* jb-extract - pages in, records out. */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cli.h"
#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/utf8.h"
#include "extract/article.h"
#include "extract/formats.h"
#include "extract/input.h"
#include "extract/record.h"
#include "extract/sandbox.h"
#include "extract/story.h"
#include "extract/worker.h"

enum {
    CPU_SECONDS = 5,
    WALL_SECONDS = 60,
    ADDRESS_SPACE = 1024 * 1024 * 1024,
    MMAP_FROM = 512 * 1024,
    PAGE_KEPT = 1024 * 1024, /* a larger page is not kept beside its record */
    NAME_RING = 1024, /* more than jobs are ever open */
    SHELF_MAX = 8 * 1024 * 1024
};

enum { ID_AUTO, ID_NAME };

/* ----------------------------------------------------------------- options */

static struct {
    int input, id, format;
    const char *url, *charset, *rules, *fields, *errors;
    bool explain;
} options;

static const struct cli_option option_table[] = {
    {OPTION_GROUP, 0, NULL, NULL, NULL, "input", NULL, 0, 0},
    {OPTION_CHOICE, 'i', "input", &options.input, "KIND", "what the files hold",
     "auto|html|dump|warc|jsonl|mhtml", 0, 0},
    {OPTION_TEXT, 'u', "url", &options.url, "URL", "address of a page that does not come with its own", NULL,
     0, 0},
    {OPTION_TEXT, 0, "charset", &options.charset, "NAME", "read the bytes so, whatever they look like", NULL,
     0, 0},
    {OPTION_TEXT, 0, "rules", &options.rules, "DIR", "site rules of your own, before the shipped ones", NULL,
     0, 0},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "output", NULL, 0, 0},
    {OPTION_CHOICE, 'f', "format", &options.format, "FORMAT", "how to write records",
     "json|text|markdown|tei", 0, 0},
    {OPTION_TEXT, 0, "fields", &options.fields, "LIST", "only these fields of the record, parted by commas",
     NULL, 0, 0},
    {OPTION_CHOICE, 0, "id", &options.id, "WHICH", "the record's id: by content, or the file's name",
     "auto|name", 0, 0},
    {OPTION_FLAG, 0, "explain", &options.explain, NULL,
     "print each block with its verdict and reason instead", NULL, 0, 0},
    {OPTION_TEXT, 0, "errors", &options.errors, "FILE", "also write each refused page as a JSON line", NULL,
     0, 0},
    {OPTION_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0},
};

static const struct cli tool = {
    .tool = "jb-extract",
    .synopsis = "[options] [FILE...]",
    .summary = "Cuts articles out of Chinese web pages and page dumps: HTML, MHTML, WARC, WET, text, JSON "
               "Lines in, records out.",
    .options = option_table,
};

/* ------------------------------------------------- a page on its way to a worker */

enum { JOB_TEXTS = 7 };

/* The head of its job: its texts one behind the other, each with its NUL, and a byte of flags. */
static bool head_pack(const struct source_page *page, const char *id, struct buf *head)
{
    const char *texts[JOB_TEXTS] = {page->name,  id,          page->url, page->content_type, page->fetched,
                                    page->title, page->published};
    buf_clear(head);
    for (int i = 0; i < JOB_TEXTS; i++)
        buf_append(head, texts[i], strlen(texts[i]) + 1);
    return buf_putc(head, (char)(page->markup | page->unicode << 1 | page->partial << 2));
}

static bool job_unpack(const struct worker_job *job, struct source_page *page)
{
    const char *texts[JOB_TEXTS], *p = job->head, *end = p + job->head_len;
    for (int i = 0; i < JOB_TEXTS; i++) {
        const char *nul = memchr(p, '\0', (size_t)(end - p));
        if (!nul)
            return false;
        texts[i] = p;
        p = nul + 1;
    }
    if (p == end)
        return false;
    unsigned flags = (unsigned char)*p;
    *page = (struct source_page){.bytes = job->body,
                                 .len = job->body_len,
                                 .held = job->held,
                                 .markup = flags & 1,
                                 .unicode = flags & 2,
                                 .partial = flags & 4,
                                 .name = texts[0],
                                 .id = texts[1],
                                 .url = texts[2],
                                 .content_type = texts[3],
                                 .fetched = texts[4],
                                 .title = texts[5],
                                 .published = texts[6]};
    return true;
}

/* ------------------------------------------------------------ in the worker */

static bool enter_worker(struct fault *fault)
{
    bool filtered;
    return sandbox_enter(&filtered, fault);
}

/* Before each record: what joins pages of one story. */
static bool reply_head(struct buf *reply, const char *own, const char *next, bool continues)
{
    buf_append(reply, own, strlen(own) + 1);
    buf_append(reply, next, strlen(next) + 1);
    return buf_putc(reply, continues ? '+' : '-');
}

static bool work(void *context, const struct worker_job *job, struct buf *reply, struct fault *fault)
{
    struct extractor *x = context;
    struct source_page page;
    struct article article;
    if (!job_unpack(job, &page))
        return fault_set(fault, FAULT_BUG, "a job is torn");
    bool ok = article_extract(x, &page, options.charset, &article, fault);
    if (!options.explain) {
        if (!ok)
            return false;
        article_slim(x, &article);
        return reply_head(reply, article.own, article.next, article.continues) &&
               record_write(&article.record, reply, fault);
    }
    reply_head(reply, "", "", false);
    if (article.verdicts && !ok && fault->code == FAULT_INPUT)
        fault_clear(fault); /* a page without an article is explained too */
    else if (!ok)
        return false;
    return article_explain(&article, page.name, reply) || buf_check(reply, "the explanation", fault);
}

/* ------------------------------------------------------------------- output */

struct run {
    struct worker_pool *pool;
    struct buf head, out, names[NAME_RING];
    struct arena arena; /* for records in other formats than JSON */
    struct story_shelf *shelf;
    bool addressed; /* pages with an address came in this file: they may belong together */
    FILE *errors;
    struct progress progress;
    unsigned long long records;
    unsigned long refused;
    int status; /* EXIT_DONE until something stops the run */
};

static bool stop(struct run *run, const struct fault *fault)
{
    cli_fault(fault);
    run->status = fault_exit_status(fault->code);
    return false;
}

static bool refuse(struct run *run, const char *name, const struct fault *fault)
{
    run->refused++;
    if (name)
        cli_message("cannot extract '%s': %s", name, fault->text);
    else
        cli_fault(fault);
    if (!run->errors)
        return true;
    json_t *line = json_object();
    json_object_set_new(line, "input", json_text0(name));
    json_object_set_new(line, "error", json_text0(fault->text));
    struct fault trouble = {0};
    buf_clear(&run->out);
    bool ok = json_write_line(line, &run->out, &trouble);
    json_decref(line);
    if (!ok)
        return stop(run, &trouble);
    fwrite(run->out.data, 1, run->out.len, run->errors);
    return true;
}

static bool has_field(const char *fields, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = fields; p; p = strchr(p, ','), p = p ? p + 1 : NULL)
        if (strncmp(p, name, n) == 0 && (p[n] == ',' || p[n] == '\0'))
            return true;
    return false;
}

static bool write_fields(struct run *run, struct buf *line, struct fault *fault)
{
    json_t *record = json_parse(line->data, line->len, fault);
    buf_free(line);
    if (!record)
        return false;
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(record, next, key, value)
        if (!has_field(options.fields, key))
            json_object_del(record, key);
    bool ok = json_write_line(record, &run->out, fault);
    json_decref(record);
    return ok;
}

static bool write_formatted(struct run *run, struct buf *line, struct fault *fault)
{
    struct record record;
    arena_reset(&run->arena);
    if (!record_take(line, &run->arena, &record, fault))
        return false;
    return format_record((enum record_format)options.format, &record, run->records, &run->out) ||
           buf_check(&run->out, "the record", fault);
}

/* A record, as the worker wrote it, in the form that is asked for.  The line may be freed. */
static bool put_record(struct run *run, struct buf *line)
{
    struct fault fault = {0};
    struct buf *out = line;
    buf_clear(&run->out);
    if (!options.explain && (options.format != FORMAT_JSON || options.fields)) {
        out = &run->out;
        if (!(options.format == FORMAT_JSON ? write_fields : write_formatted)(run, line, &fault))
            return stop(run, &fault);
    }
    run->records++;
    bool ok = fwrite(out->data, 1, out->len, stdout) == out->len;
    if (!ok)
        run->status = EXIT_STOPPED; /* cli_finish() names it */
    return ok;
}

static bool put_story(void *context, const struct record *r, struct fault *fault)
{
    struct run *run = context;
    struct buf line;
    buf_init(&line, RECORD_LINE_MAX);
    bool ok = record_write(r, &line, fault) && put_record(run, &line);
    buf_free(&line);
    return ok;
}

/* A reply: pages that belong to a story are held until it is whole, or their file ends. */
static bool take_reply(struct run *run, const struct worker_reply *reply)
{
    const char *own = reply->bytes, *next = own + strlen(own) + 1, *mark = next + strlen(next) + 1;
    const char *line = mark + 1;
    size_t head = (size_t)(line - reply->bytes), len = reply->len - head;
    struct fault fault = {0};
    bool held = false;
    if (!story_offer(run->shelf, own, next, *mark == '+', line, len, &held, &fault))
        return run->status != EXIT_DONE ? false : stop(run, &fault);
    if (held)
        return true;
    buf_cut_front(reply->held, head);
    return put_record(run, reply->held);
}

/* Writes the replies that are there; with `wait`, until room for a job is. */
static bool fetch(struct run *run, bool all)
{
    struct worker_reply reply;
    struct fault fault = {0};
    while (workers_next(run->pool, all || workers_full(run->pool), &reply, &fault)) {
        progress_add(&run->progress, 1);
        const struct fault *f = &reply.fault;
        if (f->code == FAULT_NONE ? !take_reply(run, &reply)
                                  : !refuse(run, run->names[reply.number % NAME_RING].data, f))
            return false;
    }
    return fault.code == FAULT_NONE || stop(run, &fault);
}

/* -------------------------------------------------------------------- input */

/* 'dir/a.html' -> "a"; a page of many keeps its place: 'a.warc.gz@17'. */
static void id_by_name(const char *name, struct buf *id)
{
    const char *base = strrchr(name, '/');
    base = base ? base + 1 : name;
    const char *dot = strrchr(base, '.');
    size_t len = dot && dot > base && !strpbrk(dot, "@:") ? (size_t)(dot - base) : strlen(base);
    buf_clear(id);
    buf_append(id, base, len);
}

static bool submit(struct run *run, struct source_page *page, unsigned long long number)
{
    struct fault fault = {0};
    struct buf *name = &run->names[number % NAME_RING];
    buf_clear(name);
    buf_puts(name, page->name);
    if (!*page->url && options.url)
        page->url = options.url;
    run->addressed = run->addressed || *page->url;
    buf_clear(&run->out);
    if (options.id == ID_NAME && !*page->id)
        id_by_name(page->name, &run->out);
    else
        buf_puts(&run->out, page->id);
    if (!buf_check(name, "a page's name", &fault) || !buf_check(&run->out, "a page's id", &fault))
        return stop(run, &fault);
    if (!head_pack(page, run->out.data, &run->head))
        return buf_check(&run->head, "the head of a page", &fault) || stop(run, &fault);
    struct worker_job job = {run->head.data, page->bytes, run->head.len, page->len, NULL};
    bool ok = workers_submit(run->pool, &job, &fault) || stop(run, &fault);
    if (page->held && page->held->cap > PAGE_KEPT)
        buf_free(page->held);
    return ok;
}

/* Stories end with the file that they came in. */
static bool end_file(struct run *run)
{
    struct fault fault = {0};
    if (!run->addressed)
        return true;
    run->addressed = false;
    if (!fetch(run, true))
        return false;
    return story_finish(run->shelf, &fault) || run->status != EXIT_DONE || stop(run, &fault);
}

static bool read_file(struct run *run, const char *path, unsigned long long *number)
{
    struct fault fault = {0};
    struct input *in = input_open(path, (enum input_kind)options.input, &fault);
    if (!in)
        return fault.code == FAULT_MEMORY ? stop(run, &fault) : refuse(run, NULL, &fault);
    bool ok = true;
    for (enum input_status status = INPUT_PAGE; ok && status != INPUT_END && status != INPUT_FAILED;) {
        struct source_page page;
        fault_clear(&fault);
        status = input_next(in, &page, &fault);
        if (status == INPUT_REFUSED || status == INPUT_FAILED)
            ok = fetch(run, true) && refuse(run, NULL, &fault); /* in its place among the messages */
        else if (status == INPUT_PAGE)
            ok = fetch(run, false) && submit(run, &page, (*number)++);
    }
    input_close(in);
    return ok && end_file(run);
}

static void put_end(struct run *run)
{
    buf_clear(&run->out);
    if (!options.explain && format_end((enum record_format)options.format, run->records, &run->out))
        fwrite(run->out.len ? run->out.data : "", 1, run->out.len, stdout); /* cli_finish() names a failure */
}

static void run_all(struct run *run, char **paths, int count)
{
    static const char *const standard_input[] = {"-"};
    unsigned long long number = 0;
    bool ok = true;
    for (int i = 0; ok && i < (count ? count : 1); i++)
        ok = read_file(run, count ? paths[i] : standard_input[0], &number);
    if (ok && fetch(run, true))
        put_end(run);
}

/* --------------------------------------------------------------------- main */

static struct extractor *open_extractor(struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    struct extractor *x =
        cli_data_path("", &path, fault) ? extractor_open(path.data, options.rules, fault) : NULL;
    buf_free(&path);
    return x;
}

static void run_with(struct run *run, char **paths, int count)
{
    struct fault fault = {0};
    struct worker_limits limits = {CPU_SECONDS, WALL_SECONDS, ADDRESS_SPACE};
    struct extractor *x = open_extractor(&fault);
    unsigned jobs = cli_common.jobs > 0 ? (unsigned)cli_common.jobs : 1;
    run->shelf = story_shelf_new(SHELF_MAX, put_story, run, &fault);
    if (x && run->shelf)
        run->pool = workers_start(jobs, &limits, work, enter_worker, x, &fault);
    if (options.errors && fault.code == FAULT_NONE && !(run->errors = fopen(options.errors, "w")))
        fault_set_errno(&fault, FAULT_IO, "cannot write '%s'", options.errors);
    if (fault.code == FAULT_NONE) {
        progress_start(&run->progress, "pages", 0);
        run_all(run, paths, count);
        progress_end(&run->progress);
    } else {
        stop(run, &fault);
    }
    workers_stop(run->pool);
    story_shelf_free(run->shelf);
    extractor_close(x);
    if (run->errors && (fflush(run->errors) != 0 || fclose(run->errors) != 0)) {
        fault_set_errno(&fault, FAULT_IO, "cannot write '%s'", options.errors);
        stop(run, &fault);
    }
}

static struct run *run_new(void)
{
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        return NULL;
    buf_init(&run->head, WORKER_MESSAGE_MAX);
    buf_init(&run->out, WORKER_MESSAGE_MAX);
    arena_init(&run->arena, WORKER_MESSAGE_MAX);
    for (int i = 0; i < NAME_RING; i++)
        buf_init(&run->names[i], 8192);
    return run;
}

static void run_free(struct run *run)
{
    buf_free(&run->head);
    buf_free(&run->out);
    arena_free(&run->arena);
    for (int i = 0; i < NAME_RING; i++)
        buf_free(&run->names[i]);
    free(run);
}

int main(int argc, char **argv)
{
    int count, status;
    mallopt(M_MMAP_THRESHOLD, MMAP_FROM); /* a fixed one: what is freed goes back to the system */
    if (!cli_start(&tool, argc, argv, &count, &status))
        return status;
    struct run *run = run_new();
    if (!run) {
        cli_message("no memory");
        return cli_finish(EXIT_STOPPED);
    }
    run_with(run, argv, count);
    status = run->status != EXIT_DONE ? run->status : cli_status(run->refused);
    run_free(run);
    return cli_finish(status);
}
