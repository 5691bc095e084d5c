#!/bin/bash
# jb-extract: every input, every output, what it refuses.
. "$(dirname "$0")/lib.sh"

# page TITLE SENTENCE: an article in the manner of a portal, with furniture around it.
page()
{
    cat <<END
<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>$1_河湾网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/sh/">社会</a> <a href="/cj/">财经</a></div>
<div class="main"><h1>$1</h1><div class="info">2021-10-29 17:41　来源：河湾日报　作者：张明</div>
<div class="content"><p>　　$2</p>
<p>　　今年1至9月，河湾市共破获电信网络诈骗案件26.2万起，抓获犯罪嫌疑人37.3万名，涉案金额１１６亿元，同比下降12.5％。</p>
<p><img src="/pic/1.jpg" width="600" height="400"></p><p style="text-align:center">图为警方在柳林镇宣传。李小芳 摄</p>
<p>　　警方提醒，凡是要求转账的陌生电话都要警惕，遇到可疑情况请立即拨打110报警，不要轻信。</p></div>
<div class="editor">（责任编辑：王芳）</div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/2.html">柳林镇举行运动会</a></li><li><a href="/3.html">河湾大桥通车</a></li></ul></div>
<div class="footer">版权所有 河湾网 未经授权禁止转载</div></div></body></html>
END
}
first='记者从河湾市公安局获悉，警方近日打掉一个诈骗团伙，为群众挽回损失500余万元。'
page '河湾警方打掉诈骗团伙' "$first" >a.html
page '柳林镇发布反诈提醒' "柳林镇政府昨天发布提醒，近期冒充客服的诈骗多发，居民应当提高警惕，不点陌生链接。" >b.html

jb-extract a.html >a.json
is "$(field title <a.json)" '河湾警方打掉诈骗团伙' 'title'
is "$(field source <a.json)" '河湾日报' 'source'
is "$(field published <a.json)" '2021-10-29T17:41+08:00' 'published'
is "$(jq -rc .authors <a.json)" '["张明"]' 'authors'
is "$(jq -rc .editors <a.json)" '["王芳"]' 'editors'
is "$(jq -r .text <a.json | head -n 1)" "$first" 'the body begins'
like "$(jq -r .text <a.json)" '１１６亿元，同比下降12.5％' 'numbers survive byte for byte'
unlike "$(jq -r .text <a.json)" '首页|相关阅读|版权所有|责任编辑|李小芳 摄' 'furniture is gone'
is "$(jq -rc '[.images[0].caption, .images[0].after]' <a.json)" '["图为警方在柳林镇宣传。李小芳 摄",1]' 'picture and caption'
is "$(jq -r '[.text as $t | .blocks[] | $t[.start:.end]] | join("\n") == .text' <a.json 2>/dev/null ||
    jq -r '.text as $t | ([.blocks[] | $t[.start:.end]] | join("\n")) == $t' <a.json)" true 'blocks cut the text into itself'
is "$(jq -r '.text as $t | [.figures[] | $t[.start:.end] == .raw] | all' <a.json)" true 'figures stand where they say'
like "$(jq -rc '[.figures[].raw]' <a.json)" '26.2万起.*37.3万名.*１１６亿元.*12.5％' 'figures'
is "$(jq -r '.dropped | has("editor") and has("related")' <a.json)" true 'what was dropped is told'
ok 'the schema holds' bash -c "'$PYTHON' '$TOP/tests/docs/validate.py' '$TOP/docs/record.schema.json' <a.json"

# charsets: the same record
for charset in gb18030 gbk utf-16; do
    iconv -f utf-8 -t $charset a.html >c.html
    is "$(jb-extract c.html | jq -r .text)" "$(jq -r .text <a.json)" "$charset that says utf-8"
done
iconv -f utf-8 -t gb18030 a.html >c.html
ok 'a forced charset that cannot be is refused or garbled, not crashed' bash -c 'jb-extract --charset=utf-16le c.html; test $? -le 3'

# a page and its dump
printf '%s\n' '首页> 社会> 正文' '' '河湾警方打掉诈骗团伙' '' '来源:河湾日报2021-10-29 17:41' '' "　　$first" '' \
    "　　$(jq -r .text <a.json | sed -n 2p)" '' "　　$(jq -r .text <a.json | sed -n 3p)" '' '记者 张明' '' '[ 责编:王芳 ]' \
    '相关阅读' '柳林镇举行运动会' >a.txt
is "$(jb-extract a.txt | jq -r .text)" "$(jq -r .text <a.json)" 'a dump gives the same body'
is "$(jb-extract a.txt | jq -rc '[.title,.source,.published,.authors[0],.editors[0]]')" \
    '["河湾警方打掉诈骗团伙","河湾日报","2021-10-29T17:41+08:00","张明","王芳"]' 'and the same metadata'
is "$(jb-extract - <a.html | jq -r .id)" "$(field id <a.json)" 'standard input'

