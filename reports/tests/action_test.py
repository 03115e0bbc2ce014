#!/usr/bin/python3
"""Runs the steps of action.yml as GitHub's runner does: action_test.py WSGAUNTLET FOLDER

Each `run` step gets the runner's variables and files; what it writes into GITHUB_OUTPUT is what later steps and the
outputs see. Steps that use other actions are not run. Exit code: 0 all as it should be, 1 not, 2 no YAML reader.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

try:
    import yaml
except ImportError:
    print("action_test: needs python3-yaml: tools/setup installs it", file=sys.stderr)
    sys.exit(2)

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
KNOWN_ACTIONS = {"actions/upload-artifact@v4", "github/codeql-action/upload-sarif@v3"}


class Runner:
    """What one use of the action is to it."""

    def __init__(self, program, folder, **inputs):
        self.program, self.folder = Path(program).resolve(), folder
        self.inputs = {name: spec["default"] for name, spec in ACTION["inputs"].items()}
        self.inputs.update({name.replace("_", "-"): value for name, value in inputs.items()})
        self.steps, self.failed = {}, False
        folder.mkdir(parents=True, exist_ok=True)
        self.files = {name: folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        self.files["GITHUB_STEP_SUMMARY"].write_text("")

    def value(self, text):
        """Replaces ${{ ... }} as the runner does; only what the action uses."""

        def of(match):
            words = match.group(1).split(".")
            if words[0] == "inputs":
                return self.inputs[words[1]]
            assert words[0] == "steps" and words[2] == "outputs", match.group(0)
            return self.steps.get(words[1], {}).get(words[3], "")

        return re.sub(r"\$\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}", of, text)

    def run_step(self, step):
        assert step["shell"] == "bash" and "${{" not in step["run"], f"{step['name']}: inputs go in through env only"
        for name in ("GITHUB_OUTPUT", "GITHUB_PATH"):
            self.files[name].write_text("")
        environment = dict(os.environ, GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(self.folder), CI="true",
                           GITHUB_ACTIONS="true", **{name: str(file) for name, file in self.files.items()})
        environment["PATH"] = f"{self.program.parent}:{environment['PATH']}"
        environment.update({name: self.value(value) for name, value in step.get("env", {}).items()})
        run = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.folder,
                             env=environment, capture_output=True, text=True, timeout=300)
        outputs = dict(line.split("=", 1) for line in self.files["GITHUB_OUTPUT"].read_text().splitlines())
        if "id" in step:
            self.steps[step["id"]] = outputs
        self.failed = self.failed or run.returncode != 0
        self.log = run.stdout + run.stderr

    def run(self):
        for step in ACTION["runs"]["steps"]:
            if "uses" in step:
                assert step["uses"] in KNOWN_ACTIONS, step["uses"]
                for value in step["with"].values():
                    self.value(value)
            elif not self.failed:
                self.run_step(step)
        self.outputs = {name: self.value(spec["value"]) for name, spec in ACTION["outputs"].items()}
        self.summary = self.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        return self


def check(name, condition, runner):
    print(f"{'passed' if condition else 'FAILED'}: {name}")
    if not condition:
        print(runner.outputs, runner.log, runner.summary[:500], sep="\n")
    return condition


def main():
    program, out = sys.argv[1], Path(sys.argv[2]).resolve()
    results = []

    good = Runner(program, out / "good", subject="codec:?role=server", agent="codec", cases="1.1,2").run()
    results.append(check("a good subject passes", not good.failed and good.outputs["verdict"] == "passed", good))
    counted = good.outputs["total"] == good.outputs["passed"] == "19" and good.outputs["failed"] == "0"
    results.append(check("its results are counted", counted, good))
    results.append(check("the summary says so", "**As expected**: 19 results" in good.summary, good))
    there = all((good.folder / good.outputs["reports"] / file).exists() for file in ("index.html", "results.sarif"))
    results.append(check("the reports are where the output says", there, good))

    bad = Runner(program, out / "bad", subject="codec:?role=server&fault=pong-dropped", cases="2", exclude="2.1",
                 options="--chop octets --seed '7'").run()
    found = bad.failed and bad.outputs["verdict"] == "findings" and int(bad.outputs["unexpected"]) > 0
    results.append(check("findings fail the job", found, bad))
    first = bad.summary.find("## Unexpected") < bad.summary.find("## Requirements") and "2.2" in bad.summary
    results.append(check("failures stand first in the summary", first and len(bad.summary) < 2**20, bad))

    command = f"{Path(program).resolve()} echo --listen 127.0.0.1:{{port}}"
    live = Runner(program, out / "live", command=command, agent="echo", cases="1.1.1").run()
    results.append(check("a command is started and stopped", live.outputs["verdict"] == "passed", live))

    dead = Runner(program, out / "dead", command="exit 1 # {port}", cases="1.1.1").run()
    results.append(check("a dead subject is unreachable", dead.failed and dead.outputs["verdict"] == "unreachable", dead))

    wrong = Runner(program, out / "wrong", subject="nonsense:").run()
    results.append(check("a wrong subject is broken input", wrong.failed and wrong.outputs["verdict"] == "broken", wrong))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
