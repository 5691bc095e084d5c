#include "extract/dates.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { ROC_EPOCH = 1911, YEAR_MIN = 1900, YEAR_MAX = 2099 };

struct cursor {
    const char *p, *end;
};

/* The code point at the cursor in its half-width form; 0 at the end. */
static uint32_t peek(const struct cursor *c)
{
    const char *p = c->p;
    return p < c->end ? utf8_half_width(utf8_next(&p, c->end)) : 0;
}

static void step(struct cursor *c)
{
    if (c->p < c->end)
        utf8_next(&c->p, c->end);
}

static void skip_blanks(struct cursor *c)
{
    while (c->p < c->end && utf8_is_space(peek(c)))
        step(c);
}

static bool take(struct cursor *c, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(c->end - c->p) < len || memcmp(c->p, word, len) != 0)
        return false;
    c->p += len;
    return true;
}

static bool take_any(struct cursor *c, const char *const *words)
{
    for (; *words; words++)
        if (take(c, *words))
            return true;
    return false;
}

static bool take_letter(struct cursor *c, uint32_t cp)
{
    if (peek(c) != cp)
        return false;
    step(c);
    return true;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* A run of at most `max` digits; returns how many. */
static int take_digits(struct cursor *c, int max, int *value)
{
    int n = 0;
    *value = 0;
    while (n < max && is_digit(peek(c))) {
        *value = *value * 10 + (int)(peek(c) - '0');
        step(c);
        n++;
    }
    return n;
}

static int han_digit(uint32_t cp)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (digits[i] == cp)
            return i;
    if (cp == 0x25CB || cp == 0x96F6 || cp == 'O' || cp == 0x25EF) /* ○ 零 O ◯ stand in for 〇 */
        return 0;
    return cp == 0x5143 ? 1 : -1; /* 元年 */
}

/* 二〇二一, 十二, 二十九, 廿九, 卅, 一百一十: digits in a row or with 十 and 百. */
static bool take_han_number(struct cursor *c, int *value)
{
    enum { TEN = 0x5341, TWENTY = 0x5EFF, THIRTY = 0x5345, HUNDRED = 0x767E };
    int total = 0, run = 0, letters = 0;
    bool open = false;
    for (;; letters++) {
        uint32_t cp = peek(c);
        int digit = han_digit(cp);
        if (letters >= 6 || (digit < 0 && cp != TEN && cp != TWENTY && cp != THIRTY && cp != HUNDRED))
            break;
        if (digit >= 0) {
            run = run * 10 + digit;
            open = true;
        } else {
            int unit = cp == HUNDRED ? 100 : 10;
            int times = cp == TWENTY ? 2 : cp == THIRTY ? 3 : open ? run : 1;
            total += times * unit;
            run = 0;
            open = false;
        }
        step(c);
    }
    *value = total + run;
    return letters > 0;
}

static bool take_number(struct cursor *c, int max, int *value)
{
    return take_digits(c, max, value) > 0 || take_han_number(c, value);
}

/* Day or month after a separator: two digits, or one where two are too large
 * (2021-10-917:41 is the 9th). */
static bool take_small(struct cursor *c, int limit, int *value)
{
    struct cursor start = *c;
    skip_blanks(c);
    struct cursor digits = *c;
    if (take_number(c, 2, value) && *value >= 1 && *value <= limit)
        return true;
    *c = digits;
    if (take_digits(c, 1, value) == 1 && *value >= 1)
        return true;
    *c = start;
    return false;
}

/* ---- time ---- */

enum half { HALF_NONE, HALF_AM, HALF_PM };

static enum half take_half(struct cursor *c)
{
    static const char *const am[] = {"上午", "凌晨", "清晨", "早上", "早晨",
                                     "AM",   "am",   "A.M.", "a.m.", NULL};
    static const char *const pm[] = {"下午", "晚上", "傍晚", "中午", "晚间", "晚間",
                                     "夜间", "PM",   "pm",   "P.M.", "p.m.", NULL};
    return take_any(c, am) ? HALF_AM : take_any(c, pm) ? HALF_PM : HALF_NONE;
}

