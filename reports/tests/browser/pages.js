"use strict";
// Makes the pages that the tests open, from a real run: its results are given to further subjects, some with
// other verdicts, one with a name and a handshake that would like to be markup.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const hostileName = `<img src=x onerror="window.hacked=1">"'><script>window.hacked=1</script>`;
const hostileHandshake = `HTTP/1.1 101 </pre><script>window.hacked=2</script><svg onload="window.hacked=3">\r\n\u202e\r\n\r\n`;

const run = (program, args) => {
  try { return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }); } catch (error) {
    if (error.status === 1) return error.stdout;  // findings
    throw new Error(`${program} ${args.join(" ")}: exit code ${error.status}\n${error.stderr}`);
  }
};

const lines = (folder) => fs.readFileSync(path.join(folder, "results.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const report = (program, folder, log, documents = {}) => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "results.jsonl"), log.map((line) => JSON.stringify(line)).join("\n") + "\n");
  for (const [name, document] of Object.entries(documents)) fs.writeFileSync(path.join(folder, name), JSON.stringify(document));
  run(program, ["report", folder]);
  return path.join(folder, "index.html");
};

const documents = {
  "gate.json": { schema_version: 1, passed: false, parts: [{ name: "conformance", passed: false, seconds: 3 }, { name: "fuzz", passed: true, seconds: 1 }] },
  "mutants.json": { schema_version: 1, killed: 1, mutants: [{ id: "reserved-bits", kind: "rule", part: "frames", sentence: "RSV is not looked at", killed: true, killers: ["3.1", "3.2"], excuse: "" }, { id: hostileName, kind: "fault", part: "frames", sentence: "x", killed: false, killers: [], excuse: "" }] },
  "fuzz.json": { schema_version: 1, targets: [{ target: "receiver", runs: 1000, seconds: 1, exec_per_s: 1000, edges: 10, features: 20, corpus: 5, findings: [{ kind: "crash", signature: hostileName, file: "x", reproduced: 3 }] }] },
  "bench.json": { schema_version: 1, benchmarks: [64, 1024].flatMap((size) => [
    { name: `unmask/kernel:avx2/size:${size}`, group: "unmask", kernel: "avx2", size, value: 10, unit: "GB/s", anchor: `anchor:memcpy/size:${size}`, anchor_ratio: 0.5 },
    { name: `parse/peer:rival/size:${size}`, group: "parse", peer: "rival", size, value: 30, unit: "ns a frame" },
    { name: `parse/kernel:codec/size:${size}`, group: "parse", kernel: "codec", size, value: 3, unit: "ns a frame" }]) },
  "history.json": { schema_version: 1, series: [{ name: "unmask", points: [1, 2, 3].map((i) => ({ time: `2026-01-0${i}T00:00:00Z`, commit: "abc", value: i })), changes: [] }] },
};

/// {small, large}: three subjects with every kind of verdict, and 20 subjects with all cases.
exports.make = (program, out) => {
  run(program, ["conformance", "codec:?role=server", "--agent", "first", "--quick", "--exclude", "12,13", "--out", path.join(out, "run")]);
  const bad = path.join(out, "bad");
  run(program, ["conformance", "codec:?role=server&fault=pong-dropped", "--agent", "second", "--cases", "1,2,5,7", "--out", bad]);
  const good = lines(path.join(out, "run"));
  const clone = (result, agent) => ({ ...result, agent });
  const [head, ...played] = good;
  const end = played.pop();
  const rest = played.map((result) => clone(result, "first"));

  const hostile = rest.map((result) => ({ ...clone(result, hostileName), http_response: hostileHandshake, ...(result.case === "1.1.2" ? { behaviour: "FAILED", unexpected: true, severity: "critical", subject_violations: [hostileName], death: { what: hostileName, output: hostileHandshake } } : {}) }));
  const second = lines(bad).filter((line) => line.kind === "result").map((result) => ({ ...clone(result, "second"), ...(result.case === "7.1.1" ? { behaviour: "NON-STRICT" } : {}) }));
  const small = report(program, path.join(out, "small"), [head, ...rest, ...second, ...hostile, end], documents);

  // As many cases as the page is made for.
  const padded = [...rest, ...rest.slice(0, Math.max(0, 1500 - rest.length)).map((result, i) => ({ ...result, case: `99.1.${i + 1}` }))];
  const verdicts = ["NON-STRICT", "FAILED", "INFORMATIONAL", "UNIMPLEMENTED"];
  const many = Array.from({ length: 20 }, (_, agent) => padded.map((result, i) => {
    const odd = (i * 31 + agent * 17) % 40;
    return { ...clone(result, `subject ${agent + 1}`), behaviour: verdicts[odd] || result.behaviour, unexpected: odd === 1 };
  }));
  const large = report(program, path.join(out, "large"), [head, ...many.flat(), end]);
  return { small, large, cases: rest.length, manyCases: padded.length, hostileName };
};
