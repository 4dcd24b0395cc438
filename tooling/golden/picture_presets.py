"""Writes the golden values of packages/media: what Pillow resizes, and what the image processors of transformers make.

    pip install torch==2.15.0 transformers==5.23.0 pillow==13.0.0 numpy
    python tooling/golden/picture_presets.py packages/media/src/__golden__
"""

import base64
import json
import sys
from pathlib import Path

import numpy
import PIL
import transformers
from PIL import Image

SEED = 20261201
random = numpy.random.default_rng(SEED)


def picture(width, height):
    return Image.fromarray(random.integers(0, 256, (height, width, 3)).astype(numpy.uint8))


def stored(image):
    return {"width": image.width, "height": image.height, "data": base64.b64encode(image.tobytes()).decode()}


resized = []
for width, height, to in [(23, 17, (9, 8)), (9, 31, (14, 7)), (8, 6, (19, 21)), (16, 16, (16, 5)), (12, 10, (5, 10))]:
    source = picture(width, height)
    results = {
        kernel: stored(source.resize(to, getattr(Image.Resampling, kernel.upper())))
        for kernel in ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
    }
    resized.append({"source": stored(source), "results": results})

small = dict(height=12, width=12)
PROCESSORS = {
    "CLIP": dict(size=dict(shortest_edge=12), crop_size=small),
    "Siglip": dict(size=dict(height=10, width=12)),
    "ViT": dict(size=small),
    "ConvNext": dict(size=dict(shortest_edge=14)),
    "DeiT": dict(size=dict(height=14, width=14), crop_size=small),
    "Bit": dict(size=dict(shortest_edge=13), crop_size=small),
}
processed = []
for name, options in PROCESSORS.items():
    processor = getattr(transformers, f"{name}ImageProcessorPil")(**options)
    for width, height in [(29, 18), (11, 40)]:
        source = picture(width, height)
        values = numpy.asarray(processor(source, return_tensors="np")["pixel_values"][0], dtype=numpy.float32)
        config = json.loads(processor.to_json_string())
        processed.append(
            {
                "config": {**config, "image_processor_type": f"{name}ImageProcessor"},
                "source": stored(source),
                "shape": list(values.shape),
                "data": base64.b64encode(values.tobytes()).decode(),
            }
        )

provenance = (
    f"Pillow {PIL.__version__}, transformers {transformers.__version__}, seed {SEED}, tooling/golden/picture_presets.py"
)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "pictures.json").write_text(
    json.dumps({"provenance": provenance, "resized": resized, "processed": processed}) + "\n"
)
