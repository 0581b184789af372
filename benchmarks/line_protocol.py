"""The line protocol of README.md, for the peers in PyTorch."""
import sys


def serve(answer):
    """Answers each line of stdin by answer(words), until "quit"; what it throws, say a mode that cannot run a
    step, is an answer too."""
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            break
        if not words:
            continue
        try:
            reply = answer(words)
        except Exception as e:
            reply = f"error: {type(e).__name__}: {' '.join(str(e).split())[:200]}"
        print(reply, flush=True)
