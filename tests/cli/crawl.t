#!/bin/bash
# jb-crawl on a small site on loopback: what it fetches, keeps, remembers and refuses.
. "$(dirname "$0")/lib.sh"

mkdir site
echo '<a href="a.html">甲</a> <a href="b.html?utm_source=x#top">乙</a> <a href="http://127.0.0.2/">别处</a>' >site/index.html
echo '<a href="/">首页</a> <a href=c.html>丙</a> <a href="d.jpg">图</a>' >site/a.html
echo '<p>乙</p>' >site/b.html
cp site/b.html site/c.html
printf 'User-agent: *\nDisallow: /secret\n' >site/robots.txt
echo '<a href="/secret.html">密</a>' >>site/b.html

crawl()
{
    jb-crawl -q --delay 0 --retry-wait 0 --allow-net 127.0.0.1/32 "$@"
}
run()
{
    ok 'crawls a small site' crawl -o got "$SERVER_URL/"
    is "$(jq -r 'select(.decision == "fetched" and .kind != "robots") | .url' got/crawl.jsonl | sed "s|$SERVER_URL||" |
        sort | paste -s -d' ')" '/ /a.html /b.html /c.html' 'fetches each page once, none outside'
    like "$(jq -r 'select(.decision == "skipped") | .url + " " + .reason' got/crawl.jsonl)" \
        '/secret.html robots.txt, line 2' 'obeys robots.txt and says which line'
    is "$(ls got/*.open 2>/dev/null)" '' 'no file is left open'
    is "$(zcat got/*.warc.gz | grep -a -c '^WARC-Type: response')" 5 'robots.txt and four pages are archived'
    is "$(wc -l <"$(echo got/*.cdxj)")" 5 'and indexed'
    ok 'the index is sorted' env LC_ALL=C sort -c "$(echo got/*.cdxj)"
    ok 'an independent reader finds every record whole' "$PYTHON" - got/*.warc.gz <<'END'
import base64, gzip, hashlib, json, sys, zlib
data = open(sys.argv[1], "rb").read()
offset, seen, offsets = 0, [], set()
while offset < len(data):  # a gzip member a record
    z = zlib.decompressobj(31)
    record = z.decompress(data[offset:])
    assert z.eof and record.startswith(b"WARC/1.1\r\n")
    head, rest = record.split(b"\r\n\r\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    block = rest[: int(fields["Content-Length"])]
    assert rest[len(block):] == b"\r\n\r\n"
    digest = lambda b: "sha1:" + base64.b32encode(hashlib.sha1(b).digest()).decode()
    assert fields["WARC-Block-Digest"] == digest(block)
    if "WARC-Payload-Digest" in fields and fields["WARC-Type"] == "response":
        assert fields["WARC-Payload-Digest"] == digest(block.split(b"\r\n\r\n", 1)[1])
        offsets.add(offset)
    seen.append(fields["WARC-Type"])
    offset = len(data) - len(z.unused_data)
assert seen[0] == "warcinfo" and seen.count("request") == seen.count("response"), seen
lines = [l.split(" ", 2) for l in open(sys.argv[1].replace(".warc.gz", ".cdxj"))]
assert {int(json.loads(l[2])["offset"]) for l in lines} <= offsets and len(lines) == seen.count("response") + seen.count("revisit")
END
    like "$(jb-crawl --status got)" ' 0 +4 +0 +1  127.0.0.1' '--status counts'
    crawl -o got "$SERVER_URL/"
    is "$(ls got/*.warc.gz | wc -l)" 1 'the same command has nothing left to do'
    crawl -o - --max-depth 0 "$SERVER_URL/a.html" >stream.warc.gz
    is "$(zcat stream.warc.gz | grep -a -c '^WARC-Type: response')" 2 '-o - streams WARC'
    printf '# list\n%s/b.html\nnonsense://x\n' "$SERVER_URL" >list
    ok 'a bad address in a list is named' must_fail 3 crawl -o got2 --max-depth 0 -i list
    like "$(cat err)" "list:3: 'nonsense://x' is no http" 'with its line'
    is "$(jq -r 'select(.kind == "seed") | .decision' got2/crawl.jsonl)" fetched 'and the good one fetched'
    ok 'loopback is refused by default' must_fail 3 jb-crawl -q --delay 0 --retry-wait 0 -o got3 "$SERVER_URL/"
    like "$(cat err)" 'not public' 'and the reason is named'
    ok 'a missing page that was asked for is named' must_fail 3 crawl -o got4 "$SERVER_URL/none.html"
    like "$(cat err)" 'answer is 404' 'with its status'
}
with_server site run
ok 'no output is a usage error' must_fail 2 jb-crawl http://127.0.0.1/
ok 'a bad range is a usage error' must_fail 2 jb-crawl -o got5 --allow-net 300.1.1.1/8 http://127.0.0.1/
ok 'no crawl, no status' must_fail 3 jb-crawl --status nothing
done_testing
