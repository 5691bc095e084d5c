/* figure_point.c - the parts of a point, then its days. */
#include "extract/figure_point.h"

/* ---- the parts of a point ---- */

size_t source_digits(const struct time_source *s, size_t i, unsigned *value)
{
    size_t k = i;
    *value = 0;
    while (k < s->n && k < i + 4 && s->c[k] >= '0' && s->c[k] <= '9')
        *value = *value * 10 + (unsigned)(s->c[k++] - '0');
    bool more = k < s->n && s->c[k] >= '0' && s->c[k] <= '9';
    return more ? 0 : k - i;
}

/* A small number of either writing. */
size_t source_small(const struct time_source *s, size_t i, unsigned *value)
{
    size_t len = i < s->n ? glyph_small_number(s->c + i, s->n - i, value) : 0;
    if (len > 0 && source_at(s, i + len) >= '0' && source_at(s, i + len) <= '9')
        return 0;
    return len;
}

/* A year that is not written with four digits: 民国110年, 今(110)年, 110年5月. */
static size_t read_republic_year(const struct time_source *s, size_t i, int *year)
{
    unsigned value = 0;
    size_t k = i;
    bool named = source_starts(s, k, u"民国") > 0;
    bool bracket = glyph_in(source_at(s, k), u"今去前明") && source_at(s, k + 1) == '(';
    k += named || bracket ? 2 : 0;
    size_t len = source_small(s, k, &value);
    if (len == 0 || value == 0 || value > 200)
        return 0;
    k += len;
    if (bracket && source_at(s, k++) != ')')
        return 0;
    if (source_at(s, k++) != u'年')
        return 0;
    unsigned month = 0;
    if (!named && !bracket &&
        (len < 2 || value < 50 || source_small(s, k, &month) == 0 || month > 12 ||
         source_at(s, k + source_small(s, k, &month)) != u'月'))
        return 0;
    *year = !named && !bracket && value < 100 ? 1900 + (int)value : 1911 + (int)value;
    return k - i;
}

static size_t read_year(const struct time_source *s, size_t i, struct time_point *p)
{
    unsigned value = 0;
    size_t len = source_digits(s, i, &value);
    if (len == 0 && glyph_scale(source_at(s, i)) == 0) {
        len = source_small(s, i, &value);
        len = len == 4 ? 4 : 0;
    }
    if (len == 4 && point_is_year(value) && source_at(s, i + 4) == u'年' &&
        !glyph_in(source_at(s, i + 5), u"代级款版")) {
        p->year = (int)value;
        return 5 + (source_at(s, i + 5) == u'度');
    }
    int year = 0;
    size_t republic = read_republic_year(s, i, &year);
    if (republic > 0)
        p->year = year;
    return republic;
}

/* 9月(份), 1至9月, 前11个月. */
static size_t read_month(const struct time_source *s, size_t i, struct time_point *p)
{
    unsigned first = 0, last = 0;
    bool leading = glyph_in(source_at(s, i), u"前头首");
    size_t k = i + (leading ? 1 : 0);
    size_t len = source_small(s, k, &first);
    if (len == 0 || first == 0 || first > MONTHS_MAX)
        return 0;
    k += len;
    if (leading) {
        if (!source_starts(s, k, u"个月") && source_at(s, k) != u'月')
            return 0;
        p->month = 1;
        p->month_end = (int)first;
        return k + (source_at(s, k) == u'个' ? 2 : 1) - i;
    }
    size_t with_unit = source_at(s, k) == u'月' ? 1 : 0; /* 1月至9月 is joined as two points */
    if (with_unit == 0 && glyph_in(source_at(s, k), u"至到-—~、")) {
        len = source_small(s, k + 1, &last);
        if (len == 0 || last <= first || last > MONTHS_MAX || source_at(s, k + 1 + len) != u'月')
            return 0;
        k += 1 + len;
    } else if (with_unit == 0) {
        return 0;
    }
    if (glyph_in(source_at(s, k + 1), u"球饼亮光经嫂老租薪供"))
        return 0;
    p->month = (int)first;
    p->month_end = (int)(last > 0 ? last : first);
    return k + 1 + (source_at(s, k + 1) == u'份') - i;
}

