#include "query/period.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"

enum { PERIOD_CHARS = 64, AMOUNT_MAX = 9999 };

/* A cursor over the code points, folded to half-width and lower case, without blanks and quotes. */
struct scan {
    uint32_t cp[PERIOD_CHARS + 1];
    size_t len, at;
    int32_t today;
    int year, month, day; /* of today */
};

static struct period days_of(int64_t from, int64_t to)
{
    return (struct period){(int32_t)from, (int32_t)to};
}

static struct period of_months(int year, int first, int last)
{
    return days_of(date_days(year, first, 1), date_days(year, last, date_month_length(year, last)));
}

/* ------------------------------------------------------------- the cursor */

static bool is_quote(uint32_t cp)
{
    return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x300C || cp == 0x300D;
}

static bool scan_init(struct scan *s, const char *text, size_t len, int32_t today)
{
    *s = (struct scan){.today = today};
    date_from_days(today, &s->year, &s->month, &s->day);
    for (const char *p = text, *end = text + len; p < end;) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (utf8_is_space(cp) || is_quote(cp))
            continue;
        if (s->len == PERIOD_CHARS)
            return false;
        s->cp[s->len++] = cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    }
    return s->len > 0;
}

static uint32_t here(const struct scan *s)
{
    return s->cp[s->at]; /* 0 behind the last */
}

static bool accept(struct scan *s, const char *word)
{
    size_t at = s->at;
    for (const char *p = word, *end = word + strlen(word); p < end; at++) {
        if (at >= s->len || s->cp[at] != utf8_next(&p, end))
            return false;
    }
    s->at = at;
    return true;
}

