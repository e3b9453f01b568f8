"""Files of a release that are texts: the changelog of the version, checksums, recipes of other package managers."""

import hashlib
import pathlib
import re
import shutil

from .project import DIST, PACKAGING, ROOT, TARGETS, fail, say


def changes(version: str, must: bool) -> str:
    """The section of CHANGELOG.md of the version; with `must`, its absence ends the release. Else what is unreleased."""
    sections = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.M)[1:]
    by_name = {section.split("\n", 1)[0].strip(): section.split("\n", 1)[1].strip() for section in sections}
    for name, text in by_name.items():
        if name.split(" ")[0].strip("[]") == version:
            return text
    if must:
        fail(f"CHANGELOG.md has no section `## {version}`")
    return next(iter(by_name.values()), "")


def checksum(path: pathlib.Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def checksums(paths: list[pathlib.Path]) -> pathlib.Path:
    """Writes `SHA256SUMS`, as `sha256sum --check` reads it."""
    out = DIST / "SHA256SUMS"
    out.write_text("".join(f"{checksum(path)}  {path.name}\n" for path in sorted(paths, key=lambda p: p.name)))
    return out


def recipes(version: str) -> list[str]:
    """Fills the recipes with the version and with the checksums of what was built. Gives those that lack a target."""
    out, lacking = DIST / "recipes", []
    shutil.rmtree(out, ignore_errors=True)
    sums = {target.triple: checksum(DIST / target.archive(version)) for target in TARGETS if (DIST / target.archive(version)).exists()}
    for template in sorted((PACKAGING / "recipes").rglob("*")):
        if template.is_dir():
            continue
        name = template.relative_to(PACKAGING / "recipes")
        missing = set()

        def value(found: re.Match) -> str:
            if found[1] == "version":
                return version
            _, _, triple = found[1].partition(":")
            if triple not in {t.triple for t in TARGETS}:
                fail(f"{name} names the target `{triple}`, and there is none")
            if triple not in sums:
                missing.add(triple)
                return "0" * 64
            return sums[triple]

        text = re.sub(r"@(version|sha256:[\w-]+)@", value, template.read_text())
        if missing:
            lacking.append(f"{name} ({', '.join(sorted(missing))})")
        # The installer is downloaded by itself.
        path = DIST / name if name.suffix == ".sh" else out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    say(f"recipes: {len(list(out.rglob('*.*')))} files")
    return lacking
