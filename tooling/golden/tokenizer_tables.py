"""Writes packages/backbones/src/tokenizer/unicode/reference-tables.ts: the sets of characters of the Rust library
tokenizers, which are those of several versions of Unicode, found by trying every code point.

    pip install tokenizers==0.23.3 unicodedata2==18.0.0
    python tooling/golden/tokenizer_tables.py packages/backbones/src/tokenizer/unicode/reference-tables.ts
"""

import sys
import textwrap
from pathlib import Path

import tokenizers
import unicodedata2 as unicodedata
from tokenizers import Regex, normalizers, pre_tokenizers

POINTS = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]


def chosen(condition):
    """Code points for which the condition holds, as gaps and lengths in base 36."""
    numbers, start, end = [], None, 0
    for point in range(0x110001):
        holds = point < 0x110000 and not 0xD800 <= point < 0xE000 and condition(point)
        if holds and start is None:
            start = point
        if not holds and start is not None:
            numbers += [start - end, point - start]
            start, end = None, point
    return " ".join(base36(number) for number in numbers)


def base36(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number] if number < 36 else base36(number // 36) + digits[number % 36]


def bert(**options):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**{**off, **options})


clean = bert(clean_text=True)
accents = bert(strip_accents=True)
nfd = normalizers.NFD()
nfkd = normalizers.NFKD()
marks = normalizers.StripAccents()
punctuation = pre_tokenizers.Punctuation("isolated")
words = pre_tokenizers.Whitespace()
unassigned = normalizers.Replace(Regex("\\p{Cn}"), "")
known = {point for point in POINTS if unassigned.normalize_str(chr(point)) != ""}
# The normal forms have the tables of an old version: what Python, whose version is newer, takes apart or reorders and
# they do not.
newer = {
    point
    for point in POINTS
    if unicodedata.normalize("NFKD", chr(point)) != nfkd.normalize_str(chr(point))
    or (unicodedata.category(chr(point))[0] == "M" and marks.normalize_str(chr(point)) != "")
}
newer |= {
    ord(part)
    for point in newer
    for part in unicodedata.normalize("NFD", chr(point))
    if point > 0xFFFF and ord(part) > 0xFFFF
}

TABLES = {
    "removed": (
        "Removed by the clean_text of BertNormalizer.",
        lambda point: clean.normalize_str("a" + chr(point) + "b") == "ab",
    ),
    "nonspacingMark": (
        "Removed by the strip_accents of BertNormalizer, after NFD.",
        lambda point: nfd.normalize_str(chr(point)) == chr(point) and accents.normalize_str(chr(point)) == "",
    ),
    "combiningMark": ("Removed by StripAccents.", lambda point: marks.normalize_str(chr(point)) == ""),
    "punctuation": (
        "Parts of their own for BertPreTokenizer and Punctuation.",
        lambda point: len(punctuation.pre_tokenize_str("a" + chr(point) + "b")) == 3,
    ),
    "unassigned": (
        "Unassigned for the regular expressions (Unicode 16), but assigned in Unicode 18.",
        lambda point: point not in known and unicodedata.category(chr(point)) != "Cn",
    ),
    "neverNormalized": ("Left as they are by the normal forms, whose tables are older.", lambda point: point in newer),
}
lines = [
    "/**",
    " * Sets of characters of the reference (the Rust library), whose tables are those of several versions of Unicode:",
    " * gaps and lengths in base 36. Found by trying every code point with the Python library tokenizers",
    f" * {tokenizers.__version__}: tooling/golden/tokenizer_tables.py.",
    " */",
    "export const referenceTables = {",
]
for name, (comment, condition) in TABLES.items():
    lines.append(f"  /** {comment} */")
    table = textwrap.wrap(chosen(condition), 112)
    lines.append(f"  {name}: `")
    lines += [f"    {line}" for line in table]
    lines[-1] += "`,"
lines.append("} as const")
Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
