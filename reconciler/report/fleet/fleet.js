"use strict";
// Sorts the accounts and searches the numbers. The index is unpacked once, when somebody first types.
const MOST = 200;
const table = document.getElementById("fleet");
const body = table.tBodies[0];
const rows = Array.from(body.rows);
const find = document.getElementById("find");
const shown = document.getElementById("shown");
const hits = document.getElementById("hits");
const list = hits.querySelector("tbody");
const all = document.getElementById("all");
const before = shown.textContent;
const fresh = Array.from(document.querySelectorAll("#fresh tbody tr"));
const whole = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
let index = null;

async function unpack() {
  await whole; // the index comes last
  const packed = atob(document.getElementById("index").textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).text()).split("\n");
}

// A masked number fits a whole one that is typed: a star stands for any digit.
function fits(line, text) {
  if (line[text.length] !== "\t" || !line.slice(0, text.length).includes("*")) return false;
  for (let at = 0; at < text.length; at += 1) if (line[at] !== "*" && line[at] !== text[at]) return false;
  return true;
}

function matches(lines, text) {
  const found = [];
  const accounts = new Set();
  let account = "";
  let count = 0;
  const number = /^\d{8,}$/.test(text);
  for (const line of lines) {
    if (line.startsWith("@")) { account = line.slice(1); continue; }
    if (line.includes(text) || account === text || (number && fits(line, text))) {
      count += 1;
      accounts.add(account);
      if (found.length < MOST) found.push([...line.split("\t"), account]);
    }
  }
  return { found, accounts, count };
}

function cellOf(text) {
  const cell = document.createElement("td");
  cell.textContent = text;
  return cell;
}

function show(text) {
  for (const row of rows) {
    row.hidden = text ? !row.textContent.toLowerCase().includes(text) : "calm" in row.dataset && !all.checked;
  }
  for (const row of fresh) row.hidden = !row.textContent.toLowerCase().includes(text);
}

async function search() {
  const text = find.value.trim().toLowerCase();
  show(text);
  if (text.length < 2) {
    hits.hidden = true;
    shown.textContent = before;
    return;
  }
  index ??= unpack();
  const { found, accounts, count } = matches(await index, text);
  if (text !== find.value.trim().toLowerCase()) return;
  list.replaceChildren(...found.map((cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map(cellOf));
    return row;
  }));
  for (const row of rows) row.hidden = row.hidden && !accounts.has(row.cells[0].textContent);
  hits.hidden = !count;
  shown.textContent = `${count} numbers` + (count > MOST ? `, the first ${MOST} shown` : "");
}

function sort(head, at) {
  const down = head.getAttribute("aria-sort") === "ascending";
  rows.sort((a, b) => (down ? -1 : 1) * a.cells[at].dataset.sort.localeCompare(b.cells[at].dataset.sort));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows);
}

Array.from(table.tHead.rows[0].cells).forEach((head, at) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head, at));
  head.replaceChildren(button);
});
find.addEventListener("input", search);
find.form.addEventListener("submit", (event) => event.preventDefault());
if (all) all.addEventListener("change", search);
find.form.hidden = false;
show("");
