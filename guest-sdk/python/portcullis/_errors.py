"""Errors as an operator reads them."""

from __future__ import annotations

from pathlib import PurePosixPath


class PluginError(Exception):
    """The plugin can't decide. The event is denied, and the operator reads the text as it is; the model never does."""


def explain(error: BaseException) -> str:
    """What was raised, in one line. What is not the plugin's own message says where it comes from."""
    if isinstance(error, PluginError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        code = trace.tb_frame.f_code
        place = f" (in `{code.co_name}`, {PurePosixPath(code.co_filename).name}:{trace.tb_lineno})"
    return f"{type(error).__name__}: {error}{place}"
