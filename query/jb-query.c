/* jb-query - find articles in an index, look at them in several ways, get them out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/cli.h"
#include "base/date.h"
#include "base/file.h"
#include "base/utf8.h"
#include "query/corpus.h"
#include "query/paint.h"
#include "query/saved.h"
#include "query/session.h"
#include "query/suggest.h"

enum {
    DEFAULT_LIMIT = 10,
    BATCH_LIMIT = 100,
    MANY = 10000,
    ARENA_MAX = 1 << 30,
    OUT_MAX = 1 << 30,
    LINE_MAX_BYTES = 128 * 1024
};

static struct settings {
    int format, sort, facet, timeline, kwic_sort;
    const char *fields, *svg, *similar, *show, *reprints, *batch, *since_last, *corpus_id, *today;
    bool recent, all_copies, no_fill, no_synonyms, explain, count, kwic, figures, terms, bulk, corpus,
        offset_given;
    long limit, offset, sample, seed, context;
    struct cli_list also, synonyms;
} set = {.facet = -1, .timeline = -1, .limit = -1, .sample = -1, .context = 30};

static const struct cli_option options[] = {
    {OPTION_GROUP, 0, NULL, NULL, NULL, "Which hits", NULL, 0, 0},
    {OPTION_NUMBER, 'n', "limit", &set.limit, "N",
     "show at most N hits (10; other ways of looking take more)", NULL, 1, 1000000},
    {OPTION_NUMBER, 0, "offset", &set.offset, "N", "leave out the first N hits", NULL, 0, 1000000},
    {OPTION_CHOICE, 0, "sort", &set.sort, "ORDER", "score, date (newest first), oldest or source",
     "score|date|oldest|source", 0, 0},
    {OPTION_FLAG, 0, "recent", &set.recent, NULL, "let newer articles weigh a little more", NULL, 0, 0},
    {OPTION_FLAG, 0, "all-copies", &set.all_copies, NULL, "do not fold reprints of one story", NULL, 0, 0},
    {OPTION_FLAG, 0, "no-fill", &set.no_fill, NULL,
     "never fill up with hits that have only some of the words", NULL, 0, 0},
    {OPTION_FLAG, 0, "no-synonyms", &set.no_synonyms, NULL, "do not look for other names of the same thing",
     NULL, 0, 0},
    {OPTION_LIST, 0, "synonyms", &set.synonyms, "FILE", "read more synonyms: a = b = c, a group a line", NULL,
     0, 0},
    {OPTION_LIST, 0, "also", &set.also, "DB", "search this index too", NULL, 0, 0},
    {OPTION_TEXT, 0, "today", &set.today, "DATE", "the day that relative dates count from", NULL, 0, 0},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "Ways of looking", NULL, 0, 0},
    {OPTION_FLAG, 0, "count", &set.count, NULL, "print how many articles match, exactly", NULL, 0, 0},
    {OPTION_FLAG, 0, "explain", &set.explain, NULL,
     "print how the query was understood and why each hit matched", NULL, 0, 0},
    {OPTION_FLAG, 0, "kwic", &set.kwic, NULL, "print each occurrence in its context", NULL, 0, 0},
    {OPTION_CHOICE, 0, "kwic-sort", &set.kwic_sort, "ORDER", "order of --kwic: position, left or right",
     "position|left|right", 0, 0},
    {OPTION_NUMBER, 0, "context", &set.context, "N", "columns of context on each side of --kwic (30)", NULL,
     4, 500},
    {OPTION_CHOICE, 0, "facet", &set.facet, "WHAT",
     "count matches by source, site, year, month, channel or author", "source|site|year|month|channel|author",
     0, 0},
    {OPTION_CHOICE, 0, "timeline", &set.timeline, "UNIT",
     "chart of matches by day, month or year; with --figures of the figures", "day|month|year", 0, 0},
    {OPTION_TEXT, 0, "svg", &set.svg, "FILE", "write the chart of --timeline to FILE", NULL, 0, 0},
    {OPTION_FLAG, 0, "figures", &set.figures, NULL, "print the figures of the matches", NULL, 0, 0},
    {OPTION_FLAG, 0, "terms", &set.terms, NULL, "print the words that set the matches apart", NULL, 0, 0},
    {OPTION_TEXT, 0, "similar", &set.similar, "ID", "find articles like this one", NULL, 0, 0},
    {OPTION_TEXT, 0, "show", &set.show, "ID", "print this article", NULL, 0, 0},
    {OPTION_TEXT, 0, "reprints", &set.reprints, "ID", "print all copies of this story and how they differ",
     NULL, 0, 0},
    {OPTION_NUMBER, 0, "sample", &set.sample, "N", "draw N of the matches", NULL, 1, 1000000},
    {OPTION_NUMBER, 0, "seed", &set.seed, "S", "number that decides the draw of --sample (0)", NULL, 0,
     2147483647},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "Getting it out", NULL, 0, 0},
    {OPTION_CHOICE, 'f', "format", &set.format, "FORMAT",
     "text, tsv, csv, json (a line each), ris, bibtex, csl, gbt7714 or trec",
     "text|tsv|csv|json|ris|bibtex|csl|gbt7714|trec", 0, 0},
    {OPTION_TEXT, 0, "fields", &set.fields, "LIST", "columns of tsv, csv and json, parted by commas", NULL, 0,
     0},
    {OPTION_FLAG, 0, "bulk", &set.bulk, NULL, "print matches as bulk NDJSON for Elasticsearch and OpenSearch",
     NULL, 0, 0},
    {OPTION_TEXT, 0, "batch", &set.batch, "FILE",
     "answer the queries of FILE (qid, tab, query) as a TREC run", NULL, 0, 0},
    {OPTION_TEXT, 0, "since-last", &set.since_last, "NAME",
     "show only what was indexed since the last search of this name", NULL, 0, 0},
    {OPTION_FLAG, 0, "corpus", &set.corpus, NULL, "print the corpus id and the number of articles", NULL, 0,
     0},
    {OPTION_TEXT, 0, "corpus-id", &set.corpus_id, "ID", "refuse to search anything but this corpus", NULL, 0,
     0},
    {OPTION_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0},
};

static const struct cli cli = {
    .tool = "jb-query",
    .synopsis = "[options] DB QUERY...",
    .summary = "Find articles in an index by words, phrases, fields, dates and figures.",
    .options = options,
};

/* Everything that is opened once. */
struct world {
    struct session session;
    struct dictionary *dictionary;
    struct store *store;
    struct synonyms synonyms;
    struct arena arena; /* of the synonyms */
    const char *db;
    const char **paths;
    size_t path_count;
    unsigned long refused;
    struct query_place place; /* of the mistake in the query */
    struct buf query;
};

