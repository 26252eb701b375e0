// Makes the console's pages livelier; every page works without it.
//
// The server says by an event that the board moved, and never what is on it. This asks for the page again and changes
// of the one on show only what differs: what has the focus keeps it, nothing scrolls, and a form that somebody has begun
// to fill stays as it is, even where the new page has it no more. Forms marked `data-quick` are sent the same way,
// without leaving the page.
"use strict";
(() => {
  const main = document.getElementById("main");
  if (!main) return;
  document.documentElement.classList.add("js");
  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("console", { createHTML: (html) => html })
    : { createHTML: (html) => html };
  const begun = new WeakSet();
  document.addEventListener("input", (event) => { if (event.target.form) begun.add(event.target.form); });
  document.addEventListener("reset", (event) => begun.delete(event.target));

  const holdsBegun = (node) => node.nodeType === 1 &&
    ((node.nodeName === "FORM" && begun.has(node)) || [...node.getElementsByTagName("form")].some((form) => begun.has(form)));

  function attributes(old, now) {
    for (const { name, value } of [...now.attributes]) {
      if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (name !== "open" && !now.hasAttribute(name)) old.removeAttribute(name);
    }
  }

  // Makes `old` say what `now` says, touching as little as can be.
  function become(old, now) {
    if (old.isEqualNode(now)) return old;
    if (old.nodeName === "FORM" && begun.has(old)) return old;
    if (old.nodeName !== now.nodeName || (old.id || "") !== (now.id || "")) {
      if (holdsBegun(old)) return old;
      old.replaceWith(now);
      return now;
    }
    if (old.nodeType !== 1) {
      old.data = now.data;
      return old;
    }
    attributes(old, now);
    const byId = new Map();
    for (const child of old.children) if (child.id) byId.set(child.id, child);
    let place = old.firstChild;
    for (const child of [...now.childNodes]) {
      const known = child.id ? byId.get(child.id) : undefined;
      if (known) {
        if (known !== place) old.insertBefore(known, place);
        place = become(known, child).nextSibling;
      } else if (place && !place.id && !child.id && place.nodeName === child.nodeName) {
        place = become(place, child).nextSibling;
      } else {
        old.insertBefore(child, place);
      }
    }
    while (place) {
      const next = place.nextSibling;
      if (!holdsBegun(place)) place.remove();
      place = next;
    }
    return old;
  }

  const stopped = document.getElementById("stopped");
  const unsent = document.getElementById("unsent");
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });

  // What was said stays a while over what comes, and moves nothing: somebody's thumb is on its way to a row.
  let unsay = 0;
  function sayAWhile() {
    clearTimeout(unsay);
    unsay = setTimeout(() => document.getElementById("said")?.remove(), 8000);
  }
  if (document.getElementById("said")) sayAWhile();

  async function show(response) {
    const here = new URL(response.url).pathname;
    if (here !== location.pathname) {
      // Signed out, or sent somewhere else: a page of its own.
      location.assign(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(policy.createHTML(await response.text()), "text/html");
    const now = page.getElementById("main");
    if (!now) return;
    const said = document.getElementById("said");
    if (now.querySelector("#said")) sayAWhile();
    else if (said) now.prepend(said.cloneNode(true));
    const focused = document.activeElement;
    const row = focused && focused.closest ? focused.closest("[data-row]") : null;
    become(main, document.adoptNode(now));
    document.title = page.title;
    if (focused && !focused.isConnected && row) {
      // The button that was pressed is gone: stay where it was.
      const next = document.getElementById(row.id);
      if (next) next.focus({ preventScroll: true });
    }
  }

  // A message is said once: the next asking is for the page without it.
  const address = new URL(location.href);
  if (address.searchParams.has("said")) {
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }

  let asking = false, again = false;
  async function refresh() {
    if (asking || composing) { again = true; return; }
    asking = true;
    try {
      const response = await fetch(location.href, { headers: { "x-refresh": "1" } });
      if (response.status === 404) location.reload();
      else if (response.ok || response.redirected) await show(response);
      if (stopped) stopped.hidden = response.ok;
    } catch {
      if (stopped) stopped.hidden = false;
    }
    asking = false;
    if (again) { again = false; setTimeout(refresh, 50); }
  }

  if (main.dataset.live) {
    const events = new EventSource(main.dataset.live);
    events.onmessage = (event) => {
      if (stopped) stopped.hidden = true;
      if (Number(event.data) > Number(main.dataset.head)) refresh();
    };
    events.onerror = () => {
      if (stopped) stopped.hidden = false;
      // A line that the server closed for good (signed out) is not tried again by the browser: the page finds out.
      if (events.readyState === EventSource.CLOSED) setTimeout(refresh, 1000);
    };
    // What moves by the clock alone: the cut-off, minutes on the way.
    setInterval(() => { if (!document.hidden) refresh(); }, 30000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-quick]")) {
      begun.delete(form);
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    if (button) button.setAttribute("aria-busy", "true");
    if (unsent) unsent.hidden = true;
    try {
      const body = new URLSearchParams(new FormData(form, button));
      const response = await fetch(form.action, { method: "POST", body, headers: { "x-refresh": "1" } });
      begun.delete(form);
      if (response.ok) {
        await show(response);
      } else {
        // A page of its own says what was wrong: the browser sends the form as it would have without this.
        if (button && button.name) {
          const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
          form.append(pressed);
        }
        form.submit();
      }
    } catch {
      // Nothing is lost: the button is still there.
      if (unsent) unsent.hidden = false;
    }
    delete form.dataset.sending;
    if (button) button.removeAttribute("aria-busy");
  });

  // A time that comes nearer: the last number in the words counts down, by the server's clock.
  const clocks = new WeakMap();
  setInterval(() => {
    for (const what of document.querySelectorAll("[data-until]")) {
      const now = Number(what.dataset.now);
      if (!clocks.has(what) || clocks.get(what).now !== now) clocks.set(what, { now, ahead: now - Date.now() });
      const left = Math.max(0, Math.ceil((Number(what.dataset.until) - Date.now() - clocks.get(what).ahead) / 1000));
      const words = document.createTreeWalker(what, NodeFilter.SHOW_TEXT);
      let last = null;
      while (words.nextNode()) if (/\d/.test(words.currentNode.data)) last = words.currentNode;
      if (last) last.data = last.data.replace(/\d+(?=\D*$)/, left);
    }
  }, 1000);

  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  });
})();
