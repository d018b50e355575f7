// The simulated counter's page: listens to the state, and tells the server what people press.

import { $, lang, say, show, translate } from "./dom.js";
import { draw } from "./draw.js";

// act asks the server to do something. What it refuses is shown to the person.
async function act(name, ask) {
  hush();
  try {
    const answer = await fetch("/act/" + name, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(ask),
    });
    const body = await answer.json();
    if (!body.error) return body;
    complain(body.error);
  } catch {
    complain({ text: null });
    show($("offline"), true);
  }
  return null;
}

let quiet = 0;

function complain(error) {
  if (!error.text) return;
  const toast = $("toast");
  toast.replaceChildren();
  for (const words of [error.text, error.hint]) {
    const line = document.createElement("p");
    say(line, words);
    toast.append(line);
  }
  show(toast, true);
  clearTimeout(quiet);
  quiet = setTimeout(hush, 8000);
}

function hush() {
  show($("toast"), false);
}

// press runs what a button does, once at a time.
function press(button, run) {
  button.addEventListener("click", async () => {
    if (button.dataset.busy) return;
    button.dataset.busy = "1";
    await run();
    delete button.dataset.busy;
  });
}

function speak(language) {
  document.documentElement.dataset.lang = language;
  document.documentElement.lang = language === "zh" ? "zh" : "en";
  for (const button of document.querySelectorAll("header [data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === language));
  }
  try {
    localStorage.setItem("lang", language);
  } catch {
    // a browser that keeps nothing asks again next time
  }
  translate(document);
}

function firstLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  let kept = null;
  try {
    kept = localStorage.getItem("lang");
  } catch {
    // as above
  }
  const known = [asked, kept].find((l) => ["zh", "en", "both"].includes(l));
  return known || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
}

// The keypad shifts digits in from the right, as tills do.
function type(key) {
  const amount = $("amount");
  let digits = amount.value.includes(".") || amount.value === "" ? amount.value.replace(/\D/g, "") : amount.value.replace(/\D/g, "") + "00";
  if (amount.dataset.fresh) digits = "";
  delete amount.dataset.fresh;
  digits = key === "back" ? digits.slice(0, -1) : digits + key;
  digits = digits.replace(/^0+/, "").slice(0, 8).padStart(3, "0");
  amount.value = digits.slice(0, -2) + "." + digits.slice(-2);
}

function tillButtons() {
  for (const key of document.querySelectorAll(".keypad [data-key]")) {
    key.addEventListener("click", () => type(key.dataset.key));
  }
  $("amount").dataset.fresh = "1"; // the first key begins a new amount
  $("sell").addEventListener("submit", async (event) => {
    event.preventDefault();
    if ($("start").disabled) return;
    $("start").disabled = true;
    if (await act("sale", { amount: $("amount").value, subject: $("subject").value })) $("amount").dataset.fresh = "1";
    else $("start").disabled = false;
  });
  press($("present"), async () => {
    const waiting = $("present").dataset.payment;
    if (waiting) await act("present", { payment: waiting });
    else if (await act("sale", { amount: $("amount").value, subject: $("subject").value, present: true })) $("amount").dataset.fresh = "1";
  });
  press($("stop"), () => act("stop", { payment: $("stop").dataset.payment }));
}

// picked is what the customer's phone plays.
function picked() {
  const option = $("scenario").selectedOptions[0];
  const value = $("param-row").hidden ? option.dataset.value : $("param").value;
  return { scenario: option.dataset.name, value: Number(value) || 0 };
}

// pick follows a choice: the quick one and the list always agree.
function pick(name, value) {
  const options = [...$("scenario").options].filter((o) => o.dataset.name === name);
  const option = options.find((o) => o.dataset.value === String(value)) || options[0];
  option.selected = true;
  for (const radio of document.querySelectorAll("[name=quick]")) {
    radio.checked = radio.value === name && (!Number(radio.dataset.value) || radio.dataset.value === option.dataset.value) && option === options[0];
  }
  show($("param-row"), Boolean(option.dataset.param));
  $("param").title = option.dataset.param;
  $("param").value = option.dataset.value;
  return act("show", picked());
}

function customerButtons() {
  for (const radio of document.querySelectorAll("[name=quick]")) {
    radio.addEventListener("change", () => pick(radio.value, radio.dataset.value));
  }
  $("scenario").addEventListener("change", () => {
    const { name, value } = $("scenario").selectedOptions[0].dataset;
    pick(name, value);
  });
  press($("hold"), () => act("hold", picked()));
  press($("camera"), () => act("camera", { payment: $("camera").dataset.payment }));
  press($("again"), () => act("scan", { code: $("code-text").dataset.code }));
  press($("confirm"), () => act("buyer", { number: $("ask").dataset.number, yes: true }));
  press($("decline"), () => act("buyer", { number: $("ask").dataset.number, yes: false }));
  $("scan-form").addEventListener("submit", (event) => {
    event.preventDefault();
    act("scan", { code: $("scan-text").value });
  });
  for (const thing of document.querySelectorAll(".things button")) {
    thing.addEventListener("click", () => {
      $("scan-text").value = thing.dataset.code;
      act("scan", { code: thing.dataset.code });
    });
  }
}

function otherButtons() {
  for (const button of document.querySelectorAll("[data-fault]")) {
    press(button, () => act("fault", { name: button.dataset.fault, on: button.getAttribute("aria-pressed") !== "true" }));
  }
  press($("posd-kill"), () => act("posd", { do: "kill" }));
  press($("posd-start"), () => act("posd", { do: "start" }));
  $("payments").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    act("refund", { payment: form.dataset.payment, amount: form.elements[0].value, operator: $("refund-operator").value, pin: $("refund-pin").value });
  });
  for (const button of document.querySelectorAll("header [data-lang]")) {
    button.addEventListener("click", () => speak(button.dataset.lang));
  }
  $("toast").addEventListener("click", hush);
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("state", (event) => {
    show($("offline"), false);
    const state = JSON.parse(event.data);
    const last = state.payments[0];
    $("thing-receipt").disabled = !last;
    $("thing-receipt").dataset.code = last ? last.id : "";
    draw(state);
    document.documentElement.dataset.live = "1";
  });
  events.addEventListener("error", () => show($("offline"), true));
}

speak(firstLanguage());
tillButtons();
customerButtons();
otherButtons();
pick("paid", 0);
listen();
