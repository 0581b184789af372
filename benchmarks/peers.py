"""Programs that are measured in turns and compared, for compare_steps.py and those in gpu."""
import functools
import os
import pathlib
import statistics
import subprocess
import sys


def program():
    return pathlib.Path(sys.argv[0]).stem


class Ended(SystemExit):
    """A peer that cannot go on: the sentence with which a comparison ends, unless it goes on without the peer."""


class Peer:
    """A process that speaks the line protocol of pytorch_steps.py."""

    def __init__(self, name, command, env=None):
        self.name, self.command, self.env = name, command, {**os.environ, **(env or {})}
        self.failure = ""  # why it could not answer last
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=self.env)

    def restart(self):
        """What went wrong before, on a device say, is forgotten."""
        self.process.kill()
        self.process.wait()
        self.start()

    @functools.cached_property
    def info(self):
        return self.ask("info")

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            reply = self.process.stdout.readline().strip()
        except BrokenPipeError:
            reply = ""
        if not reply:
            raise Ended(f"{program()}: {self.name} ended without an answer to '{line}'")
        return reply

    def seconds(self, request, count):
        """The `count` numbers that answer a request, or None with the reason said where the peer cannot do it."""
        reply = self.ask(request)
        if reply.startswith("error:"):
            print(f"{self.name}, {request}: {reply}", file=sys.stderr)
            self.failure = reply.removeprefix("error:").strip()
            return None
        times = [float(word) for word in reply.split()]
        if len(times) != count:
            raise Ended(f"{program()}: {self.name} gave {len(times)} times for '{request}', where {count} were asked for")
        return times

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])  # user + system, in ticks

    def quit(self):
        try:
            self.process.stdin.write("quit\n")
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it did already
        self.process.wait()


def take_turns(peers, rounds, request, count):
    """{peer name: list of rounds, each a list of seconds}, in an order that turns from round to round"""
    times = {p.name: [] for p in peers}
    for r in range(rounds):
        for p in peers if r % 2 == 0 else reversed(peers):
            times[p.name].append(p.seconds(request, count))
            if times[p.name][-1] is None:
                raise Ended(f"{program()}: {p.name} answered '{request}' at first and then no more: {p.failure}")
    return times


def middle(times, digits=1, unit=1e3):
    low, mid, high = statistics.quantiles([t * unit for t in times], n=4, method="inclusive")
    return f"{mid:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def beside(times):
    """For each peer of take_turns: (label, all its seconds, their median, ratio to augury). PyTorch's best mode,
    the one with the smallest median, is in bold; a ratio comes with the smallest and largest of a round."""
    pooled = {name: [t for one in rounds for t in one] for name, rounds in times.items()}
    medians = {name: statistics.median(each) for name, each in pooled.items()}
    modes = [name for name in medians if name != "augury"]
    best = min(modes, key=medians.get) if modes else None
    for name in pooled:
        ratio = ""
        if name != "augury" and "augury" in times:
            each = [statistics.median(theirs) / statistics.median(ours)
                    for theirs, ours in zip(times[name], times["augury"])]
            ratio = f"{medians[name] / medians['augury']:.2f} [{min(each):.2f}, {max(each):.2f}]"
        label = name if name == "augury" else f"PyTorch {name}"
        bold = "**" if name == best else ""
        yield f"{bold}{label}{bold}", pooled[name], medians[name], ratio