static size_t read_day(const struct time_source *s, size_t i, struct time_point *p)
{
    unsigned value = 0, last = 0;
    size_t len = source_small(s, i, &value);
    if (len == 0 || value == 0 || value > 31)
        return 0;
    size_t k = i + len;
    if (glyph_in(source_at(s, k), u"至到-—~")) {
        size_t more = source_small(s, k + 1, &last);
        if (more > 0 && last > value && last <= 31 && source_at(s, k + 1 + more) == u'日')
            k += 1 + more;
        else
            return 0;
    }
    bool mark = source_at(s, k) == u'日' || (source_at(s, k) == u'号' && p->month > 0);
    if (!mark || glyph_in(source_at(s, k + 1), u"内均元本游线楼室"))
        return 0;
    p->day = (int)value;
    p->day_end = (int)(last > 0 ? last : value);
    return k + 1 - i;
}

/* 上午9时30分许, 21时, 16:30. */
static size_t read_clock(const struct time_source *s, size_t i)
{
    unsigned hour = 0, minute = 0;
    size_t k = i;
    static const char16_t *const parts[] = {u"上午", u"下午", u"凌晨", u"中午", u"晚上",
                                            u"傍晚", u"清晨", u"深夜", u"晚"};
    for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
        if (source_starts(s, k, parts[j])) {
            k += j < 8 ? 2 : 1;
            break;
        }
    bool named = k > i;
    size_t len = source_small(s, k, &hour);
    if (len == 0 || hour > 24)
        return named && k - i == 2 ? k - i : 0;
    k += len;
    if (source_at(s, k) == ':') {
        len = source_digits(s, k + 1, &minute);
        return len == 2 && minute < 60 ? k + 3 - i : 0;
    }
    bool point = source_at(s, k) == u'点' && !glyph_in(source_at(s, k + 1), u"零一二三四五六七八九");
    if (source_at(s, k) != u'时' && !point)
        return 0;
    k += 1 + (source_at(s, k + 1) == u'钟' || source_at(s, k + 1) == u'整');
    len = source_small(s, k, &minute);
    if (len > 0 && minute < 60 && source_at(s, k + len) == u'分' && source_at(s, k + len + 1) != u'之')
        k += len + 1;
    return k + (source_at(s, k) == u'许' || source_at(s, k) == u'半') - i;
}

/* ---- from a point to days ---- */

static void use_anchor_year(const struct time_source *s, struct time_point *p)
{
    if (p->year != 0 || !s->anchor->known)
        return;
    p->year = s->anchor->year;
    int last = p->month_end > 0 && !p->part_of_year ? p->month_end : p->month;
    if (last > s->anchor->month + 1 || (p->month == 12 && s->anchor->month == 11 && p->day == 0))
        p->year--;
}

void point_add_months(int *year, int *month, int more)
{
    int total = *year * 12 + *month - 1 + more;
    *year = total / 12;
    *month = total % 12 + 1;
}

static void place_day_only(const struct time_source *s, struct time_point *p)
{
    if (!s->anchor->known)
        return;
    p->year = s->anchor->year;
    p->month = s->anchor->month;
    if (p->day > s->anchor->day + 5)
        point_add_months(&p->year, &p->month, -1);
    p->month_end = p->month;
}

void point_resolve(const struct time_source *s, struct time_point *p)
{
    if (p->days_given)
        return;
    p->from = p->to = FIGURE_NO_DAY;
    if (p->day_only && p->month == 0)
        place_day_only(s, p);
    use_anchor_year(s, p);
    if (p->year == 0)
        return;
    int first = p->month > 0 ? p->month : 1, last = p->month > 0 ? p->month_end : MONTHS_MAX;
    if (last < first)
        last = first;
    p->from = date_days(p->year, first, p->day > 0 ? p->day : 1);
    int end = p->day_end > 0 ? p->day_end : date_month_length(p->year, last);
    p->to = date_days(p->year, last, end);
    bool this_year = s->anchor->known && p->year == s->anchor->year && p->month == 0;
    if (this_year && p->relative_year)
        p->to = s->anchor->today;
}

