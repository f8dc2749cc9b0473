from hypothesis import given
from hypothesis import strategies as st

from core.jobs.queue import Job, order, threads

owners = st.sampled_from(["ann", "bob", "eve", None])
lines = st.lists(owners, max_size=12).map(
    lambda names: [Job((f"run-{i}",), name) for i, name in enumerate(names)]
)


def names(line: list[Job]) -> str:
    return " ".join(one.runs[0] for one in line)


def test_owners_take_turns():
    line = [Job((f"a{i}",), "ann") for i in range(3)] + [
        Job(("b0",), "bob"),
        Job(("e0",), "eve"),
    ]
    assert names(order(line)) == "a0 b0 e0 a1 a2"


def test_who_has_a_run_at_work_waits_for_those_who_have_none():
    line = [Job(("a0",), "ann"), Job(("a1",), "ann"), Job(("b0",), "bob")]
    assert names(order(line, running=["ann"])) == "b0 a0 a1"
    assert names(order(line, running=["ann", "ann", "bob"])) == "b0 a0 a1"


@given(lines, st.lists(owners, max_size=4))
def test_order_is_a_permutation_that_keeps_each_owners_order(line, running):
    served = order(line, running)
    assert sorted(one.runs[0] for one in served) == sorted(one.runs[0] for one in line)
    for name in ("ann", "bob", "eve", None):
        own = [one for one in line if one.owner == name]
        assert [one for one in served if one.owner == name] == own


@given(lines, st.lists(owners, max_size=4))
def test_a_place_in_line_never_gets_worse_by_somebody_elses_second_run(line, running):
    """The first run of a newcomer is served before any second run of others."""
    served = order([*line, Job(("new",), "newcomer")], running)
    ahead = served[: served.index(Job(("new",), "newcomer"))]
    counts = {one.owner: 0 for one in ahead}
    for one in ahead:
        counts[one.owner] += 1
    assert all(count <= 1 for count in counts.values())


def test_threads_share_the_cores():
    assert threads(8, 4, alone=True) == 7
    assert threads(2, 2, alone=True) == 1
    assert threads(1, 1, alone=True) == 1
    assert threads(8, 4, alone=False) == 2
    assert threads(2, 4, alone=False) == 1
