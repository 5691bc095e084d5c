#include "extract/references.h"

#include <string.h>

enum { LEGACY = 1 << 24, NAME_LEN_MAX = 16 };

/* Sorted by name (ASCII).  LEGACY: also known without its semicolon. */
static const struct {
    const char *name;
    uint32_t cp;
} names[] = {
    {"AElig", LEGACY | 0xC6}, {"AMP", LEGACY | 0x26}, {"Aacute", LEGACY | 0xC1}, {"Acirc", LEGACY | 0xC2},
    {"Agrave", LEGACY | 0xC0}, {"Alpha", 0x391}, {"Aring", LEGACY | 0xC5}, {"Atilde", LEGACY | 0xC3},
    {"Auml", LEGACY | 0xC4}, {"Beta", 0x392}, {"COPY", LEGACY | 0xA9}, {"Ccedil", LEGACY | 0xC7},
    {"Chi", 0x3A7}, {"Dagger", 0x2021}, {"Delta", 0x394}, {"ETH", LEGACY | 0xD0}, {"Eacute", LEGACY | 0xC9},
    {"Ecirc", LEGACY | 0xCA}, {"Egrave", LEGACY | 0xC8}, {"Epsilon", 0x395}, {"Eta", 0x397},
    {"Euml", LEGACY | 0xCB}, {"GT", LEGACY | 0x3E}, {"Gamma", 0x393}, {"Hat", 0x5E},
    {"Iacute", LEGACY | 0xCD}, {"Icirc", LEGACY | 0xCE}, {"Igrave", LEGACY | 0xCC}, {"Iota", 0x399},
    {"Iuml", LEGACY | 0xCF}, {"Kappa", 0x39A}, {"LT", LEGACY | 0x3C}, {"Lambda", 0x39B}, {"Mu", 0x39C},
    {"NewLine", 0xA}, {"NonBreakingSpace", 0xA0}, {"Ntilde", LEGACY | 0xD1}, {"Nu", 0x39D},
    {"OElig", 0x152}, {"Oacute", LEGACY | 0xD3}, {"Ocirc", LEGACY | 0xD4}, {"Ograve", LEGACY | 0xD2},
    {"Omega", 0x3A9}, {"Omicron", 0x39F}, {"Oslash", LEGACY | 0xD8}, {"Otilde", LEGACY | 0xD5},
    {"Ouml", LEGACY | 0xD6}, {"Phi", 0x3A6}, {"Pi", 0x3A0}, {"Prime", 0x2033}, {"Psi", 0x3A8},
    {"QUOT", LEGACY | 0x22}, {"REG", LEGACY | 0xAE}, {"Rho", 0x3A1}, {"Scaron", 0x160}, {"Sigma", 0x3A3},
    {"THORN", LEGACY | 0xDE}, {"Tab", 0x9}, {"Tau", 0x3A4}, {"Theta", 0x398}, {"Uacute", LEGACY | 0xDA},
    {"Ucirc", LEGACY | 0xDB}, {"Ugrave", LEGACY | 0xD9}, {"Upsilon", 0x3A5}, {"Uuml", LEGACY | 0xDC},
    {"Xi", 0x39E}, {"Yacute", LEGACY | 0xDD}, {"Yuml", 0x178}, {"Zeta", 0x396}, {"aacute", LEGACY | 0xE1},
    {"acirc", LEGACY | 0xE2}, {"acute", LEGACY | 0xB4}, {"aelig", LEGACY | 0xE6}, {"agrave", LEGACY | 0xE0},
    {"alefsym", 0x2135}, {"alpha", 0x3B1}, {"amp", LEGACY | 0x26}, {"and", 0x2227}, {"ang", 0x2220},
    {"apos", 0x27}, {"aring", LEGACY | 0xE5}, {"ast", 0x2A}, {"asymp", 0x2248}, {"atilde", LEGACY | 0xE3},
    {"auml", LEGACY | 0xE4}, {"bdquo", 0x201E}, {"beta", 0x3B2}, {"brvbar", LEGACY | 0xA6}, {"bsol", 0x5C},
    {"bull", 0x2022}, {"cap", 0x2229}, {"ccedil", LEGACY | 0xE7}, {"cedil", LEGACY | 0xB8},
    {"cent", LEGACY | 0xA2}, {"chi", 0x3C7}, {"circ", 0x2C6}, {"clubs", 0x2663}, {"colon", 0x3A},
    {"comma", 0x2C}, {"commat", 0x40}, {"cong", 0x2245}, {"copy", LEGACY | 0xA9}, {"crarr", 0x21B5},
    {"cup", 0x222A}, {"curren", LEGACY | 0xA4}, {"dArr", 0x21D3}, {"dagger", 0x2020}, {"darr", 0x2193},
    {"dash", 0x2010}, {"deg", LEGACY | 0xB0}, {"delta", 0x3B4}, {"diams", 0x2666},
    {"divide", LEGACY | 0xF7}, {"dollar", 0x24}, {"eacute", LEGACY | 0xE9}, {"ecirc", LEGACY | 0xEA},
    {"egrave", LEGACY | 0xE8}, {"empty", 0x2205}, {"emsp", 0x2003}, {"ensp", 0x2002}, {"epsilon", 0x3B5},
    {"equals", 0x3D}, {"equiv", 0x2261}, {"eta", 0x3B7}, {"eth", LEGACY | 0xF0}, {"euml", LEGACY | 0xEB},
    {"euro", 0x20AC}, {"excl", 0x21}, {"exist", 0x2203}, {"fnof", 0x192}, {"forall", 0x2200},
    {"frac12", LEGACY | 0xBD}, {"frac14", LEGACY | 0xBC}, {"frac34", LEGACY | 0xBE}, {"frasl", 0x2044},
    {"gamma", 0x3B3}, {"ge", 0x2265}, {"grave", 0x60}, {"gt", LEGACY | 0x3E}, {"hArr", 0x21D4},
    {"harr", 0x2194}, {"hearts", 0x2665}, {"hellip", 0x2026}, {"horbar", 0x2015}, {"hyphen", 0x2010},
    {"iacute", LEGACY | 0xED}, {"icirc", LEGACY | 0xEE}, {"iexcl", LEGACY | 0xA1},
    {"igrave", LEGACY | 0xEC}, {"image", 0x2111}, {"infin", 0x221E}, {"int", 0x222B}, {"iota", 0x3B9},
    {"iquest", LEGACY | 0xBF}, {"isin", 0x2208}, {"iuml", LEGACY | 0xEF}, {"kappa", 0x3BA},
    {"lArr", 0x21D0}, {"lambda", 0x3BB}, {"lang", 0x27E8}, {"laquo", LEGACY | 0xAB}, {"larr", 0x2190},
    {"lbrace", 0x7B}, {"lbrack", 0x5B}, {"lceil", 0x2308}, {"lcub", 0x7B}, {"ldquo", 0x201C},
    {"ldquor", 0x201E}, {"le", 0x2264}, {"lfloor", 0x230A}, {"lowast", 0x2217}, {"lowbar", 0x5F},
    {"loz", 0x25CA}, {"lpar", 0x28}, {"lrm", 0x200E}, {"lsaquo", 0x2039}, {"lsqb", 0x5B}, {"lsquo", 0x2018},
    {"lsquor", 0x201A}, {"lt", LEGACY | 0x3C}, {"macr", LEGACY | 0xAF}, {"mdash", 0x2014},
    {"micro", LEGACY | 0xB5}, {"middot", LEGACY | 0xB7}, {"minus", 0x2212}, {"mu", 0x3BC},
    {"nabla", 0x2207}, {"nbsp", LEGACY | 0xA0}, {"ndash", 0x2013}, {"ne", 0x2260}, {"ni", 0x220B},
    {"not", LEGACY | 0xAC}, {"notin", 0x2209}, {"nsub", 0x2284}, {"ntilde", LEGACY | 0xF1}, {"nu", 0x3BD},
    {"num", 0x23}, {"oacute", LEGACY | 0xF3}, {"ocirc", LEGACY | 0xF4}, {"oelig", 0x153},
    {"ograve", LEGACY | 0xF2}, {"oline", 0x203E}, {"omega", 0x3C9}, {"omicron", 0x3BF}, {"oplus", 0x2295},
    {"or", 0x2228}, {"ordf", LEGACY | 0xAA}, {"ordm", LEGACY | 0xBA}, {"oslash", LEGACY | 0xF8},
    {"otilde", LEGACY | 0xF5}, {"otimes", 0x2297}, {"ouml", LEGACY | 0xF6}, {"para", LEGACY | 0xB6},
    {"part", 0x2202}, {"percnt", 0x25}, {"period", 0x2E}, {"permil", 0x2030}, {"perp", 0x22A5},
    {"phi", 0x3C6}, {"pi", 0x3C0}, {"piv", 0x3D6}, {"plus", 0x2B}, {"plusmn", LEGACY | 0xB1},
    {"pound", LEGACY | 0xA3}, {"prime", 0x2032}, {"prod", 0x220F}, {"prop", 0x221D}, {"psi", 0x3C8},
    {"quest", 0x3F}, {"quot", LEGACY | 0x22}, {"rArr", 0x21D2}, {"radic", 0x221A}, {"rang", 0x27E9},
    {"raquo", LEGACY | 0xBB}, {"rarr", 0x2192}, {"rbrace", 0x7D}, {"rbrack", 0x5D}, {"rceil", 0x2309},
    {"rcub", 0x7D}, {"rdquo", 0x201D}, {"rdquor", 0x201D}, {"real", 0x211C}, {"reg", LEGACY | 0xAE},
    {"rfloor", 0x230B}, {"rho", 0x3C1}, {"rlm", 0x200F}, {"rpar", 0x29}, {"rsaquo", 0x203A}, {"rsqb", 0x5D},
    {"rsquo", 0x2019}, {"rsquor", 0x2019}, {"sbquo", 0x201A}, {"scaron", 0x161}, {"sdot", 0x22C5},
    {"sect", LEGACY | 0xA7}, {"semi", 0x3B}, {"shy", LEGACY | 0xAD}, {"sigma", 0x3C3}, {"sigmaf", 0x3C2},
    {"sim", 0x223C}, {"sol", 0x2F}, {"spades", 0x2660}, {"sub", 0x2282}, {"sube", 0x2286}, {"sum", 0x2211},
    {"sup", 0x2283}, {"sup1", LEGACY | 0xB9}, {"sup2", LEGACY | 0xB2}, {"sup3", LEGACY | 0xB3},
    {"supe", 0x2287}, {"szlig", LEGACY | 0xDF}, {"tau", 0x3C4}, {"there4", 0x2234}, {"theta", 0x3B8},
    {"thetasym", 0x3D1}, {"thinsp", 0x2009}, {"thorn", LEGACY | 0xFE}, {"tilde", 0x2DC},
    {"times", LEGACY | 0xD7}, {"trade", 0x2122}, {"uArr", 0x21D1}, {"uacute", LEGACY | 0xFA},
    {"uarr", 0x2191}, {"ucirc", LEGACY | 0xFB}, {"ugrave", LEGACY | 0xF9}, {"uml", LEGACY | 0xA8},
    {"upsih", 0x3D2}, {"upsilon", 0x3C5}, {"uuml", LEGACY | 0xFC}, {"verbar", 0x7C}, {"vert", 0x7C},
    {"weierp", 0x2118}, {"xi", 0x3BE}, {"yacute", LEGACY | 0xFD}, {"yen", LEGACY | 0xA5},
    {"yuml", LEGACY | 0xFF}, {"zeta", 0x3B6}, {"zwj", 0x200D}, {"zwnj", 0x200C},
};

