"use strict";
// The plan: its formats over the network's graph, its costs, and the Pareto front.
const planSections = (() => {
  const { number, add, section, table, paint, formatCell, middle } = values;

  const strip = (report, parent, colourOf, pick) => {
    const formatOf = layer => layer.precision;
    const chart = planPlots.graph(report.layers, report.plan?.couplings ?? [], formatOf, colourOf);
    charts.draw(parent, report.layers.length > 60 ? 200 : 170, `Formats of ${report.model.name} over its graph`, chart, {
      count: report.layers.length, target: planPlots.graphTarget(report.layers, formatOf),
      pick: event => pick(event.data ? report.layers.indexOf(event.data.layer) : event.key),
    });
    const reasons = (report.plan?.couplings ?? []).filter(coupling => coupling.reason);
    add(parent, "p", "Squares are layers with a format, in the network's order; dots are layers without one; lines are what a layer reads"
      + (report.plan?.couplings.length ? "; dashed arcs join layers that must agree." : "."), "note");
    if (!reasons.length) return;
    const box = add(parent, "details");
    add(box, "summary", "Why layers must agree");
    const list = add(box, "ul");
    reasons.forEach(coupling => add(list, "li", [coupling.attribute, " of ", coupling.layers.map(name => middle(name, 40)).join(", "), ": ", coupling.reason]));
  };

  const costTable = (report, parent) => {
    const { plan, accuracy } = report;
    const names = [...new Set([...Object.keys(plan.costs), ...Object.keys(plan.budgets)])];
    const costs = (keys, prefix) => names.map(name => {
      const value = number("number", "plan", ...keys, name);
      return value === "" ? "" : [prefix, value];
    });
    const top1 = value => accuracy ? [value] : [];
    table(parent, [["plan"], ["loss", true], ...(accuracy ? [["top-1", true]] : []), ...names.map(name => [name, true]), ["in budget"]], [
      { className: "own", cells: ["this plan", number("number", "plan", "loss"), ...top1(number("percent", "accuracy", "integerTop1")), ...costs(["costs"], ""), "yes"] },
      ...plan.uniform.map((row, index) => ({
        cells: ["all " + row.precision, number("number", "plan", "uniform", index, "loss"), ...top1(number("percent", "accuracy", "uniform", row.precision)),
          ...costs(["uniform", index, "costs"], ""), row.feasible ? "yes" : { content: "no", className: "bad" }],
      })),
      { cells: ["budget", "", ...(accuracy ? [""] : []), ...costs(["budgets"], "≤ "), ""] },
    ]);
    add(parent, "p", "Costs and budgets of plans count contractions only; size in KiB, latency in ms, energy in mJ, bit operations in millions, where the costs have these names.", "note");
  };

  const otherDirection = (report, parent) => {
    const { plan } = report;
    const other = plan.otherDirection;
    if (!other) return;
    const of = (as, key) => number(as, "plan", "otherDirection", key);
    add(parent, "h3", ["The other direction: least ", other.cost, " with a loss of at most ", of("number", "lossLimit")]);
    add(parent, "p", [other.cost, " ", of("number", "objective"), ", proven bound ", of("number", "bound"), ", gap ", of("gap", "gap"), "."], "note");
    const changed = Object.entries(other.choices).filter(([layer, choice]) => plan.choices[layer] !== choice);
    const box = add(parent, "details");
    add(box, "summary", changed.length ? "Layers whose format differs from this plan" : "Every layer keeps its format");
    if (changed.length) {
      table(box, [["layer"], ["this plan"], ["other direction"]], changed.map(([layer, choice]) => ({ cells: [{ content: middle(layer, 40), title: layer }, formatCell(plan.choices[layer] ?? "-"), formatCell(choice)] })));
    }
  };

  const plan = (report, colourOf, pick) => {
    if (!report.plan && report.layers.every(layer => layer.precision === "-")) return;
    const parent = section("plan");
    parent.querySelector("h2").textContent = report.plan ? "Plan" : "Formats";
    strip(report, parent, colourOf, pick);
    if (!report.plan) return;
    costTable(report, parent);
    const of = (as, key) => number(as, "plan", key);
    add(parent, "p", ["Least ", report.plan.minimised, " ", of("number", "objective"), ", proven bound ", of("number", "bound"), ", gap ", of("gap", "gap"), "; ", report.plan.status, ", ", report.plan.solver, "."], "note");
    otherDirection(report, parent);
  };

  // The layers of one point of the front beside those of the plan.
  const pointPlan = (report, box, at) => {
    const point = report.plan.front.points[at];
    const names = Object.keys(report.plan.choices);
    box.replaceChildren();
    add(box, "h3", "The plan of the picked point");
    const of = (as, ...keys) => number(as, "plan", "front", "points", at, ...keys);
    add(box, "p", ["loss ", of("number", "loss"), ...Object.keys(point.costs).flatMap(name => [" · ", name, " ", of("number", "costs", name)])]);
    const cells = add(box, "div", undefined, names.length > 32 ? "strip dense" : "strip");
    names.forEach((name, index) => {
      const cell = add(cells, "span", names.length > 32 ? undefined : point.choices[index]);
      cell.title = values.visible(name + ": " + point.choices[index]);
      paint(cell, point.choices[index]);
    });
    const changed = names.map((name, index) => [name, report.plan.choices[name], point.choices[index]]).filter(row => row[1] !== row[2]);
    if (!changed.length) add(box, "p", "Every layer as in this plan.", "note");
    else table(box, [["layer that differs"], ["this plan"], ["picked point"]], changed.map(([layer, own, choice]) => ({ cells: [{ content: middle(layer, 40), title: layer }, formatCell(own), formatCell(choice)] })), changed.length > 12);
  };

  const front = report => {
    const found = report.plan?.front;
    if (!found?.points.length) return;
    const parent = section("front");
    let at = found.points.findIndex(point => point.loss >= report.plan.loss && Object.entries(report.plan.costs).every(([name, cost]) => point.costs[name] === cost));
    const of = (as, ...keys) => number(as, "plan", "front", ...keys);
    add(parent, "p", ["Plans that no other plan dominates in loss and ", found.cost, ", under the plan's other budgets: ", of("count", "plans"),
      ", drawn evenly from end to end; a plan that was left out loses at most ", of("number", "tolerance"), " less. Pick a point, or a row of the table, to see its plan."], "note");
    const box = document.createElement("div");
    box.className = "picked";
    box.setAttribute("aria-live", "polite");
    const pick = index => {
      at = index;
      pointPlan(report, box, at);
      frame.refresh();
    };
    const frame = charts.draw(parent, 380, `Pareto front of ${report.model.name}`, planPlots.front(report.plan, () => at), {
      count: found.points.length, target: index => ({ seriesIndex: 0, dataIndex: index }), pick: event => pick(event.data ? event.data.at ?? at : event.key),
    });
    parent.append(box);
    const list = add(parent, "details");
    add(list, "summary", "All points as a table");
    const names = Object.keys(found.points[0].costs);
    table(list, [["loss", true], ...names.map(name => [name, true]), [""]], found.points.map((point, index) => ({
      cells: [of("number", "points", index, "loss"), ...names.map(name => of("number", "points", index, "costs", name)), { content: "see its plan", press: () => pick(index) }],
    })), true);
  };

  return { plan, front };
})();
