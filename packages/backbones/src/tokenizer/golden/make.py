"""Writes expected.json: what the Python library `tokenizers` makes of tokenizer.json, which trainWordPiece wrote.

Run in this folder: node --conditions=@towerkit/source make.ts && python make.py && rm texts.json
"""

import json

import tokenizers

texts = json.load(open("texts.json", encoding="utf-8"))
tokenizer = tokenizers.Tokenizer.from_file("tokenizer.json")
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(
        {
            "provenance": f"tokenizers {tokenizers.__version__} (Python), make.py",
            "ids": [tokenizer.encode(text).ids for text in texts],
        },
        file,
    )
    file.write("\n")
