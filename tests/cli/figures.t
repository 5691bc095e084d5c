#!/bin/bash
# jb-figures: rows from texts and records, choice, order, contradictions, bad input.
. "$(dirname "$0")/lib.sh"

cat >texts.jsonl <<'END'
{"id":"a","published":"2021-03-01","source":"示例日报","url":"http://a.example/1","text":"今年1至2月，全市共破获盗窃案件1.2万起，挽回损失3亿元。"}
{"id":"b","published":"2021-03-02","title":"抓获12人","text":"抓获12人\n警方共抓获嫌疑人12人，其中“主犯”3人，获利\t9块8毛6。"}
END

column()
{
    awk -F '\t' -v n="$1" 'NR > 1 { print $n }'
}

is "$(jb-figures --text texts.jsonl | column 5 | paste -sd ' ')" '12000 300000000 12 3 9.86' 'exact values in the base unit'
is "$(jb-figures --text texts.jsonl | column 1 | paste -sd ' ')" 'a a b b b' 'the title line is no part of the body'
is "$(jb-figures --text texts.jsonl | sed -n 2p | cut -f 2,3,4,7,14,15,20)" \
    '2021-03-01	示例日报	破获盗窃案件	起	2021-01-01	2021-02-28	http://a.example/1' 'a row has its article and its period'
is "$(jb-figures --text -f jsonl texts.jsonl | head -n 1 | jq -r '[.id, .value, .unit, .metric, .qualifier] | map(. // "null") | join(" ")')" \
    'a 12000 起 破获盗窃案件 null' 'JSON Lines: one row, absent fields null'
is "$(jb-figures --text -f csv --bom texts.jsonl | head -c 3 | od -An -tx1 | tr -d ' ')" 'efbbbf' 'a byte order mark on request'
is "$(jb-figures --text -f csv texts.jsonl | "$PYTHON" -c 'import csv, sys; rows = list(csv.reader(sys.stdin)); print(len(rows), {len(r) for r in rows})')" \
    '6 {20}' 'CSV that a CSV reader reads'
is "$(jb-figures --text -f csv texts.jsonl | grep -c $'\r$')" 6 'CSV lines end in CRLF'
is "$(jb-figures --text -f tsv texts.jsonl | awk -F '\t' '{ print NF }' | sort -u)" 20 'a tab in a sentence makes no column'

is "$(jb-figures --text --min 1万 texts.jsonl | column 5 | paste -sd ' ')" '12000 300000000' '--min takes Chinese numerals'
is "$(jb-figures --text --min 一万元 texts.jsonl | column 5)" '300000000' 'and demands the unit that it names'
is "$(jb-figures --text --max 10 texts.jsonl | column 5 | paste -sd ' ')" '3 9.86' '--max'
is "$(jb-figures --text --unit 名 texts.jsonl | column 5 | paste -sd ' ')" '12 3' '--unit knows 名 and 人 as one'
is "$(jb-figures --text --metric 损失 --metric 抓获 texts.jsonl | column 5 | paste -sd ' ')" '300000000 12' '--metric, twice'
is "$(jb-figures --text --kind money texts.jsonl | column 5 | paste -sd ' ')" '300000000 9.86' '--kind'
is "$(jb-figures --text --period 2021年2月 texts.jsonl | column 1 | sort -u)" 'a' '--period'
ok 'an amount that is none is a wrong command line' must_fail 2 jb-figures --text --min 许多 texts.jsonl
ok 'a period that is none is a wrong command line' must_fail 2 jb-figures --text --period 某时 texts.jsonl

printf '截至2020年底，共抓获12人。\n' >note.txt
is "$(jb-figures --text --published 2021-01-01 note.txt | sed -n 2p | cut -f 1,2,5,15)" 'note	2021-01-01	12	2020-12-31' 'plain text'
is "$(jb-figures --text <texts.jsonl | wc -l)" 6 'standard input'

is "$(jb-figures --text --group metric texts.jsonl | head -n 1 | cut -f 1,2)" 'group	id' '--group names its column'
is "$(jb-figures --text --group metric texts.jsonl | column 1)" "$(jb-figures --text --group metric texts.jsonl | column 1 | sort)" \
    'and orders by it'
cat >alike.jsonl <<'END'
{"id":"p","published":"2021-03-01","text":"去年破获电信网络诈骗案件1200起。"}
{"id":"q","published":"2022-03-01","text":"去年，全国共破获电信网络诈骗案件1500起。"}
{"id":"r","published":"2023-03-01","text":"去年共破獲電信網絡詐騙案件1800起。"}
END
is "$(jb-figures --text --group metric alike.jsonl | column 1 | sort -u)" '破获电信网络诈骗案件' '--group knows one metric in three guises'

cat >doubt.jsonl <<'END'
{"id":"x","published":"2021-03-01","title":"警方冻结资金2170.7亿元","text":"警方通报，今年以来全市共冻结涉案资金2170.7万元。\n其中大部分已经返还给受害人和他们的家属。"}
{"id":"y","published":"2021-03-01","text":"警方通报，今年以来全市共冻结涉案资金2170.7亿元。\n其中大部分已经返还给受害人和他们的家属。"}
{"id":"z","published":"2021-03-01","text":"共抓获嫌疑人20人，其中主犯15人、从犯8人。2020年立案1000起，比2019年的800起增长35%。"}
{"id":"w","published":"2021-03-01","title":"破案近三万起","text":"共破案29800起。其中盗窃案1.1万起、诈骗案1.5万起。2020年立案1000起，比2019年的800起增长25%。"}
END
is "$(jb-figures --text --check doubt.jsonl | cut -f 1,2,3,6,7 | tail -n +2)" 'title	x	2170.7亿元	x	2170.7万元
reprint	x	2170.7万元	y	2170.7亿元
parts	z	20人	z	8人
change	z	35%	z	1000起' 'contradictions, with both numbers, and none where there is none'
like "$(jb-figures --text --check -f jsonl doubt.jsonl | head -n 1 | jq -r .other_sentence)" '共冻结涉案资金2170.7万元' 'both sides are quoted'

{ sed -n 1p texts.jsonl; echo 'not json'; sed -n 2p texts.jsonl; } >mixed.jsonl
like "$(jb-figures --text mixed.jsonl 2>&1 >/dev/null)" '^jb-figures: mixed.jsonl:2: not JSON' 'a bad line is named'
is "$(jb-figures --text mixed.jsonl 2>/dev/null | wc -l)" 6 'and the others are read'
ok 'with status 3' must_fail 3 jb-figures --text mixed.jsonl
ok 'a file that is not there: status 3' must_fail 3 jb-figures --text none.jsonl
printf 'a\xff' >torn.txt
ok 'plain text that is no UTF-8 is refused' must_fail 3 jb-figures --text torn.txt
ok 'a record of another version is refused' must_fail 3 jb-figures texts.jsonl

jb-figures --text texts.jsonl >one; jb-figures --text texts.jsonl >two
ok 'the same input gives the same bytes' cmp one two
done_testing
