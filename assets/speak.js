// Reads a part of the page aloud with the web view's own voices. Put in once; see src/kiosk/speak.rs.
window.itsumoSpeak ??= (() => {
  const voices = () => ("speechSynthesis" in window ? speechSynthesis.getVoices() : []);
  const quiet = new Set(["SCRIPT", "STYLE", "RP", "SVG", "svg", "BUTTON", "NAV"]);
  // A line of its own is a breath of its own.
  const breath = (e) => !/^(inline|ruby|contents)/.test(getComputedStyle(e).display);

  // What is read of an element: [words, language] with a pause between blocks. Where characters have a reading, the
  // reading is what is said.
  function words(node, lang, out) {
    if (node.nodeType === Node.TEXT_NODE) return out.push([node.nodeValue, lang]);
    if (node.nodeType !== Node.ELEMENT_NODE || quiet.has(node.tagName) || node.getAttribute("aria-hidden") === "true") return;
    if (!node.getClientRects().length && getComputedStyle(node).display !== "contents") return;
    const own = node.getAttribute("lang") || lang;
    const pause = breath(node);
    if (pause) out.push(null);
    const read = node.getAttribute("data-read");
    if (read) {
      out.push([read, own]);
    } else if (node.tagName === "RUBY") {
      out.push([[...node.querySelectorAll("rt")].map((rt) => rt.textContent).join(""), own]);
    } else {
      node.childNodes.forEach((child) => words(child, own, out));
    }
    if (pause) out.push(null);
  }

  // Sentences, each in one language.
  function sentences(root) {
    const pieces = [];
    words(root, document.documentElement.lang || "ja", pieces);
    const said = [];
    let now = null;
    for (const piece of pieces) {
      if (!piece) { now = null; continue; }
      const [text, lang] = piece;
      if (now && now.lang === lang) now.text += text;
      else if (text.trim()) said.push((now = { text, lang }));
    }
    return said.flatMap(({ text, lang }) => text.replace(/\s+/g, " ").split(/(?<=[。！？]|[.!?] )/)
      .map((one) => one.trim()).filter((one) => /[\p{L}\p{N}]/u.test(one)).map((one) => ({ text: one, lang })));
  }

  let turn = 0;
  let listens = false;
  return {
    async can() {
      if (!("speechSynthesis" in window)) return false;
      if (!voices().length) {
        // Voices are found a little after the page.
        await new Promise((go) => { speechSynthesis.onvoiceschanged = go; setTimeout(go, 2000); });
      }
      return voices().length > 0;
    },
    sentences: (id) => sentences(document.getElementById(id)),
    stop() { turn += 1; if ("speechSynthesis" in window) speechSynthesis.cancel(); },
    ask(id) { return listens ? this.say(id) : false; },
    // Tells `each` when a sentence begins.
    async say(id, each = () => {}) {
      this.stop();
      listens = true;
      const mine = turn;
      for (const { text, lang } of sentences(document.getElementById(id))) {
        if (mine !== turn) return false;
        each();
        await new Promise((next) => {
          const said = new SpeechSynthesisUtterance(text);
          said.lang = lang.startsWith("en") ? "en-US" : "ja-JP";
          said.voice = voices().find((voice) => voice.lang.replace("_", "-").startsWith(said.lang.slice(0, 2))) ?? null;
          said.rate = 0.95;
          said.onend = said.onerror = next;
          speechSynthesis.speak(said);
        });
      }
      return mine === turn;
    },
  };
})();
