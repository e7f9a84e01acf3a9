"""What can go wrong, with the same words as the program uses.

A message says where, what was found, what was expected and what to do.
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Anything that onrecord refuses to do."""


class InputError(OnrecordError, ValueError):
    """A text, a statement or a data file that cannot be used as it is."""


class ModelError(OnrecordError):
    """A model directory that is damaged, of another version, or does not fit its use."""


class ConfigError(OnrecordError, ValueError):
    """Options or a configuration that contradict each other or the data."""


class OutputError(OnrecordError):
    """A place where results cannot be written."""
