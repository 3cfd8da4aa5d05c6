"""What keeps the application from starting, said so that the reader knows what to do."""


class CannotStartError(Exception):
    """Something that the application stands on is missing or unfit; the message says what."""