/* ------------------------------------------------------------------ opening */

static size_t terminal_columns(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 100;
}

static bool read_today(int32_t *today, struct fault *fault)
{
    struct date d = date_from_epoch((int64_t)time(NULL));
    if (set.today && (!date_parse(set.today, strlen(set.today), &d) || d.precision < DATE_DAY))
        return fault_set(fault, FAULT_USAGE, "--today takes a day such as 2021-10-29, not '%s'", set.today);
    *today = (int32_t)date_days(d.year, d.month, d.day);
    return true;
}

static bool open_dictionary(struct world *w, struct fault *fault)
{
    struct buf path;
    buf_init(&path, 4096);
    bool ok = cli_data_path("", &path, fault) && (w->dictionary = dictionary_load(path.data, fault)) != NULL;
    buf_free(&path);
    return ok;
}

static bool open_synonyms(struct world *w, struct fault *fault)
{
    struct buf path;
    if (set.no_synonyms)
        return true;
    buf_init(&path, 4096);
    bool ok = cli_data_path("query/synonyms.txt", &path, fault) &&
              synonyms_read(&w->synonyms, path.data, w->dictionary, &w->arena, fault);
    buf_free(&path);
    for (size_t i = 0; ok && i < set.synonyms.len; i++)
        ok = synonyms_read(&w->synonyms, set.synonyms.items[i], w->dictionary, &w->arena, fault);
    w->session.searcher.synonyms = &w->synonyms;
    return ok;
}

/* Names shards that do not answer; the rest is searched. */
static void report_shards(struct world *w)
{
    size_t count;
    const struct store_shard *shards = store_shards(w->store, &count);
    for (size_t i = 0; i < count; i++) {
        if (!shards[i].open)
            cli_message("'%s' does not answer, its articles are missing: %s", shards[i].name,
                        shards[i].fault.text);
    }
}

static bool check_schema(struct world *w, struct fault *fault)
{
    size_t count;
    const struct store_shard *shards = store_shards(w->store, &count);
    for (size_t i = 0; i < count; i++) {
        char *schema = NULL, *terms = NULL;
        if (!shards[i].open || shards[i].documents == 0) /* made, but nothing was committed */
            continue;
        bool ok = store_metadata(w->store, i, META_SCHEMA, &schema, fault) &&
                  store_metadata(w->store, i, META_TERMS, &terms, fault) &&
                  schema_fits(schema, terms, dictionary_version(w->dictionary), fault);
        free(schema);
        free(terms);
        if (!ok)
            return false;
    }
    return true;
}

