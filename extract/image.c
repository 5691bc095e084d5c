#include "extract/image.h"

#include <string.h>

#include "base/url.h"
#include "base/utf8.h"

enum {
    THUMB_MAX = 160,      /* pixels, when an address names both sides */
    GIF_SIDE_MIN = 200,
    SIDE_MIN = 60,        /* pixels; a smaller side is an icon's */
    AREA_MIN = 90 * 90,
    CAPTION_CHARS_MAX = 120,
    LOOSE_CHARS_MAX = 40, /* a caption that nothing but its length and place shows */
    BETWEEN_MAX = 1000,   /* blocks that are looked through */
    BELOW_BODY = 3,       /* text blocks between the body's end and a last picture */
    GROUP_MAX = 6,        /* blocks of a small box */
    IMAGES_MAX = 500
};

/* ---- furniture ---- */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* Is the word in the text as a word of its own (not "roads" for "ad")? */
static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = text; *p; p++) {
        size_t i = 0;
        while (i < n && lower(p[i]) == word[i])
            i++;
        bool begins = p == text || !is_alnum(p[-1]);
        if (i == n && begins && (n > 4 || !is_alnum(p[n]) || (p[n] >= '0' && p[n] <= '9')))
            return true;
    }
    return false;
}

static bool has_any_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (has_word(text, *words))
            return true;
    return false;
}

static bool has_any(const char *text, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(text, *parts))
            return true;
    return false;
}

static bool furniture_address(const char *src)
{
    static const char *const words[] = {"icon", "icons", "ico", "logo", "logos", "qr", "qrcode", "erweima",
        "ewm", "avatar",
        "avatars", "blank", "spacer", "pixel", "loading", "lazyload", "placeholder", "sprite", "emoji",
        "btn", "button",
        "arrow", "banner", "ad", "ads", "adv", "advert", "weixin", "wechat", "weibo", "share", "default",
        "transparent",
        "face", "touxiang", "bg", "noimg", "nopic", "1x1", "wx", "line", "dot", "close", "top", "userhead",
        "qrimg", NULL};
    static const char *const parts[] = {"qrcode", "erweima", "2wm", "/ads/", "doubleclick", "analytics",
        "beacon",
        "stat.", "tongji", "cnzz", "hm.baidu", "userface", "headimg", "/emot", "smiley", NULL};
    static const char *const folders[] = {"icon", "icons", "logo", "avatar", "avatars", "qrcode", "ad",
        "ads", "emoji",
        "emot", "emoticons", NULL};
    char path[512];
    const char *start = strstr(src, "://");
    start = start ? strchr(start + 3, '/') : src;
    if (strncmp(src, "data:", 5) == 0 || *src == '\0')
        return true;
    size_t len = start ? strcspn(start, "?#") : 0;
    if (len == 0 || len >= sizeof path)
        return has_any(src, parts);
    memcpy(path, start, len);
    path[len] = '\0';
    const char *name = strrchr(path, '/');
    return has_any_word(name ? name : path, words) || has_any_word(path, folders) || has_any(src, parts);
}

static bool furniture_class(const char *text)
{
    static const char *const words[] = {"icon", "ico", "logo", "qrcode", "qr", "avatar", "ewm", "emoji",
        "ad", "ads",
        "share", "close", "btn", "video", "poster", "vjs-poster", "cover-img", "userface", "loading", NULL};
    return has_any_word(text, words);
}

static bool furniture_alt(const char *alt)
{
    static const char *const parts[] = {"二维码", "二維碼", "头像", "頭像", "扫一扫", "扫码", "logo",
        "LOGO", "Logo",
                                        "广告", "廣告", "图标", "微信公众号", "客户端下载", "返回顶部", NULL};
    return has_any(alt, parts);
}

/* Sides that the address names: news-125x126-1.jpg is a thumbnail. */
static bool named_small(const char *src)
{
    for (const char *p = strchr(src, 'x'); p; p = strchr(p + 1, 'x')) {
        int before = 0, behind = 0, scale = 1;
        for (const char *q = p; q > src && q[-1] >= '0' && q[-1] <= '9' && scale < 10000; q--, scale *= 10)
            before += (q[-1] - '0') * scale;
        for (const char *q = p + 1; *q >= '0' && *q <= '9' && behind < 10000; q++)
            behind = behind * 10 + (*q - '0');
        if (before >= 10 && behind >= 10 && before <= THUMB_MAX && behind <= THUMB_MAX)
            return true;
    }
    return false;
}

