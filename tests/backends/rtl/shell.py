"""Drives a deployed network with bus models of others: cocotb and cocotbext-axi.

    python3 shell.py FOLDER

FOLDER holds the sources (`*.v`, `*.mem`) and `job.json`: the top module, the width of a word, ports with their
types, how many elements a beat has, and the mantissas of every sample. Prints `passed` and what was counted.
"""

import itertools
import json
import os
import random
import sys
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge, with_timeout
from cocotbext.axi import AxiLiteBus, AxiLiteMaster, AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource

BATCH = 0x10


def slot_bytes(width):
    """Bytes of the least of 8, 16, 32 ... bits that hold so many."""
    return 1 if width <= 8 else 2 * slot_bytes((width + 1) // 2)


def words_of(port, word_bits, mantissas):
    """The bytes of beats, each padded to whole words."""
    size, sign, elements = slot_bytes(port["width"]), port["signed"], port["elements"]
    data = b""
    for start in range(0, len(mantissas), elements):
        beat = b"".join(m.to_bytes(size, "little", signed=sign) for m in mantissas[start : start + elements])
        data += beat + bytes(-len(beat) % (word_bits // 8))
    return data


def spoilt(port, word_bits, data, rng):
    """The same with other bits where nothing is said: above an element, behind the last one of a beat."""
    size, width, elements = slot_bytes(port["width"]), port["width"], port["elements"]
    step = len(data) // (port["count"] // elements)
    made = bytearray(data)
    for beat in range(0, len(data), step):
        for place in range(0, step, size):
            at = beat + place
            kept = (1 << width) - 1 if place < elements * size else 0
            old = int.from_bytes(made[at : at + size], "little")
            new = (old & kept) | (rng.getrandbits(8 * size) & ~kept)
            made[at : at + size] = new.to_bytes(size, "little")
    return bytes(made)


@cocotb.test()
async def samples_come_back_as_packets(dut):
    job = json.loads(Path(os.environ["JOB"]).read_text())
    rng = random.Random(job["seed"])
    bits = job["word_bits"]
    cocotb.start_soon(Clock(dut.aclk, 2, unit="ns").start())
    dut.aresetn.value = 0
    for _ in range(5):
        await RisingEdge(dut.aclk)

    def bus(kind, prefix):
        return kind(AxiStreamBus.from_prefix(dut, prefix), dut.aclk, dut.aresetn, reset_active_level=False)

    sources = [bus(AxiStreamSource, f"s_axis_{port['id']}") for port in job["inputs"]]
    sinks = [bus(AxiStreamSink, f"m_axis_{port['id']}") for port in job["outputs"]]
    control = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi_control"), dut.aclk, dut.aresetn, reset_active_level=False)
    for side in [*sources, *sinks] if job["pauses"] else []:
        side.set_pause_generator(rng.random() < 0.4 for _ in itertools.count())
    await RisingEdge(dut.aclk)
    dut.aresetn.value = 1
    await RisingEdge(dut.aclk)

    assert int.from_bytes((await control.read(BATCH, 4)).data, "little") == 1
    counted = {"packets": 0, "words": 0}
    sample = 0
    for batch in job["batches"]:
        if batch is not None:
            await control.write(BATCH, batch.to_bytes(4, "little"))
            assert int.from_bytes((await control.read(BATCH, 4)).data, "little") == batch
            assert (await control.read(0, 4)).data == bytes(4)
        size = max(batch or 1, 1)
        chosen = range(sample, sample + size)
        sample += size
        for port, source in zip(job["inputs"], sources):
            data = b"".join(spoilt(port, bits, words_of(port, bits, port["samples"][i]), rng) for i in chosen)
            # Where packets end coming in means nothing: they are cut at random words.
            while data:
                cut = rng.randrange(1, len(data) * 8 // bits + 1) * bits // 8
                await source.send(AxiStreamFrame(data[:cut]))
                data = data[cut:]
        for port, sink in zip(job["outputs"], sinks):
            frame = await with_timeout(sink.recv(compact=False), 8, "us")
            expected = b"".join(words_of(port, bits, port["samples"][i]) for i in chosen)
            assert bytes(frame.tdata) == expected, f"{port['id']}: {bytes(frame.tdata).hex()} != {expected.hex()}"
            keep = frame.tkeep if isinstance(frame.tkeep, list) else [1] * len(expected)
            assert len(keep) == len(expected) and all(keep), f"{port['id']}: TKEEP {frame.tkeep}"
            counted["packets"] += 1
            counted["words"] += len(expected) * 8 // bits
    for _ in range(200):
        await RisingEdge(dut.aclk)
    assert all(sink.empty() and sink.idle() for sink in sinks), "something came behind the last packet"
    Path(os.environ["JOB"]).with_name("counted.json").write_text(json.dumps(counted))


def main():
    from cocotb_tools.runner import get_runner

    folder = Path(sys.argv[1]).resolve()
    job = json.loads((folder / "job.json").read_text())
    simulator = sys.argv[2]
    runner = get_runner(simulator)
    runner.build(
        sources=sorted(folder.glob("*.v")),
        hdl_toplevel=job["top"],
        build_dir=folder / "build",
        build_args=["-g2005"] if simulator == "icarus" else [],
        timescale=("1ns", "1ps"),
    )
    for memory in folder.glob("*.mem"):
        (folder / "build" / memory.name).write_bytes(memory.read_bytes())
    sys.path.insert(0, str(Path(__file__).parent))
    results = runner.test(
        hdl_toplevel=job["top"],
        test_module="shell",
        build_dir=folder / "build",
        test_dir=folder / "build",
        extra_env={"JOB": str(folder / "job.json"), "PYTHONPATH": str(Path(__file__).parent)},
        results_xml=str(folder / "results.xml"),
    )
    from cocotb_tools.runner import get_results

    tests, failed = get_results(results)
    assert (tests, failed) == (1, 0), f"{tests} tests, {failed} failed"
    print("passed", json.loads((folder / "counted.json").read_text()))


if __name__ == "__main__":
    main()