static bool open_store(struct world *w, struct fault *fault)
{
    w->paths = calloc(set.also.len + 1, sizeof *w->paths);
    if (!w->paths)
        return fault_set(fault, FAULT_MEMORY, "no memory");
    w->paths[w->path_count++] = w->db;
    for (size_t i = 0; i < set.also.len; i++)
        w->paths[w->path_count++] = set.also.items[i];
    w->store = store_open(w->paths, w->path_count, fault);
    if (!w->store)
        return false;
    report_shards(w);
    w->session.searcher.store = w->store;
    w->session.searcher.dictionary = w->dictionary;
    w->session.listing.dictionary = w->dictionary;
    return check_schema(w, fault);
}

static bool world_open(struct world *w, const char *db, struct fault *fault)
{
    struct session *s = &w->session;
    w->db = db;
    arena_init(&w->arena, ARENA_MAX);
    arena_init(&s->arena, ARENA_MAX);
    buf_init(&s->out, OUT_MAX);
    buf_init(&s->listing.folded, QUERY_FOLD_MAX * 16);
    s->listing.columns = terminal_columns();
    s->listing.spans = malloc(SPANS_MAX * sizeof *s->listing.spans);
    if (!s->listing.spans)
        return fault_set(fault, FAULT_MEMORY, "no memory");
    return row_fields_parse(set.fields ? set.fields : "rank,score,id,date,source,title,url,snippet",
                            &s->fields, fault) &&
           read_today(&s->searcher.today, fault) && open_dictionary(w, fault) && open_synonyms(w, fault) &&
           open_store(w, fault);
}

static void world_close(struct world *w)
{
    struct session *s = &w->session;
    store_close(w->store);
    dictionary_free(w->dictionary);
    free(w->paths);
    free(s->listing.spans);
    buf_free(&s->listing.folded);
    buf_free(&s->out);
    buf_free(&w->query);
    arena_free(&s->arena);
    arena_free(&w->arena);
}

/* ----------------------------------------------------------------- settings */

static bool is_table(void)
{
    return set.kwic || set.figures || set.sample >= 0;
}

static void apply_settings(struct world *w)
{
    struct session *s = &w->session;
    struct search_options *o = &s->options;
    s->format = set.bulk                                 ? FORMAT_BULK
                : set.batch && set.format == FORMAT_TEXT ? FORMAT_TREC
                                                         : (enum format)set.format;
    long usual = set.batch ? BATCH_LIMIT : is_table() || set.bulk ? MANY : DEFAULT_LIMIT;
    bool words = set.facet >= 0 || set.terms;
    o->limit = (size_t)(set.limit > 0 ? set.limit : words ? 2 * usual : usual);
    o->offset = (size_t)set.offset;
    o->sort = (enum search_sort)set.sort;
    o->recent = set.recent;
    o->look_at = s->format == FORMAT_TEXT ? 20000 : 0; /* a person reads how many there are */
    o->all_copies = set.all_copies || set.batch;       /* a run lists documents */
    o->ids_only = s->format == FORMAT_TREC && !set.explain && !set.kwic && !set.figures && !set.terms;
    o->fill = !set.no_fill && !is_table() && !set.bulk && !set.since_last;
}

/* ------------------------------------------------------------------ answers */

static bool flush_out(struct session *s, struct fault *fault)
{
    bool ok = true;
    bool terminal = isatty(STDOUT_FILENO);
    if (s->format == FORMAT_TEXT || terminal)
        ok = paint(stdout, s->out.data ? s->out.data : "", s->out.len, cli_colour());
    else if (s->out.len > 0)
        ok = fwrite(s->out.data, 1, s->out.len, stdout) == s->out.len;
    buf_clear(&s->out);
    return ok || fault_set_errno(fault, FAULT_IO, "cannot write standard output");
}

static enum facet timeline_unit(void)
{
    static const enum facet units[] = {FACET_DAY, FACET_MONTH, FACET_YEAR};
    return units[set.timeline];
}

static bool view_chart(struct session *s, const char *title, struct fault *fault)
{
    struct buf svg;
    buf_init(&svg, OUT_MAX);
    struct buf *picture = set.svg ? &svg : NULL;
    bool ok = set.figures ? view_figure_timeline(s, title, picture, fault)
                          : view_timeline(s, timeline_unit(), title, picture, fault);
    ok = ok && (!picture || file_write_atomic(set.svg, svg.data, svg.len, fault));
    buf_free(&svg);
    return ok;
}

