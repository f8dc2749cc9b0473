// A button that copies the page's link: it brings back what is shown, here or to somebody else.
//
// data: {}. Tells Python nothing.

const copiers = new WeakMap();
const SAID_MS = 4000;

export default function ({ parentElement }) {
  if (!copiers.has(parentElement)) copiers.set(parentElement, newCopier(parentElement));
  return () => {
    copiers.get(parentElement)?.remove();
    copiers.delete(parentElement);
  };
}

function newCopier(parent) {
  const said = make("span", { class: "quiet", role: "status" });
  const field = make("input", { type: "text", readonly: true, hidden: true, "aria-label": "Link of this comparison" });
  const button = make("button", { type: "button", text: "Copy link", title: "Whoever opens it sees the same comparison" });
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      said.textContent = "Copied";
      setTimeout(() => (said.textContent = ""), SAID_MS);
    } catch {
      // No clipboard here (a page without https): the link is shown, to be copied by hand.
      field.value = window.location.href;
      field.hidden = false;
      field.select();
      said.textContent = "Copy it from here";
    }
  };
  const root = make("div", { class: "lab copy-link" }, button, field, said);
  parent.append(root);
  return root;
}
