"""The routes that components call: GET only, ids resolved through the library, names from lists."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.jobs.manager import manager
from core.paths import ASSETS
from core.runs import Library, RunFolder
from core.runs.cards import cards
from pages.owner import is_local_request, owner_of
from pages.server.handout import handout_page
from pages.server.replies import as_file, as_json, refusal
from pages.server.stream import events, public_status
from pages.server.stylesheet import ADDRESS, stylesheet
from pages.server.takeaway import code_file, report_page, zip_file

_RUN_FILES = {
    "decoder.json",
    "decoder.safetensors",
    "encoder.json",
    "encoder.safetensors",
    "recovery.safetensors",
    "probe/inputs.png",
    "probe/meta.json",
    "probe/words.json",
    "test/meta.json",
    "test/arrays.safetensors",
    "test/features.safetensors",
    "test/inputs.safetensors",
    "test/thumbnails.png",
    "test/reconstructions.png",
    "test/generated.png",
    "test/words.json",
    "sampling/meta.json",
    "sampling/mixture.safetensors",
    "sampling/training.safetensors",
    "sampling/training.png",
    "sampling/names.json",
    "further/meta.json",
    "further/arrays.safetensors",
    "further/thumbnails.png",
}
_PROJECTION_FILE = re.compile(r"projection/[a-z0-9_-]+(\.[a-z0-9_-]+)*\.(json|safetensors)")
_SNAPSHOT_FILE = re.compile(r"[a-z0-9_]{1,40}\.(json|png|safetensors)")
_DATA_FILE = re.compile(r"[a-z0-9_]{1,40}\.(json|png)")
_STEPS = {"sparse.json", "variational.json"}
_FIRST = -1  # before every step

Answer = Callable[[Request], Response]


def jobs(request: Request) -> Response:
    """What is queued or running on this server, for everybody to see."""
    visitor = owner_of(request)
    rows = [
        {name: value for name, value in job.items() if name != "owner"}
        | {"mine": visitor is not None and job.get("owner") == visitor}
        for job in manager().jobs()
    ]
    return as_json(request, {"jobs": rows})


def library(request: Request) -> Response:
    """Every run that a visitor may change, then the examples, as cards."""
    visitor = owner_of(request)
    mine = ({visitor} if visitor else set()) | ({None} if is_local_request(request) else set())
    shown = [
        {name: value for name, value in card.items() if name != "owner"}
        | {"mine": not card["gallery"]}
        for card in cards(Library())
        if card["gallery"] or card["owner"] in mine
    ]
    return as_json(request, {"runs": shown})


def run(request: Request) -> Response:
    """One run: name, specification, status, summary, and whether it is the visitor's."""
    one = _run(request)
    visitor = owner_of(request)
    facts = {
        "id": one.id,
        "name": one.name,
        "family": one.spec.model.family,
        "spec": one.spec.as_dict(),
        "status": public_status(one.status()),
        "summary": one.summary(),
        "mine": visitor is not None and one.owner == visitor,
        "gallery": one.is_gallery,
    }
    return as_json(request, facts)


def metrics(request: Request) -> Response:
    """Rows logged after a step, the seconds of training at each, and the status."""
    one, after = _run(request), _after(request)
    status = public_status(one.status())  # before the rows: a finished run's are then all there
    seconds = {step: value for step, value in one.seconds().items() if step > after}
    return as_json(request, {"rows": one.metrics(after), "seconds": seconds, "status": status})


def census(request: Request) -> Response:
    """Which features of a sparse run were dead or began anew, and when; no rows of older runs."""
    return as_json(request, {"rows": _run(request).census()})


def snapshots(request: Request) -> Response:
    """The description of every snapshot, by rising step."""
    one = _run(request)
    return as_json(request, {"snapshots": [one.snapshot(step) for step in one.snapshot_steps()]})


