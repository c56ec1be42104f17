#!/usr/bin/env python3
"""Makes a large MEDLINE file: the citations of a small one, again and again, each copy under a PMID of its own.

usage: medline.py SOURCE.xml[.gz] COUNT OUT.xml
"""

import gzip
import re
import sys

RECORD = re.compile(rb"<(MedlineCitation|PubmedArticle)[ >].*?</\1>", re.DOTALL)
PMID = re.compile(rb"(<PMID[^>]*>)\d+(</PMID>)")
FIRST_PMID = 90_000_001


def make(source, count, out):
    with (gzip.open if source.endswith(".gz") else open)(source, "rb") as file:
        content = file.read()
    records = [match for match in RECORD.finditer(content)]
    if not records:
        sys.exit(f"{source} holds no citation")
    with open(out, "wb") as file:
        file.write(content[:records[0].start()])
        for number in range(count):
            record = records[number % len(records)].group()
            pmid = str(FIRST_PMID + number).encode()
            file.write(PMID.sub(lambda match: match.group(1) + pmid + match.group(2), record, count=1) + b"\n")
        file.write(content[records[-1].end():])


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]), sys.argv[3])
