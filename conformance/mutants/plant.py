#!/usr/bin/env python3
"""Writes a copy of the codec in which the mutants of the tables are planted, and the steps counted.

  plant.py ROOT OUT TABLE...

ROOT is the repository, TABLE are the files of this folder (README.md says what stands in them). OUT gets include/ and
src/ as the codec has them and, where the tables have mutants, mutant_table.cc. Only what has changed is written. An
entry that does not fit its source exactly once is an error; all of them are told, one a line.
"""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

CODEC = "codec"
FOLDERS = ("include", "src")
KINDS = ("rule", "fault")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'  # so that what is quoted is compared as it stands
      | \d[\w']* | \w+ | .""",
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text):
    """The (begin, end) of each token: white space and comments mean nothing."""
    return [m.span() for m in TOKEN.finditer(text) if m.lastgroup != "skip"]


class Broken(Exception):
    """What is wrong with an entry."""


@dataclass
class Edit:
    """One place and what stands there instead: tokens `begin` to `end` of `file`, none of them for an insertion."""

    where: str  # "TABLE: ID", for errors
    file: str
    begin: int
    end: int
    instead: str
    condition: str  # empty: in every copy

    @property
    def order(self):
        return (self.condition == "", self.condition, self.where, self.instead)


class Source:
    def __init__(self, name, text):
        self.name = name
        self.text = text
        self.tokens = tokens_of(text)
        self._joined = "\n" + "".join(f"{text[b:e]}\n" for b, e in self.tokens)

    def find(self, at):
        """The tokens that `at` marks with « and », or all of it."""
        parts = re.split("([«»])", at)
        if parts[1::2] not in ([], ["«", "»"]):
            raise Broken(f"at has marks other than one « and one » after it: {at}")
        words = [[text[b:e] for b, e in tokens_of(text)] for text in parts[::2]]
        snippet = [word for part in words for word in part]
        if not snippet:
            raise Broken("at is empty")
        place = self._find_once("\n" + "".join(f"{word}\n" for word in snippet), at)
        if len(words) == 1:
            return place, place + len(snippet)
        before, marked, _ = words
        return place + len(before), place + len(before) + len(marked)

    def _find_once(self, needle, at):
        found = []
        offset = self._joined.find(needle)
        while offset >= 0:
            found.append(offset)
            offset = self._joined.find(needle, offset + 1)
        if not found:
            raise Broken(f"does not occur in {self.name}: {at}")
        if len(found) > 1:
            raise Broken(f"occurs {len(found)} times in {self.name}: {at}")
        return self._joined.count("\n", 0, found[0])

    def text_of(self, begin, end):
        return self.text[self.tokens[begin][0] : self.tokens[end - 1][1]] if begin < end else ""


def is_statement(text):
    return text.endswith((";", "}"))


def code_of(edit_group, original):
    """A place in the copy, with the alternatives that are planted there."""
    if original is None:
        return "".join(f"if ({e.condition}) {{ {e.instead} }} " if e.condition else f"{e.instead} " for e in edit_group)
    if is_statement(original):
        ways = "".join(f"if ({e.condition}) {{ {e.instead} }} else " for e in edit_group)
        return f"{{ {ways}{{ {original} }} }}"  # in braces, since it may be what an if without them does
    ways = "".join(f"{e.condition} ? ({e.instead}) : " for e in edit_group)
    return f"({ways}({original}))"


def render(source, edits):
    """The source with its edits in place, on the lines where they were. Those inside another's original are nested."""
    places = {}
    for edit in edits:
        places.setdefault((edit.begin, edit.end), []).append(edit)
    # From the outside in, an insertion before what begins at the same token.
    order = sorted(places, key=lambda place: (place[0], place[0] != place[1], -place[1]))

    def pieces(begin, end, inner):
        out, at = [], begin
        while inner:
            place, *inner = inner
            first, last = place
            group = sorted(places[place], key=lambda edit: edit.order)
            start = source.tokens[first][0]
            out.append(source.text[at:start])
            if first == last:
                out.append(code_of(group, None))
                at = start
                continue
            nested = [p for p in inner if p[0] < last]
            inner = inner[len(nested) :]
            at = source.tokens[last - 1][1]
            out.append(code_of(group, pieces(start, at, nested)))
        out.append(source.text[at:end])
        return "".join(out)

    return pieces(0, len(source.text), order)


