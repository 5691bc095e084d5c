/* figure_numeral.c - the grammar of numerals as one loop over glyphs. */
#include "extract/figure_numeral.h"

#include "extract/figure_glyphs.h"

enum { NUMERAL_GLYPHS_MAX = 60 };

struct reading {
    const struct figure_lexicon *lexicon;
    const uint16_t *c;
    size_t i, n;
    unsigned pick; /* which of a pair of digits counts: 0 the lower, 1 the higher */
    struct decimal total, section, number, mantissa;
    unsigned last_scale; /* power of the scale word just read, 0 = something else */
    unsigned tail_scale; /* power of the scale before `number` */
    unsigned big;        /* smallest of 万 and 亿 so far, 0 = none */
    unsigned number_digits;
    bool any, has_number, pair, more, zero, point, bare, arabic;
};

static bool is_vague(uint16_t c)
{
    return c == u'数' || c == u'几';
}

static bool is_infix(uint16_t c)
{
    return glyph_in(c, u"余多几来");
}

static uint16_t at(const struct reading *r, size_t i)
{
    return i < r->n ? r->c[i] : 0;
}

static size_t digit_run(const struct reading *r, size_t i)
{
    size_t k = i;
    while (k < r->n && glyph_is_digit(r->c[k]))
        k++;
    return k - i;
}

static void push_run(struct reading *r, size_t count)
{
    for (; count > 0; count--)
        decimal_push(&r->number, (unsigned)(r->c[r->i++] - '0'));
}

/* 12,345 or 51 306: groups of exactly three digits behind one to three. */
static void read_groups(struct reading *r)
{
    uint16_t mark = at(r, r->i);
    while ((mark == ',' || mark == ' ') && at(r, r->i) == mark && digit_run(r, r->i + 1) == 3) {
        r->i++;
        push_run(r, 3);
    }
}

static void read_arabic(struct reading *r)
{
    size_t digits = digit_run(r, r->i);
    size_t start = r->i;
    push_run(r, digits);
    if (digits <= 3 && r->c[start] != '0')
        read_groups(r);
    r->number_digits = (unsigned)(r->i - start);
    size_t fraction = at(r, r->i) == '.' ? digit_run(r, r->i + 1) : 0;
    if (fraction > 0) {
        r->i++;
        r->point = true;
        struct decimal tail = {0};
        for (size_t k = 0; k < fraction; k++)
            decimal_push(&tail, (unsigned)(r->c[r->i + k] - '0'));
        r->i += fraction;
        decimal_shift(&tail, -(int)(fraction < 30 ? fraction : 30));
        decimal_add(&r->number, &tail);
    }
    r->has_number = true;
}

static size_t ideograph_run(const struct reading *r)
{
    size_t k = r->i;
    while (k < r->n && !glyph_is_digit(r->c[k]) && glyph_digit(r->c[k]) >= 0)
        k++;
    return k - r->i;
}

static bool is_pair(const struct reading *r, size_t run)
{
    if (run != 2)
        return false;
    int a = glyph_digit(r->c[r->i]), b = glyph_digit(r->c[r->i + 1]);
    return a > 0 && (b == a + 1 || (a == 3 && b == 5));
}

static void read_ideographs(struct reading *r)
{
    size_t run = ideograph_run(r);
    if (r->last_scale > 0 && glyph_digit(r->c[r->i]) == 0) { /* 一百零三 */
        r->zero = true;
        r->i++;
        run--;
    }
    if (is_pair(r, run)) {
        r->pair = true;
        r->number = decimal_from((unsigned long)glyph_digit(r->c[r->i + r->pick]));
        r->number_digits = 1;
        r->i += 2;
    } else {
        r->number_digits = (unsigned)run;
        for (; run > 0; run--)
            decimal_push(&r->number, (unsigned)glyph_digit(r->c[r->i++]));
    }
    r->has_number = true;
}

/* 点五, 点八八; 点多 and 点几 say only that it is more. */
static bool read_point(struct reading *r)
{
    if (r->arabic || !r->any)
        return false;
    uint16_t next = at(r, r->i + 1);
    if (is_infix(next)) {
        r->i += 2;
        r->more = true;
        return true;
    }
    if (glyph_is_digit(next) || glyph_digit(next) < 0)
        return false;
    int places = 0;
    struct decimal tail = {0};
    for (r->i++; r->i < r->n && !glyph_is_digit(r->c[r->i]) && glyph_digit(r->c[r->i]) >= 0 && places < 20;
         r->i++) {
        decimal_push(&tail, (unsigned)glyph_digit(r->c[r->i]));
        places++;
    }
    decimal_shift(&tail, -places);
    decimal_add(&r->number, &tail);
    r->has_number = r->point = true;
    r->tail_scale = 0;
    return true;
}

/* 十 百 千: times the digit before, one when there is none. */
static bool apply_small(struct reading *r, unsigned power)
{
    if (!r->has_number && r->last_scale > 0 && r->last_scale < 4)
        return false;
    struct decimal part = r->has_number ? r->number : decimal_from(1);
    decimal_shift(&part, (int)power);
    decimal_add(&r->section, &part);
    return true;
}

