"""Errors that the layers above turn into answers."""

from __future__ import annotations


class NotFound(Exception):
    """There is no such record, or the one who asks may not know of it: both answer alike."""


class Refused(Exception):
    """The act is not possible as asked. The message is translated and says what, where and how to mend it."""
