"""A Spark cluster of the tests' own: a standalone master and two workers on this machine, of which one can be killed."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from postgres_server import children, free_port

REASON = 'no Spark here; install Java 17 (on Debian: apt-get install openjdk-17-jre-headless) and pip install -e ".[spark]"'


def available():
    """Whether a cluster can be started here."""
    return importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


def _below(process):
    """Yield a process and all that it has started, the youngest first."""
    for child in children(process):
        yield from _below(child)
    yield process


class Cluster:
    """A master and two workers, each a process, each worker with one core."""

    def __init__(self):
        import pyspark

        self.folder, self.port = Path(tempfile.mkdtemp(prefix="timeline-spark-")), free_port()
        home = str(Path(pyspark.__file__).parent)
        self._environment = os.environ | {
            "SPARK_HOME": home,
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_WORKER_DIR": str(self.folder / "work"),
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        self._home = home
        self.url = f"spark://127.0.0.1:{self.port}"
        where = ["--host", "127.0.0.1", "--webui-port", "0"]
        self.master = self._start("master.Master", "--port", str(self.port), *where)
        self._wait(self.master, "I have been elected leader")
        options = [*where, "--cores", "1", "--memory", "700m", self.url]
        self.workers = [self._start("worker.Worker", *options) for _ in range(2)]
        for worker in self.workers:
            self._wait(worker, "Successfully registered with master")

    def _start(self, name, *options):
        log = open(self.folder / f"{time.monotonic_ns()}.log", "wb")  # noqa: SIM115  # it stays open with the process
        command = [f"{self._home}/bin/spark-class", f"org.apache.spark.deploy.{name}", *options]
        alone = {"stdout": log, "stderr": log, "start_new_session": True}
        process = subprocess.Popen(command, env=self._environment, cwd=self.folder, **alone)
        process.log = Path(log.name)
        log.close()
        return process

    def _wait(self, process, words):
        deadline = time.monotonic() + 60
        while words not in process.log.read_text(errors="replace"):
            assert process.poll() is None, process.log.read_text()
            assert time.monotonic() < deadline, process.log.read_text()
            time.sleep(0.05)

    def session(self):
        """Return a session whose work is done by the two workers."""
        os.environ.update({name: self._environment[name] for name in ("SPARK_HOME", "SPARK_LOCAL_IP", "PYSPARK_PYTHON")})
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.driver.memory": "512m",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.adaptive.coalescePartitions.enabled": "false",
            "spark.local.dir": str(self.folder / "local"),
            "spark.log.level": "OFF",
        }
        builder = SparkSession.builder.master(self.url).appName("timeline")
        for name, value in settings.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()

    def kill(self, number):
        """Kill a worker and all that works for it, as a machine that goes down would."""
        worker = self.workers[number]
        for process in _below(worker.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        worker.wait()

    def works(self, number):
        """Whether a worker has an executor at work."""
        return len(list(_below(self.workers[number].pid))) > 1

    def close(self):
        """Stop everything and remove the folder."""
        for number in range(len(self.workers)):
            self.kill(number)
        for process in _below(self.master.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.master.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
