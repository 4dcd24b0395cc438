"""Writes the golden values of cross-encoders: logits of transformers' `...ForSequenceClassification` of every
architecture of packages/backbones, with tiny random weights, for pairs of texts tokenised by its own tokenizer.

    pip install torch==2.15.0 transformers==5.24.0
    python tooling/golden/cross_encoders.py packages/lait-encoder/src/__golden__
"""

import base64
import json
import sys
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import AutoConfig, AutoModelForSequenceClassification, PreTrainedTokenizerFast

SEED = 20261201
WORDS = ["watch", "a", "file", "read", "folder", "parse", "the", "url", "change", "man", "plays", "guitar"]
PAIRS = [["watch a file", "read the folder"], ["parse", "the url the url a man"], ["a man plays guitar", "x"]]
SIZES = {
    "vocab_size": 20,
    "hidden_size": 8,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 12,
    "max_position_embeddings": 40,
}
BERT_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
ROBERTA_TOKENS = ["<s>", "<pad>", "</s>", "<unk>"]
ROBERTA = {**SIZES, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, "type_vocab_size": 1}
QWEN = {**SIZES, "num_key_value_heads": 1, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}

# Name of the case: model type, settings, tokens, number of labels, how pairs are joined.
CASES = {
    "bert": ("bert", {**SIZES, "type_vocab_size": 2}, BERT_TOKENS, 1, "bert"),
    "bert-classes": ("bert", {**SIZES, "type_vocab_size": 2}, BERT_TOKENS, 3, "bert-template"),
    "roberta": ("roberta", ROBERTA, ROBERTA_TOKENS, 1, "roberta"),
    "roberta-classes": ("roberta", ROBERTA, ROBERTA_TOKENS, 3, "roberta"),
    "xlm-roberta": ("xlm-roberta", ROBERTA, ROBERTA_TOKENS, 1, "roberta-template"),
    "camembert": ("camembert", ROBERTA, ROBERTA_TOKENS, 1, "roberta-template"),
    "mpnet": ("mpnet", SIZES, ROBERTA_TOKENS, 1, "roberta-template"),
    "distilbert": (
        "distilbert",
        {"vocab_size": 20, "dim": 8, "n_layers": 2, "n_heads": 2, "hidden_dim": 12, "max_position_embeddings": 40},
        BERT_TOKENS,
        1,
        "bert-template",
    ),
    "modernbert": ("modernbert", {**SIZES, "pad_token_id": 0, "local_attention": 8}, BERT_TOKENS, 1, "bert-template"),
    "modernbert-mean": (
        "modernbert",
        {
            **SIZES,
            "pad_token_id": 0,
            "local_attention": 8,
            "classifier_pooling": "mean",
            "classifier_bias": True,
            "classifier_activation": "silu",
            "norm_bias": True,
        },
        BERT_TOKENS,
        2,
        "bert-template",
    ),
    "qwen2": ("qwen2", QWEN, BERT_TOKENS, 1, "none"),
    "qwen3": ("qwen3", {**QWEN, "head_dim": 4}, BERT_TOKENS, 1, "end"),
}


def post_processor(kind, opening, closing):
    first, last = opening, closing
    if kind == "bert":
        return processors.BertProcessing(last, first)
    if kind == "roberta":
        return processors.Sequence(
            [processors.ByteLevel(trim_offsets=False), processors.RobertaProcessing(last, first, trim_offsets=False)]
        )
    templates = {
        "bert-template": ("{0} $A {1}", "{0} $A {1} $B:1 {1}:1"),
        "roberta-template": ("{0} $A {1}", "{0} $A {1} {1} $B {1}"),
        "end": ("$A {1}", "$A {1} $B {1}"),
    }
    single, pair = (text.format(first[0], last[0]) for text in templates[kind])
    return processors.TemplateProcessing(single=single, pair=pair, special_tokens=[first, last])


def tokenizer(tokens, kind):
    opening, closing, unknown, padding = (
        ("[CLS]", "[SEP]", "[UNK]", "[PAD]") if tokens is BERT_TOKENS else ("<s>", "</s>", "<unk>", "<pad>")
    )
    vocabulary = {token: i for i, token in enumerate([*tokens, *WORDS])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token=unknown))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.add_special_tokens(tokens)
    if kind != "none":
        made.post_processor = post_processor(
            kind, (opening, vocabulary[opening]), (closing, vocabulary[closing])
        )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token=padding,
        unk_token=unknown,
        cls_token=opening,
        sep_token=closing,
        # Without this, a tokenizer that is no BertTokenizer gives no types, and BERT takes all tokens for type 0.
        **({"model_input_names": ["input_ids", "token_type_ids", "attention_mask"]} if kind == "bert" else {}),
    )


cases = {}
for name, (model_type, settings, tokens, labels, kind) in CASES.items():
    torch.manual_seed(SEED)
    config = AutoConfig.for_model(model_type, **settings, num_labels=labels)
    config._attn_implementation = "eager"
    model = AutoModelForSequenceClassification.from_config(config).double().eval()
    for parameter_name, parameter in model.named_parameters():
        is_scale = parameter.dim() == 1 and "norm" in parameter_name.lower() and parameter_name.endswith("weight")
        parameter.data = (torch.randn_like(parameter) * 0.4 + (1.0 if is_scale else 0.0)).float().double()
    made = tokenizer(tokens, kind)
    batch = made([a for a, _ in PAIRS], [b for _, b in PAIRS], padding=True, return_tensors="pt")
    logits = model(**batch).logits
    stored = json.loads(config.to_json_string(use_diff=False))
    stored["architectures"] = [type(model).__name__]
    cases[name] = {
        "config": stored,
        "tokenizer": json.loads(made.backend_tokenizer.to_str()),
        "tokenizer_config": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_input_names": made.model_input_names if kind == "bert" else None,
        },
        "logits": logits.detach().tolist(),
        "weights": {
            parameter_name: {
                "shape": list(parameter.shape),
                "data": base64.b64encode(parameter.detach().float().numpy().tobytes()).decode(),
            }
            for parameter_name, parameter in model.named_parameters()
        },
    }

golden = {
    "provenance": f"transformers {transformers.__version__}, torch {torch.__version__}, seed {SEED}, "
    "tooling/golden/cross_encoders.py",
    "pairs": PAIRS,
    "cases": cases,
}
Path(sys.argv[1], "cross-encoders.json").write_text(json.dumps(golden) + "\n")
