#!/usr/bin/env python3
"""Side by side with `curl --parallel`: small documents from a local server without a rate limit, the same concurrency, bodies kept.

    bench/crawl.py TRIALMINE [DOCUMENTS [ROUNDS]]

The crawl keeps its archive and its frontier; reading is left out, as curl does not read. Fails where the crawl takes more than 1.3 times
curl's wall time (median of alternating pairs) or 100 MiB of memory.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PARALLEL = 50
MOST_RATIO, MOST_MIB = 1.3, 100


def run(command):
    """Wall seconds, CPU seconds and peak MiB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - begun
    if status != 0:
        sys.exit(f"bench/crawl.py: {command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def curl(folder, port, count):
    os.makedirs(os.path.join(folder, "bodies"))
    config = os.path.join(folder, "curl.txt")
    with open(config, "w", encoding="ascii") as file:
        for number in range(1, count + 1):
            file.write(f'url = "http://127.0.0.1:{port}/{number}"\noutput = "{folder}/bodies/{number}"\n')
    result = run(["curl", "--silent", "--no-progress-meter", "--parallel", "--parallel-max", str(PARALLEL), "--config", config])
    assert len(os.listdir(os.path.join(folder, "bodies"))) == count
    return result


def crawl(program, folder, port):
    config = os.path.join(folder, "crawl.toml")
    with open(config, "w", encoding="ascii") as file:
        file.write('[crawl]\ncontact = "bench@example.org"\nstore = "trials.db"\n[http]\nallow_addresses = ["127.0.0.1"]\n'
                   f'[[web]]\nname = "bench"\nlists = ["http://127.0.0.1:{port}/list.txt"]\ndelay = "0ms"\nparallel = {PARALLEL}\n')
    return run([program, "crawl", "--config", config, "--fetch-only", "--quiet"])


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    server = subprocess.Popen([sys.executable, os.path.join(HERE, "..", "tests", "fake", "site_on_loopback.py"), str(count)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    port = int(server.stdout.readline())
    pairs = []
    try:
        for _ in range(rounds):
            folder = tempfile.mkdtemp(prefix="trialmine-bench-")
            pairs.append((curl(folder, port, count), crawl(program, folder, port)))
            shutil.rmtree(folder)
    finally:
        server.stdin.close()
        server.wait()
    for ours in pairs:
        print("  curl --parallel {0[0]:.2f} s ({0[1]:.2f} s CPU), trialmine crawl {1[0]:.2f} s ({1[1]:.2f} s CPU)".format(*ours))
    ratio = statistics.median(crawled[0] / curled[0] for curled, crawled in pairs)
    most = max(crawled[2] for _, crawled in pairs)
    print(f"{count} documents, {PARALLEL} at a time: {ratio:.2f} times as long as curl --parallel (at most {MOST_RATIO}), "
          f"{most:.0f} MiB (at most {MOST_MIB})")
    if ratio > MOST_RATIO or most > MOST_MIB:
        sys.exit(1)


if __name__ == "__main__":
    main()
