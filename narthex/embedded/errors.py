class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot be had; the message is one sentence or two that say why and what to do."""
