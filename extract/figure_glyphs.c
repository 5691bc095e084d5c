/* figure_glyphs.c - what single glyphs of a numeral are worth. */
#include "extract/figure_glyphs.h"

int glyph_digit(uint16_t c)
{
    static const char16_t digits[] = u"零一二三四五六七八九", formal[] = u"〇壹贰叁肆伍陆柒捌玖";
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c == u'两')
        return 2;
    if (c < u'〇')
        return -1;
    for (int d = 0; d < 10; d++)
        if (c == digits[d] || c == formal[d])
            return d;
    return -1;
}

unsigned glyph_scale(uint16_t c)
{
    switch (c) {
    case u'十':
    case u'拾':
        return 1;
    case u'百':
    case u'佰':
        return 2;
    case u'千':
    case u'仟':
        return 3;
    case u'万':
        return 4;
    case u'亿':
        return 8;
    case u'兆':
        return 12;
    default:
        return 0;
    }
}

bool glyph_begins_numeral(uint16_t c)
{
    return glyph_digit(c) >= 0 || glyph_scale(c) > 0 || glyph_in(c, u"数几上廿卅");
}

size_t glyph_small_number(const uint16_t *c, size_t n, unsigned *value)
{
    size_t i = 0;
    unsigned number = 0, tens = 0;
    bool ten = false;
    for (; i < n && i < 4; i++) {
        int d = glyph_digit(c[i]);
        if (d >= 0 && !(ten && number > 0))
            number = ten ? (unsigned)d : number * 10 + (unsigned)d;
        else if (glyph_scale(c[i]) == 1 && !ten && number < 10) {
            tens = number > 0 ? number * 10 : 10;
            number = 0;
            ten = true;
        } else
            break;
    }
    *value = tens + number;
    return i;
}
