"""In words, how an example of a data set is drawn."""


def how_to_read(kind: str, low: float = 0.0) -> str:
    """What a tile shows of data of a kind that reach down to `low`; nothing of plain pictures, nor
    of text, which has no tiles."""
    if kind == "text":
        return ""
    signs = "Warm colours are above zero, cool ones below." if low < 0 else ""
    if kind == "image":
        return signs
    noun = "column" if kind == "table" else "value"
    squares = f"Each square in a tile is a {noun}, row by row in their order."
    return f"{squares} {signs}".strip()
