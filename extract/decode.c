#include "extract/decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum {
    DECLARATION_MAX = 8192, /* how far into the page <meta charset> is looked for */
    FIT_SAMPLE = 128 * 1024, /* bytes outside ASCII that the statistics read */
    NAME_MAX_LEN = 40
};

enum family { FAMILY_UTF8, FAMILY_GB, FAMILY_BIG5, FAMILY_UTF16, FAMILY_ASIAN, FAMILY_WESTERN };

/* Labels as the WHATWG Encoding standard groups them. */
static const struct charset {
    const char *label, *name, *engine; /* as declared; as reported; as iconv knows it */
    enum family family;
} charsets[] = {
    {"utf-8", "utf-8", "UTF-8", FAMILY_UTF8},
    {"utf8", "utf-8", "UTF-8", FAMILY_UTF8},
    {"gb18030", "gb18030", "GB18030", FAMILY_GB},
    {"gbk", "gb18030", "GB18030", FAMILY_GB},
    {"gb2312", "gb18030", "GB18030", FAMILY_GB},
    {"gb_2312-80", "gb18030", "GB18030", FAMILY_GB},
    {"gb_2312", "gb18030", "GB18030", FAMILY_GB},
    {"gb2312-80", "gb18030", "GB18030", FAMILY_GB},
    {"x-gbk", "gb18030", "GB18030", FAMILY_GB},
    {"cp936", "gb18030", "GB18030", FAMILY_GB},
    {"windows-936", "gb18030", "GB18030", FAMILY_GB},
    {"euc-cn", "gb18030", "GB18030", FAMILY_GB},
    {"chinese", "gb18030", "GB18030", FAMILY_GB},
    {"big5", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"big5-hkscs", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"big5hkscs", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"big-5", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"x-x-big5", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"cp950", "big5-hkscs", "BIG5-HKSCS", FAMILY_BIG5},
    {"utf-16", "utf-16le", "UTF-16LE", FAMILY_UTF16},
    {"utf-16le", "utf-16le", "UTF-16LE", FAMILY_UTF16},
    {"utf-16be", "utf-16be", "UTF-16BE", FAMILY_UTF16},
    {"shift_jis", "shift_jis", "CP932", FAMILY_ASIAN},
    {"shift-jis", "shift_jis", "CP932", FAMILY_ASIAN},
    {"x-sjis", "shift_jis", "CP932", FAMILY_ASIAN},
    {"euc-jp", "euc-jp", "EUC-JP", FAMILY_ASIAN},
    {"euc-kr", "euc-kr", "CP949", FAMILY_ASIAN},
    {"ks_c_5601-1987", "euc-kr", "CP949", FAMILY_ASIAN},
    {"euc-tw", "euc-tw", "EUC-TW", FAMILY_ASIAN},
    {"windows-1251", "windows-1251", "CP1251", FAMILY_WESTERN},
    {"koi8-r", "koi8-r", "KOI8-R", FAMILY_WESTERN},
    {"iso-8859-1", "windows-1252", "CP1252", FAMILY_WESTERN},
    {"latin1", "windows-1252", "CP1252", FAMILY_WESTERN},
    {"us-ascii", "windows-1252", "CP1252", FAMILY_WESTERN},
    {"ascii", "windows-1252", "CP1252", FAMILY_WESTERN},
    {"windows-1252", "windows-1252", "CP1252", FAMILY_WESTERN},
};

enum { CHARSET_UTF8 = 0, CHARSET_GB = 2, CHARSET_BIG5 = 13, CHARSET_UTF16LE = 20, CHARSET_UTF16BE = 21 };

/* Engines are opened once: opening one reads files, and a page may come to be
 * decoded where no file can be opened any more. */
enum { CHARSET_COUNT = sizeof charsets / sizeof *charsets };

struct decoder {
    iconv_t from[CHARSET_COUNT]; /* (iconv_t)-1 = none; labels of one engine share it */
    iconv_t to_gb;
};

static iconv_t engine_of_label(struct decoder *d, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(charsets[k].engine, charsets[i].engine) == 0)
            return d->from[k];
    return iconv_open("UTF-8", charsets[i].engine);
}

