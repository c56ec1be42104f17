"""A crawl to look at: two fake sources on loopback under their real names, some requests of which go wrong.

    demo.py TRIALMINE FOLDER      crawls into FOLDER/crawled.db and ends with the crawl's exit code
"""

import os
import subprocess
import sys

import ctgov
import europepmc
import fake


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    worlds = [ctgov.CtGov(1, 0.1), europepmc.EuropePmc(2, 0.1, size=300)]
    certificate = fake.make_certificate(folder, [host for world in worlds for host in world.hosts])
    connections = []
    for world in worlds:
        connections += fake.connect_to(world, fake.serve(world, certificate))
    config = os.path.join(folder, "crawl.toml")
    names = ", ".join(f'"{connection}"' for connection in connections)
    with open(config, "w", encoding="utf-8") as file:
        file.write(f'[crawl]\ncontact = "demo@example.org"\nstore = "crawled.db"\n'
                   f'[http]\nca_file = "{os.path.basename(certificate)}"\nconnect_to = [{names}]\nallow_addresses = ["127.0.0.1"]\n'
                   '[source.ctgov]\nterm = "stem cells"\ndelay = "20ms"\nbackoff = "50ms"\n'
                   '[source.europepmc]\nquery = "stem cells"\ndelay = "20ms"\nbackoff = "50ms"\n')
    for arguments in (["--plan"], []):
        print(f"$ trialmine crawl --config {config} {' '.join(arguments)}", flush=True)
        code = subprocess.run([program, "crawl", "--config", config, *arguments], check=False).returncode
    sys.exit(code)


if __name__ == "__main__":
    main()
