#!/bin/bash
# A page whose article lives in the state of a script application.
. "$(dirname "$0")/lib.sh"

jb-extract --url http://www.example.cn/7 "$TOP/tests/pages/embedded.html" >out.json
is "$(jq -r .title out.json)" '河湾警方打掉跨境诈骗团伙' 'the headline'
is "$(jq -r .source out.json)" '河湾日报' 'the source'
is "$(jq -r .published out.json)" '2021-10-29T17:41:00+08:00' 'the moment, from milliseconds'
is "$(jq -r '.editors[]' out.json)" '王芳' 'the editor'
is "$(jq -r .text out.json | wc -l)" 3 'three paragraphs'
like "$(jq -r .text out.json)" '抓获犯罪嫌疑人12名，冻结涉案资金300万元' 'their numbers'
is "$(jq -r '.images[].src' out.json)" 'https://img.example.cn/2021/1029/1.jpg' 'the picture'
is "$(jq -r '.flags[]' out.json)" embedded 'and the record says where it came from'
done_testing
