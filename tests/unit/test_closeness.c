/* How near words stand: closeness.h. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "query/closeness.h"

static const struct closeness two = {.words = {{{"缅北"}, 1}, {{"移交", "押解"}, 2}}, .count = 2};

static double of(const char *text)
{
    return closeness_of(&two, text, strlen(text));
}

static void side_by_side_is_one(void **state)
{
    (void)state;
    assert_float_equal(of("缅北移交"), 1, 1e-9);
    assert_float_equal(of("移交缅北"), 1, 1e-9);
}

static void five_characters_between_halve_it(void **state)
{
    (void)state;
    assert_float_equal(of("缅北的五名嫌疑移交"), 0.5, 1e-9);
    assert_float_equal(of("缅北五名嫌疑移交"), 15.0 / 27, 1e-9);
}

static void the_nearest_pair_counts(void **state)
{
    (void)state;
    assert_true(of("缅北。很长的一段话在这里，缅北移交") > of("缅北。很长的一段话在这里，缅北的移交"));
    assert_true(of("缅北移交") > of("先说别的事情，缅北移交"));
}

static void another_name_will_do(void **state)
{
    (void)state;
    assert_float_equal(of("缅北押解"), 1, 1e-9);
}

static void a_word_that_is_not_there_is_zero(void **state)
{
    (void)state;
    assert_float_equal(of("缅北"), 0, 0);
    assert_float_equal(of(""), 0, 0);
    static const struct closeness none = {.count = 0};
    assert_float_equal(closeness_of(&none, "缅北移交", 12), 0, 0);
}

static void many_places_are_bounded(void **state)
{
    (void)state;
    static char text[120000];
    for (size_t i = 0; i + 6 < sizeof text - 16; i += 6)
        memcpy(text + i, "缅北", 6);
    memcpy(text + strlen(text), "移交", 7);
    assert_true(of(text) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(side_by_side_is_one),
        cmocka_unit_test(five_characters_between_halve_it),
        cmocka_unit_test(the_nearest_pair_counts),
        cmocka_unit_test(another_name_will_do),
        cmocka_unit_test(a_word_that_is_not_there_is_zero),
        cmocka_unit_test(many_places_are_bounded),
    };
    return cmocka_run_group_tests_name("closeness", tests, NULL, NULL);
}
