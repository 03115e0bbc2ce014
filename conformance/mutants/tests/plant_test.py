#!/usr/bin/env python3
"""What plant.py makes of tables, good and bad ones."""

import json
import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import plant  # noqa: E402

SOURCE = """int f(int a) {
  if (a > 1) return 2;  // more than one
  int sum = a +
            2;
  sum *= 3;
  return sum;
}
"""
FILE = "codec/src/f.cc"


def fault(name, at, instead, **more):
    return {"id": name, "sentence": "It is wrong.", "file": FILE, "at": at, "instead": instead, **more}


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.out = self.root / "out"
        self.write(FILE, SOURCE)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def errors(self, *mutants, **more):
        table = self.write("table.json", json.dumps({"part": "sums", "mutants": mutants, **more}))
        return plant.plant(self.root, self.out, [table])

    def planted(self, *mutants, **more):
        """The copy, without the lines that come before the original's first."""
        self.assertEqual(self.errors(*mutants, **more), [])
        return (self.out / "src/f.cc").read_text(encoding="utf-8").split("\n", 3)[3]


class Places(Planted):
    def test_an_expression_becomes_a_choice(self):
        copy = self.planted(fault("a", "if («a > 1») return", "false"))
        self.assertIn('if ((::gauntlet::is_mutant("fault:a") ? (false) : (a > 1))) return 2;', copy)

    def test_a_statement_becomes_a_branch(self):
        copy = self.planted(fault("a", "sum *= 3;", "sum = 0;"))
        self.assertIn('if (::gauntlet::is_mutant("fault:a")) { sum = 0; } else { sum *= 3; }', copy)

    def test_a_statement_can_go(self):
        copy = self.planted(fault("a", "sum *= 3;", ""))
        self.assertIn('if (::gauntlet::is_mutant("fault:a")) {  } else { sum *= 3; }', copy)

    def test_statements_are_inserted_before_the_next_token(self):
        copy = self.planted(fault("a", "sum *= 3; «»", ["sum += 1;", "sum += 2;"]))
        self.assertIn('  if (::gauntlet::is_mutant("fault:a")) { sum += 1; sum += 2; } return sum;', copy)

    def test_white_space_and_comments_mean_nothing(self):
        for at in ("int sum=a+2;", "int\n sum = a + 2;", "return 2; «int sum = a + 2;»", "if(a>1) return 2; // 2"):
            self.planted(fault("a", at, "b;"))

    def test_words_are_compared_whole(self):
        self.assertEqual(len(self.errors(fault("a", "um", "b"))), 1)
        self.assertIn("occurs 3 times", self.errors(fault("a", "sum", "b"))[0])

    def test_what_is_quoted_is_compared_as_it_stands(self):
        self.write(FILE, 'f("a  //b", 0xF\'F);\n')
        self.planted(fault("a", "f(«\"a  //b\"», 0xF'F)", '"c"'))
        self.assertEqual(len(self.errors(fault("a", 'f(«"a //b"»', '"c"'))), 1)

    def test_lines_stay_where_they_were(self):
        copy = self.planted(fault("a", "«a + 2»;", "a"), fault("b", "sum *= 3;", "sum = 0;"))
        self.assertEqual(copy.count("\n"), SOURCE.count("\n"))
        self.assertTrue(copy.splitlines()[5].startswith("  return sum;"))
        self.assertRegex((self.out / "src/f.cc").read_text(encoding="utf-8"), r'#line 1 ".*codec/src/f\.cc"\n')


class Together(Planted):
    def test_several_at_one_place_are_a_chain(self):
        copy = self.planted(fault("b", "«a > 1»", "true"), fault("a", "«a > 1»", "false"))
        a, b = ('::gauntlet::is_mutant("fault:%s") ? (%s) : ' % pair for pair in (("a", "false"), ("b", "true")))
        self.assertIn(f"if (({a}{b}(a > 1))) return", copy)

    def test_one_inside_anothers_original_is_nested(self):
        copy = self.planted(fault("in", "a > «1»", "2"), fault("out", "«if (a > 1) return 2;»", ""))
        self.assertIn('else { if (a > (::gauntlet::is_mutant("fault:in") ? (2) : (1))) return 2; }', copy)

    def test_an_insertion_stands_before_what_begins_there(self):
        copy = self.planted(fault("in", "«»sum *= 3;", "sum += 1;"), fault("out", "sum *= 3;", ""))
        self.assertRegex(copy, r'\{ sum \+= 1; \} if \(::gauntlet::is_mutant\("fault:out"\)\)')

    def test_overlaps_are_told(self):
        errors = self.errors(fault("a", "int sum = a + 2; sum *= 3;", ""), fault("b", "sum *= 3; return sum;", ""))
        self.assertEqual(errors, [f"table.json: a: overlaps with table.json: b in {FILE}"])

    def test_the_order_of_entries_means_nothing(self):
        entries = [fault(name, at, instead) for name, at, instead in (
            ("a", "«a > 1»", "false"), ("b", "«a > 1»", "true"), ("c", "a > «1»", "2"), ("d", "«»sum *= 3;", "++sum;"),
            ("e", "«»sum *= 3;", "--sum;"), ("f", "sum *= 3;", ""))]
        copy = self.planted(*entries)
        table = (self.out / "mutant_table.cc").read_text(encoding="utf-8")
        for seed in range(10):
            random.Random(seed).shuffle(entries)
            self.assertEqual(self.planted(*entries), copy)
            self.assertEqual((self.out / "mutant_table.cc").read_text(encoding="utf-8"), table)

    def test_a_shared_edit_is_that_of_all_who_name_it(self):
        shared = {"name": "all of it", "sentence": "Why.", "file": FILE, "at": "sum *= 3;", "instead": ""}
        copy = self.planted(fault("a", "«a > 1»", "false", also=["all of it"]), shared=[shared])
        self.assertIn("if (::gauntlet::also(0)) {  } else { sum *= 3; }", copy)
        self.assertIn('{"fault:a", 1U, "a", "sums"', (self.out / "mutant_table.cc").read_text(encoding="utf-8"))

    def test_steps_are_counted_in_each_copy_behind_mutants(self):
        copy = self.planted(fault("a", "«»sum *= 3;", "++sum;"), steps=[{"file": FILE, "at": "«»sum *= 3;", "count": "a"}])
        self.assertIn('{ ++sum; } ::gauntlet::count_steps(a); sum *= 3;', copy)


