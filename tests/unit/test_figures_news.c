/* Figures over sentences and short articles of many kinds of news
 * (data/figures-*.txt): the shares of labels found and of fields right must
 * not fall below what was reached, and no number that is no figure is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "extract/figures.h"

enum { LINE_MAX_BYTES = 4096, FIELDS = 7, GLYPHS_MAX = 200 };
enum field { FIELD_STRICT, FIELD_QUALIFIER, FIELD_CHANGE, FIELD_METRIC, FIELD_PERIOD, FIELD_COUNT };

static const char *folder = "extract/lexicon/figures";

/* A file of labels and what must be reached on it. */
struct exam {
    const char *path;
    unsigned labels, found, extra; /* at least, per mille at least, at most */
    unsigned floors[FIELD_COUNT];  /* per mille */
};

struct tally {
    struct figure_lexicon *lexicon;
    struct arena arena;
    struct figure *figures;
    size_t count;
    bool used[256], optional[256];
    unsigned labels, found, extra, traps, judged[FIELD_COUNT], right[FIELD_COUNT];
};

static void close_sentence(struct tally *t)
{
    for (size_t i = 0; i < t->count && i < sizeof t->used; i++)
        t->extra += !t->used[i] && !t->optional[i];
    t->count = 0;
    memset(t->used, 0, sizeof t->used);
    memset(t->optional, 0, sizeof t->optional);
}

/* ¶ parts paragraphs. */
static void part_paragraphs(char *text)
{
    static const char mark[] = u8"¶";
    for (char *p = strstr(text, mark); p != NULL; p = strstr(p, mark)) {
        *p = '\n';
        memmove(p + 1, p + sizeof mark - 1, strlen(p + sizeof mark - 1) + 1);
    }
}

static void read_sentence(struct tally *t, char *line)
{
    struct fault fault = {0};
    struct date date = {0};
    close_sentence(t);
    part_paragraphs(line);
    arena_reset(&t->arena);
    assert_true(date_parse(line, 10, &date));
    assert_true(figures_find(t->lexicon, line + 11, strlen(line + 11), &date, &t->arena, &t->figures,
                             &t->count, &fault));
}

static bool same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static void judge(struct tally *t, enum field field, bool judged, bool right)
{
    t->judged[field] += judged;
    t->right[field] += judged && right;
}

static bool same_value(const struct figure *f, char *value)
{
    char *max = strstr(value, "..");
    double wanted = strtod(value, NULL), got = strtod(f->value != NULL ? f->value : "-1", NULL);
    double difference = got > wanted ? got - wanted : wanted - got;
    return difference <= 1e-6 * wanted &&
           (max == NULL ? f->value_max == NULL
                        : f->value_max != NULL && strtod(max + 2, NULL) - strtod(f->value_max, NULL) == 0);
}

static bool same_period(const struct figure *f, char *period)
{
    char *end = strchr(period, '/');
    *end = '\0';
    return same(f->period_start, period) && same(f->period_end, end + 1);
}

static size_t glyphs_of(const char *text, uint32_t *out)
{
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end && n < GLYPHS_MAX;)
        out[n++] = utf8_next(&p, end);
    return n;
}

/* Do the two share 60 % of their pairs of neighbouring glyphs (F1)?  A pair of
 * the one is matched once. */
static bool same_metric(const struct figure *f, const char *metric)
{
    uint32_t got[GLYPHS_MAX], want[GLYPHS_MAX];
    bool taken[GLYPHS_MAX] = {false};
    if (f->metric == NULL)
        return false;
    size_t n = glyphs_of(f->metric, got), m = glyphs_of(metric, want), common = 0;
    if (n < 2 || m < 2)
        return n == m && got[0] == want[0];
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = 0; k + 1 < m; k++)
            if (!taken[k] && got[i] == want[k] && got[i + 1] == want[k + 1]) {
                taken[k] = true;
                common++;
                break;
            }
    return 10 * 2 * common >= 6 * (n - 1 + m - 1);
}

static void judge_fields(struct tally *t, const struct figure *f, char *field[FIELDS])
{
    judge(t, FIELD_STRICT, true, same_value(f, field[1]) && same(f->unit, field[2]));
    const char *qualifier = figure_qualifier_name((enum figure_qualifier)f->qualifier);
    judge(t, FIELD_QUALIFIER, true, same(qualifier, field[3]));
    judge(t, FIELD_CHANGE, true, same(figure_change_name((enum figure_change)f->change), field[4]));
    judge(t, FIELD_METRIC, *field[5] != '\0', same_metric(f, field[5]));
    if (*field[6] != '\0')
        judge(t, FIELD_PERIOD, true, same_period(f, field[6]));
}

