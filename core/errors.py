"""Errors that carry one sentence for a person and the command line's exit code."""


class LabError(Exception):
    """Base of everything the program reports to a person in a sentence."""

    exit_code = 3


class BadInput(LabError):
    """What was given is not valid; the sentence says what was given and what would be."""

    exit_code = 2


class TrainingFailed(LabError):
    """Training could not go on; the last good state is on disk."""

    exit_code = 3


class NoSpace(LabError):
    """The disk is full or the folder cannot be written."""

    exit_code = 4
