#!/usr/bin/python3
"""Every script in tools/ answers --help and refuses an option that it does not know, in one line, before it does
anything; and tools/gate knows the options of `wsgauntlet gate`. Exit code: 0 all do, 1 not.

options_test.py WSGAUNTLET: the program, as it is built.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]


def complaints(script):
    def run(*arguments):
        return subprocess.run([script, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    for option in ("--help", "-h"):
        answer = run(option)
        if answer.returncode != 0 or answer.stderr or len(answer.stdout.strip()) < 40:
            yield f"{option}: exit code {answer.returncode}, {answer.stdout!r}, {answer.stderr!r}"
        elif "set -euo" in answer.stdout or answer.stdout.startswith("#"):
            yield f"{option} prints its own source: {answer.stdout!r}"
    for option in ("--no-such-option", "-?"):
        answer = run(option)
        one_line = answer.stderr.endswith("\n") and answer.stderr.count("\n") == 1
        named = script.name in answer.stderr and option in answer.stderr
        if answer.returncode != 2 or answer.stdout or not one_line or not named:
            yield f"{option}: exit code {answer.returncode}, {answer.stdout!r}, {answer.stderr!r}"


def options_of(*command):
    """What the help of a command names where options stand: at the beginning of a line, or behind another one."""
    help_text = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    lists = re.findall(r"(?m)^  ?(-[-\w, ]*)", help_text)
    return set(re.findall(r"(?<![-\w])--?[a-z][-a-z]*", " ".join(lists))) - {"-h", "--help"}


def gate_differs(program):
    known, real = options_of(TOOLS / "gate"), options_of(program, "gate")
    if known != real or not real:
        yield f"tools/gate knows too much: {sorted(known - real)}, and too little: {sorted(real - known)}"


def main():
    scripts = sorted(path for path in TOOLS.iterdir() if path.is_file() and os.access(path, os.X_OK))
    wrong = [f"tools/{script.name} {line}" for script in scripts for line in complaints(script)]
    wrong += gate_differs(sys.argv[1])
    print("\n".join(wrong) if wrong else f"tools: {len(scripts)} scripts answer")
    return 1 if wrong or len(scripts) < 9 else 0


if __name__ == "__main__":
    sys.exit(main())
