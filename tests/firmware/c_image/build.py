"""Builds the image in C: the static library as firmware has it, the vectors as a table, and what is in
this folder."""

import os
import shutil
import subprocess
from pathlib import Path

from c_image import vectors

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
GCC = "arm-none-eabi-gcc"
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Werror"]
CPU = {
    "thumbv7em-none-eabihf": ["-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"],
    "thumbv6m-none-eabi": ["-mcpu=cortex-m0"],
}


def missing():
    """What is not there, as a sentence; an empty text if nothing is."""
    return "" if shutil.which(GCC) else f"{GCC} is not installed: no image in C."


def build(machine):
    target_dir = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")).resolve()
    out = target_dir / machine.target / "c_image"
    out.mkdir(parents=True, exist_ok=True)
    with open(ROOT / "tests/vectors/signatures.jsonl", encoding="utf-8") as lines:
        (out / "vectors.inc").write_text(vectors.table(lines), encoding="ascii")
    image = out / "image"
    subprocess.run(
        [GCC, *CPU[machine.target], "-mthumb", *STRICT, "-Os", "-I", ROOT / "adapters/c/include",
         "-I", out, "-nostartfiles", "--specs=nano.specs", "-ffunction-sections", "-fdata-sections",
         "-Wl,--gc-sections,-z,noexecstack", "-T", HERE / "image.ld", *sorted(HERE.glob("*.c")),
         library(machine, target_dir), "-o", image],
        check=True,
    )
    return image


def library(machine, target_dir):
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(target_dir),
        "CARGO_PROFILE_RELEASE_LTO": "fat",
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": "z",
        "CARGO_PROFILE_RELEASE_PANIC": "abort",
        "RUSTFLAGS": '--cfg sha2_backend_soft="compact"',
    }
    subprocess.run(
        ["cargo", "rustc", "--release", "--quiet", "--locked", "-p", "gatekit-c", "--lib",
         "--crate-type", "staticlib", "--target", machine.target],
        check=True, cwd=ROOT, env=environment,
    )
    return target_dir / machine.target / "release" / "libgatekit_c.a"
