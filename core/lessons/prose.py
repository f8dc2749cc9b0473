"""The Markdown of lessons as plain HTML, formulas as letters: for paper, where nothing runs."""

import re
from html import escape

_SPANS = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(?!\s)(.+?)\*(?!\w)"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\([^)\s]+\)"), r"\1"),
    (re.compile(r":material/\w+: ?"), ""),
)
_ITEM = re.compile(r"^(?:[-*]|(\d+)\.) +")
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω",
    "Lambda": "Λ",
}  # fmt: skip
_SIGNS = {
    **_GREEK,
    "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "approx": "≈",
    "ne": "≠", "neq": "≠", "in": "∈", "sum": "Σ", "prod": "∏", "int": "∫", "partial": "∂",
    "infty": "∞", "to": "→", "rightarrow": "→", "sim": "∼", "pm": "±", "odot": "⊙", "propto": "∝",
    "|": "‖", "Vert": "‖", "mid": "|", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": " ",
    "qquad": "  ", ",": " ", ";": " ", ":": " ", "!": "", "left": "", "right": "", "{": "{",
    "}": "}", "%": "%", "ell": "ℓ", "top": "⊤", "nabla": "∇", "ll": "≪", "gg": "≫",
}  # fmt: skip
_DRESSES = "mathrm|mathbf|mathbb|mathcal|text|operatorname|boldsymbol"
_DRESSED = re.compile(rf"\\(?:{_DRESSES})\*?\{{([^{{}}]*)\}}")
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "overline": "\u0304"}
_ACCENT = re.compile(r"\\(hat|bar|tilde|overline)\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
_RAISED = re.compile(r"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[\w*]))")

_LOW, _HIGH, _END = "\x01", "\x02", "\x03"
_TAGS = {_LOW: "sub", _HIGH: "sup"}
_MARKED = re.compile(f"([{_LOW}{_HIGH}])([^{_LOW}{_HIGH}{_END}]*){_END}")


def prose(text: str) -> str:
    """Paragraphs, lists and headings of a lesson as HTML; nothing in it is taken as HTML."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if all(_ITEM.match(line) or line.startswith(" ") for line in lines):
            found.append(_list(lines))
        elif heading := re.match(r"#+ (.*)", lines[0]):
            rest = "\n".join(lines[1:])
            found.append(f"<h3>{inline(heading[1])}</h3>" + (prose(rest) if rest else ""))
        else:
            found.append(f"<p>{inline(' '.join(lines))}</p>")
    return "\n".join(found)


def inline(text: str) -> str:
    """One line: emphasis, code and formulas; links by their words."""
    pieces = []
    for number, piece in enumerate(re.split(r"(`[^`]+`|\$\$?[^$]+\$\$?)", text)):
        if not number % 2:
            said = escape(piece)
            for pattern, html in _SPANS:
                said = pattern.sub(html, said)
            pieces.append(re.sub(r"\\([^\w\s])", r"\1", said))
        elif piece.startswith("`"):
            pieces.append(f"<code>{escape(piece[1:-1])}</code>")
        else:
            pieces.append(f'<span class="math">{formula(piece.strip("$"))}</span>')
    return "".join(pieces)


def formula(tex: str) -> str:
    r"""A formula of TeX as HTML on one line: `\beta R_j^2` as β R with a low j and a high 2.

    Fractions are written with a slash. A command that is not known stands by its name.
    """
    said = tex
    for _ in range(4):  # commands inside commands, from the inside out
        said = _DRESSED.sub(r"\1", said)
        said = _ACCENT.sub(lambda found: found[2] + _ACCENTS[found[1]], said)
        said = _FRACTION.sub(lambda found: f"{_whole(found[1])}/{_whole(found[2])}", said)
        said = _ROOT.sub(r"√(\1)", said)
        said = _RAISED.sub(_moved, said)
    said = re.sub(r"\\([A-Za-z]+|[^\s\w])", lambda found: _SIGNS.get(found[1], found[1]), said)
    said = escape(re.sub(r"[{}]", "", said).replace("-", "−"), quote=False)
    while _MARKED.search(said):  # the innermost first
        said = _MARKED.sub(lambda found: f"<{_TAGS[found[1]]}>{found[2]}</{_TAGS[found[1]]}>", said)
    return " ".join(said.split(" ")).strip()


def _moved(found: re.Match[str]) -> str:
    """Marks what is raised or lowered, until what stands around it has been escaped."""
    mark = _LOW if found[1] == "_" else _HIGH
    return f"{mark}{found[2] if found[2] is not None else found[3]}{_END}"


def _whole(text: str) -> str:
    return text if re.fullmatch(r"[\w\\]+", text) else f"({text})"


def _list(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line))
        else:
            items[-1] += f" {line.strip()}"
    tag = "ol" if lines[0][0].isdigit() else "ul"
    return f"<{tag}>{''.join(f'<li>{inline(item)}</li>' for item in items)}</{tag}>"
