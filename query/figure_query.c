#include "query/figure_query.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "query/amount.h"

/* The condition, word by word. */
struct words {
    const char *text;
    size_t len, at;
    struct arena *arena;
    struct fault *fault;
    int32_t today;
};

struct part {
    const char *p;
    size_t len;
};

static bool is_sign(uint32_t cp)
{
    return cp == '>' || cp == '<' || cp == '=' || cp == 0x2264 || cp == 0x2265;
}

static uint32_t look(const struct words *w, size_t at, size_t *len)
{
    const char *p = w->text + at;
    uint32_t cp = at < w->len ? utf8_half_width(utf8_next(&p, w->text + w->len)) : 0;
    *len = (size_t)(p - (w->text + at));
    return cp;
}

/* A run of comparison signs, or of anything else up to a blank or such a sign. */
static bool next_part(struct words *w, struct part *part)
{
    size_t len;
    for (uint32_t cp; w->at < w->len && (cp = look(w, w->at, &len), utf8_is_space(cp) || cp == '\n');)
        w->at += len;
    size_t start = w->at;
    bool sign = is_sign(look(w, start, &len));
    for (uint32_t cp; w->at < w->len; w->at += len) {
        cp = look(w, w->at, &len);
        if (utf8_is_space(cp) || cp == '\n' || is_sign(cp) != sign)
            break;
    }
    *part = (struct part){w->text + start, w->at - start};
    return part->len > 0;
}

static bool refuse(struct words *w, const struct part *part, const char *message)
{
    w->at = (size_t)(part->p - w->text);
    return fault_set(w->fault, FAULT_USAGE, "%s: '%.*s'", message, (int)(part->len < 60 ? part->len : 60),
                     part->p);
}

static bool copy(struct words *w, const char **into, const char *p, size_t len)
{
    *into = arena_copy(w->arena, p, len);
    return *into || fault_set(w->fault, FAULT_MEMORY, "no memory for the query");
}

/* ---------------------------------------------------------------- amounts */

static bool bound(struct words *w, struct figure_query *q, const struct part *part, const char **into)
{
    struct amount a;
    if (!amount_parse(part->p, part->len, &a))
        return refuse(w, part, "no amount");
    if (a.unit_len > 0 && q->unit &&
        (strlen(q->unit) != a.unit_len || memcmp(q->unit, a.unit, a.unit_len) != 0))
        return refuse(w, part, "two different units");
    if (a.unit_len > 0 && !copy(w, &q->unit, a.unit, a.unit_len))
        return false;
    return copy(w, into, a.value, strlen(a.value));
}

static bool compare(struct words *w, struct figure_query *q, const struct part *sign)
{
    struct part amount;
    const char *p = sign->p;
    uint32_t cp = utf8_half_width(utf8_next(&p, sign->p + sign->len));
    bool equal = memchr(sign->p, '=', sign->len) || cp == 0x2264 || cp == 0x2265 || sign->len > 3;
    if (!next_part(w, &amount))
        return refuse(w, sign, "an amount is missing after the comparison");
    if (cp == '=')
        return bound(w, q, &amount, &q->min) && (q->max = q->min, true);
    if (cp == '>' || cp == 0x2265) {
        q->above = !equal;
        return bound(w, q, &amount, &q->min);
    }
    q->below = !equal;
    return bound(w, q, &amount, &q->max);
}

/* 100名..500名, 1亿.., ..30%; false and nothing set when it is no range. */
static bool is_range(const struct part *part, struct part *low, struct part *high)
{
    const char *dots = memmem(part->p, part->len, "..", 2);
    if (!dots)
        return false;
    *low = (struct part){part->p, (size_t)(dots - part->p)};
    *high = (struct part){dots + 2, part->len - low->len - 2};
    return low->len + high->len > 0;
}

static bool range(struct words *w, struct figure_query *q, const struct part *low, const struct part *high)
{
    return (low->len == 0 || bound(w, q, low, &q->min)) && (high->len == 0 || bound(w, q, high, &q->max));
}

/* ------------------------------------------------------------ named parts */