static bool accept_any(struct scan *s, const char *const *words)
{
    for (; *words; words++) {
        if (accept(s, *words))
            return true;
    }
    return false;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static size_t digits_here(const struct scan *s)
{
    size_t n = 0;
    while (is_digit(s->cp[s->at + n]))
        n++;
    return n;
}

static int han_digit(uint32_t cp)
{
    static const char digits[] = "〇一二三四五六七八九";
    int value = 0;
    for (const char *p = digits; *p; value++) {
        if (utf8_next(&p, digits + sizeof digits - 1) == cp)
            return value;
    }
    return cp == 0x4E24 || cp == 0x5169 ? 2 : -1; /* 两 兩 */
}

/* 3, 12, 三, 十, 十二, 二十, 二十四; 0 and no step where there is none. */
static int number(struct scan *s)
{
    int n = 0;
    if (is_digit(here(s))) {
        for (; is_digit(here(s)) && n <= AMOUNT_MAX; s->at++)
            n = n * 10 + (int)(here(s) - '0');
        return n <= AMOUNT_MAX ? n : 0;
    }
    int tens = han_digit(here(s));
    if (tens >= 0)
        s->at++;
    if (!accept(s, "十"))
        return tens > 0 ? tens : 0;
    n = (tens < 0 ? 1 : tens) * 10;
    int ones = han_digit(here(s));
    if (ones > 0) {
        s->at++;
        n += ones;
    }
    return n;
}

/* --------------------------------------------------------- relative forms */

static int32_t months_back(const struct scan *s, int months)
{
    int index = s->year * 12 + s->month - 1 - months;
    int year = index / 12, month = index % 12 + 1;
    if (year < 1)
        return PERIOD_NO_START;
    int last = date_month_length(year, month);
    return (int32_t)date_days(year, month, s->day < last ? s->day : last) + 1;
}

/* The unit of 近三年, 7d, 三年内; the stretch ends today. */
static bool back_from_today(struct scan *s, int n, struct period *p)
{
    static const char *const days[] = {"天", "日", "days", "day", "d", NULL};
    static const char *const weeks[] = {"个星期", "星期", "周", "週", "weeks", "week", "w", NULL};
    static const char *const months[] = {"个月", "個月", "月", "months", "month", "m", NULL};
    static const char *const years[] = {"年", "years", "year", "y", NULL};
    if (accept_any(s, months))
        *p = days_of(months_back(s, n), s->today);
    else if (accept_any(s, years))
        *p = days_of(months_back(s, 12 * n), s->today);
    else if (accept_any(s, days))
        *p = days_of(s->today - n + 1, s->today);
    else if (accept_any(s, weeks))
        *p = days_of(s->today - 7 * n + 1, s->today);
    else
        return false;
    return true;
}

/* 三年, 30天, 半年 */
static bool stretch(struct scan *s, struct period *p)
{
    if (accept(s, "半年")) {
        *p = days_of(months_back(s, 6), s->today);
        return true;
    }
    int n = number(s);
    return n > 0 && back_from_today(s, n, p);
}

static bool recent(struct scan *s, struct period *p)
{
    static const char *const words[] = {"最近", "过去", "過去", "近", "last-", NULL};
    static const char *const within[] = {"以内", "之内", "内", "以內", "之內", "內", "来", "來", NULL};
    size_t start = s->at;
    bool named = accept_any(s, words);
    if (stretch(s, p) && (accept_any(s, within) || named))
        return true;
    s->at = start;
    int n = is_digit(here(s)) ? number(s) : 0;
    static const char letters[] = "dwmy";
    if (n > 0 && here(s) < 0x80 && here(s) && strchr(letters, (int)here(s)) && back_from_today(s, n, p))
        return true;
    s->at = start;
    return false;
}

static bool day_or_week(struct scan *s, struct period *p)
{
    static const char *const today[] = {"今天", "今日", "today", NULL};
    static const char *const yesterday[] = {"昨天", "昨日", "yesterday", NULL};
    static const char *const before[] = {"前天", "前日", NULL};
    static const char *const week[] = {"本周", "本週", "这周", "這週", "this-week", NULL};
    static const char *const last_week[] = {"上周", "上週", "last-week", NULL};
    int32_t monday = s->today - (s->today % 7 + 10) % 7; /* 1970-01-01 was a Thursday */
    if (accept_any(s, today))
        *p = days_of(s->today, s->today);
    else if (accept_any(s, yesterday))
        *p = days_of(s->today - 1, s->today - 1);
    else if (accept_any(s, before))
        *p = days_of(s->today - 2, s->today - 2);
    else if (accept_any(s, week))
        *p = days_of(monday, monday + 6);
    else if (accept_any(s, last_week))
        *p = days_of(monday - 7, monday - 1);
    else
        return false;
    return true;
}

static bool month_word(struct scan *s, struct period *p)
{
    static const char *const this_month[] = {"本月", "这个月", "這個月", "this-month", NULL};
    static const char *const last_month[] = {"上个月", "上個月", "上月", "last-month", NULL};
    int year = s->year, month = s->month;
    if (accept_any(s, last_month)) {
        year -= month == 1;
        month = month == 1 ? 12 : month - 1;
    } else if (!accept_any(s, this_month)) {
        return false;
    }
    *p = of_months(year, month, month);
    return true;
}

static bool year_word(struct scan *s, int *year)
{
    static const char *const now[] = {"今年", "本年", "this-year", NULL};
    static const char *const last[] = {"去年", "上年", "last-year", NULL};
    if (accept_any(s, now))
        *year = s->year;
    else if (accept_any(s, last))
        *year = s->year - 1;
    else if (accept(s, "前年"))
        *year = s->year - 2;
    else
        return false;
    return true;
}

/* --------------------------------------------------------- calendar forms */

static bool half_or_quarter(struct scan *s, int year, struct period *p)
{
    size_t start = s->at;
    if (accept(s, "上半年")) {
        *p = of_months(year, 1, 6);
        return true;
    }
    if (accept(s, "下半年")) {
        *p = of_months(year, 7, 12);
        return true;
    }
    bool letter = accept(s, "q");
    if (!letter)
        accept(s, "第");
    int n = number(s);
    if (n >= 1 && n <= 4 && (letter || accept(s, "季度") || accept(s, "季"))) {
        *p = of_months(year, 3 * n - 2, 3 * n);
        return true;
    }
    s->at = start;
    return false;
}

static bool month_in_range(int month)
{
    return month >= 1 && month <= 12;
}

/* 本季度, 上季度 */
static bool quarter_word(struct scan *s, struct period *p)
{
    static const char *const words[] = {"本季度", "这个季度", "這個季度", "本季", NULL};
    static const char *const last[] = {"上季度", "上个季度", "上個季度", "上季", NULL};
    int quarter = s->year * 4 + (s->month - 1) / 3;
    if (accept_any(s, last))
        quarter--;
    else if (!accept_any(s, words))
        return false;
    int first = quarter % 4 * 3 + 1;
    *p = of_months(quarter / 4, first, first + 2);
    return true;
}

/* 1至9月, 1月—9月: the year stands once. */
static bool han_month_span(struct scan *s, int year, struct period *p)
{
    static const char *const to[] = {"至", "到", "-", "~", "—", NULL};
    size_t start = s->at;
    int first = number(s);
    accept(s, "月");
    int last = accept_any(s, to) ? number(s) : 0;
    if (month_in_range(first) && month_in_range(last) && first <= last && accept(s, "月")) {
        *p = of_months(year, first, last);
        return true;
    }
    s->at = start;
    return false;
}

/* 9月, 9月15日, 1至9月, behind a year or alone. */
static bool han_months(struct scan *s, int year, struct period *p)
{
    static const char *const day_word[] = {"日", "号", "號", NULL};
    if (han_month_span(s, year, p))
        return true;
    size_t start = s->at;
    int month = number(s);
    if (!month_in_range(month) || !accept(s, "月")) {
        s->at = start;
        return false;
    }
    accept(s, "份");
    *p = of_months(year, month, month);
    size_t behind = s->at;
    int day = number(s);
    if (day >= 1 && day <= date_month_length(year, month) && accept_any(s, day_word))
        *p = days_of(date_days(year, month, day), date_days(year, month, day));
    else
        s->at = behind;
    return true;
}

/* -09, /9/15, .09.15 behind a year. */
static bool ascii_month(struct scan *s, int year, struct period *p)
{
    uint32_t sign = here(s);
    if ((sign != '-' && sign != '/' && sign != '.') || !is_digit(s->cp[s->at + 1]))
        return false;
    s->at++;
    int month = number(s);
    if (!month_in_range(month))
        return false;
    *p = of_months(year, month, month);
    if (here(s) != sign || !is_digit(s->cp[s->at + 1]))
        return true;
    s->at++;
    int day = number(s);
    if (day < 1 || day > date_month_length(year, month))
        return false;
    *p = days_of(date_days(year, month, day), date_days(year, month, day));
    return true;
}

static int take_digits(struct scan *s, size_t n)
{
    int value = 0;
    for (; n > 0; n--)
        value = value * 10 + (int)(s->cp[s->at++] - '0');
    return value;
}

/* 20210915 */
static bool compact_day(struct scan *s, struct period *p)
{
    int year = take_digits(s, 4), month = take_digits(s, 2), day = take_digits(s, 2);
    if (year < 1 || !month_in_range(month) || day < 1 || day > date_month_length(year, month))
        return false;
    *p = days_of(date_days(year, month, day), date_days(year, month, day));
    return true;
}

/* 二〇二一年, 二零二一年 */
static bool han_year(struct scan *s, int *year)
{
    size_t start = s->at;
    *year = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        int digit = here(s) == 0x96F6 ? 0 : han_digit(here(s)); /* 零 */
        if (digit < 0)
            break;
        *year = *year * 10 + digit;
    }
    if (s->at == start + 4 && *year > 0 && here(s) == 0x5E74) /* 年 */
        return true;
    s->at = start;
    return false;
}