struct decoder *decoder_open(struct fault *fault)
{
    struct decoder *d = malloc(sizeof *d);
    if (!d) {
        fault_set(fault, FAULT_MEMORY, "no memory for the decoder");
        return NULL;
    }
    for (size_t i = 0; i < CHARSET_COUNT; i++)
        d->from[i] = engine_of_label(d, i);
    d->to_gb = iconv_open("GB18030", "UTF-8");
    if (d->from[CHARSET_GB] != (iconv_t)-1 && d->from[CHARSET_BIG5] != (iconv_t)-1)
        return d;
    fault_set(fault, FAULT_IO, "iconv knows no GB18030 or no BIG5-HKSCS");
    decoder_close(d);
    return NULL;
}

void decoder_close(struct decoder *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < CHARSET_COUNT; i++) {
        bool shared = false;
        for (size_t k = 0; k < i; k++)
            shared |= d->from[k] == d->from[i];
        if (!shared && d->from[i] != (iconv_t)-1)
            iconv_close(d->from[i]);
    }
    if (d->to_gb != (iconv_t)-1)
        iconv_close(d->to_gb);
    free(d);
}

static const struct charset *charset_find(const char *label, size_t len)
{
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        if (strlen(charsets[i].label) == len && strncasecmp(charsets[i].label, label, len) == 0)
            return &charsets[i];
    return NULL;
}

/* ------------------------------------------------------------- the bytes */

/* What one pass over the bytes tells of them, read as UTF-8. */
struct survey {
    size_t two, three; /* well-formed sequences of two bytes; of three and four */
    size_t latin;      /* of `two`, those that stand for U+0080..00FF */
    size_t bad;        /* bytes that begin no sequence */
    size_t controls;   /* C0 without \t \n \r \f, and DEL */
    size_t zeros;      /* of them, NUL */
    size_t torn;       /* U+951B 锛 and U+9286 銆: what ，and 。become when UTF-8 is read as GBK */
    bool dirty;        /* something stands there that must not pass the door */
};

static void survey_ascii(struct survey *s, unsigned char c)
{
    if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F))
        return;
    s->dirty = true;
    if (c != '\r' && c != '\f')
        s->controls++;
    if (c == 0)
        s->zeros++;
}

/* Sequences among which something forbidden can be, by first byte: C1 and
 * soft hyphen, U+061C, U+2000.., private use, U+FEFF (see decode_allowed()). */
static bool lead_is_suspect(unsigned char c)
{
    return c == 0xC2 || c == 0xD8 || c == 0xE2 || c == 0xEE || c == 0xEF;
}

static bool sequence_is_dirty(const unsigned char *p)
{
    switch (p[0]) {
    case 0xC2: return p[1] < 0xA0 || p[1] == 0xAD;
    case 0xD8: return p[1] == 0x9C;
    case 0xE2: return (p[1] == 0x80 && ((p[2] >= 0x8B && p[2] <= 0x8F) || (p[2] >= 0xA8 && p[2] <= 0xAE))) ||
                      (p[1] == 0x81 && p[2] >= 0xA0);
    case 0xEE: return p[1] == 0x97;
    case 0xEF: return p[1] == 0xBB;
    default: return false;
    }
}

static size_t survey_sequence(struct survey *s, const unsigned char *p, size_t left)
{
    uint32_t cp;
    size_t n;
    if (left >= 3 && p[0] > 0xE2 && p[0] < 0xED && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80)
        n = 3;
    else
        n = utf8_decode((const char *)p, left, &cp);
    if (n == 0) {
        s->bad++;
        s->dirty = true;
        return 1;
    }
    if (n == 2) {
        s->two++;
        s->latin += p[0] < 0xC4;
    } else {
        s->three++;
        s->torn += p[0] == 0xE9 && ((p[1] == 0x94 && p[2] == 0x9B) || (p[1] == 0x8A && p[2] == 0x86));
    }
    if (sequence_is_dirty(p))
        s->dirty = true;
    return n;
}

