// What components tell each other: the last word on each topic is kept for those that mount later.

const keptAs = (topic) => `__latentlab${topic[0].toUpperCase()}${topic.slice(1)}`;

/** The last detail announced on a topic, or undefined. */
function lastAnnounced(topic) {
  return window[keptAs(topic)];
}

/** Tells every component on the page; as an event its name is "latentlab:<topic>". */
function announce(topic, detail) {
  window[keptAs(topic)] = detail;
  window.dispatchEvent(new CustomEvent(`latentlab:${topic}`, { detail }));
}

/** Calls `handler(detail)` at every announcement, and once soon with the last one. Returns unsubscribe. */
function onAnnounced(topic, handler) {
  const listener = (event) => handler(event.detail);
  let listening = true;
  window.addEventListener(`latentlab:${topic}`, listener);
  queueMicrotask(() => {
    if (listening && lastAnnounced(topic)) handler(lastAnnounced(topic));
  });
  return () => {
    listening = false;
    window.removeEventListener(`latentlab:${topic}`, listener);
  };
}