class Wrong(Planted):
    def test_what_does_not_fit_once(self):
        self.assertEqual(self.errors(fault("a", "«sum» *= 4;", "b")),
                         [f"table.json: a: does not occur in {FILE}: «sum» *= 4;"])
        self.assertEqual(self.errors(fault("a", "«sum»", "b")), [f"table.json: a: occurs 3 times in {FILE}: «sum»"])

    def test_each_is_told_of_and_nothing_is_written(self):
        errors = self.errors(fault("a", "none", "b"), fault("b", "none", "b"), fault("c", "«a > 1»", "b"))
        self.assertEqual([error.split(":")[1] for error in errors], [" a", " b"])
        self.assertFalse(self.out.exists())

    def test_ids_and_files(self):
        twice = fault("a", "«a > 1»", "b")
        self.assertEqual(self.errors(twice, twice), ["table.json: a: stands in table.json too"])
        self.assertIn("lower case", self.errors({**twice, "id": "A_b"})[0])
        self.assertIn("codec/src/g.cc is no source", self.errors({**twice, "file": "codec/src/g.cc"})[0])
        self.assertIn("is no shared edit", self.errors({**twice, "also": ["x"]})[0])
        self.assertEqual(self.errors(twice, {**twice, "kind": "rule"}), [])  # a rule's ids are its own

    def test_keys(self):
        good = fault("a", "«a > 1»", "b")
        self.assertIn("colour is not known", self.errors({**good, "colour": "red"})[0])
        self.assertIn("sentence is missing", self.errors({key: good[key] for key in good if key != "sentence"})[0])
        self.assertIn("either edits, or", self.errors({**good, "edits": [{}]})[0])
        self.assertIn("kind is one of", self.errors({**good, "kind": "bug"})[0])
        self.assertIn("an edit has file", self.errors({"id": "a", "sentence": "It.", "edits": [{"file": FILE}]})[0])
        self.write("broken.json", "{")
        self.assertIn("broken.json: ", plant.plant(self.root, self.out, [self.root / "broken.json"])[0])

    def test_marks(self):
        for at in ("«a > 1", "a > 1»", "»a«", "«a» > «1»", "", "«»"):
            self.assertEqual(len(self.errors(fault("a", at, "b"))), 1, at)

    def test_what_stands_instead_is_of_the_same_kind(self):
        for at, instead in (("«a > 1»", ""), ("«a > 1»", "b;"), ("sum *= 3;", "4"), ("«»sum *= 3;", "4"),
                            ("«»sum *= 3;", ""), ("sum *= 3;", "b;\nc;"), ("sum *= 3;", "b; // c;")):
            self.assertEqual(len(self.errors(fault("a", at, instead))), 1, at)


class Outputs(Planted):
    def test_what_has_not_changed_is_not_written_again(self):
        other = self.write("codec/include/ws/g.h", "int g();\n")
        entries = [fault("a", "«a > 1»", "b")]
        self.planted(*entries)
        stamps = {path: path.stat().st_mtime_ns for path in self.out.rglob("*.*")}
        self.write(FILE, SOURCE + "\n")
        self.planted(*entries)
        changed = {path.name for path, stamp in stamps.items() if path.stat().st_mtime_ns != stamp}
        self.assertEqual(changed, {"f.cc"})
        self.assertTrue((self.out / "include/ws/g.h").read_text(encoding="utf-8").endswith(other.read_text()))

    def test_mutants_of_the_codec_itself(self):
        """The tables beside plant.py fit; the build says so too, but later."""
        root = Path(plant.__file__).resolve().parent.parent.parent
        self.assertEqual(plant.plant(root, self.out, sorted(Path(plant.__file__).parent.glob("*.json"))), [])


if __name__ == "__main__":
    unittest.main()