/* -2021 behind a year: 2019-2021 */
static bool is_year_span(const struct scan *s)
{
    const uint32_t *cp = s->cp + s->at;
    return cp[0] == '-' && s->at + 5 == s->len && is_digit(cp[1]) && is_digit(cp[2]) && is_digit(cp[3]) &&
           is_digit(cp[4]);
}

static bool calendar(struct scan *s, struct period *p)
{
    int year = 0;
    size_t digits = digits_here(s);
    if (digits == 8)
        return compact_day(s, p);
    if (digits == 4) {
        year = take_digits(s, 4);
        if (year < 1)
            return false;
        if (here(s) == '-' || here(s) == '/' || here(s) == '.') {
            bool range = s->cp[s->at + 1] == '.' || s->at + 1 >= s->len || is_year_span(s);
            if (!range)
                return ascii_month(s, year, p);
        }
        accept(s, "年");
    } else if (han_year(s, &year)) {
        accept(s, "年");
    } else if (!year_word(s, &year)) {
        return half_or_quarter(s, s->year, p) || han_months(s, s->year, p);
    }
    if (half_or_quarter(s, year, p) || han_months(s, year, p))
        return true;
    accept(s, "全年");
    *p = of_months(year, 1, 12);
    return true;
}

/* ------------------------------------------------------- ranges of periods */