def overlaps(edits):
    """Pairs of edits of which neither is inside the other."""
    edits = sorted(edits, key=lambda edit: (edit.begin, -edit.end, edit.order))
    for i, one in enumerate(edits):
        for other in edits[i + 1 :]:
            if other.begin >= one.end:
                break
            if one.begin < other.begin and other.end > one.end:
                yield one, other


DEFAULTS = ("kind", "part", "also", "excuse")  # what a table says for all its mutants


@dataclass
class Tables:
    mutants: list = field(default_factory=list)  # (table, entry)
    shared: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def read_tables(paths, root):
    tables = Tables()
    for path in sorted(paths):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            tables.errors.append(f"{name}: {error}")
            continue
        for entry in table.get("mutants", []):
            defaults = {key: table[key] for key in DEFAULTS if key in table}
            tables.mutants.append((name, {"kind": "fault", **defaults, **entry}))
        tables.shared += [(name, entry) for entry in table.get("shared", [])]
        tables.steps += [(name, entry) for entry in table.get("steps", [])]
        unknown = table.keys() - {*DEFAULTS, "mutants", "shared", "steps"}
        tables.errors += [f"{name}: {key} is not known" for key in sorted(unknown)]
    return tables


MUTANT_KEYS = {"id", "kind", "part", "sentence", "excuse", "also", "edits", "file", "at", "instead"}
SHARED_KEYS = {"name", "sentence", "edits", "file", "at", "instead"}
STEP_KEYS = {"file", "at", "count"}


class Planting:
    """Turns entries into edits, and keeps what is wrong with them."""

    def __init__(self, sources, tables):
        self.sources = sources
        self.errors = list(tables.errors)
        self.edits = {name: [] for name in sources}
        self.rows = []
        self.shared = sorted({str(entry.get("name")) for _, entry in tables.shared})
        self._seen = {}
        for table, entry in tables.shared:
            self._plant_shared(table, entry)
        for table, entry in tables.mutants:
            self._plant_mutant(table, entry)
        for table, entry in tables.steps:
            self._count_steps(table, entry)
        for edits in self.edits.values():
            self.errors += [f"{a.where}: overlaps with {b.where} in {a.file}" for a, b in overlaps(edits)]
        self.rows.sort()

    def _plant_shared(self, table, entry):
        name = str(entry.get("name"))
        where = f"{table}: {name}"
        self._once(where, ("shared", name))
        self._keys(where, entry, SHARED_KEYS, ("name", "sentence"))
        self._place(where, entry, f"::gauntlet::also({self.shared.index(name)})")

    def _plant_mutant(self, table, entry):
        name, kind = str(entry.get("id")), entry["kind"]
        where = f"{table}: {name}"
        self._once(where, (kind, name))
        if not ID.fullmatch(name):
            self.errors.append(f"{where}: an id is lower case words and digits with - between them")
        if kind not in KINDS:
            self.errors.append(f"{where}: kind is one of {', '.join(KINDS)}, not {kind}")
        # A rule's sentence stands in the codec.
        self._keys(where, entry, MUTANT_KEYS, ("part",) if kind == "rule" else ("part", "sentence"))
        also = 0
        for shared in entry.get("also", []):
            if shared in self.shared:
                also |= 1 << self.shared.index(shared)
            else:
                self.errors.append(f"{where}: also names {shared}, which is no shared edit")
        self._place(where, entry, f'::gauntlet::is_mutant("{kind}:{name}")')
        row = [kind, *(str(entry.get(key, "")) for key in ("part", "id", "sentence", "excuse")), also]
        self.rows.append(row)

    def _count_steps(self, table, entry):
        where = f"{table}: {entry.get('count')}"
        self._keys(where, entry, STEP_KEYS, ("count",))
        edit = {"file": entry.get("file"), "at": entry.get("at"), "instead": f"::gauntlet::count_steps({entry['count']});"}
        self._edit(where, edit, "")

    def _once(self, where, key):
        if key in self._seen:
            self.errors.append(f"{where}: stands in {self._seen[key]} too")
        self._seen[key] = where.split(":")[0]

    def _keys(self, where, entry, known, needed):
        self.errors += [f"{where}: {key} is not known" for key in sorted(entry.keys() - known)]
        self.errors += [f"{where}: {key} is missing" for key in needed if not entry.get(key)]

    def _place(self, where, entry, condition):
        flat = {key: entry[key] for key in ("file", "at", "instead") if key in entry}
        edits = entry.get("edits", [flat] if flat else [])
        if not edits or ("edits" in entry and flat):
            self.errors.append(f"{where}: either edits, or file, at and instead of one")
            return
        for edit in edits:
            self._edit(where, edit, condition)

    def _edit(self, where, edit, condition):
        try:
            if edit.keys() != {"file", "at", "instead"}:
                raise Broken(f"an edit has file, at and instead, not {', '.join(edit)}")
            file, instead = edit["file"], edit["instead"]
            instead = " ".join(instead) if isinstance(instead, list) else instead
            if file not in self.sources:
                raise Broken(f"{file} is no source of the codec")
            source = self.sources[file]
            begin, end = source.find(edit["at"])
            if begin == end and begin > 0 and source.text_of(begin - 1, begin) in (")", "else", "do"):
                raise Broken(f"what is inserted there would take the place of the statement after it: {edit['at']}")
            self._fits(source.text_of(begin, end), instead)
            self.edits[file].append(Edit(where, file, begin, end, instead, condition))
        except Broken as broken:
            self.errors.append(f"{where}: {broken}")

    @staticmethod
    def _fits(original, instead):
        if "\n" in instead or "//" in re.sub(r'"(?:\\.|[^"\\])*"', "", instead):
            raise Broken(f"instead has a line break or a comment: {instead}")
        if not original and not is_statement(instead):
            raise Broken(f"only statements can be inserted: {instead}")
        if is_statement(original) and instead and not is_statement(instead):
            raise Broken(f"a statement is replaced by what is none: {instead}")
        if original and not is_statement(original) and (not instead or instead.endswith(";")):
            raise Broken(f"an expression is replaced by what is none: {instead}")


