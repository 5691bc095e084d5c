/* figure_period.c - a small grammar: points (year, month, day, hour), joined
 * to ranges, opened by 截至 or 自, closed by 以来. */
#include "extract/figure_period.h"

enum { SINCE_REACH = 40, MONTHS_MAX = 12 };

/* A place in time as the text gives it; 0 = not given. */
struct point {
    size_t end;
    int year, month, month_end, day;
    int day_end;
    bool relative_year; /* 今年 去年 */
    bool part_of_year;  /* 上半年 三季度 */
    bool day_only, clock, base;
    uint8_t relation; /* enum time_relation */
    int64_t from, to; /* when a word gave the days at once */
    bool days_given;
    uint8_t weight;
};

struct source {
    const struct figure_lexicon *lexicon;
    const struct glyphs *g;
    const uint16_t *c; /* g's */
    size_t n;
    const struct time_anchor *anchor;
};

static uint16_t at(const struct source *s, size_t i)
{
    return glyph_at(s->g, i);
}

static size_t starts(const struct source *s, size_t i, const char16_t *word)
{
    return glyph_starts(s->g, i, word);
}

struct time_anchor time_anchor_of(const struct date *published)
{
    struct time_anchor a = {.today = FIGURE_NO_DAY};
    if (published == NULL || published->precision < DATE_DAY)
        return a;
    a.known = true;
    a.year = published->year;
    a.month = published->month;
    a.day = published->day;
    a.today = date_days(a.year, a.month, a.day);
    return a;
}

bool time_begins(const struct figure_lexicon *lexicon, uint16_t c)
{
    return glyph_digit(c) >= 0 || glyph_scale(c) == 1 || glyph_in(c, u"截自从近过民最今去到至") ||
           figure_word_begins(lexicon, c, WORD_TIME);
}

/* ---- the parts of a point ---- */

static size_t digits(const struct source *s, size_t i, unsigned *value)
{
    size_t k = i;
    *value = 0;
    while (k < s->n && k < i + 4 && s->c[k] >= '0' && s->c[k] <= '9')
        *value = *value * 10 + (unsigned)(s->c[k++] - '0');
    bool more = k < s->n && s->c[k] >= '0' && s->c[k] <= '9';
    return more ? 0 : k - i;
}

/* A small number of either writing. */
static size_t small(const struct source *s, size_t i, unsigned *value)
{
    size_t len = i < s->n ? glyph_small_number(s->c + i, s->n - i, value) : 0;
    if (len > 0 && at(s, i + len) >= '0' && at(s, i + len) <= '9')
        return 0;
    return len;
}

static bool is_year(unsigned value)
{
    return value >= 1000 && value <= 2100;
}

/* A year that is not written with four digits: 民国110年, 今(110)年, 110年5月. */
static size_t read_republic_year(const struct source *s, size_t i, int *year)
{
    unsigned value = 0;
    size_t k = i;
    bool named = starts(s, k, u"民国") > 0;
    bool bracket = glyph_in(at(s, k), u"今去前明") && at(s, k + 1) == '(';
    k += named || bracket ? 2 : 0;
    size_t len = small(s, k, &value);
    if (len == 0 || value == 0 || value > 200)
        return 0;
    k += len;
    if (bracket && at(s, k++) != ')')
        return 0;
    if (at(s, k++) != u'年')
        return 0;
    unsigned month = 0;
    if (!named && !bracket &&
        (len < 2 || value < 50 || small(s, k, &month) == 0 || month > 12 ||
         at(s, k + small(s, k, &month)) != u'月'))
        return 0;
    *year = !named && !bracket && value < 100 ? 1900 + (int)value : 1911 + (int)value;
    return k - i;
}

static size_t read_year(const struct source *s, size_t i, struct point *p)
{
    unsigned value = 0;
    size_t len = digits(s, i, &value);
    if (len == 0 && glyph_scale(at(s, i)) == 0) {
        len = small(s, i, &value);
        len = len == 4 ? 4 : 0;
    }
    if (len == 4 && is_year(value) && at(s, i + 4) == u'年' && !glyph_in(at(s, i + 5), u"代级款版")) {
        p->year = (int)value;
        return 5 + (at(s, i + 5) == u'度');
    }
    int year = 0;
    size_t republic = read_republic_year(s, i, &year);
    if (republic > 0)
        p->year = year;
    return republic;
}