static bool one(struct scan *s, struct period *p)
{
    static const char *const since[] = {"以来", "以來", "以后", "以後", "之后", "之後", "起", NULL};
    static const char *const before[] = {"以前", "之前", "前", NULL};
    if (!recent(s, p) && !day_or_week(s, p) && !month_word(s, p) && !quarter_word(s, p) && !calendar(s, p))
        return false;
    if (accept_any(s, since))
        p->to = PERIOD_NO_END;
    else if (accept_any(s, before))
        *p = days_of(PERIOD_NO_START, (int64_t)p->from - 1);
    return true;
}

static bool compared(struct scan *s, struct period *p)
{
    bool less = here(s) == '<' || here(s) == 0x2264;
    bool equal = here(s) == 0x2264 || here(s) == 0x2265;
    s->at++;
    equal = accept(s, "=") || equal;
    struct period at;
    if (!one(s, &at))
        return false;
    if (less)
        *p = days_of(PERIOD_NO_START, equal ? at.to : at.from - 1);
    else
        *p = days_of(equal ? at.from : at.to + 1, PERIOD_NO_END);
    return true;
}

static bool range(struct scan *s, struct period *p)
{
    static const char *const to[] = {"..", "…", "~", "至", "到", "—", "–", "-", NULL};
    static const char *const until[] = {"截至", "截止", "..", "…", "~", "至", "到", NULL};
    uint32_t first = here(s);
    if (first == '<' || first == '>' || first == 0x2264 || first == 0x2265)
        return compared(s, p);
    struct period last;
    if (accept_any(s, until)) {
        *p = days_of(PERIOD_NO_START, 0);
        return one(s, &last) && (p->to = last.to, true);
    }
    if (!one(s, p))
        return false;
    if (!accept_any(s, to))
        return true;
    p->to = PERIOD_NO_END;
    return (s->at >= s->len && s->cp[s->at - 1] != '-') || (one(s, &last) && (p->to = last.to, true));
}

bool period_parse(const char *text, size_t len, int32_t today, struct period *period, struct fault *fault)
{
    struct scan s;
    if (!scan_init(&s, text, len, today) || !range(&s, period) || s.at < s.len)
        return fault_set(fault, FAULT_USAGE, "'%.*s' is no date or period", (int)(len < 80 ? len : 80), text);
    if (period->from > period->to)
        return fault_set(fault, FAULT_USAGE, "the period '%.*s' ends before it begins",
                         (int)(len < 80 ? len : 80), text);
    return true;
}

static void print_day(int32_t days, char out[DATE_TEXT_MAX])
{
    int year, month, day;
    date_from_days(days, &year, &month, &day);
    struct date d = {
        .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day, .precision = DATE_DAY};
    date_print(&d, out);
}

const char *period_print(struct period period, char out[PERIOD_TEXT_MAX])
{
    char from[DATE_TEXT_MAX] = "", to[DATE_TEXT_MAX] = "";
    if (period.from != PERIOD_NO_START)
        print_day(period.from, from);
    if (period.to != PERIOD_NO_END)
        print_day(period.to, to);
    snprintf(out, PERIOD_TEXT_MAX, "%.12s..%.12s", from, to);
    return out;
}

bool period_overlaps(struct period a, struct period b)
{
    return a.from <= b.to && b.from <= a.to;
}
