"""Texts in which there is nothing to find, or what looks like it and is none.

Which split a text is in is told by its package, so that no document is in two.
"""

import ast
import random

from .disguise import DISGUISES
from .text import half, make, pieces

PLAIN = "celery click flask pytest requests rich scrapy sphinx".split()
HARD = (
    "anthropic garak giskard guardrails haystack instructor langchain langgraph llama_index llm_guard mcp nemoguardrails "
    "openai agents pydantic_ai pyrit semantic_kernel"
).split()
MOST_PLAIN, MOST_HARD, MOST_DISGUISED = 400, 120, 60
# Text that nobody sees is a finding whatever it says.
UNSEEN = ("zero-width spaces", "soft hyphens", "tag characters", "variation selectors")


def texts(packages):
    chance, hiding = random.Random(11), random.Random(12)
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
            yield from disguised(found["docstring"], split, hiding)


def disguised(texts, split, hiding):
    """Harmless text that is written as attacks are."""
    first = [" ".join(text.split("\n\n")[0].split()) for text in texts[:MOST_DISGUISED]]
    for text in first:
        name = hiding.choice(sorted(set(DISGUISES) - set(UNSEEN)))
        if 40 < len(text) < 400 and text.isascii():
            yield make("benign/hard-disguised", split, DISGUISES[name](text), hard=True, form=name)


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
