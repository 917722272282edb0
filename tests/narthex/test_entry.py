import signal
import subprocess
import sys


def interrupted_while_loading(before: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs the entry; a part of the command line sends the interrupt in the midst of being loaded."""
    code = f"""
import os, signal, sys
{before}
class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "narthex.composition":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["narthex", "--version"]
from narthex.__main__ import main
main()
"""
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)


def test_ctrl_c_while_the_commands_are_loaded_ends_without_a_word() -> None:
    # Whoever runs the tests in the background may have them ignore interrupts.
    ended = interrupted_while_loading("signal.signal(signal.SIGINT, signal.default_int_handler)")
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_an_ignored_interrupt_stays_ignored() -> None:
    ended = interrupted_while_loading("signal.signal(signal.SIGINT, signal.SIG_IGN)")
    assert (ended.returncode, ended.stderr) == (0, "")
