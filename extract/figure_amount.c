/* figure_amount.c - the grammars of the texts, applied to a whole argument. */
#include "extract/figure_amount.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/figure_numeral.h"
#include "extract/figure_period.h"

enum { ARGUMENT_GLYPHS = 64 };

struct argument {
    uint16_t c[ARGUMENT_GLYPHS];
    uint32_t at[ARGUMENT_GLYPHS + 1];
    struct glyphs g;
};

/* Folds the argument without the blanks around it; false when it is too long or no text. */
static bool fold(const struct figure_lexicon *lexicon, const char *text, size_t len, struct argument *a)
{
    while (len > 0 && text[len - 1] == ' ')
        len--;
    while (len > 0 && *text == ' ') {
        text++;
        len--;
    }
    if (utf8_valid_prefix(text, len) != len)
        return false;
    size_t n = 0;
    for (const char *p = text, *end = text + len; p < end; n++) {
        if (n == ARGUMENT_GLYPHS)
            return false;
        a->at[n] = (uint32_t)(p - text);
        a->c[n] = figure_fold(lexicon, utf8_next(&p, end));
    }
    a->at[n] = (uint32_t)len;
    a->g = (struct glyphs){a->c, a->at, n, text};
    return n > 0;
}

static void copy_text(char *out, size_t room, const char *text, size_t len)
{
    len = len < room ? len : room - 1;
    memcpy(out, text, len);
    out[len] = '\0';
}

/* The unit behind the number must be all that is left. */
static bool read_unit(const struct figure_lexicon *lexicon, const struct argument *a, size_t i,
                      struct figure_amount *out)
{
    size_t len = 0;
    if (i == a->g.n)
        return true;
    const struct word *word = figure_word(lexicon, a->c + i, a->g.n - i, WORD_UNIT, &len);
    if (word == NULL && a->c[i] == u'成' && i + 1 == a->g.n) {
        decimal_shift(&out->value, 1);
        copy_text(out->unit, sizeof out->unit, "%", 1);
        return true;
    }
    if (word == NULL || i + len != a->g.n)
        return false;
    const char *printed = a->g.bytes + a->at[i];
    if (word->unit != NULL)
        copy_text(out->unit, sizeof out->unit, word->unit, strlen(word->unit));
    else
        copy_text(out->unit, sizeof out->unit, printed, a->at[i + len] - a->at[i]);
    if (word->currency != NULL)
        copy_text(out->currency, sizeof out->currency, word->currency, strlen(word->currency));
    return true;
}

bool figure_amount_parse(const struct figure_lexicon *lexicon, const char *text, size_t len,
                         struct figure_amount *out, struct fault *fault)
{
    struct argument a;
    struct numeral num;
    *out = (struct figure_amount){0};
    bool ok = fold(lexicon, text, len, &a);
    size_t start = ok && glyph_starts(&a.g, 0, u"百分之") ? 3 : 0;
    ok = ok && start < a.g.n && glyph_begins_numeral(a.c[start]) &&
         numeral_read(lexicon, a.c, start, a.g.n, &num) && !num.vague && !num.has_max;
    if (ok) {
        out->value = num.value;
        if (start > 0)
            copy_text(out->unit, sizeof out->unit, "%", 1);
        ok = start > 0 ? num.end == a.g.n : read_unit(lexicon, &a, num.end, out);
    }
    if (!ok)
        return fault_set(fault, FAULT_USAGE, "not an amount: '%.*s'", (int)(len < 80 ? len : 80), text);
    return true;
}

/* ---- periods ---- */

static void print_days(int64_t from, int64_t to, struct figure_period *out)
{
    const int64_t days[2] = {from, to};
    char *const text[2] = {out->start, out->end};
    for (int k = 0; k < 2; k++) {
        int year = 0, month = 0, day = 0;
        text[k][0] = '\0';
        if (days[k] == FIGURE_NO_DAY)
            continue;
        date_from_days(days[k], &year, &month, &day);
        struct date d = {
            .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day, .precision = DATE_DAY};
        date_print(&d, text[k]);
    }
}

