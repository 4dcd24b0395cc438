"""Writes tokenizer.json of all kinds with random settings, difficult texts of 40 scripts, and the ids that the Rust
library gives them.

    pip install tokenizers==0.23.3
    python tooling/golden/tokenizer_kinds.py packages/backbones/src/tokenizer/__golden__/kinds.json.gz --size 120
    python tooling/golden/tokenizer_kinds.py /tmp/many.json --seed 7 --count 500 --texts 300

The settings follow the seed; ties between trained tokens are the library's, so the bytes differ from run to run. An
ending in .gz compresses. `packages/backbones/src/tokenizer/tokenizer-kinds.test.ts` reads the first,
`node --conditions=@towerkit/source packages/backbones/src/tokenizer/golden/compare-kinds.ts /tmp/many.json` any.
"""

import argparse
import gzip
import hashlib
import json
import multiprocessing
import os
import random
from pathlib import Path

import tokenizers
from tokenizer_charsmap import charsmap
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

# First and last code points of letters of 40 scripts.
SCRIPTS = [
    (0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x587), (0x5D0, 0x5EA), (0x620, 0x6D3),
    (0x710, 0x74A), (0x780, 0x7B1), (0x7C0, 0x7FA), (0x800, 0x82D), (0x900, 0x97F), (0x980, 0x9FB), (0xA01, 0xA76),
    (0xA81, 0xAF1), (0xB01, 0xB77), (0xB82, 0xBFA), (0xC00, 0xC7F), (0xC80, 0xCF2), (0xD00, 0xD7F), (0xD81, 0xDF4),
    (0xE01, 0xE5B), (0xE81, 0xEDF), (0xF00, 0xFD4), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1100, 0x11FF),
    (0xAC00, 0xD7A3), (0x1200, 0x137C), (0x13A0, 0x13FD), (0x1400, 0x167F), (0x16A0, 0x16F8), (0x1780, 0x17F9),
    (0x1820, 0x18AA), (0x1E00, 0x1EFF), (0x1F00, 0x1FFE), (0x3041, 0x30FF), (0x4E00, 0x4F40), (0x20000, 0x200FF),
    (0x10400, 0x1044F), (0x1D400, 0x1D7FF), (0xFF01, 0xFFDC),
]  # fmt: skip
WORDS = "Reads the entire FILE contents and returns a Folder's name we'll don't I'VE naïve Straße 2026 3.14".split()
ODD = [
    " ", " ", "  ", "\t", "\n", "\r\n", "\n\n ", "\u00a0", "\u0085", "\u2003", "\u2028", "\u3000", "\u200b", "\u200d",
    "\u200c", "\ufeff", "\u00ad", "\ufffd", "\x00", "\x07", "\x0b", "\x7f", "\u0301", "\u0308\u0323", "\u0327",
    "\u20dd",
    "e\u0301", "İ", "ΟΔΟΣ ", "ß", "ẞ", "ﬁ", "½", "²", "Ⅷ", "①", "ｱﾞ", "㌔", "Å", "ǅ", "ſ", "K", "…", "—", "«a»", "“b”",
    ",", ".", "!!", "?", "-", "_", "'", "'s", "'LL", '"', "$5", "50%", "#", "@x", "a/b", "(c)", "[", "]", "{",
    "^", "`",
    "~", "|", "+", "<", "=", ">", "，", "。", "「x」", "·", "1234567", "007", "٣٤", "१२", "１２", "四", "🙂", "👍🏽",
    "👩‍👩‍👧", "🇩🇪", "☎️", "1️⃣", "▁", " ▁", "Ġ", "##", "</w>", "<0x41>", "\ue000", "\U000e0041", "\U0010fffd",
    "\u180e", "\u2060", "\u034f", "\u1734", "\u1cf2", "\ua8ff", "\u08d3", "\u1abf", "\u0897", "\U0001e030", "\u32ff",
    "क्‍ष", "ශ්‍රී", "می‌خواهم", "각", "ก็ำ", "\u0e33", "\U00011f04", "\U000105d2\u0307", "\u2e43",
]  # fmt: skip
MARKED = ["<s>", "</s>", "<mask>", " <mask> ", "[CLS]", "foo", "Foo bar", "xfoo", "foo1", "FOO", "ÀB", "àb", "<|end|>"]
EXPRESSIONS = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[\r\n]", r"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶ-ͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ]+",
    r"\s?[!-/:-~！-／：-～‘-‟　-。]+", r"[一-龥ࠀ-一가-퟿]+", r"\s+$", r"\p{N}", r" ?[^(\s|[.,!?…。，、।۔،])]+", r"\w+|[^\w\s]+",
    r"\b", r"(?<=\p{Ll})(?=\p{Lu})", r"[[:punct:]]|\p{Han}", r".", r"^\s*|\d+", r"(?>\s+)x?|[^\P{L}a-z]",
    r"\d{1,3}(?=(?:\d{3})*\b)",
    r"x*", r"[[:alpha:]&&[^aeiou]]+", r"\h+|\R", r"(?i)reads|file", r"\p{^L}+", r"[\p{P}\p{S}]",
]  # fmt: skip
BEHAVIORS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]


