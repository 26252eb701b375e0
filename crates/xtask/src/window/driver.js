// What the window driver knows of a page: roles and accessible names, as assistive technology reads them.
// Only what our own pages use of the naming rules is here; axe-core checks the rest.
(() => {
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();

  function role(e) {
    const given = e.getAttribute("role");
    if (given) return given.split(" ")[0];
    switch (e.tagName) {
      case "A": return e.hasAttribute("href") ? "link" : "";
      case "BUTTON": case "SUMMARY": return "button";
      case "H1": case "H2": case "H3": case "H4": return "heading";
      case "INPUT": return { button: "button", submit: "button", checkbox: "checkbox", radio: "radio",
        range: "slider", search: "searchbox", number: "spinbutton", hidden: "" }[e.type] ?? "textbox";
      case "TEXTAREA": return "textbox";
      case "SELECT": return "combobox";
      case "OPTION": return "option";
      case "NAV": return "navigation";
      case "MAIN": return "main";
      case "ARTICLE": return "article";
      case "ASIDE": return "complementary";
      case "DIALOG": return "dialog";
      case "LI": return "listitem";
      case "UL": case "OL": return "list";
      case "IMG": return "img";
      default: return "";
    }
  }

  // Readings over characters (ruby) and what is hidden from screen readers are no part of a name.
  function words(e) {
    if (e.nodeType === Node.TEXT_NODE) return e.nodeValue;
    if (e.nodeType !== Node.ELEMENT_NODE || e.getAttribute("aria-hidden") === "true") return "";
    if (e.tagName === "RT" || e.tagName === "RP" || e.tagName === "STYLE" || e.tagName === "SCRIPT") return "";
    if (e.tagName === "IMG") return e.alt;
    const flows = /^(inline|ruby|contents)/.test(getComputedStyle(e).display);
    return [...e.childNodes].map(words).join(flows ? "" : " ");
  }

  function name(e) {
    const by = e.getAttribute("aria-labelledby");
    if (by) return squeeze(by.split(/\s+/).map((id) => { const x = document.getElementById(id); return x ? words(x) : ""; }).join(" "));
    const label = e.getAttribute("aria-label");
    if (label) return squeeze(label);
    if (e.labels && e.labels.length) return squeeze([...e.labels].map(words).join(" "));
    if (e.tagName === "IMG") return squeeze(e.alt);
    const own = squeeze(words(e));
    return own || squeeze(e.getAttribute("title") || e.getAttribute("placeholder") || "");
  }

  function visible(e) {
    if (!e.getClientRects().length) return false;
    if (getComputedStyle(e).visibility !== "visible") return false;
    return !e.closest("[aria-hidden=true], [inert]");
  }

  const all = (wanted) => [...document.body.querySelectorAll("*")].filter((e) => role(e) === wanted && visible(e));

  function find(wanted, called) {
    const those = all(wanted);
    return those.find((e) => name(e) === called) ?? those.find((e) => name(e).includes(called));
  }

  // A checkbox is often drawn by its label: what a finger hits is then the label.
  function target(e) {
    const tiny = e.getBoundingClientRect();
    return (tiny.width < 4 || tiny.height < 4) && e.labels && e.labels.length ? e.labels[0] : e;
  }

  function ready(wanted, called) {
    const e = find(wanted, called);
    if (!e) return "it is not there";
    if (e.disabled || e.getAttribute("aria-disabled") === "true") return "it is disabled";
    const hit = target(e);
    hit.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = hit.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top) return "it is outside the window";
    const same = hit.contains(top) || top.contains(hit) || (e.labels && [...e.labels].some((l) => l.contains(top)));
    if (!same) return `it is covered by <${top.tagName.toLowerCase()} class="${top.className}"> ${squeeze(words(top)).slice(0, 60)}`;
    return e;
  }

  // A finger where the screen is a phone's, a mouse elsewhere: what lies on top in the middle is told that it was touched,
  // in the order in which a browser tells it, and then pressed.
  function touch(e) {
    const hit = target(e);
    const box = hit.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    const top = document.elementFromPoint(at.clientX, at.clientY);
    const finger = window.innerWidth < 600;
    const inside = hit.contains(top) ? top : hit;
    const event = { ...at, bubbles: true, cancelable: true, composed: true, view: window };
    const pointer = { ...event, pointerId: finger ? 2 : 1, pointerType: finger ? "touch" : "mouse", isPrimary: true };
    const tell = (name, more) => inside.dispatchEvent(new PointerEvent(name, { ...pointer, ...more }));
    tell("pointerover", {});
    tell("pointerdown", { buttons: 1, pressure: 0.5 });
    tell("pointerup", {});
    if (finger) tell("pointerout", {});
    // Whoever heard that may have drawn the place anew.
    e.focus({ preventScroll: true });
    (inside.isConnected ? inside : e).dispatchEvent(new MouseEvent("click", { ...event, detail: 1 }));
  }

  window.__drive = {
    has: (wanted, called) => Boolean(find(wanted, called)),
    names: (wanted) => all(wanted).map(name),
    reads: (text) => squeeze(words(document.body)).includes(text),
    press(wanted, called) {
      const e = ready(wanted, called);
      if (typeof e === "string") return e;
      touch(e);
      return "ok";
    },
    write(wanted, called, text) {
      const e = ready(wanted, called);
      if (typeof e === "string") return e;
      e.focus({ preventScroll: true });
      const kind = { INPUT: HTMLInputElement, TEXTAREA: HTMLTextAreaElement, SELECT: HTMLSelectElement }[e.tagName];
      if (!kind) return "it is not a field";
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(e, text);
      e.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
      e.dispatchEvent(new Event("change", { bubbles: true }));
      return "ok";
    },
    outline() {
      const roles = ["heading", "button", "link", "textbox", "searchbox", "checkbox", "radio", "switch", "tab",
        "combobox", "alert", "status", "dialog"];
      const lines = [...document.body.querySelectorAll("*")]
        .filter((e) => roles.includes(role(e)) && visible(e))
        .map((e) => `    ${role(e)} “${name(e).slice(0, 60)}”`);
      return lines.slice(0, 60).join("\n") || `    ${squeeze(words(document.body)).slice(0, 400)}`;
    },
  };
  return true;
})()
