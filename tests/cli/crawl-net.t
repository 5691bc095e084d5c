#!/bin/bash
# The address guard in a network of its own, where nothing but loopback exists:
# 127.0.0.1 is open to the crawl, 127.0.0.2 is a canary that must never be asked.
. "$(dirname "$0")/lib.sh"
SERVE=$JB_BIN/../tests/jb-serve
[ -x "$SERVE" ] || { echo '1..0 # SKIP tests/jb-serve is not built'; exit; }
if [ -z "${JB_OWN_NET:-}" ]; then
    unshare -n -m true 2>/dev/null || { echo '1..0 # SKIP a network of its own is not allowed here'; exit; }
    JB_OWN_NET=1 unshare -n -m "$TOP/tests/cli/crawl-net.t"
    exit
fi
# Loopback is down at first; SIOCSIFFLAGS without iproute2.
"$PYTHON" - <<'END' || { echo '1..0 # SKIP loopback cannot be brought up'; exit; }
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
END
cp /etc/hosts hosts && mount --bind hosts /etc/hosts 2>/dev/null
bound=$?

servers=()
trap 'kill "${servers[@]}" 2>/dev/null; umount /etc/hosts 2>/dev/null; cd /; rm -rf "$WORK"' EXIT
for address in 127.0.0.1 127.0.0.2; do
    "$SERVE" -a $address -p 8099 >port.$address 2>log.$address &
    servers+=($!)
done
"$SERVE" -a 127.0.0.2 -p 8100 >port.other 2>log.other &
servers+=($!)
for file in port.127.0.0.1 port.127.0.0.2 port.other; do
    for _ in $(seq 200); do
        [ -s $file ] && break
        sleep 0.02
    done
done
runs=0
# crawl OPEN URL...: a crawl with one address open, in a new folder
crawl()
{
    local address=$1
    shift
    timeout 30 jb-crawl -q --delay 0 --retries 0 --timeout 3 --scope any --max-depth 1 --allow-net "$address" \
        -o got.$((++runs)) "$@" 2>err
}
# refused DESCRIPTION URL...: it fails, and the canary heard nothing
refused()
{
    local description=$1 before after status
    shift
    before=$(cat log.127.0.0.2 log.other | wc -l)
    crawl 127.0.0.1 "$@"
    status=$?
    after=$(cat log.127.0.0.2 log.other | wc -l)
    is "$status $((after - before))" '3 0' "$description"
}

crawl 127.0.0.2 http://127.0.0.2:8099/x/same
is "$? $(grep -c x/same log.127.0.0.2)" '0 1' 'the canary answers when it is open'
crawl 127.0.0.1 http://127.0.0.1:8099/x/same
is "$?" 0 'and so does the other'
for name in 127.0.0.2 127.2 0x7f.2 0x7f000002 2130706434 0177.0.0.2 '[::ffff:127.0.0.2]' '[::ffff:7f00:2]' '[::127.0.0.2]' \
    '[64:ff9b::7f00:2]'; do
    refused "refused: $name" "http://$name:8099/x/same"
    refused "refused behind a redirect: $name" "http://127.0.0.1:8099/x/to?http://$name:8099/x/same"
done
if [ $bound -eq 0 ]; then
    echo '127.0.0.1 rebound.test' >>/etc/hosts
    crawl 127.0.0.1 http://rebound.test:8099/x/same
    is "$?" 0 'a name that leads to an open address'
    sed 's/127.0.0.1 rebound/127.0.0.2 rebound/' hosts >new && cat new >hosts
    refused 'the same name, rebound' http://rebound.test:8099/x/same
    refused 'and behind a redirect' 'http://127.0.0.1:8099/x/to?http://rebound.test:8099/x/same'
    echo '127.0.0.1 xn--fiq228c.test' >>/etc/hosts
    crawl 127.0.0.1 'http://中文.test:8099/x/same' 'http://中文．TEST:8099/x/item/1'
    is "$? $(jq -r 'select(.kind == "seed") | .url' got.$runs/crawl.jsonl | sort | paste -s -d' ')" \
        '0 http://xn--fiq228c.test:8099/x/item/1 http://xn--fiq228c.test:8099/x/same' 'a host in Chinese'
    printf '127.0.0.1 both.test\n127.0.0.2 both.test\n' >>/etc/hosts
    refused 'the second address of a name, where the first does not answer' http://both.test:8100/x/same
else
    skip 'rebound names: /etc/hosts cannot be covered here'
fi
done_testing
