"use strict";
// Numbers as people read them; the same rules as the text reports.
const units = (() => {
  const trim = text => text.replace(/\.?0+$/, "");
  const rounded = value => {
    const three = Number(value.toPrecision(3));
    if (Math.abs(three) >= 100) return Math.round(value).toString();
    return three.toFixed(2 - Math.floor(Math.log10(Math.abs(three))));
  };
  const scaled = (value, step, names) => {
    if (value === 0) return "0 " + names[0];
    let index = 0;
    while (index < names.length - 1 && Math.abs(Number(rounded(value))) >= step) {
      value /= step;
      index++;
    }
    return rounded(value) + " " + names[index];
  };
  const joules = ["pJ", "nJ", "µJ", "mJ", "J"];
  return {
    seconds: value => scaled(value * 1e9, 1000, ["ns", "µs", "ms", "s"]),
    joules: value => scaled(value * 1e12, 1000, joules),
    picojoules: value => scaled(value, 1000, joules),
    hertz: value => scaled(value, 1000, ["Hz", "kHz", "MHz", "GHz"]),
    bits: value => scaled(value / 8, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]),
    squareMicrometres: value => value < 10000 ? scaled(value, 1000, ["µm²"]) : scaled(value * 1e-6, 1000, ["mm²"]),
    count: value => value.toLocaleString("en-US"),
    percent: fraction => (fraction * 100).toFixed(2) + " %",
    number: value => {
      if (value === 0) return "0";
      const size = Math.abs(value);
      if (size < 1e-4 || size >= 1e9) {
        const [digits, exponent] = value.toExponential(3).split("e");
        return trim(digits) + "e" + exponent;
      }
      return Number(value.toPrecision(4)).toString();
    },
    times: value => (value === 0 ? "0" : rounded(value)) + " ×",
    plain: value => String(value),
    shortGap: value => value === 0 ? "0" : units.percent(value),
    gap: value => value === 0 ? "0 (proven optimal)" : units.percent(value),
    // Axis labels.
    short: value => new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 }).format(value),
  };
})();
