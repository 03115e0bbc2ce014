"use strict";
// The page without this is a summary. What is here: the data, the views and their links, the theme.
// Data becomes text nodes only, never markup.
const W = (() => {
  const byId = (id) => document.getElementById(id);

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  // Data (matrix_data() in matrix_data.cc says what is where) -------------------------------------
  const data = JSON.parse(byId("matrix-data").textContent);
  const behaviours = { O: ["ok", "OK"], N: ["ns", "Non-strict"], I: ["info", "Info"], U: ["un", "Unimplemented"], F: ["fail", "Failed"] };
  const closes = { O: ["ok", ""], I: ["info", ""], F: ["fail", "Failed"], U: ["fail", "Unclean"], W: ["fail", "Wrong code"], C: ["ns", "Not dropped"] };
  const rank = ["no", "un", "info", "ok", "ns", "fail"];

  const standing = (behaviour, close) => {
    if (behaviour === "fail" || behaviour === "un" || behaviour === "info") return behaviour;
    if (close === "fail") return "fail";
    return close === "ns" || behaviour === "ns" ? "ns" : "ok";
  };
  const read = (word) => {
    if (word === "-") return null;
    const [behaviour, behaviourWord] = behaviours[word[0]];
    const [close, closeWord] = closes[word[1]];
    const code = (word.match(/\d+/) || [""])[0];
    return {
      word, code, behaviour, behaviourWord, close, standing: standing(behaviour, close),
      closeWord: behaviour === "un" ? "" : [closeWord, code].filter(Boolean).join(" ") || "no code",
      unexpected: word.includes("*"), died: word.includes("!"),
    };
  };
  const known = new Map();  // thousands of cells, a few dozen different ones
  const cell = (word) => { if (!known.has(word)) known.set(word, read(word)); return known.get(word); };
  const columns = data.columns.map((column, i) => ({ ...column, cells: data.cells[i].split(",").map(cell) }));
  const cases = data.cases.map(([id, title, table, severity, requirements, flags, place, why]) => (
    { id, title, table, severity, requirements, flags, place, why }));
  const rowOf = new Map(cases.map((test, i) => [test.id, i]));
  const columnOf = new Map(columns.map((column, i) => [column.s, i]));

  // Details of a subject's cases come packed, and are unpacked when somebody asks for one.
  const unpacked = new Map();
  const unpack = async (column) => {
    const source = byId("details-" + column);
    if (!source) return null;
    const octets = Uint8Array.from(atob(source.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  const details = async (column, row) => {
    if (!unpacked.has(column)) unpacked.set(column, unpack(column).catch(() => null));
    const all = await unpacked.get(column);
    return all && all[row];
  };

  // Theme -----------------------------------------------------------------------------------------
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const storage = (work) => { try { return work(localStorage); } catch { return null; } };  // a file may have none
  const remembered = storage((store) => store.getItem("wsgauntlet-theme"));
  if (remembered === "dark" || remembered === "light") root.dataset.theme = remembered;
  const button = byId("theme");
  const changed = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    document.dispatchEvent(new Event("themechange"));
  };
  button.hidden = false;
  button.textContent = isDark() ? "Light" : "Dark";
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    storage((store) => store.setItem("wsgauntlet-theme", root.dataset.theme));
    changed();
  });
  dark.addEventListener("change", changed);

  // Views and links -------------------------------------------------------------------------------
  // "#view", "#view?name=value&...", "#id of something within a view", or "#stem/case" for short.
  const views = [...document.querySelectorAll("section.view")];
  const nameOf = (view) => view.getAttribute("aria-labelledby");
  const tabs = [...document.querySelectorAll("nav a")];
  root.classList.add("scripted");

  const place = () => {
    let hash = location.hash.slice(1);
    try { hash = decodeURIComponent(hash.replace(/\+/g, "%20")); } catch { /* then as it is */ }
    const at = location.hash.indexOf("?");
    const name = at < 0 ? hash : location.hash.slice(1, at);
    const parameters = new URLSearchParams(at < 0 ? "" : location.hash.slice(at + 1));
    if (name.includes("/") && isCase(name)) return { view: "results", parameters: new URLSearchParams({ case: name }) };
    if (views.some((view) => nameOf(view) === name)) return { view: name, parameters };
    const target = name && byId(name);
    const view = target && target.closest("section.view");
    return view ? { view: nameOf(view), parameters, target } : { view: "results", parameters };
  };
  const split = (key) => { const at = key.lastIndexOf("/"); return [columnOf.get(key.slice(0, at)), rowOf.get(key.slice(at + 1))]; };
  const isCase = (key) => { const [column, row] = split(key); return column !== undefined && row !== undefined && columns[column].cells[row] !== null; };

  const listeners = [];
  let current = "";
  const follow = () => {
    const { view, parameters, target } = place();
    if (view !== current && !target) scrollTo(0, 0);
    current = view;
    for (const one of views) one.hidden = nameOf(one) !== view;
    for (const tab of tabs) tab.hash === "#" + view ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current");
    for (const listener of listeners) listener(view, parameters);
    if (target) {
      for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      target.scrollIntoView({ block: "center" });
      target.classList.add("target");
      setTimeout(() => target.classList.remove("target"), 4000);
    }
  };
  const link = (parameters) => {
    const text = parameters.toString().replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2A/g, "*");
    return "#results" + (text ? "?" + text : "");
  };
  /// Changes the address without a new entry in the history.
  const replace = (parameters) => { history.replaceState(null, "", link(parameters)); };
  addEventListener("hashchange", follow);
  addEventListener("DOMContentLoaded", follow);

  // The list of requirements ----------------------------------------------------------------------
  const requirementFilter = byId("requirement-filter");
  if (requirementFilter) {
    const bodies = [...requirementFilter.parentElement.querySelectorAll(".reqtable tbody")];
    const apply = () => {
      const words = byId("requirement-find").value.toLowerCase().split(/\s+/).filter(Boolean);
      const gaps = byId("requirement-gaps").checked, failed = byId("requirement-failed").checked;
      let count = 0;
      for (const body of bodies) {
        const [head, ...rows] = body.rows;
        for (const row of rows) {
          const text = (head.textContent + " " + row.textContent).toLowerCase();
          row.hidden = !words.every((word) => text.includes(word)) || (gaps && !row.querySelector(".tag.ns")) || (failed && !row.querySelector("td.fail"));
          count += row.hidden ? 0 : 1;
        }
        head.hidden = rows.every((row) => row.hidden);
      }
      byId("requirement-count").textContent = `${count} statements`;
    };
    requirementFilter.addEventListener("input", apply);
    requirementFilter.addEventListener("submit", (event) => event.preventDefault());
    requirementFilter.hidden = false;
    apply();
  }

  return { byId, el, columns, cases, data, details, rank, link, replace, place, split, isCase, follow, onView: (listener) => listeners.push(listener) };
})();
