"""A lesson's hand-out, to print."""

from starlette.requests import Request
from starlette.responses import Response

from core.lessons import lesson
from core.lessons.handout import handout
from core.lessons.missions import condition
from pages.widgets.lesson.mission import said
from pages.widgets.lesson.reader import numbered


def handout_page(request: Request) -> Response:
    """Of `?lesson=SLUG`: the learner's; with `answers`, the teacher's."""
    found = lesson(request.query_params.get("lesson", ""))
    text = handout(
        found,
        answers="answers" in request.query_params,
        fill=numbered,
        wanted=lambda reach, pair: said(condition(reach), pair),
    )
    return Response(text, media_type="text/html", headers={"Cache-Control": "no-store"})
