"""The names of pyserial that host.py uses, with a board at the other end whose samples are known: see pynq.py.

The board has room for two samples whose outputs were not read; more is a fault of the host.
"""

import json
import os
import threading
import time

IN_FLIGHT = 2


class SerialException(OSError):
    pass


class Serial:
    last = None

    def __init__(self, port, baudrate, timeout, write_timeout):
        if port != "/dev/line":
            raise SerialException(f"could not open port {port}")
        assert baudrate == 1000000 and timeout == write_timeout
        with open(os.environ["STAND_IN_JOB"], encoding="utf-8") as file:
            job = json.load(file)
        self.answers = {"".join(given): bytes.fromhex("".join(made)) for given, made in job["samples"]}
        self.size = len(next(iter(self.answers))) // 2
        self.timeout, self.lock = timeout, threading.Condition()
        self.log = []
        self.begin()
        Serial.last = self

    def begin(self):
        self.taken, self.given, self.owed, self.read_bytes, self.samples = b"", b"", [], 0, 0

    def send_break(self, duration):
        assert duration >= 20e-6
        with self.lock:
            self.begin()
            self.log.append("break")

    def reset_input_buffer(self):
        with self.lock:
            self.given = b""

    def write(self, data):
        for at in range(0, len(data), 64):
            with self.lock:
                self.taken += data[at : at + 64]
                assert len(self.taken) // self.size + len(self.owed) <= IN_FLIGHT, "the board has no room"
                while len(self.taken) >= self.size:
                    sample, self.taken = self.taken[: self.size], self.taken[self.size :]
                    made = self.answers.get(sample.hex())
                    if made is None:
                        return
                    self.owed.append(len(made))
                    self.given += made
                    self.samples += 1
                    if not isinstance(self.log[-1], int):
                        self.log.append(0)
                    self.log[-1] += 1
                self.lock.notify_all()
            time.sleep(0)
        return len(data)

    def read(self, size):
        until = time.monotonic() + self.timeout
        with self.lock:
            while len(self.given) < size:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self.lock.wait(left)
            data, self.given = self.given[:size], self.given[size:]
            self.read_bytes += len(data)
            while self.owed and self.read_bytes >= self.owed[0]:
                self.read_bytes -= self.owed.pop(0)
            return data

    def close(self):
        pass
