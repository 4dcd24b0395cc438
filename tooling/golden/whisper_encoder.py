"""Writes what transformers computes with real weights of Whisper's encoder, for apps/benchmarks/src/whisper-parity.ts.

    pip install torch==2.15.0 transformers==5.23.0 safetensors numpy
    python tooling/golden/whisper_encoder.py <folder of a Whisper model> /tmp/whisper
"""

import sys
from pathlib import Path

import numpy
import safetensors.torch
import torch
from transformers import WhisperConfig, WhisperFeatureExtractor
from transformers.models.whisper.modeling_whisper import WhisperEncoder

model, out = map(Path, sys.argv[1:3])
out.mkdir(parents=True, exist_ok=True)
encoder = WhisperEncoder(WhisperConfig.from_pretrained(model)).eval()
stored = safetensors.torch.load_file(model / "model.safetensors")
prefix = "model.encoder."
encoder.load_state_dict({k[len(prefix) :]: v.float() for k, v in stored.items() if k.startswith(prefix)})

time = numpy.arange(60_000) / 16_000
noise = numpy.random.default_rng(1).normal(size=len(time))
tones = 0.4 * numpy.sin(2 * numpy.pi * (200 * time + 900 * time**2)) + 0.2 * numpy.sin(2 * numpy.pi * 1234.5 * time)
samples = ((tones + 0.05 * noise) * numpy.exp(-time)).astype(numpy.float32)
extractor = WhisperFeatureExtractor.from_pretrained(model)
features = extractor(samples, sampling_rate=16_000, return_tensors="pt").input_features
with torch.no_grad():
    hidden = encoder(features).last_hidden_state
for name, values in {"samples": samples, "features": features.numpy(), "hidden": hidden.numpy()}.items():
    values.astype(numpy.float32).tofile(out / f"{name}.f32")
