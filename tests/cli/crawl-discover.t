#!/bin/bash
# What jb-crawl finds: pages of stories and lists, feeds, sitemaps; scopes, ceilings, watching.
. "$(dirname "$0")/lib.sh"
SERVE=$JB_BIN/../tests/jb-serve
[ -x "$SERVE" ] || { echo '1..0 # SKIP tests/jb-serve is not built'; exit; }

mkdir -p site/2021/1029 site/fanzha site/news
cd site || exit
p=2021/1029
echo '<a href="2021/1029/a1.html">警方通报</a> <a href="fanzha/">反诈</a>' >index.html
iconv -t gb18030 >$p/a1.html <<'END'
<p>第一页</p><a href="a1_2.html">[2]</a> <a href="a1_2.html">下一页</a> <a href="a2.html">下一篇：又一案</a>
END
echo '<p>第二頁</p><a href="a1_3.html">下一頁</a><a href="a1.html">上一頁</a>' | iconv -t big5 >$p/a1_2.html
echo '<p>第三页</p>' >$p/a1_3.html
echo '<p>又一案</p><a href="a3.html">下一页</a>' >$p/a2.html
echo '<p>不同的稿件</p>' >$p/a3.html
for i in 1 2 3; do
    name=fanzha/index_$i.html
    [ $i = 1 ] && name=fanzha/index.html
    echo "<a href=\"/news/2000$i.html\">文章$i</a> <a href=\"index_$((i + 1)).html\">下一页</a>" >$name
    echo "<p>文章$i</p>" >news/2000$i.html
done
sed -i 's/<a href="index_4.*//' fanzha/index_3.html
for i in 1 2 3 4; do echo "<p>藏$i</p>" >news/3000$i.html; done
printf 'Sitemap: /map.xml\n' >robots.txt
echo '<sitemapindex><sitemap><loc>/news.xml.gz</loc></sitemap></sitemapindex>' >map.xml
gzip >news.xml.gz <<'END'
<urlset><url><loc>/news/30001.html</loc><news:news><news:publication_date>2021-10-29</news:publication_date></news:news></url>
<url><loc>/news/30002.html</loc><news:news><news:publication_date>2011-10-29</news:publication_date></news:news></url></urlset>
END
echo '<link rel=alternate type="application/rss+xml" href="rss.xml">' >>index.html
echo '<rss><channel><item><link>/news/30003.html</link><pubDate>Fri, 29 Oct 2021 09:41:00 +0800</pubDate></item></channel></rss>' >rss.xml
cd ..

"$SERVE" -d site >port 2>log &
SERVER_PID=$!
while [ ! -s port ]; do sleep 0.02; done
URL=http://127.0.0.1:$(sed 's/port //' port)
options='-q --delay 0 --retry-wait 0 --allow-net 127.0.0.1/32'
crawl()
{
    timeout 60 jb-crawl $options "$@"
}
# fetched DIR [KIND]: the paths fetched, sorted
fetched()
{
    jq -r --arg kind "${2:-}" 'select((.decision == "fetched" or .decision == "revisit") and .kind != "robots" and
        ($kind == "" or .kind == $kind)) | .url' "$1/crawl.jsonl" | sed "s|$URL||" | sort | paste -s -d' '
}

ok 'crawls the site' crawl -o all "$URL/"
is "$(fetched all story)" "/$p/a1_2.html /$p/a1_3.html" 'all pages of a story, in GB18030 and Big5'
is "$(fetched all list)" '/fanzha/index_2.html /fanzha/index_3.html' 'all pages of a list'
is "$(fetched all feed) $(fetched all sitemap)" '/rss.xml /map.xml /news.xml.gz' 'feeds, sitemaps, gzipped ones too'
like "$(fetched all page)" '/news/30001.html /news/30002.html /news/30003.html' 'and what they name'
like "$(fetched all page)" "/$p/a2.html /$p/a3.html" 'the next story is a page of its own'
unlike "$(fetched all)" '30004' 'what nobody names is not found'
is "$(jq -r 'select(.url | endswith("a1_2.html")) | .from' all/crawl.jsonl)" "$URL/$p/a1.html" 'it is known from where'