/* 9月(份), 1至9月, 前11个月. */
static size_t read_month(const struct source *s, size_t i, struct point *p)
{
    unsigned first = 0, last = 0;
    bool leading = at(s, i) == u'前' || at(s, i) == u'头';
    size_t k = i + (leading ? 1 : 0);
    size_t len = small(s, k, &first);
    if (len == 0 || first == 0 || first > MONTHS_MAX)
        return 0;
    k += len;
    if (leading) {
        if (!starts(s, k, u"个月") && at(s, k) != u'月')
            return 0;
        p->month = 1;
        p->month_end = (int)first;
        return k + (at(s, k) == u'个' ? 2 : 1) - i;
    }
    size_t with_unit = at(s, k) == u'月' ? 1 : 0; /* 1月至9月 is joined as two points */
    if (with_unit == 0 && glyph_in(at(s, k), u"至到-—~、")) {
        len = small(s, k + 1, &last);
        if (len == 0 || last <= first || last > MONTHS_MAX || at(s, k + 1 + len) != u'月')
            return 0;
        k += 1 + len;
    } else if (with_unit == 0) {
        return 0;
    }
    if (glyph_in(at(s, k + 1), u"球饼亮光经嫂老租薪供"))
        return 0;
    p->month = (int)first;
    p->month_end = (int)(last > 0 ? last : first);
    return k + 1 + (at(s, k + 1) == u'份') - i;
}

static size_t read_day(const struct source *s, size_t i, struct point *p)
{
    unsigned value = 0, last = 0;
    size_t len = small(s, i, &value);
    if (len == 0 || value == 0 || value > 31)
        return 0;
    size_t k = i + len;
    if (glyph_in(at(s, k), u"至到-—~")) {
        size_t more = small(s, k + 1, &last);
        if (more > 0 && last > value && last <= 31 && at(s, k + 1 + more) == u'日')
            k += 1 + more;
        else
            return 0;
    }
    bool mark = at(s, k) == u'日' || (at(s, k) == u'号' && p->month > 0);
    if (!mark || glyph_in(at(s, k + 1), u"内均元本游线楼室"))
        return 0;
    p->day = (int)value;
    p->day_end = (int)(last > 0 ? last : value);
    return k + 1 - i;
}

/* 上午9时30分许, 21时, 16:30. */
static size_t read_clock(const struct source *s, size_t i)
{
    unsigned hour = 0, minute = 0;
    size_t k = i;
    static const char16_t *const parts[] = {u"上午", u"下午", u"凌晨", u"中午", u"晚上",
                                            u"傍晚", u"清晨", u"深夜", u"晚"};
    for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
        if (starts(s, k, parts[j])) {
            k += j < 8 ? 2 : 1;
            break;
        }
    bool named = k > i;
    size_t len = small(s, k, &hour);
    if (len == 0 || hour > 24)
        return named && k - i == 2 ? k - i : 0;
    k += len;
    if (at(s, k) == ':') {
        len = digits(s, k + 1, &minute);
        return len == 2 && minute < 60 ? k + 3 - i : 0;
    }
    bool point = at(s, k) == u'点' && !glyph_in(at(s, k + 1), u"零一二三四五六七八九");
    if (at(s, k) != u'时' && !point)
        return 0;
    k += 1 + (at(s, k + 1) == u'钟' || at(s, k + 1) == u'整');
    len = small(s, k, &minute);
    if (len > 0 && minute < 60 && at(s, k + len) == u'分' && at(s, k + len + 1) != u'之')
        k += len + 1;
    return k + (at(s, k) == u'许' || at(s, k) == u'半') - i;
}

/* ---- from a point to days ---- */

static void use_anchor_year(const struct source *s, struct point *p)
{
    if (p->year != 0 || !s->anchor->known)
        return;
    p->year = s->anchor->year;
    int last = p->month_end > 0 && !p->part_of_year ? p->month_end : p->month;
    if (last > s->anchor->month + 1 || (p->month == 12 && s->anchor->month == 11 && p->day == 0))
        p->year--;
}

