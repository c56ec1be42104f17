#!/usr/bin/env python3
"""Speed and memory of the program beside xmllint on the same file in the same minutes.

usage: compare.py PROGRAM [--source MEDLINE.xml[.gz]] [--records N] [--pairs N]

  1. CPU time of `mine --jobs 1` (parse, extract, normalize, store) over that of `xmllint --noout --stream`: median of alternating pairs
  2. peak memory at a tenth of the records and at all of them
  3. CPU time by stage
  4. what a second thread gains, over what a second xmllint process gains, with the store on a memory file system

Machines drift; only the ratios of one run mean something. The source defaults to $TRIALMINE_MEDLINE, then to the file of citations in
../shared/payloads, then to citations made up here.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import made_up
import medline

HERE = os.path.dirname(os.path.abspath(__file__))
NEARBY = os.path.join(HERE, "..", "..", "shared", "payloads", "medline", "medline16n0902.xml.gz")
XMLLINT = ["xmllint", "--noout", "--stream"]


class Run:
    """A finished process: CPU and wall seconds, peak memory in MiB."""

    def __init__(self, *command):
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.errors = process.stderr.read().decode()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"compare: {' '.join(command)} ended with {process.returncode}\n{self.errors}")
        self.wall = time.monotonic() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024


class Bench:
    def __init__(self, program, folder, memory_folder):
        self.program = program
        self.folder = folder
        self.memory_folder = memory_folder

    def mine(self, file, jobs, *more):
        store = os.path.join(self.memory_folder, "bench.db")
        self.clear(store)
        try:
            return Run(self.program, "mine", "--jobs", str(jobs), "--store", store, *more, file)
        finally:
            self.clear(store)

    @staticmethod
    def clear(store):
        for name in (store, store + "-wal", store + "-shm"):
            if os.path.exists(name):
                os.remove(name)
        shutil.rmtree(store + ".archive", ignore_errors=True)

    def speed(self, file, pairs):
        ratios = []
        for _ in range(pairs):
            ours, theirs = self.mine(file, 1), Run(*XMLLINT, file)
            ratios.append(ours.cpu / theirs.cpu)
            print(f"    mine {ours.cpu:6.2f} s   xmllint --stream {theirs.cpu:6.2f} s   ratio {ratios[-1]:5.2f}")
        return statistics.median(ratios)

    def gain(self, file, pairs):
        """Speed of two threads over one, divided by that of two xmllint processes over one."""
        quotients = []
        for _ in range(pairs):
            one, two = self.mine(file, 1).wall, self.mine(file, 2).wall
            single = Run(*XMLLINT, file).wall
            began = time.monotonic()
            both = [subprocess.Popen([*XMLLINT, file]) for _ in range(2)]
            for process in both:
                process.wait()
            double = time.monotonic() - began
            ours, theirs = one / two, 2 * single / double
            quotients.append(ours / theirs)
            print(f"    two threads {ours:4.2f} x   two xmllint {theirs:4.2f} x   quotient {quotients[-1]:4.2f}")
        return statistics.median(quotients)


def source_of(argument, folder):
    for source in (argument, os.environ.get("TRIALMINE_MEDLINE"), NEARBY):
        if source and os.path.exists(source):
            return source
    print("no file of real citations here (see --source): making some up")
    return made_up.citations(os.path.join(folder, "made-up.xml"), 600)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--source")
    arguments.add_argument("--records", type=int, default=30000)
    arguments.add_argument("--pairs", type=int, default=5)
    options = arguments.parse_args()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=memory) as memory_folder:
        source = source_of(options.source, folder)
        large, small = os.path.join(folder, "large.xml"), os.path.join(folder, "small.xml")
        medline.make(source, options.records, large)
        medline.make(source, options.records // 10, small)
        bench = Bench(options.program, folder, memory_folder)
        print(f"{options.records} citations, {os.path.getsize(large) / 1e6:.0f} MB, from {os.path.basename(source)}\n")

        print("CPU time over that of xmllint --noout --stream (goal: at most 3)")
        print(f"  median {bench.speed(large, options.pairs):.2f}\n")
        print("Peak memory (goal: under 150 MiB, and the same)")
        for file, count in ((small, options.records // 10), (large, options.records)):
            print(f"  {count:6} records  {bench.mine(file, 1).peak:6.1f} MiB with one thread  {bench.mine(file, 2).peak:6.1f} MiB with two")
        print("\nCPU time by stage, one thread")
        print("  " + bench.mine(large, 1, "--profile").errors.strip().replace("\n", "\n  "))
        print("\nGain of a second thread over that of a second xmllint (goal: at least 0.85)")
        print(f"  median {bench.gain(large, options.pairs):.2f}")


if __name__ == "__main__":
    main()
