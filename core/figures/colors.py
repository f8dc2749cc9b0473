"""One colour and dash for a run, for life: chosen from its id, never from its place in a list."""

FAMILIES = {
    "plain": {"light": "#6B7280", "dark": "#9AA3AF"},
    "sparse": {"light": "#D55E00", "dark": "#F08A3C"},
    "variational": {"light": "#0072B2", "dark": "#5AB4E6"},
}
"""The colour of a model family, readable (3:1) on each theme's background."""

# Okabe-Ito without the two colours that mean a family, and without yellow, which paper swallows.
RUNS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#8C6D31")
DASHES = ("solid", "dash", "dot", "dashdot")


def run_color(run_id: str) -> tuple[str, str]:
    """`(colour, dash)` of a run, the same on every page and in every session."""
    number = sum((i + 1) * ord(c) for i, c in enumerate(run_id))
    return RUNS[number % len(RUNS)], DASHES[(number // len(RUNS)) % len(DASHES)]


def distinct_colors(run_ids: list[str]) -> dict[str, tuple[str, str]]:
    """A colour and dash for each of several runs; a clash moves the later id to a free pair."""
    pairs = [(c, d) for d in DASHES for c in RUNS]
    taken: dict[str, tuple[str, str]] = {}
    for run_id in run_ids:
        start = pairs.index(run_color(run_id))
        order = pairs[start:] + pairs[:start]
        used = {color for color, _ in taken.values()}
        fresh = [p for p in order if p[0] not in used] or [
            p for p in order if p not in taken.values()
        ]
        taken[run_id] = fresh[0] if fresh else pairs[start]
    return taken