/* "2021", "2021-10", "2021-10-29": the days that it spans. */
static bool read_date(const char *text, size_t len, int64_t *from, int64_t *to)
{
    struct date d;
    if (len == 0 || text[0] < '0' || text[0] > '9' || !date_parse(text, len, &d))
        return false;
    int first = d.precision >= DATE_MONTH ? d.month : 1, last = d.precision >= DATE_MONTH ? d.month : 12;
    *from = date_days(d.year, first, d.precision >= DATE_DAY ? d.day : 1);
    *to = date_days(d.year, last, d.precision >= DATE_DAY ? d.day : date_month_length(d.year, last));
    return true;
}

static bool read_interval(const char *text, size_t len, int64_t *from, int64_t *to)
{
    for (size_t i = 0; i < len; i++) {
        size_t sign = text[i] == '/' ? 1 : i + 1 < len && text[i] == '.' && text[i + 1] == '.' ? 2 : 0;
        if (sign == 0)
            continue;
        int64_t unused = 0;
        bool left = i == 0 || read_date(text, i, from, &unused);
        bool right = i + sign == len || read_date(text + i + sign, len - i - sign, &unused, to);
        return left && right && len > sign;
    }
    return false;
}

bool figure_period_parse(const struct figure_lexicon *lexicon, const char *text, size_t len,
                         const struct date *today, struct figure_period *out, struct fault *fault)
{
    struct argument a;
    struct time_mark t;
    int64_t from = FIGURE_NO_DAY, to = FIGURE_NO_DAY;
    const struct time_anchor anchor = time_anchor_of(today);
    bool ok = read_date(text, len, &from, &to) || read_interval(text, len, &from, &to);
    if (!ok && fold(lexicon, text, len, &a) && time_begins(lexicon, a.c[0]) &&
        time_read(lexicon, &a.g, 0, &anchor, &t) && t.end == a.g.n && t.weight >= TIME_SPAN) {
        from = t.from;
        to = t.to;
        ok = from != FIGURE_NO_DAY || to != FIGURE_NO_DAY;
    }
    if (!ok)
        return fault_set(fault, FAULT_USAGE, "not a period: '%.*s'", (int)(len < 80 ? len : 80), text);
    print_days(from, to, out);
    return true;
}

/* ---- comparing ---- */

bool figure_value_within(const struct figure *f, const struct decimal *min, const struct decimal *max)
{
    struct decimal low, high;
    if (f->value == NULL || decimal_parse(f->value, strlen(f->value), &low) == 0)
        return false;
    if (f->value_max == NULL || decimal_parse(f->value_max, strlen(f->value_max), &high) == 0)
        high = low;
    return (min == NULL || decimal_compare(&high, min) >= 0) &&
           (max == NULL || decimal_compare(&low, max) <= 0);
}

bool figure_period_meets(const struct figure *f, const struct figure_period *period)
{
    if (f->period_start == NULL && f->period_end == NULL)
        return false;
    bool begins =
        f->period_start == NULL || period->end[0] == '\0' || strcmp(f->period_start, period->end) <= 0;
    bool ends =
        f->period_end == NULL || period->start[0] == '\0' || strcmp(f->period_end, period->start) >= 0;
    return begins && ends;
}

bool figure_unit_equal(const char *a, const char *b)
{
    static const char *const sets[][5] = {{"名", "人", "位"},
                                          {"个", "家", "处", "個", "處"},
                                          {"起", "件", "宗"},
                                          {"个百分点", "百分点", "個百分點", "百分點"}};
    if (a == NULL || b == NULL)
        return a == b;
    if (strcmp(a, b) == 0)
        return true;
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        int found = 0;
        for (size_t j = 0; j < 5 && sets[k][j] != NULL; j++)
            found += (strcmp(sets[k][j], a) == 0) + (strcmp(sets[k][j], b) == 0);
        if (found == 2)
            return true;
    }
    return false;
}
