"use strict";
// The page's charts. Names reach a chart as plain text only: axis labels are drawn as SVG text and
// tooltips are elements whose text is set, never markup.
const charts = (() => {
  const formatPalette = ["#4269d0", "#efb118", "#ff725c", "#3ca951", "#97bbf5", "#ff8ab7", "#a463f2", "#6cc5b0", "#9c6b4e"];
  const resourcePalette = ["#6cc5b0", "#a463f2", "#9c6b4e", "#ff8ab7", "#3ca951", "#97bbf5", "#efb118", "#4269d0", "#ff725c", "#b8860b", "#2f7f8f", "#c0504d", "#7f7f3f"];
  const grey = "#9498a0";
  const drawn = [];

  // Each name its colour, the same all over the page; "-" stands for none.
  const colours = (names, palette) => {
    const map = new Map([...new Set(names)].filter(name => name !== "-").sort()
      .map((name, index) => [name, palette[index % palette.length]]));
    return name => map.get(name) ?? grey;
  };

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const read = name => style.getPropertyValue(name).trim();
    return { ink: read("--ink"), soft: read("--soft"), line: read("--line"), card: read("--card") };
  };

  // A name shortened in its middle; most of its end stays, which tells layers apart.
  const middle = (name, width) => {
    const head = Math.floor((width - 1) / 4);
    return name.length <= width ? name : name.slice(0, head) + "…" + name.slice(name.length - (width - 1 - head));
  };

  // A tooltip: a title and rows of label and value.
  const tip = (title, rows) => {
    const box = document.createElement("div");
    box.className = "tip";
    box.appendChild(document.createElement("b")).textContent = title;
    const table = box.appendChild(document.createElement("table"));
    for (const row of rows) {
      const line = table.insertRow();
      for (const cell of row) line.insertCell().textContent = cell;
    }
    return box;
  };

  const common = look => ({
    animation: false,
    textStyle: { color: look.ink, fontFamily: "system-ui, sans-serif" },
    tooltip: { backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink, fontSize: 13 }, confine: true },
    legend: { top: 0, type: "scroll", textStyle: { color: look.ink }, pageTextStyle: { color: look.ink }, inactiveColor: look.line },
  });

  const valueAxis = (look, name, format) => ({
    name, nameTextStyle: { color: look.soft, align: "left" }, axisLabel: { color: look.soft, formatter: format },
    axisLine: { show: false }, splitLine: { lineStyle: { color: look.line } },
  });

  const columns = (look, layers) => {
    const many = layers.length > 40;
    return {
      grid: { left: 62, right: 16, top: 46, bottom: many ? 56 : 104 },
      xAxis: {
        type: "category", data: layers.map(layer => layer.name), axisTick: { show: false },
        axisLine: { lineStyle: { color: look.line } },
        axisLabel: { show: !many, interval: 0, rotate: 40, color: look.soft, formatter: name => middle(name, 18) },
      },
      dataZoom: many ? [{ type: "slider", height: 18, bottom: 12, labelFormatter: "", borderColor: look.line, textStyle: { color: look.soft } }] : [],
    };
  };

  const perLayer = (look, layers, axisName, format, rows) => ({
    ...common(look), ...columns(look, layers), yAxis: valueAxis(look, axisName, format),
    tooltip: {
      ...common(look).tooltip, trigger: "axis", axisPointer: { type: "shadow" },
      formatter: shown => tip(layers[shown[0].dataIndex].name, rows(layers[shown[0].dataIndex])),
    },
  });

  const cycles = (layers, colourOf) => look => ({
    ...perLayer(look, layers, "cycles", units.short, layer => [
      ["cycles", units.count(layer.cycles)], ["bound", units.count(layer.boundCycles)], ["bottleneck", layer.bottleneck],
      ...Object.entries(layer.busyCycles).map(([name, busy]) => ["busy: " + name, units.count(busy)]),
    ]),
    series: [
      ...[...new Set(layers.map(layer => layer.bottleneck))].map(name => ({
        name, type: "bar", stack: "cycles", barMaxWidth: 48, itemStyle: { color: colourOf(name) },
        data: layers.map(layer => layer.bottleneck === name ? layer.cycles : null),
      })),
      {
        name: "bound", type: "scatter", symbol: "rect", symbolSize: [Math.max(2, Math.min(20, Math.round(600 / layers.length))), 3], z: 5,
        itemStyle: { color: look.ink }, data: layers.map(layer => layer.boundCycles),
      },
    ],
  });

  const energy = (layers, components, colourOf) => look => ({
    ...perLayer(look, layers, "energy", units.picojoules, layer => [
      ["all", units.picojoules(layer.energyPicojoules)],
      ...Object.entries(layer.energyPicojoulesByComponent).map(([name, value]) => [name, units.picojoules(value)]),
    ]),
    series: components.map(name => ({
      name, type: "bar", stack: "energy", barMaxWidth: 48, itemStyle: { color: colourOf(name) },
      data: layers.map(layer => layer.energyPicojoulesByComponent[name] ?? 0),
    })),
  });

  const roofline = (layers, rooflines, colourOf) => look => {
    const dots = layers.map(layer => ({ layer, value: [layer.macs / layer.outerTrafficBits, layer.macs / layer.cycles] }));
    const ridges = rooflines.map(roof => roof.macsPerCycle / roof.bitsPerCycle);
    const xs = [...dots.map(dot => dot.value[0]), ...ridges];
    const low = 10 ** Math.floor(Math.log10(Math.min(...xs)));
    const high = 10 ** Math.ceil(Math.log10(Math.max(...xs) * 1.5));
    const axis = name => ({
      ...valueAxis(look, name, units.short), type: "log", nameLocation: "middle",
      nameTextStyle: { color: look.soft }, minorSplitLine: { show: false },
    });
    const named = roof => roof.unit + " · " + roof.precision;
    return {
      ...common(look),
      legend: { ...common(look).legend, data: rooflines.map(named) },
      grid: { left: 74, right: 24, top: 46, bottom: 52 },
      tooltip: {
        ...common(look).tooltip, trigger: "item",
        formatter: shown => {
          if (shown.seriesType === "line") {
            const roof = rooflines[shown.seriesIndex];
            return tip(named(roof), [["peak, MACs/cycle", units.number(roof.macsPerCycle)], ["memory, bits/cycle", units.number(roof.bitsPerCycle)]]);
          }
          const layer = shown.data.layer;
          return tip(layer.name, [
            ["format", layer.precision], ["MACs", units.count(layer.macs)], ["cycles", units.count(layer.cycles)],
            ["traffic", units.bits(layer.outerTrafficBits)], ["used", units.percent(layer.utilization)], ["bottleneck", layer.bottleneck],
          ]);
        },
      },
      xAxis: { ...axis("MACs per bit of outer traffic"), nameGap: 28, min: low, max: high },
      yAxis: { ...axis("MACs per cycle"), nameGap: 52 },
      series: [
        ...rooflines.map(roof => ({
          name: named(roof), type: "line", symbol: "circle", symbolSize: 5, lineStyle: { width: 2, color: colourOf(roof.precision) },
          itemStyle: { color: colourOf(roof.precision) },
          data: [low, roof.macsPerCycle / roof.bitsPerCycle, high].sort((a, b) => a - b)
            .map(x => [x, Math.min(roof.macsPerCycle, x * roof.bitsPerCycle)]),
        })),
        {
          name: "layers", type: "scatter", symbolSize: 12, z: 5, data: dots.map(dot => ({
            ...dot, itemStyle: { color: colourOf(dot.layer.precision), borderColor: look.ink, borderWidth: 1 },
          })),
        },
      ],
    };
  };

  const add = (parent, height, label, option) => {
    const box = parent.appendChild(document.createElement("div"));
    box.className = "chart";
    box.style.height = height + "px";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", label + "; the numbers are in the table of layers.");
    const chart = echarts.init(box, null, { renderer: "svg" });
    drawn.push({ chart, option });
    chart.setOption(option(theme()));
  };
  const redraw = size => drawn.forEach(({ chart, option }) => {
    chart.setOption(option(theme()), true);
    chart.resize(size);
  });

  addEventListener("resize", () => redraw({ width: "auto" }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw({ width: "auto" }));
  addEventListener("beforeprint", () => { document.documentElement.classList.add("light"); redraw({ width: 680 }); });
  addEventListener("afterprint", () => { document.documentElement.classList.remove("light"); redraw({ width: "auto" }); });

  return { add, middle, colours, formatPalette, resourcePalette, cycles, energy, roofline };
})();
