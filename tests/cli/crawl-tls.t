#!/bin/bash
# jb-crawl over TLS and HTTP/2 (nginx), IPv6, and through a proxy.
. "$(dirname "$0")/lib.sh"
nginx=$(command -v nginx || command -v /usr/sbin/nginx) || { echo '1..0 # SKIP no nginx'; exit; }
command -v openssl >/dev/null || { echo '1..0 # SKIP no openssl'; exit; }
SERVE=$JB_BIN/../tests/jb-serve

mkdir site
echo '<a href=a.html>a</a>' >site/index.html
echo '<p>a</p>' >site/a.html
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
free_port()
{
    "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
tls=$(free_port) plain=$(free_port)
chmod 755 "$WORK"
six=
[ -e /proc/net/if_inet6 ] && grep -q ^00000000000000000000000000000001 /proc/net/if_inet6 && six="listen [::1]:$plain;"
cat >nginx.conf <<END
worker_processes 1; pid $WORK/pid; error_log $WORK/error.log; daemon on;
events { worker_connections 64; }
http { access_log $WORK/access.log; types { text/html html; } root $WORK/site; gzip on; gzip_min_length 1;
  client_body_temp_path $WORK/t1; proxy_temp_path $WORK/t2; fastcgi_temp_path $WORK/t3; uwsgi_temp_path $WORK/t4;
  scgi_temp_path $WORK/t5; ssl_certificate $WORK/cert.pem; ssl_certificate_key $WORK/key.pem;
  server { listen 127.0.0.1:$tls ssl http2; }
  server { listen 127.0.0.1:$plain; $six } }
END
"$nginx" -c "$WORK/nginx.conf" -p "$WORK" 2>nginx.err || { echo '1..0 # SKIP nginx does not start'; exit; }
trap 'kill "$(cat "$WORK/pid")" $SERVER_PID 2>/dev/null; cd /; rm -rf "$WORK"' EXIT

crawl()
{
    timeout 60 jb-crawl -q --delay 0 --retry-wait 0 --retries 0 --allow-net 127.0.0.1/32 "$@"
}
ok 'a certificate that nobody vouches for is refused' must_fail 3 crawl -o untrusted "https://localhost:$tls/"
like "$(cat err)" 'SSL|certificate' 'and why'
is "$(grep -c . access.log)" 0 'nothing was asked of that server'
ok 'with its certificate trusted it is fetched' crawl -o trusted --ca-file cert.pem "https://localhost:$tls/"
is "$(jq -r 'select(.decision == "fetched") | .protocol' trusted/crawl.jsonl | sort -u)" h2 'over HTTP/2'
is "$(zcat trusted/*.warc.gz | grep -a -c '^WARC-Protocol: h2')" 3 'which the archive says'
like "$(zcat trusted/*.warc.gz | tr -d '\r\0')" '^content-encoding: gzip$|^Content-Encoding: gzip$' 'compressed as it was sent'
is "$(jq -r .url trusted/crawl.jsonl | grep -c a.html)" 1 'and read for links all the same'
ok 'a name that the certificate does not bear is refused' must_fail 3 crawl -o wrong --ca-file cert.pem \
    "https://127.0.0.2:$tls/" --allow-net 127.0.0.2/32

if [ -n "$six" ]; then
    ok 'IPv6' crawl -o six --allow-net ::1 "http://[::1]:$plain/"
else
    skip 'no IPv6 here'
fi

# A proxy: jb-serve answers whatever it is asked for, so it can stand in for one.
if [ -x "$SERVE" ]; then
    "$SERVE" -d site >port 2>proxy.log &
    SERVER_PID=$!
    while [ ! -s port ]; do sleep 0.02; done
    http_proxy=http://127.0.0.1:1 crawl -o noproxy "http://127.0.0.1:$plain/"
    is $? 0 'the environment is not asked for a proxy'
    crawl -o proxied --max-depth 0 --proxy "http://127.0.0.1:$(sed 's/port //' port)" http://news.example.invalid/x/same
    echo '<a href="http://www.t.invalid/a.html"></a> <a href="http://t.invalid/a.html"></a> <a href="o.html"></a>' \
        >site/twins.html
    echo '<p>other</p>' >site/o.html
    crawl -o twins --proxy "http://127.0.0.1:$(sed 's/port //' port)" --per-host 1 http://t.invalid/twins.html
    is "$(jq -r 'select(.kind == "page") | .url' twins/crawl.jsonl | grep -v www | paste -s -d' ')" \
        'http://t.invalid/o.html http://t.invalid/a.html' 'a twin of another address comes last'
    is "$(jq -r .decision twins/crawl.jsonl | grep -c revisit)" 1 'and the second of them is a revisit'
    for closed in 127.0.0.2 0x7f.2 '[::ffff:127.0.0.2]' 169.254.169.254; do
        crawl -o "closed.$closed" --max-depth 0 --proxy "http://127.0.0.1:$(sed 's/port //' port)" "http://$closed/x/same" 2>err
        is "$? $(grep -c 'not public' err)" '3 1' "the proxy is not asked for $closed"
    done
    is "$(grep -c -e '127.0.0.2' -e 169.254 proxy.log)" 0 'nor for its robots.txt'
    like "$(cat proxy.log)" 'GET http://news.example.invalid/x/same' 'a proxy is used where one is given'
fi

# A SOCKS5 proxy (RFC 1928) that takes every name for this machine.
cat >socks.py <<'END'
import socket, struct, sys, threading
def pump(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    b.close()
def serve(c):
    c.recv(2 + c.recv(2, socket.MSG_PEEK)[1])
    c.sendall(b"\5\0")
    kind = c.recv(4)[3]
    name = c.recv(c.recv(1)[0]).decode() if kind == 3 else socket.inet_ntoa(c.recv(4))
    port = struct.unpack(">H", c.recv(2))[0]
    print(name, port, file=sys.stderr, flush=True)
    s = socket.create_connection(("127.0.0.1", port))
    c.sendall(b"\5\0\0\1" + b"\0" * 6)
    threading.Thread(target=pump, args=(c, s), daemon=True).start()
    pump(s, c)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
END
"$PYTHON" socks.py >socks.port 2>socks.log &
SERVER_PID="$SERVER_PID $!"
while [ ! -s socks.port ]; do sleep 0.02; done
crawl -o socks --max-depth 0 --proxy "socks5h://127.0.0.1:$(cat socks.port)" "http://far.invalid:$plain/a.html" 2>err
is "$? $(grep -c "^far.invalid $plain" socks.log)" '0 1' 'a SOCKS proxy is used, and resolves the name'
done_testing
