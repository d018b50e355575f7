// The page is rendered by posd alone. This script asks for it again whenever an event says that something changed, and swaps the
// sections that differ; it sends the forms as JSON; and it keeps what a person is typing.
"use strict";

const root = document.documentElement;
const toast = document.getElementById("toast");
const shown = new Map(); // section id -> its HTML as posd sent it
let pending = 0, busy = false, again = false;
let pressed = false, held = false; // a button is down, and a refresh waits for it: what is pressed must not be swapped under the finger

root.classList.add("live");
for (const part of document.querySelectorAll("main section, footer")) shown.set(part.id, part.outerHTML);

// release lets refreshes go on: after the click that comes with the end of a press, and soon anyway if that end is never heard.
function release() {
  pressed = false;
  if (held) { held = false; soon(); }
}
addEventListener("pointerdown", () => { pressed = true; setTimeout(release, 1000); }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), true);

// refresh fetches the page and takes over what differs.
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(address(), { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (pressed) held = true;
    else take(fresh);
    offline(false);
  } catch {
    offline(true);
  } finally {
    busy = false;
    if (again) { again = false; soon(); }
  }
}

// soon refreshes in a moment, once for all that happens in it.
function soon() {
  if (!pending) pending = setTimeout(() => { pending = 0; refresh(); }, 120);
}

// address is the present page with the payments that are open, whose timelines posd then adds.
function address() {
  const query = new URLSearchParams(location.search);
  query.delete("open");
  for (const d of document.querySelectorAll("details[data-payment][open]")) query.append("open", d.dataset.payment);
  return "/?" + query;
}

function take(fresh) {
  document.title = fresh.title;
  for (const part of fresh.querySelectorAll("main section, footer")) {
    const html = part.outerHTML, old = document.getElementById(part.id);
    if (!old || shown.get(part.id) === html) continue;
    shown.set(part.id, html);
    const kept = typed(old);
    old.replaceWith(part);
    restore(part, kept);
  }
}

const nameOf = (input) => (input.form ? input.form.id : "") + "/" + input.name;

// typed remembers what stands in the fields of a section that is about to be replaced, what is open, and where the cursor is.
function typed(section) {
  const focus = section.contains(document.activeElement) ? document.activeElement : null;
  const kept = { fields: new Map(), focus: null, keys: new Map(), open: [] };
  for (const input of section.querySelectorAll("input[name]")) {
    if (input.value !== input.defaultValue) kept.fields.set(nameOf(input), input.value);
    if (input === focus) kept.focus = { name: nameOf(input), start: input.selectionStart, end: input.selectionEnd };
  }
  for (const form of section.querySelectorAll("form[id]")) if (form.dataset.key) kept.keys.set(form.id, form.dataset.key);
  for (const d of section.querySelectorAll("details[open]")) kept.open.push(d.id);
  return kept;
}

function restore(section, kept) {
  for (const id of kept.open) {
    const d = document.getElementById(id);
    if (d) d.open = true;
  }
  for (const form of section.querySelectorAll("form[id]")) if (kept.keys.has(form.id)) form.dataset.key = kept.keys.get(form.id);
  for (const input of section.querySelectorAll("input[name]")) {
    const name = nameOf(input);
    if (kept.fields.has(name)) input.value = kept.fields.get(name);
    if (kept.focus && kept.focus.name === name) {
      input.focus();
      input.setSelectionRange(kept.focus.start, kept.focus.end);
    }
  }
}

function offline(is) {
  root.classList.toggle("offline", is);
  if (is) say(document.body.dataset.offline);
  else if (toast.dataset.kind === "offline") toast.hidden = true;
  if (is) toast.dataset.kind = "offline";
}

let hush = 0;
function say(text, shownFor = 8000) {
  toast.textContent = text;
  toast.dataset.kind = "";
  toast.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => { toast.hidden = true; }, shownFor);
}

// minor turns "12.5" into smallest units without ever using a fraction; null if it is no amount.
function minor(text, exponent) {
  const parts = /^(\d{1,9})(?:\.(\d+))?$/.exec(text.trim().replace("。", "."));
  if (!parts || (parts[2] || "").length > exponent) return null;
  return BigInt(parts[1] + (parts[2] || "").padEnd(exponent, "0")).toString();
}

// bodyOf reads a form's fields as the API wants them; null if the amount is none.
function bodyOf(form) {
  const body = {};
  for (const input of form.querySelectorAll("input[name], select[name]")) {
    const text = input.value.trim();
    if (!text && input.name !== "amount") continue;
    if ("bool" in input.dataset) { body[input.name] = text === "true"; continue; }
    if (input.name !== "amount" && !("amount" in input.dataset)) { body[input.name] = text; continue; }
    const value = minor(text, Number(form.dataset.exponent));
    if (value === null) return null;
    body[input.name] = { value, currency: form.dataset.currency };
  }
  return body;
}

// keyOf returns the form's Idempotency-Key. It stays until an answer came, so that a second press asks for nothing new.
function keyOf(form) {
  if (!form.dataset.key) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.dataset.key = "page-" + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  }
  return form.dataset.key;
}

// confirmed asks the person, in the form's own words.
function confirmed(form) {
  if (!form.dataset.ask) return Promise.resolve(true);
  const amount = form.querySelector("input[name=amount]");
  const dialog = document.getElementById("ask");
  dialog.querySelector("p").textContent = form.dataset.ask.replace("{amount}", amount ? amount.value : "");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

async function send(form, button) {
  const body = bodyOf(form);
  if (!body) { say(document.body.dataset.badAmount); return; }
  if (button.name) body[button.name] = true; // what else the button asks for than the form's first one
  if (!(await confirmed(form))) return;
  const headers = { "Content-Type": "application/json" };
  if ("once" in form.dataset) headers["Idempotency-Key"] = keyOf(form);
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.send, { method: "POST", headers, body: JSON.stringify(body) });
    const told = await answer.json();
    delete form.dataset.key;
    if (answer.ok && told.badge_code) { form.reset(); say(document.body.dataset.badge + "\n" + told.badge_code, 120000); }
    else if (answer.ok) form.reset();
    else say(refusal(told));
  } catch {
    say(document.body.dataset.failed);
  } finally {
    button.disabled = false;
    soon();
  }
}

function refusal(told) {
  const lang = root.lang.startsWith("zh") ? "zh" : "en";
  const error = told.error || {};
  return [error.message, error.hint].filter(Boolean).map((text) => text[lang]).join("\n");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.send) return;
  event.preventDefault();
  send(form, event.submitter || form.querySelector("button"));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (!link) return;
  event.preventDefault();
  soon();
});

// An opened payment gets its timeline with the next refresh. Toggle does not bubble, so it is caught on its way down.
document.addEventListener("toggle", (event) => {
  if (event.target.dataset && event.target.dataset.payment && event.target.open) soon();
}, true);

document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
setInterval(() => { if (!document.hidden) soon(); }, 60000);

const events = new EventSource("/api/v1/events");
for (const kind of ["payment", "receipt", "health", "till"]) events.addEventListener(kind, soon);
events.onerror = () => soon(); // the browser connects again by itself; the refresh tells whether posd is there
