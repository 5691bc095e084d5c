#!/usr/bin/python3
"""Validates records (JSON Lines on standard input) against docs/record.schema.json
with python3-jsonschema, and what a schema cannot say: offsets that lie in the
text, figures whose `raw` stands where they say.  Names each fault, exit 1."""
import json
import os
import sys

import jsonschema


def no_twins(pairs):
    keys = [k for k, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key stands twice")
    return dict(pairs)


def beyond_schema(record):
    text = record["text"]
    for b in record["blocks"]:
        if not b["start"] <= b["end"] <= len(text):
            yield "block %d..%d of %d" % (b["start"], b["end"], len(text))
    ends = [b["start"] for b in record["blocks"]]
    if ends != sorted(ends):
        yield "blocks are not in order"
    for i in record["images"]:
        if i["after"] >= len(record["blocks"]):
            yield "image after block %d" % i["after"]
    for f in record["figures"]:
        if text[f["start"]:f["end"]] != f["raw"]:
            yield "figure %r is not at %d..%d: %r" % (f["raw"], f["start"], f["end"], text[f["start"]:f["end"]])


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    schema = json.load(open(os.path.join(here, "../../docs/record.schema.json"), encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator, faults, number = jsonschema.Draft7Validator(schema), 0, 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        record = json.loads(line.decode("utf-8"), object_pairs_hook=no_twins)
        wrong = ["%s: %s" % ("/".join(map(str, e.path)), e.message[:200]) for e in validator.iter_errors(record)]
        for text in wrong or list(beyond_schema(record)):
            print("record %d (%s): %s" % (number, record.get("id"), text))
            faults += 1
    print("%d records, %d faults" % (number, faults))
    return 1 if faults or not number else 0


if __name__ == "__main__":
    sys.exit(main())
