#!/bin/bash
# jb-crawl --render with a real browser, by the command of the manual: a page
# that a script builds is archived as built, and its links are followed.
. "$(dirname "$0")/lib.sh"
SERVE=$JB_BIN/../tests/jb-serve
[ -x "$SERVE" ] || { echo '1..0 # SKIP tests/jb-serve is not built'; exit; }
command -v chromium >/dev/null || { echo '1..0 # SKIP no chromium'; exit; }

mkdir site
cat >site/app.html <<'END'
<!DOCTYPE html><meta charset=utf-8><title>app</title><div id=root></div><script>
setTimeout(function () {
    document.getElementById("root").innerHTML =
        "<h1>" + ["反诈", "中心"].join("") + "通报</h1><a href='/built-" + (40 + 2) + ".html'>全文</a>";
}, 300);
</script>
END
echo '<p>正文</p>' >site/built-42.html
"$SERVE" -d site >port 2>log &
SERVER_PID=$!
while [ ! -s port ]; do sleep 0.02; done
url=http://127.0.0.1:$(sed 's/port //' port)

command=$(sed -n "s/^\.Dl --render '\(.*\)'\$/\1/p" "$TOP/crawler/jb-crawl.1")
like "$command" 'chromium .*--user-data-dir' 'the manual has a command'
[ "$(id -u)" != 0 ] || command=${command/chromium/chromium --no-sandbox}
mkdir tmp
TMPDIR=$WORK/tmp timeout 240 jb-crawl -q --delay 0 --timeout 100 --allow-net 127.0.0.1/32 --no-sitemaps \
    --render "$command" --render-host 127.0.0.1 -o got "$url/app.html" 2>err
is "$? $(cat err)" '0 ' 'a crawl with Chromium'
zcat got/*.warc.gz >warc
like "$(cat warc)" '<h1>反诈中心通报</h1>' 'the page is archived as the script built it'
is "$(grep -a -c '^WARC-Type: resource' warc)" 2 'in resource records'
is "$(jq -r 'select(.decision == "rendered") | .url' got/crawl.jsonl | sed "s|$url||" | sort | paste -s -d' ')" \
    '/app.html /built-42.html' 'and the link that it made is followed'
is "$(ls tmp)" '' 'no profile is left behind'
done_testing
