/* figure_period.c - a small grammar: points (year, month, day, hour), joined
 * to ranges, opened by 截至 or 自, closed by 以来. */
#include "extract/figure_point.h"

enum { SINCE_REACH = 40 };

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

static void finish(struct time_mark *out, size_t start, size_t end, int64_t from, int64_t to, uint8_t weight)
{
    *out = (struct time_mark){.start = start, .end = end, .from = from, .to = to, .weight = weight};
}

/* Where 以来 stands within reach, in the same clause; 0 when it does not. */
static size_t find_since(const struct time_source *s, size_t i)
{
    for (size_t k = i; k + 1 < s->n && k < i + SINCE_REACH && !glyph_in(s->c[k], u",。;!?:"); k++)
        if (s->c[k] == u'以' && s->c[k + 1] == u'来')
            return k + 2;
    return 0;
}

/* 9月1日 behind 3月5日至 has the first point's year, 5日 its month. */
static void inherit(struct time_point *second, const struct time_point *first)
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
static bool read_years(const struct time_source *s, size_t i, struct time_mark *out)
{
    unsigned first = 0, last = 0;
    if (source_digits(s, i, &first) != 4 || !point_is_year(first) ||
        !glyph_in(source_at(s, i + 4), u"至到-—~") || source_digits(s, i + 5, &last) != 4 ||
        !point_is_year(last) || last <= first || source_at(s, i + 9) != u'年')
        return false;
    finish(out, i, i + 10, date_days((int)first, 1, 1), date_days((int)last, 12, 31), TIME_SPAN);
    return true;
}

static bool read_range(const struct time_source *s, size_t start, const struct time_point *first,
                       struct time_mark *out)
{
    size_t k = first->end;
    bool list = source_at(s, k) == u'、' && first->day > 0;
    if (!list && !glyph_in(source_at(s, k), u"至到-—~"))
        return false;
    k++;
    struct time_point second;
    if (k >= s->n || !point_read(s, k, &second) || second.clock || (list && second.day == 0))
        return false;
    inherit(&second, first);
    point_resolve(s, &second);
    if (first->from != FIGURE_NO_DAY && second.to != FIGURE_NO_DAY && second.to < first->from)
        return false;
    finish(out, start, second.end, first->from, second.to, TIME_SPAN);
    return true;
}

/* 截至 and what it opens. */
static bool read_until(const struct time_source *s, size_t i, struct time_mark *out)
{
    static const char16_t *const between[] = {u"北京时间", u"当地时间", u"到", u"目前", u"今天", u"(", u" "};
    bool plain = glyph_in(source_at(s, i), u"到至") &&
                 (i == 0 || glyph_parts_clause(source_at(s, i - 1))); /* ，至今年4月， */
    if (!plain && !source_starts(s, i, u"截至") && !source_starts(s, i, u"截止"))
        return false;
    size_t k = i + (plain ? 1 : 2);
    for (size_t j = 0; j < sizeof between / sizeof *between; j++)
        k += source_starts(s, k, between[j]);
    struct time_point p;
    if (k >= s->n || !point_read(s, k, &p))
        return false;
    if (p.clock) /* 截至上午11时 */
        point_give_days(&p, FIGURE_NO_DAY, s->anchor->today);
    if (plain && p.weight != TIME_SPAN)
        return false;
    point_resolve(s, &p);
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
    point_add_months(&year, &month, -(int)(years * 12 + months));
    return year > 0 ? date_days(year, month, 1) : FIGURE_NO_DAY;
}

/* 3年来, 近五年来, 过去十年, 一个多月来. */
static bool read_last(const struct time_source *s, size_t i, struct time_mark *out)
{
    size_t k = i;
    unsigned count = 0;
    bool opened = source_starts(s, k, u"最近") || source_starts(s, k, u"过去") ||
                  (source_at(s, k) == u'近' && source_at(s, k + 1) != u'年');
    k += !opened ? 0 : source_at(s, k) == u'近' ? 1 : 2;
    size_t number = k, len = source_small(s, k, &count);
    if (len == 0 || count == 0 || count > 200)
        return false;
    k += len;
    bool more = glyph_in(source_at(s, k), u"多余");
    k += more;
    bool months = source_starts(s, k, u"个月") || source_starts(s, k, u"个多月");
    if (!months && source_at(s, k) != u'年')
        return false;
    k += months ? (source_at(s, k + 1) == u'多' ? 3 : 2) : 1;
    k += source_at(s, k) == u'多';
    size_t close = source_starts(s, k, u"以来")                                              ? 2
                   : source_at(s, k) == u'来' && !glyph_in(source_at(s, k + 1), u"自到源访") ? 1
                                                                                             : 0;
    bool ends = opened && (glyph_in(source_at(s, k), u",、间内里中。") || k >= s->n);
    if (close == 0 && !ends)
        return false;
    finish(out, i, k + close, month_start_before(s->anchor, months ? 0 : count, months ? count : 0),
           s->anchor->today, TIME_BOUND);
    out->also_figure = !opened && glyph_is_digit(source_at(s, number));
    return true;
}