def quoted(text):
    return json.dumps(text, ensure_ascii=True)


def table_source(rows):
    lines = [
        '#include "conformance/mutants/mutants.h"',
        "",
        "namespace gauntlet {",
        "",
        "const std::vector<Mutant>& mutants_of_tables() {",
        "  static const std::vector<Mutant> rows{",
    ]
    for kind, part, name, sentence, excuse, also in rows:
        texts = ", ".join(quoted(text) for text in (name, part, sentence, excuse))
        lines.append(f'      {{{quoted(f"{kind}:{name}")}, {also}U, {texts}}},')
    lines += ["  };", "  return rows;", "}", "", "}  // namespace gauntlet", ""]
    return "\n".join(lines)


def write_if_changed(path, text):
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read_sources(root):
    paths = [p for folder in FOLDERS for p in sorted((root / CODEC / folder).rglob("*")) if p.suffix in (".cc", ".h")]
    return {p.relative_to(root).as_posix(): Source(p.relative_to(root).as_posix(), p.read_text("utf-8")) for p in paths}


def line_origin(root, name):
    """As the compiler finds it from where it runs, the same in each clone: compiler caches look at it."""
    return Path(os.path.relpath(root / name)).as_posix()


def plant(root, out, table_paths):
    """Returns what is wrong; if nothing is, the copy is written."""
    planting = Planting(read_sources(root), read_tables(table_paths, root))
    if planting.errors:
        return sorted(planting.errors)
    for name, source in planting.sources.items():
        head = f'#include "conformance/mutants/codec_mutant.h"\n#include "conformance/mutants/steps.h"\n#line 1 "{line_origin(root, name)}"\n'
        write_if_changed(out / Path(name).relative_to(CODEC), head + render(source, planting.edits[name]))
    if planting.rows:
        write_if_changed(out / "mutant_table.cc", table_source(planting.rows))
    return []


def main(arguments):
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    root, out, *tables = (Path(argument).resolve() for argument in arguments)
    errors = plant(root, out, tables)
    print(*errors, sep="\n", end="\n" if errors else "", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
