class CommandRefused(Exception):
    """A command cannot be carried out; the message says in a sentence why, and what to do."""
