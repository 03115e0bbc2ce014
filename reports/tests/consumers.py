#!/usr/bin/python3
"""What projects do with the Autobahn Testsuite's reports, done with ours.

consumers.py WSGAUNTLET FOLDER: runs a good and a bad subject into FOLDER and asks each project's rule about them.
The rules are written anew after what those projects publish; they read our files as they read the reference's.
Exit code: 0 all said what they should, 1 some did not.
"""

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

GOOD = "codec:?role=server"
BAD = "codec:?role=server&fault=pong-dropped"
CASES = "1,2,5.1,5.2,7.1.1,7.7,32.1"  # none that is informational: some rules refuse those


def index(folder):
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))


def results(folder):
    return [result for cases in index(folder).values() for result in cases.values()]


# Each rule answers whether the project's job would pass.


def undici(folder):
    """Counts each word; some words fail the job, in either verdict."""
    failing = {"FAILED", "WRONG CODE", "UNCLEAN", "FAILED BY CLIENT"}
    return not any({r["behavior"], r["behaviorClose"]} & failing for r in results(folder))


def fastwebsockets(folder):
    """Only the behaviour counts."""
    return all(r["behavior"] in ("OK", "INFORMATIONAL", "NON-STRICT") for r in results(folder))


def uwebsockets(folder):
    """Both verdicts by one list."""
    allowed = ("OK", "INFORMATIONAL", "NON-STRICT")
    return all(r["behavior"] in allowed and r["behaviorClose"] in allowed for r in results(folder))


def coder_websocket(folder):
    """A list each; the file of a failing case is opened for its words."""
    passed = True
    for result in results(folder):
        detail = json.loads((folder / result["reportfile"]).read_text(encoding="utf-8"))
        assert detail["behavior"] == result["behavior"] and isinstance(detail["description"], str)
        good = result["behavior"] in ("OK", "NON-STRICT", "INFORMATIONAL")
        passed = passed and good and result["behaviorClose"] in ("OK", "INFORMATIONAL")
    return passed


def aiohttp(folder):
    """The close alone."""
    return all(r["behaviorClose"] == "OK" for r in results(folder))


def libwebsockets(folder):
    """Text tools on the file as it stands: the indent and the one key a line matter."""
    words = re.findall(r'^ {9}"behavior": "([A-Z -]+)",?$', (folder / "index.json").read_text(encoding="utf-8"), re.M)
    assert len(words) == len(results(folder))
    return all(word in ("OK", "NON-STRICT", "INFORMATIONAL") for word in words)


def jetty(folder):
    """Makes JUnit of each case's file: description, result, expected and received have to be there."""
    suite = xml.Element("testsuite")
    for result in results(folder):
        detail = json.loads((folder / result["reportfile"]).read_text(encoding="utf-8"))
        test = xml.SubElement(suite, "testcase", name=detail["id"], time=str(detail["duration"] / 1000))
        if detail["behavior"] not in ("OK", "INFORMATIONAL", "UNIMPLEMENTED"):
            text = "\n".join(json.dumps(detail[key]) for key in ("description", "result", "expected", "received"))
            xml.SubElement(test, "failure").text = text
    return suite.find(".//failure") is None


def without_durations(value):
    if isinstance(value, dict):
        return {key: without_durations(item) for key, item in value.items() if key != "duration"}
    return value


def tungstenite(folder, known):
    """A committed snapshot without its durations."""
    return without_durations(index(folder)) == without_durations(index(known))


def junit_reader(folder):
    """What GitLab and Jenkins show: suites, and failures with a text."""
    failures = xml.parse(folder / "junit.xml").getroot().findall(".//testcase/failure")
    assert all("Reproduce: wsgauntlet " in failure.text for failure in failures)
    return not failures


def prove(folder):
    """Perl's TAP reader, where it is installed."""
    if shutil.which("prove") is None:
        return None
    run = subprocess.run(["prove", "--exec", "cat", str(folder / "results.tap")], capture_output=True, text=True)
    assert "Parse errors" not in run.stdout, run.stdout
    return run.returncode == 0


def main():
    program, out = sys.argv[1], Path(sys.argv[2])
    for name, subject, code in (("good", GOOD, 0), ("again", GOOD, 0), ("bad", BAD, 1)):
        run = subprocess.run([program, "conformance", subject, "--agent", "subject", "--cases", CASES, "--out",
                              str(out / name)], capture_output=True, text=True)
        if run.returncode != code:
            sys.exit(f"{subject}: exit code {run.returncode}, not {code}\n{run.stderr}{run.stdout}")
    good, bad = out / "good", out / "bad"
    wrong = 0
    # aiohttp looks at nothing but the close, which this fault leaves alone.
    rules = [(undici, False), (fastwebsockets, False), (uwebsockets, False), (coder_websocket, False), (aiohttp, True),
             (libwebsockets, False), (jetty, False), (junit_reader, False), (prove, False)]
    answers = [(rule.__name__, rule(good), rule(bad), on_bad) for rule, on_bad in rules]
    answers.append(("tungstenite", tungstenite(good, out / "again"), tungstenite(good, bad), False))
    for name, of_good, of_bad, expected in answers:
        if of_good is None:
            print(f"{name}: not installed here")
            continue
        right = of_good is True and of_bad is expected
        wrong += not right
        print(f"{name}: good {of_good}, bad {of_bad}{'' if right else ' WRONG'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
