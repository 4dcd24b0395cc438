"""Writes the golden values of packages/media's sounds: what the feature extractors of transformers make of them.

A sound is a sum of tones with a decay and noise, which the test makes again from the numbers written here.

    pip install torch==2.15.0 transformers==5.23.0 numpy
    python tooling/golden/sound_presets.py packages/media/src/__golden__
"""

import base64
import json
import sys
from pathlib import Path

import numpy
import torch
import transformers
from transformers import ASTFeatureExtractor, ClapFeatureExtractor, WhisperFeatureExtractor


def sound(length, rate):
    """A rising tone, a steady one and noise of a linear congruential generator."""
    state = 1
    noise = numpy.empty(length)
    for i in range(length):
        state = (1664525 * state + 1013904223) % 2**32
        noise[i] = state / 2**31 - 1
    t = numpy.arange(length) / rate
    tones = 0.4 * numpy.sin(2 * numpy.pi * (200 * t + 900 * t * t)) + 0.2 * numpy.sin(2 * numpy.pi * 1234.5 * t)
    return ((tones + 0.05 * noise) * numpy.exp(-t)).astype(numpy.float32)


CASES = [
    # Seconds of a piece are few, so that the files are small; one has the published length.
    (WhisperFeatureExtractor(chunk_length=1), 9000),
    (WhisperFeatureExtractor(chunk_length=1, feature_size=128), 20000),
    (WhisperFeatureExtractor(), 40000),
    (ClapFeatureExtractor(max_length_s=1, frequency_min=50, truncation="rand_trunc"), 13000),
    (ClapFeatureExtractor(max_length_s=1, frequency_min=50, truncation="rand_trunc", padding="repeat"), 20000),
    (ClapFeatureExtractor(max_length_s=1, frequency_min=50, truncation="fusion"), 48000),
    (ClapFeatureExtractor(max_length_s=1, frequency_min=0, truncation="fusion", padding="pad"), 30000),
    (ASTFeatureExtractor(max_length=64), 9000),
    (ASTFeatureExtractor(max_length=64), 20000),
    (ASTFeatureExtractor(max_length=40, num_mel_bins=64, do_normalize=False), 16000),
]


def case(extractor, length):
    rate = extractor.sampling_rate
    name = "input_values" if isinstance(extractor, ASTFeatureExtractor) else "input_features"
    values = numpy.asarray(extractor(sound(length, rate), sampling_rate=rate, return_tensors="np")[name])
    values = values[:, :1] if values.ndim == 4 else values
    # Of the longer ones, every few are enough.
    step = 16 if values.size > 100_000 else 4 if values.size > 4_000 else 1
    kept = values[..., ::step] if step > 1 else values
    return {
        "config": json.loads(extractor.to_json_string()),
        "length": length,
        "shape": list(values.shape),
        "step": step,
        "data": base64.b64encode(kept.astype(numpy.float32).tobytes()).decode(),
    }


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
provenance = (
    f"torch {torch.__version__}, transformers {transformers.__version__}, numpy {numpy.__version__}, "
    "tooling/golden/sound_presets.py"
)
(folder / "sounds.json").write_text(
    json.dumps({"provenance": provenance, "cases": [case(*each) for each in CASES]}) + "\n"
)