static void add_months(int *year, int *month, int more)
{
    int total = *year * 12 + *month - 1 + more;
    *year = total / 12;
    *month = total % 12 + 1;
}

static void place_day_only(const struct source *s, struct point *p)
{
    if (!s->anchor->known)
        return;
    p->year = s->anchor->year;
    p->month = s->anchor->month;
    if (p->day > s->anchor->day + 5)
        add_months(&p->year, &p->month, -1);
    p->month_end = p->month;
}

static void resolve(const struct source *s, struct point *p)
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

static void give_days(struct point *p, int64_t from, int64_t to)
{
    p->from = from;
    p->to = to;
    p->days_given = true;
}

static void apply_month_word(const struct source *s, struct point *p, int offset)
{
    if (!s->anchor->known)
        return;
    p->year = s->anchor->year;
    p->month = s->anchor->month;
    add_months(&p->year, &p->month, offset);
    p->month_end = p->month;
}

static void give_nothing(struct point *p, uint8_t weight)
{
    give_days(p, FIGURE_NO_DAY, FIGURE_NO_DAY);
    p->weight = weight;
}

/* 上周, from Monday; a week that has not ended ends today. */
static void apply_week_word(const struct source *s, struct point *p, int offset)
{
    enum { WEEK = 7, MONDAY = 1 };
    if (!s->anchor->known) {
        give_nothing(p, TIME_VAGUE);
        return;
    }
    int64_t today = date_days(s->anchor->year, s->anchor->month, s->anchor->day);
    int64_t monday = today - (today - date_days(2001, 1, MONDAY)) % WEEK + WEEK * offset;
    int64_t sunday = monday + WEEK - 1;
    give_days(p, monday, sunday < today ? sunday : today);
}

/* 全年 in a bulletin after the turn of the year, or at the end of the year. */
static void apply_whole_year(const struct source *s, struct point *p)
{
    enum { BULLETINS_END = 3, YEAR_ENDS = 12 };
    int year = s->anchor->month <= BULLETINS_END ? s->anchor->year - 1 : s->anchor->year;
    if (!s->anchor->known || (s->anchor->month > BULLETINS_END && s->anchor->month < YEAR_ENDS))
        give_nothing(p, TIME_VAGUE);
    else
        give_days(p, date_days(year, 1, 1), date_days(year, MONTHS_MAX, 31));
}

/* The rule of a word in times.tsv. */
static void apply_word(const struct source *s, struct point *p, const struct word *word)
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
        give_days(p, today, today);
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
        give_days(p, FIGURE_NO_DAY, today);
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
static bool apply_part_of_year(struct point *p, const struct word *word)
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
static size_t read_part_of_month(const struct source *s, size_t i, struct point *p)
{
    if (at(s, i + 1) == u'旬' && p->month > 0 && p->day == 0 && glyph_in(at(s, i), u"上中下")) {
        p->day = at(s, i) == u'上' ? 1 : at(s, i) == u'中' ? 11 : 21;
        p->day_end = at(s, i) == u'下' ? 0 : p->day + 9;
        return 2;
    }
    if (p->day == 0 && (glyph_in(at(s, i), u"初底末") || starts(s, i, u"全年")))
        return at(s, i) == u'全' ? 2 : 1;
    return 0;
}

static size_t read_month_part(const struct source *s, size_t i, struct point *p)
{
    size_t len = 0;
    const struct word *word = i < s->n ? figure_word(s->lexicon, s->c + i, s->n - i, WORD_TIME, &len) : NULL;
    p->part_of_year = word != NULL && apply_part_of_year(p, word);
    return p->part_of_year ? len : read_month(s, i, p);
}

/* Skips 的 and a comma-less blank between the parts. */
static size_t skip_blank(const struct source *s, size_t i)
{
    while (at(s, i) == ' ')
        i++;
    return i;
}

