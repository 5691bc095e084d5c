#!/bin/bash
# 11: addresses that are not public, in every notation, behind redirects, sitemaps and names that change, in a network
# of its own where nothing but loopback exists: 127.0.0.1 is open to the crawl, 127.0.0.2 is a canary that must never
# be asked.
. "$(dirname "$0")/../cli/lib.sh"
if [ -z "${JB_OWN_NET:-}" ]; then
    unshare -n -m true 2>/dev/null || { echo '1..0 # SKIP a network of its own is not allowed here'; exit; }
    JB_OWN_NET=1 unshare -n -m "$TOP/tests/abuse/11-private-addresses.t"
    exit
fi
. "$TOP/tests/cli/crawling.sh"
# Loopback is down at first; SIOCSIFFLAGS without iproute2.
"$PYTHON" - <<'END' || { echo '1..0 # SKIP loopback cannot be brought up'; exit; }
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
END
cp /etc/hosts hosts && mount --bind hosts /etc/hosts 2>/dev/null
bound=$?

serve -a 127.0.0.1 -p 8099
open=$LOG
serve -a 127.0.0.2 -p 8099
canary=$LOG
serve -a 127.0.0.2 -p 8100
other=$LOG
# allowing OPEN URL...: a crawl with one range open (none: ""), in a new folder
allowing()
{
    local range=$1
    shift
    got=got.$((++runs))
    timeout 30 jb-crawl -q --delay 0 --retries 0 --timeout 3 --scope any --max-depth 1 ${range:+--allow-net "$range"} \
        -o "$got" "$@" 2>err
}
# refused DESCRIPTION URL...: it fails, and the canary heard nothing
refused()
{
    local description=$1 before after status
    shift
    before=$(cat "$canary" "$other" | wc -l)
    allowing 127.0.0.1/32 "$@"
    status=$?
    after=$(cat "$canary" "$other" | wc -l)
    is "$status $((after - before))" '3 0' "$description"
}

allowing 127.0.0.2 http://127.0.0.2:8099/x/same
is "$? $(grep -c x/same "$canary")" '0 1' 'the canary answers when it is open'
allowing 127.0.0.1 http://127.0.0.1:8099/x/same
is "$?" 0 'and so does the other'
heard=$(cat "$open" | wc -l)
for name in 127.0.0.1 0x7f.1 2130706433 127.1 '[::ffff:127.0.0.1]' '[::1]' 0 '[64:ff9b::7f00:1]' 0177.0.0.1; do
    allowing '' "http://$name:8099/x/same"
    is "$? $(grep -c fetched "$got/crawl.jsonl") $(cat "$open" | wc -l)" "3 0 $heard" "nothing is open by itself: $name"
done
for name in 127.0.0.2 127.2 0x7f.2 0x7f000002 2130706434 0177.0.0.2 '[::ffff:127.0.0.2]' '[::ffff:7f00:2]' '[::127.0.0.2]' \
    '[64:ff9b::7f00:2]'; do
    refused "refused: $name" "http://$name:8099/x/same"
    refused "refused behind a redirect: $name" "http://127.0.0.1:8099/x/to?http://$name:8099/x/same"
done
mkdir root
printf 'User-agent: *\nSitemap: http://127.0.0.2:8099/sitemap.xml\n' >root/robots.txt
serve -a 127.0.0.1 -p 8101 -d root
before=$(cat "$canary" | wc -l)
allowing 127.0.0.1/32 http://127.0.0.1:8101/x/same
is "$(cat "$canary" | wc -l)" "$before" 'a sitemap there is not asked for'
there=http://127.0.0.2:8099/x/item
cat >root/a1.html <<END
<link rel=canonical href="$there/1"><link rel=next href="$there/2"><iframe src="$there/3"></iframe>
<link rel=alternate type="application/rss+xml" href="$there/4"><a href="http://127.0.0.2:8099/a1_2.html">下一页</a>
<a href="$there/5">一</a><meta http-equiv=refresh content="0; url=$there/6">
END
allowing 127.0.0.1/32 http://127.0.0.1:8101/a1.html
is "$(jq -r 'select(.decision == "fetched" and .kind != "robots") | .url' "$got/crawl.jsonl") $(cat "$canary" | wc -l)" \
    "http://127.0.0.1:8101/a1.html $before" 'links of every kind lead to none'
serve -a 127.0.0.1 -p 8102 -r "to?http://127.0.0.2:8099/robots.txt"
refused 'a robots.txt that is redirected there cannot be had' http://127.0.0.1:8102/x/same
if [ $bound -eq 0 ]; then
    echo '127.0.0.1 rebound.test' >>/etc/hosts
    allowing 127.0.0.1 http://rebound.test:8099/x/same
    is "$?" 0 'a name that leads to an open address'
    sed 's/127.0.0.1 rebound/127.0.0.2 rebound/' hosts >new && cat new >hosts
    refused 'the same name, rebound' http://rebound.test:8099/x/same
    refused 'and behind a redirect' 'http://127.0.0.1:8099/x/to?http://rebound.test:8099/x/same'
    echo '127.0.0.1 xn--fiq228c.test' >>/etc/hosts
    allowing 127.0.0.1 'http://中文.test:8099/x/same' 'http://中文．TEST:8099/x/item/1'
    is "$? $(jq -r 'select(.kind == "seed") | .url' "$got/crawl.jsonl" | sort | paste -s -d' ')" \
        '0 http://xn--fiq228c.test:8099/x/item/1 http://xn--fiq228c.test:8099/x/same' 'a host in Chinese'
    printf '127.0.0.1 both.test\n127.0.0.2 both.test\n' >>/etc/hosts
    refused 'the second address of a name, where the first does not answer' http://both.test:8100/x/same
else
    skip 'rebound names: /etc/hosts cannot be covered here'
fi
done_testing
