// How long things took until they were drawn: the last 256 of each kind, for the benchmark.

const DELAYS_KEPT = 256;

/** Notes milliseconds under window[name]: {lastMs, count, samples}. */
function noteDelay(name, milliseconds) {
  const log = (window[name] ??= { lastMs: 0, count: 0, samples: new Float32Array(DELAYS_KEPT) });
  log.lastMs = milliseconds;
  log.samples[log.count % DELAYS_KEPT] = milliseconds;
  log.count += 1;
}