static bool view_query(struct session *s, const char *text, struct fault *fault)
{
    if (set.explain)
        return view_explain(s, fault);
    if (set.count)
        return view_count(s, fault);
    if (set.timeline >= 0)
        return view_chart(s, text, fault);
    if (set.facet >= 0)
        return view_facet(s, (enum facet)set.facet, fault);
    if (set.kwic)
        return view_kwic(s, (size_t)set.context, set.kwic_sort, fault);
    if (set.figures)
        return view_figures(s, fault);
    if (set.terms)
        return view_terms(s, fault);
    if (set.sample >= 0)
        return view_sample(s, (size_t)set.sample, (uint64_t)set.seed, fault);
    return view_list(s, fault);
}

/* The query with a caret below the place of the mistake. */
static void show_place(const char *text, struct query_place place)
{
    if (place.character == 0 || strlen(text) > 200 || strpbrk(text, "\n\t"))
        return;
    fputs("  ", stderr);
    utf8_print_visible(stderr, text, strlen(text), false);
    fprintf(stderr, "\n  %*s^\n", (int)place.columns, "");
}

static void offer_suggestion(struct world *w)
{
    struct buf better;
    buf_init(&better, 4096);
    if (suggest(&w->session.searcher, w->session.prepared, &better, NULL) && better.len > 0)
        cli_message("no article has it all; did you mean: %s", better.data);
    buf_free(&better);
}

