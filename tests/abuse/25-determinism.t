#!/bin/bash
# 25: the same bytes out: over locale, time zone, workers, order of creation, and twice.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 12
"$TOP/tests/site/encode" site
pages=$(find site good*.html -name '*.html' | sort)
# shellcheck disable=SC2086
extract()
{
    "$@" jb-extract $pages 2>/dev/null
}
extract env >plain
ok 'there are records' test "$(wc -l <plain)" -ge 18
for variant in 'LC_ALL=C' 'LC_ALL=zh_CN.GB18030' 'LANG=tr_TR.UTF-8' 'TZ=Asia/Shanghai' 'TZ=America/New_York' 'MALLOC_PERTURB_=165'; do
    extract env "$variant" >other
    ok "jb-extract: $variant" cmp plain other
done
for j in 1 2 4; do
    # shellcheck disable=SC2086
    jb-extract -j $j $pages >other 2>/dev/null
    ok "jb-extract: $j workers" cmp plain other
done
mkdir copy
# shellcheck disable=SC2086
for page in $(printf '%s\n' $pages | sort -r); do
    mkdir -p "copy/$(dirname "$page")"
    cp "$page" "copy/$page"
done
# shellcheck disable=SC2086
(cd copy && jb-extract $pages 2>/dev/null) >other
ok 'jb-extract: files made in another order' cmp plain other

rows()
{
    jb-query --format=tsv --limit 100 "$1" 反诈 && jb-query --format=json --limit 100 "$1" 断流
}
jb-figures plain >figures
jb-index -q db1 plain
rows db1 >rows1
for variant in 'LC_ALL=C' 'TZ=Asia/Shanghai' 'MALLOC_PERTURB_=165'; do
    env "$variant" jb-figures plain >other
    ok "jb-figures: $variant" cmp figures other
    rm -rf db2
    env "$variant" jb-index -q db2 plain
    export "${variant?}"
    rows db2 >rows2
    export LC_ALL=C.UTF-8 TZ=UTC
    unset MALLOC_PERTURB_
    ok "jb-index and jb-query: $variant" cmp rows1 rows2
done
rm -rf db2
jb-index -q -j 2 db2 plain
rows db2 >rows2
ok 'jb-index: two jobs' cmp rows1 rows2
jb-index -q db1 plain
rows db1 >rows2
ok 'jb-index: the same records again' cmp rows1 rows2
done_testing
