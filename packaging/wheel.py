"""Builds the program for one platform and puts it into the wheel's scripts folder."""

import os
import pathlib
import subprocess
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

# Go 1.26 needs macOS 12. The Linux program is static: it runs beside glibc and musl.
PLATFORMS = {
    "manylinux2014_x86_64.manylinux_2_17_x86_64": ("linux", "amd64"),
    "manylinux2014_aarch64.manylinux_2_17_aarch64": ("linux", "arm64"),
    "musllinux_1_1_x86_64": ("linux", "amd64"),
    "musllinux_1_1_aarch64": ("linux", "arm64"),
    "macosx_12_0_x86_64": ("darwin", "amd64"),
    "macosx_12_0_arm64": ("darwin", "arm64"),
    "win_amd64": ("windows", "amd64"),
    "win_arm64": ("windows", "arm64"),
}
SBOM = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"


def here():
    """The platform that this Python runs on."""
    tags = set(platform_tags())
    for platform in PLATFORMS:
        if tags.intersection(platform.split(".")):
            return platform
    raise RuntimeError("there is no wheel for this platform; go build . makes the program")


class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        platform = os.environ.get("AUTHKIT_WHEEL_PLATFORM") or here()
        system, machine = PLATFORMS[platform]
        # Not in the checkout: a file there that git does not know would count as a change.
        self.made = tempfile.TemporaryDirectory()
        made = pathlib.Path(self.made.name)
        program = made / ("authkit.exe" if system == "windows" else "authkit")
        self.go("build", "-buildvcs=true", "-o", str(program), ".",
                CGO_ENABLED="0", GOOS=system, GOARCH=machine, GOFLAGS=(pathlib.Path(self.root) / "packaging/goflags").read_text().strip())
        sbom = made / "authkit.cdx.json"
        self.go("run", SBOM, "bin", "-json", "-std", "-noserial", "-notimestamp", "-output", str(sbom), str(program))
        notices = made / "NOTICES.txt"
        self.go("run", "./internal/notices", str(notices))
        build_data["force_include"][str(notices)] = "streamlit_authkit/NOTICES.txt"
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + platform
        build_data["shared_scripts"][str(program)] = program.name
        build_data["sbom_files"].append(str(sbom))

    def finalize(self, version, build_data, artifact_path):
        self.made.cleanup()

    def go(self, *arguments, **variables):
        subprocess.run(["go", *arguments], cwd=self.root, env={**os.environ, **variables}, check=True)
