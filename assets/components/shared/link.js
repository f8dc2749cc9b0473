// The address of the page: what a view shows, so that the link and a refresh bring it back.

/** What the query says under a name, or null. */
function readLink(name) {
  return new URL(window.location.href).searchParams.get(name);
}

/** Writes values into the query (null takes a name away) without asking the server for anything. */
function writeLink(values) {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history.replaceState(window.history.state, "", url);
}

/**
 * What `parse` makes of the query's value under a name; null where there is none. Where there is one and `parse`
 * answers null, `root` says so in a sentence, with what is valid.
 */
function linkedValue(name, parse, root, valid) {
  const text = readLink(name);
  root.querySelector(`.link-problem[data-name="${name}"]`)?.remove();
  if (text === null) return null;
  const value = parse(text);
  if (value === null) {
    root.append(make("p", { class: "link-problem quiet", role: "status", "data-name": name,
      text: `The link’s ${name}=${text.slice(0, 60)} cannot be shown: valid is ${valid}.` }));
  }
  return value;
}
