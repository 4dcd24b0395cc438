"""Writes random sets of boxes with COCO's measures of them by pycocotools: golden values of packages/evaluation (4
sets), and the sets of apps/benchmarks/src/detection-parity.ts.

pip install pycocotools==2.0.11 numpy
python tooling/golden/detection_measures.py packages/evaluation/src/__golden__/detection.json 4
"""

import contextlib
import io
import json
import sys
from importlib.metadata import version

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

SEED = 18
# Class and picture ids count from 1: pycocotools takes an object of id 0 for no match.
LABELS = ["a", "b", "c", "d"]


def random_box(rng, sizes):
    width, height = (float(x) for x in rng.choice(sizes, 2))
    left, top = (float(x) for x in rng.integers(0, 60, 2) * 4)
    if rng.random() < 0.3:
        left, top = round(left + float(rng.random()), 2), round(top + float(rng.random()), 2)
    return [left, top, width, height]


def random_set(index, small):
    rng = np.random.default_rng([SEED, index])
    # 32 x 32 and 96 x 96 lie on the edges of the area ranges.
    sizes = [4, 8, 16, 32, 33, 48, 64, 96, 97, 128]
    many = index % 10 == 3 and not small
    pictures = []
    for _ in range(int(rng.integers(1, 5 if small else 9))):
        truth = []
        for _ in range(int(rng.integers(0, 4 if small else 9))):
            box = random_box(rng, sizes)
            area = box[2] * box[3] * (float(rng.choice([0.5, 0.75])) if rng.random() < 0.3 else 1)
            # The fourth class has no objects in most sets.
            label = LABELS[int(rng.integers(0, 4 if index % 5 == 0 else 3))]
            truth.append({"box": box, "label": label, "crowd": bool(rng.random() < 0.15), "area": area})
        detections = []
        count = int(rng.integers(0, 400 if many and rng.random() < 0.5 else (8 if small else 25)))
        for _ in range(count):
            label = LABELS[int(rng.integers(0, 4))] if not many or rng.random() < 0.3 else "a"
            box = random_box(rng, sizes)
            if truth and rng.random() < 0.6:
                near = truth[int(rng.integers(0, len(truth)))]
                box, label = list(near["box"]), near["label"] if rng.random() < 0.85 else label
                for side in range(4):
                    if rng.random() < 0.4:
                        box[side] = round(max(1.0, box[side] + float(rng.integers(-6, 7))), 2)
            score = float(rng.integers(0, 8)) / 8 if index % 2 else round(float(rng.random()), 4)
            detections.append({"box": box, "label": label, "score": score})
        pictures.append({"truth": truth, "detections": detections})
    return pictures


def evaluate(pictures, class_free):
    ids = {label: i + 1 for i, label in enumerate(LABELS)}
    annotations = []
    results = []
    for p, picture in enumerate(pictures):
        for each in picture["truth"]:
            entry = {"id": len(annotations) + 1, "image_id": p + 1, "category_id": ids[each["label"]]}
            entry |= {"bbox": each["box"], "area": each["area"], "iscrowd": int(each["crowd"])}
            annotations.append(entry)
        for each in picture["detections"]:
            entry = {"image_id": p + 1, "category_id": ids[each["label"]]}
            results.append(entry | {"bbox": each["box"], "score": each["score"]})
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": [{"id": p + 1} for p in range(len(pictures))],
            "categories": [{"id": i, "name": label} for label, i in ids.items()],
            "annotations": annotations,
        }
        truth.createIndex()
        if results:
            found = truth.loadRes(results)
        else:
            found = COCO()
            found.dataset = truth.dataset | {"annotations": []}
            found.createIndex()
        run = COCOeval(truth, found, "bbox")
        run.params.useCats = 0 if class_free else 1
        run.evaluate()
        run.accumulate()
        run.summarize()
        summary = run.stats.tolist()
        per_class = {}
        precision, recall = run.eval["precision"], run.eval["recall"]
        if not class_free:
            for k, label in enumerate(LABELS):
                run.eval = run.eval | {"precision": precision[:, :, k : k + 1], "recall": recall[:, k : k + 1]}
                run.summarize()
                per_class[label] = run.stats.tolist()
    return {"summary": summary, "perClass": per_class}


def main(path, count):
    sets = []
    for index in range(count):
        pictures = random_set(index, count < 10)
        sets.append({"pictures": pictures, "byClass": evaluate(pictures, False), "classFree": evaluate(pictures, True)})
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"pycocotools": version("pycocotools"), "sets": sets}, file)
        file.write("\n")


main(sys.argv[1], int(sys.argv[2]))