crawl -o story --max-depth 0 "$URL/$p/a1.html"
is "$(fetched story)" "/$p/a1.html /$p/a1_2.html /$p/a1_3.html" 'the pages of a story whatever the depth'
crawl -o since --since 2021-01-01 "$URL/"
unlike "$(fetched since)" 30002 '--since passes over what is dated before'
like "$(fetched since)" 30001 'and over nothing else'
mkdir -p site/2011/1029 site/dated
echo '<a href="/2011/1029/old.html">旧</a> <a href="/2021/1029/a3.html">新</a>' >site/dated/index.html
echo '<p>旧</p>' >site/2011/1029/old.html
crawl -o dated --since 2021-01-01 --no-sitemaps "$URL/dated/"
is "$(fetched dated)" '/2021/1029/a3.html /dated/' 'what its own address dates before too'
crawl -o nomaps --no-sitemaps "$URL/"
unlike "$(fetched nomaps)" '3000[12]' '--no-sitemaps'
crawl -o rss "$URL/rss.xml"
like "$(fetched rss)" 30003 'a feed may be what one begins with'
crawl -o prefix --no-sitemaps --scope prefix "$URL/fanzha/"
is "$(fetched prefix)" '/fanzha/ /fanzha/index_2.html /fanzha/index_3.html' '--scope prefix'
crawl -o include --include '*/fanzha/*' --include '*/news/20001*' "$URL/fanzha/"
is "$(fetched include)" '/fanzha/ /fanzha/index_2.html /fanzha/index_3.html /news/20001.html' '--include'
crawl -o exclude --no-sitemaps --exclude '*/fanzha/*' "$URL/"
unlike "$(fetched exclude)" fanzha '--exclude'
crawl -o pages --max-pages 3 "$URL/"
is "$(fetched pages | wc -w)" 3 '--max-pages'
crawl -o pages "$URL/"
is "$(fetched pages)" "$(fetched all)" 'and then on, to the same end'
crawl -o small --max-mib 1 --max-body 1 "$URL/"
is "$(fetched small)" "$(fetched all)" '--max-mib'

crawl -o explain --explain --max-pages 1 "$URL/$p/a1.html" >explained
is "$(cut -f1,3 explained | sed "s|$URL||" | sort | paste -s -d' ')" \
    "article	/$p/a2.html story	/$p/a1_2.html story	/$p/a1_2.html" '--explain names each link'
like "$(cat explained)" 'a further page of this story' 'with its reason'

# What a list's links are taken for: the menu of all pages is no article, a title is one without a date.
mkdir -p site/lists
for i in 1 2 3; do
    cat >site/lists/$i.html <<END
<div class="nav2"><a href="/about/2019001.html">关于</a><a href="/fanzha/">反诈频道</a></div>
<a href="/news/2000$i.html">文章$i</a><a href="/view/a$i">警方破获一起特大电信网络诈骗案</a>
<a href="/about/2019002.html">联系我们</a>
END
done
lists=("$URL/lists/1.html" "$URL/lists/2.html" "$URL/lists/3.html")
crawl -o lists --explain --no-sitemaps "${lists[@]}" >explained
# taken PATH: what it was taken for, and why, at last
taken()
{
    grep -e "$1\$" explained | tail -n 1 | cut -f1,2 | tr '\t' ' '
}
is "$(taken /about/2019001.html)" 'link -3 points: dated address, name of 4 columns, in a menu, on 3 lists' 'a menu'
is "$(taken /news/20003.html)" 'article 1 points: dated address, name of 5 columns' 'a dated address'
is "$(taken /view/a3)" 'article 1 points: plain address, title of 30 columns' 'a title'
is "$(taken /about/2019002.html)" 'link -1 points: dated address, name of 8 columns, on 3 lists' 'repetition'