/* Eight bytes of plain ASCII without a control character. */
static bool word_is_plain(const unsigned char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
    uint64_t below = (w - 0x2020202020202020u) & ~w;       /* high bit where a byte < 0x20 */
    uint64_t del = w ^ 0x7F7F7F7F7F7F7F7Fu;
    uint64_t is_del = (del - 0x0101010101010101u) & ~del;
    return ((w | below | is_del) & 0x8080808080808080u) == 0;
}

static struct survey survey_bytes(const unsigned char *p, size_t len)
{
    struct survey s = {0};
    for (size_t i = 0; i < len;) {
        while (i + 8 <= len && word_is_plain(p + i))
            i += 8;
        if (i >= len)
            break;
        if (p[i] < 0x80)
            survey_ascii(&s, p[i++]);
        else
            i += survey_sequence(&s, p + i, len - i);
    }
    return s;
}

/* ------------------------------------------- GB18030 or Big5: statistics */

struct fit {
    long pairs, gb, big5;
};

/* How usual a double byte is in Simplified or Traditional text in GB18030:
 * the level-1 ideographs of GB 2312 and its punctuation make nine tenths of
 * any text; ，。的是在国 stand for themselves. */
static int gb_weight(unsigned char a, unsigned char b)
{
    static const uint16_t usual[] = {0xA3AC, 0xA1A3, 0xB5C4, 0xCAC7, 0xD4DA, 0xB9FA};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (usual[i] == (a << 8 | b))
            return 4;
    if (b < 0x40 || b == 0x7F || b == 0xFF)
        return b >= '0' && b <= '9' ? 0 : -3;
    if (b >= 0xA1 && ((a >= 0xB0 && a <= 0xD7) || a == 0xA1 || a == 0xA3))
        return 2;
    return a >= 0xA4 && a <= 0xAF ? -1 : 0;
}

/* The same for Big5: its first plane A4..C6 holds the 5,401 frequent ones. */
static int big5_weight(unsigned char a, unsigned char b)
{
    static const uint16_t usual[] = {0xA141, 0xA143, 0xAABA, 0xAC4F, 0xA662, 0xB0EA};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (usual[i] == (a << 8 | b))
            return 4;
    if (b < 0x40 || (b > 0x7E && b < 0xA1) || b == 0xFF)
        return -3;
    if ((a >= 0xA4 && a <= 0xC6) || a == 0xA1)
        return 2;
    return -1;
}

static struct fit fit_bytes(const unsigned char *p, size_t len)
{
    struct fit f = {0};
    for (size_t i = 0; i + 1 < len && f.pairs < FIT_SAMPLE / 2; i++) {
        if (p[i] < 0x80)
            continue;
        f.pairs++;
        if (p[i] == 0x80 || p[i] == 0xFF || p[i + 1] < 0x30) {
            f.gb -= 3;
            f.big5 -= 3;
            continue;
        }
        f.gb += gb_weight(p[i], p[i + 1]);
        f.big5 += big5_weight(p[i], p[i + 1]);
        i += p[i + 1] >= 0x40;
    }
    return f;
}

/* ------------------------------------------------------- the declaration */

static const char *find_ascii(const char *p, const char *end, const char *word)
{
    size_t n = strlen(word);
    for (; (size_t)(end - p) >= n; p++)
        if (strncasecmp(p, word, n) == 0)
            return p;
    return NULL;
}

/* The name behind "charset=" or "encoding=". */
static const struct charset *declared_behind(const char *p, const char *end, const char *key)
{
    p = find_ascii(p, end, key);
    if (!p)
        return NULL;
    p += strlen(key);
    while (p < end && strchr(" \t\r\n='\"", *p) && *p)
        p++;
    const char *start = p;
    while (p < end && p - start < NAME_MAX_LEN && *p && !strchr(" \t\r\n'\";/>?,", *p))
        p++;
    return charset_find(start, (size_t)(p - start));
}

