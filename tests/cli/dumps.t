#!/bin/bash
# A page and what a browser copies of it give nearly the same body: character-bigram F1 of at least .95 each,
# but for those that are known.
. "$(dirname "$0")/lib.sh"

cat >compare.py <<'END'
"""compare.py PAGE...: extracts each page, and its dump; names the pages whose bodies differ."""
import collections, json, re, subprocess, sys


def run(*command):
    return subprocess.run(command, capture_output=True, check=False).stdout.decode()


def bigrams(text):
    text = re.sub(r'\s+', '', text)
    return collections.Counter(text[i:i + 2] for i in range(len(text) - 1))


def f1(a, b):
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values()) or 1)


def dump_of(page):
    """Each block a line, paragraphs parted by an empty one, pictures gone: as a browser copies a page."""
    lines = [re.split(r' \| ', line, maxsplit=1)[1].strip()
             for line in run('jb-extract', '--explain', page).splitlines() if ' | ' in line]
    return '\n\n'.join(line for line in lines if line and not re.match(r'(\S+\.(jpe?g|png|gif|webp)|(https?:)?//\S+)$', line, re.I)) + '\n'


# Without markup: captions that only their place tells from the text, and a story of one sentence among comments.
KNOWN = {'bbc-zh.html', 'ifeng-alldata.html', 'short-comments.html'}
worst, count = [], 0
for page in sys.argv[1:]:
    record = run('jb-extract', page)
    if not record:
        continue
    with open('dump.txt', 'w', encoding='utf-8') as out:
        out.write(dump_of(page))
    dump = run('jb-extract', '--input=dump', 'dump.txt')
    score = f1(bigrams(json.loads(record)['text']), bigrams(json.loads(dump)['text'] if dump else ''))
    count += 1
    name = page.rsplit('/', 1)[-1]
    if score < 0.95 and name not in KNOWN:
        worst.append('%s %.3f' % (name, score))
print(count, 'pages, below .95:', ', '.join(worst) or 'none')
END
"$TOP/tests/site/encode" site >/dev/null
"$PYTHON" compare.py site/*/*/*.html "$TOP"/tests/pages/*.html "$TOP"/tests/pages/manners/*.html >result
cat result
like "$(cat result)" '^[2-9][0-9] pages, below .95: none$' 'pages and their dumps'
done_testing
