#!/bin/bash
# Every document that contains the quoted characters is found, and no other:
# against a plain scan of the same texts, for strings of two to eight
# characters cut anywhere, over one index and over monthly shards.
. "$(dirname "$0")/lib.sh"

cat > corpus.py <<'PY'
import json, random, unicodedata

random.seed(11)
WORDS = ('诈骗 电信 网络 电信网络诈骗 公安机关 民警 银行 账户 冻结 止付 伪基站 刷单 中国 中国人 国人 人民 人民银行 '
         '行动 动车 车站 站台 台湾 湾区 区域 嫌疑人 犯罪 犯罪嫌疑人 的 了 和 在 是 我们 们 緬北 移交 詐騙集團 集團').split()
OTHERS = ['2770亿元', '1.17', 'GOIP', '5G', 'e租宝', '１２％', 'ＡＰＰ', ' ', '10月26日', '96110', 'iPhone12', 'A股']
MARKS = '，。、：；（）《》！？—·'

def sentence():
    parts = []
    for _ in range(random.randint(3, 14)):
        parts.append(random.choice(OTHERS) if random.random() < .15 else random.choice(WORDS))
        if random.random() < .2:
            parts.append(random.choice(MARKS))
    return ''.join(parts).strip() + '。'

docs = []
for n in range(400):
    title = sentence()[:-1]
    text = '\n'.join(''.join(sentence() for _ in range(random.randint(1, 4))) for _ in range(random.randint(1, 4)))
    docs.append((f'd{n}', title, text))

with open('records.jsonl', 'w') as out:
    for id, title, text in docs:
        r = dict(v=1, id=id, url=None, canonical_url=None, site=None, fetched=None, charset=None, lang='zh-Hans',
                 title=title, subtitle=None, source=None, published='2021-%02d-01' % (int(id[1:]) % 5 + 1), modified=None,
                 authors=[], editors=[], contributors=[], channel=[], keywords=[], text=text, blocks=[], images=[],
                 figures=[], fingerprint=None, confidence=1.0, flags=[], dropped={})
        print(json.dumps(r, ensure_ascii=False), file=out)

TRADITIONAL = str.maketrans('緬詐騙團', '缅诈骗团')

def fold(text):
    text = ''.join(c if len(unicodedata.normalize('NFKC', c)) != 1 else unicodedata.normalize('NFKC', c) for c in text)
    return text.lower().translate(TRADITIONAL)

folded = [(id, fold(title + '\n\n' + text)) for id, title, text in docs]
queries = []
while len(queries) < 400:
    _, title, text = random.choice(docs)
    whole = title + '\n' + text
    start, length = random.randrange(len(whole)), random.randint(2, 8)
    q = whole[start:start + length]
    if len(q) == length and '\n' not in q and q == q.strip() and any(c.isalnum() for c in q):
        queries.append(q)

with open('queries.tsv', 'w') as out, open('truth', 'w') as truth:
    for n, q in enumerate(queries):
        print('%d\t"%s"' % (n, q), file=out)
        for id in sorted(id for id, text in folded if fold(q) in text):
            print(n, id, file=truth)
PY
ok 'a corpus and its truth' "$PYTHON" corpus.py
ok 'indexed whole' jb-index -q whole records.jsonl
ok 'indexed by month' jb-index -q --shards months records.jsonl
for db in whole months; do
    jb-query --limit 1000 --no-fill --batch queries.tsv "$db" | awk '{ print $1, $3 }' | sort > found
    ok "$db: exactly the documents of the scan" diff <(sort truth) found
    while IFS=$'\t' read -r n q; do
        printf '%s %s\n' "$n" "$(jb-query --count --all-copies "$db" "$q")"
    done < <(head -40 queries.tsv) > counts
    awk '$1 < 40 { n[$1]++ } END { for (i = 0; i < 40; i++) print i, n[i] + 0 }' truth > wanted
    ok "$db: exact counts" diff wanted counts
done
done_testing