static bool take_weekday(struct cursor *c)
{
    static const char *const heads[] = {"星期", "周", "週", "礼拜", "禮拜", NULL};
    static const char *const days[] = {"一", "二", "三", "四", "五", "六", "日", "天", NULL};
    struct cursor start = *c;
    bool bracket = take_letter(c, '(');
    skip_blanks(c);
    if (!take_any(c, heads) || !take_any(c, days)) {
        *c = start;
        return false;
    }
    skip_blanks(c);
    if (bracket)
        take_letter(c, ')');
    return true;
}

/* What may stand between a day and its time. */
static void skip_to_time(struct cursor *c)
{
    static const char *const zones[] = {"HKT", "北京时间", "北京時間", NULL};
    for (int i = 0; i < 8; i++) {
        skip_blanks(c);
        uint32_t cp = peek(c);
        if (take_weekday(c) || take_any(c, zones))
            continue;
        if (cp != ',' && cp != '|' && cp != 0xB7 && cp != 0x2027 && cp != 0x2223 && cp != '-')
            return;
        step(c);
    }
}

static bool take_clock_separator(struct cursor *c)
{
    static const char *const hours[] = {"时", "時", "点", "點", NULL};
    if (take_letter(c, ':') || take_letter(c, 0x2236))
        return true;
    skip_blanks(c);
    return take_any(c, hours);
}

static bool take_seconds(struct cursor *c, struct date *d)
{
    static const char *const minute[] = {"分", NULL};
    struct cursor start = *c, blank = *c;
    int second;
    skip_blanks(&blank);
    bool marked = take_any(&blank, minute);
    if (marked)
        *c = blank;
    if (!marked && !take_letter(c, ':') && !take_letter(c, 0x2236))
        return false;
    if (take_digits(c, 2, &second) != 2 || second > 59) {
        if (!marked)
            *c = start;
        return false;
    }
    take(c, "秒");
    d->second = (uint8_t)second;
    d->precision = DATE_SECOND;
    return true;
}

/* Z, +08:00, +0800 behind an ISO time; converts the date by way of its text. */
static void take_zone(struct cursor *c, struct date *d)
{
    struct cursor s = *c;
    char text[2 * DATE_TEXT_MAX];
    int fraction, hours, minutes = 0;
    if (take_letter(&s, '.') && take_digits(&s, 9, &fraction) == 0)
        return;
    uint32_t sign = peek(&s);
    if (sign != 'Z' && sign != '+' && sign != '-')
        return;
    step(&s);
    if (sign != 'Z') {
        if (take_digits(&s, 2, &hours) != 2)
            return;
        take_letter(&s, ':');
        take_digits(&s, 2, &minutes);
    } else {
        sign = '+';
        hours = 0;
    }
    date_print(d, text);
    size_t len = strlen(text) - strlen("+08:00");
    text[len] = (char)sign;
    text[len + 1] = (char)('0' + hours / 10 % 10);
    text[len + 2] = (char)('0' + hours % 10);
    text[len + 3] = ':';
    text[len + 4] = (char)('0' + minutes / 10 % 10);
    text[len + 5] = (char)('0' + minutes % 10);
    struct date moved;
    if (date_parse(text, len + 6, &moved)) {
        *d = moved;
        *c = s;
    }
}

static bool set_hour(struct date *d, int hour, enum half half)
{
    if (half == HALF_PM && hour < 12)
        hour += 12;
    if (half == HALF_AM && hour == 12)
        hour = 0;
    d->hour = (uint8_t)hour;
    return hour <= 23;
}

