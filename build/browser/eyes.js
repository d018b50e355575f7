// What a person can see and reach on a page. Each function answers null as long as there is nothing to see.
({
  // sees finds a visible element that holds the text, any one if there is none.
  sees(selector, text = "") {
    for (const element of document.querySelectorAll(selector)) {
      if (!element.checkVisibility()) continue;
      const typed = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
      const shown = typed ? element.value : element.innerText;
      if (shown.includes(text)) return { text: shown };
    }
    return null;
  },

  // misses is the opposite: no such element is visible.
  misses(selector) {
    const seen = [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
    return seen ? null : { text: "" };
  },

  // picture finds an image that has been loaded. The simulated counter's page
  // names the picture to come in data-src and shows it once it is there.
  picture(selector) {
    const img = document.querySelector(selector);
    if (!img || !img.complete || img.naturalWidth <= 100 || !img.checkVisibility()) return null;
    return img.dataset.src && img.dataset.src !== img.getAttribute("src") ? null : { text: img.alt };
  },

  // attribute reads one that is not empty.
  attribute(selector, name) {
    const element = document.querySelector(selector);
    return element && element.getAttribute(name) ? { text: element.getAttribute(name) } : null;
  },

  // reach brings an element into view and answers with its middle, once it stands still, is enabled and nothing covers it.
  reach(selector) {
    const element = document.querySelector(selector);
    if (!element || element.disabled || !element.checkVisibility()) return null;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = element.getBoundingClientRect();
    const place = [box.x, box.y, box.width, box.height].join();
    const still = element.lastPlace === place;
    element.lastPlace = place;
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const top = document.elementFromPoint(at.x, at.y);
    return still && top && element.contains(top) ? at : null;
  },

  // marks selects a text in a field, as a search does, and gives the field the keyboard.
  marks(selector, text) {
    const field = document.querySelector(selector);
    const at = field ? field.value.indexOf(text) : -1;
    if (at < 0) return null;
    field.focus();
    field.setSelectionRange(at, at + text.length);
    return { text: field.value };
  },

  // settled scrolls back to the top and waits for the end of every movement.
  settled() {
    window.scrollTo({ top: 0, behavior: "instant" });
    const moving = document.getAnimations().some((a) => a.playState === "running" && a.effect.getTiming().iterations !== Infinity);
    return moving || document.scrollingElement.scrollTop > 0 ? null : { text: "" };
  },
})