def words_of(rng, script):
    low, high = script
    return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 6)))


def text_of(rng, script):
    parts = []
    for _ in range(rng.randint(0, 12)):
        kind = rng.random()
        if kind < 0.45:
            parts.append(words_of(rng, script))
        elif kind < 0.6:
            parts.append(rng.choice(WORDS))
        elif kind < 0.9:
            parts.append(rng.choice(ODD))
        else:
            parts.append(rng.choice(MARKED))
        if rng.random() < 0.6:
            parts.append(" ")
    return "".join(parts)


def normalizer(rng):
    flag = lambda: rng.random() < 0.5
    return rng.choice(
        [
            normalizers.NFC,
            normalizers.NFD,
            normalizers.NFKC,
            normalizers.NFKD,
            normalizers.Lowercase,
            normalizers.StripAccents,
            normalizers.Nmt,
            lambda: normalizers.Strip(flag(), flag()),
            lambda: normalizers.BertNormalizer(
                clean_text=flag(),
                handle_chinese_chars=flag(),
                strip_accents=rng.choice([None, True, False]),
                lowercase=flag(),
            ),
            lambda: normalizers.BertNormalizer(lowercase=flag()),
            lambda: normalizers.Replace(
                rng.choice([" ", "``", "e", "ab", ".", "\u0301"]), rng.choice(["▁", "", '"', "xy "])
            ),
            lambda: normalizers.Replace(
                Regex(rng.choice([" {2,}", r"\s+", r"[^\w\s]", r"\p{M}", r"(.)(?=!)", r"^\s+", *EXPRESSIONS[4:]])),
                rng.choice([" ", "", "▁", "z"]),
            ),
            lambda: normalizers.Prepend(rng.choice(["▁", "x ", "ab"])),
            lambda: normalizers.Precompiled(charsmap(rng)),
            normalizers.ByteLevel,
        ]
    )()


def splitter(rng):
    flag = lambda: rng.random() < 0.5
    return rng.choice(
        [
            pre_tokenizers.BertPreTokenizer,
            pre_tokenizers.Whitespace,
            pre_tokenizers.WhitespaceSplit,
            lambda: pre_tokenizers.ByteLevel(add_prefix_space=flag(), use_regex=flag()),
            lambda: pre_tokenizers.CharDelimiterSplit(rng.choice([" ", "_", "é", "。", "🙂"])),
            lambda: pre_tokenizers.Metaspace(
                replacement=rng.choice(["▁", "_", "Ġ"]),
                prepend_scheme=rng.choice(["first", "always", "never"]),
                split=flag(),
            ),
            lambda: pre_tokenizers.Punctuation(rng.choice(BEHAVIORS)),
            lambda: pre_tokenizers.Digits(flag()),
            lambda: pre_tokenizers.Split(rng.choice([" ", "e", "th", "."]), rng.choice(BEHAVIORS), invert=flag()),
            lambda: pre_tokenizers.Split(Regex(rng.choice(EXPRESSIONS)), rng.choice(BEHAVIORS), invert=flag()),
            lambda: pre_tokenizers.Split(Regex(rng.choice(EXPRESSIONS[:4])), "isolated"),
            lambda: pre_tokenizers.FixedLength(rng.randint(1, 6)),
        ]
    )()


def model_and_trainer(rng, size):
    flag = lambda: rng.random() < 0.5
    unknown = rng.choice(["<unk>", "[UNK]"])
    special = [unknown, "<s>", "</s>", "<mask>"][: rng.randint(1, 4)]
    in_bytes = [f"<0x{byte:02X}>" for byte in range(256)]
    options = {"vocab_size": size, "special_tokens": special, "show_progress": False}
    kind = rng.choice(["BPE", "BPE", "WordPiece", "WordLevel", "Unigram", "Unigram"])
    if kind == "BPE":
        falls_back = rng.random() < 0.3
        affixes = {
            "continuing_subword_prefix": rng.choice([None, None, "##", "@"]),
            "end_of_word_suffix": rng.choice([None, None, "</w>"]),
        }
        model = models.BPE(
            unk_token=rng.choice([unknown, unknown, None]),
            fuse_unk=flag(),
            byte_fallback=falls_back,
            ignore_merges=flag(),
            **{key: value for key, value in affixes.items() if value},
        )
        trainer = trainers.BpeTrainer(
            **{**options, "special_tokens": special + (in_bytes if falls_back else [])},
            limit_alphabet=rng.randint(20, 80),
            **{key: value for key, value in affixes.items() if value},
        )
        if falls_back:
            trainer.vocab_size = size + 256
        return kind, model, trainer
    if kind == "WordPiece":
        model = models.WordPiece(unk_token=unknown, max_input_chars_per_word=rng.choice([3, 10, 100]))
        prefix = rng.choice(["##", "##", "@@", ""])
        if prefix:
            model.continuing_subword_prefix = prefix
            return (
                kind,
                model,
                trainers.WordPieceTrainer(
                    **options, limit_alphabet=rng.randint(20, 80), continuing_subword_prefix=prefix
                ),
            )
        return kind, model, trainers.WordPieceTrainer(**options, limit_alphabet=rng.randint(20, 80))
    if kind == "WordLevel":
        return kind, models.WordLevel(unk_token=unknown), trainers.WordLevelTrainer(**options)
    return kind, models.Unigram(), trainers.UnigramTrainer(**options, unk_token=unknown)


