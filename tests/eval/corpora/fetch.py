"""The packages of packages.txt, unpacked."""

import subprocess
import sys
import zipfile
from pathlib import Path

LIST = Path(__file__).with_name("packages.txt")


def all(folder):
    """Downloads what is missing, and answers the folder that all of it is unpacked in."""
    wheels, unpacked = folder / "wheels", folder / "unpacked"
    wheels.mkdir(parents=True, exist_ok=True)
    for line in LIST.read_text().splitlines():
        package = line.split("#")[0].strip()
        if package:
            unpack(wheel(package, wheels), unpacked)
    return unpacked


def wheel(package, wheels):
    name, version = package.split("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not any(wheels.glob(pattern)):
        print(f"  fetching {package}", file=sys.stderr)
        # Wheels only: building a source package would run its code.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--dest", str(wheels), package], check=True)
    return next(wheels.glob(pattern))


def unpack(wheel, folder):
    done = folder / f".{wheel.name}"
    if done.exists():
        return
    with zipfile.ZipFile(wheel) as archive:
        # `extractall` keeps names inside the folder.
        archive.extractall(folder)
    done.touch()
