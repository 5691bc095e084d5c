/* The record crosses two process boundaries: what is written is read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "extract/record.h"

static const char *refusal(const char *line)
{
    static struct fault fault;
    struct arena arena;
    struct record r;
    fault_clear(&fault);
    arena_init(&arena, 1 << 20);
    assert_false(record_read(line, strlen(line), &arena, &r, &fault));
    arena_free(&arena);
    return fault.text;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const char *authors[] = {"李明", "王芳"};
    struct record_block blocks[] = {{"paragraph", 0, 11}};
    struct record_image images[] = {{"http://e.cn/a.jpg", "民警在讲解", NULL, 0}};
    struct figure figures[] = {{.raw = "26.2万起", .value = "262000", .unit = "起", .kind = FIGURE_COUNT,
                                .qualifier = QUALIFIER_MORE_THAN, .change = CHANGE_YOY_DOWN, .metric = "破获案件",
                                .sentence = "破获案件26.2万起。", .start = 4, .end = 10}};
    struct dropped dropped[] = {{"share", 12}};
    const char *flags[] = {"replaced:3"};
    struct record r = {.id = "0123456789abcdef",
                       .title = "标题",
                       .text = "破获案件26.2万起。",
                       .authors = {authors, 2},
                       .blocks = blocks,
                       .block_count = 1,
                       .images = images,
                       .image_count = 1,
                       .figures = figures,
                       .figure_count = 1,
                       .confidence = 0.287,
                       .flags = {flags, 1},
                       .dropped = dropped,
                       .dropped_count = 1};
    struct buf line;
    struct fault fault = {0};
    struct arena arena;
    struct record back;
    buf_init(&line, RECORD_LINE_MAX);
    arena_init(&arena, 1 << 20);
    assert_true(record_write(&r, &line, &fault));
    assert_non_null(strstr(line.data, "\"confidence\":0.29,"));
    assert_non_null(strstr(line.data, "\"source\":null,"));
    assert_int_equal(line.data[line.len - 1], '\n');
    assert_true(record_read(line.data, line.len, &arena, &back, &fault));
    assert_string_equal(back.title, "标题");
    assert_null(back.source);
    assert_int_equal(back.authors.len, 2);
    assert_string_equal(back.authors.items[1], "王芳");
    assert_int_equal(back.blocks[0].end, 11);
    assert_string_equal(back.images[0].caption, "民警在讲解");
    assert_null(back.images[0].alt);
    assert_string_equal(back.figures[0].value, "262000");
    assert_int_equal(back.figures[0].qualifier, QUALIFIER_MORE_THAN);
    assert_int_equal(back.figures[0].change, CHANGE_YOY_DOWN);
    assert_int_equal(back.dropped[0].chars, 12);
    assert_string_equal(back.dropped[0].reason, "share");
    struct buf again;
    buf_init(&again, RECORD_LINE_MAX);
    assert_true(record_write(&back, &again, &fault));
    assert_string_equal(again.data, line.data);
    buf_free(&again);
    buf_free(&line);
    arena_free(&arena);
}

static void bad_records_are_named(void **state)
{
    (void)state;
    assert_string_equal(refusal("[]"), "not a record: not an object");
    assert_string_equal(refusal("{\"id\":\"x\",\"text\":\"y\"}"), "not a record: 'v' is missing");
    assert_string_equal(refusal("{\"v\":2,\"id\":\"x\",\"text\":\"y\"}"), "record version 2 is not known");
    assert_string_equal(refusal("{\"v\":1,\"text\":\"y\"}"), "not a record: 'id' is missing");
    assert_string_equal(refusal("{\"v\":1,\"id\":\"x\"}"), "not a record: 'text' is missing");
    assert_string_equal(refusal("{\"v\":1,\"id\":\"x\",\"text\":7}"), "'text' is not a string");
    assert_string_equal(refusal("{\"v\":1,\"id\":\"x\",\"text\":\"y\",\"authors\":[1]}"),
                        "'authors' holds something that is not a string");
    assert_string_equal(refusal("{\"v\":1,\"id\":\"x\",\"text\":\"y\",\"figures\":[1]}"),
                        "'figures' holds something that is not an object");
    assert_string_equal(refusal("{\"v\":1,\"id\":\"x\",\"text\":\"y\",\"blocks\":[{\"start\":-1}]}"),
                        "'start' is out of range");
    assert_non_null(strstr(refusal("{\"v\":1"), "not JSON"));
}

static void the_id_is_stable(void **state)
{
    (void)state;
    char a[17], b[17], c[17];
    record_id("http://e.cn/1", "x", a);
    record_id("http://e.cn/1", "y", b);
    record_id(NULL, "y", c);
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    record_id("", "abc", a);
    assert_string_equal(a, "ba7816bf8f01cfea");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(bad_records_are_named),
        cmocka_unit_test(the_id_is_stable),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