def snapshot_file(request: Request) -> Response:
    """A file of a snapshot, if its description lists it."""
    one, step, name = _run(request), request.path_params["step"], request.path_params["file"]
    known = step in one.snapshot_steps() and name in one.snapshot(step)["files"]
    if known and _SNAPSHOT_FILE.fullmatch(name):
        return as_file(request, one.snapshot_path(step) / name)
    return refusal(f"The snapshot at step {step} of this run has no file {name!r}.")


def run_file(request: Request) -> Response:
    """A file of a run, if its name is one of those that browsers may read."""
    one, name = _run(request), request.path_params["name"]
    if name in _RUN_FILES or _PROJECTION_FILE.fullmatch(name):
        return as_file(request, one.path / name)
    return refusal(f"{name!r} is not a file of a run that can be read here.")


def data_file(request: Request) -> Response:
    """A prepared file of a data set: its sheet of examples, its statistics."""
    name, file = request.path_params["name"], request.path_params["file"]
    if name in CATALOGUE and _DATA_FILE.fullmatch(file):
        return as_file(request, ASSETS / "data" / name / file)
    return refusal(f"The data set {name!r} has no file {file!r}.")


def step_file(request: Request) -> Response:
    """One training step, recorded whole, for the lesson in slow motion."""
    file = request.path_params["file"]
    if file in _STEPS:
        return as_file(request, ASSETS / "lessons" / "steps" / file)
    return refusal(f"There is no recorded step {file!r}.")


async def run_events(request: Request) -> Response:
    """The run as it happens, as server-sent events."""
    try:
        one, after = await anyio.to_thread.run_sync(lambda: (_run(request), _after(request)))
    except BadInput as error:
        return refusal(str(error))
    return StreamingResponse(
        events(one, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def unknown(request: Request) -> Response:
    """Without this, Streamlit would answer its page, with status 200."""
    return refusal(f"There is nothing at {request.url.path}.")


def _run(request: Request) -> RunFolder:
    return Library().find(request.path_params["id"])


def _after(request: Request) -> int:
    given = request.query_params.get("after", str(_FIRST))
    if not re.fullmatch(r"-1|\d{1,9}", given):
        raise BadInput(f"after is the number of a step, not {given!r}.")
    return int(given)


def _guarded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answer in a thread, since files are read; refuse in a sentence what is not there."""

    def attempt(request: Request) -> Response:
        try:
            return answer(request)
        except BadInput as error:
            return refusal(str(error))
        except (FileNotFoundError, NotADirectoryError):
            return refusal("That file is not there (yet).")

    async def endpoint(request: Request) -> Response:
        return await anyio.to_thread.run_sync(attempt, request)

    return endpoint


def _get(path: str, answer: Any) -> Route:
    return Route(path, answer, methods=["GET"])


ROUTES = [
    _get("/api/jobs", _guarded(jobs)),
    _get("/api/library", _guarded(library)),
    _get("/api/runs/{id}", _guarded(run)),
    _get("/api/runs/{id}/metrics", _guarded(metrics)),
    _get("/api/runs/{id}/census", _guarded(census)),
    _get("/api/runs/{id}/events", run_events),
    _get("/api/runs/{id}/snapshots", _guarded(snapshots)),
    _get("/api/runs/{id}/snapshots/{step:int}/{file}", _guarded(snapshot_file)),
    _get("/api/runs/{id}/files/{name:path}", _guarded(run_file)),
    _get("/api/runs/{id}/code", _guarded(code_file)),
    _get("/api/export", _guarded(zip_file)),
    _get("/api/report", _guarded(report_page)),
    _get("/api/handout", _guarded(handout_page)),
    _get("/api/data/{name}/{file}", _guarded(data_file)),
    _get("/api/lessons/steps/{file}", _guarded(step_file)),
    _get("/api/{rest:path}", _guarded(unknown)),
    _get(ADDRESS, _guarded(stylesheet)),
]
