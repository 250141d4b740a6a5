"""Installs the build that a program belongs to, moves it, and builds somebody else's project on it (tests/install).

    install_test.py PROGRAM
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, rentroll

CONSUMER = pathlib.Path(__file__).resolve().parents[1] / "install"
LOGS = ["first_steps", "one_currency_an_account", "adjustments", "exact_money"]


def ran(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=900, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def cache_of(build):
    """The settings of a build, by name."""
    return dict(re.findall(r"^(\w+):\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE))


def install(build, folder):
    """Answers with the prefix: staged by DESTDIR for another one, and moved to a path with a space."""
    stage = folder / "stage"
    ran("cmake", "--install", build, "--prefix", "/opt/rentroll", env={**os.environ, "DESTDIR": str(stage)})
    equal([str(path.relative_to(stage)) for path in stage.glob("*/*")], ["opt/rentroll"], "all is under the prefix")
    return (stage / "opt" / "rentroll").rename(folder / "moved here")


def configure(settings, prefix, source, build):
    flags = f"-fsanitize={settings['RENTROLL_SANITIZE']}" if settings["RENTROLL_SANITIZE"] else ""
    return ran("cmake", "-G", settings["CMAKE_GENERATOR"], "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}",
               f"-DCMAKE_CXX_COMPILER={settings['CMAKE_CXX_COMPILER']}", f"-DCMAKE_CXX_FLAGS={flags}",
               f"-DCMAKE_BUILD_TYPE={settings['CMAKE_BUILD_TYPE']}")


def check_nothing_refers(prefix, settings, *folders):
    """No file that is installed names these folders. What is built for a debugger may."""
    files = [path for path in prefix.rglob("*") if path.is_file()]
    check(len(files) > 60, f"files are installed: {len(files)}")
    for path in files:
        if settings["CMAKE_BUILD_TYPE"] != "Release" and (path.suffix == ".a" or path.parent.name == "bin"):
            continue
        content = path.read_bytes()
        for folder in folders:
            check(os.fsencode(folder) not in content, f"{path} names {folder}")


def check_refused(settings, prefix, folder, request, sentence):
    """A project that asks for this is told so."""
    source = folder / "refused"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    (source / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(refused LANGUAGES CXX)\n"
                                           f"find_package(rentroll {request} REQUIRED)\n")
    try:
        configure(settings, prefix, source, source / "build")
        check(False, f"find_package(rentroll {request}) is refused")
    except RuntimeError as error:
        check(sentence in " ".join(str(error).split()), f"find_package(rentroll {request}): {error}")


def check_program(prefix):
    """The installed program with what it brings along."""
    completion = prefix / "share" / "bash-completion" / "completions" / "rentroll"
    equal(completion.read_text(), rentroll("completion", "bash").out, "the completion")
    manual = (prefix / "share" / "man" / "man1" / "rentroll.1").read_text()
    date = re.match(r'\.TH RENTROLL 1 "(\d{4}-\d\d-\d\d)"', manual)
    check(date is not None, "the manual page has a date")
    equal(manual, rentroll("manual", "--date", date[1]).out, "the manual page")
    check((prefix / "share" / "doc" / "rentroll" / "rules.md").is_file(), "the rules are installed")


def test_consumer(folder):
    program = pathlib.Path(harness.PROGRAM)
    build = program.parent
    settings = cache_of(build)
    prefix = install(build, folder)
    harness.PROGRAM = str(prefix / "bin" / "rentroll")
    check_nothing_refers(prefix, settings, settings["CMAKE_HOME_DIRECTORY"], build)
    check_program(prefix)

    source = shutil.copytree(CONSUMER, folder / "consumer")
    consumer = folder / "consumer-build"
    configure(settings, prefix, source, consumer)
    ran("cmake", "--build", consumer)
    library = prefix / "share" / "rentroll" / "scenarios" / "library"
    for name in LOGS:
        log = folder / name
        equal(rentroll("simulate", library / f"{name}.toml", "--log", log).code, 0, f"{name} runs")
        sums = rentroll("charges", "--log", log, "--total", "account", "--format", "csv")
        check(len(sums.rows()) >= 1, f"{name} charges something: {sums}")
        equal(ran(consumer / "sum_charges", log), sums.out, f"what {name} charged")
    checks = (library / "first_steps.toml").read_text().count("[[check]]")
    equal(ran(consumer / "count_checks", library / "first_steps.toml"), f"{checks}\n", "checks of a scenario file")
    policy = library.parent / "policies" / "vonage.toml"
    equal(rentroll("whatif", "--log", folder / "first_steps", "--policy", policy).code, 0, "an installed policy")

    check_refused(settings, prefix, folder, "99", "version: 0.1.0")
    check_refused(settings, prefix, folder, "COMPONENTS app", "it set rentroll_FOUND to FALSE")


if __name__ == "__main__":
    sys.exit(main(globals()))
