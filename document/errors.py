"""Bad circumstances: what stops one document, each with its exit code and a remedy.

Bad data is no exception: it is a Check or a doubtful Figure. Exit codes of the command
are documented in docs/exit-codes.md; a test holds the two together.
"""

from __future__ import annotations


class BangdiemError(Exception):
    """Base of all. A message says where, what, and what to do next.

    exit_code: what the command returns when this is the only thing that went wrong.
    """

    exit_code = 1

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what}. {remedy}")

    def __reduce__(self) -> tuple[type[BangdiemError], tuple[str, str, str]]:
        return type(self), (self.where, self.what, self.remedy)


class MissingInput(BangdiemError):
    """A path that does not exist or cannot be read."""

    exit_code = 3


class NotADocument(BangdiemError):
    """A file that is no PDF, image or text, or is empty or damaged."""

    exit_code = 4


class Encrypted(BangdiemError):
    """A PDF that needs a password, or was given a wrong one."""

    exit_code = 5


class EngineMissing(BangdiemError):
    """Tesseract or its language data is not there."""

    exit_code = 6


class OutputRefused(BangdiemError):
    """The output folder cannot be written."""

    exit_code = 7


class EngineFailed(BangdiemError):
    """The OCR engine, or the process that reads, crashed, hung or gave rubbish."""

    exit_code = 8


class LayoutRefused(BangdiemError):
    """A user's layout file, or the folder of them, that is not understood."""

    exit_code = 13


class ClusterRefused(BangdiemError):
    """The cluster cannot be reached, or its machines have another bangdiem."""

    exit_code = 12
