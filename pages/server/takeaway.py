"""What a browser may carry away: a zip of runs, their report, a run's program."""

import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from core.errors import BadInput
from core.runs import Library, RunFolder
from core.takeaway.bundle import MOST, bundle
from core.takeaway.program import program
from core.takeaway.report import report

_PIECE = 1 << 16


def zip_file(request: Request) -> Response:
    """Of `?runs=ID,ID`: the zip, built on disk so that memory stays as it is."""
    runs = _runs(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed, and so gone, when the last piece went)
    try:
        bundle(runs, file)
    except BaseException:
        file.close()
        raise
    headers = _saved_as(f"{_name(runs)}.zip") | {"Content-Length": str(file.tell())}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


def report_page(request: Request) -> Response:
    """Of `?runs=ID,ID`: the report, to look at; with `save`, to keep."""
    runs = _runs(request)
    headers = {"Cache-Control": "no-store"}
    if "save" in request.query_params:
        headers |= _saved_as(f"{_name(runs)}.html")
    return Response(report(runs), media_type="text/html", headers=headers)


def code_file(request: Request) -> Response:
    """The run as code."""
    run = Library().find(request.path_params["id"])
    text = program(run)
    return Response(text, media_type="text/x-python", headers=_saved_as(f"{run.id}.py"))


def _runs(request: Request) -> list[RunFolder]:
    ids = [id_ for id_ in request.query_params.get("runs", "").split(",") if id_]
    if not 1 <= len(set(ids)) <= MOST:
        raise BadInput(f"runs names {len(set(ids))} runs; 1 to {MOST} go together, with commas.")
    library = Library()
    return [library.find(id_) for id_ in dict.fromkeys(ids)]


def _name(runs: list[RunFolder]) -> str:
    return runs[0].id if len(runs) == 1 else "comparison"


def _saved_as(name: str) -> dict[str, str]:
    """Headers of a download; ids and our own words need no quoting."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
