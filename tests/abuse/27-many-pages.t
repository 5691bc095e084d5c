#!/bin/bash
# 27: memory does not grow with the number of pages: 1,000 and 6,000 in one WARC, stories of several pages among them.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

sanitized && { skip 'memory means nothing under sanitizers'; done_testing; }

# archive N: a WARC of N pages; of every ten two are pages of one story, the second first.
archive()
{
    transform "
def record(number, address, more=b''):
    body = page.replace('社区里的反诈宣传员'.encode(), ('社区里的反诈宣传员之%d' % number).encode())
    body = body.replace(b'</body>', more + b'</body>')
    block = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n' + body
    return (b'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: ' + address + b'\r\nWARC-Date: 2022-03-08T00:00:00Z\r\n'
            b'WARC-Record-ID: <urn:uuid:%032d>\r\nContent-Type: application/http; msgtype=response\r\n'
            b'Content-Length: %d\r\n\r\n' % (number, len(block)) + block + b'\r\n\r\n')
def address(number, part=''):
    return ('http://news.example/2022/a%d%s.html' % (number, part)).encode()
for i in range(0, $1, 10):
    for j in range(8):
        sys.stdout.buffer.write(record(i + j, address(i + j)))
    last = '<p><a href=\"a%d.html\">上一页</a></p>' % (i + 8)
    next = '<p><a href=\"a%d_2.html\">下一页</a></p>' % (i + 8)
    sys.stdout.buffer.write(record(i + 9, address(i + 8, '_2'), last.encode()))
    sys.stdout.buffer.write(record(i + 8, address(i + 8), next.encode()))
page = b''" <"$ARTICLE" >many.warc
}
peaks=()
for n in 1000 6000; do
    archive $n
    peak jb-extract -j 2 many.warc
    is "$? $(cat err)" '0 ' "$n pages"
    is "$(wc -l <out)" $((n * 9 / 10)) "$n pages: all of them, each story once"
    is "$(grep -c 'pages:2' out)" $((n / 10)) "$n pages: the stories are joined"
    peaks+=("$PEAK")
done
ok "1,000 pages: ${peaks[0]} KiB, 6,000 pages: ${peaks[1]} KiB" test "${peaks[1]}" -le $((peaks[0] + 1024))
done_testing