static const struct charset *declared_in_markup(const char *bytes, size_t len)
{
    const char *end = bytes + (len < DECLARATION_MAX ? len : DECLARATION_MAX);
    const struct charset *found = NULL;
    if (len > 5 && strncasecmp(bytes, "<?xml", 5) == 0) {
        const char *close = memchr(bytes, '>', (size_t)(end - bytes));
        found = close ? declared_behind(bytes, close, "encoding") : NULL;
    }
    for (const char *p = bytes; !found && (p = find_ascii(p, end, "<meta")); p += 5) {
        const char *close = memchr(p, '>', (size_t)(end - p));
        found = declared_behind(p, close ? close : end, "charset");
    }
    /* What could be read as ASCII so far is not UTF-16. */
    return found && found->family == FAMILY_UTF16 ? &charsets[CHARSET_UTF8] : found;
}

static const struct charset *declared(const char *bytes, size_t len, const struct decode_hint *hint)
{
    const struct charset *c = NULL;
    if (hint->content_type)
        c = declared_behind(hint->content_type, hint->content_type + strlen(hint->content_type), "charset");
    if (!c && hint->markup)
        c = declared_in_markup(bytes, len);
    return c;
}

/* ----------------------------------------------------------- the decision */

static const struct charset *by_mark(const char *bytes, size_t len, size_t *mark)
{
    const unsigned char *p = (const unsigned char *)bytes;
    *mark = 0;
    if (len >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
        *mark = 3;
        return &charsets[CHARSET_UTF8];
    }
    if (len >= 4 && p[0] == 0x84 && p[1] == 0x31 && p[2] == 0x95 && p[3] == 0x33) {
        *mark = 4;
        return &charsets[CHARSET_GB];
    }
    if (len >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
        *mark = 2;
        return &charsets[p[0] == 0xFF ? CHARSET_UTF16LE : CHARSET_UTF16BE];
    }
    if (len >= 4 && p[0] == '<' && p[1] == 0 && p[3] == 0)
        return &charsets[CHARSET_UTF16LE];
    if (len >= 4 && p[0] == 0 && p[1] == '<' && p[2] == 0)
        return &charsets[CHARSET_UTF16BE];
    return NULL;
}

/* Among GB18030 and Big5 the better fit; a declaration decides near ties. */
static const struct charset *by_statistics(const struct fit *f, const struct charset *said)
{
    long best = f->gb >= f->big5 ? f->gb : f->big5;
    if (best * 2 <= f->pairs)
        return NULL;
    bool gb = f->gb >= f->big5;
    if (said && said->family == FAMILY_GB && f->gb * 10 >= best * 7)
        gb = true;
    if (said && said->family == FAMILY_BIG5 && f->big5 * 10 >= best * 7)
        gb = false;
    return &charsets[gb ? CHARSET_GB : CHARSET_BIG5];
}

static const struct charset *choose(const unsigned char *p, size_t len, const struct survey *s,
                                    const struct charset *said)
{
    size_t good = s->two + s->three;
    if (good == 0 && s->bad == 0)
        return said && said->family != FAMILY_UTF16 ? said : &charsets[CHARSET_UTF8];
    bool says_utf8 = said && said->family == FAMILY_UTF8;
    if (s->three > 0 && s->bad * (says_utf8 ? 2 : 8) <= good)
        return &charsets[CHARSET_UTF8];
    struct fit f = fit_bytes(p, len);
    const struct charset *chinese = by_statistics(&f, said);
    if (s->bad == 0 && (!chinese || !said || said->family != chinese->family))
        return &charsets[CHARSET_UTF8];
    if (said && said->family == FAMILY_ASIAN)
        return said;
    if (chinese)
        return chinese;
    if (said && (said->family == FAMILY_GB || said->family == FAMILY_BIG5 || said->family == FAMILY_WESTERN))
        return said;
    return s->bad * 2 <= good || (s->bad < 4 && f.pairs < 8) ? &charsets[CHARSET_UTF8] : NULL;
}

/* ---------------------------------------------------------- the conversion */

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

/* How many bytes a refused sequence spans: the pair when it has the shape of
 * one, the first byte alone when an ASCII character or nothing follows. */
