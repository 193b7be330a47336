"use strict";
// Builds the page from the JSON block, section by section.
(() => {
  const { reports, chosen, number, numberOf, add, section, table, formatCell, middle, shown, pointer, home } = values;
  const report = reports[chosen];
  const { provenance, model, machine, totals, memory, layers, plan, verification, accuracy, machines, comparisons } = report;

  const formatNames = [...new Set([...layers.map(layer => layer.precision), ...(plan?.front?.points ?? []).flatMap(point => point.choices), ...machine.rooflines.map(roof => roof.precision)])];
  const formatColour = charts.colours(formatNames, charts.formats);
  const causes = Object.keys(totals.cyclesByCause);
  const components = Object.keys(totals.energyJoulesByComponent);
  const resourceColour = charts.colours([...causes, ...machine.memories.map(level => level.name), ...components], charts.resources);
  values.useColours(formatColour);
  const label = ` of ${model.name} on ${machine.name}`;

  const compared = () => {
    if (reports.length < 2) return;
    const parent = section("compared");
    const most = key => Math.max(...reports.map(other => other.totals[key]), Number.MIN_VALUE);
    const bar = (index, as, key) => ({ content: numberOf(index, ["totals", key], as), share: reports[index].totals[key] / most(key) });
    const open = index => { location.hash = "report=" + index; location.reload(); };
    table(parent, [["model"], ["machine"], ["latency", true], ["cycles", true], ["energy", true], ["weights", true], ["loss", true], ["top-1", true], [""]], reports.map((other, index) => ({
      className: index === chosen ? "own" : "",
      cells: [other.model.name, other.machine.name, bar(index, "seconds", "latencySeconds"), bar(index, "count", "cycles"), bar(index, "joules", "energyJoules"), bar(index, "bits", "weightBits"),
        numberOf(index, ["plan", "loss"], "number"), numberOf(index, ["accuracy", "integerTop1"], "percent"),
        index === chosen ? "below" : { content: "show below", press: () => open(index) }],
    })));
  };

  const headline = () => {
    document.title = model.name + " on " + machine.name + " – Bitwright";
    document.getElementById("title").textContent = values.visible(model.name + " on " + machine.name);
    values.fill(document.getElementById("subtitle"), [number("count", "model", "layers"), " layers · ", number("count", "model", "macs"), " MACs · ", number("count", "model", "parameters"),
      " parameters · ", machine.units.join(", "), " at ", number("hertz", "machine", "clockHz")]);
    const card = (title, value, under, tone) => {
      const box = add(document.getElementById("headline"), "div", undefined, "card");
      add(box, "div", title, "label");
      add(box, "div", value, "value " + (tone ?? ""));
      add(box, "div", under, "under");
    };
    card("Latency", number("seconds", "totals", "latencySeconds"), [number("count", "totals", "cycles"), " cycles"]);
    const [most] = Object.entries(totals.energyJoulesByComponent).sort((a, b) => b[1] - a[1]);
    card("Energy", number("joules", "totals", "energyJoules"), most ? ["most in ", most[0], ": ", number("joules", "totals", "energyJoulesByComponent", most[0])] : "");
    card("Weights", number("bits", "totals", "weightBits"), [number("count", "totals", "weightBits"), " bits"]);
    if (accuracy) {
      card("Top-1, integer only", number("percent", "accuracy", "integerTop1"), ["float ", number("percent", "accuracy", "floatTop1"), " · same class ", number("percent", "accuracy", "agreement"), " · ", number("count", "accuracy", "images"), " images"]);
    }
    if (totals.bottleneck) {
      card("Bottleneck", totals.bottleneck.resource, ["binds layers of ", number("percent", "totals", "bottleneck", "share"), " of all cycles (", number("count", "totals", "bottleneck", "cycles"), ")"]);
    }
    const uniform = comparisons.findIndex(row => row.against === "all w8a8");
    const others = comparisons.map((row, index) => index).filter(index => machines.some(row => row.machine === comparisons[index].against));
    for (const index of [uniform >= 0 ? uniform : comparisons.length ? 0 : -1, ...others.slice(0, 3)].filter((at, turn, all) => at >= 0 && all.indexOf(at) === turn)) {
      const row = comparisons[index];
      const [first, ...rest] = ["latency", ...Object.keys(row.ratios).filter(name => name !== "latency")].filter(name => name in row.ratios);
      if (!first) continue;
      card(row.against + " over this plan", [number("times", "comparisons", index, "ratios", first)], [first, ...rest.flatMap(name => [" · ", name, " ", number("times", "comparisons", index, "ratios", name)])],
        row.ratios[first] >= 1 ? "good" : "");
    }
    if (memory) {
      card("Memory", memory.missingBits ? [number("bits", "memory", "missingBits"), " too few"] : number("bits", "memory", "capacityBits"),
        [memory.level, ": weights ", number("bits", "memory", "weightBits"), ...(memory.cacheBits ? [" · cache ", number("bits", "memory", "cacheBits")] : []), " · activations ", number("bits", "memory", "activationBits"), " · of ", number("bits", "memory", "capacityBits")],
        memory.missingBits ? "bad" : "");
    }
    if (plan) card("Loss of the plan", number("number", "plan", "loss"), ["least ", plan.minimised, " ", number("number", "plan", "objective"), " · bound ", number("number", "plan", "bound"), " · gap ", number("gap", "plan", "gap")]);
    if (verification) {
      card("Mismatches", number("count", "verification", "mismatches"), [number("count", "verification", "schedulesExecuted"), " schedules executed · ", number("count", "verification", "valuesCompared"), " values compared"],
        verification.mismatches === 0 ? "good" : "bad");
    }
    card("Trust", machine.validation.length ? "held to measurements" : "not measured", machine.validation.length ? "see Validation" : "figures follow from the machine's sources alone", machine.validation.length ? "good small" : "small");
  };

  const costSections = pick => {
    const timed = layers.filter(layer => layer.cycles > 0 || layer.energyPicojoules > 0);
    if (!timed.length) return;
    const keys = { count: timed.length, target: at => ({ seriesIndex: 0, dataIndex: at }), pick: event => pick(layers.indexOf(timed[event.dataIndex ?? event.key])) };
    const time = section("time");
    charts.draw(time, 380, "Latency by layer" + label, plots.latency(timed, causes, resourceColour), keys);
    const amounts = (parent, header, key, as, all) => {
      const entries = Object.entries(totals[key]);
      if (entries.length) table(parent, [[header], ["", true]], entries.map(([name, value]) => ({ cells: [name, { content: number(as, "totals", key, name), share: value / Math.max(all, Number.MIN_VALUE) }] })));
    };
    const halves = add(time, "div", undefined, "columns");
    amounts(halves, "cycles go to", "cyclesByCause", "count", totals.cycles);
    amounts(halves, "busy cycles, side by side", "busyCycles", "count", totals.cycles);
    const energy = section("energy");
    if (components.length) charts.draw(energy, 380, "Energy by layer" + label, plots.energy(timed, components, resourceColour), keys);
    const both = add(energy, "div", undefined, "columns");
    amounts(both, "energy", "energyJoulesByComponent", "joules", totals.energyJoules);
    const areas = Object.entries(machine.areaSquareMicrometres);
    const whole = areas.reduce((sum, [, value]) => sum + value, 0);
    if (areas.length) table(both, [["area, as far as stated"], ["", true]], areas.map(([name, value]) => ({ cells: [name, { content: number("squareMicrometres", "machine", "areaSquareMicrometres", name), share: value / whole }] })));
    const levels = machine.memories.filter(level => timed.some(layer => level.name in layer.residentBits));
    if (levels.length) {
      const parent = section("memory");
      add(parent, "p", "What each memory level holds while the network runs, layer after layer: the outermost everything that the network keeps, the others the tiles of one layer in one instance.", "note");
      charts.draw(parent, levels.length * 140 + 44, "Memory over time" + label, plots.memory(timed, levels, resourceColour), { count: timed.length, target: at => ({ seriesIndex: 0, dataIndex: at }) });
      const halves = add(parent, "div", undefined, "columns");
      table(halves, [["memory level"], ["holds at most", true]], machine.memories.map((level, index) => ({ cells: [level.name, number("bits", "machine", "memories", index, "capacityBits")] })));
      if (memory) {
        const rows = [["weights", "weightBits"], ["cache", "cacheBits"], ["activations at the worst moment", "activationBits"], ["too few", "missingBits"]];
        table(halves, [["in " + memory.level], ["", true]], rows.map(([name, key]) => ({ cells: [name, number("bits", "memory", key)] })));
      }
    }
  };

  const rooflineSections = pick => {
    const placed = layers.filter(layer => layer.macs > 0 && layer.outerTrafficBits > 0 && layer.cycles > 0);
    if (!machine.rooflines.length) return;
    const parent = section("roofline");
    for (const unit of machine.units) {
      const roofs = machine.rooflines.filter(roof => roof.unit === unit);
      const dots = placed.filter(layer => layer.unit === unit);
      if (!roofs.length || !dots.length) continue;
      if (machine.units.length > 1) add(parent, "h3", unit);
      charts.draw(parent, 440, `Roofline of ${unit}` + label, plots.roofline(dots, roofs, formatColour), {
        count: dots.length, target: at => ({ seriesIndex: roofs.length, dataIndex: at }), pick: event => pick(layers.indexOf(event.data?.layer ?? dots[event.key])),
      });
    }
    table(parent, [["unit"], ["format"], ["peak, MACs/cycle", true], ["memory, bits/cycle", true]], machine.rooflines.map((roof, index) => ({
      cells: [roof.unit, formatCell(roof.precision), number("number", "machine", "rooflines", index, "macsPerCycle"), number("number", "machine", "rooflines", index, "bitsPerCycle")],
    })), machine.rooflines.length > 12);
  };

  const machineSection = () => {
    if (!machines.length) return;
    const bar = (key, as) => (row, index) => ({ content: number(as, "machines", index, key), share: row[key] / Math.max(...machines.map(other => other[key]), Number.MIN_VALUE) });
    const bars = [bar("latencySeconds", "seconds"), bar("cycles", "count"), bar("energyJoules", "joules"), bar("weightBits", "bits")];
    const parent = section("machines");
    table(parent, [["machine"], ["latency", true], ["cycles", true], ["energy", true], ["weights", true], ["loss", true], ["gap", true], ["top-1", true], ["layers by format"]],
      machines.map((row, index) => ({
        className: row.machine === machine.name ? "own" : "",
        cells: [row.machine, ...bars.map(cell => cell(row, index)), number("number", "machines", index, "loss"), number("shortGap", "machines", index, "gap"), number("percent", "machines", index, "integerTop1"),
          { content: Object.keys(row.formats).flatMap((name, turn) => [turn ? ", " : "", number("count", "machines", index, "formats", name), " × ", name]), className: "wrap" }],
      })));
    const names = [...new Set(comparisons.flatMap(row => Object.keys(row.ratios)))];
    if (!comparisons.length) return;
    add(parent, "h3", "What others cost over what this plan costs");
    table(parent, [["against"], ...names.map(name => [name, true])], comparisons.map((row, index) => ({ cells: [row.against, ...names.map(name => number("times", "comparisons", index, "ratios", name))] })), comparisons.length > 12);
  };

  const layerTable = pick => {
    if (!layers.length) return;
    const oneUnit = new Set(layers.map(layer => layer.unit).filter(unit => unit)).size < 2;
    const unit = oneUnit ? () => [] : value => [value];
    const most = Math.max(...layers.map(layer => layer.cycles), 1);
    const of = (as, index, key) => number(as, "layers", index, key);
    table(section("layers"),
      [["layer"], ["op"], ["format"], ...unit(["unit"]), ["MACs", true], ["cycles", true], ["bound", true], ["energy", true], ["used", true], ["loss", true], ["weights", true], ["traffic", true], ["bottleneck"]],
      layers.map((layer, index) => ({
        id: "layer-" + index,
        cells: [{ content: middle(layer.name, 30), title: layer.name, press: () => { pick(index); document.getElementById("layer").scrollIntoView(); } }, layer.op, formatCell(layer.precision), ...unit(layer.unit),
          of("count", index, "macs"), { content: of("count", index, "cycles"), share: layer.cycles / most }, of("count", index, "boundCycles"), of("picojoules", index, "energyPicojoules"),
          layer.macs ? of("percent", index, "utilization") : "", of("number", index, "loss"), of("bits", index, "weightBits"), of("bits", index, "outerTrafficBits"), layer.bottleneck],
      })), true);
  };

  const trust = () => {
    const parent = section("validation");
    if (machine.validation.length) {
      add(parent, "p", "The measurements that the tests hold this machine's model to (docs/validation.md):", "note");
      table(parent, [["anchor"], ["expected", true], ["obtained", true], ["error", true], ["allowed", true], ["source"]], machine.validation.map(row => ({
        cells: [{ content: row.anchor, className: "wrap" }, row.expected, row.obtained, { content: row.error, className: "strong" }, row.allowed, { content: row.source, className: "wrap" }],
      })), machine.validation.length > 12);
    } else {
      add(parent, "p", "No measurement holds this machine's model: its figures follow from the sources of its file and from docs/assumptions.md.", "note");
    }
    if (!machine.notes.length) return;
    add(parent, "h3", "What the machine's model assumes");
    const list = add(parent, "ul");
    machine.notes.forEach(note => add(list, "li", note));
  };

  const provenanceSection = () => {
    const parent = document.getElementById("provenance");
    add(parent, "p", ["Bitwright ", provenance.version, ", seed ", number("plain", "provenance", "seed"), ". To repeat:"]);
    add(parent, "pre", provenance.command, "command");
    const pairs = (header, entries, className) => {
      if (entries.length) table(parent, [[header], [""]], entries.map(([name, value]) => ({ cells: [name, { content: value, className }] })));
    };
    pairs("option", Object.entries(provenance.options), "long");
    pairs("file, SHA-256", Object.entries(provenance.sha256), "long hash");
  };

  // Whatever a report says that no section above shows.
  const others = () => {
    const rows = [];
    const walk = (node, keys) => {
      if (typeof node === "number") {
        if (!shown.has(pointer([...home(chosen), ...keys]))) rows.push({ cells: [keys.join(" · "), number("number", ...keys)] });
      } else if (node && typeof node === "object") {
        Object.entries(node).forEach(([key, inner]) => { if (keys.length || key !== "layers") walk(inner, [...keys, key]); });
      }
    };
    walk(report, []);
    if (rows.length) table(section("others"), [["figure"], ["", true]], rows, rows.length > 12);
  };

  const contents = () => {
    const nav = document.getElementById("contents");
    document.querySelectorAll("main section:not([hidden]) > h2").forEach(title => {
      const link = add(nav, "a", title.textContent);
      link.href = "#" + title.parentElement.id;
    });
  };

  const pick = layerSection(report);
  compared();
  headline();
  planSections.plan(report, formatColour, pick);
  planSections.front(report);
  costSections(pick);
  rooflineSections(pick);
  machineSection();
  layerTable(pick);
  trust();
  provenanceSection();
  others();
  contents();
})();