static int compare(const char *name, const char *p, size_t len)
{
    int order = strncmp(name, p, len);
    return order ? order : name[len] != '\0';
}

/* The row of a name; -1 for none. */
static int find(const char *p, size_t len)
{
    int low = 0, high = (int)(sizeof names / sizeof *names) - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = compare(names[middle].name, p, len);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit_of(char c, bool hex)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind "&#". */
static const char *read_number(const char *p, const char *end, uint32_t *cp)
{
    bool hex = p < end && (*p | 0x20) == 'x';
    const char *start = p += hex;
    uint32_t n = 0;
    for (int digit; p < end && (digit = digit_of(*p, hex)) >= 0; p++)
        n = n > 0x10FFFF ? n : n * (hex ? 16 : 10) + (uint32_t)digit;
    if (p == start)
        return NULL;
    *cp = n == 0 || n > 0x10FFFF || (n >= 0xD800 && n < 0xE000) ? 0xFFFD : n;
    return p < end && *p == ';' ? p + 1 : p;
}

/* The longest name that stands without its semicolon; its length, 0 for none. */
static size_t legacy_prefix(const char *p, size_t len, uint32_t *cp)
{
    for (; len >= 2; len--) {
        int row = find(p, len);
        if (row >= 0 && names[row].cp & LEGACY) {
            *cp = names[row].cp & ~(uint32_t)LEGACY;
            return len;
        }
    }
    return 0;
}

const char *reference_read(const char *p, const char *end, bool in_attribute, uint32_t *cp)
{
    const char *name = ++p;
    if (p < end && *p == '#')
        return read_number(p + 1, end, cp);
    while (p < end && p - name < NAME_LEN_MAX && (is_letter(*p) || is_digit(*p)))
        p++;
    size_t len = (size_t)(p - name);
    int row = p < end && *p == ';' ? find(name, len) : -1;
    if (row >= 0) {
        *cp = names[row].cp & ~(uint32_t)LEGACY;
        return p + 1;
    }
    len = legacy_prefix(name, len, cp);
    p = name + len;
    if (len == 0 || (in_attribute && p < end && (is_letter(*p) || is_digit(*p) || *p == '=')))
        return NULL;
    return p;
}
