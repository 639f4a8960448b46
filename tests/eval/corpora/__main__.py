"""Builds every corpus: `python3 -m corpora FOLDER`, from tests/eval.

Writes FOLDER/<family>.jsonl, a text a line:
{"id", "text", "corpus", "split": train|dev|test, "language", "form", "attack", "hard", "labels": [{"kinds", "start", "end"}]}
`form` is how an attack is disguised. Spans are in bytes. `kinds` are the globs that a finding's kind may match; the first one is the label's name.
"""

import sys
from pathlib import Path

from . import benign, fetch, injection, pii, secrets, text


def main():
    folder = Path(sys.argv[1])
    packages = fetch.all(folder / "packages")
    for family in (injection, pii, secrets, benign):
        name = family.__name__.rsplit(".", 1)[-1]
        count = text.write(folder / f"{name}.jsonl", family.texts(packages))
        print(f"  {count:6} texts  {name}", file=sys.stderr)


main()
