#!/usr/bin/env python3
"""Runs one command and has the operating system say what it cost: seconds, processor seconds, peak memory.

    measured.py SAID.json COMMAND...

A process of its own and a small one, because a child's peak counts what its parent held when it began.
"""

import json
import os
import sys
import time


def main():
    began = time.monotonic()
    child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
    _, status, used = os.wait4(child, 0)
    said = {
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss * 1024 / 1e6),
        "status": os.waitstatus_to_exitcode(status),
    }
    with open(sys.argv[1], "w") as out:
        json.dump(said, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
