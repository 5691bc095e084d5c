/* Figures: a table of number forms in both scripts, what must not be taken
 * for a number, and the fields around one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "extract/figures.h"

static const char *folder = "extract/lexicon/figures";

struct world {
    struct figure_lexicon *lexicon;
    struct arena arena;
    struct figure *figures;
    size_t count;
};

static int set_up(void **state)
{
    static struct world w;
    struct fault fault = {0};
    w.lexicon = figure_lexicon_load(folder, &fault);
    if (w.lexicon == NULL)
        fprintf(stderr, "%s\n", fault.text);
    arena_init(&w.arena, 64 * 1024 * 1024);
    *state = &w;
    return w.lexicon == NULL;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    figure_lexicon_free(w->lexicon);
    arena_free(&w->arena);
    return 0;
}

static void find(struct world *w, const char *text, const char *published)
{
    struct fault fault = {0};
    struct date date = {0};
    arena_reset(&w->arena);
    assert_true(date_parse(published, strlen(published), &date));
    assert_true(
        figures_find(w->lexicon, text, strlen(text), &date, &w->arena, &w->figures, &w->count, &fault));
}

static bool same(const char *a, const char *b)
{
    return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

static const char *shown(const char *text)
{
    return text != NULL ? text : "-";
}

struct form {
    const char *text, *raw, *value, *max, *unit;
    int qualifier, change;
};

enum {
    NO = QUALIFIER_NONE,
    ABOUT = QUALIFIER_APPROX,
    MORE = QUALIFIER_MORE_THAN,
    NEAR = QUALIFIER_NEAR,
    LESS = QUALIFIER_LESS_THAN
};

static const struct form forms[] = {
    {"冻结资金2770亿元。", "2770亿元", "277000000000", NULL, "元", NO, 0},
    {"共破案26.2万起。", "26.2万起", "262000", NULL, "起", NO, 0},
    {"共破案1512起。", "1512起", "1512", NULL, "起", NO, 0},
    {"先后出动40余次。", "40余次", "40", NULL, "次", MORE, 0},
    {"打掉团伙590余个。", "590余个", "590", NULL, "个", MORE, 0},
    {"被骗百万元以上的案件", "百万元以上", "1000000", NULL, "元", MORE, 0},
    {"志愿者1万6千余名。", "1万6千余名", "16000", NULL, "名", MORE, 0},
    {"共计三千五百万元。", "三千五百万元", "35000000", NULL, "元", NO, 0},
    {"金额高达1.17个亿，", "1.17个亿", "117000000", NULL, "元", NO, 0},
    {"每斤只卖9块8毛6。", "9块8毛6", "9.86", NULL, "元", NO, 0},
    {"价格上涨两成。", "两成", "20", NULL, "%", NO, CHANGE_UP},
    {"近八成受访者表示", "八成", "80", NULL, "%", NEAR, 0},
    {"下降三成五。", "三成五", "35", NULL, "%", NO, CHANGE_DOWN},
    {"超过半数。", "半数", "0.5", NULL, "比例", MORE, 0},
    {"落网过半。", "过半", "0.5", NULL, "比例", MORE, 0},
    {"三分之二的受访者", "三分之二", "0.666666666667", NULL, "比例", NO, 0},
    {"四分之一的航班", "四分之一", "0.25", NULL, "比例", NO, 0},
    {"占百分之三十七点五。", "百分之三十七点五", "37.5", NULL, "%", NO, 0},
    {"回落4.6个百分点。", "4.6个百分点", "4.6", NULL, "个百分点", NO, CHANGE_DOWN},
    {"是前年的15倍。", "15倍", "15", NULL, "倍", NO, 0},
    {"死亡率为3.2‰。", "3.2‰", "3.2", NULL, "‰", NO, 0},
    {"全市破案１２３４起。", "１２３４起", "1234", NULL, "起", NO, 0},
    {"挽回损失３．５亿元。", "３．５亿元", "350000000", NULL, "元", NO, 0},
    {"核查线索1,234条。", "1,234条", "1234", NULL, "条", NO, 0},
    {"全年有51 306宗。", "51 306宗", "51306", NULL, "宗", NO, 0},
    {"罚款10万至50万元。", "10万至50万元", "100000", "500000", "元", NO, 0},
    {"一年收入2到3万元左右。", "2到3万元左右", "20000", "30000", "元", ABOUT, 0},
    {"手续费为3%—5%。", "3%—5%", "3", "5", "%", NO, 0},
    {"来了两三百人。", "两三百人", "200", "300", "人", NO, 0},
    {"骗走数百万元。", "数百万元", NULL, NULL, "元", NO, 0},
    {"办结案件五三○件。", "五三○件", "530", NULL, "件", NO, 0},
    {"損失一億七二四四萬元。", "一億七二四四萬元", "172440000", NULL, "元", NO, 0},
    {"現場逾萬人集會。", "萬人", "10000", NULL, "人", MORE, 0},
    {"单月通报2萬3051件。", "2萬3051件", "23051", NULL, "件", NO, 0},
    {"損失約58億餘元。", "58億餘元", "5800000000", NULL, "元", MORE, 0},
    {"罰款26萬4000元（新台幣，下同）。", "26萬4000元", "264000", NULL, "新台幣", NO, 0},
    {"涉案金額達23億港元。", "23億港元", "2300000000", NULL, "港元", NO, 0},
    {"轉帳US$25,000。", "US$25,000", "25000", NULL, "美元", NO, 0},
    {"購入NT$3,000萬元設備。", "NT$3,000萬元", "30000000", NULL, "新台幣", NO, 0},
    {"处罚金人民币二十万元。", "二十万元", "200000", NULL, "元", NO, 0},
    {"贸易额为846亿美元。", "846亿美元", "84600000000", NULL, "美元", NO, 0},
    {"升至130.58日元。", "130.58日元", "130.58", NULL, "日元", NO, 0},
    {"罚款26.5万欧元。", "26.5万欧元", "265000", NULL, "欧元", NO, 0},
    {"判处有期徒刑十年六个月。", "有期徒刑十年六个月", "10.5", NULL, "年", NO, 0},
    {"一名72岁的老人", "72岁", "72", NULL, "岁", NO, 0},
    {"历时25天。", "25天", "25", NULL, "天", NO, 0},
    {"装机达4286万千瓦。", "4286万千瓦", "42860000", NULL, "千瓦", NO, 0},
    {"出动10余万干部群众抢险。", "10余万干部群众", "100000", NULL, "人", MORE, 0},
    {"销售额达到近万元。", "万元", "10000", NULL, "元", NEAR, 0},
    {"涉及上万个账户。", "上万个", "10000", NULL, "个", MORE, 0},
    {"工序有二十几道。", "二十几道", "20", NULL, "道", MORE, 0},
    {"不到500人。", "500人", "500", NULL, "人", LESS, 0},
    {"至少12人受伤。", "12人", "12", NULL, "人", MORE, 0},
    {"约80万人参加。", "80万人", "800000", NULL, "人", ABOUT, 0},
    {"降到20%以下。", "20%以下", "20", NULL, "%", LESS, 0},
    {"发案数同比下降25%。", "25%", "25", NULL, "%", NO, CHANGE_YOY_DOWN},
    {"产量比上年增长7.1%。", "7.1%", "7.1", NULL, "%", NO, CHANGE_YOY_UP},
    {"价格环比上升0.4%。", "0.4%", "0.4", NULL, "%", NO, CHANGE_MOM_UP},
    {"案件較上月減少12%。", "12%", "12", NULL, "%", NO, CHANGE_MOM_DOWN},
    {"装机两年半翻两番。", "翻两番", "4", NULL, "倍", NO, CHANGE_UP},
    {"由去年的100起降至80起。", "80起", "80", NULL, "起", NO, CHANGE_DOWN},
    {"案件数翻番。", "翻番", "2", NULL, "倍", NO, CHANGE_UP},
    {"用了两小时30分钟。", "两小时30分钟", "2.5", NULL, "小时", NO, 0},
    {"约1/3的人表示", "1/3", "0.333333333333", NULL, "比例", ABOUT, 0},
    {"（港元，下同）收入500万元。", "500万元", "5000000", NULL, "港元", NO, 0},
    {"历时3个多月。", "3个多月", "3", NULL, "个月", MORE, 0},
    {"改善6000多万退休老人的生活", "6000多万", "60000000", NULL, "人", MORE, 0},
    {"救出三万五千人。", "三万五千人", "35000", NULL, "人", NO, 0},
    {"青海发生6.2级地震。", "6.2级", "6.2", NULL, "级", NO, 0},
    {"沪指报3207.9点。", "3207.9点", "3207.9", NULL, "点", NO, 0},
    {"鸡蛋每斤5块8，比上周贵。", "5块8", "5.8", NULL, "元", NO, 0},
    {"一成半的受访者", "一成半", "15", NULL, "%", NO, 0},
    {"营收翻了两番。", "翻了两番", "4", NULL, "倍", NO, CHANGE_UP},
    {"占总数的五分之一强。", "五分之一强", "0.2", NULL, "比例", MORE, 0},
    {"均价45.31元/公斤。", "45.31元/公斤", "45.31", NULL, "元/公斤", NO, 0},
    {"分别判处三年至六年六个月有期徒刑。", "三年至六年六个月", "3", "6.5", "年", NO, 0},
    {"为期三个月的行动", "三个月", "3", NULL, "个月", NO, 0},
    {"成交额破10亿元。", "10亿元", "1000000000", NULL, "元", MORE, 0},
    {"利率较上年同期低0.41个百分点。", "0.41个百分点", "0.41", NULL, "个百分点", NO, CHANGE_YOY_DOWN},
    {"指数高于上月0.9个百分点。", "0.9个百分点", "0.9", NULL, "个百分点", NO, CHANGE_MOM_UP},
    {"环比下降22.4%、同比上升18.5%。", "18.5%", "18.5", NULL, "%", NO, CHANGE_YOY_UP},
    {"全年增长5.1%。", "5.1%", "5.1", NULL, "%", NO, CHANGE_UP},
    {"警情降幅最大，达61.2%。", "61.2%", "61.2", NULL, "%", NO, CHANGE_DOWN},
    {"学历者多达40人。", "40人", "40", NULL, "人", NO, 0},
};

static const struct figure *find_raw(const struct world *w, const char *raw)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->figures[i].raw, raw) == 0)
            return &w->figures[i];
    return NULL;
}

static bool check_form(struct world *w, const struct form *form)
{
    find(w, form->text, "2021-10-29");
    const struct figure *f = find_raw(w, form->raw);
    if (f != NULL && same(f->value, form->value) && same(f->value_max, form->max) &&
        same(f->unit, form->unit) && f->qualifier == form->qualifier && f->change == form->change)
        return true;
    print_error("%s: wanted %s = %s..%s %s (%d, %d)\n", form->text, form->raw, shown(form->value),
                shown(form->max), form->unit, form->qualifier, form->change);
    for (size_t i = 0; i < w->count; i++)
        print_error("   found %s = %s..%s %s (%d, %d)\n", w->figures[i].raw, shown(w->figures[i].value),
                    shown(w->figures[i].value_max), shown(w->figures[i].unit), w->figures[i].qualifier,
                    w->figures[i].change);
    return false;
}

static void every_form_is_read(void **state)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        wrong += !check_form(*state, &forms[i]);
    assert_int_equal(wrong, 0);
}

static const char *const silent[] = {
    "会议于2021年10月26日召开。",
    "上午10时30分许，",
    "去年10月以来，",
    "五三〇行动第三届大会",
    "第二百六十六条",
    "拨打96110或者110求助。",
    "请拨打12381。",
    "“5·10”专案",
    "经G348国道",
    "三大运营商共同宣布",
    "两高一部联合发布",
    "四川、七台河、九寨沟和三亚",
    "一起行动，统一部署",
    "海峡两岸",
    "一些群众",
    "5G和2.4G网络",
    "e租宝平台",
    "在2楼203室见到了3号受害人。",
    "比分为3比2。",
    "版本10.2.1",
    "百名红通人员",
    "案号(2021)京01刑初12号",
    "A-9394/11-2014",
    "8月底",
    "周三下午",
    "百分之百地兑现",
    "一个人",
    "近年来",
    "撥打165反詐騙專線",
    "第一審判決",
    "三中全会",
    "民国一一〇年",
    "二维码",
    "万一",
    "一方面",
    "民國110年",
    "20年前的今天",
};

static void what_only_looks_like_a_number_stays_out(void **state)
{
    struct world *w = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        find(w, silent[i], "2021-10-29");
        if (w->count > 0) {
            print_error("%s: took %s %s\n", silent[i], w->figures[0].raw, shown(w->figures[0].unit));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

struct period {
    const char *text, *start, *end;
};

static const struct period periods[] = {
    {"今年1至9月，破案10起。", "2021-01-01", "2021-09-30"},
    {"截至目前，破案10起。", NULL, "2021-10-29"},
    {"截至今年9月，破案10起。", "2021-01-01", "2021-09-30"},
    {"截至2020年底，破案10起。", NULL, "2020-12-31"},
    {"近年来，破案10起。", NULL, NULL},
    {"2021年以来，破案10起。", "2021-01-01", "2021-10-29"},
    {"上半年，破案10起。", "2021-01-01", "2021-06-30"},
    {"去年上半年，破案10起。", "2020-01-01", "2020-06-30"},
    {"前三季度，破案10起。", "2021-01-01", "2021-09-30"},
    {"一年来，破案10起。", "2020-10-01", "2021-10-29"},
    {"近五年来，破案10起。", "2016-10-01", "2021-10-29"},
    {"自去年10月专项行动启动以来，破案10起。", "2020-10-01", "2021-10-29"},
    {"自3月5日至9月1日，破案10起。", "2021-03-05", "2021-09-01"},
    {"昨日，破案10起。", "2021-10-28", "2021-10-28"},
    {"10月8日，破案10起。", "2021-10-08", "2021-10-08"},
    {"12月，破案10起。", "2020-12-01", "2020-12-31"},
    {"2018年至2020年，破案10起。", "2018-01-01", "2020-12-31"},
    {"二〇二〇年，破案10起。", "2020-01-01", "2020-12-31"},
    {"民國109年，破案10件。", "2020-01-01", "2020-12-31"},
    {"去(109)年，破案10件。", "2020-01-01", "2020-12-31"},
    {"8月，行動開始。破案10件。", "2021-08-01", "2021-08-31"},
    {"今年首8个月，破案10起。", "2021-01-01", "2021-08-31"},
    {"“十三五”期间，破案10起。", "2016-01-01", "2020-12-31"},
    {"“十四五”以来，破案10起。", "2021-01-01", "2021-10-29"},
    {"“十五”期间，破案10起。", "2001-01-01", "2005-12-31"},
    {"上周，破案10起。", "2021-10-18", "2021-10-24"},
    {"上周五，破案10起。", "2021-10-22", "2021-10-22"},
    {"四季度，预计破案10起。", "2021-10-01", "2021-12-31"},
    {"截至上午9时，破案10起。", NULL, "2021-10-29"},
    {"至今年8月，破案10起。", "2021-01-01", "2021-08-31"},
    {"2019年末有民警3人，全年破案10起。", "2019-01-01", "2019-12-31"},
    {"10月8日行动，当日破案10起。", "2021-10-08", "2021-10-08"},
    {"上半年破案30起，去年同期破案10起。", "2020-01-01", "2020-06-30"},
    {"自2019年9月行动开展以来，截至8月底，破案10起。", "2019-09-01", "2021-08-31"},
    {"10月8日，市公安局发布通报：上半年破案10起。", "2021-01-01", "2021-06-30"},
    {"10月8日，市公安局发布数据：破案10起。", NULL, NULL},
};

static void periods_are_resolved(void **state)
{
    struct world *w = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        const struct period *p = &periods[i];
        find(w, p->text, "2021-10-29");
        const struct figure *f = find_raw(w, "10起");
        f = f != NULL ? f : find_raw(w, "10件");
        if (f == NULL || !same(f->period_start, p->start) || !same(f->period_end, p->end)) {
            print_error("%s: %s/%s\n", p->text, f ? shown(f->period_start) : "?",
                        f ? shown(f->period_end) : "?");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

struct metric {
    const char *text, *raw, *metric;
};

static const struct metric metrics[] = {
    {"全省公安机关共破获涉网诈骗案件120起。", "120起", "破获涉网诈骗案件"},
    {"警方累计紧急止付涉案资金3亿元。", "3亿元", "紧急止付涉案资金"},
    {"市公安局日均发送预警短信8万条。", "8万条", "日均发送预警短信"},
    {"共避免520名群众受骗。", "520名", "避免群众受骗"},
    {"拦截诈骗电话30万次、诈骗短信9万条。", "9万条", "拦截诈骗短信"},
    {"涉案金额达到3亿元。", "3亿元", "涉案金额"},
    {"先后抓获了12名嫌疑人。", "12名", "抓获嫌疑人"},
    {"出口汽车25万辆，价值30亿元。", "30亿元", "出口汽车价值"},
    {"立案数、破案数同比分别下降5%、3%。", "5%", "立案数同比下降"},
    {"立案数、破案数同比分别下降5%、3%。", "3%", "破案数同比下降"},
    {"出口5亿元，进口3亿元，分别增长7%和2%。", "7%", "出口增长"},
    {"出口5亿元，进口3亿元，分别增长7%和2%。", "2%", "进口增长"},
    {"停运率由高峰期的15%降到4%。", "15%", "停运率"},
    {"停运率由高峰期的15%降到4%。", "4%", "停运率降"},
    {"职工40人，占六成。", "六成", "职工占"},
    {"全国耕地19亿亩。", "19亿亩", "全国耕地"},
    {"平均客座率达80%。", "80%", "平均客座率"},
    {"复工率76%。", "76%", "复工率"},
    {"某商场春节共吸引顾客3万人次。", "3万人次", "吸引顾客"},
    {"学校现有教职工200人。", "200人", "教职工"},
    {"股价昨日收涨4.6%。", "4.6%", "股价收涨"},
    {"周某是教师，今年63岁。", "63岁", "周某年龄"},
    {"政府将追加2亿元。", "2亿元", "追加"},
    {"没收所得3,120万元及豪宅2户。", "2户", "没收豪宅"},
    {"骗取张某等43人。", "43人", "骗取"},
    {"董某犯诈骗罪，判处有期徒刑十二年。", "有期徒刑十二年", "董某刑期"},
    {"损失万元以上的占8.9%。", "8.9%", "损失万元以上的占"},
    {"滞留游客870人已妥善安置。", "870人", "滞留游客妥善安置"},
};

static void metrics_stand_as_in_the_text(void **state)
{
    struct world *w = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        find(w, metrics[i].text, "2021-10-29");
        const struct figure *f = find_raw(w, metrics[i].raw);
        if (f == NULL || !same(f->metric, metrics[i].metric)) {
            print_error("%s: %s\n", metrics[i].text, f ? shown(f->metric) : "?");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void a_table_names_its_cells(void **state)
{
    struct world *w = *state;
    find(w, "地区\t破案数\t挽回损失\n浙江\t120起\t3亿元\n共计破案400起。", "2021-10-29");
    assert_int_equal(w->count, 3);
    assert_string_equal(w->figures[0].metric, "浙江破案数");
    assert_string_equal(w->figures[1].metric, "浙江挽回损失");
    assert_string_equal(w->figures[2].metric, "破案");
}

/* A numeral longer than any number is stepped over once, not from each of its glyphs. */
static void endless_numerals_are_stepped_over(void **state)
{
    enum { ONES = 200000 };
    struct world *w = *state;
    char *text = malloc(3 * ONES + 64);
    assert_non_null(text);
    for (size_t i = 0; i < ONES; i++)
        memcpy(text + 3 * i, "一", 3);
    memcpy(text + 3 * ONES, "起。抓获12人。", sizeof "起。抓获12人。");
    find(w, text, "2021-10-29");
    assert_int_equal(w->count, 1);
    assert_string_equal(w->figures[0].raw, "12人");
    free(text);
}

