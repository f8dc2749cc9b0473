// What a run reports, as it happens: metric rows, status, snapshots, the end.
//
// All components of a page share one feed a run. A browser allows six connections a host over all its
// tabs, so only one visible tab holds an event stream (the holder of a web lock); everyone else polls.

const STREAM_LOCK = "latentlab:stream";
const POLL_MS = { visible: 1000, hidden: 2000, lockless: 500 };
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
const OVER = new Set(["finished", "stopped", "failed", "interrupted", "paused"]);

/**
 * Follows run `id`: {onRows(rows, feed), onStatus(status, feed), onSnapshot(meta), onEnd(status),
 * onTrouble(message or null)}, each optional.
 * What is already known is told at once; only rows after step `after` are told. `live` says that the caller
 * expects more even when an earlier end was seen (a resumed run). Returns a function that stops watching.
 */
function watchRun(id, handlers, { after = -1, live = false } = {}) {
  const feeds = (window.__latentlabFeeds ??= new Map());
  let feed = feeds.get(id);
  if (!feed) feeds.set(id, (feed = newFeed(id)));
  const watcher = { ...handlers, after };
  feed.watchers.add(watcher);
  queueMicrotask(() => replayFeed(feed, watcher, live));
  if (live) feed.over = false;
  followFeed(feed);
  return () => {
    feed.watchers.delete(watcher);
    if (feed.watchers.size === 0) {
      feeds.delete(id);
      feed.wake();
    }
  };
}

function newFeed(id) {
  return {
    id,
    base: `/api/runs/${encodeURIComponent(id)}`,
    watchers: new Set(),
    rows: [],
    seconds: new Map(),
    snapshots: new Map(),
    status: null,
    draft: null, // the row under way: what the next one would say if it were written now
    over: false,
    following: false,
    wake: () => {},
  };
}

function replayFeed(feed, watcher, live) {
  if (!feed.watchers.has(watcher)) return;
  const rows = feed.rows.filter((row) => row.step > watcher.after);
  if (rows.length) watcher.onRows?.(rows, feed);
  if (feed.status) watcher.onStatus?.(feed.status, feed);
  for (const meta of sortedSnapshots(feed)) watcher.onSnapshot?.(meta);
  if (feed.over && !live) watcher.onEnd?.(feed.status);
}

/** The feed's snapshots by rising step. */
function sortedSnapshots(feed) {
  return [...feed.snapshots.values()].sort((a, b) => a.step - b.step);
}

async function followFeed(feed) {
  if (feed.following) return;
  feed.following = true;
  const visibility = () => feed.wake();
  document.addEventListener("visibilitychange", visibility);
  let failures = 0;
  let looksOver = 0;
  while (feed.watchers.size && !feed.over) {
    try {
      await pollFeed(feed);
      if (failures) tellTrouble(feed, null);
      failures = 0;
      // Seen twice, since a run that was just resumed may say "paused" for one more moment.
      looksOver = OVER.has(feed.status?.state) ? looksOver + 1 : 0;
      if (feed.status?.state === "finished" || looksOver > 1) {
        endFeed(feed);
        break;
      }
      if (!looksOver && !document.hidden) await streamFeed(feed);
    } catch (error) {
      failures += 1;
      if (failures > 1) tellTrouble(feed, "No answer from the server; trying again.");
    }
    await pauseFeed(feed, failures ? RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] : pollPause());
  }
  document.removeEventListener("visibilitychange", visibility);
  feed.following = false;
}

function pollPause() {
  if (document.hidden) return POLL_MS.hidden;
  return navigator.locks ? POLL_MS.visible : POLL_MS.lockless;
}

function pauseFeed(feed, milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    feed.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function fetchJson(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}

async function pollFeed(feed) {
  const last = feed.rows.at(-1)?.step;
  const metrics = await fetchJson(`${feed.base}/metrics${last === undefined ? "" : `?after=${last}`}`);
  for (const [step, seconds] of Object.entries(metrics.seconds ?? {}))
    feed.seconds.set(Number(step), seconds);
  takeRows(feed, metrics.rows);
  const wanted = [...feed.watchers].some((watcher) => watcher.onSnapshot);
  if (wanted || feed.snapshots.size === 0 || OVER.has(metrics.status?.state)) await pollSnapshots(feed);
  takeStatus(feed, metrics.status);
}

async function pollSnapshots(feed) {
  const { snapshots } = await fetchJson(`${feed.base}/snapshots`);
  for (const meta of snapshots) takeSnapshot(feed, meta);
}

/** Holds the browser's one event stream until the tab is hidden, the stream breaks or the run is over. */
async function streamFeed(feed) {
  if (!navigator.locks) return;
  await navigator.locks.request(STREAM_LOCK, { ifAvailable: true }, (lock) => lock && readStream(feed));
}

function readStream(feed) {
  return new Promise((resolve) => {
    const last = feed.rows.at(-1)?.step;
    const source = new EventSource(`${feed.base}/events${last === undefined ? "" : `?after=${last}`}`);
    const close = () => {
      source.close();
      resolve();
    };
    const on = (name, take) =>
      source.addEventListener(name, (event) => take(JSON.parse(event.data || "null")));
    on("rows", (data) => {
      for (const [step, seconds] of Object.entries(data.seconds ?? {}))
        feed.seconds.set(Number(step), seconds);
      takeRows(feed, data.rows);
    });
    on("status", (status) => takeStatus(feed, status));
    on("snapshot", (meta) => takeSnapshot(feed, meta));
    on("end", close);
    // The browser would reconnect from the step in the first address; we reconnect from the last row instead.
    source.onerror = close;
    feed.wake = () => {
      if (document.hidden || feed.watchers.size === 0) close();
    };
  });
}

function takeRows(feed, rows) {
  const last = feed.rows.at(-1)?.step ?? -1;
  const fresh = rows.filter((row) => row.step > last);
  if (!fresh.length) return;
  feed.rows.push(...fresh);
  if (feed.draft?.step <= fresh.at(-1).step) feed.draft = null;
  for (const watcher of [...feed.watchers]) {
    const wanted = fresh.filter((row) => row.step > watcher.after);
    if (wanted.length) watcher.onRows?.(wanted, feed);
  }
}

function takeStatus(feed, status) {
  if (!status) return;
  feed.status = status;
  feed.draft = status.draft?.step > (feed.rows.at(-1)?.step ?? -1) ? status.draft : null;
  for (const watcher of [...feed.watchers]) watcher.onStatus?.(status, feed);
}

function takeSnapshot(feed, meta) {
  if (feed.snapshots.has(meta.step)) return;
  feed.snapshots.set(meta.step, meta);
  for (const watcher of [...feed.watchers]) watcher.onSnapshot?.(meta);
}

function tellTrouble(feed, message) {
  for (const watcher of [...feed.watchers]) watcher.onTrouble?.(message);
}

function endFeed(feed) {
  feed.over = true;
  for (const watcher of [...feed.watchers]) watcher.onEnd?.(feed.status);
}
