// What is queued or running on this server, whatever page is open.
//
// data: {} (or {jobs: [...]} to show at once what Python knows)
// Triggers `finished` with the ids that left the list.

const instances = new WeakMap();
const POLL_MS = 2000;

export default function (component) {
  const { parentElement } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newJobsList(parentElement));
  const list = instances.get(parentElement);
  list.component = component;
  list.theme = themeOf(parentElement);
  showJobs(list, list.jobs ?? component.data?.jobs ?? null);
  return () => {
    instances.delete(parentElement);
    list.stop();
  };
}

function newJobsList(parent) {
  const list = { jobs: null, shown: "", timer: null, busy: false };
  list.items = make("ul");
  list.idle = make("p", { class: "quiet idle" });
  list.root = make(
    "section",
    { class: "lab jobs", "aria-label": "Running and waiting" },
    list.items,
    list.idle,
  );
  parent.append(list.root);
  const look = () => (document.hidden ? null : pollJobs(list));
  document.addEventListener("visibilitychange", look);
  list.timer = setInterval(look, POLL_MS);
  look();
  list.stop = () => {
    clearInterval(list.timer);
    document.removeEventListener("visibilitychange", look);
    list.root.remove();
  };
  return list;
}

async function pollJobs(list) {
  if (list.busy) return;
  list.busy = true;
  try {
    const response = await fetch("/api/jobs", { cache: "no-store" });
    if (!response.ok) throw new Error();
    const { jobs } = await response.json();
    const left = (list.jobs ?? []).filter((job) => !jobs.some(({ id }) => id === job.id)).map(({ id }) => id);
    list.jobs = jobs;
    if (list.component) showJobs(list, jobs);
    if (left.length) list.component?.setTriggerValue("finished", left.join(" "));
  } catch {
    // A list that stands still looks alive; say that it is not.
    list.idle.textContent = "No answer from the server; trying again.";
    list.idle.hidden = false;
  } finally {
    list.busy = false;
  }
}

function showJobs(list, jobs) {
  if (jobs === null) return;
  list.idle.hidden = jobs.length > 0;
  list.idle.textContent = "Nothing is training.";
  // Items are kept and changed in place, so that focus stays where it was.
  const known = new Map([...list.items.children].map((item) => [item.dataset.id, item]));
  const items = jobs.map((job) => fillJob(known.get(job.id) ?? newJob(job), job, list.theme));
  if (
    items.some((item, i) => list.items.children[i] !== item) ||
    items.length !== list.items.children.length
  ) {
    list.items.replaceChildren(...items);
  }
}

function newJob(job) {
  const bar = make(
    "div",
    {
      class: "bar",
      role: "progressbar",
      "aria-label": `Progress of ${job.name}`,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    },
    make("i"),
  );
  const name = make("a", { href: `/train?run=${encodeURIComponent(job.id)}`, target: "_self" });
  const item = make(
    "li",
    {},
    make("div", { class: "line" }, make("i", { class: "dot" }), name, make("span", { class: "when" })),
    bar,
  );
  item.dataset.id = job.id;
  return item;
}

function fillJob(item, job, theme) {
  const [dot, name, when, bar] = [".dot", "a", ".when", ".bar"].map((part) => item.querySelector(part));
  const share = job.total ? Math.min(1, job.step / job.total) : 0;
  dot.style.background = familyColor(job.family, theme);
  if (name.textContent !== job.name) name.textContent = job.name;
  when.textContent = jobText(job);
  bar.hidden = job.state === "queued";
  bar.setAttribute("aria-valuenow", Math.round(100 * share));
  bar.firstChild.style.width = `${100 * share}%`;
  bar.firstChild.style.background = familyColor(job.family, theme);
  return item;
}

function jobText(job) {
  if (job.state === "queued") return job.place > 1 ? `${ordinal(job.place)} in line` : "next in line";
  if (job.state === "paused") return "paused";
  if (job.eta === null || job.eta === undefined) return "starting";
  return `${formatDuration(job.eta)} left`;
}

function ordinal(number) {
  const teens = number % 100 > 10 && number % 100 < 14;
  return `${number}${teens ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th")}`;
}
