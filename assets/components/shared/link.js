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
