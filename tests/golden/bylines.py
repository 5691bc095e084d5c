"""The cases of tests/pages/bylines: pages and dumps that print their facts in many ways.

usage: bylines.py pages FOLDER           prints the pages as JSON Lines for jb-extract
       bylines.py compare FOLDER RECORDS prints "case field<TAB>wanted<TAB>got" for each field that is read wrongly,
                                         and how many of how many are right, field by field, to standard error
The format of the cases is told in FOLDER/README."""
import json
import pathlib
import re
import sys
import unicodedata

from tally import tally

ALWAYS = ('title', 'source', 'published', 'authors', 'editors')
LISTS = ('authors', 'editors', 'contributors', 'channel', 'keywords')


def sections(path):
    """(name, lines) of each part that begins with === name."""
    for part in path.read_text(encoding='utf-8').split('=== ')[1:]:
        name, _, rest = part.partition('\n')
        yield name.strip(), rest.rstrip('\n').split('\n')


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


def wrapped(text, width):
    lines = ['']
    for c in text:
        if columns(lines[-1] + c) > width and c not in '，。、；：”」）':
            lines.append('')
        lines[-1] += c
    return lines


def laid_out(paragraphs, form):
    """The story as the page shows it: p, p2 (indented), br; lines, indent, blank, wrapN; N alone: that paragraph."""
    if form.isdigit():
        return paragraphs[int(form) - 1]
    if form.startswith('wrap'):
        return '\n'.join(line for p in paragraphs for line in wrapped('\u3000\u3000' + p, int(form[4:])))
    if form in ('p', 'p2'):
        indent = '\u3000\u3000' if form == 'p2' else ''
        return ''.join(f'<p>{indent}{p}</p>' for p in paragraphs)
    return {'br': '<br><br>\n', 'lines': '\n', 'indent': '\n', 'blank': '\n\n'}[form].join(
        ('\u3000\u3000' if form in ('br', 'indent') else '') + p for p in paragraphs)


def filled(page, stories):
    """{story:form|in front|behind|behind, no part of it} set in; and the body that is meant."""
    body = []

    def one(found):
        name, form, *around = re.split(r'[:|]', found.group(1), maxsplit=2)
        front, behind, aside = ((around[0] if around else '').split('|') + ['', ''])[:3]
        paragraphs = list(stories[name])
        if form.isdigit():
            body.append(paragraphs[int(form) - 1])
            return laid_out(paragraphs, form)
        paragraphs[0] = front + paragraphs[0]
        paragraphs[-1] += behind
        body.extend(paragraphs)
        paragraphs[-1] += aside
        return laid_out(paragraphs, form)

    return re.sub(r'\{(\w+:\w+(?:\|[^{}]*)?)\}', one, page), body


def cases(folder):
    stories = dict(sections(pathlib.Path(folder, 'stories.txt')))
    for path in sorted(pathlib.Path(folder).glob('*.txt')):
        if path.name in ('stories.txt', 'known-wrong.txt'):
            continue
        for name, lines in sections(path):
            cut = lines.index('---')
            want = dict(re.split(r': ?', line, maxsplit=1) for line in lines[:cut] if line)
            page, body = filled('\n'.join(lines[cut + 1:]), stories)
            yield name, want, page, body


def pages(folder):
    for name, want, page, _ in cases(folder):
        kind = 'html' if page.startswith('<html') else 'text'
        print(json.dumps({'id': name, 'url': want.get('url', ''), kind: page}, ensure_ascii=False))


def bare(text):
    return ''.join(unicodedata.normalize('NFKC', text or '').split())


def value_of(record, field):
    value = record.get(field)
    return [one['name'] for one in value] if field == 'contributors' and value else value


def same(field, wanted, got):
    if field == 'url':
        return True
    if field in LISTS:
        return {bare(one) for one in re.split('、', wanted) if one} == {bare(one) for one in got or []}
    if field in ('published', 'modified') and wanted:
        return (got or '')[:max(10, min(16, len(wanted)))].replace('T', ' ') == wanted[:16].replace('T', ' ')
    return bare(wanted) == bare(got)


def findings(folder, records):
    with open(records, encoding='utf-8') as lines:
        found = {record['id']: record for record in map(json.loads, lines)}
    for name, want, _, body in cases(folder):
        record = found.get(name, {})
        wanted = {field: want.get(field, '') for field in ALWAYS} | want
        for field, value in wanted.items():
            if field != 'url':
                got = value_of(record, field)
                yield name, field, value, got, same(field, value, got)
        text = (record.get('text') or '').split('\n')
        yield name, 'first', body[0][:30], text[0][:60], bare(body[0]) == bare(text[0])
        yield name, 'last', body[-1][:30], text[-1][-60:], bare(body[-1]) == bare(text[-1])


def compare(folder, records):
    tally(findings(folder, records))


def main(do, *args):
    {'pages': pages, 'compare': compare}[do](*args)


main(*sys.argv[1:])
