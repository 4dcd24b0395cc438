"""A compiled table of replacements in the form of SentencePiece: a double array over UTF-8, then the replacements."""

import struct

RULES = [
    ("\t", " "), ("\n", " "), ("\r", " "), ("\u00a0", " "), ("\u3000", " "), ("\u200b", ""), ("\ufeff", ""),
    ("\u200c", " "),
    ("ﬁ", "fi"), ("½", "1/2"), ("Å", "Å"), ("e\u0301", "é"), ("\u0301", "^"), ("ｱ", "ア"), ("ア\u3099", "ァ"),
    ("①", "1"),
    ("A", "a"), ("B", "b"), ("İ", "i"), ("ß", "ss"), ("…", "..."), ("क्", "K"), ("\u094d", "-"), ("각", "각"),
    ("👍", "+"),
    ("\u0e33", "ำ"), ("\U00020000", "x"), ("一", ""), ("\u0308", ""), ("\r\n", "\n"), ("ö", "o\u0308"), ("1", "１"),
]  # fmt: skip


def charsmap(rng):
    """A random half of the rules."""
    return compiled(dict(rng.sample(RULES, len(RULES) // 2)))


def compiled(rules):
    texts, positions = b"", {}
    for old, new in rules.items():
        positions[old.encode()] = len(texts)
        texts += new.encode() + b"\0"
    units = [0] * 1024
    used = {0}

    def place(node, entries):
        """Puts the continuations of a node behind a free offset; a zero byte ends a rule."""
        labels = sorted({key[0] if key else 0 for key in entries})
        base = next(
            base for base in range(1, 1 << 21) if all(base ^ label not in used for label in labels) and base not in used
        )
        while len(units) < (base | 255) + 1:
            units.append(0)
        used.add(base)
        used.update(base ^ label for label in labels)
        relative = base ^ node
        units[node] |= relative << 10
        if "" in [key.decode("latin-1") for key in entries]:
            units[node] |= 1 << 8
            units[base] = entries[b""] | 1 << 31
        for label in labels:
            rest = {key[1:]: value for key, value in entries.items() if key and key[0] == label}
            if rest:
                units[base ^ label] |= label
                place(base ^ label, rest)

    place(0, positions)
    blob = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(blob)) + blob + texts
