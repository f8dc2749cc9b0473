"""A lesson on paper: its question, a prediction to tick, the experiment, the mission, sources."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from core.lessons.hiding import PARTS
from core.lessons.lesson import Lesson, Live, Prose
from core.lessons.prose import inline, prose
from core.paper import paper, section
from core.paths import ASSETS
from core.quantities import quantity
from core.runs import Library

_NAME = ' · <span class="name">Name</span>'
_ANSWERS = " · with answers, for the teacher"
_SEEN = {
    "pad": "Drag through the latent space of",
    "film": "Move the time through the pictures of",
    "curves": "Look at the curves of",
    "atoms": "Look at the atoms of",
}

Fill = Callable[[str], str]
Wanted = Callable[[str, str], str]


def _as_it_stands(reach: str, pair: str) -> str:
    return reach


def handout(
    lesson: Lesson,
    *,
    answers: bool = False,
    fill: Fill = str,
    wanted: Wanted = _as_it_stands,
) -> str:
    """The page as HTML that needs nothing else, for one or two sheets of A4.

    With `answers` it is the teacher's: what is right, why, and what happened. `fill` puts the
    numbers of runs into prose that names them, and `wanted` a mission's condition into words, with
    the knob in which its two runs are to differ.
    """
    sections = [
        "".join(_blocks(lesson, "", fill)),
        section("Predict", _predict(lesson, answers, fill)),
        section("Experiment", "".join(_blocks(lesson, "Experiment", fill))),
        section("What happened", _happened(lesson, answers, fill)),
        section("Mission", "".join(_missions(lesson, wanted))),
        section("Sources", _sources(lesson)),
    ]
    title, whose = escape(lesson.title), _ANSWERS if answers else _NAME
    return paper(
        lesson.title,
        style=(ASSETS / "report" / "handout.css").read_text(encoding="utf-8"),
        header=f'<p class="quiet">Latent Lab · about {lesson.minutes} minutes{whose}</p>\n'
        f'<h1>{title}</h1>\n<p class="question">{inline(lesson.question)}</p>',
        body="\n".join(sections),
        footer=f"The lesson: <code>/learn?lesson={escape(lesson.slug)}</code>",
    )


def _predict(lesson: Lesson, answers: bool, fill: Fill) -> str:
    found = []
    for block in lesson.sections["Predict"]:
        if isinstance(block, Prose):
            found.append(prose(fill(block.text)))
        elif block.name == "predict":
            found.append(_question(block.arguments, answers))
    return "".join(found)


def _question(asked: dict[str, Any], answers: bool) -> str:
    items = ""
    for place, option in enumerate(asked["options"]):
        right = answers and place == asked["right"]
        why = f" <small>{inline(asked['because'][place])}</small>" if answers else ""
        mark = ' class="right"' if right else ""
        items += f"<li{mark}><span class='box'></span>{inline(option)}{why}</li>"
    lines = "" if answers else "<p>Because:</p>" + _lines(2)
    return f"<p>{inline(asked['ask'])}</p><ul class='options'>{items}</ul>{lines}"


def _happened(lesson: Lesson, answers: bool, fill: Fill) -> str:
    """For the learner, room to write; for the teacher, what the lesson says."""
    if answers:
        return "".join(_blocks(lesson, "What happened", fill))
    return "<p>What did you see, and was it what you predicted?</p>" + _lines(3)


def _blocks(lesson: Lesson, heading: str, fill: Fill) -> Iterator[str]:
    keys = next((one.arguments["keys"] for one in lesson.live("numbers")), ())
    for block in lesson.sections[heading]:
        yield prose(fill(block.text)) if isinstance(block, Prose) else _live(block, keys)


def _live(block: Live, keys: Sequence[str]) -> str:
    """A live part as a step to tick off, with an empty table where there are numbers to note:
    those that it names, else `keys`, which the lesson asks for elsewhere."""
    said = block.arguments
    names = [_run_name(run) for run in (*said.get("runs", ()), *_alone(said))]
    of = f"{_SEEN.get(block.name, 'Look at')} {_listed(names) or block.name.replace('_', ' ')}."
    table = ""
    lone = block.name == "view" and said.get("name")
    if lone:
        part = PARTS.get(str(lone).replace("_", "-"))
        what = f"“{part.title}”" if part else str(lone).replace("_", " ")
        of = f"Look at {what} of {_listed(names)}."
    if block.name == "numbers":
        of, table = "Note the numbers.", _empty_table(names, said.get("keys", ()))
    elif block.name == "train":
        of = f"Press “{said.get('label', 'Train it yourself')}” and note the numbers."
        trained = list(said.get("names", ())) or [""] * len(said.get("specs", ()))
        table = _empty_table(trained, said.get("keys") or keys)
    return f"<p class='step'><span class='box'></span>{escape(of)}</p>{table}"


def _alone(said: dict[str, Any]) -> list[str]:
    return [said[name] for name in ("run", "beside") if said.get(name)]


def _run_name(run: str) -> str:
    return Library().find(run).name


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)


def _empty_table(names: Sequence[str], keys: Sequence[str]) -> str:
    heads = "".join(f"<th scope='col'>{escape(_column(key))}</th>" for key in keys)
    blanks = "<td></td>" * (len(keys) or 3)
    rows = "".join(f"<tr><th scope='row'>{escape(name)}</th>{blanks}</tr>" for name in names)
    head = f"<thead><tr><td></td>{heads or '<td></td>' * 3}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _column(key: str) -> str:
    found = quantity(key)
    return f"{found.label}, {found.unit}" if found.unit else found.label


def _missions(lesson: Lesson, wanted: Wanted) -> Iterator[str]:
    for block in lesson.sections["Mission"]:
        if isinstance(block, Prose):
            yield prose(block.text)
            continue
        said = block.arguments
        rows = "".join(
            f"<tr><th scope='row'>{escape(wanted(text, said.get('pair', '')))}</th><td></td></tr>"
            for text in said["reach"]
        )
        yield (
            f"<p class='step'><span class='box'></span>{inline(said['ask'])}</p>"
            f"<table class='reach'><thead><tr><td></td><th scope='col'>your run</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _sources(lesson: Lesson) -> str:
    return f"<ul>{''.join(f'<li>{inline(source)}</li>' for source in lesson.sources)}</ul>"


def _lines(count: int) -> str:
    return "<div class='lines'>" + "<div></div>" * count + "</div>"
