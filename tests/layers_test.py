"""Reads the #includes of the project and fails on one that goes up: core <- events <- projections <- scenarios <- app.
Some libraries are the business of one place alone; that is checked here too.

    layers_test.py PROJECT_FOLDER
"""

import pathlib
import re
import sys

LAYERS = ["core", "events", "projections", "scenarios", "app"]
# Library: the files that may include it, as a pattern over the path.
OWNED = {
    "rocksdb/": r"events/.*",
    "cereal/": r"events/.*",
    "toml++/": r"scenarios/scenario_file\.cpp",
    "CLI/": r"app/.*",
    "sqlite3.h": r"app/sqlite_file\.cpp",
    "boost/": r"core/.*",
    "xxhash.h": r"core/xxh3\.cpp",
}
TOP_LEVEL = {
    ".ci", ".clang-format", ".clang-tidy", ".git", ".gitignore", "CHANGELOG.md", "CMakeLists.txt", "CMakePresets.json",
    "LICENSE", "README.md", "app", "core", "docs", "events", "projections", "scenarios", "tests",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def faults_of(path, layer, text):
    for included in INCLUDE.findall(text):
        folder = included.split("/")[0]
        if folder in LAYERS and LAYERS.index(folder) > LAYERS.index(layer):
            yield f"{path} includes {included}, which is above it"
        if "/" not in included and included.endswith(".hpp"):
            yield f"{path} includes {included} without its folder"
        for library, owner in OWNED.items():
            if included.startswith(library) and not re.fullmatch(owner, path):
                yield f"{path} includes {included}, which is the business of {owner} alone"


def faults(project):
    for layer in LAYERS:
        for path in sorted((project / layer).rglob("*.[ch]pp")):
            yield from faults_of(path.relative_to(project).as_posix(), layer, path.read_text())


def self_test():
    """A check that cannot fail is none: it must find these."""
    assert list(faults_of("core/a.hpp", "core", '#include "events/event.hpp"'))
    assert list(faults_of("app/a.cpp", "app", "#include <rocksdb/db.h>"))
    assert not list(faults_of("app/a.cpp", "app", '#include "core/money.hpp"'))


def main(project):
    self_test()
    found = list(faults(project))
    tracked = {path.name for path in project.iterdir() if not path.name.startswith("build") and path.name != ".cache"}
    found += [f"{name} has no place on the top level" for name in sorted(tracked - TOP_LEVEL)]
    print("\n".join(found))
    print(f"{len(LAYERS)} passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
