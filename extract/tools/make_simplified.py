#!/usr/bin/env python3
"""Writes extract/simplified_table.inc: each traditional character followed by its simplified one.

Source: ICU's Traditional-Simplified transform (through uconv, package icu-devtools) of every single ideograph, less
the exclusions (著 of 显著 must stay; the corner brackets are quotes), plus characters that ICU leaves alone.
"""
import pathlib
import subprocess

EXCLUDED = "著「」"
EXTRA = "峯峰噁恶甦苏谘咨蹠跖衞卫麪面擡抬爲为羣群堿碱妳你牠它矽硅祕秘脣唇"

ideographs = [chr(c) for c in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)] if chr(c) not in EXCLUDED]
converted = subprocess.run(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Traditional-Simplified"],
                           input="\n".join(ideographs), capture_output=True, text=True, check=True).stdout.split("\n")
pairs = {t: s for t, s in zip(ideographs, converted, strict=True) if t != s and len(s) == 1 and 0x3400 <= ord(s) < 0xA000}
pairs.update(zip(EXTRA[::2], EXTRA[1::2]))
flat = "".join(t + s for t, s in sorted(pairs.items()))
out = pathlib.Path(__file__).parent.parent / "simplified_table.inc"
with out.open("w", encoding="utf-8") as file:
    file.write("// Made by tools/make_simplified.py: a traditional character, then its simplified one.\n")
    for i in range(0, len(flat), 48):
        file.write(f'"{flat[i:i + 48]}"\n')
print(len(pairs), "pairs")
