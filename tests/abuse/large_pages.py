#!/usr/bin/python3
"""Pages of 8 MB, one of each kind that costs memory in a way of its own.

    large_pages.py         the kinds
    large_pages.py KIND    one of them, on standard output
"""
import base64
import gzip
import json
import sys

SIZE = 8 * 1024 * 1024
CHARS = '云溪警方通报反诈中心行动打掉窝点抓获嫌疑人涉案资金万元群众损失止付劝阻预警短信电话平台账户转账民警社区宣传银行'
CLAUSES = [''.join(CHARS[(i * 7 + j * j + i * j) % len(CHARS)] for j in range(24)) for i in range(509)]
TITLE = '云溪警方通报今年反诈行动进展情况'
HEAD = '<html><head><title>%s_云溪新闻网</title></head><body><div class="nav"><a href="/">首页</a></div><h1>%s</h1>' % (TITLE, TITLE)
DUMP = TITLE + '\n来源：云溪日报 2021-10-29 09:30\n\n'


def clause(i):
    return '%s%d' % (CLAUSES[i % 509], i)


def sentence(i):
    return '%s，今年1至%d月共破获案件%d起，挽回损失%d.%d万元' % (clause(i), i % 12 + 1, i % 9973, i % 997, i % 10)


def fill(part, head=HEAD, size=SIZE, encoding='utf-8'):
    """Parts until the size is reached, in bytes."""
    pieces, length, i = [head.encode(encoding)], len(head), 0
    while length < size - 4096:
        piece = part(i).encode(encoding, 'replace')
        pieces.append(piece)
        length += len(piece)
        i += 1
    return b''.join(pieces)


def paragraph(i):
    return '<p>　　%s。%s。</p>\n' % (sentence(i), clause(i + 7))


def traditional(i):
    return '<p>　　警方公布今年詐騙案件%d宗，市民損失金額達%d萬元，警務處提醒市民小心，記者獲悉有關人士已被拘捕。</p>\n' % (i, i % 977)


def picture(i):
    return '<p><img src="/p/%d.jpg" width="600" alt="图%d"></p><p>▲图为民警在社区宣传%d</p><p>%s。</p>' % (i, i, i, sentence(i))


def line(i):
    return '　　%s。%s。\n' % (sentence(i), clause(i + 3))


def wrapped(i):
    text = '　　' + ''.join(sentence(i * 6 + j) + '。' for j in range(6))
    return '\n'.join(text[j:j + 38] for j in range(0, len(text), 38)) + '\n\n'


def page(encoding='utf-8'):
    return fill(paragraph, encoding=encoding)


def below(part):
    """A short article, and that below it."""
    return fill(part, head=HEAD + ''.join(paragraph(i) for i in range(9)))


def line_of_json(**fields):
    return json.dumps(fields, ensure_ascii=False).encode() + b'\n'


def mhtml(payload):
    return (b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n'
            b'Content-Transfer-Encoding: base64\r\nContent-Location: http://news.example/3.html\r\n\r\n'
            + base64.encodebytes(payload) + b'--b--\r\n')


def chunked(payload):
    pieces = (payload[i:i + 4096] for i in range(0, len(payload), 4096))
    return b''.join(b'%x\r\n%s\r\n' % (len(piece), piece) for piece in pieces) + b'0\r\n\r\n'


def warc(payload, *headers):
    block = b'\r\n'.join((b'HTTP/1.1 200 OK', b'Content-Type: text/html') + headers) + b'\r\n\r\n' + payload
    return (b'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/1.html\r\n'
            b'WARC-Date: 2021-10-29T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n'
            b'Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n' % len(block)
            + block + b'\r\n\r\n')


