import pytest

from narthex.commands.output import print_facts


def test_what_is_to_be_copied_is_the_whole_of_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_facts("Settings:", {"NARTHEX_PORT=8000": "", "NARTHEX_HOST=0.0.0.0": ""})
    assert capsys.readouterr().out == "Settings:\n  NARTHEX_PORT=8000\n  NARTHEX_HOST=0.0.0.0\n"
