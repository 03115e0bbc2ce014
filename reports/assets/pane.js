"use strict";
// The details of a case in a pane: what was expected and seen, the frames on their time axis, the RFC's
// statements, and how to play it again.
W.pane = (() => {
  const { byId, el, columns, cases, data } = W;
  const pane = byId("pane");

  // Octets -----------------------------------------------------------------------------------------
  const octetsOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (two) => parseInt(two, 16));
  const spaced = (hex) => (hex.match(/../g) || []).join(" ");
  // What has no picture of its own gets one; what turns the direction of writing is not let through.
  const visible = (text) => text.replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421").replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  const textOf = (octets, whole) => {
    for (let cut = 0; cut <= (whole ? 0 : 3); ++cut) {
      try {
        return visible(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets.subarray(0, octets.length - cut)));
      } catch { /* perhaps cut within a code point */ }
    }
    return null;
  };
  const content = (opcode, size, hex) => {
    const octets = octetsOf(hex), whole = octets.length === size, more = whole ? "" : " \u2026";
    if (opcode === "close" && octets.length >= 2) {
      const reason = textOf(octets.subarray(2), whole);
      return `${octets[0] * 256 + octets[1]}${octets.length > 2 ? ` \u201c${reason === null ? "not UTF-8" : reason + more}\u201d` : ""}`;
    }
    if (octets.length === 0) return "";
    const text = opcode === "binary" ? null : textOf(octets, whole);
    return text === null ? "" : `\u201c${text}${more}\u201d`;
  };

  // The time axis ----------------------------------------------------------------------------------
  const kSentOctets = 0, kReceivedOctets = 1, kSentFrame = 2, kTimer = 4;
  const milliseconds = (us) => (us / 1000).toFixed(us < 100000 ? 3 : 1);
  const frame = (size, hex, opcode, fin, rsv, mask) => {
    const bits = [fin ? "fin" : "no fin", rsv ? `rsv ${rsv}` : null, mask ? `masked ${mask}` : null].filter(Boolean).join(", ");
    return [el("b", { class: "opcode" }, opcode), " ", el("span", { class: "quiet" }, `${size} octet${size === 1 ? "" : "s"}, ${bits}`),
      " ", el("span", { class: "content" }, content(opcode, size, hex))];
  };
  const logRow = (entry, share) => {
    const [at, kind, ...rest] = entry;
    const time = el("td", { class: "time" }, milliseconds(at), el("i", { style: `left:calc(.5rem + ${share} * (100% - 1rem))` }));
    if (kind >= kTimer) return el("tr", { class: "note" }, time, el("td", { colspan: "3" }, visible(rest[0])));
    const sent = kind === kSentOctets || kind === kSentFrame;
    const size = rest[0], hex = rest[1];
    const what = kind <= kReceivedOctets ? [el("span", { class: "quiet" }, `${size} octets ${sent ? "written" : "read"}`)] : frame(...rest);
    const lane = el("td", { class: sent ? "lane sent" : "lane received" }, el("span", { class: "sr" }, sent ? "sent: " : "received: "), ...what);
    const empty = el("td", { class: "lane" });
    const octets = el("td", { class: "octets" }, el("code", {}, spaced(hex) + (hex.length / 2 < size ? " \u2026" : "")));
    return el("tr", { class: kind >= kSentFrame ? "frame" : "raw" }, time, ...(sent ? [lane, empty] : [empty, lane]), octets);
  };
  const wire = (result) => {
    if (!result.log) return [];
    const last = Math.max(1, ...result.log.map((entry) => entry[0]));
    const rows = result.log.map((entry) => logRow(entry, entry[0] / last));
    const heads = ["ms", "Harness sent", "Subject sent", "Payload octets"].map((text) => el("th", { scope: "col" }, text));
    const lost = result.lost ? el("p", { class: "quiet" }, `${result.lost} entries of the log were not kept.`) : null;
    return [el("h3", {}, "On the wire"), el("div", { class: "scroll", role: "region", "aria-label": "On the wire", tabindex: "0" },
      el("table", { class: "wire" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows))), lost];
  };

  // Expected and seen ------------------------------------------------------------------------------
  const compared = (result) => {
    const [outcome, first, rows] = result.cmp;
    const table = el("table", { class: "compare" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ""),
      el("th", { scope: "col" }, outcome ? `Expected (${outcome})` : "Expected"), el("th", { scope: "col" }, "Seen"))));
    const body = el("tbody");
    rows.forEach(([expected, seen, same], i) => body.append(el("tr", { class: same ? "" : "differs" },
      el("td", {}, i === first ? "\u25b6 first difference" : same ? "\u2713" : "\u2717"), el("td", {}, expected), el("td", {}, seen))));
    if (rows.length === 0) body.append(el("tr", {}, el("td", {}, first < 0 ? "\u2713" : ""), el("td", {}, outcome ? "nothing" : "judged by a rule of its own"), el("td", {}, "nothing")));
    const closed = ["OK", "INFORMATIONAL"].includes(result.v[1]);
    body.append(el("tr", { class: closed ? "close" : "close differs" },
      el("td", {}, closed ? "\u2713 close" : first < 0 ? "\u25b6 close" : "\u2717 close"), el("td", {}, result.ec), el("td", {}, result.oc)));
    table.append(body);
    const all = result.all ? el("p", { class: "quiet" }, "All outcomes: " + result.all) : null;
    return [el("h3", {}, "Expected and seen"), el("div", { class: "scroll", role: "region", "aria-label": "Expected and seen", tabindex: "0" }, table), all];
  };

  // The rest ---------------------------------------------------------------------------------------
  const command = (column, id) => {
    const text = columns[column].run.replace("CASE", id);
    return [el("h3", {}, "Play it again"), el("div", { class: "command" }, el("code", {}, text),
      el("button", { type: "button", class: "plain", "data-copy": "command" }, "Copy")),
      el("p", { class: "quiet" }, `What the case sends and why: wsgauntlet explain ${id}`)];
  };
  const statements = (test) => {
    if (test.requirements.length === 0) return [];
    const items = test.requirements.map((index) => {
      const [id, level, text, section, url] = data.requirements[index];
      const where = url ? el("a", { href: url, rel: "noreferrer" }, section) : section;
      return el("li", {}, el("b", {}, level), " ", text, " ", el("span", { class: "quiet" }, where, " \u00b7 ", el("a", { href: "#" + id }, id)));
    });
    return [el("h3", {}, "Statements of the RFC"), el("ul", { class: "reqs" }, ...items)];
  };
  const handshake = (result) => {
    const parts = [["Request", result.rq], ["Response", result.rs]].filter(([, text]) => text);
    if (parts.length === 0) return null;
    return el("details", { class: "more" }, el("summary", {}, "Opening handshake"),
      ...parts.flatMap(([name, text]) => [el("h4", {}, name), el("pre", { tabindex: "0" }, text)]));
  };
  const facts = (test, result) => {
    const list = el("dl", { class: "facts" });
    const fact = (name, value) => { if (value) list.append(el("dt", {}, name), el("dd", {}, value)); };
    fact("Verdict", `${result.r} ${result.rc}${/[.!]$/.test(result.rc) ? "" : "."}`);
    fact("Because", result.because);
    fact("Announced", result.announced);
    fact("Broken rules", (result.broken || []).join("; "));
    fact("Took", `${milliseconds(result.us)} ms`);
    fact("Case", [test.place, test.flags].filter(Boolean).join(" \u00b7 "));
    return list;
  };
  const death = (result) => (result.died ? [el("p", { class: "verdict fail" }, el("b", {}, "The subject died"), ` ${result.died[0]}`),
    result.died[1] ? el("pre", { tabindex: "0" }, result.died[1]) : null] : []);

  const body = (column, row, result) => {
    const test = cases[row];
    const out = [test.why ? el("p", { class: "why" }, test.why) : null];
    if (result) out.push(...death(result), ...compared(result), facts(test, result), ...command(column, test.id), ...wire(result), ...statements(test), handshake(result));
    else out.push(el("p", {}, "The details of this subject did not fit into the page, or this browser cannot unpack them: they are in results.jsonl."), ...command(column, test.id), ...statements(test));
    return out.filter(Boolean);
  };

  // Opening, stepping, closing ---------------------------------------------------------------------
  let shown = null;
  const keyOf = ({ column, row }) => columns[column].s + "/" + cases[row].id;
  const neighbour = (step) => {
    const rows = W.matrix.visible().filter((row) => columns[shown.column].cells[row]);
    return rows[rows.indexOf(shown.row) + step];
  };
  const show = async (key) => {
    if (!W.isCase(key)) return false;
    const [column, row] = W.split(key);
    const cell = columns[column].cells[row];
    shown = { column, row };
    byId("pane-title").replaceChildren(
      el("span", { class: "tag " + cell.behaviour }, cell.behaviourWord), " ",
      cell.closeWord ? el("span", { class: "tag " + cell.close }, "close: " + cell.closeWord) : "", " ",
      el("span", {}, `${columns[column].a} \u00b7 ${cases[row].id}`), el("span", { class: "subtitle" }, cases[row].title));
    byId("pane-body").replaceChildren(el("p", { class: "quiet" }, "\u2026"));
    for (const button of pane.querySelectorAll("[data-step]")) button.disabled = neighbour(Number(button.dataset.step)) === undefined;
    if (!pane.open) pane.showModal();
    pane.scrollTop = 0;
    byId("pane-title").focus();
    const result = await W.details(column, row);
    if (shown && shown.column === column && shown.row === row) byId("pane-body").replaceChildren(...body(column, row, result));
    return true;
  };
  const go = (key) => {
    const { parameters } = W.place();
    parameters.set("case", key);
    W.replace(parameters);
    show(key);
  };
  const step = (by) => {
    const row = neighbour(by);
    if (row !== undefined) go(keyOf({ column: shown.column, row }));
  };
  const copy = async (button) => {
    const text = button.dataset.copy === "link" ? location.href : button.previousElementSibling.textContent;
    try { await navigator.clipboard.writeText(text); } catch { prompt("Copy this:", text); return; }
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  pane.addEventListener("close", () => {
    const { view, parameters } = W.place();
    if (view === "results" && parameters.has("case")) { parameters.delete("case"); W.replace(parameters); }
    if (shown) W.matrix.focus(shown.row, shown.column);
    shown = null;
  });
  pane.addEventListener("click", (event) => {
    if (event.target === pane || event.target.closest("[data-close]")) return pane.close();
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
    const copied = event.target.closest("[data-copy]");
    if (copied) copy(copied);
    if (event.target.closest("a[href^='#']")) { shown = null; pane.close(); }
  });
  pane.addEventListener("keydown", (event) => {
    if (event.target.closest(".scroll, pre")) return;  // there the arrows scroll
    if (event.key === "ArrowLeft" || event.key === "k") step(-1);
    if (event.key === "ArrowRight" || event.key === "j") step(1);
  });
  W.onView((view, parameters) => {
    const key = parameters.get("case");
    if (view === "results" && key) show(key);
    else if (pane.open) { shown = null; pane.close(); }
  });
  return { go };
})();
