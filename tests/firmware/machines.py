"""The microcontrollers that QEMU plays: how an image is built for them and run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPTIONS = ["-nographic", "-monitor", "none", "-semihosting-config", "enable=on,target=native"]


class Machine:
    def __init__(self, name, target, emulator, *options):
        self.name = name
        self.target = target
        self.emulator = emulator
        self.options = options

    def missing(self):
        """What is not there, as a sentence; an empty text if nothing is."""
        if not shutil.which(self.emulator):
            return f"{self.emulator} is not installed."
        library = subprocess.run(
            ["rustc", "--print", "target-libdir", "--target", self.target],
            check=True, capture_output=True, text=True,
        ).stdout.strip()
        if not Path(library).is_dir():
            return f"The Rust target {self.target} is not installed."
        return ""

    def build(self, crate, binary, features="", level=None):
        """The image of a crate in this folder, with the hash that is made for small memory.

        `level` is how far it is optimised; the crate says it where none is given.
        """
        target_dir = Path(os.environ.get("CARGO_TARGET_DIR", HERE / crate / "target")).resolve()
        environment = {
            **os.environ,
            "CARGO_TARGET_DIR": str(target_dir),
            "RUSTFLAGS": '--cfg sha2_backend_soft="compact"',
        }
        if level:
            environment["CARGO_PROFILE_RELEASE_OPT_LEVEL"] = level
        subprocess.run(
            ["cargo", "build", "--release", "--quiet", "--locked", "--target", self.target,
             "--bin", binary, "--features", features],
            check=True, cwd=HERE / crate, env=environment,
        )
        return target_dir / self.target / "release" / binary

    def run(self, image, serial="null", timeout=300, **options):
        """Runs an image whose first UART is connected to `serial`, for at most `timeout` seconds."""
        command = [self.emulator, *self.options, *OPTIONS, "-serial", serial, "-kernel", str(image)]
        return subprocess.run(command, stdin=subprocess.DEVNULL, timeout=timeout, **options)


M4F = Machine("Cortex-M4F", "thumbv7em-none-eabihf",
              "qemu-system-arm", "-M", "mps2-an386", "-icount", "shift=6")
M0 = Machine("Cortex-M0", "thumbv6m-none-eabi",
             "qemu-system-arm", "-M", "microbit", "-icount", "shift=6")
RV32 = Machine("RV32IMC", "riscv32imc-unknown-none-elf",
               "qemu-system-riscv32", "-M", "virt", "-bios", "none", "-icount", "shift=0")


def require(machines):
    """Ends with status 77 where something is missing: what cannot run has not failed."""
    for machine in machines:
        if missing := machine.missing():
            print(missing)
            sys.exit(77)