KINDS = {
    'utf-8': page,
    'gb18030': lambda: page('gb18030'),
    'big5': lambda: fill(traditional, head='<title>警方公布詐騙案件</title>', encoding='big5hkscs'),
    'utf-16': lambda: b'\xff\xfe' + page('utf-16-le'),
    'encoded-twice': lambda: fill(paragraph, size=SIZE // 2).decode('latin-1').encode(),
    'bad-bytes': lambda: page('gb18030').replace(b'\xa1\xa1', b'\xff\xff'),
    'ascii': lambda: fill(lambda i: '<p>Line %d of plain English text, with no ideograph in it at all.</p>\n' % i),
    'no-markup-behind-the-title': lambda: fill(lambda i: sentence(i) + '。'),
    'one-paragraph-without-a-stop': lambda: fill(lambda i: sentence(i) + '，', head=HEAD + '<p>'),
    'one-numeral': lambda: fill(lambda i: '%d起' % (i * 7919), head=HEAD + '<p>'),
    'long-sentences': lambda: fill(lambda i: '<p>%s。</p>' % '，'.join(clause(i * 50 + j) + '起' for j in range(50))),
    'breaks': lambda: fill(lambda i: '　　%s。<br><br>' % sentence(i)),
    'short-lines': lambda: fill('短句{}。<br>'.format),
    'tiny-paragraphs': lambda: fill(lambda i: '<p>甲'),
    'spans': lambda: fill(lambda i: '<span class="c%d" id="i%d">%s。</span>' % (i, i, sentence(i))),
    'boxes': lambda: fill('<div class="box{0}" id="b{0}"><div><p>甲</p></div></div>'.format),
    'links': lambda: fill(lambda i: '<li><a href="/news/2021/%d.html" class="l">%s</a></li>' % (i, clause(i))),
    'pictures': lambda: fill(picture),
    'table': lambda: fill(lambda i: '<tr><td>%d年</td><td>%d起</td><td>%d.%d万元</td></tr>' % (1900 + i % 120, i, i, i % 10),
                          head=HEAD + '<p>%s。</p><table>' % sentence(1)),
    'nested-tables': lambda: fill(lambda i: '<table><tr><td><table><tr><td>%s。</td></tr></table></td></tr></table>' % sentence(i)),
    'references': lambda: fill(lambda i: '<p>%s</p>' % ''.join('&#%d;' % ord(c) for c in sentence(i) + '。')),
    'comments': lambda: fill(lambda i: '<!-- %s -->%s' % (sentence(i), paragraph(i))),
    'attributes': lambda: fill(lambda i: '<p style="display:block" class="%s">%s。</p>' % ('x' * 300, sentence(i))),
    'scripts': lambda: below(lambda i: '<script>var a%d = {"t": "%s"};</script>' % (i, sentence(i))),
    'readers-comments': lambda: below(lambda i: '<div class="comment"><span class="user">网友%d</span><p>%s！</p></div>' % (i, clause(i))),
    'state': lambda: fill(lambda i: '<p>%s。</p>' % sentence(i), size=SIZE // 2,
                          head='<html><title>%s</title><script id="__NEXT_DATA__" type="application/json">'
                               '{"props":{"article":{"title":"%s","content":"' % (TITLE, TITLE)) + b'"}}}</script>',
    'dump': lambda: fill(line, head=DUMP),
    'dump-gb18030': lambda: fill(line, head=DUMP, encoding='gb18030'),
    'dump-wrapped': lambda: fill(wrapped, head=DUMP),
    'dump-one-line': lambda: fill(lambda i: sentence(i) + '。', head=DUMP),
    'dump-short-lines': lambda: fill('条目{}\n'.format, head=DUMP),
    'mhtml': lambda: mhtml(page()[:SIZE * 3 // 5]),
    'json-html': lambda: line_of_json(url='http://news.example/2.html', html=page().decode()),
    'json-escaped': lambda: json.dumps({'html': page().decode()}).encode() + b'\n',
    'json-text': lambda: line_of_json(id='a', text=fill(line, head=DUMP).decode()),
    'site-rule': lambda: line_of_json(url='http://mp.weixin.qq.com/s/x', html=fill(
        lambda i: '<section><p><span class="s">%s。</span></p></section>' % sentence(i),
        head=HEAD + '<div id="js_content">').decode()),
    'warc': lambda: warc(page()),
    'warc-chunked': lambda: warc(chunked(page()), b'Transfer-Encoding: chunked'),
    'warc-coded': lambda: gzip.compress(warc(gzip.compress(page('gb18030'), 1), b'Content-Encoding: gzip'), 1),
}

if __name__ == '__main__':
    if len(sys.argv) < 2:
        print('\n'.join(KINDS))
    else:
        sys.stdout.buffer.write(KINDS[sys.argv[1]]())
