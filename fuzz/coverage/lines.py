#!/usr/bin/python3
"""Which lines of the codec the corpus reaches: lines.py FOLDER PROGRAM=PROFILE...

Each program with its own profile, since what is inlined differs between them; a line counts as reached if one of them
reached it. Every line counts. Each that is not reached needs its reason: an entry of exceptions.json whose "function"
(a pattern for the demangled name) is the innermost one around it, and whose "line" (a pattern for its text; left out:
any line of the function) fits. "compiled": false says that the line makes no code in the codec's library, only in its
mutable twin or in the compiler.
Prints the percentage of all lines, and the one of the lines that make code; writes FOLDER/not-reached.txt (file:line: reason).
Exit codes: 0, 1 a line has no reason or an exception fits nothing any more, 2 llvm-cov fails.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXCEPTIONS = SOURCE / "fuzz/coverage/exceptions.json"
OURS = re.compile(r"/codec/(src|include)/")


def in_tree(file_name):
    return str(pathlib.Path(file_name).resolve().relative_to(SOURCE))


def export(program, profile, *options):
    command = ["llvm-cov-14", "export", "-instr-profile=" + profile, *options, program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"coverage: {' '.join(command)}: {done.stderr.strip()[:300]}", file=sys.stderr)
        sys.exit(2)
    return done.stdout


def line_hits(program, profile, hits):
    file_name = None
    for line in export(program, profile, "-format=lcov").splitlines():
        if line.startswith("SF:"):
            file_name = in_tree(line[3:]) if OURS.search(line) else None
        elif line.startswith("DA:") and file_name:
            number, count = line[3:].split(",")[:2]
            hits[file_name, int(number)] += int(count)


def demangled(names):
    plain = [name.rsplit(":", 1)[-1] for name in names]  # "file.cc:_ZN..." is static
    done = subprocess.run(["c++filt"], input="\n".join(plain), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def spans_of_functions(program, profile):
    """(name, file, first line, last line) of every function of the codec."""
    functions = json.loads(export(program, profile))["data"][0]["functions"]
    functions = [function for function in functions if OURS.search(function["filenames"][0])]
    names = demangled([function["name"] for function in functions])
    for name, function in zip(names, functions):
        first, _, last = function["regions"][0][:3]
        yield name, in_tree(function["filenames"][0]), first, last


class Reasons:
    """exceptions.json, and which of its entries were of use."""

    def __init__(self, spans):
        self.exceptions = json.loads(EXCEPTIONS.read_text())["exceptions"]
        self.used = [False] * len(self.exceptions)
        self.without_code = 0
        self.spans = collections.defaultdict(list)
        self.texts = {}
        for name, file, first, last in spans:
            self.spans[file].append((last - first, first, last, name))

    def text(self, file, number):
        if file not in self.texts:
            self.texts[file] = (SOURCE / file).read_text().splitlines()
        return self.texts[file][number - 1]

    def functions_at(self, file, number):
        """Names of the innermost functions there; instances of a template have the same lines."""
        around = [(size, name) for size, first, last, name in self.spans[file] if first <= number <= last]
        least = min((size for size, _ in around), default=0)
        return [name for size, name in around if size == least]

    def of(self, file, number):
        names = self.functions_at(file, number)
        found = None
        for i, exception in enumerate(self.exceptions):
            if not any(re.search(exception["function"], name) for name in names):
                continue
            if "line" in exception and not re.search(exception["line"], self.text(file, number)):
                continue
            self.used[i] = True
            found = found or exception
        if found and not found.get("compiled", True):
            self.without_code += 1
        return found and found["reason"]

    def stale(self):
        for exception, used in zip(self.exceptions, self.used):
            if not used:
                yield exception["function"] + (": " + exception["line"] if "line" in exception else "")


def main():
    folder = pathlib.Path(sys.argv[1])
    pairs = [word.split("=", 1) for word in sys.argv[2:]]
    hits = collections.Counter()
    spans = set()
    for program, profile in pairs:
        line_hits(program, profile, hits)
        spans.update(spans_of_functions(program, profile))
    reasons = Reasons(spans)
    missed = sorted(line for line, count in hits.items() if count == 0)
    wrong = 0
    with open(folder / "not-reached.txt", "w", encoding="utf-8") as out:
        for file, number in missed:
            reason = reasons.of(file, number)
            out.write(f"{file}:{number}: {reason or '?'}\n")
            if reason is None:
                wrong += 1
                functions = reasons.functions_at(file, number)
                print(f"{file}:{number}: not reached, and no reason in exceptions.json: "
                      f"{functions[0] if functions else 'no function'}: {reasons.text(file, number).strip()}",
                      file=sys.stderr)
    reached = len(hits) - len(missed)
    print(f"{100 * reached / max(len(hits), 1):.2f} {100 * reached / max(len(hits) - reasons.without_code, 1):.2f}")
    for exception in reasons.stale():
        wrong += 1
        print(f"coverage: exceptions.json: {exception}: reached, or not there any more", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
