"use strict";
// Filters and sorts the rows that are in the page already. At most STEP are drawn at a time: ten thousand stay quick.
const STEP = 300;
const table = document.getElementById("drift");
const body = table.tBodies[0];
let rows = Array.from(body.rows);
const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const find = document.getElementById("find");
const choices = ["category", "team", "moved"].map((name) => document.getElementById(name));
const shown = document.getElementById("shown");
const more = document.getElementById("more");
let limit = STEP;

function fits(row) {
  const text = find.value.trim().toLowerCase();
  return (!text || words.get(row).includes(text)) &&
    choices.every((choice) => !choice.value || row.dataset[choice.id] === choice.value);
}

function draw() {
  let matching = 0;
  for (const row of rows) {
    row.hidden = !fits(row) || ++matching > limit;
  }
  shown.textContent = `${matching} of ${rows.length} entries`;
  more.hidden = matching <= limit;
  more.textContent = `Show ${Math.min(STEP, matching - limit)} more`;
}

function begin() {
  limit = STEP;
  draw();
}

const keys = [
  (row) => row.cells[0].textContent,
  (row) => row.dataset.rank,
  (row) => row.dataset.moved,
  (row) => row.dataset.team,
  (row) => row.dataset.since || "9999",
  (row) => row.cells[5].textContent,
];

function sort(head, index) {
  const down = head.getAttribute("aria-sort") === "ascending";
  const key = new Map(rows.map((row) => [row, keys[index](row)]));
  const order = new Intl.Collator("en", { numeric: true }).compare;
  rows.sort((a, b) => (down ? -1 : 1) * order(key.get(a), key.get(b)));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows);
  begin();
}

Array.from(table.tHead.rows[0].cells).forEach((head, index) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head, index));
  head.replaceChildren(button);
});
find.addEventListener("input", begin);
for (const choice of choices) choice.addEventListener("change", begin);
find.form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => { limit += STEP; draw(); });
addEventListener("beforeprint", () => { limit = Infinity; draw(); });
find.form.hidden = false;
draw();
