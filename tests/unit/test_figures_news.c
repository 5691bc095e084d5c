/* Figures over sentences of many kinds of news (data/figures-news.txt): the
 * shares of labels found and of fields right must not fall below what was
 * reached, and no number that is no figure is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "extract/figures.h"

enum { LINE_MAX_BYTES = 4096, FIELDS = 7 };
enum field { FIELD_STRICT, FIELD_QUALIFIER, FIELD_CHANGE, FIELD_METRIC, FIELD_PERIOD, FIELD_COUNT };

static const char *folder = "extract/lexicon/figures", *data = "tests/unit/data/figures-news.txt";

struct tally {
    struct figure_lexicon *lexicon;
    struct arena arena;
    struct figure *figures;
    size_t count;
    bool used[256];
    unsigned labels, found, extra, traps, judged[FIELD_COUNT], right[FIELD_COUNT];
};

static void close_sentence(struct tally *t)
{
    for (size_t i = 0; i < t->count && i < sizeof t->used; i++)
        t->extra += !t->used[i];
    t->count = 0;
    memset(t->used, 0, sizeof t->used);
}

static void read_sentence(struct tally *t, const char *line)
{
    struct fault fault = {0};
    struct date date = {0};
    close_sentence(t);
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

static bool same_metric(const struct figure *f, const char *metric)
{
    return f->metric != NULL && *f->metric != '\0' &&
           (strstr(f->metric, metric) != NULL || strstr(metric, f->metric) != NULL);
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

static void read_negatives(struct tally *t, char *line)
{
    for (char *end = line; line != NULL; line = end != NULL ? end + 1 : NULL) {
        end = strchr(line, ';');
        if (end != NULL)
            *end = '\0';
        for (size_t i = 0; i < t->count; i++)
            if (!t->used[i] && (strstr(t->figures[i].raw, line) || strstr(line, t->figures[i].raw))) {
                print_error("taken: %s\n", line);
                t->traps++;
            }
    }
}

static unsigned per_mille(unsigned part, unsigned whole)
{
    return whole > 0 ? 1000 * part / whole : 0;
}

static void news_of_many_kinds(void **state)
{
    static const unsigned floors[FIELD_COUNT] = {995, 990, 980, 650, 980};
    static struct tally t;
    char line[LINE_MAX_BYTES];
    struct fault fault = {0};
    FILE *in = fopen(data, "r");
    (void)state;
    assert_non_null(in);
    t.lexicon = figure_lexicon_load(folder, &fault);
    assert_non_null(t.lexicon);
    arena_init(&t.arena, 64 * 1024 * 1024);
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '@')
            read_sentence(&t, line + 1);
        else if (line[0] == '+')
            read_label(&t, line + 1);
        else if (line[0] == '-')
            read_negatives(&t, line + 1);
    }
    close_sentence(&t);
    fclose(in);
    print_message("labels %u found %u extra %u traps %u\n", t.labels, t.found, t.extra, t.traps);
    for (size_t k = 0; k < FIELD_COUNT; k++)
        print_message("field %zu: %u of %u\n", k, t.right[k], t.judged[k]);
    assert_true(t.labels > 350);
    assert_in_range(per_mille(t.found, t.labels), 970, 1000);
    assert_in_range(t.extra, 0, 13);
    assert_int_equal(t.traps, 0);
    for (size_t k = 0; k < FIELD_COUNT; k++)
        assert_in_range(per_mille(t.right[k], t.judged[k]), floors[k], 1000);
    arena_free(&t.arena);
    figure_lexicon_free(t.lexicon);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(news_of_many_kinds)};
    if (argc > 1)
        folder = argv[1];
    return cmocka_run_group_tests_name("figures_news", tests, NULL, NULL);
}
