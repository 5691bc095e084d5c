#!/bin/bash
# TEI is valid: against docs/tei.rng, by xmllint.
. "$(dirname "$0")/lib.sh"

schema=$TOP/docs/tei.rng
valid() { xmllint --noout --relaxng "$schema" "$1"; }

"$TOP/tests/site/encode" site >/dev/null
jb-extract -f tei site/*/*/*.html "$TOP"/tests/pages/*.html "$TOP"/tests/pages/manners/*.* >all.xml 2>err
ok 'all sample pages are valid' valid all.xml
ok 'there are pictures and divisions among them' eval 'grep -q "<graphic" all.xml && grep -q "</div>" all.xml'

cat >all.html <<'END'
<html><head><title>临湖警方公布反诈情况</title></head><body><h1>临湖警方公布反诈情况</h1>
<div class="info">2021-10-30 07:15 来源：临湖晚报 摄影：何晓川 责任编辑：沈一鸣</div>
<div class="content"><p><img src="a b.jpg?x=<&y=&quot;é中"></p><p>图为宣传现场。</p>
<p>　　临湖市公安局10月30日通报，今年1至9月全市共破获电信网络诈骗案件326起，同比下降12.5%。&#xFFFF;&#xFFFE;AT&amp;T &lt;b&gt; "引号"</p>
<h3>出重拳</h3><p>　　警方捣毁窝点43个，抓获犯罪嫌疑人1267名，冻结涉案资金2770万元，挽回损失86万元。</p>
<ul><li>　　不轻信陌生来电，不点击不明链接。</li><li>　　不向陌生账户转账，不出租出借银行卡。</li></ul>
<table><tr><td>年份</td><td>案件（起）</td></tr><tr><td>2020</td><td>372</td></tr><tr><td>2021</td><td>326</td></tr></table>
<h3>再提醒</h3><h3>勿转账</h3>
<blockquote>　　“接到自称公检法的电话，先挂断，再拨打96110核实。”反诈中心民警龙飞说。</blockquote></div></body></html>
END
jb-extract -u 'http://news.example/a b?c=<中>&d={1}' -f tei all.html >page.xml
ok 'a page with everything' valid page.xml
like "$(cat page.xml)" '<div>' 'sub-headings begin divisions'
like "$(cat page.xml)" '<item>不轻信' 'lists have items'
like "$(cat page.xml)" '<row><cell>2020</cell><cell>372</cell></row>' 'tables have cells'
like "$(cat page.xml)" '<date when="2021-10-30">2021-10-30T07:15' 'the time stands in full'

sed 's|<body>|<body><b/>|' page.xml >bad.xml
not_ok() { ! "$@" 2>/dev/null; }
ok 'the schema refuses what is not TEI' not_ok valid bad.xml
echo '<p>无</p>' >none.html
ok 'a page without an article is refused' must_fail 3 jb-extract -f tei none.html
is "$(jb-extract -f tei none.html 2>/dev/null)" '' 'no record, no document'
done_testing
