"""Texts in which there is nothing to find, or what looks like it and is none.

Which split a text is in is told by its package, so that no document is in two.
"""

import ast
import random

from .text import half, make, pieces

PLAIN = "celery click flask pytest requests rich scrapy sphinx".split()
HARD = (
    "anthropic garak giskard guardrails haystack instructor langchain langgraph llama_index llm_guard mcp nemoguardrails "
    "openai agents pydantic_ai pyrit semantic_kernel"
).split()
MOST_PLAIN, MOST_HARD = 400, 120


def texts(packages):
    chance = random.Random(11)
    for names, hard in ((PLAIN, False), (HARD, True)):
        for name in names:
            kind, split = ("hard" if hard else "plain"), half(name)
            found = {"readme": list(readmes(packages, name)), "docstring": [], "code": []}
            for path in sorted((packages / name).rglob("*.py")):
                source = path.read_text(encoding="utf-8", errors="replace")
                if len(source) > 500:
                    at = chance.randrange(max(1, len(source) - 2000))
                    found["code"].append(source[at : at + 2000])
                found["docstring"] += docstrings(source)
            for what, list_ in found.items():
                chance.shuffle(list_)
                for text in list_[: MOST_HARD if hard else MOST_PLAIN]:
                    yield make(f"benign/{kind}-{what}", split, text, hard=hard)


def readmes(packages, name):
    for folder in sorted(packages.glob("*.dist-info")):
        top = folder / "top_level.txt"
        tops = top.read_text().split() if top.exists() else [folder.name.split("-")[0]]
        if name in tops or folder.name.startswith(f"{name}_") or folder.name.startswith(f"{name}-"):
            yield from pieces((folder / "METADATA").read_text(encoding="utf-8", errors="replace"), most=15)


def docstrings(source):
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)):
            text = ast.get_docstring(node) or ""
            if len(text) > 150:
                yield text[:2000]
