"""A document as one HTML file that needs no network and no program: hand-outs and reports."""

from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<header>
{header}
</header>
{body}
<footer><p class="quiet">{footer}</p></footer>
</body>
</html>
"""


def paper(title: str, *, style: str, header: str, body: str, footer: str) -> str:
    """The whole document; all but `title` is HTML, or CSS, as it will stand there."""
    return _PAGE.format(title=escape(title), style=style, header=header, body=body, footer=footer)


def section(heading: str, content: str) -> str:
    """A part of it under its heading, both HTML."""
    return f"<section><h2>{heading}</h2>{content}</section>"
