"""`trialmine mine`: a store that is whole whatever happens."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from program import (DONE, INTERRUPTED, PROGRAM, REPORT, SOME_INPUTS_FAILED, TERMINATED, UNUSABLE,
                     ProgramTest, pubmed_article, pubmed_set)


class MineTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.store = self.path("trials.db")

    def mine(self, *arguments, **more):
        return self.run_program("mine", "--store", self.store, *arguments, **more)

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def count(self, table):
        return self.query(f"SELECT count(*) FROM {table}")[0][0]

    def archived_bytes(self):
        archive = self.store + ".archive"
        return sum(os.path.getsize(os.path.join(archive, name)) for name in os.listdir(archive))

    def assert_sound(self):
        self.assertEqual([("ok",)], self.query("PRAGMA integrity_check"))
        self.assertEqual([], self.query("PRAGMA foreign_key_check"))

    def start(self, *arguments):
        program = subprocess.Popen([PROGRAM, "mine", "--store", self.store, *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.stderr.close)
        return program

    def many(self, count, name="many.xml", sentences=1):
        return self.write(name, pubmed_set(pubmed_article(n, REPORT * sentences) for n in range(1, count + 1)))


class Mine(MineTest):
    def test_documents_findings_and_failures_are_stored_and_summed_up(self):
        ended = self.mine(self.many(3), self.path("missing.txt"))
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        summary = ended.out.decode()
        self.assertRegex(summary, r"(?m)^documents +3 read .* 3 new")
        self.assertRegex(summary, r"(?m)^findings .*registration_id 3")
        self.assertRegex(summary, r"(?m)^failures +1: not_found 1$")
        self.assertEqual(3, self.count("document"))
        self.assertEqual(1, self.count("failure"))
        self.assert_sound()

    def test_the_same_input_again_changes_nothing(self):
        file = self.many(20)
        self.assert_ended(self.mine(file), DONE)
        before = {table: self.count(table) for table in ("document", "finding", "trial")}
        archived = self.archived_bytes()
        again = self.mine(file)
        self.assert_ended(again, DONE)
        self.assertIn("0 new, 0 updated, 20 unchanged", again.out.decode())
        self.assertEqual(before, {table: self.count(table) for table in before})
        self.assertEqual(archived, self.archived_bytes(), "a response is archived once")

    def test_nothing_but_errors_on_standard_error_when_nobody_looks(self):
        self.assertEqual("", self.mine(self.many(50)).errors)

    def test_jobs_store_the_same_findings(self):
        file = self.many(300)
        found = []
        for jobs in ("1", "2"):
            self.store = self.path(f"jobs-{jobs}.db")
            self.assert_ended(self.mine("--jobs", jobs, file), DONE)
            found.append(self.query("SELECT count(*), group_concat(fact) FROM (SELECT fact FROM finding ORDER BY fact)"))
        self.assertEqual(found[0], found[1])

    def test_a_file_that_is_no_store_is_3_and_left_alone(self):
        content = "This is a letter, not a store.\n" * 100
        self.write("trials.db", content)
        ended = self.mine(self.many(1))
        self.assert_ended(ended, UNUSABLE)
        self.assertIn("trials.db", ended.errors)
        with open(self.store) as file:
            self.assertEqual(content, file.read())

    def test_a_store_in_a_folder_that_does_not_exist_is_3(self):
        self.store = self.path("no", "such", "folder.db")
        self.assert_ended(self.mine(self.many(1)), UNUSABLE)

    def test_a_locked_store_is_3(self):
        self.assert_ended(self.mine(self.many(1)), DONE)
        holder = sqlite3.connect(self.store, isolation_level=None)
        self.addCleanup(holder.close)
        holder.execute("BEGIN EXCLUSIVE")
        ended = self.mine(self.many(5, "more.xml"))
        holder.execute("ROLLBACK")
        self.assert_ended(ended, UNUSABLE)
        self.assertIn("(locked)", ended.errors)
        self.assertEqual(1, self.count("document"))


# Enough that a run takes some seconds.
DOCUMENTS = 2000

# A loaded machine may run this program late enough that the other has ended.
ATTEMPTS = 5


class Interrupted(MineTest):
    def wait_for_documents(self, program):
        """Returns once the run has committed something, or is over."""
        while program.poll() is None:
            try:
                if self.count("document") > 0:
                    return
            except sqlite3.OperationalError:
                pass  # The store is not made yet.
            time.sleep(0.01)

    def signalled(self, number):
        """Signals a run that has committed some documents and not all, and lets another end it; the code of the first."""
        file = self.many(DOCUMENTS, sentences=10)
        for attempt in range(ATTEMPTS):
            self.store = self.path(f"trials-{attempt}.db")
            program = self.start(file)
            self.wait_for_documents(program)
            program.send_signal(number)
            code = program.wait(timeout=60)
            self.assert_sound()
            if 0 < self.count("document") < DOCUMENTS:
                break
        else:
            self.fail(f"{ATTEMPTS} runs were over before the signal")
        self.assert_ended(self.mine(file), DONE)
        self.assertEqual(DOCUMENTS, self.count("document"))
        return code

    def test_ctrl_c_finishes_the_record_in_hand_and_ends_with_130(self):
        self.assertEqual(INTERRUPTED, self.signalled(signal.SIGINT))

    def test_terminate_ends_with_143(self):
        self.assertEqual(TERMINATED, self.signalled(signal.SIGTERM))

    def test_kill_9_leaves_a_store_that_opens_and_a_run_that_can_be_repeated(self):
        self.assertEqual(-signal.SIGKILL, self.signalled(signal.SIGKILL))


class SmallDiskTest(MineTest):
    def mine_on_a_disk_of(self, size, file):
        """Mines onto a disk of so many KiB and checks what is left there; the code it ended with."""
        disk = self.path(f"disk-{size}")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("mounting is not allowed here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], stderr=subprocess.DEVNULL)
        self.store = os.path.join(disk, "trials.db")
        ended = self.mine(file)
        if ended.code != DONE:
            self.assert_ended(ended, UNUSABLE)
            self.assertIn("(disk_full)", ended.errors)
            self.assertEqual(1, len(ended.errors.splitlines()), ended.errors)
        if os.path.exists(self.store):
            copy = self.path(f"copy-{size}.db")
            for suffix in ("", "-wal"):
                if os.path.exists(self.store + suffix):
                    shutil.copy(self.store + suffix, copy + suffix)
            self.store = copy
            sqlite3.connect(copy).execute("PRAGMA quick_check").close()
            self.assert_sound()
        return ended.code


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("mount"), "only root can mount a small disk")
class FullDisk(SmallDiskTest):
    def test_a_full_disk_is_3_with_no_half_written_document(self):
        self.assertEqual(UNUSABLE, self.mine_on_a_disk_of(3000, self.many(8000)))


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("mount"), "only root can mount a small disk")
class SoakFullDisk(SmallDiskTest):
    def test_wherever_the_disk_becomes_full(self):
        file = self.many(8000)
        codes = [self.mine_on_a_disk_of(size, file) for size in (8, 40, 120, 300, 700, 1500, 4000, 6000, 9000, 15000, 400000)]
        self.assertEqual(UNUSABLE, codes[0])
        self.assertEqual(DONE, codes[-1])


class SoakKilled(MineTest):
    def test_killed_again_and_again_it_comes_to_its_end(self):
        file = self.many(DOCUMENTS, sentences=10)
        chance = random.Random(7)
        for _ in range(40):
            program = self.start(file)
            time.sleep(chance.uniform(0, 2.5))
            program.kill()
            program.wait()
            if os.path.exists(self.store):
                self.assert_sound()
        self.assert_ended(self.mine(file), DONE)
        self.assertEqual(DOCUMENTS, self.count("document"))
        self.assertEqual(DOCUMENTS, self.query("SELECT count(*) FROM reading WHERE superseded_by_run IS NULL")[0][0])


if __name__ == "__main__":
    unittest.main()
