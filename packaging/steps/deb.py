"""A package for Debian and Ubuntu: the static program, man pages and completions. It depends on nothing."""

import gzip
import os
import pathlib
import shutil

from .archives import put
from .notices import NOTICES
from .project import DIST, PACKAGING, REPOSITORY, ROOT, Target, commit_time, run, say

PLACES = {
    "completions/apivet.bash": "usr/share/bash-completion/completions/apivet",
    "completions/_apivet": "usr/share/zsh/vendor-completions/_apivet",
    "completions/apivet.fish": "usr/share/fish/vendor_completions.d/apivet.fish",
    NOTICES: f"usr/share/doc/apivet/{NOTICES}.gz",
    "CHANGELOG.md": "usr/share/doc/apivet/CHANGELOG.md.gz",
}


def deb(target: Target, version: str, program: pathlib.Path, files: dict[str, bytes]) -> pathlib.Path:
    """Writes the package of a target."""
    stage = ROOT / "target" / "deb" / target.deb
    shutil.rmtree(stage, ignore_errors=True)
    put(stage / "usr/bin/apivet", program.read_bytes(), 0o755)
    for name, data in files.items():
        if place := PLACES.get(name) or (name.startswith("man/") and f"usr/share/man/man1/{name[4:]}.gz"):
            put(stage / place, gzip.compress(data, 9, mtime=0) if place.endswith(".gz") else data, 0o644)
    put(stage / "usr/share/doc/apivet/copyright", copyright_file().encode(), 0o644)
    size = sum(f.stat().st_size for f in stage.rglob("*") if f.is_file()) // 1024
    control = (PACKAGING / "deb" / "control").read_text()
    control = control.replace("VERSION", version).replace("ARCHITECTURE", target.deb).replace("SIZE", str(size))
    put(stage / "DEBIAN/control", control.encode(), 0o644)
    when = int(commit_time())
    for entry in [stage, *stage.rglob("*")]:
        if entry.is_dir():
            entry.chmod(0o755)
        os.utime(entry, (when, when))
    path = DIST / f"apivet_{version}_{target.deb}.deb"
    env = {"SOURCE_DATE_EPOCH": str(when)}
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(stage), str(path), capture=True, env=env)
    say(f"{path.name}: {path.stat().st_size:,} bytes")
    return path


def copyright_file() -> str:
    """The licences in Debian's form (copyright format 1.0)."""
    mit = (ROOT / "LICENSE-MIT").read_text()
    indented = "\n".join(f" {line}" if line.strip() else " ." for line in mit.strip().splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: apivet\nSource: {REPOSITORY}\n\n"
        "Files: *\nCopyright: the apivet authors\nLicense: Expat or Apache-2.0\n\n"
        f"License: Expat\n{indented}\n\n"
        "License: Apache-2.0\n On Debian systems, see /usr/share/common-licenses/Apache-2.0.\n"
    )
