#!/bin/bash
# jb-query: the language, the ways of looking, the formats, bad queries.
. "$(dirname "$0")/lib.sh"

# Own records: id, title, source, date, text and more by keyword.
"$PYTHON" - <<'PY' > records.jsonl
import json

def record(id, title, source, published, text, **more):
    r = dict(v=1, id=id, url='https://%s/%s' % (more.pop('host', 'news.example.cn'), id), canonical_url=None, site=None,
             fetched='2021-12-01T00:00:00Z', charset='utf-8', lang='zh-Hans', title=title, subtitle=None, source=source,
             published=published, modified=None, authors=[], editors=[], contributors=[], channel=[], keywords=[],
             text=text, blocks=[], images=[], figures=[], fingerprint=None, confidence=0.9, flags=[], dropped={})
    r['canonical_url'] = r['url']
    r['site'] = r['url'].split('/')[2]
    r.update(more)
    return r

def figure(raw, value, unit, metric, **more):
    f = dict(raw=raw, value=value, value_max=None, unit=unit, currency=None, kind='count', qualifier=None, change=None,
             metric=metric, base=None, period=None, period_start=None, period_end=None, place=None, actor=None,
             sentence=metric + raw + '。', start=0, end=len(raw))
    f.update(more)
    return f

rows = [
    record('a1', '海州警方打掉刷单诈骗团伙', '海州日报', '2021-03-05T10:20+08:00',
           '海州市公安局昨天通报。\n专案组在河口查获伪基站三台。民警随后赶到临江县。\n银行冻结了涉案账户。',
           authors=['林一'], editors=['何二'], channel=['新闻', '法治'], keywords=['诈骗', '刷单'],
           figures=[figure('3000万元', '30000000', '元', '紧急止付资金', kind='money', period='2021年',
                           period_start='2021-01-01', period_end='2021-12-31')]),
    record('a2', '银行提醒：谨防冒充客服', '临江晚报', '2021-09-15',
           '临江县的银行网点贴出提示。电信诈骗多发，老人要当心。\n民警说，伪 基站已经少见。',
           figures=[figure('2亿元', '200000000', '元', '止付涉案资金', kind='money', period='2020年',
                           period_start='2020-01-01', period_end='2020-12-31'),
                    figure('15名', '15', '名', '抓获嫌疑人', change='up')]),
    record('a3', '緬北人員移交', '島嶼時報', '2020-11-02T08:00+08:00', '警方在緬北邊境移交嫌疑人，其中三人涉及電信詐騙。',
           lang='zh-Hant', host='www.dao.example.tw',
           images=[dict(src='https://www.dao.example.tw/1.jpg', caption='移交現場', alt=None, after=-1)]),
    record('a4', 'GOIP设备被查', '海州日报', '2019', '警方查获ＧＯＩＰ设备，型号A5。非法经营者被抓。断卡行动继续。'),
    record('a5', '春天的公园', '临江晚报', '2021-04-01', '公园里花开了。孩子们放风筝。或者去看湖。'),
    record('a6', '公告\x1b[31m红色', '海州日报', '2021-05-01', '含有\u202e方向字符的诈骗提示。'.replace('\x1b', '')),
]
rows[5]['title'] = '公告红色'
for r in rows:
    print(json.dumps(r, ensure_ascii=False))
PY
ok 'own records are indexed' jb-index db records.jsonl

# found QUERY...: the ids in rank order, without filling up.
found() { jb-query -q --no-fill -f tsv --fields id db "$@" | tail -n +2 | paste -sd' '; }
# found_set QUERY...: the same, sorted.
found_set() { jb-query -q --no-fill -f tsv --fields id db "$@" | tail -n +2 | sort | paste -sd' '; }