/* Reads a time behind a day; leaves cursor and date as they were when there is none. */
static bool take_time(struct cursor *c, struct date *d)
{
    struct cursor s = *c;
    struct date t = *d;
    int hour, minute;
    bool iso = take(&s, "T") || take(&s, "t");
    if (!iso)
        skip_to_time(&s);
    enum half half = take_half(&s);
    skip_blanks(&s);
    if (take_digits(&s, 2, &hour) == 0 || !take_clock_separator(&s))
        return false;
    skip_blanks(&s);
    if (take_digits(&s, 2, &minute) != 2 || minute > 59 || is_digit(peek(&s)))
        return false;
    t.minute = (uint8_t)minute;
    t.precision = DATE_MINUTE;
    take_seconds(&s, &t);
    struct cursor behind = s;
    skip_blanks(&behind);
    enum half after = half == HALF_NONE ? take_half(&behind) : HALF_NONE;
    if (after != HALF_NONE)
        s = behind;
    if (!set_hour(&t, hour, after != HALF_NONE ? after : half))
        return false;
    if (t.year > 0)
        take_zone(&s, &t);
    *d = t;
    *c = s;
    return true;
}

/* ---- days ---- */

static bool finish_day(struct cursor *c, struct date *d, int year, int month, int day)
{
    *d = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, 0, DATE_DAY};
    int known = year > 0 ? year : 2000; /* a leap year: 2月29日 may stand without its year */
    if (day < 1 || day > date_month_length(known, month))
        return false;
    struct cursor s = *c;
    if (take_time(&s, d)) {
        *c = s;
        return true;
    }
    bool dotted = take_letter(&s, '.'); /* 110.10.29.5 is an address */
    return !is_digit(peek(c)) && !(dotted && is_digit(peek(&s)));
}

/* "-", "/", ".", "年" …: what parts year and month; 0 when none of them. */
static uint32_t take_separator(struct cursor *c)
{
    skip_blanks(c);
    uint32_t cp = peek(c);
    if (cp != '-' && cp != '/' && cp != '.' && cp != 0x5E74 && cp != '_' && cp != 0x2027 && cp != 0x2010)
        return 0;
    step(c);
    return cp;
}

/* Month and day behind a year and its separator. */
static bool take_month_day(struct cursor *c, uint32_t separator, struct date *d, int year)
{
    int month, day;
    if (!take_small(c, 12, &month))
        return false;
    skip_blanks(c);
    if (separator == 0x5E74) {
        if (!take(c, "月"))
            return false;
    } else if (!take_letter(c, separator)) {
        return false;
    }
    if (!take_small(c, 31, &day))
        return false;
    skip_blanks(c);
    if (!take(c, "日"))
        take(c, "号");
    return finish_day(c, d, year, month, day);
}

/* "2021 10/29 17:41": a year set apart from its day. */
static bool take_split_year(struct cursor *c, struct date *d, int year)
{
    int month, day;
    skip_blanks(c);
    if (!take_small(c, 12, &month))
        return false;
    skip_blanks(c);
    if (!take_letter(c, '/') || !take_small(c, 31, &day))
        return false;
    return finish_day(c, d, year, month, day) && d->precision >= DATE_MINUTE;
}

static bool take_year_first(struct cursor *c, struct date *d)
{
    int year;
    struct cursor s = *c;
    bool roc = take(&s, "中華") || take(&s, "中华");
    if (roc || peek(&s) == 0x6C11)
        roc = take(&s, "民國") || take(&s, "民国");
    skip_blanks(&s);
    int digits = take_digits(&s, 4, &year);
    if (digits == 0 && !take_han_number(&s, &year))
        return false;
    if (digits > 0 && is_digit(peek(&s)))
        return false;
    struct cursor split = s;
    uint32_t separator = take_separator(&s);
    if (roc || (digits == 3 && year >= 100 && year <= 150)) /* 100年1月12日 is ROC too */
        year += ROC_EPOCH;
    if (year < YEAR_MIN || year > YEAR_MAX || (digits == 0 && separator != 0x5E74))
        return false;
    bool ok = separator ? take_month_day(&s, separator, d, year) : !roc && take_split_year(&split, d, year);
    *c = separator ? s : split;
    return ok;
}

/* 10月29日 [17:41], and 10-29 17:41 where the time proves that it is a date. */
static bool take_without_year(struct cursor *c, struct date *d)
{
    int month, day;
    if (!take_small(c, 12, &month))
        return false;
    skip_blanks(c);
    uint32_t separator = peek(c);
    if (separator != '-' && separator != '/' && separator != '.' && separator != 0x6708)
        return false;
    step(c);
    if (!take_small(c, 31, &day))
        return false;
    skip_blanks(c);
    if (separator == 0x6708 && !take(c, "日") && !take(c, "号"))
        return false;
    return finish_day(c, d, 0, month, day) && (separator == 0x6708 || d->precision >= DATE_MINUTE);
}

