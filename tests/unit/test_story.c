/* Pages of one story are joined in order; a missing one is flagged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "extract/story.h"

static const char *page_line(const char *text, const char *editor)
{
    static char line[1024];
    snprintf(
        line, sizeof line,
        "{\"v\":1,\"id\":\"%s\",\"text\":\"%s\",\"editors\":[\"%s\"],\"blocks\":[{\"kind\":\"paragraph\","
        "\"start\":0,\"end\":3}],\"images\":[{\"src\":\"a.jpg\",\"after\":0}],"
        "\"figures\":[{\"raw\":\"3起\",\"kind\":\"count\",\"start\":1,\"end\":3}],\"dropped\":{\"share\":5}}",
        text, text, editor);
    return line;
}

static bool offer(struct story_shelf *shelf, const char *url, const char *next, bool continues,
                  const char *text, const char *editor)
{
    struct fault fault = {0};
    bool held;
    const char *line = page_line(text, editor);
    assert_true(story_offer(shelf, url, next, continues, line, strlen(line), &held, &fault));
    return held;
}

struct written {
    unsigned count;
    char texts[8][64], flags[8][64];
    uint32_t last_block_end, last_figure_start, dropped;
    int32_t last_image_after;
    size_t editors;
};

static bool take(void *context, const struct record *r, struct fault *fault)
{
    struct written *w = context;
    (void)fault;
    snprintf(w->texts[w->count], sizeof w->texts[0], "%s", r->text);
    for (size_t i = 0, at = 0; i < r->flags.len; i++)
        at += (size_t)snprintf(w->flags[w->count] + at, sizeof w->flags[0] - at, "%s ", r->flags.items[i]);
    w->last_block_end = r->blocks[r->block_count - 1].end;
    w->last_figure_start = r->figures[r->figure_count - 1].start;
    w->last_image_after = r->images[r->image_count - 1].after;
    w->dropped = r->dropped[0].chars;
    w->editors = r->editors.len;
    w->count++;
    return true;
}

static struct story_shelf *shelf_of(size_t max, struct written *w)
{
    struct fault fault = {0};
    struct story_shelf *shelf = story_shelf_new(max, take, w, &fault);
    assert_non_null(shelf);
    return shelf;
}

static void a_chain_is_joined_in_its_order(void **state)
{
    (void)state;
    struct written w = {0};
    struct fault fault = {0};
    struct story_shelf *shelf = shelf_of(1 << 20, &w);
    assert_false(offer(shelf, "u/alone", "", false, "独", "甲"));
    assert_true(offer(shelf, "u/1_3", "", true, "三。三", "丙"));
    assert_true(offer(shelf, "u/1", "u/1_2", false, "一。一", "甲"));
    assert_int_equal(w.count, 0);
    assert_true(offer(shelf, "u/1_2", "u/1_3", false, "二。二", "甲"));
    assert_int_equal(w.count, 1); /* it is whole */
    assert_true(story_finish(shelf, &fault));
    assert_int_equal(w.count, 1);
    assert_string_equal(w.texts[0], "一。一\n二。二\n三。三");
    assert_string_equal(w.flags[0], "pages:3 ");
    assert_int_equal(w.last_block_end, 11);
    assert_int_equal(w.last_figure_start, 9);
    assert_int_equal(w.last_image_after, 2);
    assert_int_equal(w.dropped, 15);
    assert_int_equal(w.editors, 2);
    story_shelf_free(shelf);
}

static void a_missing_page_is_flagged(void **state)
{
    (void)state;
    struct written w = {0};
    struct fault fault = {0};
    struct story_shelf *shelf = shelf_of(1 << 20, &w);
    assert_true(offer(shelf, "u/1", "u/1_2", false, "一。一", "甲"));
    assert_true(offer(shelf, "u/9_2", "", true, "尾。尾", "甲"));
    assert_true(story_finish(shelf, &fault));
    assert_int_equal(w.count, 2);
    assert_string_equal(w.flags[0], "page_missing ");
    assert_string_equal(w.flags[1], "page_missing ");
    story_shelf_free(shelf);
}

