"""Executes models with the `qonnx` package and counts what differs from numbers that were expected.

usage: python run_qonnx.py FOLDER: in it a folder a case, with model.onnx and data.npz of arrays `in:NAME`
and `out:NAME`, samples first. Writes one JSON object: by case, how many numbers were compared and how many differ.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx

warnings.filterwarnings("ignore")


def run(folder):
    path = str(folder / "model.onnx")
    onnx.checker.check_model(onnx.load(path))
    model = ModelWrapper(path)
    data = np.load(folder / "data.npz")
    inputs = {name[3:]: data[name] for name in data.files if name.startswith("in:")}
    expected = {name[4:]: data[name] for name in data.files if name.startswith("out:")}
    samples = next(iter(inputs.values())).shape[0]
    compared = differing = 0
    for sample in range(samples):
        given = {name: array[sample : sample + 1].astype(np.float32) for name, array in inputs.items()}
        results = execute_onnx(model, given)
        assert set(results) == set(expected), (sorted(results), sorted(expected))
        for name, array in expected.items():
            want = array[sample : sample + 1]
            assert results[name].shape == want.shape, (name, results[name].shape, want.shape)
            compared += want.size
            differing += int(np.count_nonzero(results[name].astype(np.float64) != want))
    return {"compared": compared, "differing": differing}


def main():
    root = Path(sys.argv[1])
    print(json.dumps({folder.name: run(folder) for folder in sorted(root.iterdir())}))


main()
