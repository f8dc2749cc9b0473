// The tour's strip: what is asked for now, where that is, and a way out. In the page's flow, so that it covers nothing.
//
// data: {step, steps, text, target: selector of what to touch on this page ("" for none), go: label of the way to the
//        page or null, fresh: the visitor has not begun}
// Triggers `go`, and `leave` when it is skipped or done.

const tours = new WeakMap();
const TOUR_KEPT = "latentlab:tour";
const FOCUSABLE = "button:not(:disabled), a[href], input, select, [tabindex='0']";
const RING_MS = 2400;

export default function (component) {
  const { parentElement } = component;
  if (!tours.has(parentElement)) tours.set(parentElement, new Tour(parentElement));
  tours.get(parentElement).show(component);
  return () => {
    tours.get(parentElement)?.root.remove();
    tours.delete(parentElement);
  };
}

class Tour {
  constructor(parent) {
    this.place = make("span", { class: "place" });
    this.text = make("p", { role: "status", "aria-live": "polite" });
    this.where = make("button", { type: "button", text: "Show me where", onclick: () => showTarget(this.target) });
    this.go = make("button", { type: "button", hidden: true, text: "Open" });
    this.leave = make("button", { type: "button", text: "Skip the tour" });
    this.root = make("section", { class: "lab tour", "aria-label": "Tour", hidden: true },
      this.place, this.text, make("div", { class: "row" }, this.where, this.go, this.leave));
    parent.append(this.root);
  }

  show({ data: { step, steps, text, target, go, fresh }, setTriggerValue }) {
    this.target = target;
    const done = step > steps;
    const leave = () => {
      keepTour("over");
      this.root.hidden = true;
      setTriggerValue("leave", true);
    };
    this.leave.onclick = leave;
    if (fresh && keptTour() === "over") return leave(); // skipped here before, as another visitor to the server
    if (!fresh) keepTour("on");
    this.go.onclick = () => setTriggerValue("go", true);
    this.place.textContent = done ? "Done" : `${step} of ${steps}`;
    this.where.hidden = !target || done;
    this.go.hidden = !go;
    this.go.textContent = go || "Open";
    this.leave.textContent = done ? "Close" : "Skip the tour";
    this.root.hidden = false;
    // A live region speaks of what changes while it is there.
    if (this.text.textContent !== text) requestAnimationFrame(() => (this.text.textContent = text));
  }
}

/** Scrolls to what is to be touched, gives it the focus and, for a moment, a ring. */
function showTarget(selector) {
  const found = document.querySelector(selector);
  if (!found) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  firstFocusable(found)?.focus({ preventScroll: true });
  const { outline, outlineOffset } = found.style;
  Object.assign(found.style, { outline: "2px solid var(--st-primary-color, #0B6BA8)", outlineOffset: "4px" });
  setTimeout(() => Object.assign(found.style, { outline, outlineOffset }), RING_MS);
}

/** The first thing in an element or a shadow root that takes the focus, those of its components included. */
function firstFocusable(element) {
  for (const one of element.querySelectorAll("*")) {
    if (one.matches(FOCUSABLE) && one.getClientRects().length) return one;
    const inner = one.shadowRoot && firstFocusable(one.shadowRoot);
    if (inner) return inner;
  }
  return null;
}

function keptTour() {
  try {
    return localStorage.getItem(TOUR_KEPT);
  } catch {
    return null; // storage is forbidden here
  }
}

function keepTour(value) {
  try {
    localStorage.setItem(TOUR_KEPT, value);
  } catch {
    // Storage is forbidden here: the server's record is enough.
  }
}
