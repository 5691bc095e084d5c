/* Character references: which stand, what they mean, where they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/references.h"

/* The code point and how much of the text it took; 0 and 0 when the "&" is itself. */
static void is(const char *text, bool in_attribute, uint32_t cp, size_t taken)
{
    uint32_t got = 0;
    const char *behind = reference_read(text, text + strlen(text), in_attribute, &got);
    assert_int_equal(behind ? got : 0, cp);
    assert_int_equal(behind ? (size_t)(behind - text) : 0, taken);
}

static void names(void **state)
{
    (void)state;
    is("&nbsp;x", false, 0xA0, 6);
    is("&ldquo;", false, 0x201C, 7);
    is("&thetasym;", false, 0x3D1, 10);
    is("&AElig;", false, 0xC6, 7);
    is("&zwnj;", false, 0x200C, 6);
    is("&lpar;", false, '(', 6);
    is("&rang;", false, 0x27E9, 6);
    is("&nosuch;", false, 0, 0);
    is("& ", false, 0, 0);
    is("&", false, 0, 0);
    is("&;", false, 0, 0);
}

static void without_a_semicolon(void **state)
{
    (void)state;
    is("&nbsp反诈", false, 0xA0, 5);
    is("&nbspa", false, 0xA0, 5);
    is("&notit;", false, 0xAC, 4);
    is("&ldquo", false, 0, 0);
    is("&copy=2", false, 0xA9, 5);
    is("&copy=2", true, 0, 0);
    is("&copy2", true, 0, 0);
    is("&copy;=2", true, 0xA9, 6);
    is("&copy", true, 0xA9, 5);
    is("&copy\"", true, 0xA9, 5);
}

static void numbers(void **state)
{
    (void)state;
    is("&#20013;", false, 0x4E2D, 8);
    is("&#x4e2D;", false, 0x4E2D, 8);
    is("&#X4E2Dg", false, 0x4E2D, 7);
    is("&#20013国", false, 0x4E2D, 7);
    is("&#150;", false, 150, 6);
    is("&#0;", false, 0xFFFD, 4);
    is("&#xD800;", false, 0xFFFD, 8);
    is("&#x110000;", false, 0xFFFD, 10);
    is("&#99999999999999999999;", false, 0xFFFD, 23);
    is("&#131072;", false, 0x20000, 9);
    is("&#;", false, 0, 0);
    is("&#x;", false, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(without_a_semicolon),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests_name("references", tests, NULL, NULL);
}
