"use strict";
// Texts, numbers and tables of the page. Every number is an element that names the place in
// report.json that it comes from and its format; every text is set as text, never as markup.
const values = (() => {
  // Characters that cannot be seen are written out, as in the text reports.
  const visible = text => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu,
    character => "\\u" + character.codePointAt(0).toString(16).padStart(4, "0"));
  const data = JSON.parse(document.getElementById("data").textContent);
  const reports = data.reports ?? [data];
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("report") ?? 0);
  const chosen = wanted in reports ? wanted : 0;
  const shown = new Set();

  // A JSON pointer into the file that the page carries.
  const pointer = keys => keys.map(key => "/" + String(key).replaceAll("~", "~0").replaceAll("/", "~1")).join("");
  const home = index => data.reports ? ["reports", index] : [];

  // A number of a report: its value, its place and how it is written.
  const numberOf = (index, keys, as) => {
    const value = keys.reduce((node, key) => node?.[key], reports[index]);
    return value === null || value === undefined ? "" : { value, pointer: pointer([...home(index), ...keys]), as };
  };
  const number = (as, ...keys) => numberOf(chosen, keys, as);

  const add = (parent, tag, content, className) => {
    const element = parent.appendChild(document.createElement(tag));
    if (className) element.className = className;
    if (content !== undefined) fill(element, content);
    return element;
  };
  // Content is a text, a number, or a list of both.
  const fill = (element, content) => {
    if (Array.isArray(content)) content.forEach(part => fill(element, part));
    else if (typeof content === "string") element.append(visible(content));
    else {
      const box = element.appendChild(document.createElement("data"));
      box.value = String(content.value);
      box.dataset.of = content.pointer;
      box.dataset.as = content.as;
      box.title = String(content.value);
      box.textContent = units[content.as](content.value);
      shown.add(content.pointer);
    }
  };
  const section = id => {
    const element = document.getElementById(id);
    element.hidden = false;
    return element;
  };
  // A name shortened in its middle; most of its end stays, which tells layers apart.
  const middle = (text, width) => {
    const name = visible(text);
    const head = Math.floor((width - 1) / 4);
    return name.length <= width ? name : name.slice(0, head) + "…" + name.slice(name.length - (width - 1 - head));
  };

  // A table: columns are [header, right-aligned]; cells are contents or {content, share, className, format, press, title}.
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
      cells.forEach((cell, index) => {
        const plain = typeof cell === "string" || Array.isArray(cell) || "pointer" in cell;
        const { content, share, className: kind, format, press, title } = plain ? { content: cell } : cell;
        const place = add(row, "td", undefined, [columns[index][1] ? "right" : "", kind ?? "", share === undefined ? "" : "barred"].join(" ").trim());
        const inner = press ? add(place, "button", undefined, "link") : format ? add(place, "span", undefined, "format") : place;
        fill(inner, content);
        if (press) { inner.type = "button"; inner.addEventListener("click", press); }
        if (format) paint(inner, format);
        if (title) inner.title = visible(title);
        if (share !== undefined) place.style.setProperty("--share", Math.min(100, share * 100) + "%");
      });
    }
    return element;
  };

  const inkOn = colour => {
    const [red, green, blue] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
    return red * 0.299 + green * 0.587 + blue * 0.114 > 125 ? "#15181c" : "#ffffff";
  };
  let formatColour = () => "#9498a0";
  const useColours = colours => { formatColour = colours; };
  const paint = (element, format) => {
    element.style.background = formatColour(format);
    element.style.color = inkOn(formatColour(format));
  };
  const formatCell = precision => precision === "-" ? "" : { content: precision, format: precision };

  return { visible, reports, chosen, shown, pointer, home, number, numberOf, add, fill, section, middle, table, inkOn, paint, useColours, formatCell };
})();
