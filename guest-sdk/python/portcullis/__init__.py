"""What Portcullis plugins are written with. `README.md` has a policy and a sanitiser."""

from ._config import ConfigErrors
from ._document import Document
from ._errors import PluginError
from ._event import Event, Phase, ScanContext, Subject, SubjectKind
from ._json import MISSING, Json
from ._policy import Policy
from ._sanitiser import Finding, Sanitiser, Severity
from ._verdict import Allow, Deny, Edit, Escalate, Modify, Remove, Set, Verdict, Violation

__all__ = [
    "MISSING",
    "Allow",
    "ConfigErrors",
    "Deny",
    "Document",
    "Edit",
    "Escalate",
    "Event",
    "Finding",
    "Json",
    "Modify",
    "Phase",
    "PluginError",
    "Policy",
    "Remove",
    "Sanitiser",
    "ScanContext",
    "Set",
    "Severity",
    "Subject",
    "SubjectKind",
    "Verdict",
    "Violation",
]
