"""Writes pictures and what Pillow makes of them in other sizes, for apps/benchmarks/src/picture-parity.ts.

    pip install pillow==13.0.0 numpy
    python tooling/golden/picture_parity.py <folder to write> <folder with photographs>
"""

import json
import sys
from pathlib import Path

import numpy
import PIL
from PIL import Image

KERNELS = {
    "bilinear": Image.Resampling.BILINEAR,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "nearest": Image.Resampling.NEAREST,
}
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = numpy.random.default_rng(17)


def generated(index):
    """Noise, stripes, gradients and flat areas of any size."""
    height, width = (int(length) for length in random.integers(1, 900, 2))
    y, x = numpy.mgrid[0:height, 0:width]
    kind = index % 4
    if kind == 0:
        pixels = random.integers(0, 256, (height, width, 3))
    elif kind == 1:
        pixels = numpy.stack([(x * 3) % 256, (y * 5) % 256, ((x // 4 + y // 4) % 2) * 255], -1)
    elif kind == 2:
        pixels = numpy.stack([x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x + y) % 256], -1)
    else:
        pixels = numpy.full((height, width, 3), 40) + random.integers(0, 12, (height, width, 3))
    return Image.fromarray(pixels.astype(numpy.uint8))


cases = []
photographs = sorted(Path(sys.argv[2]).rglob("*.jpg"))[:100]
sources = [(path, None) for path in photographs] + [(None, index) for index in range(100)]
for number, (path, index) in enumerate(sources):
    picture = Image.open(path).convert("RGB") if path else generated(index)
    # Without the colour profile, which Pillow does not apply.
    picture.save(folder / f"{number}.png", icc_profile=None)
    sizes = [(224, 224), tuple(int(length) for length in random.integers(1, 700, 2)), (640, 480)]
    for width, height in sizes:
        for kernel, resample in KERNELS.items():
            name = f"{number}-{width}x{height}-{kernel}"
            result = picture.resize((width, height), resample)
            (folder / f"{name}.rgb").write_bytes(result.tobytes())
            cases.append(
                {
                    "picture": f"{number}.png",
                    "kind": "photograph" if path else "generated",
                    "expected": f"{name}.rgb",
                    "width": width,
                    "height": height,
                    "kernel": kernel,
                    "photograph": str(path) if path else None,
                }
            )
(folder / "cases.json").write_text(json.dumps({"pillow": PIL.__version__, "cases": cases}))
