// The editor of the receipts' template: posd draws what is typed, a moment after the last key, and says what is wrong by line.
"use strict";

const form = document.getElementById("design");
const text = document.getElementById("template");
const kind = document.getElementById("kind");
const picture = document.getElementById("picture");
const faults = document.getElementById("faults");
const toast = document.getElementById("toast");
const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
let waiting = 0, asked = 0, kept = text.value;

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return { ok: answer.ok, told: await answer.json() };
}

// draw shows the newest text; an answer to an older one is dropped.
async function draw() {
  const mine = ++asked;
  try {
    const { ok, told } = await post("/api/v1/receipt-template/preview", { text: text.value, kind: kind.value });
    if (mine !== asked) return;
    if (!ok) { say(refusal(told)); return; }
    tell(told.faults);
    picture.classList.toggle("stale", !told.picture);
    if (!told.picture) return;
    picture.src = told.picture;
    picture.alt = told.lines.join("\n");
    picture.hidden = false;
  } catch {
    say(document.body.dataset.failed);
  }
}

function tell(list) {
  faults.replaceChildren(...list.map((fault) => {
    const item = document.createElement("li"), what = document.createElement("p"), cure = document.createElement("p");
    what.className = "why";
    cure.className = "do";
    what.textContent = (fault.line ? document.body.dataset.line.replace("{n}", fault.line) + " " : "") + fault.key + ": " + fault.problem[lang];
    cure.textContent = fault.cure[lang];
    item.append(what, cure);
    return item;
  }));
}

function refusal(told) {
  const error = told.error || {};
  return [error.message, error.hint].filter(Boolean).map((both) => both[lang]).join("\n");
}

let hush = 0;
function say(words, good) {
  toast.textContent = words;
  toast.dataset.kind = good ? "good" : "";
  toast.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => { toast.hidden = true; }, 8000);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 300);
}

text.addEventListener("input", soon);
kind.addEventListener("change", draw);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = text.value;
  try {
    const { ok, told } = await post("/api/v1/receipt-template", { text: sent, version: form.dataset.version });
    if (!ok) { say(refusal(told)); draw(); return; }
    form.dataset.version = told.version;
    kept = sent;
    say(document.body.dataset.saved, true);
  } catch {
    say(document.body.dataset.failed);
  }
});
addEventListener("beforeunload", (event) => { if (text.value !== kept) event.preventDefault(); });
draw();
