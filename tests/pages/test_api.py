"""The routes: what they answer, to whom, and what they never give away."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.jobs import manager as jobs
from core.runs import RunFolder
from pages.owner import COOKIE, new_owner
from pages.server.replies import content_hash

Make = Callable[..., RunFolder]
PICTURE = b"\x89PNG not really a picture"


def test_a_run_tells_what_it_is_and_whose(client: TestClient, make_run: Make) -> None:
    me = new_owner()
    run = make_run(owner=me, name="<b>mine</b>")
    facts = client.get(f"/api/runs/{run.id}", headers={"Cookie": f"{COOKIE}={me}"}).json()
    assert facts["name"] == "<b>mine</b>"
    assert facts["family"] == "variational"
    assert facts["spec"]["model"]["latent_dim"] == 2
    assert facts["status"]["state"] == "finished"
    assert facts["summary"] is None
    assert (facts["mine"], facts["gallery"]) == (True, False)
    assert me not in client.get(f"/api/runs/{run.id}").text
    assert client.get(f"/api/runs/{run.id}").json()["mine"] is False


def test_a_status_names_no_machine(client: TestClient, make_run: Make) -> None:
    status = client.get(f"/api/runs/{make_run().id}").json()["status"]
    assert not {"host", "pid", "pid_start"} & status.keys()


def test_metrics_after_a_step(client: TestClient, make_run: Make) -> None:
    run = make_run(steps=(1, 2, 5))
    answer = client.get(f"/api/runs/{run.id}/metrics?after=1").json()
    assert [row["step"] for row in answer["rows"]] == [2, 5]
    assert answer["seconds"] == {"2": 0.2, "5": 0.5}
    assert answer["status"]["state"] == "finished"
    assert len(client.get(f"/api/runs/{run.id}/metrics").json()["rows"]) == 3


@pytest.mark.parametrize("after", ["x", "-2", "1e3", "1;2", "9999999999"])
def test_a_step_that_is_none(client: TestClient, make_run: Make, after: str) -> None:
    answer = client.get(f"/api/runs/{make_run().id}/metrics", params={"after": after})
    assert answer.status_code == 404
    assert "after is the number of a step" in answer.json()["error"]


def test_snapshots_and_their_files(client: TestClient, make_run: Make) -> None:
    run = make_run()
    (meta,) = client.get(f"/api/runs/{run.id}/snapshots").json()["snapshots"]
    assert meta["step"] == 3
    answer = client.get(f"/api/runs/{run.id}/snapshots/3/reconstructions.png")
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/png")
    assert client.get(f"/api/runs/{run.id}/snapshots/3/samples.png").status_code == 404
    assert client.get(f"/api/runs/{run.id}/snapshots/4/reconstructions.png").status_code == 404


def test_kept_for_good_only_under_the_contents_own_hash(client: TestClient, make_run: Make) -> None:
    address = f"/api/runs/{make_run().id}/files/probe/inputs.png"
    good = content_hash(PICTURE)
    assert "immutable" in client.get(f"{address}?h={good}").headers["cache-control"]
    for other in ("", "?h=", "?h=0123456789abcdef", f"?h={good[:8]}"):
        assert client.get(address + other).headers["cache-control"] == "no-cache"


def test_an_unchanged_answer_is_not_sent_again(client: TestClient, make_run: Make) -> None:
    run = make_run()
    for address in (f"/api/runs/{run.id}/files/probe/inputs.png", f"/api/runs/{run.id}/snapshots"):
        tag = client.get(address).headers["etag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "run.json",
        "control.json",
        "status.json",
        "spec.json",
        "checkpoint.pt",
        "../secret.json",
        "test/../../secret.json",
        "test/../run.json",
        "%2e%2e/secret.json",
        "..%2fsecret.json",
        "probe/inputs.png%00",
        "projection/../run.json",
        "projection/..%2frun.json",
        "projection/umap.safetensors/../../run.json",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "probe\\inputs.png",
        "",
    ],
)
def test_no_other_file_is_given(client: TestClient, make_run: Make, runs: Path, name: str) -> None:
    run = make_run()
    (runs / "secret.json").write_text('{"secret": 1}')
    answer = client.get(f"/api/runs/{run.id}/files/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.json().get("error", "").replace("secret.json", "")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "id",
    ["..", "%2e%2e", "short", "UPPERCASE-1234", "a" * 41, "vae-..%2f..%2f", "vae-00000000000000"],
)
@pytest.mark.parametrize("rest", ["", "/metrics", "/events", "/snapshots", "/files/decoder.json"])
def test_no_other_run_is_found(client: TestClient, make_run: Make, id: str, rest: str) -> None:
    make_run()
    answer = client.get(f"/api/runs/{id}{rest}")
    assert answer.status_code == 404
    assert answer.json()["error"].endswith(".")


def test_a_file_that_is_not_there_yet(client: TestClient, make_run: Make) -> None:
    answer = client.get(f"/api/runs/{make_run().id}/files/encoder.json")
    assert answer.status_code == 404
    assert "not there" in answer.json()["error"]


def test_a_map_by_its_parameters(client: TestClient, make_run: Make) -> None:
    run = make_run()
    run.projection.mkdir()
    (run.projection / "umap-n15-d0.1-s0.json").write_text("{}")
    assert client.get(f"/api/runs/{run.id}/files/projection/umap-n15-d0.1-s0.json").json() == {}


def test_prepared_data(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "mnist"
    folder.mkdir(parents=True)
    (folder / "sheet.png").write_bytes(PICTURE)
    (tmp_path / "data" / "private.json").write_text("{}")
    monkeypatch.setattr("pages.api.ASSETS", tmp_path)
    assert client.get("/api/data/mnist/sheet.png").content == PICTURE
    for address in ("mnist/facts.json", "mnist/..%2fprivate.json", "../sheet.png", "nowhere/a.png"):
        assert client.get(f"/api/data/{address}").status_code == 404


def test_recorded_steps_and_nothing_else_of_the_lessons(client: TestClient) -> None:
    for name in ("sparse", "variational"):
        assert client.get(f"/api/lessons/steps/{name}.json").json()["name"] == name
    for address in ("steps/plain.json", "steps/..%2f10_what_beta_trades.md", "steps"):
        assert client.get(f"/api/lessons/{address}").status_code == 404


def test_jobs_are_marked_as_mine_by_the_cookie(
    client: TestClient, null_jobs: jobs.NullManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, you = new_owner(), new_owner()
    rows = [{"id": "one", "owner": me}, {"id": "two", "owner": you}, {"id": "three", "owner": None}]
    monkeypatch.setattr(null_jobs, "jobs", lambda: rows)
    answer = client.get("/api/jobs", headers={"Cookie": f"{COOKIE}={me}"})
    assert [(job["id"], job["mine"]) for job in answer.json()["jobs"]] == [
        ("one", True),
        ("two", False),
        ("three", False),
    ]
    assert you not in answer.text
    assert not any(job["mine"] for job in client.get("/api/jobs").json()["jobs"])


def test_only_reading_and_only_what_there_is(client: TestClient, make_run: Make) -> None:
    run = make_run()
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, f"/api/runs/{run.id}").status_code == 405
    assert client.get("/api/nothing/here").json() == {
        "error": "There is nothing at /api/nothing/here."
    }


def test_what_can_be_taken_away(client: TestClient, make_run: Make) -> None:
    me = new_owner()
    one, two = make_run(owner=me), make_run(owner=me)
    answer = client.get(f"/api/export?runs={one.id},{two.id}")
    assert answer.headers["content-disposition"] == 'attachment; filename="comparison.zip"'
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {f"{one.id}/spec.json", f"{two.id}/metrics.csv"} <= {*archive.namelist()}
        assert all(me.encode() not in archive.read(name) for name in archive.namelist())
    page = client.get(f"/api/report?runs={one.id}")
    assert page.headers["content-type"].startswith("text/html")
    assert "content-disposition" not in page.headers
    assert client.get(f"/api/report?runs={one.id}&save").headers["content-disposition"]
    code = client.get(f"/api/runs/{one.id}/code")
    assert code.text.startswith('"""')


@pytest.mark.parametrize("runs", ["", "vae-00000000000000", ",".join(["../etc"] * 2)])
def test_only_runs_that_there_are_can_be_taken_away(client: TestClient, runs: str) -> None:
    for address in ("/api/export", "/api/report"):
        answer = client.get(address, params={"runs": runs})
        assert answer.status_code == 404
        assert answer.json()["error"]


def test_the_library_shows_one_s_own_runs_and_the_examples(
    client: TestClient, make_run: Make
) -> None:
    me, other = new_owner(), new_owner()
    mine, theirs = make_run(owner=me, name="mine"), make_run(owner=other)
    answer = client.get("/api/library", headers={"Cookie": f"{COOKIE}={me}"})
    runs = {run["id"]: run for run in answer.json()["runs"]}
    assert runs[mine.id]["mine"] is True
    assert theirs.id not in runs
    assert me not in answer.text
    assert all(run["mine"] is not run["gallery"] for run in runs.values())
    nobody = client.get("/api/library").json()["runs"]
    assert mine.id not in {run["id"] for run in nobody}
