#!/bin/bash
# 1: bad bytes and a torn character in front of the last paragraph: it is still there, and they were counted.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

for charset in gb18030 gbk big5 utf-8; do
    case $charset in
    big5) source=$TOP/tests/site/pages/hk/20211102/0017.html last='海岬大學社會學系副教授馮樂兒認為' bad=3 ;; # 81 D5 is no character, but one torn pair
    utf-8) source=$ARTICLE last=傍晚 bad=3 ;; # FF 81 is one torn sequence
    *) source=$ARTICLE last=傍晚 bad=2 ;; # 81 and the half character are a character of GBK
    esac
    transform "
text = page.decode().replace('charset=\"utf-8\"', 'charset=\"$charset\"')
head, tail = text.split('$last')
page = head.encode('$charset') + b'\xff\xff\x81' + '诈'.encode('gbk')[:1] + b' ' + ('$last' + tail).encode('$charset')" \
        <"$source" >"$charset.html"
    ok "$charset: exit 0" must_work jb-extract "$charset.html"
    like "$(field text out)" "$last" "$charset: the last paragraph is there"
    is "$(field flags out | jq -r '.[] | select(startswith("replaced"))')" "replaced:$bad" "$charset: the replaced bytes are counted"
done
ok 'a clean page has no replaced bytes' must_work jb-extract "$ARTICLE"
unlike "$(field flags out)" replaced 'nothing counted there'
done_testing
