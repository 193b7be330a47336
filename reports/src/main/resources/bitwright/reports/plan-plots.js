"use strict";
// The charts of a plan: its formats over the network's graph, and the Pareto front.
const planPlots = (() => {
  const { common, valueAxis, zoom, tip, grey } = charts;
  const { inkOn } = values;

  // A place for each layer: its turn from left to right, and a lane that it shares with nothing
  // that lives at the same time; the main branch keeps the first lane.
  const places = layers => {
    const index = new Map(layers.map((layer, at) => [layer.name, at]));
    const inputs = layers.map(layer => layer.inputs.map(name => index.get(name)).filter(at => at !== undefined));
    const last = layers.map((layer, at) => at);
    inputs.forEach((from, at) => from.forEach(source => { last[source] = Math.max(last[source], at); }));
    const lanes = [];
    const free = [];
    layers.forEach((layer, at) => {
      const heirs = inputs[at].filter(source => last[source] === at).map(source => lanes[source]);
      let lane = heirs.length ? Math.min(...heirs) : 0;
      if (!heirs.length) while ((free[lane] ?? -1) >= at) lane++;
      lanes.push(lane);
      free[lane] = last[at];
    });
    return { inputs, lanes };
  };

  const graph = (layers, couplings, formatOf, colourOf) => {
    const { inputs, lanes } = places(layers);
    const index = new Map(layers.map((layer, at) => [layer.name, at]));
    const deepest = Math.max(...lanes, 0);
    const gap = null;
    const edges = inputs.flatMap((from, at) => from.flatMap(source => [[source, -lanes[source]], [at, -lanes[at]], [gap, gap]]));
    const partners = new Map();
    const arcs = couplings.flatMap(({ attribute, layers: names }) => {
      const members = names.map(name => index.get(name)).filter(at => at !== undefined).sort((a, b) => a - b);
      members.forEach(at => partners.set(layers[at].name, [...(partners.get(layers[at].name) ?? []), attribute + " with " + members.filter(other => other !== at).map(other => layers[other].name).join(", ")]));
      return members.slice(1).flatMap((at, turn) => {
        const before = members[turn];
        return [[before, -lanes[before]], [(before + at) / 2, 0.62], [at, -lanes[at]], [gap, gap]];
      });
    });
    const formats = [...new Set(layers.map(formatOf))].filter(format => format !== "-").sort();
    const many = layers.length > 60;
    return look => ({
      ...common(look),
      legend: { ...common(look).legend, data: [...formats, ...(arcs.length ? ["coupled"] : []), "no format"], formatter: undefined },
      grid: { left: 12, right: 12, top: 40, bottom: many ? 40 : 12 },
      xAxis: { type: "value", show: false, min: -0.7, max: layers.length - 0.3 },
      yAxis: { type: "value", show: false, min: -deepest - 0.6, max: 0.9 },
      dataZoom: zoom(look, many),
      tooltip: {
        ...common(look).tooltip, trigger: "item",
        formatter: ({ data }) => data.layer ? tip(data.layer.name, [
          ["format", formatOf(data.layer) === "-" ? "" : formatOf(data.layer)], ["operator", data.layer.op],
          ["loss", data.layer.loss === null ? "" : units.number(data.layer.loss)],
          ["cycles", units.count(data.layer.cycles)], ["energy", units.picojoules(data.layer.energyPicojoules)],
          ["weights", data.layer.weightBits ? units.bits(data.layer.weightBits) : ""], ["busiest", data.layer.bottleneck],
          ...(partners.get(data.layer.name) ?? []).map(text => ["coupled", text]),
        ]) : undefined,
      },
      series: [
        ...formats.map(format => ({
          name: format, type: "scatter", symbol: "roundRect", itemStyle: { color: colourOf(format), borderColor: look.card, borderWidth: layers.length > 120 ? 0 : 1, opacity: 1 }, z: 4,
          symbolSize: [Math.max(4, Math.min(54, 950 / layers.length)), 30],
          label: { show: layers.length <= 26, formatter: format, color: inkOn(colourOf(format)), fontSize: 11, fontWeight: 600 },
          data: layers.map((layer, at) => ({ layer, name: layer.name, value: [at, -lanes[at]] })).filter(({ layer }) => formatOf(layer) === format),
        })),
        {
          name: "no format", type: "scatter", symbol: "circle", symbolSize: layers.length > 120 ? 3 : 7, itemStyle: { color: grey }, z: 3,
          data: layers.map((layer, at) => ({ layer, name: layer.name, value: [at, -lanes[at]] })).filter(({ layer }) => formatOf(layer) === "-"),
        },
        { name: "reads", type: "line", symbol: "none", silent: true, lineStyle: { color: look.soft, width: 1 }, data: edges, z: 1 },
        { name: "coupled", type: "line", symbol: "none", silent: true, smooth: 0.5, lineStyle: { color: look.accent, width: 1.5, type: "dashed" }, itemStyle: { color: look.accent }, data: arcs, z: 2 },
      ],
    });
  };

  // Where a layer is among the chart's series, for the arrow keys.
  const graphTarget = (layers, formatOf) => {
    const formats = [...new Set(layers.map(formatOf))].filter(format => format !== "-").sort();
    return at => {
      const format = formatOf(layers[at]);
      const before = layers.slice(0, at).filter(layer => formatOf(layer) === format).length;
      return { seriesIndex: format === "-" ? formats.length : formats.indexOf(format), dataIndex: before };
    };
  };

  const front = (plan, picked) => look => {
    const { cost } = plan.front;
    const costs = row => Object.entries(row.costs).map(([name, value]) => [name, units.number(value)]);
    return {
      ...common(look),
      grid: { left: 74, right: 24, top: 46, bottom: 52 },
      xAxis: { ...valueAxis(look, cost + " of the contractions", units.number), type: "value", scale: true, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: look.soft } },
      yAxis: { ...valueAxis(look, "loss", units.number), type: "value", nameLocation: "middle", nameGap: 56, nameTextStyle: { color: look.soft } },
      tooltip: { ...common(look).tooltip, trigger: "item", formatter: ({ seriesName, data }) => tip(data.title ?? seriesName, [["loss", units.number(data.value[1])], ...costs(data.row)]) },
      series: [
        {
          name: "front", type: "line", symbol: "circle", symbolSize: 8, lineStyle: { color: look.accent, width: 1 }, itemStyle: { color: look.accent },
          data: plan.front.points.map((point, at) => ({
            row: point, at, value: [point.costs[cost] ?? 0, point.loss], symbolSize: at === picked() ? 16 : 8,
            itemStyle: at === picked() ? { color: look.card, borderColor: look.accent, borderWidth: 3 } : {},
          })),
        },
        {
          name: "uniform", type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: grey },
          label: { show: true, color: look.soft, fontSize: 11, formatter: ({ data }) => data.row.precision },
          // Neighbours often cost nearly the same: their names stand on different sides.
          data: plan.uniform.map((row, index) => ({ row, label: { position: ["top", "right", "left"][index % 3] }, title: "all " + row.precision, value: [row.costs[cost] ?? 0, row.loss] })),
        },
        {
          name: "this plan", type: "scatter", symbol: "pin", symbolSize: 34, symbolOffset: [0, -6], itemStyle: { color: "#d0442f", opacity: 1 }, z: 6,
          data: [{ row: plan, title: "this plan", value: [plan.costs[cost] ?? 0, plan.loss] }],
        },
      ],
    };
  };

  return { graph, graphTarget, front };
})();