# JSON Lines
{
    jq -nRc --rawfile html a.html '{id: "one", url: "http://www.example.com/1.html", html: $html}'
    jq -nRc --rawfile text a.txt '{id: "two", text: $text, published: "2020-01-02"}'
    echo '{"neither": 1}'
    echo 'not json'
} >pages.jsonl
must_fail 3 jb-extract pages.jsonl >out 2>err
is "$(jq -r .id <out | tr '\n' ' ')" 'one two ' 'pages of JSON Lines keep their ids'
is "$(jq -r 'select(.id == "one").site' <out)" 'www.example.com' 'and their address'
like "$(cat err)" 'pages.jsonl:3' 'the bad line is named'
like "$(cat err)" 'pages.jsonl:4' 'and so is the other'

# WARC: three records, a story of two pages among them
warc()
{
    local url=$1 file=$2 head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    local len=$(($(printf "$head" | wc -c) + $(wc -c <"$file")))
    printf 'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2021-10-30T00:00:00Z\r\n' "$url"
    printf 'WARC-Record-ID: <urn:uuid:%s>\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n' \
        "$RANDOM" "$len"
    printf "$head"
    cat "$file"
    printf '\r\n\r\n'
}
sed "s|<div class=\"editor\">|<p><a href=\"/n/a_2.html\">下一页</a></p>&|" a.html >p1.html
page '河湾警方打掉诈骗团伙' '（接上页）经查，该团伙自去年以来作案40余起，受害人遍布全国多地，涉案资金全部被冻结。' |
    sed "s|<div class=\"editor\">|<p><a href=\"/n/a.html\">上一页</a></p>&|" >p2.html
{ warc http://www.example.com/n/a_2.html p2.html; warc http://www.example.com/n/b.html b.html; warc http://www.example.com/n/a.html p1.html; } >w.warc
jb-extract w.warc >out
is "$(wc -l <out)" 2 'a story is one record'
like "$(jq -r 'select(.url == "http://www.example.com/n/a.html").text' <out)" '挽回损失.*' 'its first page'
like "$(jq -r 'select(.url == "http://www.example.com/n/a.html").text' <out | tr -d '\n')" '挽回损失.*接上页' 'then the second'
is "$(jq -r .fetched <out | sort -u)" '2021-10-30T08:00:00+08:00' 'when it was fetched'
gzip -k w.warc
is "$(jb-extract w.warc.gz | md5sum)" "$(md5sum <out)" 'gzip, the same'
is "$(jb-extract - <w.warc.gz | md5sum)" "$(md5sum <out)" 'from standard input, the same'

# any number of workers, the same bytes
for i in $(seq 20); do page "第$i次通报" "第$i次通报说，$first" >n$i.html; done
jb-extract n*.html >one
for n in 2 3 8; do is "$(jb-extract -j $n n*.html | md5sum)" "$(md5sum <one)" "-j $n"; done

# outputs
like "$(jb-extract --format=text a.html)" "$first" 'text'
like "$(jb-extract --format=markdown a.html)" '^# 河湾警方打掉诈骗团伙' 'Markdown'
like "$(jb-extract --format=tei a.html b.html)" '</teiCorpus>' 'TEI'
is "$(jb-extract --fields=title,source a.html)" '{"title":"河湾警方打掉诈骗团伙","source":"河湾日报"}' '--fields'
is "$(jb-extract --id=name a.html b.html | jq -r .id | tr '\n' ' ')" 'a b ' '--id=name'
is "$(jb-extract --url=http://www.example.com/x/a.html a.html | jq -r '.images[0].src')" 'http://www.example.com/pic/1.jpg' '--url'
like "$(jb-extract --explain a.html)" 'related .*相关阅读' '--explain gives reasons'

# refusals: each named, the others go on
: >empty.html
head -c 20000 /dev/urandom >binary.html
echo '<html><body><a href="/">首页</a></body></html>' >none.html
mkdir folder
must_fail 3 jb-extract --errors=errors.jsonl empty.html binary.html none.html folder missing.html a.html >out 2>err
is "$(wc -l <out)" 1 'the good page is out'
for name in empty binary none folder missing; do like "$(cat err)" "'$name" "$name is named"; done
is "$(wc -l <errors.jsonl)" 5 '--errors has them all'
ok 'a wrong choice is a wrong command line' must_fail 2 jb-extract --format=pdf a.html
ok 'an unknown charset is refused' must_fail 3 jb-extract --charset=klingon a.html

# A page as Chrome saves it (MHTML) is the page.
"$PYTHON" - a.html >a.mhtml <<'END'
import quopri, sys
page = open(sys.argv[1], 'rb').read()
sys.stdout.buffer.write(b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
    b'\tboundary="----MultipartBoundary--1----"\r\n\r\n\r\n------MultipartBoundary--1----\r\nContent-Type: text/html\r\n'
    b'Content-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    b'Content-Location: http://news.example/n/a.html\r\n\r\n' + quopri.encodestring(page).replace(b'\n', b'\r\n')
    + b'------MultipartBoundary--1----\r\nContent-Type: text/css\r\n\r\np{}\r\n------MultipartBoundary--1------\r\n')
END
is "$(jb-extract a.mhtml)" "$(jb-extract -u http://news.example/n/a.html a.html)" 'MHTML: the same record as from the page'
done_testing
