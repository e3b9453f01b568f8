"""Wheels for PyPI: the ready program, in the place for scripts. No source distribution: nothing is compiled on install."""

import os
import pathlib
import shutil
import stat
import sys

from .notices import NOTICES
from .project import DIST, PACKAGING, ROOT, Target, commit_time, run, say


def wheel(target: Target, version: str, program: pathlib.Path, files: dict[str, bytes]) -> pathlib.Path:
    """Writes the wheel of a target."""
    stage = ROOT / "target" / "wheel" / target.triple
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(PACKAGING / "pypi", stage)
    place = stage / "scripts" / target.exe
    place.parent.mkdir()
    shutil.copy(program, place)
    place.chmod(place.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    for name in ("LICENSE-MIT", "LICENSE-APACHE", NOTICES):
        (stage / name).write_bytes(files[name])
    env = {
        "APIVET_VERSION": version,
        "APIVET_PLATFORM": target.wheel,
        "SOURCE_DATE_EPOCH": commit_time(),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    out = DIST / "wheels"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out), env=env, cwd=stage)
    [path] = out.glob(f"apivet-{version}-py3-none-{target.wheel}.whl")
    say(f"{path.name}: {path.stat().st_size:,} bytes")
    return path
