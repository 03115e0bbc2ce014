#!/usr/bin/python3
"""tools/rooms on small trees that are made for it: what it draws, and what it says of each way to leave the table."""

import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "rooms"
TREE = {
    "low/a.h": "#pragma once\n#include <vector>\n",
    "high/b.cc": '#include "low/a.h"\n',
    "high/tests/b_test.cc": '#include "low/a.h"\n',
}
TABLE = "low\nhigh low\n"


class Rooms(unittest.TestCase):
    def run_on(self, files, table, *options):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            subprocess.run(["git", "init", "-q", folder], check=True)
            for name, text in {**files, "tools/rooms.txt": table}.items():
                if text is None:
                    continue
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return subprocess.run([SCRIPT, "--root", folder, *options], capture_output=True, text=True)

    def says(self, files, table, *lines):
        run = self.run_on(files, table, "--check")
        self.assertEqual((run.returncode, run.stdout.splitlines(), run.stderr), (1, list(lines), ""))

    def test_says_nothing_of_a_tree_as_the_table_has_it(self):
        run = self.run_on(TREE, TABLE, "--check")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))

    def test_draws_the_highest_floor_first(self):
        run = self.run_on(TREE, TABLE)
        self.assertEqual(run.returncode, 0)
        self.assertEqual(run.stdout.splitlines(), ["floor 1", "  high -> low", "floor 0", "  low",
                                                   "2 rooms, 2 floors, 1 arrows; tests are not drawn"])

    def test_an_arrow_back(self):
        self.says({**TREE, "low/c.cc": '#include "high/d.h"\n', "high/d.h": ""}, TABLE,
                  "low/c.cc:1 includes high/d.h: low may not include high")

    def test_a_circle_is_drawn_and_cannot_be_allowed(self):
        files = {**TREE, "low/c.cc": '#include "high/d.h"\n', "high/d.h": ""}
        self.assertIn("  low -> high", self.run_on(files, TABLE).stdout.splitlines())
        run = self.run_on(files, "low high\nhigh low\n")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertEqual(run.stderr, "tools/rooms: tools/rooms.txt:1: low may include what stands above it, which high "
                                     "does not\n")

    def test_a_room_without_a_row(self):
        self.says({**TREE, "new/e.cc": '#include "low/a.h"\n'}, TABLE, "new: a room without a row in tools/rooms.txt")

    def test_a_folder_within_a_room_is_another_room(self):
        self.says({**TREE, "low/within/e.cc": ""}, TABLE, "low/within: a room without a row in tools/rooms.txt")

    def test_an_arrow_that_nothing_uses(self):
        self.says({**TREE, "third/f.cc": ""}, TABLE + "third low\n", "tools/rooms.txt: third includes nothing of low")

    def test_a_row_without_a_room(self):
        self.says(TREE, TABLE + "gone\n", "tools/rooms.txt: gone is no room of the tree")

    def test_an_include_that_is_no_file_of_the_tree(self):
        self.says({**TREE, "low/g.cc": '\n#include "zlib.h"\n'}, TABLE,
                  "low/g.cc:2: no file of the tree is zlib.h: what is not ours stands between <>")

    def test_tests_may_include_more_where_a_row_says_so(self):
        files = {**TREE, "third/f.h": "", "high/tests/deep/h_test.cc": '#include "third/f.h"\n'}
        self.says(files, "low\nthird\nhigh low\n",
                  "high/tests/deep/h_test.cc:1 includes third/f.h: high/tests may not include third")
        run = self.run_on(files, "low\nthird\nhigh low\nhigh/tests third\n", "--check")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))

    def test_a_room_may_not_include_tests(self):
        self.says({**TREE, "high/tests/t.h": "", "high/i.cc": '#include "tests/t.h"\n'}, TABLE,
                  "high/i.cc:1 includes high/tests/t.h: high may not include high/tests")

    def test_rooms_of_one_pattern_do_not_include_each_other(self):
        files = {**TREE, "many/one/a.cc": '#include "low/a.h"\n', "many/two/b.cc": '#include "../one/c.h"\n',
                 "many/one/c.h": ""}
        self.says(files, TABLE + "many/* low\n",
                  "many/two/b.cc:1 includes many/one/c.h: many/two may not include many/one")

    def test_what_git_ignores_is_not_of_the_tree(self):
        run = self.run_on({**TREE, ".gitignore": "/build/\n", "build/made.cc": '#include "gone.h"\n'}, TABLE, "--check")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))

    def test_a_table_that_cannot_be_used(self):
        for table, line in (("low\nlow\n", "tools/rooms.txt:2: low stands there twice"),
                            ("low\nhigh low low\n", "tools/rooms.txt:2: high names a room twice")):
            run = self.run_on(TREE, table)
            self.assertEqual((run.returncode, run.stdout, run.stderr), (2, "", f"tools/rooms: {line}\n"))
        run = self.run_on(TREE, None)
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertRegex(run.stderr, r"^tools/rooms: .*rooms\.txt: No such file or directory\n$")


if __name__ == "__main__":
    unittest.main()
