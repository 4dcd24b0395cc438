"""Writes what transformers makes of tokenizer.json beside a tokenizer_config.json that says other than it, and of
vocabularies in files of their own.

    pip install tokenizers==0.23.3 transformers==5.24.0
    python tooling/golden/configured_tokenizers.py packages/backbones/src/tokenizer/__golden__
"""

import json
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, __version__

FOLDER = Path(sys.argv[1])
TEXTS = [
    "Hello World", "Déjà vu à Zürich", "  two  spaces ", "中文 日本語", "foo bar FOO", "[CLS] hello [MASK] x",
    "<s> a <mask> b </s>", "", " lead", "a<mask>b", "zzz <m> <new>",
]  # fmt: skip
WORDS = ["Hello", "hello", "World", "world", "Déjà", "deja", "vu", "two", "spaces", "foo", "FOO", "a", "b", "x", "lead"]


def bert():
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = sorted(set("".join(TEXTS + WORDS)) - {" "})
    vocabulary = dict.fromkeys([*special, *WORDS, *letters, *(f"##{letter}" for letter in letters)])
    model = models.WordPiece({token: index for index, token in enumerate(vocabulary)}, unk_token="[UNK]")
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens(special)
    tokenizer.add_tokens(["foo bar"])
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.train_from_iterator(
        TEXTS * 4,
        trainers.UnigramTrainer(
            vocab_size=60,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            unk_token="<unk>",
            show_progress=False,
        ),
    )
    return tokenizer


def of_kind(name):
    return Tokenizer.from_str(json.dumps(json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["tokenizer"]))


def merges_of(tokenizer):
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return "#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n"


made = {"bert": bert(), "unigram": unigram(), "roberta": of_kind("roberta"), "qwen": of_kind("qwen")}
vocabularies = {f"{name} tokenizer.json": tokenizer.to_str() for name, tokenizer in made.items()}
ordered = sorted(made["bert"].get_vocab(with_added_tokens=False).items(), key=lambda entry: entry[1])
vocabularies["vocab.txt"] = "".join(f"{token}\n" for token, _ in ordered)
for name in ["roberta", "qwen"]:
    vocabularies[f"{name} vocab.json"] = json.dumps(json.loads(made[name].to_str())["model"]["vocab"])
    vocabularies[f"{name} merges.txt"] = merges_of(made[name])

FAST = {"tokenizer_class": "PreTrainedTokenizerFast"}
TOKEN = {"content": "zzz", "single_word": False, "lstrip": False, "rstrip": False, "normalized": True, "special": False}
CASES = [
    *(("bert", "bert", settings) for settings in [
        None, {}, {"do_lower_case": True}, {"do_lower_case": False}, {"do_lower_case": False, "strip_accents": True},
        {"do_lower_case": True, "strip_accents": False}, {"tokenize_chinese_chars": False},
        {"tokenizer_class": "BertTokenizerFast", "do_lower_case": False}, {**FAST, "do_lower_case": True},
        {"cls_token": "[MASK]", "sep_token": "hello"}, {"unk_token": "[PAD]"}, {"mask_token": "<m>"},
        {"mask_token": {**TOKEN, "content": "<m>", "lstrip": True, "normalized": False, "__type": "AddedToken"}},
        {"added_tokens_decoder": {"5": TOKEN}}, {**FAST, "added_tokens_decoder": {"5": TOKEN}},
        {**FAST, "add_bos_token": True, "bos_token": "[CLS]"}, {"additional_special_tokens": ["<new>"]},
    ]),
    ("distilbert", "bert", {"tokenizer_class": "DistilBertTokenizer"}),
    ("modernbert", "bert", {"tokenizer_class": "BertTokenizer", "do_lower_case": True}),
    ("mpnet", "bert", {"tokenizer_class": "MPNetTokenizer", "do_lower_case": False, "sep_token": "[SEP]"}),
    ("roberta", "roberta", {}), ("roberta", "roberta", {"add_prefix_space": True}),
    ("roberta", "roberta", {**FAST, "add_prefix_space": True}),
    ("qwen3", "qwen", {}), ("qwen3", "qwen", {"add_prefix_space": True}), ("qwen2", "qwen", {"add_eos_token": True}),
    *((kind, "unigram", settings) for kind in ["xlm-roberta", "camembert"] for settings in [
        None, {"add_prefix_space": False}, FAST, {"tokenizer_class": "XLMRobertaTokenizer", "bos_token": "<mask>"}
    ]),
    ("bert", "vocab.txt", {}), ("distilbert", "vocab.txt", {"do_lower_case": False}), ("mpnet", "vocab.txt", None),
    ("roberta", "merges.txt", {}), ("qwen2", "merges.txt", {}), ("qwen3", "merges.txt", {"add_eos_token": True}),
]  # fmt: skip

cases = []
for model_type, source, settings in CASES:
    files = {"config.json": json.dumps({"model_type": model_type})}
    if settings is not None:
        files["tokenizer_config.json"] = json.dumps(settings)
    if source == "vocab.txt":
        files["vocab.txt"] = "vocab.txt"
    elif source == "merges.txt":
        name = "roberta" if model_type == "roberta" else "qwen"
        files |= {"vocab.json": f"{name} vocab.json", "merges.txt": f"{name} merges.txt"}
    else:
        files["tokenizer.json"] = f"{source} tokenizer.json"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_text(vocabularies.get(content, content), encoding="utf-8")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        ids = [tokenizer(text)["input_ids"] for text in TEXTS]
    cases.append({"name": f"{model_type}, {source}, {json.dumps(settings)}", "files": files, "ids": ids})

(FOLDER / "configured.json").write_text(
    json.dumps(
        {
            "provenance": f"transformers {__version__}, tooling/golden/configured_tokenizers.py",
            "texts": TEXTS,
            "vocabularies": vocabularies,
            "cases": cases,
        },
        ensure_ascii=False,
    )
    + "\n",
    encoding="utf-8",
)
