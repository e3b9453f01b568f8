#!/usr/bin/env python3
"""Builds all that a release of apivet consists of, into target/dist.

    packaging/release.py --dry-run                 everything that needs no account
    packaging/release.py --dry-run --target x86_64-unknown-linux-musl
    packaging/release.py --tag v0.1.0              the same, and fails where the release would not be whole

It publishes nothing: that is left to .github/workflows/release.yml, which runs this.
"""

import argparse
import pathlib
import shutil

from steps import archives, deb, npm, program, sbom, texts, wheels
from steps.project import DIST, TARGETS, commit, fail, has, say, target, version


def main() -> None:
    arguments = parsed()
    number = version()
    must = arguments.tag is not None
    if must and arguments.tag != f"v{number}":
        fail(f"the tag is {arguments.tag}, and Cargo.toml has the version {number}")
    if must and len(arguments.targets) < len(TARGETS):
        fail("a release is of all targets")
    say(f"apivet {number} ({commit()})")
    programs = {one: built(one, arguments) for one in arguments.targets}
    native = next((path for one, path in programs.items() if program.runs_here(one)), arguments.host_program)
    if native is None:
        fail("no target runs on this machine, and its man pages are needed: name a program with --host-program")

    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    lacking = []
    files = archives.companions(native)
    for one, path in programs.items():
        archives.archive(one, number, path, files)
        wheels.wheel(one, number, path, files)
        npm.platform_package(one, number, path, files)
        if one.deb:
            # The context of the images: Docker calls processors as Debian does.
            archives.put(DIST / "image" / one.deb / one.exe, path.read_bytes(), 0o755)
        if one.deb and has("dpkg-deb"):
            deb.deb(one, number, path, files)
        elif one.deb:
            lacking.append(f"the package for Debian {one.deb} (dpkg-deb is not installed)")
    npm.main_package(TARGETS, number)
    # The installer is one of them: it holds the checksums of the archives.
    lacking += texts.recipes(number)
    (DIST / "notes.md").write_text(texts.changes(number, must) + "\n")
    lacking += sbom.sbom(number)
    released = [path for path in DIST.iterdir() if path.suffix in (".gz", ".zip", ".deb", ".sh") or path.name.endswith(".cdx.json")]
    texts.checksums(released)
    for what in lacking:
        say(f"NOT MADE: {what}")
    if must and lacking:
        fail("the release is not whole")


def built(one, arguments) -> pathlib.Path:
    """The program of a target: built, or the one that is given."""
    given = arguments.programs and arguments.programs / one.triple / one.exe
    if given:
        if not given.is_file():
            fail(f"there is no {given}")
        program.check(given, one)
        return given
    return program.build(one)


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(description="Builds all that a release of apivet consists of, into target/dist.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dry-run", action="store_true", help="say what cannot be made, and go on")
    what.add_argument("--tag", help="the tag of the release; whatever cannot be made ends it")
    parser.add_argument("--target", dest="targets", action="append", type=target, help="only this target (repeatable)")
    parser.add_argument("--programs", type=pathlib.Path, help="take the programs that stand there, as TARGET/apivet, instead of building them")
    parser.add_argument("--host-program", type=pathlib.Path, help="a program that runs here, where no target does")
    arguments = parser.parse_args()
    arguments.targets = arguments.targets or TARGETS
    return arguments


if __name__ == "__main__":
    main()
