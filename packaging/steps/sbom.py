"""The bill of materials: every crate in the program, in CycloneDX."""

import shutil

from .project import DIST, ROOT, commit_time, has, run


def sbom(version: str) -> list[str]:
    """Writes it. Gives what is lacking where its tool is not installed."""
    if not has("cargo-cyclonedx"):
        return ["the bill of materials (cargo-cyclonedx is not installed)"]
    env = {"SOURCE_DATE_EPOCH": commit_time()}
    name = f"apivet-{version}"
    run("cargo", "cyclonedx", "--format", "json", "--target", "all", "--no-build-deps", "--override-filename", name, env=env)
    shutil.move(ROOT / f"{name}.json", DIST / f"{name}.cdx.json")
    return []