/* 上周五: a day of the week. */
static size_t read_weekday(const struct source *s, size_t i, struct point *p)
{
    int day = glyph_in(at(s, i), u"日天") ? 7 : glyph_digit(at(s, i));
    if (day < 1 || day > 7 || glyph_is_digit(at(s, i)) || glyph_in(at(s, i + 1), u"个起名位家例"))
        return 0;
    if (p->from != FIGURE_NO_DAY)
        give_days(p, p->from + day - 1, p->from + day - 1);
    return 1;
}

static bool read_point(const struct source *s, size_t i, struct point *p)
{
    size_t k = i, len = 0;
    *p = (struct point){.weight = TIME_SPAN};
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

/* ---- the expressions ---- */

static void finish(struct time_mark *out, size_t start, size_t end, int64_t from, int64_t to, uint8_t weight)
{
    *out = (struct time_mark){.start = start, .end = end, .from = from, .to = to, .weight = weight};
}

/* Where 以来 stands within reach, in the same clause; 0 when it does not. */
static size_t find_since(const struct source *s, size_t i)
{
    for (size_t k = i; k + 1 < s->n && k < i + SINCE_REACH && !glyph_in(s->c[k], u",。;!?:"); k++)
        if (s->c[k] == u'以' && s->c[k + 1] == u'来')
            return k + 2;
    return 0;
}

/* 9月1日 behind 3月5日至 has the first point's year, 5日 its month. */
static void inherit(struct point *second, const struct point *first)
{
    if (second->days_given || second->year != 0)
        return;
    if (second->day_only && first->month > 0) {
        second->month = second->month_end = first->month_end;
        second->day_only = false;
    }
    second->year = first->year;
    if (second->month > 0 && first->month > second->month && second->year != 0)
        second->year++;
}

/* "2018-2020年", "2018至2020年": the first year has no 年 of its own. */
static bool read_years(const struct source *s, size_t i, struct time_mark *out)
{
    unsigned first = 0, last = 0;
    if (digits(s, i, &first) != 4 || !is_year(first) || !glyph_in(at(s, i + 4), u"至到-—~") ||
        digits(s, i + 5, &last) != 4 || !is_year(last) || last <= first || at(s, i + 9) != u'年')
        return false;
    finish(out, i, i + 10, date_days((int)first, 1, 1), date_days((int)last, 12, 31), TIME_SPAN);
    return true;
}

static bool read_range(const struct source *s, size_t start, const struct point *first, struct time_mark *out)
{
    size_t k = first->end;
    bool list = at(s, k) == u'、' && first->day > 0;
    if (!list && !glyph_in(at(s, k), u"至到-—~"))
        return false;
    k++;
    struct point second;
    if (k >= s->n || !read_point(s, k, &second) || second.clock || (list && second.day == 0))
        return false;
    inherit(&second, first);
    resolve(s, &second);
    if (first->from != FIGURE_NO_DAY && second.to != FIGURE_NO_DAY && second.to < first->from)
        return false;
    finish(out, start, second.end, first->from, second.to, TIME_SPAN);
    return true;
}

/* 截至 and what it opens. */
static bool read_until(const struct source *s, size_t i, struct time_mark *out)
{
    static const char16_t *const between[] = {u"北京时间", u"当地时间", u"到", u"目前", u"今天", u"(", u" "};
    bool plain = glyph_in(at(s, i), u"到至") && (i == 0 || glyph_parts_clause(at(s, i - 1))); /* ，至今年4月， */
    if (!plain && !starts(s, i, u"截至") && !starts(s, i, u"截止"))
        return false;
    size_t k = i + (plain ? 1 : 2);
    for (size_t j = 0; j < sizeof between / sizeof *between; j++)
        k += starts(s, k, between[j]);
    struct point p;
    if (k >= s->n || !read_point(s, k, &p))
        return false;
    if (p.clock) /* 截至上午11时 */
        give_days(&p, FIGURE_NO_DAY, s->anchor->today);
    if (plain && p.weight != TIME_SPAN)
        return false;
    resolve(s, &p);
    bool running = p.relative_year && p.year != 0 && s->anchor->known && p.year == s->anchor->year;
    finish(out, i, p.end, running ? date_days(p.year, 1, 1) : FIGURE_NO_DAY, p.to, TIME_BOUND);
    out->relation = p.relation == RELATION_SAME_DAY ? p.relation : RELATION_NONE;
    return true;
}

static int64_t month_start_before(const struct time_anchor *anchor, unsigned years, unsigned months)
{
    int year = 0, month = 0, day = 0;
    if (!anchor->known)
        return FIGURE_NO_DAY;
    date_from_days(anchor->today, &year, &month, &day);
    add_months(&year, &month, -(int)(years * 12 + months));
    return year > 0 ? date_days(year, month, 1) : FIGURE_NO_DAY;
}

/* 3年来, 近五年来, 过去十年, 一个多月来. */
static bool read_last(const struct source *s, size_t i, struct time_mark *out)
{
    size_t k = i;
    unsigned count = 0;
    bool opened =
        starts(s, k, u"最近") || starts(s, k, u"过去") || (at(s, k) == u'近' && at(s, k + 1) != u'年');
    k += !opened ? 0 : at(s, k) == u'近' ? 1 : 2;
    size_t number = k, len = small(s, k, &count);
    if (len == 0 || count == 0 || count > 200)
        return false;
    k += len;
    bool more = glyph_in(at(s, k), u"多余");
    k += more;
    bool months = starts(s, k, u"个月") || starts(s, k, u"个多月");
    if (!months && at(s, k) != u'年')
        return false;
    k += months ? (at(s, k + 1) == u'多' ? 3 : 2) : 1;
    k += at(s, k) == u'多';
    size_t close = starts(s, k, u"以来")                                       ? 2
                   : at(s, k) == u'来' && !glyph_in(at(s, k + 1), u"自到源访") ? 1
                                                                               : 0;
    bool ends = opened && (glyph_in(at(s, k), u",、间内里中。") || k >= s->n);
    if (close == 0 && !ends)
        return false;
    finish(out, i, k + close, month_start_before(s->anchor, months ? 0 : count, months ? count : 0),
           s->anchor->today, TIME_BOUND);
    out->also_figure = !opened && glyph_is_digit(at(s, number));
    return true;
}

/* 自3月5日至9月1日, 自去年10月…以来, 从2023年7月开始. */
static bool read_since(const struct source *s, size_t i, struct time_mark *out)
{
    bool from_word = glyph_in(at(s, i), u"自从");
    size_t k = i + (from_word ? 1 : 0);
    k += from_word && at(s, k) == u'从';
    struct point p;
    if (k >= s->n || !read_point(s, k, &p) || p.clock || p.weight != TIME_SPAN)
        return false;
    resolve(s, &p);
    if (read_range(s, i, &p, out))
        return true;
    size_t since = find_since(s, p.end);
    bool begin =
        from_word && (at(s, p.end) == u'起' || starts(s, p.end, u"开始") || starts(s, p.end, u"至今"));
    if (since == 0 && !begin)
        return false;
    bool named = since > p.end + 2 && !from_word; /* 今年春运以来: the year is not where it began */
    size_t end = since > 0 ? since : p.end + (at(s, p.end) == u'起' ? 1 : 2);
    finish(out, i, end, named ? FIGURE_NO_DAY : p.from, named ? FIGURE_NO_DAY : s->anchor->today,
           named ? TIME_VAGUE : TIME_BOUND);
    return true;
}

/* “十三五”期间: the years of a five-year plan, from the sixth (1981) on. */
static bool read_plan(const struct source *s, size_t i, struct time_mark *out)
{
    enum { BEFORE_FIRST = 1951, YEARS = 5 };
    static const char16_t *const spans[] = {u"期间", u"时期", u"以来", u"规划以来", u"规划期间"};
    int tens = at(s, i) == u'十' ? 10 : 0, unit = glyph_digit(at(s, i + (tens > 0)));
    size_t k = i + (tens > 0);
    bool plain = tens > 0 && unit == 5 && at(s, k + 1) != u'五'; /* 十五 */
    k += plain ? 0 : 1;
    if (at(s, k) != u'五' || glyph_is_digit(at(s, i)) || (tens == 0 && (unit < 6 || unit > 9)))
        return false;
    int plan = plain ? 10 : tens + unit;
    k += 1 + (at(s, k + 1) == u'”');
    for (size_t j = 0; j < sizeof spans / sizeof *spans; j++) {
        size_t len = starts(s, k, spans[j]);
        int first = BEFORE_FIRST + YEARS * plan;
        if (len == 0)
            continue;
        int64_t last = date_days(first + YEARS - 1, MONTHS_MAX, 31);
        bool since = glyph_ends(s->g, k + len, u"以来") > 0 && s->anchor->known && s->anchor->today < last;
        finish(out, i, k + len, date_days(first, 1, 1), since ? s->anchor->today : last, TIME_SPAN);
        return true;
    }
    return false;
}

static bool is_report(const struct source *s, size_t i)
{
    static const char16_t *const words[] = {u"电",   u"讯",   u"报道", u"通报",  u"发布", u"公布",
                                            u"召开", u"从",   u"获悉", u"表示",  u"介绍", u"宣布",
                                            u"向",   u"消息", u"出版", u"披露", u"印发", u")通报", u")发布"};
    for (size_t j = 0; j < sizeof words / sizeof *words; j++)
        if (starts(s, i, words[j]))
            return true;
    return false;
}

/* 12月30日，省高院发布数据：a clause without a number that says who reports. */
static bool opens_report(const struct source *s, size_t i)
{
    enum { REACH = 32, TAIL = 10 };
    size_t said = 0;
    for (size_t k = i; k < s->n && k < i + REACH; k++) {
        if (glyph_parts_clause(at(s, k)))
            return said > 0 && k < said + TAIL;
        if (glyph_is_digit(at(s, k)))
            return false;
        if (said == 0 && !glyph_in(at(s, k), u"从向") && is_report(s, k))
            said = k;
    }
    return false;
}

/* 今天(1月9日)通报: the day of the report, with its date in brackets. */
static bool is_report_day(const struct source *s, const struct point *p)
{
    size_t k = p->end;
    if (at(s, k) == '(')
        while (k < s->n && k < p->end + 12 && at(s, k) != ')')
            k++;
    k += k > p->end && at(s, k) == ')';
    bool day = p->day > 0 || (p->days_given && p->weight == TIME_SPAN);
    return day && (is_report(s, k) || (at(s, k) == ',' && opens_report(s, k + 1)));
}

/* Behind 比, in front of 相比, and what 去年同期的 belongs to: a number is measured against it. */
static bool is_compared(const struct source *s, size_t i, size_t end)
{
    static const char16_t *const before[] = {u"比", u"较", u"与", u"高于", u"低于", u"多于", u"少于", u"优于"};
    static const char16_t *const behind[] = {u"相比", u"的", u"持平", u"水平"};
    for (size_t j = 0; j < sizeof before / sizeof *before; j++)
        if (glyph_ends(s->g, i, before[j]))
            return true;
    bool same = glyph_ends(s->g, end, u"同期") > 0;
    for (size_t j = 0; same && j < sizeof behind / sizeof *behind; j++)
        if (starts(s, end, behind[j]))
            return true;
    return same && i > 0 && glyph_in(at(s, i - 1), u"同跟和超至到为是");
}

bool time_read(const struct figure_lexicon *lexicon, const struct glyphs *g, size_t i,
               const struct time_anchor *anchor, struct time_mark *out)
{
    const struct source s = {lexicon, g, g->c, g->n, anchor};
    struct point p;
    if (read_until(&s, i, out) || read_last(&s, i, out) || read_years(&s, i, out) ||
        read_since(&s, i, out) || read_plan(&s, i, out))
        return true;
    if (!read_point(&s, i, &p))
        return false;
    resolve(&s, &p);
    if (p.weight == TIME_SPAN && !p.clock && read_range(&s, i, &p, out))
        return true;
    finish(out, i, p.end, p.from, p.to, p.clock || is_report_day(&s, &p) ? TIME_IGNORED : p.weight);
    if (p.relative_year && at(&s, i) == u'上' && p.year != 0 && p.month == 0)
        p.relation = RELATION_YEAR_BEFORE;
    bool compared = is_compared(&s, i, p.end);
    out->base = compared || (p.base && p.relation == RELATION_NONE);
    out->relation = p.base && compared ? RELATION_NONE : p.relation;
    return true;
}
