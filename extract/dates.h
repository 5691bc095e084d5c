/* dates - dates and times in running text, in any form that Chinese pages
 * print them, and in addresses.
 *
 *     2021-10-29 17:41:05   2012年03月05日08:12   2021/10/29   2012.01.12 06:40 pm
 *     2021-10-2917:41 (glued)   2021 10/29 17:41   ２０２１年１０月２９日   2021-10-29T09:41:00Z
 *     二〇二一年十月二十九日   民國110年10月29日   100年1月12日   10月29日 下午5:41
 *     10-29 17:41   2012-01-12 HKT 16:53   29 Oct 2021   October 29, 2021   29/10/2021
 *
 * Pure, no allocation, one pass. Local time is +08:00; a zone that is printed
 * is converted.  A day or month that does not exist is no date. */
#ifndef JIANBAO_EXTRACT_DATES_H
#define JIANBAO_EXTRACT_DATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"

struct date_hit {
    struct date date;  /* year 0 when year_known is false */
    size_t start, end; /* bytes of the text */
    bool year_known;
};

/* The first date that begins at or after `from`. Text is clean UTF-8. */
bool dates_next(const char *text, size_t len, size_t from, struct date_hit *hit);

/* Adds to a day the time that a text consists of: 17:41, 下午5:41. False, and nothing changed, when it is
 * none. */
bool dates_add_time(const char *text, size_t len, struct date *date);

/* A moment that only the time of fetching could tell: 3小时前, 昨天 17:41, 刚刚. The first one of the text.
 */
bool dates_relative(const char *text, size_t len, size_t *start, size_t *end);

/* The date of a story from the path of its address, to the day:
 * /2021/10/29/, /20211029/, /2021-10-29/, /202110/29/, /2021-10/29/, t20211029_, 2021_10_29. */
bool dates_in_url(const char *url, struct date *date);

/* A value of a meta tag, an attribute or a script: any form of dates_next(),
 * 20211029, 20211029174105, and seconds or milliseconds since 1970. */
bool dates_in_value(const char *text, size_t len, struct date *date);

#endif
