# shellcheck shell=bash
# crawling.sh - jb-crawl against tests/server/jb-serve.  Source it behind lib.sh.

SERVE=$JB_BIN/../tests/jb-serve
[ -x "$SERVE" ] || { echo '1..0 # SKIP tests/jb-serve is not built'; exit; }

servers=()
trap 'kill "${servers[@]}" 2>/dev/null; umount /etc/hosts 2>/dev/null; cd /; rm -rf "$WORK"' EXIT
# serve [OPTIONS]: starts a server, its address in $URL, its port in $PORT, its requests in the file $LOG.
serve()
{
    local n=${#servers[@]}
    "$SERVE" "$@" >"port.$n" 2>"log.$n" &
    servers+=($!)
    for _ in $(seq 200); do
        [ -s "port.$n" ] && break
        sleep 0.02
    done
    PORT=$(sed 's/port //' "port.$n")
    # shellcheck disable=SC2034 # read by the tests
    LOG=log.$n URL=http://127.0.0.1:$PORT
}
crawl()
{
    timeout 60 jb-crawl -q --delay 0 --retry-wait 0 --retries 1 --timeout 3 --stall 1 --allow-net 127.0.0.1/32 "$@"
}
# one ADDRESS...: crawls just these into a new folder, $got; its status is $status.
one()
{
    got=got.$((++runs))
    crawl --max-depth 0 -o "$got" "$@" >"$got.out" 2>"$got.err"
    status=$?
    ! is_crash $status || echo "# crashed: $status"
}
runs=0
# decision: what crawl.jsonl says at last of a page.
decision()
{
    jq -r "select(.kind != \"robots\") | .decision + \" \" + (.reason // \"\")" "$got/crawl.jsonl" | tail -n 1
}
# truncated: why the last payload is not whole, as the archive says; nothing when it is.
truncated()
{
    zcat "$got"/*.warc.gz | grep -a -A20 '^WARC-Type: re[sv]' | tr -d '\r' | sed -n 's/^WARC-Truncated: //p' | tail -n 1
}
