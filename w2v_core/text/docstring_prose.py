"""Docstrings as plain prose: what is left of them without code, tables and markup."""

import re
from collections.abc import Iterator
from inspect import cleandoc

MIN_WORDS = 4  # a paragraph of fewer is a heading, a type or a remnant
MIN_LETTERS = 0.75  # letters and spaces in a paragraph of prose, as a share of all characters

CODE_PROMPTS = (">>>", "... ", "In [", "$ ")
TABLE_MARKS = ("|", "+-", "+=", "== ", "=== ")
UNDERLINE = re.compile(r"([-=~^\"'*+#`.])\1{2,}$")
DECLARATION = re.compile(r"[*`]*\w[\w.,*` ]*\s:(\s|$)")  # numpy style: name : type
GOOGLE_ARGUMENT = re.compile(r"[*`]*\w+`*\s*(\([^)]*\))?\s*:\s+(?=\S)")  # name (type): text
FIELD = re.compile(r":[\w ]+[^:`]*:\s*")  # :param x: and its kin
BULLET = re.compile(r"([-*+•]|\d+[.)]|#\.)\s+")
SHORTENED = re.compile(r":[\w:.+-]+:`~[\w.]*?(\w+)`")  # :class:`~numpy.ndarray` shows ndarray
ROLE = re.compile(r":[\w:.+-]+:`[~!]?([^`<]*?)\s*(?:<[^`]*>)?`")
LINK = re.compile(r"`([^`<]+?)\s*<[^`]*>`__?")
ADDRESS = re.compile(r"\S*(https?://|www\.)\S+")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{[^{}\s]*\}|\[\d+\]_")
MARKUP = re.compile(r"\*\*|``?|(?<!\w)[*|](?=\w)|(?<=\w)[*|](?!\w)|(?<=\w)_(?!\w)")
MATHS = re.compile(r":math:`[^`]*`|\$[^$]*\$|\\\w+")
# Each kind of markup, the character it cannot do without, and what stays of it.
TO_PLAIN = (
    ("\\", MATHS, ""),
    ("$", MATHS, ""),
    ("`", MATHS, ""),
    ("`", SHORTENED, r"\1"),
    ("`", ROLE, r"\1"),
    ("`", LINK, r"\1"),
    ("/", ADDRESS, ""),
    ("%", PLACEHOLDER, ""),
    ("{", PLACEHOLDER, ""),
    ("]_", PLACEHOLDER, ""),
    ("`", MARKUP, ""),
    ("*", MARKUP, ""),
    ("|", MARKUP, ""),
    ("_", MARKUP, ""),
)


def prose(docstring: str) -> list[str]:
    r"""The paragraphs of a docstring that are prose, one line each.

    >>> prose('''Return the mean of the array along the given axis.
    ...
    ...     >>> code()
    ...     3
    ...
    ...     Parameters
    ...     ----------
    ...     x : array
    ...         The :class:`~numpy.ndarray` whose **mean** is wanted by you.
    ...     ''')
    ['Return the mean of the array along the given axis.',
     'The ndarray whose mean is wanted by you.']
    """
    lines = cleandoc(docstring).splitlines()
    found = (plain(" ".join(lines)) for lines in paragraphs(without_code(lines)))
    return [text for text in found if reads_as_prose(text)]


def without_code(lines: list[str]) -> Iterator[str]:
    """The lines outside code, doctests and directives; a blank stands for each dropped one."""
    block: int | None = None  # lines indented deeper than this belong to a dropped block
    doctest = False
    for line in lines:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if block is not None and (not text or indent > block):
            yield ""
            continue
        is_directive = text.startswith(".. ") or text == ".."
        doctest = bool(text) and (doctest or text.startswith(CODE_PROMPTS))
        block = indent if is_directive or text.endswith("::") else None
        dropped = doctest or is_directive or text.startswith(TABLE_MARKS)
        yield "" if dropped else text


def paragraphs(lines: Iterator[str]) -> Iterator[list[str]]:
    """Groups of lines that belong together, without headings and parameter declarations."""
    group: list[str] = []
    for line in lines:
        if not line[:1].isalnum() and UNDERLINE.match(line):
            group = []  # the line above it was a heading
            continue
        declares = " :" in line and bool(DECLARATION.match(line))
        text = "" if declares else shorn(line)
        if group and (not text or text != line):
            yield group
            group = []
        if text:
            group.append(text)
    if group:
        yield group


def shorn(line: str) -> str:
    """A line without its bullet, field name or argument name."""
    if not line[:1].isalpha():
        found = BULLET.match(line)
        line = line[found.end() :] if found else line
    if ":" in line:
        for lead in (FIELD, GOOGLE_ARGUMENT):
            found = lead.match(line)
            line = line[found.end() :] if found else line
    return line


def plain(text: str) -> str:
    """One paragraph without roles, links, formulas and other markup."""
    for sign, markup, kept in TO_PLAIN:
        if sign in text:
            text = markup.sub(kept, text)
    return " ".join(text.replace("::", ":").split())


def reads_as_prose(text: str) -> bool:
    """Whether a paragraph has enough words, and mostly letters."""
    letters = sum(map(str.isalpha, text)) + text.count(" ")
    return text.count(" ") + 1 >= MIN_WORDS and letters >= MIN_LETTERS * len(text)
