#!/bin/bash
# 2: HTTP header and meta tag say one of three charsets each, the bytes are in one of three: the text is right in all
# 27, `charset` says what was used; then no declaration, an unknown name, UTF-16, and what nobody can decide.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

source=$TOP/tests/site/pages/hk/20211102/0017.html # Traditional: its characters exist in all three
needle=單靠執法並不足夠
# page CHARSET META: the page in that charset with that declaration.
page()
{
    transform "
text = page.decode().replace('charset=big5', 'charset=$2' if '$2' else 'x=y')
page = text.encode('$1')" <"$source"
}
warc()
{
    "$PYTHON" -c '
import sys
body = sys.stdin.buffer.read()
http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html" + (b"; charset=" + sys.argv[1].encode() if sys.argv[1] else b"") \
    + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
sys.stdout.buffer.write(b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6f0f0000-0000-4000-8000-000000000001>\r\n"
    b"WARC-Date: 2021-11-02T11:00:00Z\r\nWARC-Target-URI: http://news.example/a.html\r\n"
    b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http))' "$1"
}
for real in utf-8 gb18030 big5; do
    for meta in utf-8 gb18030 big5; do
        page $real $meta >page.html
        for header in utf-8 gb18030 big5; do
            warc $header <page.html >page.warc
            jb-extract page.warc >out 2>err
            if field text out | grep -q $needle; then
                like "$(field charset out | tr A-Z a-z)" "${real%%[0-9-]*}" "header $header, meta $meta, bytes $real"
            else
                fail "header $header, meta $meta, bytes $real" "$(cat err) $(field charset out)"
            fi
        done
    done
    page $real '' >none.html
    like "$(jb-extract none.html | field text)" $needle "nothing declared, bytes $real"
    page $real x-klingon >unknown.html
    like "$(jb-extract unknown.html | field text)" $needle "an unknown name, bytes $real"
done
page utf-8 utf-8 | iconv -f UTF-8 -t UTF-16 >utf16.html
like "$(jb-extract utf16.html | field text)" $needle 'UTF-16 with its mark'
head -c 20000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null >noise.html
ok 'bytes in no charset at all are refused' must_fail 3 jb-extract --input=html noise.html
like "$(cat err)" noise.html 'by name'
done_testing
