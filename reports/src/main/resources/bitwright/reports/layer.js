"use strict";
// One layer at a time: its schedule as a loop tree with its tiles, where its cycles and its energy
// go, and what resides where.
const layerSection = report => {
  const { number, add, section, table, formatCell, middle, visible } = values;
  const { layers, machine } = report;
  if (!layers.length) return () => undefined;
  const parent = section("layer");
  const bar = add(parent, "div", undefined, "bar");
  const choose = add(bar, "select");
  choose.setAttribute("aria-label", "Layer");
  layers.forEach((layer, index) => { add(choose, "option", middle(layer.name, 60)).value = String(index); });
  const step = (text, by) => {
    const button = add(bar, "button", text);
    button.type = "button";
    button.addEventListener("click", () => show((shownIndex + by + layers.length) % layers.length));
  };
  step("Previous", -1);
  step("Next", 1);
  const box = add(parent, "div");
  let shownIndex = 0;

  // What a loop of the schedule is for the eye.
  const kind = line => ({ keep: "keep", spread: "spread", issue: "issue" })[line.split(" ")[0]] ?? "loop";

  const tree = (layer, index) => {
    if (!layer.schedule) return;
    const list = add(columns, "ol", undefined, "tree");
    list.setAttribute("aria-label", "Loop tree");
    let keep = 0;
    for (const line of layer.schedule.split("\n").filter(text => text.trim())) {
      const item = add(list, "li", undefined, kind(line.trim()));
      const depth = Math.floor((line.length - line.trimStart().length) / 2);
      item.style.setProperty("--depth", String(depth));
      add(item, "code", line.trim());
      if (kind(line.trim()) === "keep" && keep < layer.tiles.length) {
        const of = (as, key) => number(as, "layers", index, "tiles", keep, key);
        add(item, "span", ["tile of ", of("count", "elements"), " elements, ", of("bits", "bits"), " × ", of("count", "copies")], "tile");
        keep++;
      }
    }
  };

  const pairs = (title, key, as, share) => {
    const entries = Object.entries(layers[shownIndex][key]);
    if (!entries.length) return;
    table(columns, [[title], ["", true]], entries.map(entry => ({
      cells: [entry[0], { content: number(as ?? (Number.isInteger(entry[1]) ? "count" : "number"), "layers", shownIndex, key, entry[0]), ...(share ? { share: Math.max(0, share(entry)) } : {}) }],
    })));
  };
  let columns = box;

  const facts = (layer, index) => {
    const of = (as, key) => number(as, "layers", index, key);
    const rows = [
      ["operator", layer.op], ["format", formatCell(layer.precision)], ["unit", layer.unit], ["reads", layer.inputs.map(name => middle(name, 40)).join(", ")],
      ["multiply-accumulates", of("count", "macs")], ["cycles", of("count", "cycles")], ["lower bound", of("count", "boundCycles")],
      ["energy", of("picojoules", "energyPicojoules")], ["unit used", of("percent", "utilization")], ["loss", of("number", "loss")],
      ["weights", of("bits", "weightBits")], ["traffic of the outermost memory", of("bits", "outerTrafficBits")], ["busiest", layer.bottleneck],
    ];
    table(columns, [["layer"], ["", true]], rows.filter(row => row[1] !== "").map(cells => ({ cells })));
  };

  const show = index => {
    shownIndex = index;
    const layer = layers[index];
    choose.value = String(index);
    box.replaceChildren();
    add(box, "p", visible(layer.name), "name");
    columns = add(box, "div", undefined, "columns");
    facts(layer, index);
    tree(layer, index);
    columns = add(box, "div", undefined, "masonry");
    pairs("cycles go to", "cyclesByCause", "count", ([, cycles]) => cycles / Math.max(1, layer.cycles));
    pairs("busy cycles", "busyCycles", "count", ([, cycles]) => cycles / Math.max(1, layer.cycles));
    pairs("energy", "energyPicojoulesByComponent", "picojoules", ([, energy]) => energy / Math.max(layer.energyPicojoules, Number.MIN_VALUE));
    const capacity = new Map(machine.memories.map(level => [level.name, level.capacityBits]));
    pairs("resides in", "residentBits", "bits", ([name, bits]) => bits / (capacity.get(name) ?? bits));
    pairs("as array simulators count", "arrayCounts");
  };
  choose.addEventListener("change", () => show(Number(choose.value)));
  show(Math.max(0, layers.findIndex(layer => layer.schedule)));
  return index => { if (index in layers) { show(index); parent.classList.add("fresh"); } };
};
