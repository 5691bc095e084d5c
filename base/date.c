#include "base/date.h"

#include <stdio.h>

enum { DAY_SECONDS = 86400, CHINA_SECONDS = 8 * 3600 };

int date_month_length(int year, int month)
{
    static const uint8_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : length[month - 1];
}

bool date_valid(const struct date *d)
{
    if (d->precision == DATE_NONE || d->precision > DATE_SECOND || d->year < 1 || d->year > 9999)
        return false;
    if (d->precision >= DATE_MONTH && (d->month < 1 || d->month > 12))
        return false;
    if (d->precision >= DATE_DAY && (d->day < 1 || d->day > date_month_length(d->year, d->month)))
        return false;
    return d->hour <= 23 && d->minute <= 59 && d->second <= 59;
}

/* Eras of 400 years that begin on 1 March, so that the leap day comes last. */
int64_t date_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void date_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

const char *date_print(const struct date *d, char out[DATE_TEXT_MAX])
{
    out[0] = '\0';
    int len = 0;
    if (d->precision >= DATE_YEAR)
        len = snprintf(out, DATE_TEXT_MAX, "%04d", d->year);
    if (d->precision >= DATE_MONTH)
        len += snprintf(out + len, DATE_TEXT_MAX - (size_t)len, "-%02d", d->month);
    if (d->precision >= DATE_DAY)
        len += snprintf(out + len, DATE_TEXT_MAX - (size_t)len, "-%02d", d->day);
    if (d->precision >= DATE_MINUTE)
        len += snprintf(out + len, DATE_TEXT_MAX - (size_t)len, "T%02d:%02d", d->hour, d->minute);
    if (d->precision >= DATE_SECOND)
        len += snprintf(out + len, DATE_TEXT_MAX - (size_t)len, ":%02d", d->second);
    if (d->precision >= DATE_MINUTE)
        snprintf(out + len, DATE_TEXT_MAX - (size_t)len, "+08:00");
    return out;
}

struct scan {
    const char *p, *end;
};

static bool scan_char(struct scan *s, const char *any)
{
    for (; s->p < s->end && *any; any++)
        if (*s->p == *any) {
            s->p++;
            return true;
        }
    return false;
}

/* Exactly `digits` digits. */
static bool scan_number(struct scan *s, int digits, int *value)
{
    if (s->end - s->p < digits)
        return false;
    *value = 0;
    for (int i = 0; i < digits; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        *value = *value * 10 + (s->p[i] - '0');
    }
    s->p += digits;
    return true;
}

static bool scan_day(struct scan *s, struct date *d)
{
    int year, month, day;
    if (!scan_number(s, 4, &year))
        return false;
    *d = (struct date){.year = (int16_t)year, .precision = DATE_YEAR};
    if (!scan_char(s, "-"))
        return true;
    if (!scan_number(s, 2, &month))
        return false;
    d->month = (uint8_t)month;
    d->precision = DATE_MONTH;
    if (!scan_char(s, "-"))
        return true;
    if (!scan_number(s, 2, &day))
        return false;
    d->day = (uint8_t)day;
    d->precision = DATE_DAY;
    return true;
}

static bool scan_time(struct scan *s, struct date *d)
{
    int hour, minute, second = 0;
    if (!scan_number(s, 2, &hour) || !scan_char(s, ":") || !scan_number(s, 2, &minute))
        return false;
    d->precision = DATE_MINUTE;
    if (scan_char(s, ":")) {
        if (!scan_number(s, 2, &second))
            return false;
        d->precision = DATE_SECOND;
        if (scan_char(s, ".,"))
            while (scan_char(s, "0123456789"))
                continue;
    }
    d->hour = (uint8_t)hour;
    d->minute = (uint8_t)minute;
    d->second = (uint8_t)(second == 60 ? 59 : second); /* RFC 3339 allows a leap second */
    return true;
}

/* Z, +08:00, +0800, +08; none means China's. */
static bool scan_zone(struct scan *s, int *offset)
{
    *offset = CHINA_SECONDS;
    if (s->p == s->end)
        return true;
    if (scan_char(s, "Zz")) {
        *offset = 0;
        return true;
    }
    int sign = *s->p == '-' ? -1 : 1, hours, minutes = 0;
    if (!scan_char(s, "+-") || !scan_number(s, 2, &hours))
        return false;
    scan_char(s, ":");
    if (s->p < s->end && !scan_number(s, 2, &minutes))
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
}

static int64_t seconds_of(const struct date *d)
{
    return date_days(d->year, d->month, d->day) * DAY_SECONDS + d->hour * 3600 + d->minute * 60 + d->second;
}

static bool to_china(struct date *d, int offset)
{
    if (offset == CHINA_SECONDS)
        return true;
    uint8_t precision = d->precision;
    *d = date_from_epoch(seconds_of(d) - offset);
    if (d->precision != DATE_NONE)
        d->precision = precision;
    return date_valid(d);
}

bool date_parse(const char *text, size_t len, struct date *d)
{
    struct scan s = {text, text + len};
    int offset = CHINA_SECONDS;
    bool ok = scan_day(&s, d);
    if (ok && d->precision == DATE_DAY && scan_char(&s, "Tt ")) {
        ok = scan_time(&s, d);
        scan_char(&s, " ");
        ok = ok && scan_zone(&s, &offset);
    }
    ok = ok && s.p == s.end && date_valid(d) && to_china(d, offset);
    if (!ok)
        *d = (struct date){.precision = DATE_NONE};
    return ok;
}

int date_compare(const struct date *a, const struct date *b)
{
    const int x[] = {a->year, a->month, a->day, a->precision >= DATE_MINUTE, a->hour, a->minute,
                     a->precision >= DATE_SECOND, a->second};
    const int y[] = {b->year, b->month, b->day, b->precision >= DATE_MINUTE, b->hour, b->minute,
                     b->precision >= DATE_SECOND, b->second};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

struct date date_from_epoch(int64_t seconds)
{
    static const int64_t limit = (int64_t)3652500 * DAY_SECONDS; /* ten thousand years */
    struct date d = {.precision = DATE_NONE};
    if (seconds < -limit || seconds > limit)
        return d;
    seconds += CHINA_SECONDS;
    int64_t days = seconds >= 0 ? seconds / DAY_SECONDS : -((DAY_SECONDS - 1 - seconds) / DAY_SECONDS);
    int rest = (int)(seconds - days * DAY_SECONDS), year, month, day;
    date_from_days(days, &year, &month, &day);
    if (year < 1 || year > 9999)
        return d;
    return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, (uint8_t)(rest / 3600),
                         (uint8_t)(rest / 60 % 60), (uint8_t)(rest % 60), DATE_SECOND};
}
