"""A PostgreSQL server of the tests' own: found where it is installed, started in a folder, stopped, killed, followed.

It refuses to run as root, so for root it runs as another user of the machine.
"""

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PASSWORD = "s3cret/t9z@x7q:w8v"  # every sign of it needs care in a URL
QUOTED = "s3cret%2Ft9z%40x7q%3Aw8v"
_PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/usr/pgsql-*/bin")
_PROGRAMS = ("initdb", "pg_basebackup", "pg_ctl", "pg_isready", "postgres")
_USERS = ("postgres", "nobody")


def binaries():
    """Return the folder of the server's programs, the newest; None where there is none."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    for place in _PLACES:
        found += sorted(Path("/").glob(place.lstrip("/")), key=lambda path: path.parent.name.zfill(20), reverse=True)
    return next((folder for folder in found if all((folder / name).exists() for name in _PROGRAMS)), None)


def _user():
    """Return the user to run as; None for the user that runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def available():
    """Whether a server can be started here."""
    return binaries() is not None and (os.geteuid() != 0 or _user() is not None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _memory():
    """Return a folder in memory, where there is one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def children(process):
    """Return the processes that a process has started; where the system does not tell, they see it go and end themselves."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == process:
                yield int(stat.parent.name)


class Server:
    """A server in a folder of its own; ``settings`` are lines of its configuration.

    ``of`` is a server to stand by for, ``where`` the folder in which its own is made: in memory by default. Another user
    may have to get there, so it cannot be one that pytest makes.
    """

    def __init__(self, *settings, of=None, where=None):
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="timeline-postgres-", dir=where or _memory())), free_port()
        self.data = self.folder / "data"
        self._process = None
        self._user = _user()
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._copy(of) if of is not None else self._make()
        lines = [f"port = {self.port}", "listen_addresses = '127.0.0.1'", f"unix_socket_directories = '{self.folder}'", *settings]
        with open(self.data / "postgresql.auto.conf", "a") as file:
            file.write("\n".join([*lines, ""]))
        self.start()

    def _make(self):
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        options = ["--no-sync", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "-U", "postgres", f"--pwfile={secret}"]
        self._run("initdb", "-D", self.data, *options)
        with open(self.data / "pg_hba.conf", "a") as file:
            file.write("host replication all 127.0.0.1/32 scram-sha-256\n")

    def _copy(self, of):
        """Copy another server, to stand by for it."""
        self._run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", of.url())

    def url(self, database="postgres", *, user="postgres", password=QUOTED, **more):
        """Return the URL of a database."""
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}{'?' if query else ''}{query}"

    def _as_user(self):
        user = self._user
        return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _run(self, program, *args):
        command = [str(binaries() / program), *map(str, args)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder, **self._as_user())
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def start(self):
        """Start it, and wait until it answers."""
        with open(self.folder / "log", "ab") as log:
            command = [str(binaries() / "postgres"), "-D", str(self.data)]
            alone = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "start_new_session": True}
            self._process = subprocess.Popen(command, cwd=self.folder, **alone, **self._as_user())
        self.wait()

    def wait(self):
        deadline = time.monotonic() + 30
        while subprocess.run(
            [str(binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.02)

    def stop(self):
        """Stop it, at once but in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def close(self):
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self):
        """Kill it and every process that works for it, as a crash of the machine would."""
        for process in (*children(self._process.pid), self._process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def promote(self):
        """Make a standby the server that takes writes."""
        self._run("pg_ctl", "promote", "-w", "-D", self.data)

    def execute(self, *statements, database="postgres", user="postgres", password=QUOTED):
        """Execute statements, and return the rows of the last."""
        return execute(self.url(database, user=user, password=password), *statements)


def execute(url, *statements):
    """Execute statements in a database, and return the rows of the last."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def named():
    """Return the URL of the server to test with, where the environment names one; its user has to be able to make databases."""
    return os.environ.get("TIMELINE_TEST_POSTGRES_URL")


def reachable():
    """Whether there is a server to test with: one that is named, or one that can be started."""
    return bool(named()) or available()


def wait_for_listener(url):
    """Wait until somebody listens in a database, and so hears what is notified from now on."""
    import psycopg

    listening = "datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN %'"
    deadline = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as connection:
        while not connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {listening}").fetchone()[0]:
            assert time.monotonic() < deadline, "nobody listens"
            time.sleep(0.02)


REASON = "no PostgreSQL server found; install one (on Debian: apt-get install postgresql), or set TIMELINE_TEST_POSTGRES_URL"


class Shared:
    """The server that the tests of one process share, started when it is first asked for; a database for whoever asks."""

    def __init__(self):
        self._lock = threading.Lock()
        self._server = None
        self._made = 0

    def url(self, database=None):
        """Return the URL of a database, by default the one that every test may fill with stories of its own names."""
        if named():
            parts = urlsplit(named())
            return urlunsplit(parts._replace(path=f"/{database}")) if database else named()
        with self._lock:
            if self._server is None:
                self._server = Server("fsync = off", "max_connections = 60", "log_min_messages = fatal")
                atexit.register(self.close)
        return self._server.url(database or "postgres")

    def database(self):
        """Return the URL of a new and empty database."""
        import psycopg

        self._made += 1
        name = f"timeline_test_{os.getpid()}_{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return self.url(name)

    def drop(self, url):
        """Remove a database again."""
        import psycopg

        name = urlsplit(url).path.lstrip("/")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self):
        """Stop the server, if it was started, and remove its folder."""
        if self._server is not None:
            self._server.close()
            self._server = None


shared = Shared()
