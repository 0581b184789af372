"""Batches on their way to the steps in PyTorch."""
import torch


class Place:
    def __init__(self, tensors):
        self.tensors = tensors
        self.arrived, self.done = torch.cuda.Event(), torch.cuda.Event()


class Feed:
    """Batches of the host's pinned memory in turn, each a tuple of tensors. They are copied ahead into two places on the
    device, by a stream of their own while the device computes, and from there to `now`, where a step reads them."""

    def __init__(self, batches, device):
        self.on_gpu = device == "cuda"
        self.now = tuple(torch.empty_like(t, device=device) for t in batches[0])
        self.hosts = [tuple(t.pin_memory() for t in batch) for batch in batches] if self.on_gpu else batches
        self.number = 0
        if self.on_gpu:
            self.stream = torch.cuda.Stream()
            self.places = [Place(tuple(map(torch.empty_like, self.now))) for _ in range(2)]
            torch.cuda.synchronize()
            self.send()

    def host(self):
        return self.hosts[self.number % len(self.hosts)]

    def send(self):
        """Begins to copy the next batch into the place that is read no more."""
        place = self.places[self.number % 2]
        self.stream.wait_event(place.done)
        with torch.cuda.stream(self.stream):
            for there, here in zip(place.tensors, self.host()):
                there.copy_(here, non_blocking=True)
            place.arrived.record()

    def next(self):
        """Sets `now` in the order of the current stream."""
        source = self.host()
        if self.on_gpu:
            place = self.places[self.number % 2]
            torch.cuda.current_stream().wait_event(place.arrived)
            source = place.tensors
        for target, tensor in zip(self.now, source):
            target.copy_(tensor)
        self.number += 1
        if self.on_gpu:
            place.done.record()
            self.send()
