/* period - stretches of days as people write them in queries.
 *
 *   2021 · 2021-09 · 2021-09-15 · 2021/9/15 · 20210915 · 2021Q3 · 2021年9月
 *   二〇二一年 · 2021年上半年 · 2021年第三季度 · 2021年1至9月
 *   2021-01..2021-09 · 2021-01.. · ..2021-09 · 2019-2021 · 2021年1月至2022年3月
 *   >=2021-01 · <2021 · 2021年以来 · 2021年以前 · 截至2021年9月
 *   今天 昨天 前天 本周 上周 本月 上月 本季度 上季度 今年 去年 前年
 *   去年下半年 9月 · 近三年 近三年来 三年内 最近30天 过去两个月 近半年
 *   today yesterday this-week last-week this-month last-month this-year last-year · 7d 4w 3m 2y
 *
 * Relative ones count from `today`, which the caller gives: there is no clock
 * here.  Full-width digits and signs are taken as half-width ones. */
#ifndef JIANBAO_QUERY_PERIOD_H
#define JIANBAO_QUERY_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Days since 1970-01-01, both ends included. */
struct period {
    int32_t from, to;
};

#define PERIOD_NO_START INT32_MIN
#define PERIOD_NO_END INT32_MAX

/* False with FAULT_USAGE that names what was not understood. */
bool period_parse(const char *text, size_t len, int32_t today, struct period *period, struct fault *fault);

/* "2021-01-01..2021-09-30", an open end left out. */
enum { PERIOD_TEXT_MAX = 32 };
const char *period_print(struct period period, char out[PERIOD_TEXT_MAX]);

/* Do the two share a day? */
bool period_overlaps(struct period a, struct period b);

#endif
