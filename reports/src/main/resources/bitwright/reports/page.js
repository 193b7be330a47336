"use strict";
// Builds the page from the JSON block. Every text that comes from the report is set as text.
(() => {
  // Characters that cannot be seen are written out, as in the text reports; schedules keep their lines.
  const visible = text => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu,
    character => "\\u" + character.codePointAt(0).toString(16).padStart(4, "0"));
  const clean = (value, key) => {
    if (typeof value === "string") return key === "schedule" ? value.split("\n").map(visible).join("\n") : visible(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [visible(name), clean(inner, name)]));
  };
  const report = clean(JSON.parse(document.getElementById("data").textContent));
  const { provenance, model, machine, totals, memory, layers, plan, verification, accuracy, machines } = report;

  const add = (parent, tag, text, className) => {
    const element = parent.appendChild(document.createElement(tag));
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const section = id => {
    const element = document.getElementById(id);
    element.hidden = false;
    return element;
  };

  const formatColour = charts.colours([...layers.map(layer => layer.precision), ...machine.rooflines.map(roof => roof.precision)], charts.formatPalette);
  const resourceNames = layers.flatMap(layer => [layer.bottleneck, ...Object.keys(layer.busyCycles), ...Object.keys(layer.energyPicojoulesByComponent)]);
  const resourceColour = charts.colours(resourceNames, charts.resourcePalette);
  const inkOn = colour => {
    const [red, green, blue] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
    return red * 0.299 + green * 0.587 + blue * 0.114 > 125 ? "#15181c" : "#ffffff";
  };
  const paint = (element, format) => {
    element.style.background = formatColour(format);
    element.style.color = inkOn(formatColour(format));
  };

  // A table: columns are [header, right-aligned], cells are texts or {text, exact, share, className, format, link}.
  const table = (parent, columns, rows, tall) => {
    const box = add(parent, "div", undefined, tall ? "scroll tall" : "scroll");
    box.tabIndex = 0;
    if (columns.length < 5) box.classList.add("narrow");
    const element = add(box, "table");
    const head = add(add(element, "thead"), "tr");
    columns.forEach(([header, right]) => { add(head, "th", header, right ? "right" : "").scope = "col"; });
    const body = add(element, "tbody");
    for (const { id, className, cells } of rows) {
      const row = add(body, "tr", undefined, className);
      if (id) row.id = id;
      cells.forEach((value, index) => {
        const { text, exact, share, className: kind, format, link } = typeof value === "object" ? value : { text: value };
        const cell = add(row, "td", undefined, [columns[index][1] ? "right" : "", kind ?? "", share === undefined ? "" : "barred"].join(" ").trim());
        const inner = link ? add(cell, "a", text) : format ? add(cell, "span", text, "format") : cell;
        if (link) inner.href = link;
        if (format) paint(inner, format);
        if (inner === cell) cell.textContent = text;
        if (exact !== undefined) cell.title = exact;
        if (share !== undefined) cell.style.setProperty("--share", share * 100 + "%");
      });
    }
  };
  const optional = (value, format) => value === null || value === undefined ? "" : { text: format(value), exact: String(value) };
  const exactly = (value, format) => ({ text: format(value), exact: String(value) });
  const formatCell = precision => precision === "-" ? "" : { text: precision, format: precision };

  const headline = () => {
    document.title = model.name + " on " + machine.name + " – Bitwright";
    document.getElementById("title").textContent = model.name + " on " + machine.name;
    document.getElementById("subtitle").textContent =
      `${units.count(model.layers)} layers · ${units.count(model.macs)} MACs · ${units.count(model.parameters)} parameters · ${machine.units.join(", ")} at ${units.hertz(machine.clockHz)}`;
    const card = (label, value, under, tone) => {
      const box = add(document.getElementById("headline"), "div", undefined, "card");
      add(box, "div", label, "label");
      add(box, "div", value, "value " + (tone ?? ""));
      add(box, "div", under, "under");
    };
    card("Latency", units.seconds(totals.latencySeconds), units.count(totals.cycles) + " cycles");
    const parts = Object.entries(totals.energyJoulesByComponent).sort((a, b) => b[1] - a[1]);
    card("Energy", units.joules(totals.energyJoules), parts.length ? "most in " + parts[0][0] + ": " + units.joules(parts[0][1]) : "");
    card("Weights", units.bits(totals.weightBits), units.count(totals.weightBits) + " bits");
    if (memory) {
      card("Memory", memory.missingBits ? units.bits(memory.missingBits) + " too few" : units.bits(memory.capacityBits),
        `${memory.level}: weights ${units.bits(memory.weightBits)}${memory.cacheBits ? ` · cache ${units.bits(memory.cacheBits)}` : ""} · activations ${units.bits(memory.activationBits)} · of ${units.bits(memory.capacityBits)}`,
        memory.missingBits ? "bad" : "");
    }
    if (accuracy) {
      card("Top-1, integer only", units.percent(accuracy.integerTop1),
        `float ${units.percent(accuracy.floatTop1)} · same class ${units.percent(accuracy.agreement)} · ${units.count(accuracy.images)} images`);
    }
    if (plan) card("Loss of the plan", units.number(plan.objective), `bound ${units.number(plan.bound)} · gap ${units.gap(plan.gap)}`);
    if (verification) {
      const wrong = verification.mismatches;
      card("Mismatches", units.count(wrong),
        `${units.count(verification.schedulesExecuted)} schedules executed · ${units.count(verification.valuesCompared)} values compared`, wrong === 0 ? "good" : "bad");
    }
  };

  const strip = parent => {
    const shown = layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => layer.precision !== "-");
    const legend = add(parent, "ul", undefined, "legend");
    for (const format of [...new Set(shown.map(({ layer }) => layer.precision))].sort()) {
      const item = add(legend, "li");
      add(item, "span", undefined, "swatch").style.background = formatColour(format);
      item.append(format);
    }
    const box = add(parent, "div", undefined, shown.length > 32 ? "strip dense" : "strip");
    const picked = add(parent, "output", "Point at a layer, or move to it with the Tab key.", "picked");
    for (const { layer, index } of shown) {
      const cell = add(box, "a", shown.length > 32 ? "" : layer.precision);
      cell.href = "#layer-" + index;
      paint(cell, layer.precision);
      const loss = layer.loss === null ? "" : " · loss " + units.number(layer.loss);
      const words = `${layer.name} · ${layer.precision}${loss} · ${units.count(layer.cycles)} cycles · ${units.picojoules(layer.energyPicojoules)} · ${layer.bottleneck}`;
      cell.setAttribute("aria-label", words);
      for (const event of ["mouseenter", "focus"]) cell.addEventListener(event, () => { picked.textContent = words; });
    }
  };

  const planSection = () => {
    if (!plan && layers.every(layer => layer.precision === "-")) return;
    const parent = section("plan");
    parent.querySelector("h2").textContent = plan ? "Plan" : "Formats";
    strip(parent);
    if (!plan) return;
    const names = [...new Set([...Object.keys(plan.costs), ...Object.keys(plan.budgets)])];
    const costs = (values, prefix) => names.map(name => values[name] === undefined ? "" : { text: prefix + units.number(values[name]), exact: String(values[name]) });
    const top1 = value => accuracy ? [optional(value, units.percent)] : [];
    table(parent, [["plan"], ["loss", true], ...(accuracy ? [["top-1", true]] : []), ...names.map(name => [name, true]), ["in budget"]], [
      { className: "own", cells: ["this plan", exactly(plan.objective, units.number), ...top1(accuracy?.integerTop1), ...costs(plan.costs, ""), "yes"] },
      ...plan.uniform.map(row => ({
        cells: ["all " + row.precision, exactly(row.loss, units.number), ...top1(accuracy?.uniform[row.precision]), ...costs(row.costs, ""),
          row.feasible ? "yes" : { text: "no", className: "bad" }],
      })),
      { cells: ["budget", "", ...(accuracy ? [""] : []), ...costs(plan.budgets, "≤ "), ""] },
    ]);
    add(parent, "p", `Objective ${units.number(plan.objective)}, proven bound ${units.number(plan.bound)}, gap ${units.gap(plan.gap)}; ${plan.status}, ${plan.solver}.`, "note");
    const other = plan.otherDirection;
    if (other) {
      add(parent, "h3", `The other direction: least ${other.cost} with a loss of at most ${units.number(other.lossLimit)}`);
      add(parent, "p", `${other.cost} ${units.number(other.objective)}, proven bound ${units.number(other.bound)}, gap ${units.gap(other.gap)}.`, "note");
      const changed = Object.entries(other.choices).filter(([layer, choice]) => plan.choices[layer] !== choice);
      const box = add(parent, "details");
      add(box, "summary", changed.length ? "Layers whose format differs from this plan" : "Every layer keeps its format");
      if (changed.length) {
        table(box, [["layer"], ["this plan"], ["other direction"]], changed.map(([layer, choice]) => ({ cells: [{ text: charts.middle(layer, 40), exact: layer }, formatCell(plan.choices[layer] ?? "-"), formatCell(choice)] })));
      }
    }
  };

  const chartSections = () => {
    const timed = layers.filter(layer => layer.cycles > 0 || layer.energyPicojoules > 0);
    if (!timed.length) return;
    const label = ` of ${model.name} on ${machine.name}`;
    charts.add(section("time"), 340, "Cycles by layer" + label, charts.cycles(timed, resourceColour));
    const resources = Object.entries(totals.busyCycles);
    if (resources.length) {
      table(document.getElementById("time"), [["resource"], ["busy cycles", true], ["of all", true]],
        resources.map(([name, value]) => ({ cells: [name, { text: units.count(value), share: value / totals.cycles }, exactly(value / totals.cycles, units.percent)] })));
    }
    const components = [...new Set(timed.flatMap(layer => Object.keys(layer.energyPicojoulesByComponent)))];
    if (components.length) {
      charts.add(section("energy"), 340, "Energy by layer" + label, charts.energy(timed, components, resourceColour));
      table(document.getElementById("energy"), [["component"], ["energy", true]],
        Object.entries(totals.energyJoulesByComponent).map(([name, value]) => ({ cells: [name, { ...exactly(value, units.joules), share: value / totals.energyJoules }] })));
    }
    const areas = Object.entries(machine.areaSquareMicrometres);
    if (areas.length) {
      const all = areas.reduce((sum, [, value]) => sum + value, 0);
      table(section("energy"), [["component"], ["area, as far as stated", true]],
        areas.map(([name, value]) => ({ cells: [name, { ...exactly(value, units.squareMicrometres), share: value / all }] })));
    }
    const placed = layers.filter(layer => layer.macs > 0 && layer.outerTrafficBits > 0 && layer.cycles > 0);
    if (placed.length && machine.rooflines.length) {
      charts.add(section("roofline"), 420, "Roofline" + label, charts.roofline(placed, machine.rooflines, formatColour));
      table(document.getElementById("roofline"), [["unit"], ["format"], ["peak, MACs/cycle", true], ["memory, bits/cycle", true]],
        machine.rooflines.map(roof => ({ cells: [roof.unit, formatCell(roof.precision), exactly(roof.macsPerCycle, units.number), exactly(roof.bitsPerCycle, units.number)] })));
    }
  };

  const machineSection = () => {
    if (!machines.length) return;
    const bar = (key, format) => row => ({ ...exactly(row[key], format), share: row[key] / Math.max(...machines.map(other => other[key]), Number.MIN_VALUE) });
    const cells = [bar("latencySeconds", units.seconds), bar("cycles", units.count), bar("energyJoules", units.joules), bar("weightBits", units.bits)];
    table(section("machines"), [["machine"], ["latency", true], ["cycles", true], ["energy", true], ["weights", true], ["loss", true], ["gap", true], ["top-1", true], ["layers by format"]],
      machines.map(row => ({
        className: row.machine === machine.name ? "own" : "",
        cells: [row.machine, ...cells.map(cell => cell(row)), optional(row.loss, units.number), optional(row.gap, gap => gap === 0 ? "0" : units.percent(gap)), optional(row.integerTop1, units.percent),
          { text: Object.entries(row.formats).map(([name, count]) => count + " × " + name).join(", "), className: "wrap" }],
      })));
  };

  const layerSections = () => {
    if (!layers.length) return;
    const oneUnit = new Set(layers.map(layer => layer.unit)).size === 1;
    const unit = oneUnit ? () => [] : value => [value];
    const most = Math.max(...layers.map(layer => layer.cycles), 1);
    table(section("layers"),
      [["layer"], ["op"], ["format"], ...unit(["unit"]), ["MACs", true], ["cycles", true], ["bound", true], ["energy", true], ["used", true], ["loss", true], ["weights", true], ["traffic", true], ["bottleneck"]],
      layers.map((layer, index) => ({
        id: "layer-" + index,
        cells: [{ text: charts.middle(layer.name, 30), exact: layer.name, link: "#details-" + index }, layer.op, formatCell(layer.precision), ...unit(layer.unit),
          units.count(layer.macs), { text: units.count(layer.cycles), share: layer.cycles / most }, units.count(layer.boundCycles),
          exactly(layer.energyPicojoules, units.picojoules), layer.macs ? exactly(layer.utilization, units.percent) : "", optional(layer.loss, units.number),
          exactly(layer.weightBits, units.bits), exactly(layer.outerTrafficBits, units.bits), layer.bottleneck],
      })), true);
    const parent = section("details");
    const toggle = add(parent, "button", "Open or close all");
    const list = add(parent, "div", undefined, "scroll tall");
    layers.forEach((layer, index) => {
      const box = add(list, "details");
      box.id = "details-" + index;
      add(box, "summary", [layer.name, layer.op, ...(layer.precision === "-" ? [] : [layer.precision]), layer.unit].join(" · "));
      const inner = add(box, "div", undefined, "columns");
      const pairs = (title, entries, format) => {
        if (entries.length) table(add(inner, "div"), [[title], ["", true]], entries.map(([name, value]) => ({ cells: [name, exactly(value, format)] })));
      };
      if (layer.schedule) add(inner, "pre", layer.schedule);
      pairs("busy cycles", Object.entries(layer.busyCycles), units.count);
      pairs("energy", Object.entries(layer.energyPicojoulesByComponent), units.picojoules);
    });
    const all = [...parent.querySelectorAll("details")];
    toggle.addEventListener("click", () => { const open = !all[0].open; all.forEach(box => { box.open = open; }); });
    const openTarget = () => { const target = document.getElementById(location.hash.slice(1)); if (target?.matches("details")) target.open = true; };
    addEventListener("hashchange", openTarget);
    openTarget();
  };

  const provenanceSection = () => {
    const parent = document.getElementById("provenance");
    add(parent, "p", `Bitwright ${provenance.version}, seed ${provenance.seed}. To repeat:`);
    add(parent, "pre", provenance.command, "command");
    const pairs = (header, entries, className) => {
      if (entries.length) table(parent, [[header], [""]], entries.map(([name, value]) => ({ cells: [name, { text: value, className }] })));
    };
    pairs("option", Object.entries(provenance.options), "long");
    pairs("file, SHA-256", Object.entries(provenance.sha256), "long hash");
    if (machine.notes.length) {
      add(parent, "h3", "What the machine's model assumes");
      const list = add(parent, "ul");
      machine.notes.forEach(note => add(list, "li", note));
    }
  };

  headline();
  planSection();
  chartSections();
  machineSection();
  layerSections();
  provenanceSection();
})();
