/* date - civil days and moments in China's time, as precise as they are known.
 *
 * Chinese news is dated in UTC+8; there is no other zone and no clock here.
 * Day numbers count from 1970-01-01 (H. Hinnant, "chrono-compatible
 * low-level date algorithms"). */
#ifndef JIANBAO_BASE_DATE_H
#define JIANBAO_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum date_precision { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_MINUTE, DATE_SECOND };

struct date {
    int16_t year; /* 1..9999 */
    uint8_t month, day, hour, minute, second;
    uint8_t precision; /* enum date_precision: fields beyond it are 0 */
};

enum { DATE_TEXT_MAX = 32 };

bool date_valid(const struct date *d); /* fields in range, up to its precision */
int64_t date_days(int year, int month, int day);
void date_from_days(int64_t days, int *year, int *month, int *day);
int date_month_length(int year, int month);

/* ISO 8601: "2021-10-29T17:41+08:00", "2021-10-29", "2021-10", "2021".
 * Returns out; "" for DATE_NONE. */
const char *date_print(const struct date *d, char out[DATE_TEXT_MAX]);

/* Reads what date_print writes, and ISO 8601 / RFC 3339 with any zone, which
 * is converted to +08:00; without a zone +08:00 is meant. */
bool date_parse(const char *text, size_t len, struct date *d);

/* -1, 0, 1; an unknown part sorts before a known one. */
int date_compare(const struct date *a, const struct date *b);

/* Seconds since the epoch (UTC) to a date in +08:00. */
struct date date_from_epoch(int64_t seconds);

#endif
