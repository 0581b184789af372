#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Generated images as others load them: runs the Python that docs/06_pictures.md shows for a library
on a tree that the program mnist generates, and compares all it loads with manifest.csv.

    tests/python/load_tree.py PROGRAM torchvision|datasets|webdataset
"""
import collections
import csv
import importlib.metadata
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

CHAPTER = pathlib.Path(__file__).resolve().parents[2] / "docs" / "06_pictures.md"


def pixels_of(png):
    """The bytes of an 8-bit picture of any colour, decoded here and not by the library under test."""
    chunks, at = collections.defaultdict(bytes), 8
    while at < len(png):
        size, kind = int.from_bytes(png[at:at + 4], "big"), png[at + 4:at + 8]
        chunks[kind] += png[at + 8:at + 8 + size]
        at += 12 + size
    head, packed = chunks[b"IHDR"], zlib.decompress(chunks[b"IDAT"])
    width, height = (int.from_bytes(head[i:i + 4], "big") for i in (0, 4))
    channels = {0: 1, 2: 3, 6: 4}[head[9]]
    stride = width * channels
    above, pixels = bytes(stride), b""
    for y in range(height):
        kind, *row = packed[y * (stride + 1):(y + 1) * (stride + 1)]
        for x in range(stride):
            a, b = row[x - channels] if x >= channels else 0, above[x]
            c = above[x - channels] if x >= channels else 0
            paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            row[x] = (row[x] + (0, a, b, (a + b) // 2, paeth)[kind]) % 256
        above = bytes(row)
        pixels += above
    return pixels


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: expected {str(wanted)[:300]}, found {str(found)[:300]}")


def make_tree(program):
    """Folders in bigger/, shards of the same images in shards/; a gate rejected one of them."""
    run = [program, "train", "--data", "glyphs", "--out", "run", "--limit", "100", "--batch", "8",
           "--steps", "5", "--quiet"]
    generate = [program, "generate", "--from", "run", "--per-class", "5", "--out"]
    for command in (run, [*generate, "bigger"], [*generate, "shards", "--format", "wds", "--shard", "20"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for folder in ("bigger", "shards"):
        with open(f"{folder}/manifest.csv", "a") as manifest:
            manifest.write(',3,3,1,50,0-0,0123456789abcdef,17,0.01000,0,"too near, a copy"\n')


def kept_rows(folder):
    with open(f"{folder}/manifest.csv", newline="") as manifest:
        return [row for row in csv.DictReader(manifest) if row["kept"] == "1"]


def tree():
    """(class, pixels) of every image that the manifest names; the number of images and classes."""
    rows = kept_rows("bigger")
    expect("images in the manifest", len(rows), 50)
    expect("classes in the manifest", len({row["class"] for row in rows}), 10)
    return [(row["class"], pixels_of(pathlib.Path("bigger", row["file_name"]).read_bytes()))
            for row in rows]


def grey(picture):
    """The bytes of a grey picture, also where the library made it RGB."""
    first, *others = (picture.getchannel(name).tobytes() for name in picture.getbands())
    for other in others:
        expect("a channel of a grey picture", other, first)
    return first


def check_torchvision(found):
    images = found["images"]
    expect("classes", images.classes, [str(digit) for digit in range(10)])
    return [(images.classes[index], grey(picture)) for picture, index in images]


def check_datasets(found):
    names = found["images"].features["label"].names
    images = [(names[row["label"]], grey(row["image"])) for row in found["images"]]

    rows = kept_rows("bigger")
    expect("columns", found["rows"].column_names,
           ["image" if name == "file_name" else name for name in rows[0]])
    for name in ("label", "seed", "number", "route", "model_hash"):
        expect(f"column {name}", [str(value) for value in found["rows"][name]],
               [row[name] for row in rows])
    expect("pictures of the rows",
           [(str(row["class"]), grey(row["image"])) for row in found["rows"]], tree())
    expect("pictures of the shards",
           [(row["json"]["class"], grey(row["png"])) for row in found["shards"]], tree())
    expect("labels of the shards", [str(label) for label in found["shards"]["cls"]],
           [row["label"] for row in rows])
    return images


def check_webdataset(found):
    samples = list(found["images"])
    rows = kept_rows("shards")
    expect("labels", [str(label) for _, label, _ in samples], [row["label"] for row in rows])
    for name in ("label", "class", "seed", "number", "route", "model_hash", "nearest"):
        expect(f"json {name}", [str(json[name]) for _, _, json in samples],
               [row[name] for row in rows])
    expect("json distance", [json["distance"] for _, _, json in samples],
           [float(row["distance"]) for row in rows])
    return [(json["class"], grey(picture)) for picture, _, json in samples]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, library = os.path.abspath(sys.argv[1]), sys.argv[2]
    if not os.path.exists(program):
        print(f"skipped: no program {program}; build the target mnist")
        return
    for package in (library, "PIL"):
        if importlib.util.find_spec(package) is None:
            print(f"skipped: {package} is not installed; type: python3 -m pip install "
                  f"{library} pillow")
            return
    blocks = re.findall(r"^```python\n(.*?)^```$", CHAPTER.read_text(), re.MULTILINE | re.DOTALL)
    shown = [block for block in blocks if re.search(rf"^(from|import) {library}\b", block, re.M)]
    expect(f"blocks of Python in {CHAPTER.name} that import {library}", len(shown), 1)

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.update(HF_HOME=f"{folder}/cache", HF_HUB_OFFLINE="1")  # nothing of the user's
        make_tree(program)
        found = {}
        exec(shown[0], found)
        loaded = globals()[f"check_{library}"](found)
        # In which order a library takes the files is its own affair.
        expect("images by class and pixels", collections.Counter(loaded), collections.Counter(tree()))
        os.chdir("/")
    print(f"{library} {importlib.metadata.version(library)} loads {len(loaded)} images of "
          f"{len({name for name, _ in loaded})} classes, every pixel as in the manifest's files")


if __name__ == "__main__":
    main()