def tokenizer_of(rng, texts, size):
    kind, model, trainer = model_and_trainer(rng, size)
    tokenizer = Tokenizer(model)
    steps = [normalizer(rng) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    if steps:
        tokenizer.normalizer = steps[0] if len(steps) == 1 else normalizers.Sequence(steps)
    steps = [splitter(rng) for _ in range(rng.choice([0, 1, 1, 1, 2, 3]))]
    if steps:
        tokenizer.pre_tokenizer = steps[0] if len(steps) == 1 else pre_tokenizers.Sequence(steps)
    tokenizer.train_from_iterator(texts, trainer)
    if kind == "Unigram" and rng.random() < 0.4:
        state = json.loads(tokenizer.to_str())
        state["model"]["vocab"] += [[f"<0x{byte:02X}>", 0.0] for byte in range(256)]
        state["model"]["byte_fallback"] = True
        tokenizer = Tokenizer.from_str(json.dumps(state))
    flag = lambda: rng.random() < 0.4
    contents = rng.sample(
        ["<mask>", "foo", "Foo", "ÀB", "[CLS]", "<|end|>", "the", " x", "e\u0301", "日本"], rng.randint(0, 6)
    )
    for content in contents:
        token = AddedToken(
            content, single_word=flag(), lstrip=flag(), rstrip=flag(), normalized=flag(), special=(is_special := flag())
        )
        (tokenizer.add_special_tokens if is_special else tokenizer.add_tokens)([token])
    ends = [("<s>", 1), ("</s>", 2)]
    tokenizer.post_processor = rng.choice(
        [
            lambda: processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A $B </s>", special_tokens=ends),
            lambda: processors.TemplateProcessing(single="$A </s> </s>", pair="$A $B </s>", special_tokens=ends),
            lambda: processors.BertProcessing(ends[1], ends[0]),
            lambda: processors.RobertaProcessing(ends[1], ends[0]),
            lambda: processors.ByteLevel(trim_offsets=flag()),
            lambda: processors.Sequence(
                [
                    processors.ByteLevel(),
                    processors.TemplateProcessing(single="<s> $A", pair="$A $B", special_tokens=ends),
                ]
            ),
        ]
    )()
    return tokenizer


def ids_of(tokenizer, text):
    """Ids; None where the library fails, as it does for unknown words without a token for them."""
    try:
        return tokenizer.encode(text).ids
    except BaseException:
        return None


def made_of(seed, texts, size):
    """A tokenizer and its ids, of which the first 32 bits of SHA-256, so that the file stays small."""
    rng = random.Random(seed)
    tokenizer = tokenizer_of(rng, rng.sample(texts, len(texts) // 2) + WORDS * 5, size)
    ids = [ids_of(tokenizer, text) for text in texts]
    file = json.loads(tokenizer.to_str())
    reread = Tokenizer.from_str(json.dumps(file))
    if any(ids_of(reread, text) != each for text, each in zip(texts, ids, strict=True)):
        return None
    hashes = [
        None if each is None else hashlib.sha256(",".join(map(str, each)).encode()).hexdigest()[:8] for each in ids
    ]
    return {"tokenizer": file, "ids": hashes}


def attempted(seed, texts, size):
    """Some settings cannot be trained together, take for ever, or end the process: each has one of its own."""
    receiver, sender = multiprocessing.Pipe(duplex=False)

    def work():
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sender.send(made_of(seed, texts, size))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    sender.close()
    try:
        result = receiver.recv() if receiver.poll(10) else None
    except EOFError:
        result = None
    process.kill()
    process.join()
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=20260715)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--size", type=int, default=150)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    texts = ["", " ", *(text_of(rng, SCRIPTS[index % len(SCRIPTS)]) for index in range(arguments.texts - 2))]
    made, attempt = [], 0
    while len(made) < arguments.count:
        attempt += 1
        each = attempted(f"{arguments.seed} {attempt}", texts, arguments.size)
        if each is not None:
            made.append(each)
    content = json.dumps(
        {
            "provenance": f"tokenizers {tokenizers.__version__} (Python), tooling/golden/tokenizer_kinds.py, "
            f"seed {arguments.seed}",
            "texts": texts,
            "tokenizers": made,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8")
    is_compressed = arguments.output.suffix == ".gz"
    arguments.output.write_bytes(gzip.compress(content, mtime=0) if is_compressed else content)


main()