/* 29/10/2021, as Hong Kong and Malaysia write; 10/29/2021 where the first number can be no month's day. */
static bool take_year_last(struct cursor *c, struct date *d)
{
    int first, second, year;
    if (take_digits(c, 2, &first) == 0)
        return false;
    uint32_t separator = peek(c);
    if (separator != '/' && separator != '-' && separator != '.')
        return false;
    step(c);
    if (take_digits(c, 2, &second) == 0 || !take_letter(c, separator) || take_digits(c, 4, &year) != 4 ||
        year < YEAR_MIN || year > YEAR_MAX)
        return false;
    return second <= 12 ? finish_day(c, d, year, second, first) : finish_day(c, d, year, first, second);
}

/* ---- English forms ---- */

static bool take_english_month(struct cursor *c, int *month)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    const char *p = c->p;
    size_t len = 0;
    while (p + len < c->end && len < 10 && (p[len] | 0x20) >= 'a' && (p[len] | 0x20) <= 'z')
        len++;
    if (len < 3)
        return false;
    for (int m = 0; m < 12; m++) {
        size_t i = 0;
        while (i < len && (p[i] | 0x20) == names[m][i])
            i++;
        if (i == len && (len == 3 || len == 4 || names[m][len] == '\0')) {
            *month = m + 1;
            c->p += len;
            take_letter(c, '.');
            return true;
        }
    }
    return false;
}

static bool take_english(struct cursor *c, struct date *d)
{
    int month, day, year;
    bool day_first = take_digits(c, 2, &day) > 0;
    skip_blanks(c);
    if (!take_english_month(c, &month))
        return false;
    skip_blanks(c);
    if (!day_first && take_digits(c, 2, &day) == 0)
        return false;
    take_letter(c, ',');
    skip_blanks(c);
    if (take_digits(c, 4, &year) != 4 || year < YEAR_MIN || year > YEAR_MAX)
        return false;
    return finish_day(c, d, year, month, day);
}

/* ---- scanning ---- */

static bool may_begin(uint32_t cp)
{
    return is_digit(cp) || han_digit(cp) >= 0 || cp == 0x5341 || cp == 0x6C11 || cp == 0x4E2D ||
           (cp >= 'A' && cp <= 'S');
}

static bool date_at(const char *p, const char *end, struct date_hit *hit)
{
    struct cursor c = {p, end};
    uint32_t first = peek(&c);
    hit->year_known = true;
    bool ok = !(first >= 'A' && first <= 'Z') && take_year_first(&c, &hit->date);
    if (!ok && first < 0x80) {
        c.p = p;
        ok = take_english(&c, &hit->date);
    }
    if (!ok && is_digit(first)) {
        c.p = p;
        ok = take_year_last(&c, &hit->date);
    }
    if (!ok) {
        c.p = p;
        ok = take_without_year(&c, &hit->date);
        hit->year_known = false;
    }
    hit->end = (size_t)(c.p - p);
    return ok;
}

bool dates_next(const char *text, size_t len, size_t from, struct date_hit *hit)
{
    const char *end = text + len;
    uint32_t previous = 0;
    for (const char *p = text + from; p < end;) {
        const char *start = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        bool inside = is_digit(cp) && (is_digit(previous) || previous == '.');
        if (!inside && may_begin(cp) && date_at(start, end, hit)) {
            hit->start = (size_t)(start - text);
            hit->end += hit->start;
            return true;
        }
        previous = cp;
    }
    return false;
}

bool dates_add_time(const char *text, size_t len, struct date *date)
{
    struct cursor c = {text, text + len};
    struct date timed = *date;
    if (date->precision != DATE_DAY || !take_time(&c, &timed))
        return false;
    skip_blanks(&c);
    if (c.p < c.end)
        return false;
    *date = timed;
    return true;
}

/* ---- moments that are told from now ---- */

