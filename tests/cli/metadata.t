#!/bin/bash
# Whole records of pages of our own, made in the manner of a mainland portal and a Taiwanese news site.
. "$(dirname "$0")/lib.sh"

jb-extract --url 'http://society.example.cn/n1/2021/1029/c1008-100.html' "$TOP/tests/pages/portal.html" >p.json
is "$(jq -c '[.title, .subtitle, .source, .published, .lang]' p.json)" \
    '["河湾警方打掉一跨境电诈团伙 抓获12人","冻结涉案资金三百万元","河湾网－河湾日报","2021-10-29T17:41+08:00","zh-Hans"]' \
    'portal: headline, subtitle, source, moment, script'
is "$(jq -c '[.authors, .editors, .keywords, .channel]' p.json)" \
    '[["张明","李小芳"],["王芳","赵强"],["电信网络诈骗","河湾警方","反诈"],["河湾网","社会"]]' \
    'portal: authors, editors, keywords, channel'
is "$(jq -r .canonical_url p.json)" 'http://society.example.cn/n1/2021/1029/c1008-100.html' 'portal: canonical address'
is "$(jq -c '[.images[] | [.src, .caption, .after]]' p.json)" \
    '[["http://society.example.cn/NMediaFile/2021/1029/MAIN1.jpg","民警在清点缴获的手机。河湾日报记者 刘伟 摄",-1],["http://img.example.cn/2021/1029/2.jpg",null,2]]' \
    'portal: pictures with captions and places, no code, no thumbnail'
is "$(jq -r '.blocks | length' p.json)" 4 'portal: four paragraphs'

jb-extract --url 'https://news.example.tw/s/1' "$TOP/tests/pages/taiwan.html" >t.json
is "$(jq -c '[.title, .published, .modified, .lang, .authors, .editors, .source]' t.json)" \
    '["假投資詐騙 河灣警破獲集團逮12人","2021-10-29T17:41:00+08:00","2021-10-29T20:00:00+08:00","zh-Hant",["王小明"],[],null]' \
    'Taiwan: headline, moments in +08:00, author from the dateline, no source invented'
is "$(jq -c '[.images[] | [.src, .caption]]' t.json)" \
    '[["https://img.example.tw/p/1.jpg","警方查扣的手機與帳冊。（記者王小明翻攝）"]]' 'Taiwan: lazy picture and its caption'
like "$(jq -r .text t.json)" '〔記者王小明／台北報導〕河灣警方' 'Taiwan: the line with the byline is body'
is "$(jq -c .channel t.json)" '["社會"]' 'Taiwan: channel'
done_testing