/* GIFs are what pages are built of, unless they say that they are large. */
static bool is_small_gif(const struct image *i)
{
    size_t len = strcspn(i->src, "?#");
    return len > 4 && (memcmp(i->src + len - 4, ".gif", 4) == 0 || memcmp(i->src + len - 4, ".GIF",
        4) == 0) &&
           i->width < GIF_SIDE_MIN;
}

bool image_is_furniture(const struct image *i)
{
    bool small = (i->width > 0 && i->width < SIDE_MIN) || (i->height > 0 && i->height < SIDE_MIN) ||
                 (i->width > 0 && i->height > 0 && i->width * i->height < AREA_MIN);
    bool strip = i->width > 0 && i->height > 0 && (i->width > 8 * i->height || i->height > 8 * i->width);
    return small || strip || named_small(i->src) || is_small_gif(i) || furniture_address(i->src) ||
        furniture_class(i->cls) || furniture_class(i->id) ||
           furniture_alt(i->alt);
}

/* ---- captions ---- */

static bool begins_like_caption(const char *text)
{
    static const char *const heads[] = {"▲", "△", "▼", "↑", "↓", "图为", "圖為", "图：", "圖：", "图/",
        "图｜", "图|",
        "图源", "图片来源", "图片说明", "图片來源", "資料圖", "资料图", "資料照", "（图", "（圖", "(图",
        "圖／", "圖/", "图1", "图2",
        "图一", "图二", "示意图", "效果图", "【图", "图片：", "摄影", "供图", "图注", "照片由", "图集",
        "上图", "下图", NULL};
    for (size_t i = 0; heads[i]; i++)
        if (strncmp(text, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

static bool ends_like_caption(const char *text, size_t len)
{
    static const char *const tails[] = {"摄", "攝", "摄影", "攝影", "供图", "供圖", "截图", "截圖",
        "视频截图", "资料图",
        "資料圖", "资料照片", "資料照片", "资料图片", "配图", "图源网络", "翻攝", "提供", "摄影报道",
        "制图", "图", "报道截图", "社发", "网发", NULL};
    static const char *const closers[] = {"）", ")", "。", "】", "]", NULL};
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; closers[i]; i++) {
            size_t n = strlen(closers[i]);
            if (len > n && memcmp(text + len - n, closers[i], n) == 0)
                len -= n;
        }
    for (size_t i = 0; tails[i]; i++) {
        size_t n = strlen(tails[i]);
        if (len > n && memcmp(text + len - n, tails[i], n) == 0)
            return true;
    }
    return false;
}

static bool says_caption(const char *cls)
{
    static const char *const parts[] = {"caption", "img_descr", "img-descr", "imgdesc", "img-desc",
        "pic-desc",
        "picdesc", "pictext", "pic-text", "photo-desc", "imginfo", "picinfo", "tuzhu", "img_txt", "img-txt",
        "pic_txt",
        "image-desc", "photoinfo", "zhushi", NULL};
    return has_any(cls, parts);
}

static bool marked_as_caption(const struct page *page, uint32_t at)
{
    const struct block *b = &page->blocks[at];
    if (b->kind == BLOCK_CAPTION)
        return true;
    if (b->box >= 0 && (size_t)b->box < page->box_count && says_caption(page->boxes[b->box].cls))
        return true;
    size_t low = 0, high = page->mark_count; /* marks are in document order */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (page->marks[middle].block < at)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < page->mark_count && page->marks[low].block == at; low++)
        if (says_caption(page->marks[low].cls) && page->marks[low].len * 2 > b->len)
            return true;
    return false;
}

static bool same_letters(const char *a, size_t a_len, const char *b, size_t b_len)
{
    const char *a_end = a + a_len, *b_end = b + b_len;
    for (;;) {
        while (a < a_end && (unsigned char)*a <= 0x20)
            a++;
        while (b < b_end && (unsigned char)*b <= 0x20)
            b++;
        if (a == a_end || b == b_end)
            return a == a_end && b == b_end;
        if (*a++ != *b++)
            return false;
    }
}

/* The picture and this line alone share a small box: <p><img><br>line</p>. */
static bool shares_box(const struct page *page, uint32_t picture, uint32_t line)
{
    int32_t box = page->blocks[picture].box;
    for (int up = 0; up < 4 && box > 0 && (size_t)box < page->box_count; up++,
        box = page->boxes[box].parent) {
        const struct box *x = &page->boxes[box];
        uint32_t texts = 0, pictures = 0;
        if (x->end_block - x->first_block > GROUP_MAX)
            return false;
        for (uint32_t i = x->first_block; i < x->end_block; i++) {
            texts += page->blocks[i].chars > 0;
            pictures += page->blocks[i].kind == BLOCK_IMAGE;
        }
        if (line >= x->first_block && line < x->end_block)
            return texts <= 2 && pictures >= 1;
    }
    return false;
}

/* Half the length of the page's prose lines, to know a short one by. */
static uint32_t usual_length(const struct page *page, uint32_t around)
{
    uint32_t chars = 0, lines = 0;
    uint32_t from = around > 20 ? around - 20 : 0;
    for (uint32_t i = from; i < page->block_count && i < around + 20; i++)
        if (page->blocks[i].chars >= 15 && page->blocks[i].punct >= 1) {
            chars += page->blocks[i].chars;
            lines++;
        }
    return lines ? chars / lines : 0;
}

/* Sub-headings do not end in a full stop or a bracket; short captions do. */
static bool ends_closed(const char *text, size_t len)
{
    static const char *const closers[] = {"。", "）", ")", NULL};
    for (size_t i = 0; closers[i]; i++) {
        size_t n = strlen(closers[i]);
        if (len > n && memcmp(text + len - n, closers[i], n) == 0)
            return true;
    }
    return false;
}

static bool repeats_alt(const struct page *page, uint32_t picture, uint32_t at)
{
    const char *alt = page->images[page->blocks[picture].image].alt;
    return strlen(alt) >= 6 && same_letters(alt, strlen(alt), page->blocks[at].text, page->blocks[at].len);
}

static bool is_caption_line(const struct page *page, uint32_t picture, uint32_t at)
{
    const struct block *b = &page->blocks[at];
    if (b->chars < 3 || b->chars > CAPTION_CHARS_MAX || b->kind == BLOCK_HEADING ||
        b->link_chars * 2 > b->chars)
        return false;
    if (marked_as_caption(page, at) || begins_like_caption(b->text) || repeats_alt(page, picture, at))
        return true;
    if (b->chars <= 80 && (ends_like_caption(b->text, b->len) || shares_box(page, picture, at)))
        return true;
    return b->chars >= 3 && b->chars <= LOOSE_CHARS_MAX && ends_closed(b->text, b->len) &&
           b->strong_chars * 2 < b->chars && b->chars * 4 < usual_length(page, at);
}

static bool is_prompt(const struct block *b)
{
    return b->chars <= 14 && (strstr(b->text, "点击查看") || strstr(b->text, "高清") || strstr(b->text,
        "查看原图") ||
                               strstr(b->text, "放大"));
}

int32_t image_caption_block(const struct page *page, uint32_t at)
{
    uint32_t to = at + 4 < page->block_count ? at + 4 : (uint32_t)page->block_count;
    for (uint32_t i = at + 1; i < to; i++) {
        const struct block *b = &page->blocks[i];
        if (b->kind == BLOCK_IMAGE)
            return -1; /* of pictures in a row the last has it */
        if (b->chars == 0 || is_prompt(b))
            continue;
        return is_caption_line(page, at, i) ? (int32_t)i : -1;
    }
    return -1;
}

/* ---- which pictures ---- */

struct range {
    int32_t first, last; /* body blocks */
    int32_t box;         /* the smallest box around most of them, -1 where unknown */
};

static bool is_body(const struct verdict *v)
{
    return v->role == ROLE_BODY || v->role == ROLE_SUBHEADING;
}

/* The smallest box that holds both ends of the body. */
static int32_t box_around(const struct page *page, int32_t first, int32_t last)
{
    int32_t box = page->blocks[first].box;
    while (box > 0 && (size_t)box < page->box_count && page->boxes[box].end_block <= (uint32_t)last)
        box = page->boxes[box].parent;
    return box;
}

static bool find_range(const struct page *page, const struct verdict *verdicts, struct range *r)
{
    *r = (struct range){-1, -1, -1};
    for (size_t i = 0; i < page->block_count; i++)
        if (is_body(&verdicts[i])) {
            if (r->first < 0)
                r->first = (int32_t)i;
            r->last = (int32_t)i;
        }
    if (r->first >= 0)
        r->box = box_around(page, r->first, r->last);
    return r->first >= 0;
}

/* Text between a picture and the body that is neither caption nor credit: then the picture is not the
 * article's. */
static int text_between(const struct page *page, const struct verdict *verdicts, int32_t from, int32_t to,
                        bool above)
{
    int texts = 0;
    if (to - from > BETWEEN_MAX) /* and no page of nothing but pictures takes long */
        return BETWEEN_MAX;
    for (int32_t i = from; i < to; i++) {
        uint8_t role = verdicts[i].role;
        if (above && (role == ROLE_BYLINE || role == ROLE_EDITOR)) /* they may stand below the picture */
            continue;
        if (page->blocks[i].chars >= 2 && role != ROLE_CAPTION && role != ROLE_META && role != ROLE_SUBTITLE)
            texts++;
        if (role == ROLE_EDITOR || role == ROLE_COPYRIGHT || role == ROLE_SHARE || role == ROLE_RELATED ||
            role == ROLE_COMMENT || role == ROLE_FOOTER || role == ROLE_NAVIGATION)
            texts += 2;
    }
    return texts;
}

static bool outside_role(uint8_t role)
{
    return role == ROLE_AD || role == ROLE_RELATED || role == ROLE_SHARE || role == ROLE_APP ||
        role == ROLE_COMMENT ||
           role == ROLE_FOOTER || role == ROLE_NAVIGATION || role == ROLE_HIDDEN || role == ROLE_GALLERY;
}

/* The still of a video: what follows says so. */
static bool is_poster(const struct page *page, uint32_t at)
{
    static const char *const words[] = {"视频", "視頻", "影音", "播放", "正在播放", "您的浏览器", NULL};
    for (uint32_t i = at + 1; i < page->block_count && i < at + 3; i++) {
        const struct block *b = &page->blocks[i];
        for (size_t w = 0; b->chars > 0 && words[w]; w++)
            if (strncmp(b->text, words[w], strlen(words[w])) == 0 && !ends_like_caption(b->text, b->len))
                return true;
        if (b->chars > 0 || b->kind == BLOCK_IMAGE)
            return false;
    }
    return false;
}

/* A gallery above its headline: three pictures or more with nothing between them and it. */
static bool in_gallery(const struct page *page, int32_t at, int32_t title)
{
    int before = 0, behind = 0;
    int32_t i = at;
    for (; title >= 0 && i < title && page->blocks[i].chars == 0; i++)
        behind += page->blocks[i].kind == BLOCK_IMAGE;
    if (i != title || title < 0)
        return false;
    for (i = at - 1; i >= 0 && page->blocks[i].kind == BLOCK_IMAGE; i--)
        before++;
    return before + behind >= 3;
}

/* Inside the article's range but in a list of other stories that stands in it. */
static bool injected(const struct page *page, const struct verdict *verdicts, const struct range *r,
    int32_t at)
{
    int32_t i = at - 1, box = page->blocks[at].box, body = page->blocks[r->first].box;
    while (i > r->first && page->blocks[i].chars == 0)
        i--;
    if (!outside_role(verdicts[i].role))
        return false;
    bool beside = box < 0 || body < 0 || box == body || box == page->boxes[body].parent ||
                  page->boxes[box].parent == page->boxes[body].parent;
    return !beside;
}

/* A small box of its own that holds no body, but a prompt or an editor's line, is not the article's. */
static bool is_with_furniture(const struct page *page, const struct verdict *verdicts, int32_t at)
{
    int32_t box = page->blocks[at].box;
    for (int up = 0; up < 3 && box > 0; up++, box = page->boxes[box].parent) {
        const struct box *x = &page->boxes[box];
        if (x->end_block - x->first_block > GROUP_MAX)
            return false;
        bool furniture = false;
        for (uint32_t i = x->first_block; i < x->end_block; i++) {
            uint8_t role = page->blocks[i].chars > 0 ? verdicts[i].role : ROLE_OTHER;
            if (is_body(&verdicts[i]) || role == ROLE_TITLE || role == ROLE_CAPTION)
                return false;
            furniture = furniture || role == ROLE_APP || role == ROLE_SHARE || role == ROLE_EDITOR ||
                        role == ROLE_MOOD || role == ROLE_COPYRIGHT;
        }
        if (furniture)
            return true;
    }
    return false;
}

static bool in_place(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
                     const struct range *r, int32_t at)
{
    if (outside_role(verdicts[at].role) || page->blocks[at].hidden || is_with_furniture(page, verdicts, at))
        return false;
    if (at > r->first && at < r->last)
        return !injected(page, verdicts, r, at);
    const struct box *box = r->box >= 0 && (size_t)r->box < page->box_count ? &page->boxes[r->box] : NULL;
    bool inside = !box || ((uint32_t)at >= box->first_block && (uint32_t)at < box->end_block);
    if (at < r->first) {
        int32_t top = anchors->head_end > 0 &&
            anchors->head_end <= r->first ? anchors->head_end : anchors->title_block;
        if (in_gallery(page, at, anchors->title_block))
            return true;
        return (top < 0 || at >= top - 1) && text_between(page, verdicts, at + 1,
            r->first, true) <= (inside ? 3 : 2);
    }
    return text_between(page, verdicts, r->last + 1, at, false) < (inside ? BELOW_BODY : 1);
}

/* A picture whose link leads to another page with words of its own is a teaser. */
static bool is_teaser(const struct page *page, const struct image *image)
{
    const struct block *b = &page->blocks[image->block];
    if (b->kind == BLOCK_IMAGE || *image->href == '\0')
        return false;
    return b->link_chars > 0;
}

/* ---- giving ---- */

static const char *absolute(const struct page *page, const char *src, struct arena *arena)
{
    struct buf base, out;
    const char *given = src;
    buf_init(&base, URL_MAX);
    buf_init(&out, URL_MAX);
    const char *from = page->url;
    if (*page->base_href && url_resolve(page->url, page->base_href, strlen(page->base_href), &base))
        from = base.data;
    if (url_resolve(*from ? from : "http://localhost/", src, strlen(src), &out) &&
        (*from || strstr(src, "://") || strncmp(src, "//", 2) == 0))
        given = out.data;
    const char *copy = arena_copy(arena, given, strlen(given));
    buf_free(&base);
    buf_free(&out);
    return copy;
}

/* The caption's text; one that stands twice in its block (alt and line) once. */
static const char *caption_text(const struct block *b, struct arena *arena)
{
    size_t half = b->len / 2;
    if (b->len > 12 && b->len % 2 == 0 && memcmp(b->text, b->text + half, half) == 0)
        return arena_copy(arena, b->text, half);
    if (b->len > 12 && b->len % 2 == 1 && b->text[half] == ' ' && memcmp(b->text, b->text + half + 1,
        half) == 0)
        return arena_copy(arena, b->text, half);
    return b->text;
}

static int32_t caption_of(const struct page *page, const struct verdict *verdicts, uint32_t at)
{
    for (uint32_t i = at + 1; i < page->block_count && i < at + 4; i++) {
        if (page->blocks[i].kind == BLOCK_IMAGE)
            return -1;
        if (verdicts[i].role == ROLE_CAPTION && page->blocks[i].chars > 0 && !is_prompt(&page->blocks[i]))
            return (int32_t)i;
        if (page->blocks[i].chars > 0 && is_body(&verdicts[i]))
            break;
    }
    int32_t found = image_caption_block(page, at);
    if (found < 0 || verdicts[found].role != ROLE_BODY)
        return found;
    bool sure = marked_as_caption(page, (uint32_t)found) || repeats_alt(page, at, (uint32_t)found);
    return sure ? found : -1; /* text of the article is no caption at the same time */
}

static bool seen_before(const struct article_image *images, size_t count, const char *src)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(images[i].src, src) == 0)
            return true;
    return false;
}

