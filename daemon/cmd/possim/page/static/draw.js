// Draws the state of the counter. Nothing here decides anything: words, amounts and verdicts come from the server.

import { $, list, picture, say, show, tone, write } from "./dom.js";

const tones = {
  paid: "good", refunded: "back", refunding: "back", refused: "bad", not_sent: "bad", cancelled: "bad", unresolved: "bad",
  TRADE_SUCCESS: "good", WAIT_BUYER_PAY: "busy", TRADE_CLOSED: "none",
};
const toneOf = (state) => tones[state] || "busy";

export function draw(state) {
  drawPosd(state.posd);
  drawSale(state.posd, state.sale);
  drawStory(state.sale, state.timeline);
  drawDisplay(state.display);
  drawPhone(state.wallet, state.sale);
  drawPapers(state.printer);
  drawFaults(state);
  drawPayments(state.payments);
  drawBooks(state.books);
}

function drawPosd(posd) {
  say($("posd-state"), posd.text);
  tone($("posd-state"), posd.ready ? (posd.active ? "busy" : "good") : "bad");
  list($("problems"), $("problem-template"), posd.problems, (p) => p.code, (row, p) => {
    const cause = p.cause || p.title; // why no sale may start is told beside it already
    say(row.querySelector(".cause"), cause.en === posd.text.en ? null : cause);
    say(row.querySelector(".cure"), p.cure);
    tone(row, p.severity === "notice" ? "busy" : "bad");
  });
  show($("refund-by"), posd.staffed);
  show($("posd-kill"), posd.running);
  show($("posd-start"), !posd.running);
  show($("posd-log"), posd.log.length > 0);
  write($("posd-log"), posd.log.join("\n"));
}

function drawSale(posd, sale) {
  $("start").disabled = posd.active || !posd.answers;
  show($("present"), posd.shows);
  $("present").disabled = !posd.answers || (posd.active && !posd.armed);
  $("present").dataset.payment = posd.armed && sale ? sale.id : "";
  $("stop").disabled = !posd.active;
  $("stop").dataset.payment = posd.active && sale ? sale.id : "";
  const card = $("sale");
  card.dataset.active = posd.active;
  show($("no-posd"), !posd.answers);
  say($("no-posd"), posd.text);
  show($("no-sale"), posd.answers && !sale);
  show(card.querySelector(".some"), Boolean(sale));
  if (!sale) return;
  card.dataset.payment = sale.id;
  card.dataset.state = sale.state;
  write($("sale-amount"), "¥" + sale.amount);
  say($("sale-state"), sale.text);
  tone($("sale-state"), toneOf(sale.state));
  say($("sale-why"), sale.why);
  say($("sale-do"), sale.do);
  show($("sale-now"), posd.armed);
  show($("sale-code"), Boolean(sale.show));
  if (sale.show) picture($("sale-qr"), "/code/qr?text=" + encodeURIComponent(sale.show));
}

function drawStory(sale, timeline) {
  show($("story"), timeline.length > 0);
  write($("story-id"), sale ? sale.id : "");
  list($("timeline"), $("step-template"), timeline, (step) => step.seq, (row, step) => {
    row.dataset.kind = step.kind;
    write(row.querySelector("time"), step.at);
    say(row.querySelector(".what"), step.text);
  });
}

function drawDisplay(display) {
  picture($("display"), "/display.png?v=" + display.version);
  $("display").alt = display.lines.join("\n");
  write($("display-text"), display.lines.join("\n"));
}

function drawPhone(wallet, sale) {
  const shown = Boolean(sale && sale.show);
  show($("camera"), shown && !wallet.asks);
  $("camera").dataset.payment = shown ? sale.id : "";
  write($("code-text"), wallet.code.replace(/(\d{4})(?=\d)/g, "$1 "));
  $("code-text").dataset.code = wallet.code;
  if (wallet.code) {
    const text = encodeURIComponent(wallet.code);
    picture($("code-bars"), "/code/128?text=" + text);
    picture($("code-qr"), "/code/qr?text=" + text);
  }
  show($("code-held"), wallet.held);
  $("again").disabled = !wallet.held;
  show($("ask"), Boolean(wallet.asks));
  if (!wallet.asks) return;
  $("ask").dataset.number = wallet.asks.number;
  write($("ask-amount"), wallet.asks.amount);
  write($("ask-title"), wallet.asks.title);
}

function drawPapers(printer) {
  show($("no-paper"), printer.papers.length === 0);
  show($("drawer"), printer.drawer);
  list($("papers"), $("paper-template"), printer.papers, (p) => p.number, (row, p) => {
    row.className = p.hanging ? "hanging" : "cut";
    row.id = "paper-" + p.number;
    const img = row.querySelector("img");
    picture(img, "/paper/" + p.number + "?v=" + p.version);
    img.alt = p.text;
    write(row.querySelector("pre"), p.text);
  });
}

function drawFaults(state) {
  for (const button of document.querySelectorAll("[data-fault]")) {
    button.setAttribute("aria-pressed", String(Boolean(state.faults[button.dataset.fault])));
  }
  const bad = state.faults.paper_out || state.faults.cover_open || state.faults.printer_unplugged;
  $("lamp").dataset.tone = bad ? "bad" : state.printer.busy ? "busy" : "good";
}

function drawPayments(payments) {
  list($("payments").tBodies[0], $("payment-template"), payments, (p) => p.id, (row, p) => {
    row.id = "payment-" + p.id;
    row.dataset.state = p.state;
    const cell = (name) => row.querySelector("." + name);
    write(cell("at"), p.at);
    cell("at").title = p.id;
    write(cell("amount"), p.amount);
    say(cell("state"), p.text);
    tone(cell("state"), toneOf(p.state));
    say(cell("why"), p.state === "paid" ? null : p.why);
    say(cell("receipt"), p.receipt);
    cell("done").replaceChildren(...p.refunds.map((r) => {
      const line = document.createElement("small");
      say(line, r.text);
      return line;
    }));
    const form = row.querySelector("form");
    form.hidden = !p.refundable;
    form.dataset.payment = p.id;
    form.elements[0].id = "refund-amount-" + p.id;
    form.elements[1].id = "refund-" + p.id;
    if (form.dataset.left !== p.refundable) form.elements[0].value = form.dataset.left = p.refundable; // what is typed stays
  });
}

function drawBooks(books) {
  say($("audit"), books.text);
  tone($("audit"), books.clean ? "good" : "bad");
  write($("net"), books.net);
  list($("trades").tBodies[0], $("trade-template"), books.trades, (t) => t.number, (row, t) => {
    row.dataset.number = t.number;
    row.dataset.status = t.status;
    const cell = (name) => row.querySelector("." + name);
    write(cell("number"), t.number);
    say(cell("state"), t.text);
    tone(cell("state"), toneOf(t.status));
    write(cell("charged"), t.charged);
    write(cell("given"), t.returned !== "0.00" ? t.returned : t.refunded);
    write(cell("net"), t.net);
  });
  show($("violations"), books.violations.length > 0);
  const lines = books.violations.map((v) => Object.assign(document.createElement("li"), { textContent: v }));
  $("violations").querySelector("ul").replaceChildren(...lines);
}
