#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum { CRUMBS_MAX = 24, CRUMB_CHARS_MAX = 12, ABOVE = 14, BELOW_TITLE = 3 };

struct crumbs {
    const char *items[CRUMBS_MAX];
    size_t count;
};

static bool is_crumb_line(const struct block *b)
{
    static const char *const signs[] = {">", "›", "»", "＞", "→", " - "};
    if (b->chars < 4 || b->chars > 80 || b->punct > 3)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(b->text, signs[i]))
            return true;
    return false;
}

static bool parts_crumbs(uint32_t cp)
{
    uint32_t half = utf8_half_width(cp);
    return half == '>' || cp == 0x203A || cp == 0xBB || cp == 0x2192 || half == '-' || half == '|' ||
           half == ':';
}

/* Words of a breadcrumb that name no channel. */
static bool is_plain(const char *text, size_t len)
{
    static const char *const words[] = {"正文",         "首页",     "首頁",         "内文",
                                        "內文",         "您的位置", "您现在的位置", "当前位置",
                                        "您的当前位置", "现在位置", "您当前的位置", "您现在",
                                        "您所在的位置", "位置",     "當前位置",     "本页位置"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
            return true;
    return memmem(text, len, "分享", strlen("分享")) != NULL;
}

/* "今日关注 正文": the word that closes a breadcrumb, and what is glued to it, is cut off. */
static bool add_crumb(const struct reading *r, struct crumbs *crumbs, const char *p, const char *end)
{
    const char *body_word = memmem(p, (size_t)(end - p), "正文", strlen("正文"));
    end = body_word ? body_word : end;
    while (p < end && (unsigned char)*p <= 0x20)
        p++;
    while (end > p && (unsigned char)end[-1] <= 0x20)
        end--;
    size_t len = (size_t)(end - p);
    if (len == 0 || utf8_count(p, len) > CRUMB_CHARS_MAX || is_plain(p, len) || crumbs->count == CRUMBS_MAX)
        return true;
    for (size_t i = 0; i < crumbs->count; i++)
        if (strlen(crumbs->items[i]) == len && memcmp(crumbs->items[i], p, len) == 0)
            return true;
    return (crumbs->items[crumbs->count++] = arena_copy(r->arena, p, len)) != NULL;
}

static bool read_crumbs(const struct reading *r, const struct block *b, struct text_list *channel)
{
    struct crumbs crumbs = {.count = 0};
    const char *end = b->text + b->len, *start = b->text;
    for (const char *p = b->text; p < end;) {
        const char *at = p;
        if (!parts_crumbs(utf8_next(&p, end)))
            continue;
        if (!add_crumb(r, &crumbs, start, at))
            return false;
        start = p;
    }
    if (!add_crumb(r, &crumbs, start, end))
        return false;
    if (crumbs.count == 0)
        return true;
    channel->items = arena_alloc(r->arena, crumbs.count * sizeof *channel->items);
    if (!channel->items)
        return false;
    memcpy(channel->items, crumbs.items, crumbs.count * sizeof *channel->items);
    channel->len = crumbs.count;
    return true;
}

/* The last breadcrumb above the headline. */
bool read_channel(const struct reading *r, struct text_list *channel)
{
    int32_t title = r->anchors->title_block;
    int32_t to = title >= 0 ? title + BELOW_TITLE : r->first;
    for (int32_t i = to; i >= 0 && i > to - ABOVE; i--)
        if (i < (int32_t)r->page->block_count && i != title && is_crumb_line(&r->page->blocks[i]))
            return read_crumbs(r, &r->page->blocks[i], channel);
    return true;
}
