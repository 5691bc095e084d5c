#!/bin/bash
# Site rules: every shipped rule on the page that it names, and a user's own folder.
. "$(dirname "$0")/lib.sh"

value()
{
    sed -n "s/^$1: *//p" "$2" | head -n 1
}

for rule in "$TOP"/extract/rules/.[a-z]*.txt "$TOP"/extract/rules/[a-z]*.txt; do
    name=$(basename "$rule" .txt)
    page=$TOP/tests/pages/rules/${name#.}.html
    jb-extract --url "$(value test_url "$rule")" "$page" >"$name.json"
    like "$(jq -r .text "$name.json")" "$(value test_contains "$rule")" "$name: the body is there"
    like "$(jq -r '.flags[]' "$name.json")" "rule:$name" "$name: and it is the rule's"
    is "$(jq -r .published "$name.json")" '2021-10-29T17:41+08:00' "$name: the date"
done
is "$(jq -r .title .gov.cn.json)" '河湾市召开打击治理电信网络诈骗工作推进会' 'the whole headline, from its tag'
is "$(jq -r .source .gov.cn.json)" '河湾市公安局' 'the source, from its tag'
is "$(jq -r .text .gov.cn.json | grep -c '分享本页')" 0 'what a rule strips is gone'
is "$(jq -r .source mp.weixin.qq.com.json)" '河湾反诈' 'the account is the source'
is "$(jq -r '.authors[]' mp.weixin.qq.com.json)" '张明' 'and the writer the author'

mkdir own
printf 'body: //*[@id="story"]\nsource: //em\neditor: //i\n' >own/hewan.example.txt
cat >page.html <<'HTML'
<html><head><meta charset="utf-8"><title>河湾警方通报</title></head><body><h1>河湾警方通报</h1><em>河湾晚报</em><i>王芳</i>
<div id="story"><p>一句话的消息。</p></div>
<div id="long"><p>这里是很长的一段别的文字，如果没有规则，它会被当作正文，因为它比真正的正文长得多，也有许多标点，看上去像新闻。</p>
<p>这里是很长的一段别的文字，如果没有规则，它会被当作正文，因为它比真正的正文长得多，也有许多标点，看上去像新闻。</p></div></body></html>
HTML
jb-extract --rules own --url http://www.hewan.example/1.html page.html >own.json
is "$(jq -r .text own.json)" '一句话的消息。' "a user's rule decides the body"
is "$(jq -r .source own.json)" '河湾晚报' 'and the source'
is "$(jq -r '.editors[]' own.json)" '王芳' 'and the editor'
printf 'body: //*[@id="story"]\nboddy: //p\nwrap_in(x): //p\n' >own/hewan.example.txt
like "$(jb-extract --rules own --url http://hewan.example/1.html --explain page.html)" \
    '# site rule hewan.example.txt, 1 lines without effect, the first: boddy: //p' 'a line that nobody knows is named'
ok 'a folder that is not there is named' must_fail 4 jb-extract --rules nowhere page.html
done_testing
