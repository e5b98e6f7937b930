// What the tests ask of an open page. Put into it once by `page.evaluate`; the page itself never loads this.
(() => {
  const STOPS = "a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]";
  const SPACING =
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" +
    "p { margin-block-end: 2em !important }";
  const spacing = new CSSStyleSheet();
  spacing.replaceSync(SPACING);

  const named = (element) => {
    const id = element.id ? `#${element.id}` : "";
    const words = (element.innerText || element.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
    return `<${element.localName}${id}> ${words.slice(0, 40)}`;
  };

  // --- width -----------------------------------------------------------------------------------------

  // How many pixels the page is wider than the screen, and which elements stick out.
  const overflow = () => {
    const root = document.documentElement;
    const pixels = root.scrollWidth - window.innerWidth;
    if (pixels <= 0) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 0.5,
    );
    return [`${pixels} px too wide`, ...wide.slice(-3).map(named)];
  };
  const overflowWithSpacing = () => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, spacing];
    const found = overflow();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== spacing);
    return found;
  };

  // --- colours ---------------------------------------------------------------------------------------

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  // Relative luminance of WCAG 2.2.
  const luminance = (colour) => {
    const [r, g, b] = [...rgba(colour)].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // The colour that an outline around the element is seen on.
  const backdrop = (element) => {
    for (let above = element.parentElement; above; above = above.parentElement) {
      const colour = getComputedStyle(above).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };

  // --- keyboard --------------------------------------------------------------------------------------

  const isScroller = (element) => {
    const style = getComputedStyle(element);
    const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
    return (
      (scrolls(style.overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (scrolls(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  };
  const isFirstOfItsRadios = (element) => {
    const group = [...document.querySelectorAll("input[type=radio]")].filter(
      (other) => other.name === element.name && other.form === element.form,
    );
    return element === (group.find((other) => other.checked) || group[0]);
  };
  const isStop = (element) =>
    element.tabIndex >= 0 &&
    !element.disabled &&
    !element.closest("[inert]") &&
    element.checkVisibility({ visibilityProperty: true }) &&
    (element.localName !== "summary" || element === element.parentElement.querySelector(":scope > summary")) &&
    (element.type !== "radio" || isFirstOfItsRadios(element));
  // Everything that Tab must reach, in the order of the document.
  const stops = () => {
    const found = [...document.body.querySelectorAll("*")].filter(
      (element) => (element.matches(STOPS) && isStop(element)) || (isScroller(element) && element.tabIndex < 0),
    );
    return found.filter(
      (element) => element.matches(STOPS) || !found.some((other) => other !== element && element.contains(other)),
    );
  };
  const isUncovered = (element) => {
    const box = [...element.getClientRects()].find((rect) => rect.width > 1 && rect.height > 1);
    if (!box) return false;
    const inset = Math.min(3, box.width / 4);
    const y = box.top + box.height / 2;
    return [box.left + inset, box.left + box.width / 2, box.right - inset].every((x) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (element === hit || element.contains(hit) || hit.contains(element));
    });
  };
  const hasRing = (element) => {
    const style = getComputedStyle(element);
    const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return isDrawn && contrast(style.outlineColor, backdrop(element)) >= 3;
  };

  let expected = [], reached = [], faults = [];
  const note = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return;
    reached.push(element);
    if (!hasRing(element)) faults.push(`focus is not visible: ${named(element)}`);
    if (!isUncovered(element)) faults.push(`covered or off the screen: ${named(element)}`);
  };
  const onKey = (event) => event.key === "Tab" && note();
  // To be followed by as many presses of Tab as it says, which go once round the page: after the last stop
  // the browser may give the focus to itself or to the first stop again.
  const startWalk = () => {
    const start = document.createElement("span"); // where it stood, Tab goes on: before everything
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
    expected = stops();
    reached = [];
    faults = [];
    document.addEventListener("keydown", onKey, true);
    return expected.length + 1;
  };
  const endWalk = () => {
    document.removeEventListener("keydown", onKey, true);
    const last = document.activeElement;
    if (last && last !== document.body && last !== expected[0]) faults.push(`held fast at ${named(last)}`);
    last?.blur(); // a skip link in focus lies over the head of the page
    const missed = expected.filter((element) => !reached.includes(element));
    const again = reached.filter((element, place) => reached.indexOf(element) !== place);
    const unknown = reached.filter((element) => !expected.includes(element));
    faults.push(...missed.map((element) => `not reached: ${named(element)}`));
    faults.push(...[...new Set(again)].map((element) => `reached twice: ${named(element)}`));
    faults.push(...unknown.map((element) => `reached, but no stop: ${named(element)}`));
    const first = reached.findIndex((element, place) => element !== expected[place]);
    if (first >= 0 && !missed.length && !again.length && !unknown.length) {
      faults.push(`out of order: ${named(reached[first])}`);
    }
    return faults;
  };

  // --- looks -----------------------------------------------------------------------------------------

  // Everything that the rules about colours judge text by, as the browser has computed it here: what it is drawn
  // with, and each layer below it. Two texts of one look pass or fail together, on whatever page they stand.
  const INK = ["color", "fill", "fontSize", "fontWeight", "textShadow", "forcedColorAdjust", "display"];
  const LINE = ["textDecorationLine", "borderBlockEndStyle", "borderBlockEndWidth", "outlineStyle", "fontStyle"];
  const LAYER = ["backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode", "position"];
  const valuesOf = (element, names) => {
    const style = getComputedStyle(element);
    return names.map((name) => style[name]).join(";");
  };
  const looks = () => {
    const layers = new Map();
    const layersOf = (element) => {
      if (!element) return "";
      if (!layers.has(element)) {
        const own = valuesOf(element, LAYER), below = layersOf(element.parentElement);
        layers.set(element, below.endsWith(`|${own}`) ? below : `${below}|${own}`);
      }
      return layers.get(element);
    };
    const isText = (element) =>
      element.matches("input, select, textarea") ||
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const main = document.querySelector("main") || document.body;
    const shown = [main, ...main.querySelectorAll("*")].filter((element) => isText(element) && element.checkVisibility());
    const found = shown.map((element) => {
      const around = element.closest("p, li, dd, td, th, blockquote, summary, figcaption, label") || main;
      const parts = [element.localName, valuesOf(element, INK), valuesOf(element, LINE), valuesOf(around, ["color"])];
      return [...parts, layersOf(element)].join("/");
    });
    return [...new Set(found)];
  };

  // --- text ------------------------------------------------------------------------------------------

  // The text of the main part that is in view, without what scripts add on purpose, and the links to sentences that
  // a script turns into buttons.
  const text = () => {
    const main = document.querySelector("main") || document.body;
    const added = [...main.querySelectorAll("[data-script-only], .sentence-link, noscript")];
    added.forEach((element) => element.style.setProperty("display", "none", "important"));
    const words = main.innerText.replace(/\s+/g, " ").trim();
    added.forEach((element) => element.style.removeProperty("display"));
    return words;
  };

  const open = () => document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const shape = () => [document.body.innerText, document.documentElement.scrollHeight];

  globalThis.inspecting = { overflow, overflowWithSpacing, startWalk, endWalk, looks, text, open, shape };
})();