# Watching: a new link in a list is found at the next look.
jb-crawl $options -o watch --watch --interval 1 --no-sitemaps "$URL/fanzha/" &
watcher=$!
sleep 0.7
sed -i 's|^|<a href="/news/30004.html">新</a>|' site/fanzha/index.html
for _ in $(seq 60); do
    grep -q 30004 watch/crawl.jsonl 2>/dev/null && break
    sleep 0.1
done
kill -TERM $watcher
wait $watcher
is $? 0 'SIGTERM ends a watch in good order'
like "$(fetched watch)" 30004 'a new link in a watched list is fetched'
is "$(ls watch/*.open 2>/dev/null)" '' 'and no file is left open'
crawl -o watch --refresh --no-sitemaps "$URL/fanzha/"
like "$(tail -n 1 watch/crawl.jsonl)" '"decision":"revisit"' '--refresh asks again; the same is a revisit'

# A page that scripts build, by a command that stands in for a browser.
cat >browser <<'END'
#!/bin/sh
case $1 in
*/fail) exit 3 ;;
*/slow) sleep 60 ;;
*) echo "<p>built for $1</p><a href=/news/20001.html>link</a>" ;;
esac
END
chmod +x browser
crawl -o render --no-sitemaps --render ./browser --render-host 127.0.0.1 --max-depth 0 "$URL/app;touch x"
is "$(jq -r 'select(.kind == "seed") | .decision' render/crawl.jsonl)" rendered '--render'
like "$(zcat render/*.warc.gz)" 'built for http.*/app;touch' 'its page is archived, the address is no command'
ok 'a failing renderer is named' must_fail 3 crawl -o render2 --timeout 1 --render ./browser --render-host 127.0.0.1 \
    --max-depth 0 "$URL/fail" "$URL/slow"
like "$(cat err)" 'ended with status 3' 'with its status'
like "$(cat err)" 'did not end in time' 'or its deadline'

# Two at once.
jb-crawl $options -o busy --delay 1 --no-sitemaps "$URL/" &
first=$!
sleep 0.3
ok 'a second crawl in the folder is turned away' must_fail 75 jb-crawl -o busy "$URL/"
ok 'its state can be asked for' jb-crawl --status busy
kill -INT $first
wait $first
is $? 0 'SIGINT ends the first in good order'

# A second signal does not wait for what is under way; nothing is lost by it.
jb-crawl $options -o twice --timeout 60 --stall 30 --max-depth 0 "$URL/x/item/1" "$URL/x/silent" &
first=$!
for _ in $(seq 100); do
    grep -q 'GET /x/silent' log && break
    sleep 0.05
done
begin=$SECONDS
kill -INT $first
kill -TERM $first
wait $first
status=$?
like "$status" '^(0|130|143)$' 'two signals end it'
ok 'at once' [ $((SECONDS - begin)) -le 5 ]
crawl -o twice --timeout 1 --max-depth 0 "$URL/x/item/1" "$URL/x/silent" 2>/dev/null
is "$(zcat twice/*.warc.gz | grep -a -A4 '^WARC-Type: response' | grep -a -c 'x/item/1')" 1 'and the next run goes on'

# The progress line, where a terminal is asked for.
crawl --progress=always --delay 0.4 -o progress --max-depth 0 "$URL/x/item/1" "$URL/x/item/2" "$URL/x/item/3" 2>err
like "$(tr '\r' '\n' <err)" 'answers' 'progress is shown'
crawl -o quiet --max-depth 0 "$URL/" 2>err
is "$(cat err)" '' 'but not in a pipe'
jb-crawl ${options#-q} -o summary --max-depth 0 "$URL/news/20001.html" 2>err
like "$(cat err)" '^jb-crawl: 1 pages, 0 repeated, .* WARC [0-9.]+ MiB$' 'a summary ends a crawl'
done_testing