static bool named(const struct part *name, const char *english, const char *chinese, const char *other)
{
    const char *all[] = {english, chinese, other};
    for (int i = 0; i < 3; i++) {
        if (strlen(all[i]) == name->len && strncasecmp(all[i], name->p, name->len) == 0)
            return true;
    }
    return false;
}

static bool find_kind(const struct part *value, int *kind)
{
    for (int k = FIGURE_COUNT; k <= FIGURE_AGE; k++) {
        if (named(value, figure_kind_name((enum figure_kind)k), "", ""))
            return *kind = k, true;
    }
    return false;
}

static bool find_change(const struct part *value, int *change)
{
    for (int c = CHANGE_UP; c <= CHANGE_MOM_DOWN; c++) {
        if (named(value, figure_change_name((enum figure_change)c), "", ""))
            return *change = c, true;
    }
    if (named(value, "上升", "增长", "增加"))
        return *change = CHANGE_UP, true;
    return named(value, "下降", "减少", "降低") && (*change = CHANGE_DOWN, true);
}

/* name:value; *known tells whether the name is one of ours. */
static bool named_part(struct words *w, struct figure_query *q, const struct part *part, bool *known)
{
    size_t colon = 0, len = 0;
    while (colon < part->len && look(w, (size_t)(part->p - w->text) + colon, &len) != ':')
        colon += len;
    struct part name = {part->p, colon};
    struct part value = {part->p + colon + len, colon < part->len ? part->len - colon - len : 0};
    *known = true;
    if (value.len == 0)
        return *known = false, true;
    if (named(&name, "period", "期间", "期間")) {
        w->at = (size_t)(value.p - w->text);
        q->has_period = period_parse(value.p, value.len, w->today, &q->period, w->fault);
        w->at = (size_t)(value.p - w->text) + (q->has_period ? value.len : 0);
        return q->has_period;
    }
    if (named(&name, "place", "地点", "地點"))
        return copy(w, &q->place, value.p, value.len);
    if (named(&name, "unit", "单位", "單位"))
        return copy(w, &q->unit, value.p, value.len);
    if (named(&name, "kind", "类别", "類別"))
        return find_kind(&value, &q->kind) ||
               refuse(w, &value, "a kind is count, money, percent, ratio, duration or age, not");
    if (named(&name, "change", "变化", "變化"))
        return find_change(&value, &q->change) || refuse(w, &value, "a change is up, down, yoy_up …, not");
    return *known = false, true;
}

static bool metric_word(struct words *w, struct figure_query *q, const struct part *part)
{
    if (q->word_count == FIGURE_WORDS_MAX)
        return refuse(w, part, "more than 8 words");
    return copy(w, &q->words[q->word_count++], part->p, part->len);
}

static bool one_part(struct words *w, struct figure_query *q, const struct part *part)
{
    size_t len;
    struct part low, high;
    bool known;
    if (is_sign(look(w, (size_t)(part->p - w->text), &len)))
        return compare(w, q, part);
    if (!named_part(w, q, part, &known))
        return false;
    if (known)
        return true;
    if (is_range(part, &low, &high))
        return range(w, q, &low, &high);
    struct amount a;
    if (amount_parse(part->p, part->len, &a) && !q->min && !q->max)
        return bound(w, q, part, &q->min) && (q->max = q->min, true);
    return metric_word(w, q, part);
}

bool figure_query_parse(const char *text, size_t len, int32_t today, struct arena *arena,
                        struct figure_query *query, size_t *fault_at, struct fault *fault)
{
    struct words w = {.text = text, .len = len, .arena = arena, .fault = fault, .today = today};
    struct part part;
    *query = (struct figure_query){.kind = -1, .change = -1};
    *fault_at = 0;
    while (next_part(&w, &part)) {
        if (one_part(&w, query, &part))
            continue;
        *fault_at = w.at;
        return false;
    }
    if (query->word_count == 0 && !query->min && !query->max && !query->unit && !query->has_period &&
        !query->place && query->kind < 0 && query->change < 0)
        return fault_set(fault, FAULT_USAGE, "the condition on figures is empty");
    return true;
}
