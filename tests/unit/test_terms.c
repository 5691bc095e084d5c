/* terms: one character folds to one; every string that a text contains has
 * only terms that the text has; words, tokens, long terms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cli.h"
#include "base/utf8.h"
#include "index/terms.h"

static struct dictionary *dictionary;

static int load(void **state)
{
    struct fault fault = {.code = FAULT_NONE};
    struct buf path;
    (void)state;
    buf_init(&path, 4096);
    if (cli_data_path("", &path, &fault))
        dictionary = dictionary_load(path.data, &fault);
    buf_free(&path);
    return dictionary ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    dictionary_free(dictionary);
    return 0;
}

static char *folded(const char *text)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    assert_true(fold_text(dictionary, text, strlen(text), &out));
    return buf_take(&out);
}

/* The terms of a text in their order, parted by blanks; "*" behind an open one. */
static char *cut(const char *text, const char *prefix, enum terms_use use)
{
    struct fault fault = {.code = FAULT_NONE};
    struct term_list list;
    struct buf out;
    char *f = folded(text);
    term_list_init(&list);
    buf_init(&out, 1 << 20);
    buf_puts(&out, "");
    assert_true(terms_cut(dictionary, f, strlen(f), prefix, use, &list, &fault));
    for (size_t i = 0; i < list.len; i++)
        buf_printf(&out, "%s%s%s", i ? " " : "", term_bytes(&list, &list.items[i]),
                   list.items[i].open ? "*" : "");
    term_list_free(&list);
    free(f);
    return out.data ? buf_take(&out) : strdup("");
}

static void assert_cut(const char *text, enum terms_use use, const char *expected)
{
    char *got = cut(text, "", use);
    assert_string_equal(got, expected);
    free(got);
}

static void folding(void **state)
{
    (void)state;
    const char *pairs[][2] = {{"電信詐騙", "电信诈骗"}, {"緬北", "缅北"}, {"ＡＢｃ１２", "abc12"}, {"臺灣", "台湾"},
                              {"ÉΣЖ", "éσж"},        {"①㎡％", "1㎡%"}, {"𠮷", "𠮷"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char *f = folded(pairs[i][0]);
        assert_string_equal(f, pairs[i][1]);
        assert_int_equal(utf8_count(f, strlen(f)), utf8_count(pairs[i][0], strlen(pairs[i][0])));
        free(f);
    }
}

/* Folding twice changes nothing, so that a query may be folded already. */
static void folding_is_final(void **state)
{
    (void)state;
    for (uint32_t cp = 1; cp < 0x30000; cp++) {
        uint32_t once = fold_character(dictionary, cp);
        assert_int_equal(fold_character(dictionary, once), once);
    }
}

static void pairs_and_tokens(void **state)
{
    (void)state;
    assert_cut("断流", TERMS_INDEX, "断流 流");
    assert_cut("e租宝", TERMS_INDEX, "Be租 租宝 宝 We租宝 e");
    assert_cut("GOIP", TERMS_REQUIRED, "Bgo Boi Bip");
    assert_cut("用GOIP的", TERMS_REQUIRED, "用g Bgo Boi Bip Bp的 goip");
    assert_cut("，1.17亿", TERMS_RANKED, "1.17");
    assert_cut("2,770亿元", TERMS_RANKED, "亿元 2770");
    assert_cut("96110", TERMS_RANKED, "96110");
}

static void singles(void **state)
{
    (void)state;
    assert_cut("骗。骗子", TERMS_INDEX, "骗子 子"); /* a pair begins with 骗 already */
    assert_cut("骗", TERMS_REQUIRED, "骗*");
    assert_cut("。骗", TERMS_REQUIRED, "骗*");
    assert_cut("7", TERMS_REQUIRED, "B7*");
    assert_cut("，。", TERMS_REQUIRED, "");
    assert_cut("", TERMS_INDEX, "");
}

static void words(void **state)
{
    (void)state;
    char *got = cut("公安机关", "S", TERMS_INDEX);
    assert_non_null(strstr(got, "S公安"));
    assert_non_null(strstr(got, "SW公安机关"));
    free(got);
    assert_cut("反诈", TERMS_RANKED, "反诈"); /* our own word */
    assert_cut("明家", TERMS_RANKED, "明家"); /* no word: still its pair */
}

static bool has(const struct term_list *all, const char *bytes, size_t len, bool open)
{
    for (size_t i = 0; i < all->len; i++) {
        const struct term *t = &all->items[i];
        if ((t->len == len || (open && t->len > len)) && memcmp(term_bytes(all, t), bytes, len) == 0)
            return true;
    }
    return false;
}

/* The one promise that complete recall stands on. */
static void a_part_has_terms_of_the_whole(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    const char *text = "10月26日,警方用GoIP设备查获2,770.5亿元(含1.17亿)!e租宝、A股;〇七年“断卡”ｘｙ9";
    struct term_list all, some;
    char *f = folded(text);
    size_t n = utf8_count(f, strlen(f));
    term_list_init(&all);
    term_list_init(&some);
    assert_true(terms_cut(dictionary, f, strlen(f), "", TERMS_INDEX, &all, &fault));
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j <= n; j++) {
            size_t from = utf8_offset(f, strlen(f), i), to = utf8_offset(f, strlen(f), j);
            term_list_clear(&some);
            assert_true(terms_cut(dictionary, f + from, to - from, "", TERMS_REQUIRED, &some, &fault));
            for (size_t k = 0; k < some.len; k++)
                assert_true(
                    has(&all, term_bytes(&some, &some.items[k]), some.items[k].len, some.items[k].open));
        }
    }
    term_list_free(&all);
    term_list_free(&some);
    free(f);
}

static void long_terms_are_bounded(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    struct term_list list;
    char token[5001];
    memset(token, 'a', sizeof token - 1);
    token[sizeof token - 1] = '\0';
    term_list_init(&list);
    assert_true(term_whole("U", token, 5000, &list, &fault));
    token[4999] = 'b';
    assert_true(term_whole("U", token, 5000, &list, &fault));
    assert_true(list.items[0].len <= TERM_MAX);
    assert_string_not_equal(term_bytes(&list, &list.items[0]), term_bytes(&list, &list.items[1]));
    term_list_clear(&list);
    assert_true(terms_cut(dictionary, token, 5000, "S", TERMS_INDEX, &list, &fault));
    for (size_t i = 0; i < list.len; i++)
        assert_true(list.items[i].len <= TERM_MAX);
    term_list_free(&list);
}

static void tables_that_are_missing(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    assert_null(dictionary_load("/nowhere", &fault));
    assert_int_equal(fault.code, FAULT_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding),
        cmocka_unit_test(folding_is_final),
        cmocka_unit_test(pairs_and_tokens),
        cmocka_unit_test(singles),
        cmocka_unit_test(words),
        cmocka_unit_test(a_part_has_terms_of_the_whole),
        cmocka_unit_test(long_terms_are_bounded),
        cmocka_unit_test(tables_that_are_missing),
    };
    return cmocka_run_group_tests_name("terms", tests, load, unload);
}
