"""Writes the golden files of packages/media's decoders: small sounds that ffmpeg encodes, and what it decodes of them.

    apt-get install ffmpeg
    python tooling/golden/sound_files.py packages/media/src/__golden__
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = {
    "24 bits.aiff": (8000, 2, ["-c:a", "pcm_s24be"]),
    "floats.aiff": (8000, 1, ["-c:a", "pcm_f32be", "-f", "aiff"]),
    "little-endian.aiff": (8000, 1, ["-c:a", "pcm_s16le", "-f", "aiff"]),
    "16 bits.flac": (8000, 2, ["-compression_level", "8"]),
    "24 bits.flac": (16000, 1, ["-sample_fmt", "s32", "-compression_level", "12"]),
    "fixed.flac": (8000, 1, ["-compression_level", "0"]),
    "stereo.mp3": (32000, 2, ["-b:a", "64k"]),
    "mono.mp3": (16000, 1, ["-b:a", "16k", "-id3v2_version", "0"]),
    "stereo.ogg": (8000, 2, ["-c:a", "libvorbis", "-q:a", "0"]),
    "mono.opus": (48000, 1, ["-c:a", "libopus", "-b:a", "32k", "-application", "audio"]),
    "surround.opus": (48000, 6, ["-c:a", "libopus", "-b:a", "96k"]),
    "aac.m4a": (16000, 1, ["-c:a", "aac", "-b:a", "32k"]),
}


def ffmpeg(*options):
    return subprocess.run(["ffmpeg", "-v", "error", "-y", *options], check=True, stdout=subprocess.PIPE).stdout


def case(name, rate, channels, options):
    tones = "|".join(f"0.4*sin(2*PI*{300 * (c + 1)}*t)+0.1*random({c})" for c in range(channels))
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / ("file." + name.split(".")[-1]))
        exact = ["-bitexact", "-map_metadata", "-1"]
        ffmpeg("-f", "lavfi", "-i", f"aevalsrc={tones}:d=0.06:s={rate}", *exact, *options, path)
        # The reference decoder: ffmpeg's own one of Opus resamples in another way.
        decoder = ["-c:a", "libopus"] if name.endswith("opus") else []
        samples = ffmpeg(*decoder, "-i", path, "-f", "f32le", "-c:a", "pcm_f32le", "pipe:1")
        content = Path(path).read_bytes()
        # ffmpeg does not cut the end of a stream of one page.
        if name.endswith("ogg"):
            samples = samples[: 4 * channels * rate * 6 // 100]
    encode = lambda data: base64.b64encode(data).decode()
    return {"name": name, "rate": rate, "channels": channels, "file": encode(content), "samples": encode(samples)}


version = subprocess.run(["ffmpeg", "-version"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[2]
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
files = [case(name, *options) for name, options in CASES.items()]
provenance = f"ffmpeg {version}, tooling/golden/sound_files.py"
(folder / "sound-files.json").write_text(json.dumps({"provenance": provenance, "files": files}) + "\n")
