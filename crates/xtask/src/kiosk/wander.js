// What somebody does who has no plan: writes into what can be written into, and presses one of the things that can be
// pressed. `chance` is a number of the run's seed; `mark` is what is written.
(chance, mark) => {
  const shown = (e) => e.getClientRects().length && getComputedStyle(e).visibility === "visible" && !e.closest("[inert]") && !e.disabled;
  const fields = [...document.querySelectorAll("input, textarea")].filter((e) => shown(e) && !["checkbox", "radio", "range", "hidden", "date", "time", "number"].includes(e.type));
  for (const field of fields) {
    const kind = field.tagName === "INPUT" ? HTMLInputElement : HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, mark);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, data: mark, inputType: "insertText" }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // When the person leaves is the run's to say, and the staff's corner is not for them.
  const things = [...document.querySelectorAll("button, a[href], summary, input[type=checkbox], input[type=radio]")].filter((e) => shown(e) && !e.matches(".kiosk-dock-button.end, .corner") && !e.closest(".kiosk-over-buttons"));
  if (!things.length) return "nothing";
  const thing = things[chance % things.length];
  thing.scrollIntoView({ block: "center", behavior: "instant" });
  thing.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  thing.click();
  return (thing.innerText || thing.getAttribute("aria-label") || thing.tagName).trim().slice(0, 30);
}
