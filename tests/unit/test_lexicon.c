/* lexicon: the shipped lists hold their own examples; patterns mean what the
 * manual says; broken lists are refused with file and line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "extract/lexicon.h"

#define SHIPPED "extract/lexicon"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    memcpy(folder, "/tmp/test_lexicon.XXXXXX", sizeof "/tmp/test_lexicon.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static void write_list(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"fold.txt", "share.txt", "editor.txt", "comment.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static struct lexicon *load(const char *share)
{
    struct fault fault = {0};
    write_list("fold.txt", "编編\n责責\n");
    write_list("share.txt", share);
    struct lexicon *lexicon = lexicon_load(folder, &fault);
    assert_string_equal(fault.text, "");
    assert_non_null(lexicon);
    return lexicon;
}

static struct lexicon_reading read_line(const struct lexicon *lexicon, const char *line)
{
    struct arena arena;
    struct lexicon_reading reading;
    arena_init(&arena, 1u << 20);
    struct lexicon_scan *scan = lexicon_scan_new(lexicon, &arena);
    assert_non_null(scan);
    lexicon_read(lexicon, scan, line, strlen(line), &reading);
    arena_free(&arena);
    return reading;
}

static void shipped_lists_hold_their_examples(void **state)
{
    (void)state;
    struct fault fault = {0};
    struct buf report;
    buf_init(&report, 1u << 20);
    struct lexicon *lexicon = lexicon_load(SHIPPED, &fault);
    assert_string_equal(fault.text, "");
    assert_true(lexicon_patterns(lexicon) > 500);
    lexicon_check(lexicon, SHIPPED, &report, &fault);
    assert_string_equal(report.data ? report.data : "", "");
    buf_free(&report);
    lexicon_free(lexicon);
}

static void text_is_folded(void **state)
{
    (void)state;
    struct lexicon *lexicon = load("^责任编辑:0$\t+ 责任编辑:1\n");
    assert_int_equal(read_line(lexicon, "責 任 編 辑：１２３").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "【责任编辑:7】").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "责任编辑:x").role, ROLE_COUNT);
    assert_string_equal(read_line(lexicon, "责任编辑:1").why, "share.txt:1");
    lexicon_free(lexicon);
}

static void anchors_hold_a_line_at_its_ends(void **state)
{
    (void)state;
    struct lexicon *lexicon = load("^甲\t+ 甲\n乙$\t+ 乙\n^丙$\t+ 丙\n");
    assert_int_equal(read_line(lexicon, "・甲某").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "某甲").role, ROLE_COUNT);
    assert_int_equal(read_line(lexicon, "某乙。").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "乙某").role, ROLE_COUNT);
    assert_int_equal(read_line(lexicon, "[ 丙 ]").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "丙某").role, ROLE_COUNT);
    lexicon_free(lexicon);
}

static void stars_are_bounded(void **state)
{
    (void)state;
    struct lexicon *lexicon = load("甲*乙\t+ 甲乙\n^*丙\t+ 丙\n");
    assert_int_equal(read_line(lexicon, "甲一二三四五六七八九十一二乙").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "甲一二三四五六七八九十一二三乙").role, ROLE_COUNT);
    assert_int_equal(read_line(lexicon, "乙甲").role, ROLE_COUNT);
    assert_int_equal(read_line(lexicon, "一二丙").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "一二三四五六七八九十一二三丙").role, ROLE_COUNT);
    lexicon_free(lexicon);
}

static void words_add_up_without_counting_twice(void **state)
{
    (void)state;
    struct lexicon *lexicon = load("%word\n微博\t+ 微博\n新浪微博\t+ 新浪微博\n");
    struct lexicon_reading reading = read_line(lexicon, "新浪微博 | 微博 | 某某");
    assert_int_equal(reading.covered, 6);
    assert_int_equal(reading.letters, 8);
    assert_int_equal(reading.word_role, ROLE_SHARE);
    assert_int_equal(reading.role, ROLE_COUNT);
    lexicon_free(lexicon);
}

static void the_longer_match_gives_the_reason(void **state)
{
    (void)state;
    write_list("editor.txt", "%ends 120\n^分享编辑\t+ 分享编辑\n");
    struct lexicon *lexicon = load("^分享\t+ 分享\n");
    struct lexicon_reading reading = read_line(lexicon, "分享编辑");
    assert_int_equal(reading.role, ROLE_EDITOR);
    assert_int_equal(reading.ends, 120);
    assert_true(reading.roles == ((uint64_t)1 << ROLE_EDITOR | (uint64_t)1 << ROLE_SHARE));
    lexicon_free(lexicon);
    write_list("editor.txt", "");
}

static void long_lines_are_prose(void **state)
{
    (void)state;
    struct lexicon *lexicon = load("%max 4\n分享\t+ 分享\n");
    assert_int_equal(read_line(lexicon, "我要分享").role, ROLE_SHARE);
    assert_int_equal(read_line(lexicon, "我们分享喜悦").role, ROLE_COUNT);
    char line[4096];
    memset(line, 'a', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    assert_int_equal(read_line(lexicon, line).letters, 0);
    lexicon_free(lexicon);
}

static void broken_lists_are_named(void **state)
{
    (void)state;
    static const char *const broken[] = {"ok\t+ ok\n%nonsense\n", "ok\t+ ok\n甲$乙\t+ 甲\n",
                                         "ok\t+ ok\n%max 0\n", "ok\t+ ok\n^$\t+ x\n",
                                         "%word\n甲*乙\t+ 甲乙\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct fault fault = {0};
        write_list("share.txt", broken[i]);
        assert_null(lexicon_load(folder, &fault));
        assert_int_equal(fault.code, FAULT_INPUT);
        assert_non_null(strstr(fault.text, "share.txt:2"));
    }
    struct fault fault = {0};
    assert_null(lexicon_load("/nowhere", &fault));
    assert_int_equal(fault.code, FAULT_IO);
}

static void examples_that_fail_are_reported(void **state)
{
    (void)state;
    struct buf report;
    buf_init(&report, 1u << 16);
    struct lexicon *lexicon = load("^甲\t+ 乙\t- 甲\n^丁\n");
    assert_int_equal(lexicon_check(lexicon, folder, &report, NULL), 3);
    assert_non_null(strstr(report.data, "share.txt:1: does not match '乙'"));
    assert_non_null(strstr(report.data, "share.txt:1: matches '甲'"));
    assert_non_null(strstr(report.data, "share.txt:2: no example"));
    buf_free(&report);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_lists_hold_their_examples),
        cmocka_unit_test(text_is_folded),
        cmocka_unit_test(anchors_hold_a_line_at_its_ends),
        cmocka_unit_test(stars_are_bounded),
        cmocka_unit_test(words_add_up_without_counting_twice),
        cmocka_unit_test(the_longer_match_gives_the_reason),
        cmocka_unit_test(long_lines_are_prose),
        cmocka_unit_test(broken_lists_are_named),
        cmocka_unit_test(examples_that_fail_are_reported),
    };
    return cmocka_run_group_tests_name("lexicon", tests, make_folder, remove_folder);
}
