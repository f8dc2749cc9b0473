"""What a terminal, and a file, is told of work that goes on."""

import io

from core.progress import Stages


def test_every_stage_has_a_bar_of_its_own_and_says_how_long_it_takes() -> None:
    stream = io.StringIO()
    stages = Stages(stream)
    for name in ("first", "second"):
        progress = stages(name)
        for tenth in range(1, 11):
            progress(tenth / 10)
    stages.close()
    lines = stream.getvalue().splitlines()
    assert [line.split()[2] for line in lines] == ["first"] * 11 + ["second"] * 11
    assert lines[0].endswith("0%  first")
    assert lines[5].endswith(" left")
    assert lines[10].split()[1] == "100%"