/* The first unused figure with this raw text, else with one that overlaps. */
static size_t find_raw(const struct tally *t, const char *raw)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->used[i] && strcmp(t->figures[i].raw, raw) == 0)
            return i;
    for (size_t i = 0; i < t->count; i++)
        if (!t->used[i] && (strstr(t->figures[i].raw, raw) != NULL || strstr(raw, t->figures[i].raw) != NULL))
            return i;
    return t->count;
}

/* RAW|VALUE|UNIT|QUALIFIER|CHANGE|METRIC|PERIOD */
static void read_label(struct tally *t, char *line)
{
    static char nothing[] = "";
    char *field[FIELDS];
    for (size_t k = 0; k < FIELDS; k++) {
        char *bar = line != NULL ? strchr(line, '|') : NULL;
        field[k] = line != NULL ? line : nothing;
        if (bar != NULL)
            *bar = '\0';
        line = bar != NULL ? bar + 1 : NULL;
    }
    t->labels++;
    size_t i = find_raw(t, field[0]);
    if (i < t->count) {
        t->found++;
        t->used[i] = true;
        judge_fields(t, &t->figures[i], field);
    }
}

/* The figures that these numbers, parted by ;, are a part of. */
static void mark_numbers(struct tally *t, char *line, bool optional)
{
    for (char *end = line; line != NULL; line = end != NULL ? end + 1 : NULL) {
        end = strchr(line, ';');
        if (end != NULL)
            *end = '\0';
        for (size_t i = 0; i < t->count; i++)
            if (!t->used[i] && (strstr(t->figures[i].raw, line) || strstr(line, t->figures[i].raw))) {
                t->optional[i] = t->optional[i] || optional;
                t->traps += !t->optional[i];
                if (!t->optional[i])
                    print_error("taken: %s\n", line);
            }
    }
}

static unsigned per_mille(unsigned part, unsigned whole)
{
    return whole > 0 ? 1000 * part / whole : 0;
}

static void read_exam(struct tally *t, const char *path)
{
    char line[LINE_MAX_BYTES];
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '@')
            read_sentence(t, line + 1);
        else if (line[0] == '+')
            read_label(t, line + 1);
        else if (line[0] == '-' || line[0] == '~')
            mark_numbers(t, line + 1, line[0] == '~');
    }
    close_sentence(t);
    fclose(in);
}

static void news_of_many_kinds(void **state)
{
    const struct exam *exam = *state;
    struct fault fault = {0};
    struct tally t = {.lexicon = figure_lexicon_load(folder, &fault)};
    assert_non_null(t.lexicon);
    arena_init(&t.arena, 64 * 1024 * 1024);
    read_exam(&t, exam->path);
    print_message("%s: labels %u found %u extra %u traps %u\n", exam->path, t.labels, t.found, t.extra,
                  t.traps);
    for (size_t k = 0; k < FIELD_COUNT; k++)
        print_message("field %zu: %u of %u\n", k, t.right[k], t.judged[k]);
    assert_true(t.labels >= exam->labels);
    assert_in_range(per_mille(t.found, t.labels), exam->found, 1000);
    assert_in_range(t.extra, 0, exam->extra);
    assert_int_equal(t.traps, 0);
    for (size_t k = 0; k < FIELD_COUNT; k++)
        assert_in_range(per_mille(t.right[k], t.judged[k]), exam->floors[k], 1000);
    arena_free(&t.arena);
    figure_lexicon_free(t.lexicon);
}

int main(int argc, char **argv)
{
    static struct exam news = {"tests/unit/data/figures-news.txt", 370, 980, 12, {995, 990, 985, 820, 985}},
                       articles = {"tests/unit/data/figures-articles.txt",
                                   890,
                                   985,
                                   8,
                                   {990, 990, 990, 835, 955}},
                       held = {"tests/unit/data/figures-held.txt", 440, 995, 2, {995, 995, 990, 855, 980}};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(news_of_many_kinds, &news),
        cmocka_unit_test_prestate(news_of_many_kinds, &articles),
        cmocka_unit_test_prestate(news_of_many_kinds, &held),
    };
    if (argc > 1)
        folder = argv[1];
    return cmocka_run_group_tests_name("figures_news", tests, NULL, NULL);
}