static size_t refused_length(const struct charset *c, const unsigned char *p, size_t left)
{
    if (c->family == FAMILY_UTF16)
        return left < 2 ? left : 2;
    if (c->family == FAMILY_WESTERN || left < 2 || p[0] == 0x80 || p[0] == 0xFF)
        return 1;
    unsigned char low = c->family == FAMILY_BIG5 ? 0xA1 : 0x80;
    return p[1] >= low && p[1] != 0xFF ? 2 : 1;
}

/* Four bytes of GB18030 that iconv leaves out, because it gives their characters to the two bytes that
 * the edition of 2005 kept for private use: U+9FB4..9FBB and U+FE10..FE19.  0 = none. */
static uint32_t gb_left_out(const unsigned char *p, size_t left)
{
    if (left < 4 || p[0] < 0x81 || p[1] < 0x30 || p[1] > 0x39 || p[2] < 0x81 || p[3] < 0x30 || p[3] > 0x39)
        return 0;
    uint32_t linear =
        (((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 126 + (p[2] - 0x81u)) * 10 + (p[3] - 0x30u);
    enum { AT_9FB4 = 19057, AT_FE10 = 39076 };
    return linear - AT_9FB4 < 8 ? 0x9FB4 + linear - AT_9FB4
           : linear - AT_FE10 < 10 ? 0xFE10 + linear - AT_FE10
                                   : 0;
}

/* Two bytes of Big5 that iconv's BIG5-HKSCS refuses and code page 950 knows, ／ and ＼ among them. */
static uint32_t big5_left_out(const unsigned char *p, size_t left)
{
    static const uint16_t codes[][2] = {{0xA15A, 0x2574}, {0xA1C3, 0xFFE3}, {0xA1C5, 0x02CD},
                                        {0xA1FE, 0xFF0F}, {0xA240, 0xFF3C}, {0xA2CC, 0x5341},
                                        {0xA2CE, 0x5345}};
    for (size_t i = 0; left >= 2 && i < sizeof codes / sizeof *codes; i++)
        if (codes[i][0] == (p[0] << 8 | p[1]))
            return codes[i][1];
    return 0;
}

static bool replace_refused(const struct charset *c, const char **in, size_t *left, struct buf *out,
                            unsigned *replaced)
{
    const unsigned char *p = (const unsigned char *)*in;
    uint32_t cp = c->family == FAMILY_GB     ? gb_left_out(p, *left)
                  : c->family == FAMILY_BIG5 ? big5_left_out(p, *left)
                                             : 0;
    if (cp != 0) {
        char bytes[4];
        size_t taken = c->family == FAMILY_GB ? 4 : 2;
        *in += taken;
        *left -= taken;
        return buf_append(out, bytes, utf8_encode(cp, bytes));
    }
    size_t n = refused_length(c, p, *left);
    bool euro = c->family == FAMILY_GB && p[0] == 0x80; /* code page 936 */
    *in += n;
    *left -= n;
    *replaced += !euro;
    return buf_puts(out, euro ? "\xE2\x82\xAC" : REPLACEMENT);
}

static bool convert_with(iconv_t engine, const struct charset *c, const char *in, size_t left,
                         struct buf *out, unsigned *replaced)
{
    iconv(engine, NULL, NULL, NULL, NULL);
    while (left > 0) {
        if (!buf_reserve(out, left + left / 2 + 16))
            return false;
        char *source = (char *)(uintptr_t)in; /* iconv() reads only */
        char *to = out->data + out->len;
        size_t room = out->cap - 1 - out->len;
        size_t got = iconv(engine, &source, &left, &to, &room);
        out->len = (size_t)(to - out->data);
        in = source;
        if (got != (size_t)-1 || errno == E2BIG)
            continue;
        iconv(engine, NULL, NULL, NULL, NULL);
        if (left > 0 && !replace_refused(c, &in, &left, out, replaced))
            return false;
    }
    if (!buf_reserve(out, 16))
        return false;
    char *to = out->data + out->len;
    size_t room = out->cap - 1 - out->len;
    iconv(engine, NULL, NULL, &to, &room);
    out->len = (size_t)(to - out->data);
    return buf_append(out, "", 0);
}

static bool repair_utf8(const char *in, size_t len, struct buf *out, unsigned *replaced)
{
    for (const char *end = in + len; in < end;) {
        size_t good = utf8_valid_prefix(in, (size_t)(end - in));
        buf_append(out, in, good);
        in += good;
        if (in < end) {
            buf_puts(out, REPLACEMENT);
            ++*replaced;
            in++;
            while (in < end && ((unsigned char)*in & 0xC0) == 0x80) /* the rest of a torn sequence */
                in++;
        }
    }
    return buf_ok(out);
}

static bool convert(struct decoder *decoder, const struct charset *c, const char *in, size_t len,
                    struct buf *out, unsigned *replaced, struct fault *fault)
{
    buf_clear(out);
    if (c->family == FAMILY_UTF8) {
        repair_utf8(in, len, out, replaced);
    } else {
        iconv_t engine = decoder->from[c - charsets];
        if (engine == (iconv_t)-1)
            return fault_set(fault, FAULT_INPUT, "iconv does not know %s", c->name);
        convert_with(engine, c, in, len, out, replaced);
    }
    return buf_check(out, "the decoded page", fault);
}

/* ------------------------------------------------------------- cleaning */

uint32_t decode_allowed(uint32_t cp)
{
    if (cp == 0x85 || cp == 0x2028 || cp == 0x2029)
        return '\n';
    if (cp == 0x0B || cp == 0x0C)
        return ' ';
    if (cp == 0xE5E5) /* GB18030 A3A0, which Chinese editors use as the blank U+3000 */
        return 0x3000;
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD)
        return cp == '\n' || cp == '\t' ? cp : 0;
    return utf8_is_bidi_control(cp) || utf8_is_zero_width(cp) ? 0 : cp;
}

/* Bytes that nothing forbidden begins with. */
static bool passes(unsigned char c)
{
    return c >= 0x80 ? !lead_is_suspect(c) : (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* Cleans valid UTF-8 in place; it never grows. */
static size_t clean(char *text, size_t len)
{
    bool pass[256];
    for (unsigned c = 0; c < 256; c++)
        pass[c] = passes((unsigned char)c);
    const char *in = text, *end = text + len;
    char *out = text;
    while (in < end) {
        const char *run = in;
        while (in < end && pass[(unsigned char)*in])
            in++;
        if (out != run)
            memmove(out, run, (size_t)(in - run));
        out += in - run;
        if (in == end)
            break;
        if (*in == '\r') {
            *out++ = '\n';
            in += in + 1 < end && in[1] == '\n' ? 2 : 1;
            continue;
        }
        uint32_t cp = decode_allowed(utf8_next(&in, end));
        if (cp != 0)
            out += utf8_encode(cp, out);
    }
    *out = '\0';
    return (size_t)(out - text);
}

/* ---------------------------------------------------- text encoded twice */

/* Windows-1252 where it differs from Latin-1. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

uint32_t decode_c1_reference(uint32_t cp)
{
    return cp >= 0x80 && cp < 0xA0 && windows_1252[cp - 0x80] ? windows_1252[cp - 0x80] : cp;
}

/* The way back to bytes; -1 = none. */
static int latin_byte(uint32_t cp)
{
    if (cp < 0x100)
        return (int)cp;
    for (int i = 0; i < 32; i++)
        if (windows_1252[i] == cp)
            return 0x80 + i;
    return -1;
}

static bool unwrap_latin(const char *in, size_t len, struct buf *bytes)
{
    for (const char *end = in + len; in < end;) {
        int b = latin_byte(utf8_next(&in, end));
        buf_putc(bytes, b < 0 ? '?' : (char)b);
    }
    return buf_ok(bytes);
}

static bool unwrap_gbk(struct decoder *decoder, const char *in, size_t len, struct buf *bytes)
{
    unsigned ignored = 0;
    return decoder->to_gb != (iconv_t)-1 &&
           convert_with(decoder->to_gb, &charsets[CHARSET_UTF8], in, len, bytes, &ignored);
}

/* Undoes a double encoding when what comes out is plainly Chinese: the bytes
 * in `inner`, and the charset that they are in; else NULL. */
static const struct charset *unwrap(struct decoder *decoder, const char *text, size_t len,
                                    const struct survey *s, struct buf *inner)
{
    if (s->latin >= 24 && s->latin > s->three * 2) {
        if (!unwrap_latin(text, len, inner))
            return NULL;
        struct survey again = survey_bytes((const unsigned char *)inner->data, inner->len);
        if (again.three >= 8 && again.bad * 8 <= again.three)
            return &charsets[CHARSET_UTF8];
        struct fit f = fit_bytes((const unsigned char *)inner->data, inner->len);
        long best = f.gb > f.big5 ? f.gb : f.big5;
        return f.pairs >= 12 && best * 10 >= f.pairs * 17 ? by_statistics(&f, NULL) : NULL;
    }
    if (s->three >= 16 && s->torn >= 2 && s->torn * 200 > s->three && unwrap_gbk(decoder, text, len, inner)) {
        struct survey again = survey_bytes((const unsigned char *)inner->data, inner->len);
        if (again.three >= 8 && again.bad * 3 <= again.three)
            return &charsets[CHARSET_UTF8];
    }
    return NULL;
}

static bool undo_double(struct decoder *decoder, const char *text, size_t len, const struct survey *s,
                        struct buf *out, struct decoded *d)
{
    struct buf inner;
    buf_init(&inner, out->max);
    const struct charset *c = unwrap(decoder, text, len, s, &inner);
    bool ok = c && convert(decoder, c, inner.data, inner.len, out, &d->replaced, NULL);
    buf_free(&inner);
    if (!ok)
        return false;
    d->double_encoded = true;
    d->len = clean(out->data, out->len);
    d->text = out->data;
    return true;
}

/* --------------------------------------------------------------- the door */

static bool is_binary(const struct survey *s, size_t len)
{
    return s->zeros > len / 100 + 16 || s->controls > len / 20 + 64;
}

static bool decode_utf8(struct decoder *decoder, const char *bytes, size_t len, const struct survey *s,
                        struct buf *out, struct decoded *d, struct fault *fault)
{
    if (undo_double(decoder, bytes, len, s, out, d))
        return true;
    if (!s->dirty) {
        d->text = bytes;
        d->len = len;
        return true;
    }
    buf_clear(out);
    if (s->bad > 0)
        repair_utf8(bytes, len, out, &d->replaced);
    else
        buf_append(out, bytes, len);
    if (!buf_check(out, "the decoded page", fault))
        return false;
    d->len = clean(out->data, out->len);
    d->text = out->data;
    return true;
}

static bool decode_other(struct decoder *decoder, const struct charset *c, const char *bytes, size_t len,
                         struct buf *out, struct decoded *d, struct fault *fault)
{
    if (!convert(decoder, c, bytes, len, out, &d->replaced, fault))
        return false;
    d->len = clean(out->data, out->len);
    d->text = out->data;
    return true;
}

bool decode(struct decoder *decoder, const char *bytes, size_t len, const struct decode_hint *hint,
            struct buf *out, struct decoded *d, struct fault *fault)
{
    *d = (struct decoded){.text = bytes};
    size_t mark;
    const struct charset *c = by_mark(bytes, len, &mark);
    bytes += mark;
    len -= mark;
    if (hint->forced && !(c = charset_find(hint->forced, strlen(hint->forced))))
        return fault_set(fault, FAULT_INPUT, "unknown charset '%s'", hint->forced);
    if (c && c->family != FAMILY_UTF8) {
        d->charset = c->name;
        return decode_other(decoder, c, bytes, len, out, d, fault);
    }
    struct survey s = survey_bytes((const unsigned char *)bytes, len);
    if (is_binary(&s, len))
        return fault_set(fault, FAULT_INPUT, "the bytes are no text");
    if (!c)
        c = choose((const unsigned char *)bytes, len, &s, declared(bytes, len, hint));
    if (!c)
        return fault_set(fault, FAULT_INPUT, "no charset fits");
    d->charset = c->name;
    if (c->family == FAMILY_UTF8)
        return decode_utf8(decoder, bytes, len, &s, out, d, fault);
    return decode_other(decoder, c, bytes, len, out, d, fault);
}
