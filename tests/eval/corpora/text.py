"""What a corpus is made of."""

import hashlib
import json


def half(key):
    """One of two parts, told by a hash of what must not be in both: a document, a package, a template."""
    return ("dev", "test")[int(hashlib.sha1(key.encode()).hexdigest(), 16) % 2]


def pieces(text, size=2000, most=6):
    """A long text as the first texts of the length of a tool's result."""
    return [text[at : at + size] for at in range(0, min(len(text), size * most), size)]


def make(corpus, split, *parts, attack=False, hard=False, language="en", form=""):
    """A text of parts; one that is a pair (value, kinds) is labelled."""
    text, labels = b"", []
    for part in parts:
        value, kinds = part if isinstance(part, tuple) else (part, None)
        start = len(text)
        # Sources have lone surrogates now and then, which no JSON text may have.
        text += value.encode("utf-8", "replace")
        if kinds:
            labels.append({"kinds": kinds, "start": start, "end": len(text)})
    return {
        "text": text.decode(), "corpus": corpus, "split": split, "language": language, "form": form,
        "attack": attack, "hard": hard, "labels": labels,
    }


def write(path, texts):
    """Writes a corpus, and answers how many texts it has. Texts that are there twice are left out."""
    seen = set()
    with open(path, "w", encoding="utf-8") as file:
        for text in texts:
            key = (text["split"], text["text"])
            if not text["text"].strip() or key in seen:
                continue
            seen.add(key)
            text["id"] = f"{text['corpus']}#{len(seen)}"
            file.write(json.dumps(text) + "\n")
    return len(seen)
