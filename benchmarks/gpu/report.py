"""What a comparison says, at once and for good."""
import os


class Report:
    """Printed and flushed line by line, and appended to OUT/NAME.md where the environment variable OUT names a folder:
    a program that is ended loses nothing of it. At the end comes the table of all rows."""

    def __init__(self, name, head):
        folder = os.environ.get("OUT")
        if folder:
            os.makedirs(folder, exist_ok=True)
        self.path = os.path.join(folder, name + ".md") if folder else None
        self.head, self.rows = head, []

    def say(self, line):
        print(line, flush=True)
        if self.path:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(line + "\n")

    def row(self, *cells):
        line = "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"
        self.rows.append(line)
        self.say(line)

    def table(self):
        columns = self.head.count("|") - 1
        self.say("\n".join(["", self.head, "|---" * columns + "|", *self.rows]))
