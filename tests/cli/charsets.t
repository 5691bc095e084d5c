#!/bin/bash
# Every code of GB18030 and Big5-HKSCS reads as Python's own tables have it, through the tool as a whole.
. "$(dirname "$0")/lib.sh"

cat >tables.py <<'END'
"""tables.py make CHARSET: lines of characters, each behind its code in hex.  tables.py check CHARSET: what --explain printed
of them, on standard input, against Python's codec; prints what differs."""
import sys

sys.stdout.reconfigure(encoding='utf-8', errors='backslashreplace')
CODEC = {'gb18030': 'gb18030', 'big5-hkscs': 'big5hkscs'}
# Private use in the edition of 2005, which Python follows; these are the characters that were meant (edition of 2022).
MEANT = dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19)))
MEANT.update({0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
              0xE864: 0x9FBB, 0xE7C7: 0x1E3F, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7,
              0xE83B: 0x2298F, 0xE855: 0x241FE})


def codes(charset):
    for a in range(0x81, 0xFF):
        for b in range(0x40, 0xFF):
            yield bytes((a, b))
    if charset != 'gb18030':
        return
    for a in [*range(0x81, 0x85), *range(0x90, 0xE4)]:
        for b in range(0x30, 0x3A):
            for c in range(0x81, 0xFF):
                for d in range(0x30, 0x3A) if a < 0x85 or a == 0x95 else (0x31, 0x39):
                    yield bytes((a, b, c, d))


def known(charset):
    for code in codes(charset):
        try:
            text = code.decode(CODEC[charset])
        except UnicodeDecodeError:
            continue
        meant = ''.join(chr(MEANT.get(ord(c), ord(c))) for c in text)
        # the door keeps these out, or makes a blank of them; A3A0 is meant as one
        gone = any(0x2000 <= ord(c) <= 0x206F or ord(c) in (0x61C, 0xAD, 0xA0, 0x3000, 0xFEFF, 0xE5E5, 0x1680, 0x85)
                   or 0x80 <= ord(c) < 0xA0 for c in meant)
        if not gone and code.hex() != '8135f437':  # U+1E3F, which iconv has at A8BC only
            yield code, meant


charset = sys.argv[2]
if sys.argv[1] == 'make':
    for i, (code, _) in enumerate(known(charset)):
        sys.stdout.buffer.write(code.hex().encode() + b'=' + code + (b'\n\n' if i % 16 == 15 else b'|'))
else:
    got = {}
    for line in sys.stdin:
        for cell in line.rstrip('\n').split(' | ', 1)[-1].split('|'):
            code, _, text = cell.partition('=')
            got[code] = text
    wrong = [(code.hex(), meant, got.get(code.hex())) for code, meant in known(charset) if got.get(code.hex()) != meant]
    print(len(wrong), wrong[:5])
    print(sum(1 for _ in known(charset)), file=sys.stderr)
END
for charset in gb18030 big5-hkscs; do
    "$PYTHON" tables.py make $charset >table.txt
    jb-extract --input=dump --charset=$charset --explain table.txt >explained.txt
    is "$("$PYTHON" tables.py check $charset <explained.txt 2>count)" '0 []' "$charset: no code reads otherwise"
    ok "$charset: $(cat count) codes" test "$(cat count)" -gt 18000
done

# Encoded twice: UTF-8 or GB18030 that somebody read as another charset and wrote as UTF-8 again.
page=$TOP/tests/site/pages/shehui/202203/0308_7702.html
jb-extract "$page" | field text >once
# twice TRUE TAKEN-FOR: the page, damaged so.
twice()
{
    "$PYTHON" -c '
import sys
text = sys.stdin.buffer.read().decode()
def taken(byte):
    try:
        return bytes([byte]).decode(sys.argv[2])
    except UnicodeDecodeError:
        return chr(byte)
data = text.encode(sys.argv[1])
text = data.decode(sys.argv[2], "replace") if sys.argv[2] == "gb18030" else "".join(map(taken, data))
sys.stdout.buffer.write(text.encode())' "$1" "$2" <"$page" >twice.html
    jb-extract twice.html >out
}
for way in 'utf-8 latin-1' 'utf-8 cp1252' 'gb18030 latin-1' 'gb18030 cp1252'; do
    twice $way
    is "$(field text out)" "$(cat once)" "$way: undone"
    like "$(field flags out)" double_encoded "$way: flagged"
done
twice utf-8 gb18030 # every third byte that ended a run is gone for good: most of the text comes back
like "$(field text out)" '她们比我管用' 'utf-8 gb18030: undone'
like "$(field flags out)" double_encoded 'utf-8 gb18030: flagged'
done_testing
