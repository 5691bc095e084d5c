/* Decimals: reading, printing, and arithmetic that never rounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/decimal.h"

static struct decimal read(const char *text)
{
    struct decimal d = {0};
    assert_int_equal(decimal_parse(text, strlen(text), &d), strlen(text));
    return d;
}

static void is(const struct decimal *d, const char *text)
{
    char out[DECIMAL_TEXT_MAX];
    assert_string_equal(decimal_print(d, out), text);
}

static void prints_what_it_reads(void **state)
{
    static const char *const same[] = {
        "0", "7", "13.8", "0.05", "277000000000", "1000000000000000000000000000001"};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct decimal d = read(same[i]);
        is(&d, same[i]);
    }
    struct decimal groups = read("1,234,567.50");
    is(&groups, "1234567.5");
    assert_int_equal(decimal_parse("12,34", 5, &groups), 2);
    assert_int_equal(decimal_parse("x", 1, &groups), 0);
}

static void shifts_exactly(void **state)
{
    (void)state;
    struct decimal d = read("13.8");
    decimal_shift(&d, 8);
    is(&d, "1380000000");
    d = read("1.17");
    decimal_shift(&d, 1);
    is(&d, "11.7");
    d = read("5");
    decimal_shift(&d, -2);
    is(&d, "0.05");
}

static void adds_and_subtracts(void **state)
{
    (void)state;
    struct decimal a = read("0.1"), b = read("0.2");
    decimal_add(&a, &b);
    is(&a, "0.3");
    a = read("9999999.99");
    b = read("0.01");
    decimal_add(&a, &b);
    is(&a, "10000000");
    a = read("2.5");
    b = read("10");
    struct decimal d = decimal_difference(&a, &b);
    is(&d, "7.5");
}

static void multiplies_and_divides(void **state)
{
    (void)state;
    struct decimal a = read("12.5"), b = read("0.08");
    struct decimal product = decimal_multiply(&a, &b);
    is(&product, "1");
    a = read("2");
    decimal_divide(&a, 3, 6);
    is(&a, "0.666667");
    a = read("6");
    decimal_divide(&a, 12, 6);
    is(&a, "0.5");
}

static void compares(void **state)
{
    (void)state;
    struct decimal a = read("2.50"), b = read("2.5"), c = read("10"), d = read("0.05");
    assert_int_equal(decimal_compare(&a, &b), 0);
    assert_int_equal(decimal_compare(&b, &c), -1);
    assert_int_equal(decimal_compare(&c, &d), 1);
}

static void says_what_does_not_fit(void **state)
{
    (void)state;
    struct decimal d = read("9");
    for (int i = 0; i < 5; i++)
        decimal_shift(&d, 20);
    assert_true(d.overflow);
    struct decimal one = decimal_from(1);
    assert_int_equal(decimal_compare(&d, &one), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_what_it_reads),
        cmocka_unit_test(shifts_exactly),
        cmocka_unit_test(adds_and_subtracts),
        cmocka_unit_test(multiplies_and_divides),
        cmocka_unit_test(compares),
        cmocka_unit_test(says_what_does_not_fit),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