static void a_ring_ends_and_each_page_comes_once(void **state)
{
    (void)state;
    struct written w = {0};
    struct fault fault = {0};
    struct story_shelf *shelf = shelf_of(1 << 20, &w);
    assert_true(offer(shelf, "u/1", "u/2", false, "一。一", "甲"));
    assert_true(offer(shelf, "u/2", "u/1", false, "二。二", "甲"));
    assert_false(offer(shelf, "u/2", "u/1", false, "二。二", "甲"));
    assert_false(offer(shelf, "u/3", "u/3", false, "三。三", "甲"));
    assert_true(story_finish(shelf, &fault));
    assert_int_equal(w.count, 1);
    assert_string_equal(w.texts[0], "一。一\n二。二");
    story_shelf_free(shelf);
}

/* Stories whose pages come in between one another, and in any order. */
static void stories_are_kept_apart(void **state)
{
    (void)state;
    struct written w = {0};
    struct fault fault = {0};
    struct story_shelf *shelf = shelf_of(1 << 20, &w);
    assert_true(offer(shelf, "u/a", "u/a_2", false, "甲。一", "甲"));
    assert_true(offer(shelf, "u/b_2", "", true, "乙。二", "甲"));
    assert_true(offer(shelf, "u/c", "u/c_2", false, "丙。一", "甲"));
    assert_true(offer(shelf, "u/b", "u/b_2", false, "乙。一", "甲"));
    assert_false(offer(shelf, "u/d", "", false, "独。一", "甲"));
    assert_true(offer(shelf, "u/a_2", "", true, "甲。二", "甲"));
    assert_true(story_finish(shelf, &fault));
    assert_int_equal(w.count, 3);
    assert_string_equal(w.texts[0], "乙。一\n乙。二");
    assert_string_equal(w.texts[1], "甲。一\n甲。二");
    assert_string_equal(w.texts[2], "丙。一");
    assert_string_equal(w.flags[2], "page_missing ");
    story_shelf_free(shelf);
}

static bool count_only(void *context, const struct record *r, struct fault *fault)
{
    unsigned *count = context;
    (void)fault;
    *count += r->block_count == 2;
    return true;
}

/* Whole stories leave the shelf: it takes any number of them. */
static void many_stories_are_no_trouble(void **state)
{
    (void)state;
    enum { STORIES = 20000 };
    unsigned count = 0;
    struct fault fault = {0};
    struct story_shelf *shelf = story_shelf_new(4096, count_only, &count, &fault);
    for (int i = 0; i < STORIES; i++) {
        char first[32], second[32];
        snprintf(first, sizeof first, "u/%d", i);
        snprintf(second, sizeof second, "u/%d_2", i);
        assert_true(offer(shelf, first, second, false, "一。一", "甲"));
        assert_true(offer(shelf, second, "", true, "二。二", "甲"));
    }
    assert_int_equal(count, STORIES);
    story_shelf_free(shelf);
}

static void the_shelf_has_a_ceiling(void **state)
{
    (void)state;
    struct written w = {0};
    struct fault fault = {0};
    struct story_shelf *shelf = shelf_of(600, &w);
    assert_true(offer(shelf, "u/1", "u/2", false, "一。一", "甲"));
    assert_true(offer(shelf, "u/5", "u/6", false, "五。五", "甲"));
    assert_int_equal(w.count, 0);
    assert_true(offer(shelf, "u/2", "u/3", false, "二。二", "甲"));
    assert_int_equal(w.count, 2); /* what was held has been written */
    assert_string_equal(w.flags[0], "page_missing ");
    assert_true(story_finish(shelf, &fault));
    assert_int_equal(w.count, 3);
    story_shelf_free(shelf);
    shelf = shelf_of(100, &w);
    assert_false(offer(shelf, "u/1", "u/2", false, "一。一", "甲")); /* larger than the shelf */
    story_shelf_free(shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_joined_in_its_order),
        cmocka_unit_test(a_missing_page_is_flagged),
        cmocka_unit_test(a_ring_ends_and_each_page_comes_once),
        cmocka_unit_test(stories_are_kept_apart),
        cmocka_unit_test(many_stories_are_no_trouble),
        cmocka_unit_test(the_shelf_has_a_ceiling),
    };
    return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
