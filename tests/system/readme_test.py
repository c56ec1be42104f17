"""What the README shows is what the program does."""

import json
import os
import re
import subprocess
import time
import unittest

from program import DONE, PROGRAM, SOURCE, ProgramTest

with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
    README = file.read()


def commands():
    """The lines `$ …` of its indented blocks, but for the page, which is served until it is stopped."""
    return [line for line in re.findall(r"^    \$ (.+)$", README, re.MULTILINE) if not line.startswith("trialmine review")]


class Readme(ProgramTest):
    def test_its_commands_run_one_after_another(self):
        bin_folder = self.path("bin")
        os.mkdir(bin_folder)
        os.symlink(os.path.abspath(PROGRAM), os.path.join(bin_folder, "trialmine"))
        environment = dict(os.environ, PATH=bin_folder + os.pathsep + os.environ["PATH"])
        self.assertGreaterEqual(len(commands()), 4)
        for command in commands():
            with self.subTest(command):
                ended = subprocess.run(["sh", "-c", command], cwd=self.folder, env=environment, capture_output=True, timeout=120)
                self.assertEqual(DONE, ended.returncode, ended.stderr.decode())
                self.assertEqual(b"", ended.stderr)
        self.assertIn("studies.csv", os.listdir(self.path("tables")))

    def test_the_finding_it_shows_is_found(self):
        shown = json.loads(re.search(r'^ *(\{"field":.*?\}\})$', README, re.MULTILINE | re.DOTALL).group(1))
        printf = next(command for command in commands() if command.startswith("printf"))
        report = re.search(r"printf '(.*)' >", printf).group(1)
        findings = self.extract(self.write("report.txt", report)).records[0]["findings"]
        self.assertIn(shown, [{key: finding[key] for key in shown} for finding in findings])

    def test_its_table_names_every_command(self):
        help_text = self.run_program("--help").out.decode()
        subcommands = re.findall(r"^  ([a-z]+) {2,}", help_text.split("Subcommands:")[1], re.MULTILINE)
        self.assertGreater(len(subcommands), 5)
        table = "\n".join(line for line in README.splitlines() if line.startswith("|"))
        for subcommand in subcommands:
            self.assertRegex(table, rf"`{subcommand}\b", subcommand)


class ColdStart(ProgramTest):
    def test_the_rules_are_ready_in_no_time(self):
        """Reading an empty input costs at most 150 ms more than saying the version (here with slack for slow machines)."""
        def fastest(*arguments):
            times = []
            for _ in range(7):
                began = time.monotonic()
                self.run_program(*arguments)
                times.append(time.monotonic() - began)
            return min(times)

        spent = fastest("extract", self.write("empty.txt", "")) - fastest("--version")
        self.assertLess(spent, 0.150 * 4)


if __name__ == "__main__":
    unittest.main()