/* 万 亿: times all since the last one that was larger. */
static bool apply_big(struct reading *r, unsigned power)
{
    if (r->big != 0 && (r->big == power || r->big > 4 * power))
        return false;
    struct decimal part = r->section;
    decimal_add(&part, &r->number);
    if (r->big != 0 && r->big < power) { /* 1.2万亿 */
        decimal_add(&part, &r->total);
        r->total = (struct decimal){0};
    } else if (decimal_is_zero(&part)) {
        if (r->any)
            return false;
        part = decimal_from(1);
    }
    r->mantissa = part;
    decimal_shift(&part, (int)power);
    decimal_add(&r->total, &part);
    r->section = (struct decimal){0};
    r->big = power;
    return true;
}

static bool begins_unit(const struct reading *r)
{
    size_t len = 0;
    return r->any &&
           figure_word(r->lexicon, r->c + r->i, r->n - r->i, WORD_UNIT | WORD_NOT_UNIT, &len) != NULL;
}

static bool read_scale(struct reading *r, unsigned power)
{
    if (begins_unit(r) || !(power < 4 ? apply_small(r, power) : apply_big(r, power)))
        return false;
    if (!r->any && power != 1)
        r->bare = true;
    r->number = (struct decimal){0};
    r->has_number = r->zero = false;
    r->last_scale = r->tail_scale = power;
    r->i++;
    return true;
}

/* 余 多 几 来 between the numeral and a scale or unit; 个 in 1.17个亿. */
static bool read_infix(struct reading *r)
{
    uint16_t here = at(r, r->i), next = at(r, r->i + 1);
    if (here == u'个' && (next == u'亿' || next == u'万')) {
        r->i++;
        return true;
    }
    bool twice = here == u'有' && next == u'余';
    if (!is_infix(here) && !twice)
        return false;
    r->i += twice ? 2 : 1;
    r->more = true;
    return true;
}

static bool read_part(struct reading *r)
{
    uint16_t here = r->c[r->i];
    unsigned power = glyph_scale(here);
    if (power > 0)
        return read_scale(r, power);
    if (glyph_in(here, u"廿卅")) {
        if (r->any)
            return false;
        r->section = decimal_from(here == u'廿' ? 20 : 30);
        r->last_scale = r->tail_scale = 1;
        r->i++;
        return true;
    }
    if (glyph_digit(here) >= 0) {
        if (r->has_number || r->more)
            return false;
        if (glyph_is_digit(here))
            read_arabic(r);
        else
            read_ideographs(r);
        r->last_scale = 0;
        return true;
    }
    if (!r->any)
        return false;
    if (here == u'点')
        return read_point(r);
    return !r->more && read_infix(r);
}

/* 三万五 is 35,000, 一百三 is 130. */
static void apply_tail(struct reading *r)
{
    if (r->has_number && r->tail_scale >= 2 && r->number_digits == 1 && !r->zero && !r->point && !r->pair)
        decimal_shift(&r->number, (int)r->tail_scale - 1);
}

static void run_grammar(struct reading *r)
{
    size_t limit = r->i + NUMERAL_GLYPHS_MAX;
    while (r->i < r->n && r->i < limit) {
        size_t before = r->i;
        if (!read_part(r) || r->i == before)
            break;
        r->any = true;
    }
    apply_tail(r);
}

static struct decimal reading_value(const struct reading *r)
{
    struct decimal value = r->total;
    decimal_add(&value, &r->section);
    decimal_add(&value, &r->number);
    return value;
}

static struct reading begin(const struct figure_lexicon *lexicon, const uint16_t *c, size_t i, size_t n,
                            unsigned pick)
{
    return (struct reading){
        .lexicon = lexicon, .c = c, .i = i, .n = n, .pick = pick, .arabic = glyph_is_digit(c[i])};
}

static void fill(struct numeral *out, const struct reading *r, size_t begin_at)
{
    out->end = r->i;
    out->value = reading_value(r);
    out->more = out->more || r->more;
    out->arabic = r->arabic;
    out->bare = r->bare;
    out->fraction = r->point;
    out->single = r->i - begin_at == 1 && !r->arabic && glyph_digit(r->c[begin_at]) > 0;
    bool ends_big = r->big > 0 && decimal_is_zero(&r->section) && !r->has_number;
    out->scale = (uint8_t)(ends_big ? r->big : 0);
    out->mantissa = ends_big ? r->mantissa : out->value;
}

bool numeral_read(const struct figure_lexicon *lexicon, const uint16_t *c, size_t i, size_t n,
                  struct numeral *out)
{
    *out = (struct numeral){.start = i};
    uint16_t first = c[i];
    bool up = first == u'上';
    if (up || is_vague(first)) { /* 上百, 数百, 几十: only before a scale word */
        if (i + 1 >= n || glyph_scale(c[i + 1]) == 0 || (up && glyph_scale(c[i + 1]) == 1))
            return false;
        out->vague = !up;
        out->more = up;
        i++;
    }
    struct reading r = begin(lexicon, c, i, n, 0);
    run_grammar(&r);
    if (!r.any)
        return false;
    fill(out, &r, i);
    if (r.pair) {
        struct reading high = begin(lexicon, c, i, n, 1);
        run_grammar(&high);
        out->max = reading_value(&high);
        out->has_max = true;
    }
    if (out->vague)
        out->bare = out->more = false;
    return !out->value.overflow;
}
