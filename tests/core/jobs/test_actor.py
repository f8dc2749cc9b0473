"""What a Ray actor does with a job, without Ray."""

from core.jobs.actor import Actor
from core.runs import Library
from tests.core.jobs.notes import SPEC

TABLE = "tests.core.jobs.fake_tasks:TASKS"


def test_it_trains_every_run_of_a_job_and_tells_what_it_computes_on(tmp_path):
    library = Library(tmp_path, None)
    runs = [library.create(SPEC) for _ in range(3)]
    for run in runs:
        (run.path / "behaviour").write_text("quick")
    actor = Actor("train", TABLE)
    assert actor.prepare()["device"] == "cpu"
    done = actor.run({"runs": [str(run.path) for run in runs], "threads": 1})
    assert done == {"event": "done"}
    assert [run.status().state for run in runs] == ["finished"] * 3


def test_a_run_that_its_node_does_not_see_fails_the_job_before_anything_starts(tmp_path):
    run = Library(tmp_path, None).create(SPEC)
    unseen = tmp_path / "elsewhere" / "vae-00000000000000"
    told = Actor("train", TABLE).run({"runs": [str(run.path), str(unseen)], "threads": 1})
    assert told["event"] == "failed"
    assert f"does not see {unseen.parent}" in told["error"]
    assert run.status().state == "queued"
