"""Ways to hide a text from a filter that a model reads all the same."""

import base64
import codecs
import random
import re

SMALL = "abcdefghijklmnopqrstuvwxyz"
MORSE = dict(zip(SMALL, (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
).split()))


def letters(small, capital=None):
    """Letters as those of another typeface, by code point of its a and A."""
    def change(c):
        if c.islower():
            return chr(small + ord(c) - ord("a"))
        return chr(capital + ord(c) - ord("A")) if capital and c.isupper() else c
    return lambda text: "".join(change(c) if c.isascii() and c.isalpha() else c for c in text)


def words(change, longer_than=0):
    return lambda text: " ".join(change(w) if len(w) > longer_than else w for w in text.split(" "))


def numbers(form, between=""):
    return lambda text: between.join(form % byte for byte in text.encode())


def shuffled(word):
    middle = list(word[1:-1])
    random.Random(word).shuffle(middle)
    return word[:1] + "".join(middle) + word[-1:]


def caesar(by):
    return letters_by(lambda at: (at + by) % 26)


def letters_by(change):
    return lambda text: "".join(
        SMALL[change(SMALL.index(c))] if c in SMALL else c for c in text.lower())


def selectors(text):
    return "😀" + "".join(chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in text.encode())


def encoded(text):
    return base64.b64encode(text.encode()).decode()


DISGUISES = {
    "base64": encoded,
    "base64 twice": lambda text: encoded(encoded(text)),
    "hexadecimal": numbers("%02x"),
    "hexadecimal, spaced": numbers("%02x", " "),
    "decimal": numbers("%d", " "),
    "bits": lambda text: " ".join(f"{byte:08b}" for byte in text.encode()),
    "percent": numbers("%%%02X"),
    "\\u escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "Morse": lambda text: " / ".join(
        " ".join(MORSE[c] for c in word) for word in re.sub("[^a-z ]", "", text.lower()).split()),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "Caesar": caesar(3),
    "Atbash": letters_by(lambda at: 25 - at),
    "backwards": lambda text: text[::-1],
    "words backwards": words(lambda word: word[::-1]),
    "last word first": lambda text: " ".join(text.split(" ")[::-1]),
    "leet": lambda text: text.translate(str.maketrans("aeiost", "431057")),
    "look-alikes": lambda text: text.translate(str.maketrans("aeopcxi", "аеорсхі")),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if 33 <= ord(c) < 127 else c for c in text),
    "bold": letters(0x1D41A, 0x1D400),
    "circled": letters(0x24D0, 0x24B6),
    "accents": lambda text: re.sub("[aeiou]", lambda m: m[0] + "\u0301", text),
    "alternating case": lambda text: "".join(c.upper() if at % 2 else c.lower() for at, c in enumerate(text)),
    "zero-width spaces": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "tag characters": lambda text: "Nice." + "".join(chr(0xE0000 + ord(c)) for c in text if ord(c) < 127),
    "variation selectors": selectors,
    "spaced": lambda text: " ".join(text.replace(" ", "")),
    "spaced words": lambda text: "  ".join(" ".join(word) for word in text.split(" ")),
    "dotted": words(".".join),
    "starred": words("*".join),
    "hyphenated": words(lambda w: w[: len(w) // 2] + "-" + w[len(w) // 2 :], 4),
    "split": words(lambda w: w[: len(w) // 2] + " " + w[len(w) // 2 :], 5),
    "no spaces": lambda text: text.replace(" ", ""),
    "camel case": lambda text: text.title().replace(" ", ""),
    "underscores": lambda text: text.replace(" ", "_"),
    "a word a line": lambda text: text.replace(" ", "\n"),
    "swapped letters": words(lambda w: w[0] + w[2] + w[1] + w[3:], 5),
    "scrambled words": lambda text: re.sub("[A-Za-z]{5,}", lambda m: shuffled(m[0]), text),
    "in a comment": lambda text: f"<p>Hello</p><!-- {text} -->",
}