# ---------------------------------------------------------------- the language
is "$(found_set 诈骗)" 'a1 a2 a3 a6' 'a word, in both scripts'
is "$(found_set 詐騙)" 'a1 a2 a3 a6' 'the same in Traditional characters'
is "$(found_set '"伪基站"')" 'a1' 'a quoted phrase does not jump a blank'
is "$(found_set 缅北 移交)" 'a3' 'Simplified words find a Traditional page'
is "$(found_set '「緬北邊境」')" 'a3' 'a phrase in corner brackets'
is "$(found_set 诈骗 银行)" 'a1 a2' 'AND by default'
is "$(found_set 风筝 OR 断卡)" 'a4 a5' 'OR'
is "$(found_set 风筝 或 断卡)" 'a4 a5' 'OR in Chinese'
is "$(found_set '诈骗 -银行')" 'a3 a6' 'without'
is "$(found_set 诈骗 非 银行)" 'a3 a6' 'without, in Chinese'
is "$(found_set -- -诈骗)" 'a4 a5' 'only a negation'
is "$(found_set 非法经营)" 'a4' 'an operator character inside a word is text'
is "$(found_set '（风筝 或 断卡） 公园')" 'a5' 'full-width parentheses'
is "$(found_set goip)" 'a4' 'full-width letters, any case'
is "$(found_set 'goi*')" 'a4' 'a wildcard suffix'
is "$(found_set '伪基站 NEAR/6 民警')" 'a1' 'NEAR within its distance'
is "$(found_set '专案组 NEAR/3 民警')" '' 'NEAR beyond its distance'
is "$(found_set '同句(伪基站 河口)')" 'a1' 'one sentence'
is "$(found_set '同句(伪基站 民警)')" '' 'two sentences'
is "$(found_set '同段(伪基站 民警)')" 'a1' 'one paragraph'
is "$(found_set '同段(伪基站 银行)')" '' 'two paragraphs'
is "$(found_set '同句(专案组 -民警)')" 'a1' 'a negation within a sentence'
is "$(found_set 'title:诈骗')" 'a1' 'in the title'
is "$(found_set '标题：刷单')" 'a1' 'in the title, in Chinese'
is "$(found_set 'body:刷单')" '' 'not in the body'
is "$(found_set 'source:海州日报')" 'a1 a4 a6' 'source'
is "$(found_set '来源：晚报')" 'a2 a5' 'part of a source'
is "$(found_set 'author:林一')" 'a1' 'author'
is "$(found_set '责编:何二')" 'a1' 'editor'
is "$(found_set 'channel:法治')" 'a1' 'channel'
is "$(found_set 'keyword:刷单')" 'a1' 'keyword'
is "$(found_set 'site:dao.example.tw')" 'a3' 'a domain above the host'
is "$(found_set 'id:a2')" 'a2' 'id'
is "$(found_set 'url:https://news.example.cn/a2')" 'a2' 'url'
is "$(found_set 'lang:zh-Hant')" 'a3' 'language'
is "$(found_set 'has:image')" 'a3' 'with a picture'
is "$(found_set 'has:figure')" 'a1 a2' 'with figures'
is "$(found_set 'title:(风筝 OR 公园)')" 'a5' 'a field before a group'

is "$(found_set '风筝 ＯＲ 断卡')" 'a4 a5' 'operators in full-width letters'
is "$(found_set '风筝 || 断卡')" 'a4 a5' 'two bars'
is "$(found_set '诈骗 −银行')" 'a3 a6' 'a minus sign'
is "$(found_set '伪基站 ＮＥＡＲ／６ 民警')" 'a1' 'NEAR in full-width letters'
is "$(found_set 'ｔｉｔｌｅ：诈骗')" 'a1' 'a field in full-width letters'
is "$(found_set '同句 (伪基站 河口)')" 'a1' 'a blank before the parenthesis'
is "$(found_set 'lang:繁體')" 'a3' 'a script by its name'
is "$(found_set '语言：简体 断卡')" 'a4' 'in Chinese'

# ---------------------------------------------------------------------- dates
is "$(found_set 'date:2021-03..2021-04')" 'a1 a5' 'a range of months'
is "$(found_set 'date:2019')" 'a4' 'a page that knows only its year'
is "$(found_set --today 2021-11-22 'date:去年')" 'a3' 'last year'
is "$(found_set --today 2021-11-22 '日期：近三个月')" 'a2' 'the last three months'
is "$(found_set 'date:<2021 诈骗')" 'a3' 'before a year'
is "$(found 'date:2021')" 'a2 a6 a5 a1' 'filters alone: newest first'
is "$(found --sort oldest 诈骗)" 'a3 a1 a6 a2' 'oldest first'

# -------------------------------------------------------------------- figures
is "$(found_set 'figure:(止付 >= 1亿元)')" 'a2' 'an amount in another spelling'
is "$(found_set 'figure:(止付 >= 1000万元)')" 'a1 a2' 'a lower bound'
is "$(found_set 'figure:(止付 >= 1000万元 period:2021)')" 'a1' 'amount and period of one figure'
is "$(found_set 'figure:(抓获 10名..20名 change:up)')" 'a2' 'a range and a change'
is "$(found_set 'figure:(抓获 >= 1亿元)')" '' 'conditions are met by one figure'
is "$(found_set '诈骗 -figure:(止付)')" 'a3 a6' 'without such a figure'

