"""Times a whole provisioning cycle over HTTP: python bench/cycle.py [USERS]. `make bench` runs it.

The server and the simulated Entra are processes of their own, on a database that is thrown away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NARTHEX = [sys.executable, "-m", "narthex"]


def run(*arguments: str) -> dict[str, object]:
    done = subprocess.run([*NARTHEX, *arguments, "--json"], check=True, capture_output=True, text=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def main(users: int) -> None:
    with tempfile.TemporaryDirectory(prefix="narthex-bench-") as directory:
        # PostgreSQL's own account has to pass through when this is run by root.
        Path(directory).chmod(0o711)
        os.environ["NARTHEX_DATA_DIR"] = str(Path(directory) / "data")
        os.environ["NARTHEX_LOG_LEVEL"] = "warning"
        server = subprocess.Popen([*NARTHEX, "serve", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            url = json.loads(server.stdout.readline())["url"]
            os.environ["NARTHEX_PUBLIC_URL"] = url
            run("organisation", "create", "Bench", "--slug", "bench", "--owner", "ada@bench.example")
            token = run("scim-token", "create", "--organisation", "bench")
            target = ("--endpoint", str(token["endpoint"]), "--token", str(token["token"]))
            result = run("demo", "--once", "--users", str(users), "--groups", str(max(1, users // 20)), *target)
        finally:
            server.terminate()
            server.communicate()
    requests, seconds = int(str(result["requests"])), float(str(result["seconds"]))
    print(f"{users} people: {requests} requests in {seconds:.1f} s, {requests / seconds:.0f} a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
