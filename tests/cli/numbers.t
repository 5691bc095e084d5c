#!/bin/bash
# Numbers survive from the page to the record byte for byte: full-width forms, percent signs, separators, ranges,
# references. With EVAL=DIR also over its pages: no number stands in a record that does not stand so on the page.
. "$(dirname "$0")/lib.sh"

forms='１１６亿元 12.5％ ２０２１年 3,456.78万元 １，２３４户 5‰ 1/3 3～5天 10:30 20211029 13800138000 -3.2℃ 0.05% 第⑫批 ½ 二〇二一 26.2万 ７８．９％'
{
    echo '<html><head><meta charset="utf-8"><title>河湾数字通报</title></head><body><h1>河湾数字通报</h1><div>2021-10-29 17:41 来源：河湾日报</div>'
    for form in $forms; do
        echo "<p>　　通报说，河湾市今年的这个数字是$form，比去年有所变化，警方提醒市民注意，具体情况将另行公布。</p>"
    done
    echo '<p>　　另外，用引用写的数字是&#49;&#50;&#46;&#53;&#65285;，通报说，这也是一个应当保留下来的数字，请读者留意。</p></body></html>'
} >numbers.html
jb-extract numbers.html >record
text=$(jq -r .text <record)
for form in $forms; do like "$text" "数字是$(printf %s "$form" | sed 's/[.]/[.]/g')，" "$form"; done
like "$text" '数字是12[.]5％，' 'numeric references'
iconv -f utf-8 -t gb18030 numbers.html >gb.html
is "$(jb-extract gb.html | jq -r .text)" "$text" 'the same from GB18030'
{ echo '河湾数字通报'; echo; echo '来源：河湾日报 2021-10-29 17:41'; echo; printf '%s\n' "$text" | sed 's/^/　　/; G'; } >numbers.txt
is "$(jb-extract numbers.txt | jq -r .text | grep 数字是)" "$text" 'the same from a dump'

# A block's text stands on its page as it is, blanks aside: so does each number in it, whole.
cat >check.py <<'E2'
import html, json, os, re, sys

CHARSETS = {'big5-hkscs': 'big5hkscs', 'utf-16le': 'utf-16'}
UNSEEN = re.compile('[\x00-\x1f\x7f\\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\xad]')
faults = blocks = numbers = 0
for line in sys.stdin:
    record = json.loads(line)
    if 'embedded' in record['flags'] or any(flag.startswith('replaced') for flag in record['flags']):
        continue
    path = [name for name in sys.argv[1:] if os.path.basename(name).startswith(record['id'] + '.')][0]
    with open(path, 'rb') as page:
        source = page.read().decode(CHARSETS.get(record['charset'], record['charset']), 'replace')
    if path.endswith('html'):
        source = html.unescape(re.sub(r'(?si)<!---?>|<!--.*?-->|<script.*?</script>|<style.*?</style>|<[/!a-z][^>]*>', '', source))
    source = UNSEEN.sub('', source)
    for block in record['blocks']:
        text = record['text'][block['start']:block['end']]
        blocks += 1
        numbers += len(re.findall('[0-9０-９]+', text))
        if UNSEEN.sub('', text) not in source:
            faults += 1
            print(record['id'], text)
print(faults, 'blocks changed', 'of some' if blocks > 100 and numbers > 100 else 'of too few')
E2
# holds WHAT FILE...: all numbers of these pages.
holds()
{
    is "$(jb-extract --id=name "${@:2}" 2>/dev/null | "$PYTHON" check.py "${@:2}")" '0 blocks changed of some' "$1"
}
"$TOP/tests/site/encode" site >/dev/null
holds 'own pages' site/*/*/*.html "$TOP"/tests/pages/*.html "$TOP"/tests/pages/manners/*.html "$TOP"/tests/pages/manners/*.dump
pages=${EVAL:-}/pages
if [ -n "${EVAL:-}" ] && [ -d "$pages" ]; then
    for kind in daniel modern; do holds "$kind" "$pages/$kind"/*.html; done
else
    skip 'pages to measure on: EVAL is not set'
fi
done_testing