# ----------------------------------------------------------------- ranking
is "$(found 银行 | cut -d' ' -f1)" 'a2' 'the title counts'
"$PYTHON" - <<'PY' > near.jsonl
import json
far = '渔船今晨出港。' + '县里的会议谈到许多别的事情。' * 9 + '灯塔检修完毕。'
for id, text in (('n1', far), ('n2', '渔船经过灯塔。' + '县里的会议谈到许多别的事情。' * 9), ('n3', far + '海面平静。')):
    print(json.dumps({'id': id, 'title': '港口见闻' + id, 'text': text}, ensure_ascii=False))
PY
ok 'words near and apart are indexed' jb-index -q near near.jsonl
is "$(jb-query --no-fill -f tsv --fields id near 渔船 灯塔 | sed -n 2p)" n2 'words that stand near each other rank first'
like "$(jb-query --explain near 渔船 灯塔)" '^near:   渔船 · 灯塔$' 'and explain names them'
score() { jb-query -f tsv --fields score db "$@" | sed -n 2p; }
is "$(echo "$(score --recent --today 2022-04-01 风筝) $(score 风筝)" | awk '{ printf "%.2f", $1 / $2 }')" 1.25 'a year later an article weighs a quarter more'
out=$(jb-query -f tsv --fields id,filled db 专案组 风筝)
like "$out" '^a1	1$' 'filled up with some of the words, marked'
is "$(jb-query --no-fill -f tsv --fields id db 专案组 风筝 | tail -n +2)" '' 'and not with --no-fill'
is "$(found_set 电诈)" 'a2 a3' 'synonyms'
is "$(found_set --no-synonyms 电诈)" '' 'no synonyms'
echo '风筝 = 纸鸢' > own.txt
is "$(found_set --synonyms own.txt 纸鸢)" 'a5' 'own synonyms'

# ------------------------------------------------------------ ways of looking
is "$(jb-query --count db 诈骗)" 4 'count'
out=$(jb-query db '"伪基站"')
like "$out" '【伪基站】' 'the passage shows what was found'
like "$out" '^1 of 1$' 'the summary'
out=$(jb-query --kwic --context 10 db '"银行"')
is "$(printf '%s\n' "$out" | wc -l)" 2 'a line for each occurrence in the text'
left=$(jb-query --kwic --kwic-sort left -f tsv db '"诈骗"' | tail -n +2 | cut -f4 | rev | cut -c1)
is "$left" "$(printf '%s\n' "$left" | LC_ALL=C sort)" 'a concordance sorted by what stands left'
is "$(jb-query --facet source -f tsv db 诈骗 | tail -n +2 | head -1)" '海州日报	2' 'facet, most frequent first'
is "$(jb-query --facet year -f csv db 诈骗 | tr -d '\r' | paste -sd' ')" 'year,count 2020,1 2021,3' 'facet of years'
is "$(jb-query --timeline month -f tsv db 诈骗 | wc -l)" 12 'a timeline has no gaps'
like "$(jb-query --timeline year db 诈骗)" '2021  █+ 3' 'a bar chart'
ok 'a picture of the timeline' jb-query --timeline year --svg out.svg db 诈骗
ok 'which is XML' "$PYTHON" -c 'import xml.dom.minidom as m; m.parse("out.svg")'
like "$(jb-query --figures db 'figure:(止付 >= 1亿元)')" '止付涉案资金  2亿元' 'figures that met the condition'
is "$(jb-query --figures -f tsv db 'figure:(止付)' | wc -l)" 3 'a row for each'
like "$(jb-query --figures --timeline year db 'figure:(止付)')" '^2020-12-31  █+ 2亿元' 'a metric over time'
like "$(jb-query --show a3 db)" '警方在緬北' 'the whole article'
is "$(jb-query --show a3 -f json db | jq -r .id)" a3 'the record again'
must_fail 1 jb-query --show nobody db && pass 'an unknown id is nothing found' || fail 'an unknown id'
unlike "$(jb-query --similar a1 -f tsv --fields id db)" '^a1$' 'similar leaves out the article itself'
like "$(jb-query --terms -f tsv db 诈骗)" '^term	documents	weight' 'terms'
one=$(jb-query --sample 2 --seed 5 -f tsv --fields id db 诈骗)
is "$(jb-query --sample 2 --seed 5 -f tsv --fields id db 诈骗)" "$one" 'the same seed draws the same sample'
is "$(printf '%s\n' "$one" | wc -l)" 3 'of the size asked for'
like "$(jb-query --explain db '标题：刷单 -风筝')" 'query:  AND\(title:刷单 NOT\(风筝\)\)' 'explain prints the parsed query'
like "$(jb-query --explain db 银行)" 'terms:  MAYBE' 'and the terms'

