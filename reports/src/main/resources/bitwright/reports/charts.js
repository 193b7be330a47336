"use strict";
// What all charts share: colours, tooltips, the frame, keys and printing. Names reach a chart as
// plain text only: axis labels are drawn as SVG text and tooltips are elements whose text is set.
const charts = (() => {
  const formats = ["#4269d0", "#efb118", "#ff725c", "#3ca951", "#97bbf5", "#ff8ab7", "#a463f2", "#6cc5b0", "#9c6b4e", "#c7a600", "#1f8a99", "#b5486e",
    "#7f9c3a", "#5b3f99", "#e0a080", "#2a5674", "#d17be0", "#8c8c3c", "#f2b5d4", "#4f7942", "#a83232", "#79c7e3", "#6b6b83", "#d9d05f"];
  const resources = ["#3f7fbf", "#e0803c", "#5aa469", "#c65b7c", "#8a6fc9", "#c2a83e", "#4fb0ae", "#a0745a", "#e59ac0", "#7f93b2", "#93b84c", "#d0574b",
    "#5f5fa8", "#3d8f73", "#d9b38c", "#7a4b6d", "#8fc7e8", "#b0a18f", "#6b7a2f", "#f0c05a"];
  const grey = "#9498a0";
  const drawn = [];
  const { add, visible, middle } = values;

  // Each name its colour, the same all over the page; "-" stands for none.
  const colours = (names, palette) => {
    const map = new Map([...new Set(names)].filter(name => name !== "-").map((name, index) => [name, palette[index % palette.length]]));
    return name => map.get(name) ?? grey;
  };

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const read = name => style.getPropertyValue(name).trim();
    return { ink: read("--ink"), soft: read("--soft"), line: read("--line"), card: read("--card"), accent: read("--accent") };
  };

  // A tooltip: a title and rows of label and text.
  const tip = (title, rows) => {
    const box = document.createElement("div");
    box.className = "tip";
    add(box, "b", title);
    const table = add(box, "table");
    rows.filter(row => row[1] !== "").forEach(row => {
      const line = table.insertRow();
      row.forEach(cell => { line.insertCell().textContent = visible(String(cell)); });
    });
    return box;
  };

  const common = look => ({
    animation: false,
    textStyle: { color: look.ink, fontFamily: "system-ui, sans-serif" },
    tooltip: { backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink, fontSize: 13 }, confine: true },
    legend: { top: 0, left: 0, right: 0, type: "scroll", textStyle: { color: look.ink }, pageTextStyle: { color: look.ink }, pageIconColor: look.accent, pageIconInactiveColor: look.line, inactiveColor: look.soft, formatter: name => middle(name, 40) },
  });
  const valueAxis = (look, name, format) => ({
    name, nameTextStyle: { color: look.soft, align: "left" }, axisLabel: { color: look.soft, formatter: format, hideOverlap: true },
    axisLine: { show: false }, splitLine: { lineStyle: { color: look.line } },
  });
  const zoom = (look, many) => many
    ? [{ type: "slider", height: 18, bottom: 10, labelFormatter: "", borderColor: look.line, fillerColor: look.accent + "33", textStyle: { color: look.soft } }] : [];

  // Draws a chart. keys: { count, point } walks its items with the arrow keys; pick(item) is what a
  // click or Enter does, where item is what `point` or the event says.
  const draw = (parent, height, label, option, { count = 0, target, pick } = {}) => {
    const box = add(parent, "div", undefined, "chart");
    box.style.height = height + "px";
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", visible(label) + (count ? "; arrow keys move through it" + (pick ? ", Enter picks" : "") : "") + "; its numbers are in the tables.");
    const chart = echarts.init(box, null, { renderer: "svg" });
    const entry = { chart, option, box, refresh: () => chart.setOption(option(theme()), true) };
    drawn.push(entry);
    chart.setOption(option(theme()));
    if (pick) chart.on("click", event => pick(event));
    let at = -1;
    box.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Enter" && at >= 0 && pick) pick({ key: at });
      if (event.key === "Escape") chart.dispatchAction({ type: "hideTip" });
      if (!step || !count) return;
      event.preventDefault();
      at = Math.max(0, Math.min(count - 1, at + step));
      chart.dispatchAction({ type: "showTip", ...target(at) });
    });
    return entry;
  };
  const redraw = size => drawn.forEach(({ chart, refresh }) => {
    refresh();
    chart.resize(size);
    chart.getZr().flush();
  });

  const root = document.documentElement;
  const themes = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };
  const button = document.getElementById("theme");
  button.addEventListener("click", () => {
    const names = Object.keys(themes);
    const next = names[(names.indexOf(root.dataset.theme ?? "auto") + 1) % names.length];
    root.dataset.theme = next;
    button.textContent = themes[next];
    redraw();
  });
  const printing = () => root.classList.contains("printing");
  addEventListener("resize", () => { if (!printing()) drawn.forEach(({ chart }) => chart.resize({ width: "auto" })); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
  addEventListener("beforeprint", () => { root.classList.add("printing"); redraw({ width: 630 }); });
  addEventListener("afterprint", () => { root.classList.remove("printing"); redraw({ width: "auto" }); });

  return { draw, tip, common, valueAxis, zoom, colours, formats, resources, grey };
})();
