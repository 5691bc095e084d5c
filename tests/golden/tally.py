"""What a comparison found, told the same way by manners.py and bylines.py."""
import collections
import sys


def tally(findings):
    """Findings are (page, field, wanted, got, right): prints each wrong one, and to standard error how many of how
    many are right, field by field."""
    right, total = collections.Counter(), collections.Counter()
    for page, field, wanted, got, good in findings:
        total[field] += 1
        right[field] += good
        if not good:
            print(f'{page} {field}\t{wanted}\t{got}')
    for field in total:
        print(f'{field} {right[field]}/{total[field]}', file=sys.stderr)
    print(f'all {right.total()}/{total.total()}', file=sys.stderr)