void point_give_days(struct time_point *p, int64_t from, int64_t to)
{
    p->from = from;
    p->to = to;
    p->days_given = true;
}

static void apply_month_word(const struct time_source *s, struct time_point *p, int offset)
{
    if (!s->anchor->known)
        return;
    p->year = s->anchor->year;
    p->month = s->anchor->month;
    point_add_months(&p->year, &p->month, offset);
    p->month_end = p->month;
}

static void give_nothing(struct time_point *p, uint8_t weight)
{
    point_give_days(p, FIGURE_NO_DAY, FIGURE_NO_DAY);
    p->weight = weight;
}

/* 上周, from Monday; a week that has not ended ends today. */
static void apply_week_word(const struct time_source *s, struct time_point *p, int offset)
{
    enum { WEEK = 7, MONDAY = 1 };
    if (!s->anchor->known) {
        give_nothing(p, TIME_VAGUE);
        return;
    }
    int64_t today = date_days(s->anchor->year, s->anchor->month, s->anchor->day);
    int64_t monday = today - (today - date_days(2001, 1, MONDAY)) % WEEK + WEEK * offset;
    int64_t sunday = monday + WEEK - 1;
    point_give_days(p, monday, sunday < today ? sunday : today);
}

/* 全年 in a bulletin after the turn of the year, or at the end of the year. */
static void apply_whole_year(const struct time_source *s, struct time_point *p)
{
    enum { BULLETINS_END = 3, YEAR_ENDS = 12 };
    int year = s->anchor->month <= BULLETINS_END ? s->anchor->year - 1 : s->anchor->year;
    if (!s->anchor->known || (s->anchor->month > BULLETINS_END && s->anchor->month < YEAR_ENDS))
        give_nothing(p, TIME_VAGUE);
    else
        point_give_days(p, date_days(year, 1, 1), date_days(year, MONTHS_MAX, 31));
}

/* The rule of a word in times.tsv. */
static void apply_word(const struct time_source *s, struct time_point *p, const struct word *word)
{
    int64_t today = s->anchor->today;
    switch (word->time_rule) {
    case TIME_RULE_YEAR:
        p->year = s->anchor->known ? s->anchor->year + word->time_number : 0;
        p->relative_year = true;
        break;
    case TIME_RULE_MONTH:
        apply_month_word(s, p, word->time_number);
        break;
    case TIME_RULE_DAY:
        if (s->anchor->known)
            today = date_days(s->anchor->year, s->anchor->month, s->anchor->day) + word->time_number;
        point_give_days(p, today, today);
        break;
    case TIME_RULE_WEEK:
        apply_week_word(s, p, word->time_number);
        break;
    case TIME_RULE_SAME:
        p->relation = RELATION_SAME_DAY;
        give_nothing(p, TIME_VAGUE);
        break;
    case TIME_RULE_WHOLE:
        p->relation = RELATION_SAME_YEAR;
        apply_whole_year(s, p);
        break;
    case TIME_RULE_UNTIL:
        point_give_days(p, FIGURE_NO_DAY, today);
        p->weight = TIME_BOUND;
        break;
    case TIME_RULE_BASE:
        p->relation = word->time_number < 0 ? RELATION_SAME_SPAN : RELATION_NONE;
        p->base = true;
        give_nothing(p, TIME_VAGUE);
        break;
    default:
        give_nothing(p, word->time_rule == TIME_RULE_EACH ? TIME_IGNORED : TIME_VAGUE);
        break;
    }
}