/* 3小时前, 12 分鐘前 */
static bool take_ago(struct cursor *c)
{
    static const char *const units[] = {"秒", "分钟", "分鐘", "小时", "小時", "个小时", "個小時",
                                        "天", "日",   "周",   "週",   "个月", "個月",   NULL};
    static const char *const before[] = {"前", "之前", "以前", NULL};
    int number;
    if (take_digits(c, 3, &number) == 0)
        return false;
    skip_blanks(c);
    if (!take_any(c, units))
        return false;
    skip_blanks(c);
    return take_any(c, before);
}

bool dates_relative(const char *text, size_t len, size_t *start, size_t *end)
{
    static const char *const days[] = {"昨天", "今天", "前天", "昨日", "今日", NULL};
    static const char *const now[] = {"刚刚", "剛剛", NULL};
    const char *stop = text + len;
    for (const char *p = text; p < stop; utf8_next(&p, stop)) {
        struct cursor c = {p, stop};
        struct date day = {2000, 1, 1, 0, 0, 0, DATE_DAY};
        bool found = is_digit(peek(&c)) ? take_ago(&c)
                                        : take_any(&c, now) || (take_any(&c, days) && take_time(&c, &day));
        *start = (size_t)(p - text);
        *end = (size_t)(c.p - text);
        if (found)
            return true;
    }
    return false;
}

/* ---- addresses and values ---- */

static bool day_of(int year, int month, int day, struct date *date)
{
    *date = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, 0, DATE_DAY};
    return year >= 1995 && year <= YEAR_MAX && date_valid(date);
}

/* A run of 8 digits, or 4 2 2 with one separator or none between. */
static bool url_date_at(struct cursor c, struct date *date)
{
    int year, month, day;
    if (take_digits(&c, 4, &year) != 4)
        return false;
    if (!take_any(&c, (const char *const[]){"/", "-", "_", ".", NULL}) && !is_digit(peek(&c)))
        return false;
    struct cursor s = c;
    if (take_digits(&c, 2, &month) != 2) {
        c = s;
        if (take_digits(&c, 1, &month) != 1)
            return false;
    }
    bool apart = take_any(&c, (const char *const[]){"/", "-", "_", ".", NULL});
    int digits = take_digits(&c, 2, &day);
    if (digits == 0 || (digits == 1 && !apart))
        return false;
    return day_of(year, month, day, date);
}

bool dates_in_url(const char *url, struct date *date)
{
    const char *path = strstr(url, "://");
    path = path ? strchr(path + 3, '/') : url;
    if (!path)
        return false;
    const char *end = path + strcspn(path, "?#");
    for (const char *p = path; p < end; p++)
        if (is_digit((unsigned char)*p) && (p == path || !is_digit((unsigned char)p[-1])) &&
            url_date_at((struct cursor){p, end}, date))
            return true;
    *date = (struct date){.precision = DATE_NONE};
    return false;
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool compact_value(const char *text, size_t len, struct date *date)
{
    int64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit((unsigned char)text[i]) || i > 17)
            return false;
        number = number * 10 + (text[i] - '0');
    }
    if (len == 10 || len == 13) {
        *date = date_from_epoch(len == 13 ? number / 1000 : number);
        return date->precision != DATE_NONE && date->year >= 1995;
    }
    if ((len != 8 && len != 12 && len != 14) ||
        !day_of(two(text) * 100 + two(text + 2), two(text + 4), two(text + 6), date))
        return false;
    if (len > 8) {
        date->hour = (uint8_t)two(text + 8);
        date->minute = (uint8_t)two(text + 10);
        date->second = (uint8_t)(len == 14 ? two(text + 12) : 0);
        date->precision = len == 14 ? DATE_SECOND : DATE_MINUTE;
    }
    return date_valid(date);
}

bool dates_in_value(const char *text, size_t len, struct date *date)
{
    struct date_hit hit;
    if (len > 0 && compact_value(text, len, date))
        return true;
    if (len < 200 && dates_next(text, len, 0, &hit) && hit.year_known) {
        *date = hit.date;
        return true;
    }
    *date = (struct date){.precision = DATE_NONE};
    return false;
}
