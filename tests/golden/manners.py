"""Compare the records of tests/pages/manners with what a person reads off the pages.

usage: manners.py FOLDER RECORDS.jsonl     prints "page field<TAB>wanted<TAB>got" for each field that is wrong,
                                           and to standard error how many of how many are right, field by field."""
import json
import pathlib
import sys

from tally import tally

FIELDS = ('title', 'source', 'published', 'authors', 'editors')


def checks(want, got):
    """(field, wanted, got, right) for each thing that the page's JSON tells."""
    for field in FIELDS:
        yield field, want[field], got[field], want[field] == got[field]
    lines = (got['text'] or '').split('\n')
    yield 'first', want['first'], lines[0], lines[0].strip('\u3000 ').startswith(want['first'])
    yield 'last', want['last'], lines[-1], lines[-1].endswith(want['last'])
    leaked = [part for part in want['not'] if part in got['text']]
    yield 'not', [], leaked, not leaked
    if want['images'] is not None:
        yield 'images', want['images'], len(got['images']), want['images'] == len(got['images'])
    if 'caption' in want:
        captions = [image['caption'] for image in got['images']]
        yield 'caption', want['caption'], captions, want['caption'] in captions
    if 'heads' in want:
        lost = [head for head in want['heads'] if head not in lines]
        yield 'heads', [], lost, not lost


def findings(folder, records):
    with open(records, encoding='utf-8') as lines:
        found = {record['id']: record for record in map(json.loads, lines)}
    empty = dict.fromkeys(FIELDS, None) | {'text': '', 'images': []}
    for path in sorted(pathlib.Path(folder).glob('*.json')):
        want = json.loads(path.read_text(encoding='utf-8'))
        for result in checks(want, found.get(path.stem, empty)):
            yield path.stem, *result


tally(findings(*sys.argv[1:]))
