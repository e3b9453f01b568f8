"""Says what platform the program in the wheel is for."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformTag(BuildHookInterface):
    """The tag is that of the target, not of the machine that packs."""

    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['APIVET_PLATFORM']}"
