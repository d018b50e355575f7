// Small helpers for the page: finding, saying in two languages, and lists whose rows are kept.

export const $ = (id) => document.getElementById(id);

// say puts a phrase of both languages into an element; the style shows one or both.
export function say(element, words) {
  const key = words ? words.zh + "\n" + words.en : "";
  if (element.dataset.said === key) return;
  element.dataset.said = key;
  element.replaceChildren();
  if (!words || (!words.zh && !words.en)) return;
  for (const lang of ["zh", "en"]) {
    const span = document.createElement("span");
    span.className = lang;
    span.lang = lang;
    span.textContent = words[lang];
    element.append(span);
  }
}

// write sets an element's text, unless it says so already.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// show hides an element or brings it back.
export function show(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

// tone gives a pill its colour.
export function tone(element, name) {
  if (element.dataset.tone !== name) element.dataset.tone = name;
}

// list makes the children of parent be one per item, in their order. A row is made once, from a template, and filled again
// whenever its item changed, so that what a person is typing in it stays.
export function list(parent, template, items, keyOf, fill) {
  const old = new Map([...parent.children].map((row) => [row.dataset.key, row]));
  items.forEach((item, i) => {
    const key = String(keyOf(item));
    let row = old.get(key);
    old.delete(key);
    if (!row) {
      row = template.content.firstElementChild.cloneNode(true);
      row.dataset.key = key;
      translate(row);
    }
    const now = JSON.stringify(item);
    if (row.dataset.now !== now) {
      row.dataset.now = now;
      fill(row, item);
    }
    if (parent.children[i] !== row) parent.insertBefore(row, parent.children[i] || null);
  });
  for (const row of old.values()) row.remove();
}

// picture shows an image once it has been loaded, so that it does not flicker.
export async function picture(img, src) {
  if (img.dataset.src === src) return;
  img.dataset.src = src;
  const next = new Image();
  next.src = src;
  try {
    await next.decode();
  } catch {
    return;
  }
  if (img.dataset.src === src) img.src = src;
}

// lang is the language of the page: zh, en or both.
export const lang = () => document.documentElement.dataset.lang;

// translate sets what no span can say: options, groups and placeholders.
export function translate(root) {
  for (const element of root.querySelectorAll("[data-zh]")) {
    const { zh, en } = element.dataset;
    const text = lang() === "zh" ? zh : lang() === "en" || zh === en ? en : zh + " / " + en;
    if (element instanceof HTMLOptionElement) element.textContent = text;
    else if (element instanceof HTMLOptGroupElement) element.label = text;
    else if (element instanceof HTMLInputElement) {
      element.placeholder = text;
      element.setAttribute("aria-label", text);
    }
  }
}
