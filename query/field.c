#include "query/field.h"

#include <string.h>

#include "base/utf8.h"

struct field_word {
    const char *name;
    enum query_field field;
};

static const char *const names[FIELD_COUNT] = {
    [FIELD_ANY] = "text",      [FIELD_TITLE] = "title",     [FIELD_BODY] = "body",
    [FIELD_SOURCE] = "source", [FIELD_AUTHOR] = "author",   [FIELD_EDITOR] = "editor",
    [FIELD_SITE] = "site",     [FIELD_CHANNEL] = "channel", [FIELD_KEYWORD] = "keyword",
    [FIELD_URL] = "url",       [FIELD_ID] = "id",           [FIELD_LANG] = "lang",
    [FIELD_HAS] = "has",       [FIELD_DATE] = "date",       [FIELD_FIGURE] = "figure",
};

static const struct field_word others[] = {
    {"全文", FIELD_ANY},         {"标题", FIELD_TITLE},     {"標題", FIELD_TITLE},
    {"题名", FIELD_TITLE},       {"正文", FIELD_BODY},      {"内容", FIELD_BODY},
    {"內容", FIELD_BODY},        {"来源", FIELD_SOURCE},    {"來源", FIELD_SOURCE},
    {"媒体", FIELD_SOURCE},      {"媒體", FIELD_SOURCE},    {"作者", FIELD_AUTHOR},
    {"记者", FIELD_AUTHOR},      {"記者", FIELD_AUTHOR},    {"编辑", FIELD_EDITOR},
    {"編輯", FIELD_EDITOR},      {"责编", FIELD_EDITOR},    {"責編", FIELD_EDITOR},
    {"责任编辑", FIELD_EDITOR},  {"站点", FIELD_SITE},      {"站點", FIELD_SITE},
    {"网站", FIELD_SITE},        {"網站", FIELD_SITE},      {"频道", FIELD_CHANNEL},
    {"頻道", FIELD_CHANNEL},     {"栏目", FIELD_CHANNEL},   {"欄目", FIELD_CHANNEL},
    {"keywords", FIELD_KEYWORD}, {"关键词", FIELD_KEYWORD}, {"關鍵詞", FIELD_KEYWORD},
    {"标签", FIELD_KEYWORD},     {"標籤", FIELD_KEYWORD},   {"网址", FIELD_URL},
    {"網址", FIELD_URL},         {"链接", FIELD_URL},       {"編號", FIELD_ID},
    {"编号", FIELD_ID},          {"语言", FIELD_LANG},      {"語言", FIELD_LANG},
    {"language", FIELD_LANG},    {"含有", FIELD_HAS},       {"带有", FIELD_HAS},
    {"日期", FIELD_DATE},        {"时间", FIELD_DATE},      {"時間", FIELD_DATE},
    {"published", FIELD_DATE},   {"数字", FIELD_FIGURE},    {"數字", FIELD_FIGURE},
    {"数据", FIELD_FIGURE},      {"數據", FIELD_FIGURE},    {"figures", FIELD_FIGURE},
};

static uint32_t lower(uint32_t cp)
{
    cp = utf8_half_width(cp);
    return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
}

static bool same_name(const char *known, const char *name, size_t len)
{
    const char *end = name + len, *known_end = known + strlen(known);
    while (name < end && known < known_end) {
        if (lower(utf8_next(&name, end)) != lower(utf8_next(&known, known_end)))
            return false;
    }
    return name == end && known == known_end;
}

bool field_find(const char *name, size_t len, enum query_field *field)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (same_name(names[f], name, len)) {
            *field = (enum query_field)f;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (same_name(others[i].name, name, len)) {
            *field = others[i].field;
            return true;
        }
    }
    return false;
}

const char *field_name(enum query_field field)
{
    return names[field];
}