/* Processor time: what a query costs, whatever else the machine does. */
static long microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (long)(t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

/* One query from text to printed answer. */
static bool answer(struct world *w, const char *text, struct query_place *place, struct fault *fault)
{
    struct session *s = &w->session;
    long start = microseconds();
    uint64_t before = s->found;
    arena_reset(&s->arena);
    if (!search_prepare(&s->searcher, text, strlen(text), &s->arena, &s->prepared, place, fault))
        return false;
    s->listing.patterns = &s->prepared->patterns;
    if (!view_query(s, text, fault))
        return false;
    cli_verbose(1, "%s: %llu found in %ld us of processor time", s->qid ? s->qid : "query",
                (unsigned long long)(s->found - before), microseconds() - start);
    return flush_out(s, fault);
}

/* Ways of looking that count something else than hits. */
static bool is_other_view(void)
{
    return set.explain || set.count || set.timeline >= 0 || set.facet >= 0 || set.terms || is_table();
}

static int ask(struct world *w, const char *text, struct fault *fault)
{
    struct saved_search saved = {0};
    struct session *s = &w->session;
    if (set.since_last && set.also.len > 0) {
        fault_set(fault, FAULT_USAGE,
                  "--since-last counts the commits of one index; it does not go with --also");
        return EXIT_USAGE;
    }
    if (set.since_last && !saved_open(&saved, set.since_last, w->db, w->store, fault))
        return fault_exit_status(fault->code);
    s->options.added_after = saved_bound(&saved);
    bool ok = answer(w, text, &w->place, fault);
    ok = ok && (!set.since_last || saved_done(&saved, fault));
    saved_close(&saved);
    if (!ok)
        return fault_exit_status(fault->code);
    if (s->whole == 0 && (s->found == 0 || s->options.fill) && !cli_common.quiet && !is_other_view())
        offer_suggestion(w);
    return s->found > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static int about_document(struct world *w, struct fault *fault)
{
    struct session *s = &w->session;
    static struct patterns none;
    s->listing.patterns = &none;
    bool ok = set.show      ? view_show(s, set.show, fault)
              : set.similar ? view_similar(s, set.similar, fault)
                            : view_reprints(s, set.reprints, fault);
    if (!ok || !flush_out(s, fault))
        return fault_exit_status(fault->code);
    return s->found > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/* -------------------------------------------------------------------- batch */

/* A bad line is named and the others are answered. */
static bool batch_line(struct world *w, struct line_reader *r, struct fault *fault)
{
    struct query_place place;
    struct fault local = {0};
    char *tab = memchr(r->line.data, '\t', r->line.len);
    size_t left = tab ? r->line.len - (size_t)(tab + 1 - r->line.data) : 0;
    if (!tab || tab == r->line.data || memchr(tab, '\0', left + 1)) {
        fault_set(&local, FAULT_USAGE, "not a query id, a tab and a query");
    } else {
        *tab = '\0';
        w->session.qid = r->line.data;
        if (answer(w, tab + 1, &place, &local))
            return true;
    }
    buf_clear(&w->session.out);
    if (local.code != FAULT_USAGE)
        return fault_set(fault, local.code, "%s", local.text);
    cli_message("%s:%lu: %s", r->name, r->number, local.text);
    w->refused++;
    return true;
}

static int run_batch(struct world *w, struct fault *fault)
{
    struct line_reader r;
    enum line_status status = LINE_OK;
    FILE *in = file_open(set.batch, fault);
    if (!in)
        return fault->code == FAULT_INPUT ? EXIT_STOPPED : fault_exit_status(fault->code);
    lines_open(&r, in, set.batch, LINE_MAX_BYTES);
    bool ok = true;
    while (ok && status != LINE_END && status != LINE_FAILED) {
        struct fault line = {0};
        status = lines_next(&r, status == LINE_FAILED ? fault : &line);
        if (status == LINE_OK && r.line.len > 0)
            ok = batch_line(w, &r, fault);
        if (status == LINE_TOO_LONG || status == LINE_FAILED)
            cli_fault(&line);
        w->refused += status == LINE_TOO_LONG;
    }
    lines_close(&r);
    file_close(in);
    if (!ok)
        return fault_exit_status(fault->code);
    if (status == LINE_FAILED)
        return EXIT_STOPPED;
    return w->refused > 0 ? cli_status(w->refused) : w->session.found > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/* ------------------------------------------------------------------- corpus */

static bool print_corpus(struct world *w, struct fault *fault)
{
    char id[CORPUS_ID_MAX];
    uint64_t documents;
    return corpus_id(w->store, id, &documents, fault) &&
           buf_printf(&w->session.out, "%s\t%llu\n", id, (unsigned long long)documents) &&
           flush_out(&w->session, fault);
}

static bool check_corpus(struct world *w, struct fault *fault)
{
    char id[CORPUS_ID_MAX];
    uint64_t documents;
    if (!corpus_id(w->store, id, &documents, fault))
        return false;
    return strcmp(id, set.corpus_id) == 0 ||
           fault_set(fault, FAULT_DAMAGE, "this is corpus %s, not '%s'", id, set.corpus_id);
}

/* --------------------------------------------------------------------- main */

static bool join_query(char **argv, int from, int operands, struct buf *text, struct fault *fault)
{
    buf_puts(text, "");
    for (int i = from; i < operands; i++) {
        buf_puts(text, i > from ? " " : "");
        buf_puts(text, argv[i]);
    }
    return buf_check(text, "the query", fault);
}

static int run(struct world *w, char **argv, int operands, struct fault *fault)
{
    apply_settings(w);
    if (set.corpus)
        return print_corpus(w, fault) ? EXIT_DONE : fault_exit_status(fault->code);
    if (set.corpus_id && !check_corpus(w, fault))
        return fault_exit_status(fault->code);
    if (set.batch)
        return run_batch(w, fault);
    if (set.show || set.similar || set.reprints)
        return about_document(w, fault);
    buf_init(&w->query, 16 * QUERY_BYTES_MAX);
    return join_query(argv, 1, operands, &w->query, fault) ? ask(w, w->query.data, fault)
                                                           : fault_exit_status(fault->code);
}

int main(int argc, char **argv)
{
    int operands, status;
    struct fault fault = {0};
    struct world w = {.db = NULL};
    if (!cli_start(&cli, argc, argv, &operands, &status))
        return status;
    if (operands < 1) {
        cli_message("no index named; usage: jb-query [options] DB QUERY...");
        return cli_finish(EXIT_USAGE);
    }
    status = world_open(&w, argv[0], &fault) ? run(&w, argv, operands, &fault) : EXIT_STOPPED;
    if (fault.code != FAULT_NONE) {
        cli_fault(&fault);
        if (fault.code == FAULT_USAGE && w.query.len > 0 && !cli_common.quiet)
            show_place(w.query.data, w.place);
        status = status == EXIT_STOPPED && fault.code == FAULT_USAGE ? EXIT_USAGE : status;
        if (fault.code == FAULT_BUSY)
            status = EXIT_BUSY;
        else if (status == EXIT_REFUSED)
            status = EXIT_STOPPED; /* an index or a dictionary that cannot be read is no refused input */
    } else if (w.session.partial && (status == EXIT_DONE || status == EXIT_NOTHING)) {
        status = EXIT_REFUSED;
    }
    world_close(&w);
    return cli_finish(status);
}