/* Of a sentence without an end a figure has its surroundings only. */
static void endless_sentences_are_cut(void **state)
{
    struct world *w = *state;
    struct buf text;
    buf_init(&text, 1024 * 1024);
    for (int i = 0; i < 1000; i++)
        buf_printf(&text, "查获手机%d部，", i + 2);
    find(w, text.data, "2021-10-29");
    assert_int_equal(w->count, 1000);
    for (size_t i = 0; i < w->count; i++) {
        assert_true(strlen(w->figures[i].sentence) < 3100);
        assert_non_null(strstr(w->figures[i].sentence, w->figures[i].raw));
    }
    buf_free(&text);
}

static void places_are_code_points(void **state)
{
    struct world *w = *state;
    find(w, "头一行。\n缴获手机25部。", "2021-10-29");
    assert_int_equal(w->count, 1);
    assert_int_equal(w->figures[0].start, 9);
    assert_int_equal(w->figures[0].end, 12);
    assert_string_equal(w->figures[0].sentence, "缴获手机25部。");
}

static void a_missing_lexicon_is_a_fault(void **state)
{
    struct fault fault = {0};
    (void)state;
    assert_null(figure_lexicon_load("no/such/folder", &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
}

/* A line of a word file: "+ text" has a figure, "- text" has none. */
static bool check_example(struct world *w, const char *file, const char *line)
{
    bool wanted = line[0] == '+';
    if ((line[0] != '+' && line[0] != '-') || line[1] != ' ')
        return true;
    find(w, line + 2, "2021-10-29");
    if ((w->count > 0) == wanted)
        return true;
    print_error("%s: %s: %zu figures\n", file, line, w->count);
    return false;
}

static void the_word_files_hold_their_examples(void **state)
{
    struct world *w = *state;
    unsigned wrong = 0, files = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[1024], line[1024];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        for (files++; fgets(line, sizeof line, in) != NULL;) {
            line[strcspn(line, "\n")] = '\0';
            wrong += !check_example(w, entry->d_name, line);
        }
        fclose(in);
    }
    closedir(dir);
    assert_true(files > 20);
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(what_only_looks_like_a_number_stays_out),
        cmocka_unit_test(periods_are_resolved),
        cmocka_unit_test(metrics_stand_as_in_the_text),
        cmocka_unit_test(the_word_files_hold_their_examples),
        cmocka_unit_test(a_table_names_its_cells),
        cmocka_unit_test(endless_numerals_are_stepped_over),
        cmocka_unit_test(endless_sentences_are_cut),
        cmocka_unit_test(places_are_code_points),
        cmocka_unit_test(a_missing_lexicon_is_a_fault),
    };
    if (argc > 1)
        folder = argv[1];
    return cmocka_run_group_tests_name("figures", tests, set_up, tear_down);
}
