/* jb-figures - the numbers of articles as a table. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cli.h"
#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "extract/figure_amount.h"
#include "extract/figure_check.h"
#include "extract/figure_group.h"
#include "extract/figure_rows.h"
#include "extract/record.h"

enum { TEXT_MAX = 64 * 1024 * 1024, FLUSH_AT = 256 * 1024 };

#define ARTICLE_MEMORY ((size_t)1024 * 1024 * 1024)
#define KEPT_MEMORY ((size_t)4 * 1024 * 1024 * 1024)

static struct {
    bool text, bom, check;
    int format, kind, group;
    const char *min, *max, *period, *published;
    struct cli_list metric, unit;
} opt = {.kind = -1, .group = -1};

static const struct cli_option options[] = {
    {OPTION_GROUP, 0, NULL, NULL, NULL, "input", NULL, 0, 0},
    {OPTION_FLAG, 0, "text", &opt.text, NULL,
     "read JSON Lines {id, published, text} or plain text, never extracted", NULL, 0, 0},
    {OPTION_TEXT, 0, "published", &opt.published, "DATE",
     "the day of plain texts and of the words in --period", NULL, 0, 0},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "choice", NULL, 0, 0},
    {OPTION_LIST, 0, "metric", &opt.metric, "TEXT", "only figures whose metric holds TEXT; again for another",
     NULL, 0, 0},
    {OPTION_LIST, 0, "unit", &opt.unit, "UNIT", "only figures in UNIT; again for another", NULL, 0, 0},
    {OPTION_TEXT, 0, "min", &opt.min, "AMOUNT", "only figures of at least AMOUNT (1000, 1亿, 500万元)", NULL,
     0, 0},
    {OPTION_TEXT, 0, "max", &opt.max, "AMOUNT", "only figures of at most AMOUNT", NULL, 0, 0},
    {OPTION_TEXT, 0, "period", &opt.period, "PERIOD", "only figures of PERIOD (2021, 2021-10, 2021年1至9月)",
     NULL, 0, 0},
    {OPTION_CHOICE, 0, "kind", &opt.kind, "KIND", "only figures of this kind",
     "count|money|percent|ratio|duration|age", 0, 0},
    {OPTION_GROUP, 0, NULL, NULL, NULL, "output", NULL, 0, 0},
    {OPTION_CHOICE, 'f', "format", &opt.format, "FORMAT", "how to write the rows", "tsv|csv|jsonl", 0, 0},
    {OPTION_FLAG, 0, "bom", &opt.bom, NULL, "begin CSV with a byte order mark, as spreadsheets want it", NULL,
     0, 0},
    {OPTION_CHOICE, 0, "group", &opt.group, "FIELD",
     "order the rows by metric, unit and period, over all articles", "metric", 0, 0},
    {OPTION_FLAG, 0, "check", &opt.check, NULL, "report contradictions instead of rows", NULL, 0, 0},
    {OPTION_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0},
};

/* What the options ask for, parsed. */
struct filter {
    struct figure_amount min, max;
    struct figure_period period;
};

/* A row that waits for --group. */
struct held_row {
    const struct figure_article *article;
    const struct figure *figure;
    const char *group;
    size_t order;
};

struct run {
    struct figure_lexicon *lexicon;
    struct filter filter;
    struct arena memory; /* of one article; of all of them for --group and --check */
    bool keep;
    struct buf out;
    struct checked_article *articles;
    size_t article_count, article_cap;
    struct held_row *rows;
    size_t row_count, row_cap;
    unsigned long refused;
    struct fault fault; /* what stops the tool */
};

/* ---- choosing ---- */

