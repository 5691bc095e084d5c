#include "extract/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "page_of_lines.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 22);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

#define PROSE "p|河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结涉案资金三百万元，案件正在办理。\n"

/* One letter a block: B body, C caption, E editor, R related, . other. */
static struct article_image *pick(struct page *page, const char *roles, size_t *count)
{
    struct verdict verdicts[LINES_MAX] = {{0}};
    struct anchors anchors = {NULL, 0, -1, 1};
    struct article_image *images;
    for (size_t i = 0; i < page->block_count; i++) {
        char c = i < strlen(roles) ? roles[i] : '.';
        verdicts[i].role = c == 'B' ? ROLE_BODY : c == 'C' ? ROLE_CAPTION : c == 'E' ? ROLE_EDITOR
                         : c == 'R' ? ROLE_RELATED : ROLE_OTHER;
    }
    assert_true(images_pick(page, &anchors, verdicts, &arena, &images, count));
    return images;
}

static void pictures_of_the_body_with_captions(void **state)
{
    (void)state;
    size_t count;
    struct page *page = page_of_lines(&arena, "河湾",
                                      "h1|标题\nimg|/a/1.jpg\np|民警在现场勘查。河湾日报记者 张明 摄\n" PROSE
                                      "img|2.jpg\nimg|3.jpg\np|▲缴获的手机\n" PROSE "img|4.jpg\n" PROSE
                                      "p|责编：王芳\nimg|5.jpg\n");
    page->url = "http://www.example.cn/n/2021/a.html";
    struct article_image *images = pick(page, ".....", &count);
    assert_int_equal(count, 0); /* no body, no pictures */
    images = pick(page, "...B...B.BE.", &count);
    assert_int_equal(count, 4);
    assert_string_equal(images[0].src, "http://www.example.cn/a/1.jpg");
    assert_string_equal(images[0].caption, "民警在现场勘查。河湾日报记者 张明 摄");
    assert_string_equal(images[1].src, "http://www.example.cn/n/2021/2.jpg");
    assert_null(images[1].caption);
    assert_string_equal(images[2].caption, "▲缴获的手机");
    assert_null(images[3].caption);
}

static void furniture(void **state)
{
    (void)state;
    static const char *const bad[] = {"/images/icon.png", "/img/logo_2.gif", "/qrcode/1.jpg",
        "http://x.cn/ewm.png",
                                      "data:image/gif;base64,R0", "/static/blank.gif", "/u/avatar/3.jpg",
                                      "http://x.cn/ads/1.jpg", "/i/share-weixin.png", ""};
    static const char *const good[] = {"/2021/1029/1.jpg", "W0202111.jpeg", "http://n.example.cn/roads.jpg",
                                       "http://i.example.cn/crawl/headquarters.jpg", "/upload/photo_3.png"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct image image = {.src = bad[i], .alt = "", .title = "", .cls = "", .id = "", .href = ""};
        assert_true(image_is_furniture(&image));
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct image image = {.src = good[i], .alt = "", .title = "", .cls = "", .id = "", .href = ""};
        assert_false(image_is_furniture(&image));
        image.width = 20;
        assert_true(image_is_furniture(&image));
        image.width = 600;
        image.alt = "扫码关注";
        assert_true(image_is_furniture(&image));
    }
}

static void a_picture_twice_is_one(void **state)
{
    (void)state;
    size_t count;
    struct page *page = page_of_lines(&arena, "河湾",
        "h1|标题\n" PROSE "img|http://x.cn/1.jpg\nimg|http://x.cn/1.jpg\n" PROSE);
    pick(page, ".B..B", &count);
    assert_int_equal(count, 1);
}

static void pictures_of_related_stories_are_not_ours(void **state)
{
    (void)state;
    size_t count;
    struct page *page = page_of_lines(&arena, "河湾",
        "h1|标题\n" PROSE PROSE "img|http://x.cn/1.jpg\np|相关阅读\n"
                                      "img|http://x.cn/2.jpg\np|另一条\n");
    struct article_image *images = pick(page, ".BB.RRR", &count);
    assert_int_equal(count, 1);
    assert_string_equal(images[0].src, "http://x.cn/1.jpg");
}

static void a_doubled_caption_is_halved(void **state)
{
    (void)state;
    size_t count;
    struct page *page = page_of_lines(&arena, "河湾",
        "h1|标题\n" PROSE "img|http://x.cn/1.jpg\np|缴获的手机（警方供图） 缴获的手机（警方供图）\n" PROSE);
    struct article_image *images = pick(page, ".B.CB", &count);
    assert_string_equal(images[0].caption, "缴获的手机（警方供图）");
}

static void prose_is_no_caption(void **state)
{
    (void)state;
    size_t count;
    struct page *page = page_of_lines(&arena, "河湾",
        "h1|标题\n" PROSE "img|http://x.cn/1.jpg\n" PROSE PROSE);
    struct article_image *images = pick(page, ".B.BB", &count);
    assert_int_equal(count, 1);
    assert_null(images[0].caption);
    assert_int_equal(image_caption_block(page, 2), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_of_the_body_with_captions),
        cmocka_unit_test(furniture),
        cmocka_unit_test(a_picture_twice_is_one),
        cmocka_unit_test(pictures_of_related_stories_are_not_ours),
        cmocka_unit_test(a_doubled_caption_is_halved),
        cmocka_unit_test(prose_is_no_caption),
    };
    return cmocka_run_group_tests_name("image", tests, setup, teardown);
}
