"use strict";
// The charts of cost: latency and energy by layer, memory over time, roofline.
const plots = (() => {
  const { common, valueAxis, zoom, tip } = charts;
  const { middle } = values;

  const columns = (look, layers) => {
    const many = layers.length > 32;
    return {
      grid: { left: 66, right: 16, top: 62, bottom: many ? 44 : 112 },
      xAxis: {
        type: "category", data: layers.map(layer => layer.name), axisTick: { show: false },
        axisLine: { lineStyle: { color: look.line } },
        axisLabel: { show: !many, interval: 0, rotate: 40, color: look.soft, formatter: name => middle(name, 18) },
      },
      dataZoom: zoom(look, many),
    };
  };
  const perLayer = (look, layers, axisName, format, rows) => ({
    ...common(look), ...columns(look, layers), yAxis: valueAxis(look, axisName, format),
    tooltip: {
      ...common(look).tooltip, trigger: "axis", axisPointer: { type: "shadow" },
      formatter: shown => tip(layers[shown[0].dataIndex].name, rows(layers[shown[0].dataIndex])),
    },
  });
  const stack = (layers, names, key, colourOf) => names.map(name => ({
    name, type: "bar", stack: key, barMaxWidth: 48, itemStyle: { color: colourOf(name) },
    data: layers.map(layer => layer[key][name] ?? 0),
  }));

  const latency = (layers, causes, colourOf) => look => ({
    ...perLayer(look, layers, "cycles", units.short, layer => [
      ["cycles", units.count(layer.cycles)],
      ...Object.entries(layer.cyclesByCause).map(([name, cycles]) => ["  " + name, units.count(cycles)]),
      ["bound", units.count(layer.boundCycles)], ["busiest", layer.bottleneck],
    ]),
    series: [
      ...stack(layers, causes, "cyclesByCause", colourOf),
      {
        name: "bound", type: "scatter", symbol: "rect", symbolSize: [Math.max(2, Math.min(24, Math.round(600 / layers.length))), 3], z: 5,
        itemStyle: { color: look.ink }, data: layers.map(layer => layer.boundCycles),
      },
    ],
  });

  const energy = (layers, components, colourOf) => look => ({
    ...perLayer(look, layers, "energy", units.picojoules, layer => [
      ["all", units.picojoules(layer.energyPicojoules)],
      ...Object.entries(layer.energyPicojoulesByComponent).map(([name, value]) => ["  " + name, units.picojoules(value)]),
    ]),
    series: stack(layers, components, "energyPicojoulesByComponent", colourOf),
  });

  // One strip for each level, over the cycles of the network.
  const memory = (layers, levels, colourOf) => look => {
    const starts = [0];
    layers.forEach(layer => starts.push(starts.at(-1) + layer.cycles));
    const height = 96;
    // Axes end at twice a power of two, so that their ticks are whole.
    const tick = level => 2 ** Math.ceil(Math.log2(Math.max(8, ...layers.map(layer => layer.residentBits[level.name] ?? 0)) / 2));
    const of = index => layers[Math.min(index, layers.length - 1)];
    return {
      ...common(look), legend: { show: false },
      title: levels.map((level, index) => ({ text: `${middle(level.name, 40)}, of ${units.bits(level.capacityBits)}`, left: 0, top: index * (height + 44), textStyle: { fontSize: 13, fontWeight: 600, color: look.ink } })),
      grid: levels.map((level, index) => ({ left: 66, right: 16, top: index * (height + 44) + 26, height })),
      xAxis: levels.map((level, index) => ({
        type: "value", gridIndex: index, max: starts.at(-1), name: index === levels.length - 1 ? "cycles" : "", nameLocation: "middle", nameGap: 26, nameTextStyle: { color: look.soft },
        axisLabel: { show: index === levels.length - 1, color: look.soft, formatter: units.short, hideOverlap: true }, splitLine: { show: false }, axisLine: { lineStyle: { color: look.line } },
      })),
      yAxis: levels.map((level, index) => ({ ...valueAxis(look, "", units.bits), gridIndex: index, min: 0, max: 2 * tick(level), interval: tick(level) })),
      axisPointer: { link: [{ xAxisIndex: "all" }], label: { show: false } },
      tooltip: {
        ...common(look).tooltip, trigger: "axis",
        formatter: shown => {
          const layer = of(shown[0].dataIndex);
          return tip(layer.name, levels.map(level => [level.name, layer.residentBits[level.name] === undefined ? "" : units.bits(layer.residentBits[level.name])]));
        },
      },
      series: levels.map((level, index) => ({
        name: level.name, type: "line", step: "end", symbol: "none", xAxisIndex: index, yAxisIndex: index,
        lineStyle: { color: colourOf(level.name), width: 1.5 }, itemStyle: { color: colourOf(level.name) }, areaStyle: { color: colourOf(level.name), opacity: 0.25 },
        data: starts.map((start, at) => [start, of(at).residentBits[level.name] ?? 0]),
      })),
    };
  };

  const roofline = (layers, rooflines, colourOf) => look => {
    const used = new Set(layers.map(layer => layer.precision));
    const dots = layers.map(layer => ({ layer, name: layer.name, value: [layer.macs / layer.outerTrafficBits, layer.macs / layer.cycles] }));
    const xs = [...dots.map(dot => dot.value[0]), ...rooflines.map(roof => roof.macsPerCycle / roof.bitsPerCycle)];
    const low = 10 ** Math.floor(Math.log10(Math.min(...xs)));
    const high = 10 ** Math.ceil(Math.log10(Math.max(...xs) * 1.5));
    const axis = name => ({ ...valueAxis(look, name, units.short), type: "log", nameLocation: "middle", nameTextStyle: { color: look.soft }, minorSplitLine: { show: false } });
    return {
      ...common(look),
      legend: { ...common(look).legend, data: rooflines.map(roof => roof.precision), selected: Object.fromEntries(rooflines.map(roof => [roof.precision, used.size === 0 || used.has(roof.precision)])) },
      grid: { left: 74, right: 24, top: 46, bottom: 52 },
      tooltip: {
        ...common(look).tooltip, trigger: "item",
        formatter: shown => {
          if (shown.seriesType === "line") {
            const roof = rooflines[shown.seriesIndex];
            return tip(roof.unit + " · " + roof.precision, [["peak, MACs/cycle", units.number(roof.macsPerCycle)], ["memory, bits/cycle", units.number(roof.bitsPerCycle)]]);
          }
          const layer = shown.data.layer;
          return tip(layer.name, [
            ["format", layer.precision], ["MACs", units.count(layer.macs)], ["cycles", units.count(layer.cycles)],
            ["traffic", units.bits(layer.outerTrafficBits)], ["used", units.percent(layer.utilization)], ["busiest", layer.bottleneck],
          ]);
        },
      },
      xAxis: { ...axis("MACs per bit of outer traffic"), nameGap: 28, min: low, max: high },
      yAxis: { ...axis("MACs per cycle"), nameGap: 52 },
      series: [
        ...rooflines.map(roof => ({
          name: roof.precision, type: "line", symbol: "circle", symbolSize: 5, lineStyle: { width: 2, color: colourOf(roof.precision) }, itemStyle: { color: colourOf(roof.precision) },
          data: [low, roof.macsPerCycle / roof.bitsPerCycle, high].sort((a, b) => a - b).map(x => [x, Math.min(roof.macsPerCycle, x * roof.bitsPerCycle)]),
        })),
        {
          name: "layers", type: "scatter", symbolSize: layers.length > 60 ? 8 : 12, z: 5,
          data: dots.map(dot => ({ ...dot, itemStyle: { color: colourOf(dot.layer.precision), borderColor: look.ink, borderWidth: 1, opacity: 0.9 } })),
        },
      ],
    };
  };

  return { latency, energy, memory, roofline };
})();
