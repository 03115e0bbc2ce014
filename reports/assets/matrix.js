"use strict";
// The table of results. There may be tens of thousands of cells: a section's rows are made when it comes
// near to what is seen, and stand in for themselves by their height until then.
W.matrix = (() => {
  const { byId, el, columns, cases, data, rank } = W;
  const host = byId("matrix");
  const none = { visible: () => [], focus: () => {} };
  byId("totals").hidden = cases.length > 0;
  if (cases.length === 0) return none;

  const kRowHeight = 28;
  const severities = ["info", "low", "medium", "high", "critical"];
  const verdicts = [["fail", "Failed"], ["ns", "Non-strict"], ["ok", "OK"], ["info", "Info"], ["un", "Unimplemented"], ["no", "Not run"]];

  // Filters ----------------------------------------------------------------------------------------
  const chip = (attributes, label, tint = "") => el("label", { class: "chip " + tint }, el("input", { type: "checkbox", ...attributes }), " ", label);
  const option = (value, label) => el("option", { value }, label);
  const groups = [...new Set(data.tables.map(([id]) => id.split(".")[0]))];
  const form = el("form", { class: "filters", "aria-label": "Filters" },
    el("label", {}, "Find ", el("input", { type: "search", id: "find", placeholder: "id, title, flag", autocomplete: "off", title: "Key: /" })),
    el("label", {}, "Section ", el("select", { id: "section" }, option("", "all"),
      ...groups.flatMap((group) => {
        const within = data.tables.filter(([id]) => id.split(".")[0] === group);
        const whole = within.length > 1 ? [option(group + ".", `${group}.*`)] : [];
        return [...whole, ...within.map(([id, title]) => option(id, `${id} ${title}`))];
      }))),
    el("label", {}, "Requirement ", el("input", { type: "search", id: "req", list: "req-ids", placeholder: "6455-5.2-\u2026", autocomplete: "off" }),
      el("datalist", { id: "req-ids" }, ...data.requirements.map(([id]) => option(id, id)))),
    el("label", {}, "Severity ", el("select", { id: "severity" }, option("", "any"), ...severities.slice(1).reverse().map((name) => option(name, name === "critical" ? name : name + " or more")))),
    el("fieldset", { id: "verdicts" }, el("legend", { class: "sr" }, "Verdicts"), ...verdicts.map(([value, label]) => chip({ value, checked: "" }, label, value))),
    chip({ id: "unexpected" }, "Only unexpected"),
    columns.length > 1 ? chip({ id: "differ" }, "Only differences between subjects") : null,
    columns.length > 1 ? el("details", { id: "agents" }, el("summary", {}, "Subjects"), el("div", {}, ...columns.map((column, i) => chip({ value: String(i), checked: "" }, column.a)))) : null,
    el("button", { type: "button", class: "plain", id: "reset" }, "Reset"),
    el("output", { id: "count" }));

  // The table --------------------------------------------------------------------------------------
  const heads = columns.map((column) => el("th", { scope: "colgroup", colspan: "2", title: column.a }, column.a));
  const table = el("table", { class: "matrix", id: "results-table", "aria-rowcount": String(cases.length) },
    el("caption", { class: "sr" }, "Results by case and subject"),
    el("colgroup", {}, el("col", { class: "case-col" })), ...columns.map(() => el("colgroup", {}, el("col", { class: "behaviour-col" }), el("col", { class: "close-col" }))),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", rowspan: "2", class: "case" }, "Case"), ...heads),
      el("tr", {}, ...columns.flatMap(() => [el("th", { scope: "col" }, "behaviour"), el("th", { scope: "col" }, "close")]))));
  const scroller = el("div", { class: "scroll tall", role: "region", "aria-label": "Results by case and subject", tabindex: "0" }, table);
  host.append(form, scroller, el("p", { class: "quiet" }, "Behaviour, and the close code that the subject sent. ", el("b", { class: "x" }, "\u2731"), " unexpected: counts for the exit code. Keys: / to find, arrows from cell to cell, Enter for the details."));
  table.style.minWidth = `calc(24rem + ${columns.length} * 11.5rem)`;

  const cells = (row, i) => {
    const cell = columns[i].cells[row];
    if (!cell) return [el("td", { class: "no" }, "not run"), el("td", { class: "no" })];
    const link = el("a", { href: W.link(new URLSearchParams({ case: `${columns[i].s}/${cases[row].id}` })), tabindex: "-1", "data-row": row, "data-column": i }, cell.died ? "Died" : cell.behaviourWord);
    const behaviour = el("td", { class: cell.behaviour }, link);
    if (cell.unexpected) behaviour.append(el("b", { class: "x", title: "Unexpected: counts for the exit code" }, " \u2731", el("span", { class: "sr" }, " unexpected")));
    return [behaviour, el("td", { class: cell.behaviour === "un" ? "un" : cell.close }, cell.closeWord)];
  };
  const rowOf = (row) => el("tr", { "data-row": row, "aria-rowindex": String(row + 1) },
    el("th", { scope: "row", title: cases[row].title }, el("b", {}, cases[row].id), " ", cases[row].title),
    ...columns.flatMap((_, i) => cells(row, i)));

  const worst = (names) => names.reduce((a, b) => (rank.indexOf(b) > rank.indexOf(a) ? b : a), "no");
  const sections = data.tables.map(([id, title], index) => {
    const rows = cases.flatMap((test, i) => (test.table === index ? [i] : []));
    const totals = columns.map((column) => {
      const run = rows.map((row) => column.cells[row]).filter(Boolean);
      const good = run.filter((cell) => cell.standing === "ok" || cell.standing === "info").length;
      const tint = worst(run.map((cell) => cell.standing));
      return el("td", { colspan: "2", class: run.length ? tint : "no" }, run.length ? `${good} of ${run.length}` : "not run");
    });
    const head = el("tr", { class: "group" }, el("th", { scope: "rowgroup" }, el("b", {}, id), " ", title), ...totals);
    const body = el("tbody", {}, head);
    table.append(body);
    return { id, rows, body, head, shown: rows, filled: false };
  });
  const sectionOf = new Map(sections.map((section) => [section.body, section]));
  const fill = (section) => {
    if (section.filled || section.body.hidden) return;
    section.filled = true;
    section.body.replaceChildren(section.head, ...section.shown.map(rowOf));
    applyColumns(section.body);
  };
  const empty = (section) => {
    section.filled = false;
    const stand = el("tr", { class: "stand-in", "aria-hidden": "true" }, el("td", { colspan: String(1 + 2 * columns.length), style: `height:${section.shown.length * kRowHeight}px` }));
    section.body.replaceChildren(section.head, stand);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) fill(sectionOf.get(entry.target));
  }, { root: scroller, rootMargin: "600px 0px" });
  // What is seen at once is there at once; the observer comes a moment later.
  const fillSeen = () => {
    const top = scroller.scrollTop, bottom = top + scroller.clientHeight;
    let at = 0;
    for (const section of sections.filter((one) => !one.body.hidden)) {
      const end = at + kRowHeight * (1 + section.shown.length);
      if (end >= top && at <= bottom) fill(section);
      at = end;
    }
  };
  addEventListener("beforeprint", () => sections.forEach(fill));

  // Applying filters -------------------------------------------------------------------------------
  const off = new Set();
  const applyColumns = (body) => {
    for (const row of body.rows) {
      if (row.classList.contains("stand-in")) continue;
      const wide = row.classList.contains("group");
      columns.forEach((_, i) => { for (const cell of wide ? [row.cells[1 + i]] : [row.cells[1 + 2 * i], row.cells[2 + 2 * i]]) cell.hidden = off.has(i); });
    }
  };
  const applyHeads = () => {
    const [names, kinds] = table.tHead.rows;
    const groups = table.querySelectorAll("colgroup");
    columns.forEach((_, i) => { for (const cell of [names.cells[1 + i], kinds.cells[2 * i], kinds.cells[2 * i + 1], groups[1 + i]]) cell.hidden = off.has(i); });
    table.style.minWidth = `calc(24rem + ${columns.length - off.size} * 11.5rem)`;
  };
  const texts = cases.map((test) => `${test.id} ${test.title} ${test.flags}`.toLowerCase());
  const wanted = () => {
    const box = (id) => byId(id) !== null && byId(id).checked;
    const requirement = byId("req").value.trim();
    return {
      words: byId("find").value.toLowerCase().split(/\s+/).filter(Boolean),
      section: byId("section").value,
      requirements: requirement && new Set(data.requirements.flatMap(([id], i) => (id.includes(requirement) ? [i] : []))),
      severity: severities.indexOf(byId("severity").value),
      verdicts: new Set([...byId("verdicts").querySelectorAll(":checked")].map((one) => one.value)),
      unexpected: box("unexpected"), differ: box("differ"),
      on: columns.map((_, i) => i).filter((i) => !off.has(i)),
    };
  };
  const fits = (row, want) => {
    const test = cases[row], table = data.tables[test.table][0];
    if (want.section && !(want.section.endsWith(".") ? (table + ".").startsWith(want.section) : table === want.section)) return false;
    if (want.severity > 0 && test.severity < want.severity) return false;
    if (want.requirements && !test.requirements.some((one) => want.requirements.has(one))) return false;
    // A word that is an id means just that case.
    if (!want.words.every((word) => (/^\d+(\.\d+)+$/.test(word) ? test.id === word || test.id.startsWith(word + ".") : texts[row].includes(word)))) return false;
    const of = want.on.map((i) => columns[i].cells[row]);
    if (!of.some((cell) => want.verdicts.has(cell ? cell.standing : "no") && (!want.unexpected || (cell && cell.unexpected)))) return false;
    return !want.differ || new Set(of.map((cell) => (cell ? cell.behaviour + cell.close : ""))).size > 1;
  };
  let seen = [];
  const apply = () => {
    const want = wanted();
    seen = [];
    for (const section of sections) {
      section.shown = section.rows.filter((row) => fits(row, want));
      section.body.hidden = section.shown.length === 0;
      seen.push(...section.shown);
      empty(section);
      observer.unobserve(section.body);
      observer.observe(section.body);
    }
    applyHeads();
    for (const section of sections) applyColumns(section.body);
    fillSeen();
    byId("count").textContent = `${seen.length} of ${cases.length} cases`;
  };

  // Filters and the address ------------------------------------------------------------------------
  const fields = ["find", "section", "req", "severity"];
  const flags = ["unexpected", "differ"].filter((id) => byId(id));
  const boxes = () => [...byId("verdicts").querySelectorAll("input")];
  const agentBoxes = () => (byId("agents") ? [...byId("agents").querySelectorAll("input")] : []);
  const toParameters = () => {
    const parameters = new URLSearchParams();
    for (const id of fields) if (byId(id).value.trim()) parameters.set(id, byId(id).value.trim());
    for (const id of flags) if (byId(id).checked) parameters.set(id, "1");
    if (boxes().some((box) => !box.checked)) parameters.set("verdict", boxes().filter((box) => box.checked).map((box) => box.value).join(","));
    if (off.size) parameters.set("hide", [...off].map((i) => columns[i].s).join(","));
    return parameters;
  };
  const fromParameters = (parameters) => {
    for (const id of fields) byId(id).value = parameters.get(id) || "";
    for (const id of flags) byId(id).checked = parameters.get(id) === "1";
    const verdict = parameters.has("verdict") ? new Set(parameters.get("verdict").split(",")) : null;
    for (const box of boxes()) box.checked = !verdict || verdict.has(box.value);
    const hidden = new Set((parameters.get("hide") || "").split(","));
    off.clear();
    agentBoxes().forEach((box, i) => { box.checked = !hidden.has(columns[i].s); if (!box.checked) off.add(i); });
  };
  form.addEventListener("input", () => {
    off.clear();
    agentBoxes().forEach((box, i) => { if (!box.checked) off.add(i); });
    W.replace(toParameters());
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", () => { fromParameters(new URLSearchParams()); W.replace(toParameters()); apply(); });
  let applied = null;
  W.onView((view, parameters) => {
    if (view !== "results") return;
    const filter = new URLSearchParams(parameters);
    filter.delete("case");
    if (applied === null || filter.toString() !== toParameters().toString()) { fromParameters(filter); apply(); }
    applied = true;
  });
  apply();

  // Mouse and keyboard -----------------------------------------------------------------------------
  const focus = (row, column) => {
    const section = sections[cases[row].table];
    fill(section);
    const link = table.querySelector(`a[data-row="${row}"][data-column="${column}"]`);
    if (link) { link.focus(); link.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  };
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    const link = cell && (cell.querySelector("a") || (cell.previousElementSibling && cell.previousElementSibling.querySelector("a")));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    W.pane.go(`${columns[link.dataset.column].s}/${cases[link.dataset.row].id}`);
  });
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  scroller.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const link = event.target.closest("a[data-row]");
    if (!move) return;
    const at = link ? seen.indexOf(Number(link.dataset.row)) + move[0] : 0;
    const column = Math.max(0, Math.min(columns.length - 1, link ? Number(link.dataset.column) + move[1] : 0));
    if (seen[at] === undefined) return;
    event.preventDefault();
    focus(seen[at], column);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || byId("pane").open || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
    event.preventDefault();
    byId("find").focus();
  });
  return { visible: () => seen, focus };
})();
