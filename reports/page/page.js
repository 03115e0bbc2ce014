"use strict";
// The page works without this: what is here filters, opens a case in a pane, and turns the lights off.
// Data becomes text nodes only, never markup.
(() => {
  const data = JSON.parse(document.getElementById("cases").textContent || "{}");
  const byId = (id) => document.getElementById(id);
  const table = byId("results");

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  // Light and dark --------------------------------------------------------------------------------
  const root = document.documentElement;
  const remembered = (() => { try { return localStorage.getItem("wsgauntlet-theme"); } catch { return null; } })();
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const theme = byId("theme");
  const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  if (remembered === "dark" || remembered === "light") root.dataset.theme = remembered;
  theme.hidden = false;
  label();
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("wsgauntlet-theme", root.dataset.theme); } catch { /* a page of a file may have no storage */ }
    label();
    document.dispatchEvent(new Event("themechange"));
  });

  // The pane --------------------------------------------------------------------------------------
  const pane = byId("pane");
  const fact = (list, name, value) => { if (value) list.append(el("dt", {}, name), el("dd", {}, value)); };

  const kOut = new Set([0, 2]);
  const logRow = (row) => {
    const [at, kind, ...rest] = row;
    const ms = el("td", { class: "num" }, (at / 1000).toFixed(3));
    if (kind >= 4) return el("tr", { class: "note" }, ms, el("td"), el("td", { colspan: 6 }, rest[0]));
    const way = el("td", {}, el("span", { class: kOut.has(kind) ? "out" : "in" }, kOut.has(kind) ? "\u2192 sent" : "\u2190 received"));
    const size = el("td", { class: "num" }, String(rest[0]));
    const content = el("td", {}, el("code", {}, rest[1]));
    if (kind < 2) return el("tr", { class: "raw" }, ms, way, el("td", {}, "octets"), el("td"), el("td"), el("td"), size, content);
    const [opcode, fin, rsv, mask] = rest.slice(2);
    return el("tr", { class: "frame" }, ms, way, el("td", {}, el("b", {}, opcode)), el("td", {}, fin ? "fin" : "\u2013"),
      el("td", {}, String(rsv)), el("td", {}, el("code", {}, mask || "no")), size, content);
  };

  const wireLog = (result) => {
    if (!result.log) return null;
    const body = el("tbody");
    for (const row of result.log) body.append(logRow(row));
    if (result.cut) body.append(el("tr", { class: "gap" }, el("td", { colspan: 8 }, `${result.cut} entries are left out here`)));
    for (const row of result.tail) body.append(logRow(row));
    const heads = ["ms", "way", "what", "fin", "rsv", "mask", "octets", "content"].map((text) => el("th", { scope: "col" }, text));
    return el("div", { class: "scroll" }, el("table", { class: "wire" }, el("thead", {}, el("tr", {}, ...heads)), body));
  };

  const sentences = (ids) => {
    if (!ids || ids.length === 0) return [];
    const items = ids.map((id) => {
      const known = (data.requirements || {})[id];
      if (!known) return el("li", {}, el("code", {}, id));
      return el("li", {}, el("a", { href: "#" + encodeURIComponent(id) }, el("code", {}, id)), " ", el("b", {}, known[0]), " ", known[1]);
    });
    return [el("h4", {}, "Requirements"), el("ul", { class: "reqs" }, ...items)];
  };

  const handshake = (result) => {
    if (!result.rq && !result.rs) return null;
    const more = el("details", { class: "more" }, el("summary", {}, "Opening handshake"));
    if (result.rq) more.append(el("h5", {}, "Request"), el("pre", {}, result.rq));
    if (result.rs) more.append(el("h5", {}, "Response"), el("pre", {}, result.rs));
    return more;
  };

  const bodyOf = (test, result) => {
    const facts = el("dl", { class: "facts" });
    fact(facts, "Verdict", `${result.v}. ${result.r}`);
    fact(facts, "Because", result.because);
    fact(facts, "Announced", result.announced);
    fact(facts, "Expected", test.e);
    fact(facts, "Received", result.got);
    fact(facts, "Expected close", test.c);
    fact(facts, "Observed close", result.close);
    fact(facts, "Broken rules", result.broken);
    fact(facts, "Duration", result.time);
    fact(facts, "Case", test.f);
    fact(facts, "Flags", test.fl);
    const body = el("div", { class: "casebody" });
    if (test.w) body.append(el("p", {}, test.w));
    body.append(facts, ...sentences(test.q));
    const log = wireLog(result);
    if (log) body.append(el("h4", {}, "Wire"), log);
    const opening = handshake(result);
    if (opening) body.append(opening);
    return body;
  };

  // "stem/case": what permalinks and the ids of findings look like.
  const cut = (key) => { const at = key.lastIndexOf("/"); return [key.slice(0, at), key.slice(at + 1)]; };
  const findingOf = (key) => { const content = byId(key); return content && content.closest(".finding"); };
  const isKnown = (key) => findingOf(key) || ((data.results || {})[key] && (data.cases || {})[cut(key)[1]]);
  const contentOf = (key) => {
    const finding = findingOf(key);
    return finding ? finding.querySelector(".casebody").cloneNode(true) : bodyOf(data.cases[cut(key)[1]], data.results[key]);
  };
  const verdictOf = (key) => {
    const finding = findingOf(key);
    if (finding) return finding.querySelector(".tag").cloneNode(true);
    return el("span", { class: "tag " + data.results[key].s }, data.results[key].v);
  };

  let shown = "";
  const siblings = () => {
    const stem = cut(shown)[0];
    return [...table.querySelectorAll("tr[data-id]:not([hidden])")].map((row) => stem + "/" + row.dataset.id).filter(isKnown);
  };
  const show = (key) => {
    if (!isKnown(key)) return false;
    shown = key;
    const [stem, id] = cut(key);
    const column = (data.columns || []).find((one) => one.s === stem);
    const title = ((data.cases || {})[id] || {}).t || "";
    byId("pane-title").replaceChildren(verdictOf(key), ` ${column ? column.a : stem} \u00b7 ${id} ${title}`);
    byId("pane-body").replaceChildren(contentOf(key));
    const keys = siblings();
    const at = keys.indexOf(key);
    for (const button of pane.querySelectorAll("[data-step]")) button.disabled = !keys[at + Number(button.dataset.step)];
    if (!pane.open) pane.showModal();
    pane.scrollTop = 0;
    byId("pane-title").focus();
    return true;
  };
  const go = (key) => { if (show(key)) history.replaceState(null, "", "#" + key); };
  // A link within the pane may have led elsewhere already.
  pane.addEventListener("close", () => {
    if (location.hash === "#" + shown) history.replaceState(null, "", location.pathname + location.search);
  });
  pane.addEventListener("click", (event) => {
    if (event.target === pane || event.target.closest("[data-close]")) return pane.close();
    const step = event.target.closest("[data-step]");
    if (step) { const keys = siblings(); go(keys[keys.indexOf(shown) + Number(step.dataset.step)]); }
    if (event.target.closest("a[href^='#']")) pane.close();
  });

  // A link to a requirement opens the list that it stands in.
  const follow = () => {
    let hash = location.hash.slice(1);
    try { hash = decodeURIComponent(hash); } catch { /* then as it is */ }
    if (!hash || show(hash)) return;
    const target = byId(hash);
    const around = target && target.closest("details");
    if (around) { around.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", follow);

  if (!table) return follow();

  // Every cell that there is something to show for becomes a link to it.
  const stems = [...table.querySelectorAll("th[data-stem]")].map((th) => th.dataset.stem);
  const rows = [...table.querySelectorAll("tr[data-id]")];
  for (const row of rows) {
    stems.forEach((stem, i) => {
      const cell = row.cells[1 + 2 * i];
      const key = stem + "/" + row.dataset.id;
      if (cell.querySelector("a") || !(data.results || {})[key]) return;
      cell.replaceChildren(el("a", { href: "#" + key }, ...cell.childNodes));
    });
  }
  table.addEventListener("click", (event) => {
    const link = event.target.closest("td a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (show(decodeURIComponent(link.hash.slice(1)))) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
    }
  });

  // Filters ---------------------------------------------------------------------------------------
  const filters = byId("filters");
  const find = byId("find");
  const off = new Set();
  const texts = rows.map((row) => (row.cells[0].textContent + " " + row.dataset.k).toLowerCase());
  const worst = ["fail", "ns", "ok", "info", "un", "no"];
  const standing = (row, i) => {
    const classes = [row.cells[1 + 2 * i].className, row.cells[2 + 2 * i].className];
    // A result that is UNIMPLEMENTED or INFORMATIONAL is that, whatever its close was.
    return classes[0] === "un" || classes[0] === "info" || classes[0] === "no" ? classes[0]
      : worst.find((name) => classes.includes(name)) || "no";
  };
  const standings = rows.map((row) => stems.map((_, i) => standing(row, i)));
  const surprises = rows.map((row) => stems.map((_, i) => row.cells[1 + 2 * i].querySelector(".x") !== null));

  const apply = () => {
    const wanted = new Set([...byId("standings").querySelectorAll(":checked")].map((box) => box.value));
    const only = byId("unexpected").checked;
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, r) => {
      const fits = words.every((word) => texts[r].includes(word)) &&
        stems.some((_, i) => !off.has(i) && wanted.has(standings[r][i]) && (!only || surprises[r][i]));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    for (const group of table.tBodies) group.rows[0].hidden = !group.querySelector("tr[data-id]:not([hidden])");
    byId("count").textContent = `${count} of ${rows.length} cases`;
  };
  const toggleColumn = (i, hidden) => {
    hidden ? off.add(i) : off.delete(i);
    const [names, kinds] = table.tHead.rows;
    for (const cell of [names.cells[1 + i], kinds.cells[2 * i], kinds.cells[2 * i + 1]]) cell.hidden = hidden;
    for (const row of rows) row.cells[1 + 2 * i].hidden = row.cells[2 + 2 * i].hidden = hidden;
  };

  stems.forEach((stem, i) => {
    const box = el("input", { type: "checkbox", checked: "" });
    box.addEventListener("change", () => { toggleColumn(i, !box.checked); apply(); });
    byId("agents").lastElementChild.append(el("label", {}, box, table.tHead.rows[0].cells[1 + i].textContent));
  });
  byId("agents").hidden = stems.length < 2;
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.reset();
  filters.hidden = false;
  apply();
  follow();
})();