static bool add_image(const struct page *page, const struct verdict *verdicts, const struct image *image,
                      struct arena *arena, struct article_image *images, size_t *count)
{
    const char *src = absolute(page, image->src, arena);
    if (!src)
        return false;
    if (seen_before(images, *count, src))
        return true;
    int32_t caption = caption_of(page, verdicts, image->block);
    struct article_image *out = &images[(*count)++];
    *out = (struct article_image){src, NULL, *image->alt ? image->alt : NULL, image->block, caption};
    if (caption >= 0)
        out->caption = caption_text(&page->blocks[caption], arena);
    else if (strlen(image->alt) >= 18 && ends_like_caption(image->alt, strlen(image->alt)))
        out->caption = image->alt;
    return caption < 0 || out->caption;
}

bool images_pick(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
                 struct arena *arena, struct article_image **images, size_t *count)
{
    struct range range;
    size_t max = page->image_count < IMAGES_MAX ? page->image_count : IMAGES_MAX;
    *images = NULL;
    *count = 0;
    if (max == 0 || !find_range(page, verdicts, &range))
        return true;
    *images = arena_alloc(arena, max * sizeof **images);
    if (!*images)
        return false;
    for (size_t i = 0; i < page->image_count && *count < max; i++) {
        const struct image *image = &page->images[i];
        if (in_place(page, anchors, verdicts, &range, (int32_t)image->block) && !image_is_furniture(image) &&
            !is_teaser(page, image) && !is_poster(page, image->block) && !add_image(page, verdicts, image,
                arena, *images, count))
            return false;
    }
    return true;
}
