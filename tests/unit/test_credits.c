#include "extract/credits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static struct credit_lexicon *lexicon;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    struct fault fault = {0};
    arena_init(&arena, 1 << 20);
    lexicon = credit_lexicon_load("extract", &fault);
    if (!lexicon)
        print_message("%s\n", fault.text);
    return lexicon ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    credit_lexicon_free(lexicon);
    arena_free(&arena);
    return 0;
}

/* "source=河湾日报 author=张明,李芳 editor=王芳 通讯员=刘伟" */
static void describe(const char *text, struct buf *out)
{
    static const char *const kinds[] = {"source", "author", "editor", "subeditor", NULL, "date",
                                        "modified", "original", "keywords", NULL};
    struct credit credits[16];
    size_t count = credits_read(lexicon, text, strlen(text), credits, 16);
    for (size_t i = 0; i < count; i++) {
        struct person people[8];
        const struct credit *c = &credits[i];
        if (c->kind == CREDIT_STOP)
            continue;
        buf_printf(out, "%s%s=", out->len ? " " : "",
            c->kind == CREDIT_CONTRIBUTOR ? c->role : kinds[c->kind]);
        if (c->kind == CREDIT_SOURCE) {
            const char *value = c->value;
            size_t len = credit_source(lexicon, &value, c->len);
            buf_append(out, value, len);
        } else if (c->kind <= CREDIT_CONTRIBUTOR) {
            size_t n = credit_people(lexicon, c, &arena, people, 8);
            for (size_t j = 0; j < n; j++)
                buf_printf(out, "%s%s%s%s", j ? "," : "", people[j].name, people[j].role ? "/" : "",
                           people[j].role ? people[j].role : "");
        } else {
            buf_append(out, c->value, c->len);
        }
    }
}

static void assert_reads(const char *text, const char *want)
{
    struct buf out;
    buf_init(&out, 4096);
    describe(text, &out);
    const char *got = out.data ? out.data : "";
    if (strcmp(got, want) != 0)
        print_message("in '%s'\n", text);
    bool same = strcmp(got, want) == 0;
    if (!same)
        print_message("want '%s'\n got '%s'\n", want, got);
    buf_free(&out);
    assert_true(same);
}

static void the_examples_of_the_lexicon_hold(void **state)
{
    (void)state;
    struct buf report;
    buf_init(&report, 1 << 16);
    size_t failed = credit_lexicon_check(lexicon, &report);
    if (failed)
        print_message("%s", report.data);
    assert_int_equal(failed, 0);
    buf_free(&report);
}

static void sources(void **state)
{
    (void)state;
    assert_reads("来源：河湾日报 2021-10-29 17:41", "source=河湾日报");
    assert_reads("来源:河湾日报2021-10-29 17:41", "source=河湾日报");
    assert_reads("2021-10-29 17:41:05　来源: 河湾红周刊举报", "source=河湾红周刊");
    assert_reads("2012年03月05日08:12  来源:河湾网 【字号：大 中 小】", "source=河湾网");
    assert_reads("發佈時間：2012-01-12 來源：河灣晚報", "date=2012-01-12 source=河灣晚報");
    assert_reads("来源：Hewan Daily 2021-10-29", "source=Hewan Daily");
    assert_reads("发表于2014-08-24 21:30| 1164次阅读| 来源HWDN| 0 条评论| 作者张明",
                 "date=2014-08-24 21:30| 1164次阅读| source=HWDN author=张明");
    assert_reads("（来源：河湾网 李明 编辑：北风）", "source=河湾网 subeditor=北风");
    assert_reads("来源：http://www.example.cn 河湾网", "source=河湾网");
    assert_reads("来源：21河湾经济报道", "source=21河湾经济报道");
    assert_reads("来源：河湾评论新闻网", "source=河湾评论新闻网");
}

static void reporters(void **state)
{
    (void)state;
    assert_reads("记者 张明 通讯员 李小芳", "author=张明 通讯员=李小芳");
    assert_reads("记者张明、李小芳 刘伟", "author=张明,李小芳,刘伟");
    assert_reads("采写：河都见习记者余明菁向雪", "author= author=余明菁,向雪");
    assert_reads("作者：余明菁向雪返回河湾，查看更多", "author=余明菁,向雪");
    assert_reads("【文/河湾网专栏作者王武】", "author= author=王武");
    assert_reads("（记者陈智整合）", "author=陈智");
    assert_reads("（职工通讯员李琴雯刘会）", "通讯员=李琴雯,刘会");
    assert_reads("记者 李 楠 王 芳", "author=李楠,王芳");
    assert_reads("记者 张明 版式设计:张丹峰", "author=张明 版式设计=张丹峰");
    assert_reads("文/图 张明", "author=张明");
    assert_reads("文｜张明 编辑｜王芳", "author=张明 subeditor=王芳");
    assert_reads("记者 李慧婷/文 通讯员 史贝贝/图", "author=李慧婷 通讯员=史贝贝/摄影");
    assert_reads("记者 欧阳明日 摄影报道", "author=欧阳明日");
    assert_reads("作者：让·皮埃尔", "author=让·皮埃尔");
}

