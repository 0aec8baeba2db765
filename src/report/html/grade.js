// The matrix at work: filters, a word on the cell under the pointer, arrow keys. Without it the page can still be
// read. Nothing here makes HTML of text.
"use strict";
const find = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const rows = all(".matrix tbody tr");
const words = new Map(all(".legend span").map((entry) => [find("i", entry).className, entry.lastChild.data.trim()]));

// Filters.
const filters = find(".filters");
const names = new Map(rows.map((row) => [row, row.cells[0].textContent.toLowerCase()]));
function filter() {
  const problem = find("#by-problem").value;
  const text = find("#by-text").value.trim().toLowerCase();
  const verdicts = new Set(all(".by-verdict:checked").map((box) => box.value));
  const surprise = find("#by-surprise").checked;
  let shown = 0;
  for (const section of all(".problem")) {
    let here = 0;
    for (const row of all("tbody tr", section)) {
      row.hidden =
        (problem && section.id !== problem) ||
        !names.get(row).includes(text) ||
        !verdicts.has(row.dataset.verdict) ||
        (surprise && !("surprise" in row.dataset));
      here += !row.hidden;
    }
    section.hidden = here === 0;
    shown += here;
  }
  find("#shown").value = `${shown} of ${rows.length} shown`;
}
filters.addEventListener("input", filter);
filters.hidden = false;
filter();

// What is known of a case: its number, name, verdict, and where measured its time and memory.
const lines = (text) => (text === undefined ? [] : text.split("\n"));
function casesOf(row) {
  const [cpu, memory] = [lines(row.dataset.cpu), lines(row.dataset.memory)];
  const caseNames = lines(row.closest("table").dataset.cases);
  const first = row.cells.length - caseNames.length;
  return caseNames.map((name, index) => {
    const cell = row.cells[first + index];
    return { number: index + 1, name, cell, verdict: words.get(`letter ${cell?.className}`), cpu: cpu[index], memory: memory[index] };
  });
}
const caseAt = (cell) => casesOf(cell.parentElement).find((known) => known.cell === cell);
function tell(cell) {
  const { number, name, verdict, cpu, memory } = caseAt(cell);
  const submission = cell.parentElement.cells[0].textContent;
  return [submission, `case ${number}: ${name}`, verdict, cpu, memory].filter(Boolean).join(" · ");
}
const cellAt = (event) => event.target.closest?.(".matrix td[class]:not(.result)");
const readout = find("#readout");
function show(event) {
  const cell = cellAt(event);
  readout.hidden = !cell;
  if (cell) readout.textContent = tell(cell);
}
const overview = find("#overview");
overview.addEventListener("mouseover", show);
overview.addEventListener("focusin", show);

// From a cell to its case, or to its submission where there is no more to say of the case.
let last;
function open(cell) {
  const submission = cell.parentElement.dataset.of;
  const place = `${submission}-${caseAt(cell).number}`;
  last = cell;
  location.hash = document.getElementById(place) ? place : submission;
}
overview.addEventListener("click", (event) => {
  const cell = cellAt(event);
  if (cell) open(cell);
});

// One cell of each matrix can be reached with Tab, the others from there with the arrows.
const isCell = (cell) => cell && cell.matches("td[class]:not(.result)");
for (const matrix of all(".matrix")) {
  const cell = find("td[class]:not(.result)", matrix);
  if (cell) cell.tabIndex = 0;
}
function go(from, to) {
  for (const cell of all("td[tabindex='0']", from.closest("table"))) cell.tabIndex = -1;
  to.tabIndex = 0;
  to.setAttribute("aria-label", tell(to));
  to.focus();
}
function visible(row, step) {
  do row = row?.[step]; while (row?.hidden);
  return row;
}
const steps = {
  ArrowLeft: (cell) => cell.previousElementSibling,
  ArrowRight: (cell) => cell.nextElementSibling,
  ArrowUp: (cell, row) => visible(row, "previousElementSibling")?.cells[cell.cellIndex],
  ArrowDown: (cell, row) => visible(row, "nextElementSibling")?.cells[cell.cellIndex],
  Home: (_, row) => [...row.cells].find(isCell),
  End: (_, row) => row.cells[row.cells.length - 1],
};
overview.addEventListener("keydown", (event) => {
  const cell = cellAt(event);
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") open(cell);
  else if (steps[event.key]) {
    const to = steps[event.key](cell, cell.parentElement);
    if (isCell(to)) go(cell, to);
  } else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && find(".submission:target, .submission :target")) location.hash = "overview";
});

// Focus goes where the address goes, and back.
addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target === overview) last?.focus();
  else if (target) find("[tabindex='-1']", target)?.focus({ preventScroll: true });
});

// The table of all cases is made when it is opened: hundreds of them at once would be slow.
const rowOf = new Map(rows.map((row) => [row.dataset.of, row]));
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
for (const details of all(".all")) {
  details.hidden = false;
  details.addEventListener("toggle", () => {
    const row = rowOf.get(details.parentElement.id);
    const columns = ["number", "name", "verdict", ...("cpu" in row.dataset ? ["cpu", "memory"] : [])];
    const titles = { number: "Case", name: "Name", verdict: "Verdict", cpu: "CPU time", memory: "Memory" };
    const head = element("tr", ...columns.map((column) => element("th", titles[column])));
    const body = casesOf(row).map((known) => element("tr", ...columns.map((column) => element("td", String(known[column] ?? "")))));
    const table = element("table", element("thead", head), element("tbody", ...body));
    table.className = "plain";
    const scroll = element("div", table);
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    details.append(scroll);
  }, { once: true });
}
