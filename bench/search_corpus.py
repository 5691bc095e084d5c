#!/usr/bin/env python3
"""Writes a corpus of made-up articles, small records of jb-index, a line each:

    search_corpus.py COUNT [DICT] > corpus.jsonl

Words come from jieba's dictionary by their frequency and are bound into phrases that come back (Zipf's law), so that
the number of different neighbours grows as in news.  A topic holds an article together; lengths are log-normal around
480 characters.  The same COUNT gives the same bytes on every machine."""
import bisect
import itertools
import json
import math
import random
import sys

DICT = "/usr/lib/python3/dist-packages/jieba/dict.txt"
PHRASES, TOPICS, TOPIC_PHRASES = 120000, 400, 900


def words(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        word, count, tag = line.split(" ")
        if int(count) >= 20 and all("\u4e00" <= c <= "\u9fff" for c in word):
            rows.append((word, int(count)))
    rows.sort(key=lambda r: (-r[1], r[0]))
    return rows


def zipf(n, s):
    return list(itertools.accumulate(1 / (i + 2) ** s for i in range(n)))


def draw(rng, sums):
    return bisect.bisect(sums, rng.random() * sums[-1])


def main():
    count = int(sys.argv[1])
    rows = words(sys.argv[2] if len(sys.argv) > 2 else DICT)
    sums = list(itertools.accumulate(r[1] for r in rows))
    rng = random.Random(20211029)
    phrases = ["".join(rows[draw(rng, sums)][0] for _ in range(rng.choice((1, 2, 2, 3)))) for _ in range(PHRASES)]
    everywhere = zipf(PHRASES, 0.95)
    topics = [[draw(rng, everywhere) if rng.random() < 0.5 else rng.randrange(PHRASES) for _ in range(TOPIC_PHRASES)]
              for _ in range(TOPICS)]
    inside = zipf(TOPIC_PHRASES, 0.9)
    for number in range(count):
        topic = topics[draw(rng, zipf(TOPICS, 0.6))]
        left = int(math.exp(rng.gauss(math.log(480), 0.7)))
        paragraphs, sentence = [[]], []
        while left > 0:
            where = rng.random()
            phrase = phrases[topic[draw(rng, inside)] if where < 0.7 else draw(rng, everywhere)]
            if where > 0.97:
                phrase += str(rng.randrange(1, 9000)) + rng.choice(("人", "起", "万元", "亿元", "%", "年"))
            sentence.append(phrase + rng.choice(("", "", "", "，", "的", "，")))
            left -= len(phrase)
            if rng.random() < 0.12 or left <= 0:
                paragraphs[-1].append("".join(sentence) + "。")
                sentence = []
                if rng.random() < 0.3:
                    paragraphs.append([])
        day = 1 + number * 3650 // count
        print(json.dumps({"id": "s%07d" % number,
                          "title": "".join(phrases[topic[draw(rng, inside)]] for _ in range(4)),
                          "published": "%04d-%02d-%02d" % (2014 + day // 366, 1 + day % 366 // 31, 1 + day % 28),
                          "text": "\n".join("".join(p) for p in paragraphs if p)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