static void reporters_in_taiwan(void **state)
{
    (void)state;
    assert_reads("記者張嘉芳／台北報導", "author=張嘉芳");
    assert_reads("【河灣報╱記者張嘉芳／台北報導】", "author=張嘉芳");
    assert_reads("【河灣醒報記者潘姿羽台北報導】", "author=潘姿羽");
    assert_reads("（中央社記者王明台北29日電）", "author=王明");
    assert_reads("◎ 記者沈俐萱/採訪報導", "author=沈俐萱");
}

static void editors(void **state)
{
    (void)state;
    assert_reads("[ 责编:赵艳 ]", "editor=赵艳");
    assert_reads("(责编：王芳、刘伟)", "editor=王芳,刘伟");
    assert_reads("杨倩本文来源：河湾红周刊责任编辑：杨倩_NF4425", "source=河湾红周刊 editor=杨倩");
    assert_reads("编辑刘晓阳校对李铭", "subeditor=刘晓阳 校对=李铭");
    assert_reads("（责任编辑： HN666）", "editor=HN666");
    assert_reads("责编：Demi Xia", "editor=Demi Xia");
    assert_reads("责任编辑：棒棒不是糖", "editor=棒棒不是糖");
    assert_reads("责任编辑：张明 SF006", "editor=张明");
    assert_reads("责任编辑：", "editor=");
    assert_reads("(视频编辑：张龙 文字编辑：温凤)", "subeditor=张龙 subeditor=温凤");
    assert_reads("发布日期：2019-03-06 责任编辑：龙慧", "date=2019-03-06 editor=龙慧");
    assert_reads("医技部供稿  摄影/张艳  编辑/苏芳", "摄影=张艳 subeditor=苏芳");
}

static void labels_in_other_forms(void **state)
{
    (void)state;
    assert_reads("發佈單位：河灣縣政府", "source=河灣縣政府");
    assert_reads("來　源：河灣報", "source=河灣報");
    assert_reads("责 任 编 辑：张明", "editor=张明");
    assert_reads("来源｜河湾网", "source=河湾网");
    assert_reads("来源：河湾证券报·河湾网", "source=河湾证券报·河湾网");
    assert_reads("Posted on 2021-10-29 by Kevin Lin in Travel", "date=2021-10-29 author=Kevin Lin");
    assert_reads("此前报道：警方破案", "");
    assert_reads("記者林育如／江州即時報導", "author=林育如");
}

static void nobody(void **state)
{
    (void)state;
    assert_reads("作者：未知", "author=");
    assert_reads("作者：网络整理 阅读：1644", "author=");
    assert_reads("作者：医技药剂党支部", "author=");
    assert_reads("作者：河湾日报", "author=");
    assert_reads("记者了解到，全国公安机关持续出击", "");
    assert_reads("记者从河湾警方获悉", "");
    assert_reads("编辑部的故事", "");
    assert_reads("河湾网评论员文章", "");
    assert_reads("接受本台记者采访时表示", "");
    assert_reads("收入来源多样", "");
}

static void names(void **state)
{
    (void)state;
    assert_true(credit_is_name(lexicon, "张明", 6));
    assert_true(credit_is_name(lexicon, "欧阳明日", 12));
    assert_false(credit_is_name(lexicon, "完", 3));
    assert_false(credit_is_name(lexicon, "河湾", 6));
    assert_false(credit_is_name(lexicon, "张明李芳刘", 15));
    assert_true(credit_is_organisation(lexicon, "河湾日报", 12));
    assert_false(credit_is_organisation(lexicon, "张明", 6));
    assert_true(credit_is_stop(lexicon, "字号：大", 12));
}

static void a_missing_folder_is_named(void **state)
{
    (void)state;
    struct fault fault = {0};
    assert_null(credit_lexicon_load("/nowhere", &fault));
    assert_non_null(strstr(fault.text, "/nowhere/credits/labels.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_lexicon_hold),
        cmocka_unit_test(sources),
        cmocka_unit_test(reporters),
        cmocka_unit_test(reporters_in_taiwan),
        cmocka_unit_test(editors),
        cmocka_unit_test(labels_in_other_forms),
        cmocka_unit_test(nobody),
        cmocka_unit_test(names),
        cmocka_unit_test(a_missing_folder_is_named),
    };
    return cmocka_run_group_tests_name("credits", tests, setup, teardown);
}
