#!/bin/bash
# The sample site, crawled and extracted: what a person reads off its pages (site.json), and records that keep the schema.
. "$(dirname "$0")/../cli/lib.sh"

"$TOP/tests/site/encode" site
crawl()
{
    jb-crawl -q --delay 0 --allow-net 127.0.0.1/32 -o pages "$SERVER_URL/"
}
ok 'crawl' with_server site crawl
jb-extract pages/*.warc.gz >records 2>err
is $? 3 'lists and menus are refused, the rest is extracted'
is "$(grep -c 'no article' err)" "$(wc -l <err)" 'each refused for one reason'
jq -s '[.[] | {page: (.url | split("/")[3:] | join("/")), title, source, published, authors, editors, charset, lang,
    images: [.images[].src | split("/")[-1]], text: (.text | split("\n"))}] | sort_by(.page)' records >got.json
is "$(jq -r '.[].page' got.json)" "$(jq -r '.[].page' "$TOP/tests/golden/site.json")" 'one record a story, two leaves are one'
for field in title source published authors editors charset lang images text; do
    # A page whose golden record leaves a field out says nothing of it.
    jq -c --arg f $field '.[] | select(has($f)) | {page, value: .[$f]}' "$TOP/tests/golden/site.json" >wanted
    jq -c --arg f $field --slurpfile w wanted '.[] | .page as $p | select([$w[] | select(.page == $p)] != []) | {page, value: .[$f]}' \
        got.json >got
    ok "$field" diff wanted got
done
ok 'the schema, by an independent validator' "$PYTHON" "$TOP/tests/docs/validate.py" <records
unlike "$(cat records)" '分享|二维码|客户端|版权所有|责任编辑|您的感觉|热点图集|相关新闻|相關新聞|讚好|未签发' 'no prompt, widget, list or forbidden page in any record'
ok 'a body number survives byte for byte' grep -q '下降26.4％' records
for form in text markdown tei; do
    ok "--format=$form" must_work jb-extract --format=$form site/shehui/202203/0308_7702.html
    like "$(cat out)" '社区里的反诈宣传员' "$form has the title"
done
done_testing