# ------------------------------------------------------------------- reprints
"$PYTHON" - <<'PY' > copies.jsonl
import json
text = ('河口县警方七日通报，专案组连续作战四十天，在县城一处出租屋内抓获嫌疑人%s名，查扣手机二十余部、银行卡六十张。'
        '据办案民警介绍，该团伙以代办贷款为名，先收取保证金，再以流水不足为由要求转账，受害人遍及三省。'
        '目前，主要嫌疑人已被依法采取强制措施，追赃工作仍在进行，警方提醒市民不要向陌生账户转账。')
for id, source, date, number, site in (('c2', '河口晚报', '2021-05-08T09:00+08:00', '15', 'b.example.cn'),
                                       ('c1', '河口日报', '2021-04-30T08:00+08:00', '12', 'a.example.cn'),
                                       ('c3', '河口在线', '2021-05-08T11:30+08:00', '12', 'c.example.cn'),
                                       ('c4', '河口日报', '2021-06-01', None, 'a.example.cn')):
    body = text % number if number else '保证金新规今日施行。县城的银行开设了咨询窗口，答复市民提问。'
    print(json.dumps({'id': id, 'url': 'https://%s/%s' % (site, id), 'title': '保证金骗局', 'source': source,
                      'published': date, 'text': body}, ensure_ascii=False))
PY
ok 'copies of a story are indexed' jb-index -q copies copies.jsonl
is "$(jb-query --count copies 保证金)" 2 'a story counts once'
is "$(jb-query --count --all-copies copies 保证金)" 4 'or each copy'
is "$(jb-query -f tsv --fields id copies 保证金 | wc -l)" 3 'the list folds them'
is "$(jb-query --facet source -f tsv copies 保证金 | tail -n +2)" '河口日报	2' 'facets count a story at its first publication'
is "$(jb-query --facet source --all-copies -f tsv copies 保证金 | wc -l)" 4 'or each copy'
is "$(jb-query --timeline month -f tsv copies '"追赃"' | tail -n +2)" '2021-04	1' 'and so does a timeline'
is "$(jb-query --timeline month --all-copies -f tsv copies '"追赃"' | tail -n +2 | paste -sd' ')" '2021-04	1 2021-05	2' \
    'with --all-copies each month of a copy'
is "$(jb-query --facet source -f tsv copies '"15名"' | tail -n +2)" '河口晚报	1' 'the first among those that match'
jb-query --reprints c2 copies > out
like "$(cat out)" '2021-04-30.*河口日报' 'the first publication'
like "$(cat out)" '15名|15' 'numbers that differ'

# --------------------------------------------------------------------- formats
is "$(jb-query -f json --fields id,title db id:a2 | jq -c .)" '{"v":1,"id":"a2","title":"银行提醒：谨防冒充客服"}' 'JSON Lines'
is "$(jb-query -f gbt7714 db id:a1)" '林一. 海州警方打掉刷单诈骗团伙[N]. 海州日报, 2021-03-05[2021-12-01]. https://news.example.cn/a1.' 'GB/T 7714 of a newspaper'
like "$(jb-query -f gbt7714 db id:a3)" '\[EB/OL\]\. 島嶼時報, \(2020-11-02\)\[2021-12-01\]|\[N\]' 'GB/T 7714'
like "$(jb-query -f ris db id:a1)" '^TY  - NEWS' 'RIS'
like "$(jb-query -f bibtex db id:a1)" '^@article\{a1,' 'BibTeX'
is "$(jb-query -f csl db 诈骗 | jq length)" 4 'CSL-JSON is one array'
is "$(jb-query -f csl --no-fill db zzz | jq -c .)" '[]' 'an empty one too'
is "$(jb-query --bulk db 诈骗 | jq -r '.index._id // .v' | sort | uniq -c | awk '$2 == 1 { print $1 }')" 4 'bulk: an action and a record each'
printf 'q1\t诈骗\nbad line\nq2\t((\nq3\t风筝\n' > batch.tsv
out=$(jb-query --batch batch.tsv db 2> batch.err)
is $? 3 'a batch with bad lines'
is "$(printf '%s\n' "$out" | grep -c '^q1 Q0 a[1236] [1-4] [0-9.]* jianbao$')" 4 'TREC run lines'
like "$out" '^q3 Q0 a5 1 ' 'the lines behind a bad one are answered'
like "$(cat batch.err)" 'batch.tsv:2: not a query id' 'the bad line is named'
like "$(cat batch.err)" 'batch.tsv:3: query, character 2: ' 'and the bad query'

