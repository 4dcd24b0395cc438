"""Writes the golden values of packages/backbones' tokenizers other than WordPiece: small ones of the kinds of RoBERTa,
Qwen and XLM-R, and
what the Python library tokenizers makes of difficult texts with them.

    pip install tokenizers==0.23.3
    python tooling/golden/tokenizers_of_models.py packages/backbones/src/tokenizer/__golden__
"""

import json
import sys
from pathlib import Path

import tokenizers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "Reads the entire contents of a file, and returns the name of the folder.",
    "It's what they don't know: we'll see, I'd say you've won.",
    "Straße, façade, naïve; 1234567 files in 2026!",
    "日本語の文章です。中文句子",
    "مرحبا بالعالم",
    "def read_file(path):\n    return open(path)\n\n",
    "🙂 👩‍👩‍👧 emoji",
    "ل ل",  # so that no two ways to part a text are equally likely
] * 4
TEXTS = [
    "",
    " ",
    "   ",
    "Reads a file.",
    "reads  two   spaces",
    " leading and trailing ",
    "don't I'LL we've",
    "tab\tnew\nline\r\n\r\nx",
    "FAÇADE façade fac\u0327ade",
    "日本 \U00020000\U0002a6d6 語",
    "1234567890 3.14",
    "emoji 🙂👍🏽 👩‍👩‍👧",
    "مَرْحَبًا بالعالم",
    "zero\u200bwidth\u00ad \ufeffmark \u0000null \ufffd",
    "<s> reads </s> <mask> <pad>",
    "<|endoftext|> a",
    "ﬁ ½ １２ Ⅷ ǅ",
    "İstanbul ΟΔΥΣΣΕΥΣ",
    "a" * 300,
    "e\u0301\u0323 \u1100\u1161\u11a8",
    "\u00a0\u2003\u3000",
    "!!!???...",
    "snake_case camelCase",
    "नमस्ते",
    "▁ a ▁b",
]
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def byte_level(kind):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"] if kind == "roberta" else ["<|endoftext|>", "<|im_start|>"]
    if kind == "roberta":
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(QWEN), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=340,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    if kind == "roberta":
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    else:
        end = tokenizer.token_to_id("<|endoftext|>")
        tokenizer.post_processor = processors.Sequence(
            [
                processors.ByteLevel(),
                processors.TemplateProcessing(
                    single="$A <|endoftext|>",
                    pair="$A <|endoftext|> $B <|endoftext|>",
                    special_tokens=[("<|endoftext|>", end)],
                ),
            ]
        )
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.UnigramTrainer(
            vocab_size=160,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            unk_token="<unk>",
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, tokenizer in {"roberta": byte_level("roberta"), "qwen": byte_level("qwen"), "xlm-roberta": unigram()}.items():
    (folder / f"{name}.json").write_text(
        json.dumps(
            {
                "provenance": f"tokenizers {tokenizers.__version__} (Python), tooling/golden/tokenizers_of_models.py",
                "tokenizer": json.loads(tokenizer.to_str()),
                "texts": TEXTS,
                "ids": [tokenizer.encode(text).ids for text in TEXTS],
            },
            ensure_ascii=False,
        )
        + "\n",
        encoding="utf-8",
    )
