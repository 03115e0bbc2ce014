"use strict";
// Draws bench.json's groups: by size as lines on log axes, else as bars. The numbers stand in a table
// beside each chart, so nothing is said by colour alone.
(() => {
  const { groups, trends } = JSON.parse(document.getElementById("bench-data").textContent);
  const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7a5195", "#6b7280"];
  const points = ["circle", "triangle", "rect", "rectRot", "star", "cross", "rectRounded", "crossRot"];
  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const charts = [];

  const label = (row) => [row.peer, row.kernel].filter(Boolean).join(" ") || row.name;
  const number = (value) => Number(value).toLocaleString("en", { maximumSignificantDigits: 4 });
  const size = (octets) => octets >= 1048576 && octets % 1048576 === 0 ? octets / 1048576 + " Mi"
    : octets >= 1024 && octets % 1024 === 0 ? octets / 1024 + " Ki" : String(octets);

  const lines = (group) => {
    const series = new Map();
    const limit = new Map();
    for (const row of group.rows) {
      if (!row.size) continue;
      if (!series.has(label(row))) series.set(label(row), []);
      series.get(label(row)).push({ x: row.size, y: row.value });
      if (row.limit && !limit.has(row.size)) limit.set(row.size, row.limit);
    }
    const ascending = (a, b) => a.x - b.x;
    const sets = [...series].map(([name, values], i) => ({
      label: name, data: values.sort(ascending), borderColor: colours[i % colours.length],
      backgroundColor: colours[i % colours.length], pointStyle: points[i % points.length], pointRadius: 4, borderWidth: 2,
    }));
    if (limit.size) {
      sets.push({ label: "limit of the machine", data: [...limit].map(([x, y]) => ({ x, y })).sort(ascending),
        borderColor: variable("--quiet"), backgroundColor: variable("--quiet"), borderDash: [6, 4], pointStyle: "line", pointRadius: 0, borderWidth: 2 });
    }
    return { type: "line", data: { datasets: sets } };
  };

  const bars = (group) => {
    const rows = [...group.rows].sort((a, b) => b.value - a.value);
    const names = rows.map((row) => label(row));
    const sets = [{ label: group.unit, data: rows.map((row) => row.value),
      backgroundColor: rows.map((row) => row.peer ? colours[7] : colours[0]) }];
    return { type: "bar", data: { labels: names, datasets: sets } };
  };

  const axis = (title, log) => ({
    type: log ? "logarithmic" : "linear", beginAtZero: !log, grid: { color: variable("--line") },
    title: { display: true, text: title, color: variable("--quiet") },
    ticks: { color: variable("--quiet"), autoSkip: true, maxTicksLimit: 9 },
  });

  const options = (group) => {
    const by = group.by_size;
    const scales = by ? { x: axis("octets", true), y: axis(group.unit, true) }
      : { x: axis(group.unit, false), y: { ticks: { color: variable("--ink") }, grid: { display: false } } };
    if (by) {
      // Powers of two say more than powers of ten here.
      const sizes = [...new Set(group.rows.map((row) => row.size).filter(Boolean))].sort((a, b) => a - b)
        .filter((value, i, all) => i === 0 || value / all[i - 1] > 1.25);  // no room for 65,535 beside 65,536
      scales.x.afterBuildTicks = (scale) => { scale.ticks = sizes.map((value) => ({ value })); };
      scales.x.ticks.callback = (value) => size(value);
      scales.y.ticks.callback = (value) => number(value);
      scales.y.afterBuildTicks = (scale) => {
        scale.ticks = scale.ticks.filter(({ value }) => [1, 2, 5].includes(Number(value.toExponential(0)[0])));
      };
      // Room for the marks at the edges.
      const values = group.rows.flatMap((row) => [row.value, row.limit || row.value]);
      scales.y.suggestedMax = Math.max(...values) * 1.3;
      scales.y.suggestedMin = Math.min(...values) / 1.3;
    }
    return {
      indexAxis: by ? "x" : "y", animation: false, responsive: true, maintainAspectRatio: false, scales,
      plugins: {
        legend: { display: by, labels: { color: variable("--ink"), usePointStyle: true, boxHeight: 7 } },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${number(by ? item.parsed.y : item.parsed.x)} ${by ? group.unit : ""}` } },
      },
    };
  };

  const trend = (points) => ({
    type: "line",
    data: { labels: points.map(([time, commit]) => `${time.slice(0, 10)} ${commit}`.trim()),
      datasets: [{ label: "figure", data: points.map((point) => point[2]), borderColor: colours[0], backgroundColor: colours[0], pointRadius: 2, borderWidth: 2 }] },
    options: { animation: false, responsive: true, maintainAspectRatio: false, plugins: { legend: { display: false } },
      scales: { x: { ticks: { color: variable("--quiet"), maxTicksLimit: 4 }, grid: { display: false } }, y: { ticks: { color: variable("--quiet"), maxTicksLimit: 5 }, grid: { color: variable("--line") } } } },
  });

  // Charts are drawn when their view is first seen: a canvas that is hidden has no size.
  const draw = () => {
    const view = document.querySelector("section.view[aria-labelledby='bench']");
    if (!view || view.hidden) return;
    while (charts.length) charts.pop().destroy();
    for (const canvas of document.querySelectorAll("canvas[data-trend]")) {
      canvas.parentElement.hidden = false;
      charts.push(new Chart(canvas, trend(trends[Number(canvas.dataset.trend)])));
    }
    for (const canvas of document.querySelectorAll("canvas[data-group]")) {
      const group = groups[Number(canvas.dataset.group)];
      canvas.parentElement.hidden = false;
      const config = group.by_size ? lines(group) : bars(group);
      charts.push(new Chart(canvas, { ...config, options: options(group) }));
    }
  };
  W.onView((view) => { if (view === "bench" && charts.length === 0) draw(); });
  document.addEventListener("themechange", draw);
})();