static bool parse_filter(struct run *run)
{
    struct filter *f = &run->filter;
    struct date day = {0};
    bool dated = opt.published != NULL;
    if (dated && (!date_parse(opt.published, strlen(opt.published), &day) || day.precision < DATE_DAY))
        return fault_set(&run->fault, FAULT_USAGE, "not a date: '%s'", opt.published);
    return (opt.min == NULL ||
            figure_amount_parse(run->lexicon, opt.min, strlen(opt.min), &f->min, &run->fault)) &&
           (opt.max == NULL ||
            figure_amount_parse(run->lexicon, opt.max, strlen(opt.max), &f->max, &run->fault)) &&
           (opt.period == NULL || figure_period_parse(run->lexicon, opt.period, strlen(opt.period),
                                                      dated ? &day : NULL, &f->period, &run->fault));
}

static bool holds_any(const struct cli_list *list, const char *text)
{
    for (size_t i = 0; i < list->len; i++)
        if (text != NULL && strstr(text, list->items[i]) != NULL)
            return true;
    return list->len == 0;
}

static bool has_unit(const struct cli_list *list, const char *unit)
{
    for (size_t i = 0; i < list->len; i++)
        if (figure_unit_equal(list->items[i], unit))
            return true;
    return list->len == 0;
}

static bool unit_fits(const char *option, const struct figure_amount *amount, const struct figure *f)
{
    return option == NULL || amount->unit[0] == '\0' || figure_unit_equal(amount->unit, f->unit);
}

static bool is_chosen(const struct filter *filter, const struct figure *f)
{
    bool bounded = opt.min != NULL || opt.max != NULL;
    return (opt.kind < 0 || f->kind == opt.kind) && holds_any(&opt.metric, f->metric) &&
           has_unit(&opt.unit, f->unit) && unit_fits(opt.min, &filter->min, f) &&
           unit_fits(opt.max, &filter->max, f) &&
           (!bounded || figure_value_within(f, opt.min != NULL ? &filter->min.value : NULL,
                                            opt.max != NULL ? &filter->max.value : NULL)) &&
           (opt.period == NULL || figure_period_meets(f, &filter->period));
}

/* ---- writing ---- */

static bool flush_rows(struct run *run, bool all)
{
    if (!buf_check(&run->out, "the rows", &run->fault))
        return false;
    if (run->out.len > 0 && (all || run->out.len >= FLUSH_AT)) {
        if (fwrite(run->out.data, 1, run->out.len, stdout) != run->out.len)
            return fault_set_errno(&run->fault, FAULT_IO, "cannot write the rows");
        buf_clear(&run->out);
    }
    return true;
}

static bool hold_row(struct run *run, const struct figure_article *about, const struct figure *f)
{
    struct held_row *grown =
        arena_grow(&run->memory, run->rows, &run->row_cap, run->row_count + 1, sizeof *grown);
    if (grown == NULL)
        return fault_set(&run->fault, FAULT_MEMORY, "no memory to group the rows");
    run->rows = grown;
    const char *key = figure_group_key(run->lexicon, f->metric, &run->memory);
    if (key == NULL)
        return fault_set(&run->fault, FAULT_MEMORY, "no memory to group the rows");
    run->rows[run->row_count] = (struct held_row){about, f, key, run->row_count};
    run->row_count++;
    return true;
}