# ------------------------------------------------------------------ saved state
export XDG_STATE_HOME=$WORK/state
is "$(jb-query --since-last watch -f tsv --fields id db 断卡 | tail -n +2)" a4 'a saved search shows all at first'
ok 'then nothing' must_fail 1 jb-query --since-last watch db 断卡
sed -n 4p records.jsonl | sed 's/"a4"/"a9"/; s/GOIP设备/新的设备/; s/继续/又来了/' > more.jsonl
ok 'a new article comes' jb-index db more.jsonl
is "$(jb-query --since-last watch -f tsv --fields id db 断卡 --all-copies | tail -n +2)" a9 'and only that is shown'
ok 'a name that is a path is refused' must_fail 2 jb-query --since-last ../x db 断卡
id=$(jb-query --corpus db | cut -f1)
ok 'the frozen corpus is searched' jb-query --corpus-id "$id" db 诈骗
ok 'another is not' must_fail 4 jb-query --corpus-id 0000 db 诈骗

# --------------------------------------------------------------- several indexes
sed -n '1,3p' records.jsonl > half1.jsonl
sed -n '4,6p' records.jsonl > half2.jsonl
jb-index -q part1 half1.jsonl
jb-index -q part2 half2.jsonl
jb-index -q whole records.jsonl
printf '1\t诈骗\n2\t电诈 银行\n3\t"伪基站"\n4\t海州 警方 公园\n5\tdate:2021\n6\t电信诈骗案\n' > queries.tsv
jb-query --batch queries.tsv whole > one.run
jb-query --batch queries.tsv --also part2 part1 > two.run
ok 'the same ranking from one index and from two' cmp one.run two.run
is "$(jb-query --corpus --also part2 part1)" "$(jb-query --corpus whole)" 'the same corpus'
jb-query -f tsv --fields id --also tcp://127.0.0.1:9 whole 断卡 > out 2> err
is $? 3 'a shard that is silent: partial results, declared'
like "$(cat err)" "tcp://127.0.0.1:9.* does not answer" 'by name'
like "$(cat out)" '^a4$' 'the others answer'

# ------------------------------------------------------------------ bad queries
for q in '((((' '' ' ' '*' '，。' 'titel:x' 'date:2021-13' '诈骗 (' 'a AND' '"a' 'figure:(' 'has:wings' 'lang:en' 'a NEAR/0 b' 'figure:(止付 >=)'; do
    ok "refused with its place: '$q'" must_fail 2 jb-query db "$q"
done
out=$(jb-query db '诈骗 (银行' 2>&1)
like "$out" 'query, character 4: the parenthesis is not closed' 'the place'
is "$(printf '%s\n' "$out" | tail -1)" '       ^' 'and a caret below it'
unlike "$(jb-query db $'a \033[31m' 2>&1)" $'\033' 'a control character is made visible'
ok 'nothing found' must_fail 1 jb-query --no-fill db zzzzqq
like "$(jb-query --no-fill db 伪基占 2>&1)" 'did you mean: 伪基站' 'did you mean'
"$PYTHON" -c 'print("q\t" + " OR ".join("诈骗" for i in range(20000)))' > large.tsv
ok '20,000 ORs are refused' must_fail 3 jb-query --batch large.tsv db
"$PYTHON" -c 'print("q\t" + "长" * 300)' > long.tsv
must_fail 1 jb-query --batch long.tsv db && pass 'a word of 900 bytes' || fail 'a word of 900 bytes'
ok 'no index there' must_fail 4 jb-query nowhere 诈骗
ok 'no index named' must_fail 2 jb-query
ok 'an unknown column' must_fail 2 jb-query --fields id,elephant db 诈骗
jb-query db 诈骗 > /dev/full 2> full.err
is $? 4 'a full disk'
unlike "$(jb-query db 方向字符)" $'\u202e' 'a bidi control is made visible'
done_testing