/* 自3月5日至9月1日, 自去年10月…以来, 从2023年7月开始. */
static bool read_since(const struct time_source *s, size_t i, struct time_mark *out)
{
    bool from_word = glyph_in(source_at(s, i), u"自从");
    size_t k = i + (from_word ? 1 : 0);
    k += from_word && source_at(s, k) == u'从';
    struct time_point p;
    if (k >= s->n || !point_read(s, k, &p) || p.clock || p.weight != TIME_SPAN)
        return false;
    point_resolve(s, &p);
    if (read_range(s, i, &p, out))
        return true;
    size_t since = find_since(s, p.end);
    bool begin = from_word && (source_at(s, p.end) == u'起' || source_starts(s, p.end, u"开始") ||
                               source_starts(s, p.end, u"至今"));
    if (since == 0 && !begin)
        return false;
    bool named = since > p.end + 2 && !from_word; /* 今年春运以来: the year is not where it began */
    size_t end = since > 0 ? since : p.end + (source_at(s, p.end) == u'起' ? 1 : 2);
    finish(out, i, end, named ? FIGURE_NO_DAY : p.from, named ? FIGURE_NO_DAY : s->anchor->today,
           named ? TIME_VAGUE : TIME_BOUND);
    return true;
}

/* “十三五”期间: the years of a five-year plan, from the sixth (1981) on. */
static bool read_plan(const struct time_source *s, size_t i, struct time_mark *out)
{
    enum { BEFORE_FIRST = 1951, YEARS = 5 };
    static const char16_t *const spans[] = {u"期间", u"时期", u"以来", u"规划以来", u"规划期间"};
    int tens = source_at(s, i) == u'十' ? 10 : 0, unit = glyph_digit(source_at(s, i + (tens > 0)));
    size_t k = i + (tens > 0);
    bool plain = tens > 0 && unit == 5 && source_at(s, k + 1) != u'五'; /* 十五 */
    k += plain ? 0 : 1;
    if (source_at(s, k) != u'五' || glyph_is_digit(source_at(s, i)) || (tens == 0 && (unit < 6 || unit > 9)))
        return false;
    int plan = plain ? 10 : tens + unit;
    k += 1 + (source_at(s, k + 1) == u'”');
    for (size_t j = 0; j < sizeof spans / sizeof *spans; j++) {
        size_t len = source_starts(s, k, spans[j]);
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

static bool is_report(const struct time_source *s, size_t i)
{
    static const char16_t *const words[] = {u"电",   u"讯",   u"报道", u"通报",  u"发布", u"公布", u"召开",
                                            u"从",   u"获悉", u"表示", u"介绍",  u"宣布", u"向",   u"消息",
                                            u"出版", u"披露", u"印发", u")通报", u")发布"};
    for (size_t j = 0; j < sizeof words / sizeof *words; j++)
        if (source_starts(s, i, words[j]))
            return true;
    return false;
}

/* 12月30日，省高院发布数据：a clause without a number that says who reports. */
static bool opens_report(const struct time_source *s, size_t i)
{
    enum { REACH = 32, TAIL = 10 };
    size_t said = 0;
    for (size_t k = i; k < s->n && k < i + REACH; k++) {
        if (glyph_parts_clause(source_at(s, k)))
            return said > 0 && k < said + TAIL;
        if (glyph_is_digit(source_at(s, k)))
            return false;
        if (said == 0 && !glyph_in(source_at(s, k), u"从向") && is_report(s, k))
            said = k;
    }
    return false;
}

/* 今天(1月9日)通报: the day of the report, with its date in brackets. */
static bool is_report_day(const struct time_source *s, const struct time_point *p)
{
    size_t k = p->end;
    if (source_at(s, k) == '(')
        while (k < s->n && k < p->end + 12 && source_at(s, k) != ')')
            k++;
    k += k > p->end && source_at(s, k) == ')';
    bool day = p->day > 0 || (p->days_given && p->weight == TIME_SPAN);
    return day && (is_report(s, k) || (source_at(s, k) == ',' && opens_report(s, k + 1)));
}

/* Behind 比, in front of 相比, and what 去年同期的 belongs to: a number is measured against it. */
static bool is_compared(const struct time_source *s, size_t i, size_t end)
{
    static const char16_t *const before[] = {u"比",   u"较",   u"与",   u"高于",
                                             u"低于", u"多于", u"少于", u"优于"};
    static const char16_t *const behind[] = {u"相比", u"的", u"持平", u"水平"};
    for (size_t j = 0; j < sizeof before / sizeof *before; j++)
        if (glyph_ends(s->g, i, before[j]))
            return true;
    bool same = glyph_ends(s->g, end, u"同期") > 0;
    for (size_t j = 0; same && j < sizeof behind / sizeof *behind; j++)
        if (source_starts(s, end, behind[j]))
            return true;
    return same && i > 0 && glyph_in(source_at(s, i - 1), u"同跟和超至到为是");
}

bool time_read(const struct figure_lexicon *lexicon, const struct glyphs *g, size_t i,
               const struct time_anchor *anchor, struct time_mark *out)
{
    const struct time_source s = {lexicon, g, g->c, g->n, anchor};
    struct time_point p;
    if (read_until(&s, i, out) || read_last(&s, i, out) || read_years(&s, i, out) || read_since(&s, i, out) ||
        read_plan(&s, i, out))
        return true;
    if (!point_read(&s, i, &p))
        return false;
    point_resolve(&s, &p);
    if (p.weight == TIME_SPAN && !p.clock && read_range(&s, i, &p, out))
        return true;
    finish(out, i, p.end, p.from, p.to, p.clock || is_report_day(&s, &p) ? TIME_IGNORED : p.weight);
    if (p.relative_year && source_at(&s, i) == u'上' && p.year != 0 && p.month == 0)
        p.relation = RELATION_YEAR_BEFORE;
    bool compared = is_compared(&s, i, p.end);
    out->base = compared || (p.base && p.relation == RELATION_NONE);
    out->relation = p.base && compared ? RELATION_NONE : p.relation;
    return true;
}