static bool write_rows(struct run *run, const struct checked_article *a)
{
    for (size_t i = 0; i < a->figure_count; i++) {
        const struct figure *f = &a->figures[i];
        if (!is_chosen(&run->filter, f))
            continue;
        if (opt.group >= 0
                ? !hold_row(run, &a->about, f)
                : !figure_rows_add(&run->out, (enum rows_format)opt.format, &a->about, f, NULL, &run->fault))
            return false;
    }
    return flush_rows(run, false);
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int by_group(const void *x, const void *y)
{
    const struct held_row *a = x, *b = y;
    const int orders[] = {strcmp(a->group, b->group), compare_text(a->figure->unit, b->figure->unit),
                          compare_text(a->figure->period_end, b->figure->period_end),
                          compare_text(a->article->date, b->article->date)};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool write_groups(struct run *run)
{
    if (run->row_count > 0)
        qsort(run->rows, run->row_count, sizeof *run->rows, by_group);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct held_row *row = &run->rows[i];
        if (!figure_rows_add(&run->out, (enum rows_format)opt.format, row->article, row->figure, row->group,
                             &run->fault) ||
            !flush_rows(run, false))
            return false;
    }
    return true;
}

enum { FINDING_COLUMNS = 9 };
static const char *const finding_names[FINDING_COLUMNS] = {"contradiction", "id",           "raw",
                                                           "metric",        "sentence",     "other_id",
                                                           "other_raw",     "other_metric", "other_sentence"};

static bool write_finding(struct run *run, const struct finding *f)
{
    const char *values[FINDING_COLUMNS] = {
        finding_kind_name(f->kind), f->article->id, f->figure->raw,  f->figure->metric,
        f->figure->sentence,        f->other->id,   f->against->raw, f->against->metric,
        f->against->sentence};
    return figure_rows_fields(&run->out, (enum rows_format)opt.format, finding_names, values, FINDING_COLUMNS,
                              &run->fault);
}

static bool write_findings(struct run *run)
{
    struct finding *findings = NULL;
    size_t found = 0;
    if (!figure_check(run->lexicon, run->articles, run->article_count, &run->memory, &findings, &found,
                      &run->fault))
        return false;
    for (size_t i = 0; i < found; i++)
        if (!write_finding(run, &findings[i]) || !flush_rows(run, false))
            return false;
    return true;
}

static bool write_head(struct run *run)
{
    if (opt.bom && opt.format == ROWS_CSV)
        buf_puts(&run->out, "\xEF\xBB\xBF");
    if (opt.check)
        return opt.format == ROWS_JSONL ||
               figure_rows_fields(&run->out, (enum rows_format)opt.format, finding_names, finding_names,
                                  FINDING_COLUMNS, &run->fault);
    figure_rows_head(&run->out, (enum rows_format)opt.format, opt.group >= 0);
    return buf_check(&run->out, "the names of the columns", &run->fault);
}

/* ---- reading ---- */

static bool keep_article(struct run *run, const struct checked_article *a)
{
    struct checked_article *grown =
        arena_grow(&run->memory, run->articles, &run->article_cap, run->article_count + 1, sizeof *grown);
    if (grown == NULL)
        return fault_set(&run->fault, FAULT_MEMORY, "no memory to keep the articles");
    run->articles = grown;
    run->articles[run->article_count++] = *a;
    return true;
}

static bool find_in_title(struct run *run, struct checked_article *a, const struct date *day)
{
    struct figure *figures = NULL;
    if (!opt.check || a->about.title == NULL)
        return true;
    if (!figures_find(run->lexicon, a->about.title, strlen(a->about.title), day, &run->memory, &figures,
                      &a->title_count, &run->fault))
        return false;
    a->title_figures = figures;
    return true;
}

static bool take_article(struct run *run, struct checked_article *a)
{
    struct date day;
    bool dated = a->about.date != NULL && date_parse(a->about.date, strlen(a->about.date), &day);
    if (!find_in_title(run, a, dated ? &day : NULL))
        return false;
    if (opt.check)
        return keep_article(run, a);
    if (opt.group < 0)
        return write_rows(run, a);
    struct checked_article *kept = arena_alloc(&run->memory, sizeof *kept);
    if (kept == NULL)
        return fault_set(&run->fault, FAULT_MEMORY, "no memory to group the rows");
    *kept = *a;
    return write_rows(run, kept);
}

/* A first line that repeats the title is no part of the body. */
static size_t repeated_title(const struct checked_article *a)
{
    size_t len = a->about.title != NULL ? strlen(a->about.title) : 0;
    bool repeats = len > 0 && strncmp(a->text, a->about.title, len) == 0 &&
                   (a->text[len] == '\n' || a->text[len] == '\0');
    return repeats ? utf8_count(a->text, len) : 0;
}

static bool find_in_text(struct run *run, struct checked_article *a)
{
    struct figure *figures = NULL;
    struct date day;
    bool dated = a->about.date != NULL && date_parse(a->about.date, strlen(a->about.date), &day);
    if (!figures_find(run->lexicon, a->text, strlen(a->text), dated ? &day : NULL, &run->memory, &figures,
                      &a->figure_count, &run->fault))
        return false;
    size_t skip = 0, title = repeated_title(a);
    while (skip < a->figure_count && figures[skip].start < title)
        skip++;
    a->figures = figures + skip;
    a->figure_count -= skip;
    return take_article(run, a);
}

static const char *copy_field(struct run *run, const json_t *object, const char *key, struct fault *fault)
{
    const char *text = NULL;
    size_t len = 0;
    if (fault->code != FAULT_NONE || !json_get_text(object, key, &text, &len, fault) || text == NULL)
        return NULL;
    return arena_copy(&run->memory, text, len);
}

/* One line of --text.  False when it is refused, with the reason. */
static bool read_text_line(struct run *run, const struct buf *line, struct checked_article *a,
                           struct fault *fault)
{
    json_t *object = json_parse(line->data, line->len, fault);
    if (object == NULL)
        return false;
    a->about = (struct figure_article){.id = copy_field(run, object, "id", fault),
                                       .date = copy_field(run, object, "published", fault),
                                       .source = copy_field(run, object, "source", fault),
                                       .url = copy_field(run, object, "url", fault),
                                       .title = copy_field(run, object, "title", fault)};
    a->text = copy_field(run, object, "text", fault);
    json_decref(object);
    if (fault->code == FAULT_NONE && a->text == NULL)
        return fault_set(fault, FAULT_INPUT, "no text in the line");
    return fault->code == FAULT_NONE;
}

static bool read_record_line(struct run *run, const struct buf *line, struct checked_article *a,
                             struct fault *fault)
{
    struct record r;
    if (!record_read(line->data, line->len, &run->memory, &r, fault))
        return false;
    a->about = (struct figure_article){r.id, r.published, r.source, r.url, r.title};
    a->text = r.text;
    a->figures = r.figures;
    a->figure_count = r.figure_count;
    return true;
}

static bool is_fatal(const struct fault *fault)
{
    return fault->code == FAULT_MEMORY || fault->code == FAULT_IO || fault->code == FAULT_BUG;
}

static void refuse(struct run *run, const char *name, unsigned long line, const struct fault *fault)
{
    cli_message("%s:%lu: %s", name, line, fault->text);
    run->refused++;
}

/* False only when the tool must stop. */
static bool read_line(struct run *run, const char *name, const struct line_reader *lines)
{
    struct checked_article a = {0};
    struct fault fault = {0};
    if (lines->line.len == 0)
        return true;
    if (!run->keep)
        arena_reset(&run->memory);
    bool ok = opt.text ? read_text_line(run, &lines->line, &a, &fault)
                       : read_record_line(run, &lines->line, &a, &fault);
    if (!ok && is_fatal(&fault)) {
        run->fault = fault;
        return false;
    }
    if (!ok) {
        refuse(run, name, lines->number, &fault);
        return true;
    }
    return opt.text ? find_in_text(run, &a) : take_article(run, &a);
}

static bool read_lines(struct run *run, FILE *in, const char *name)
{
    struct line_reader lines;
    struct fault fault = {0};
    enum line_status status;
    bool ok = true;
    lines_open(&lines, in, name, TEXT_MAX);
    while (ok && (status = lines_next(&lines, &fault)) != LINE_END) {
        if (status == LINE_OK) {
            ok = read_line(run, name, &lines);
            continue;
        }
        refuse(run, name, lines.number, &fault);
        fault_clear(&fault);
        if (status == LINE_FAILED)
            break;
    }
    lines_close(&lines);
    return ok;
}

/* The id of a plain text: its file's name without folder and ending. */
static const char *name_of(struct run *run, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    return arena_copy(&run->memory, base, dot != NULL && dot > base ? (size_t)(dot - base) : strlen(base));
}

static bool read_plain(struct run *run, FILE *in, const char *name)
{
    struct checked_article a = {0};
    struct fault fault = {0};
    struct buf bytes;
    buf_init(&bytes, TEXT_MAX);
    if (!run->keep)
        arena_reset(&run->memory);
    bool ok = file_read(in, name, &bytes, &fault);
    const char *text = bytes.data != NULL ? bytes.data : "";
    if (ok && (utf8_valid_prefix(text, bytes.len) != bytes.len || strlen(text) != bytes.len))
        ok = fault_set(&fault, FAULT_INPUT, "not UTF-8 text");
    if (ok) {
        a.about = (struct figure_article){.id = name_of(run, name), .date = opt.published};
        a.text = arena_copy(&run->memory, text, bytes.len);
    }
    buf_free(&bytes);
    if (!ok) {
        refuse(run, name, 1, &fault);
        return true;
    }
    if (a.text == NULL || a.about.id == NULL)
        return fault_set(&run->fault, FAULT_MEMORY, "no memory for '%s'", name);
    return find_in_text(run, &a);
}

/* The first byte, put back. */
static int peek(FILE *in)
{
    int c = getc(in);
    if (c != EOF)
        ungetc(c, in);
    return c;
}

static bool read_input(struct run *run, const char *name)
{
    struct fault fault = {0};
    FILE *in = file_open(name, &fault);
    if (in == NULL) {
        cli_fault(&fault);
        run->refused++;
        return true;
    }
    bool ok = opt.text && peek(in) != '{' ? read_plain(run, in, name) : read_lines(run, in, name);
    file_close(in);
    return ok;
}

static bool open_run(struct run *run)
{
    struct buf folder;
    buf_init(&folder, 4096);
    buf_init(&run->out, TEXT_MAX);
    run->keep = opt.check || opt.group >= 0;
    arena_init(&run->memory, run->keep ? KEPT_MEMORY : ARTICLE_MEMORY);
    if (cli_data_path("figures", &folder, &run->fault))
        run->lexicon = figure_lexicon_load(folder.data, &run->fault);
    buf_free(&folder);
    return run->lexicon != NULL && parse_filter(run) && write_head(run);
}

static void close_run(struct run *run)
{
    figure_lexicon_free(run->lexicon);
    arena_free(&run->memory);
    buf_free(&run->out);
}

static bool work(struct run *run, char **inputs, int count)
{
    static char standard_input[] = "-";
    char *none[] = {standard_input};
    bool ok = true;
    if (count == 0) {
        inputs = none;
        count = 1;
    }
    for (int i = 0; ok && i < count; i++)
        ok = read_input(run, inputs[i]);
    if (ok && opt.check)
        ok = write_findings(run);
    else if (ok && opt.group >= 0)
        ok = write_groups(run);
    return ok && flush_rows(run, true);
}

int main(int argc, char **argv)
{
    static const struct cli cli = {"jb-figures", "[options] [FILE...]",
                                   "Prints the numbers of articles as a table, one row a figure.", options};
    static struct run run;
    int operands = 0, status = EXIT_DONE;
    if (!cli_start(&cli, argc, argv, &operands, &status))
        return status;
    if (!open_run(&run) || !work(&run, argv, operands)) {
        if (!ferror(stdout)) /* else cli_finish() names it, or is silent for a closed pipe */
            cli_fault(&run.fault);
        status = run.fault.code == FAULT_INPUT ? EXIT_STOPPED : fault_exit_status(run.fault.code);
    } else {
        status = cli_status(run.refused);
    }
    close_run(&run);
    return cli_finish(status);
}
