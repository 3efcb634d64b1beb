"""`gatekit sandbox`, for images that have a connection."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def build():
    target_dir = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    subprocess.run(
        ["cargo", "build", "--release", "--quiet", "--locked", "--bin", "gatekit"],
        check=True, cwd=ROOT, env={**os.environ, "CARGO_TARGET_DIR": str(target_dir)},
    )
    return target_dir / "release" / "gatekit"


@contextmanager
def listening(command, seconds):
    """Host and port of a sandbox that lives for at most so many seconds."""
    process = subprocess.Popen([command, "sandbox"], stdout=subprocess.PIPE, text=True)
    limit = threading.Timer(seconds, process.kill)
    limit.start()
    try:
        # It listens before it says where.
        urls = (word for line in process.stdout for word in line.split() if "://" in word)
        url = next(urls, None) or sys.exit(f"{command} sandbox does not listen")
        yield url.split("/")[2]
    finally:
        limit.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
