"""Puts the program into the wheel, and says what platform it is for."""

import os
import pathlib

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformTag(BuildHookInterface):
    """The tag is that of the target, not of the machine that packs."""

    def initialize(self, version, build_data):
        [program] = pathlib.Path(self.root, "scripts").iterdir()
        build_data["shared_scripts"][str(program)] = program.name
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['APIVET_PLATFORM']}"
