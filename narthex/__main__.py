"""The entry of the process, which loads the commands; `narthex.cli` is what they are."""

import signal


def main() -> None:
    """Load the command line and run it."""
    # Loading takes a second in which nothing is begun: Ctrl-C ends the process then, and interrupts no import that
    # would tell of it in a traceback. Where interrupts are ignored, as by `nohup`, they stay so.
    interrupted = signal.getsignal(signal.SIGINT)
    if interrupted is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from narthex import cli  # noqa: PLC0415 - this import is what takes a second

    signal.signal(signal.SIGINT, interrupted)
    cli.main()


if __name__ == "__main__":
    main()
