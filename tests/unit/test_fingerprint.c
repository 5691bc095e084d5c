/* fingerprint: edits, sub-headings and punctuation leave a reprint a reprint;
 * two reports made with the same formulas are not joined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "extract/fingerprint.h"

#define REPORT                                                                                              \
    "本报讯 昨日上午，市公安局召开发布会，通报一起跨省网络赌博案。经查，犯罪团伙租用境外服务器，招揽会员三千余名，"     \
    "涉案流水两亿余元。专案组历时五个月，在多地警方配合下统一收网，抓获嫌疑人四十二名，冻结资金八百万元。"         \
    "办案民警提醒，参与赌博不仅违法，资金也随时可能被平台卷走，请市民不要相信所谓稳赚不赔的承诺。"

static unsigned resemblance(const char *a, const char *b)
{
    struct fault fault = {.code = FAULT_NONE};
    unsigned result = 0;
    assert_true(fingerprint_compare(a, strlen(a), b, strlen(b), &result, &fault));
    return result;
}

static void the_same_text(void **state)
{
    (void)state;
    assert_int_equal(resemblance(REPORT, REPORT), 1000);
    assert_int_equal(resemblance(REPORT, "完全不同的一段文字，讲的是秋天的菜园和一只慢慢走过的猫，没有半点相似。"), 0);
}

static void edits_and_headings(void **state)
{
    (void)state;
    /* a sub-heading, other punctuation, some thirty characters changed */
    const char *reprint =
        "记者获悉:昨日上午,市公安局召开发布会,通报一起跨省网络赌博案。\n五个月追查\n经查,犯罪团伙租用境外服务器,招揽会员三千余名,"
        "涉案流水两亿余元。专案组历时五个月,在多地警方配合下统一收网,抓获嫌疑人四十二名,冻结资金八百万元。\n"
        "民警表示,赌博违法,资金也随时可能被平台卷走,请市民不要相信所谓稳赚不赔的承诺。(完)";
    assert_true(resemblance(REPORT, reprint) >= FINGERPRINT_REPRINT);
}

static void formulas(void **state)
{
    (void)state;
    const char *other =
        "本报讯 昨日上午，市公安局召开发布会，通报一起系列入室盗窃案。经查，嫌疑人李某流窜作案十九起，"
        "涉案财物价值六十万元。专案组历时两个月，调取监控数百段，在邻市将其抓获，追回金饰一批。"
        "办案民警提醒，外出时请关好门窗，贵重物品不要放在家中显眼处，发现可疑人员请及时报警。";
    assert_true(resemblance(REPORT, other) < FINGERPRINT_REPRINT);
}

static void sketches(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    struct buf a, b;
    buf_init(&a, 4096);
    buf_init(&b, 4096);
    assert_true(fingerprint_make(REPORT, strlen(REPORT), &a, &fault));
    assert_int_equal(a.len, FINGERPRINT_HASHES * 8);
    assert_int_equal(fingerprint_resemblance(a.data, a.data), 1000);
    assert_true(fingerprint_make("短讯一则。", strlen("短讯一则。"), &b, &fault));
    assert_int_equal(b.len, 0); /* too short to tell */
    assert_int_equal(fingerprint_resemblance(a.data, "not hex"), 0);
    assert_int_equal(fingerprint_resemblance(a.data, "0"), 0);
    buf_free(&a);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text),
        cmocka_unit_test(edits_and_headings),
        cmocka_unit_test(formulas),
        cmocka_unit_test(sketches),
    };
    return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}
