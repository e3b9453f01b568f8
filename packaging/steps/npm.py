"""Packages for npm: one for each platform, and `apivet`, which asks for the one that fits. Nothing runs on install."""

import json
import pathlib
import shutil

from .notices import NOTICES
from .project import DIST, PACKAGING, REPOSITORY, ROOT, Target, run, say


def platform_package(target: Target, version: str, program: pathlib.Path, files: dict[str, bytes]) -> pathlib.Path:
    """Packs the program of a target."""
    manifest = {
        **common(target.npm, version),
        "description": f"The program apivet for {target.os}-{target.cpu}",
        "os": [target.os],
        "cpu": [target.cpu],
        "files": [target.exe, "LICENSE*"],
        # Package managers that do not unpack to a directory would have no file to start.
        "preferUnplugged": True,
    }
    stage = fresh(target.npm.rsplit("/", 1)[1])
    shutil.copy(program, stage / target.exe)
    (stage / target.exe).chmod(0o755)
    (stage / NOTICES).write_bytes(files[NOTICES])
    (stage / "README.md").write_text(f"The program of [apivet]({REPOSITORY}) for {target.os}-{target.cpu}.\n")
    return pack(stage, manifest)


def main_package(targets: list[Target], version: str) -> pathlib.Path:
    """Packs `apivet`. `targets` are all of the release."""
    manifest = {
        **common("apivet", version),
        "description": "Design-time policy for HTTP APIs: lints OpenAPI descriptions for security, scopes and versions, and compares them",
        "keywords": ["openapi", "swagger", "linter", "security", "breaking-changes"],
        "bin": {"apivet": "apivet.js"},
        "files": ["apivet.js", "LICENSE*"],
        "engines": {"node": ">=16"},
        "optionalDependencies": {target.npm: version for target in targets},
    }
    stage = fresh("apivet")
    for name in ("apivet.js", "README.md"):
        shutil.copy(PACKAGING / "npm" / name, stage / name)
    (stage / "apivet.js").chmod(0o755)
    return pack(stage, manifest)


def common(name: str, version: str) -> dict:
    """What all manifests say."""
    return {
        "name": name,
        "version": version,
        "license": "MIT OR Apache-2.0",
        "homepage": REPOSITORY,
        "repository": {"type": "git", "url": f"git+{REPOSITORY}.git"},
        "publishConfig": {"access": "public", "provenance": True},
    }


def fresh(name: str) -> pathlib.Path:
    """An empty directory to pack."""
    stage = ROOT / "target" / "npm" / name
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    return stage


def pack(stage: pathlib.Path, manifest: dict) -> pathlib.Path:
    """Packs a directory with its licences."""
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copy(ROOT / name, stage / name)
    (stage / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    out = DIST / "npm"
    out.mkdir(parents=True, exist_ok=True)
    told = run("npm", "pack", "--json", "--ignore-scripts", "--pack-destination", str(out), capture=True, cwd=stage)
    told = json.loads(told)
    [entry] = told if isinstance(told, list) else told.values()
    path = out / entry["filename"].replace("@", "").replace("/", "-")
    say(f"npm/{path.name}: {path.stat().st_size:,} bytes")
    return path
