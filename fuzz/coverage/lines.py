#!/usr/bin/python3
"""Which lines of the codec the corpus reaches: lines.py FOLDER PROGRAM=PROFILE...

Each program with its own profile, since what is inlined differs between them; a line counts as reached if one of them
reached it. Functions of exceptions.json, each with its reason, are left out as long as they are not reached at all; of those that
are "partly" left out, the lines that are not reached.
Prints the percentage; writes FOLDER/not-reached.txt (file:line, and what is left out with its reason).
Exit codes: 0, 1 an exception fits nothing any more, 2 llvm-cov fails.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
OURS = re.compile(r"/codec/(src|include)/")


def in_tree(file_name):
    return str(pathlib.Path(file_name).resolve().relative_to(SOURCE))


def export(program, profile, *options):
    command = ["llvm-cov-14", "export", "-instr-profile=" + profile, *options, program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"coverage: {' '.join(command)}: {done.stderr.strip()[:300]}")
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


def main():
    folder = pathlib.Path(sys.argv[1])
    pairs = [word.split("=", 1) for word in sys.argv[2:]]
    hits = collections.Counter()
    spans = set()
    for program, profile in pairs:
        line_hits(program, profile, hits)
        spans.update(spans_of_functions(program, profile))
    exceptions = json.loads((SOURCE / "fuzz/coverage/exceptions.json").read_text())["exceptions"]
    left_out = {}
    stale = []
    for exception in exceptions:
        fits = [span for span in spans if re.search(exception["function"], span[0])]
        lines = {(file, n) for _, file, first, last in fits for n in range(first, last + 1) if (file, n) in hits}
        if not lines or all(hits[line] for line in lines):
            stale.append(exception["function"])
        for _, file, first, last in fits:
            mine = [(file, n) for n in range(first, last + 1) if (file, n) in hits]
            unreached = [line for line in mine if hits[line] == 0]
            if unreached == mine or exception.get("partly"):
                left_out.update(dict.fromkeys(unreached, exception["reason"]))
    counted = [line for line in hits if line not in left_out]
    missed = sorted(line for line in counted if hits[line] == 0)
    with open(folder / "not-reached.txt", "w", encoding="utf-8") as out:
        out.writelines(f"{file}:{number}\n" for file, number in missed)
        out.writelines(f"{file}:{number}: {left_out[file, number]}\n" for file, number in sorted(left_out))
    print(f"{100 * (len(counted) - len(missed)) / max(len(counted), 1):.2f}")
    for function in stale:
        print(f"coverage: exceptions.json: {function}: reached, or not there any more", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