/* 上半年, 三季度, 前三季度: months of the year. */
static bool apply_part_of_year(struct time_point *p, const struct word *word)
{
    int k = word->time_number;
    switch (word->time_rule) {
    case TIME_RULE_HALF:
        p->month = k == 1 ? 1 : 7;
        p->month_end = p->month + 5;
        return true;
    case TIME_RULE_QUARTER:
        p->month = 3 * k - 2;
        p->month_end = 3 * k;
        return true;
    case TIME_RULE_QUARTERS:
        p->month = 1;
        p->month_end = 3 * k;
        return true;
    default:
        return false;
    }
}

/* 上旬 中旬 下旬 narrow a month; 初 底 末 are passed over. */
static size_t read_part_of_month(const struct time_source *s, size_t i, struct time_point *p)
{
    if (source_at(s, i + 1) == u'旬' && p->month > 0 && p->day == 0 && glyph_in(source_at(s, i), u"上中下")) {
        p->day = source_at(s, i) == u'上' ? 1 : source_at(s, i) == u'中' ? 11 : 21;
        p->day_end = source_at(s, i) == u'下' ? 0 : p->day + 9;
        return 2;
    }
    if (p->day == 0 && (glyph_in(source_at(s, i), u"初底末") || source_starts(s, i, u"全年")))
        return source_at(s, i) == u'全' ? 2 : 1;
    return 0;
}

static size_t read_month_part(const struct time_source *s, size_t i, struct time_point *p)
{
    size_t len = 0;
    const struct word *word = i < s->n ? figure_word(s->lexicon, s->c + i, s->n - i, WORD_TIME, &len) : NULL;
    p->part_of_year = word != NULL && apply_part_of_year(p, word);
    return p->part_of_year ? len : read_month(s, i, p);
}

/* Skips 的 and a comma-less blank between the parts. */
static size_t skip_blank(const struct time_source *s, size_t i)
{
    while (source_at(s, i) == ' ')
        i++;
    return i;
}

/* 上周五: a day of the week. */
static size_t read_weekday(const struct time_source *s, size_t i, struct time_point *p)
{
    int day = glyph_in(source_at(s, i), u"日天") ? 7 : glyph_digit(source_at(s, i));
    if (day < 1 || day > 7 || glyph_is_digit(source_at(s, i)) ||
        glyph_in(source_at(s, i + 1), u"个起名位家例"))
        return 0;
    if (p->from != FIGURE_NO_DAY)
        point_give_days(p, p->from + day - 1, p->from + day - 1);
    return 1;
}

bool point_read(const struct time_source *s, size_t i, struct time_point *p)
{
    size_t k = i, len = 0;
    *p = (struct time_point){.weight = TIME_SPAN};
    const struct word *word = figure_word(s->lexicon, s->c + i, s->n - i, WORD_TIME, &len);
    if (word != NULL && word->time_rule != TIME_RULE_HALF && word->time_rule != TIME_RULE_QUARTER &&
        word->time_rule != TIME_RULE_QUARTERS) {
        apply_word(s, p, word);
        k += len;
        if (word->time_rule != TIME_RULE_YEAR && word->time_rule != TIME_RULE_MONTH) {
            bool day = word->time_rule == TIME_RULE_DAY || word->time_rule == TIME_RULE_SAME;
            p->end = k + (day                                 ? read_clock(s, k)
                          : word->time_rule == TIME_RULE_WEEK ? read_weekday(s, k, p)
                                                              : 0);
            return true;
        }
    } else {
        k += read_year(s, i, p);
    }
    bool year = k > i;
    size_t month = p->month > 0 ? 0 : read_month_part(s, skip_blank(s, k), p);
    if (month > 0)
        k = skip_blank(s, k) + month;
    size_t day = year && p->month == 0 ? 0 : read_day(s, k, p);
    k += day;
    p->day_only = day > 0 && p->month == 0;
    if (k > i)
        k += read_part_of_month(s, k, p);
    size_t clock = k == i || p->day > 0 ? read_clock(s, k) : 0;
    p->clock = k == i && clock > 0;
    p->end = k + clock;
    return p->end > i;
}
