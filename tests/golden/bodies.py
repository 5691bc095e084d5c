"""Bodies and pictures of labelled pages (tests/pages/bodies), read as a page and as the text that a browser shows.

usage: bodies.py prepare FOLDER OUT     writes OUT/NAME.html, OUT/NAME.txt (the dump) and OUT/gold.jsonl
       bodies.py score OUT RECORDS      prints "NAME<TAB>F1<TAB>what is wrong" and to standard error the means

The label is in the page itself:
    ⟦…⟧       is the body, tags in it are not     ⟦?…⟧     neither demanded nor forbidden
    ⟦i⟧       the tag behind it is a picture of the article     ⟦c:…⟧    its caption
    ⟦%…%⟧     is percent-encoded before it is written
A page is written in the charset that its <meta> names."""
import collections
import html
import html.parser
import json
import operator
import pathlib
import re
import sys
import unicodedata
import urllib.parse

BLOCKS = set('address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3'
             ' h4 h5 h6 header hr li main nav ol option p pre section table tr ul'.split())
UNSEEN = set('script style head noscript template textarea title'.split())
VOID = set('br hr img input link meta source embed area base col param wbr'.split())
HIDDEN = re.compile(r'display\s*:\s*none', re.I)


class Shown(html.parser.HTMLParser):
    """The text of a page as innerText gives it, nearly: a line a block, cells parted by tabs."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.stack = [], []

    def handle_starttag(self, tag, attrs):
        unseen = tag in UNSEEN or HIDDEN.search(dict(attrs).get('style') or '') or 'hidden' in dict(attrs)
        if tag not in VOID:
            self.stack.append((tag, bool(unseen)))
        if tag in BLOCKS or tag == 'br':
            self.out.append('\n')
        elif tag in ('td', 'th'):
            self.out.append('\t')

    def handle_endtag(self, tag):
        if tag in (name for name, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass
        if tag in BLOCKS:
            self.out.append('\n')

    def handle_data(self, data):
        if not any(unseen for _, unseen in self.stack):
            self.out.append(re.sub(r'[ \t\r\n]+', ' ', data))

    def text(self):
        lines = [re.sub(r' *\t+ *', '\t', line).strip(' \t') for line in ''.join(self.out).split('\n')]
        return '\n'.join(line for line in lines if line) + '\n'


def bare(text):
    """For comparison: width and blanks do not count."""
    return re.sub(r'[\s\u200b-\u200f\ufeff]+', '', unicodedata.normalize('NFKC', text or ''))


def plain(markup):
    return html.unescape(re.sub(r'<[^>]*>', '', markup)).replace('\\n', '')


def labels(page):
    """The page without its labels, and what they say."""
    gold = {'body': [], 'optional': [], 'images': [], 'captions': []}
    page = re.sub(r'⟦%(.*?)%⟧', lambda m: '\0' + m[1] + '\1', page, flags=re.S)
    for mark in re.finditer(r'⟦i⟧(.*?)(?:>|&gt;)|⟦(c:|\?)?(.*?)⟧', page, re.S):
        if mark[1]:
            source = re.findall(r'[\w./-]+\.(?:jpe?g|png|gif|webp)', mark[1], re.I)
            assert source, 'no picture in ' + mark[1]
            gold['images'].append(source[-1].split('/')[-1])
        elif mark[2] == 'c:':
            gold['captions'].append(plain(mark[3]))
        else:
            gold['optional' if mark[2] else 'body'].append(plain(mark[3]))
    page = re.sub(r'⟦(i⟧|c:|\?)?|⟧', '', page)
    return re.sub('\0(.*?)\1', lambda m: urllib.parse.quote(m[1]), page, flags=re.S), gold


def prepare(folder, out):
    out = pathlib.Path(out)
    with open(out / 'gold.jsonl', 'w', encoding='utf-8') as golds:
        for path in sorted(pathlib.Path(folder).glob('*.html')):
            page, gold = labels(path.read_text(encoding='utf-8'))
            charset = re.search(r'<meta[^>]*charset=["\']?([\w-]+)', page)
            encoding = {'gb2312': 'gb18030', 'gbk': 'gb18030', 'big5': 'big5hkscs'}.get(charset[1].lower()
                                                                                    if charset else '', 'utf-8')
            (out / path.name).write_bytes(page.encode(encoding, 'xmlcharrefreplace'))
            shown = Shown()
            shown.feed(page)
            gold['dumped'] = all(bare(line) in bare(shown.text()) for line in gold['body'])
            if gold['dumped']: # else it lives in a script
                (out / (path.stem + '.txt')).write_text(shown.text(), encoding='utf-8')
            golds.write(json.dumps({'id': path.stem, **gold}, ensure_ascii=False) + '\n')


def grams(text):
    return collections.Counter(text[i:i + 2] for i in range(len(text) - 1))


def overlap(got, want):
    """F1 of two multisets."""
    common = (got & want).total()
    return 2 * common / (got.total() + want.total()) if got or want else 1.0


def problems(want, record):
    """What a person would say of the record."""
    text = [line for line in (record['text'] or '').split('\n') if bare(line) not in map(bare, want['optional'])]
    got, gold = bare(''.join(text)), bare(''.join(want['body']))
    for line in text:
        if bare(line) not in gold:
            yield '+' + line[:40]
    for line in want['body']:
        if bare(line) not in got:
            yield '-' + ' '.join(line.split())[:40]
    if not record['page']:
        return
    names = [image['src'] for image in record['images']]
    if len(names) != len(want['images']) or any(map(operator.not_, map(operator.contains, names, want['images']))):
        yield 'images %s, not %s' % (names, want['images'])
    captions = [bare(image['caption']) for image in record['images']]
    for caption in want['captions']:
        if bare(caption) not in captions:
            yield 'no caption ' + caption[:40]


def score(out, records):
    out = pathlib.Path(out)
    golds = [json.loads(line) for line in (out / 'gold.jsonl').read_text(encoding='utf-8').splitlines()]
    found = {record['id']: record for record in map(json.loads, open(records, encoding='utf-8'))}
    scores = []
    page = 'dump' not in pathlib.Path(records).name
    for want in golds:
        if not (page or want['dumped']):
            continue
        record = found.get(want['id'], {'text': '', 'images': []}) | {'page': page}
        text = ''.join(line for line in (record['text'] or '').split('\n')
                       if bare(line) not in map(bare, want['optional']))
        scores.append(overlap(grams(bare(text)), grams(bare(''.join(want['body'])))))
        print('%s\t%.3f\t%s' % (want['id'], scores[-1], ' | '.join(problems(want, record))))
    print('%s pages %d F1 %.4f, >= .95 %.3f, < .5 %d' % (
        'html' if page else 'dump', len(scores), sum(scores) / len(scores),
        sum(s >= .95 for s in scores) / len(scores), sum(s < .5 for s in scores)), file=sys.stderr)


{'prepare': prepare, 'score': score}[sys.argv[1]](*sys.argv[2:])
