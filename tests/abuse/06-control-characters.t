#!/bin/bash
# 6: NUL, C0, C1, ESC, DEL, bidi and zero-width characters in title, body, address and caption: none but \n reaches the
# record raw in title or text, none reaches a terminal.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

transform "
bad = '\x00\x01\x1b[31m\x7f\x9b2J‮​'
text = page.decode()
text = text.replace('社区里的反诈', '社区里的' + bad + '反诈').replace('柳林社区', bad + '柳林社区')
text = text.replace('<div class=\"text\">', '<div class=\"text\"><p><img src=\"/a\x1b.jpg\" alt=\"' + bad + '\"></p>')
page = text.encode()" <"$ARTICLE" >bad.html
jb-extract --url 'http://news.example/a.html' bad.html >out 2>err
is $? 0 'processed'
is "$(LC_ALL=C tr -d '\n' <out | LC_ALL=C tr -dc '\000-\037\177' | wc -c)" 0 'no control byte in the line'
is "$(jq -r '[.. | strings] | join("")' out | LC_ALL=C tr -d '\n' | LC_ALL=C tr -dc '\000-\037\177' | wc -c)" 0 \
    'no control character in any field'
is "$(jq -r '[.. | strings] | join("")' out | grep -cP '[\x{80}-\x{9f}]')" 0 'no C1 character either'
raw()
{
    LC_ALL=C tr -d '\n\t' <"$1" | LC_ALL=C tr -dc '\000-\037\177' | wc -c
}
jb-extract --explain bad.html >explain 2>&1
is "$(raw explain)" 0 '--explain prints none'
jb-extract $'no\e[31mfile\n.html' >out2 2>err2
is "$(raw err2)" 0 'nor does a message about a hostile name'
jb-index -q db out 2>err
jb-query db 反诈 >shown 2>&1
like "$(cat shown)" 社区里的 'jb-query shows it'
is "$(raw shown)" 0 'nor does jb-query'
jb-query --format=tsv db 反诈 >shown 2>&1
is "$(raw shown)" 0 'nor its TSV'
like "$(cat err2)" 'no␛\[31mfile␊\.html' 'messages show them as pictures'
for command in 'jb-query db 反诈' "jb-query --show=$(jq -r .id out) db" 'jb-extract --explain --progress=never bad.html'; do
    NO_COLOR=1 script -qec "$command" /dev/null </dev/null >shown 2>&1
    like "$(cat shown)" '社区里的' "on a terminal, $command shows the page"
    is "$(tr -d '\r' <shown | LC_ALL=C tr -d '\n\t' | LC_ALL=C tr -dc '\000-\037\177' | wc -c) $(grep -cP '[\x{80}-\x{9f}\x{202a}-\x{202e}]' shown)" \
        '0 0' 'and none of them raw'
done
done_testing
