"""A model of the least time a reference step needs on a card. It is no bound: it counts the products that these networks
need as layers of kernel 4 and stride 2, and memory as if each layer stood alone; an algorithm that needs fewer
operations, or layers that share what they read, may stay below it."""
import typing


class Layers(typing.NamedTuple):
    """Of both networks, for one image."""
    products_g: int  # operations of a forward pass, two for a multiply-add
    products_d: int
    first: int  # of them those of the discriminator's first layer,
    dense: int  # and those of the generator's Dense by z
    outs_g: int  # numbers that layers put out
    outs_d: int
    weights: int


def layers(r):
    """A convolution and the deconvolution that mirrors it have the same products."""
    features = r.side * r.side * r.widths[-1]
    products, weights, outs_g, outs_d, side = 0, 0, features, 0, r.side
    narrower = (*reversed(r.widths[:-1]), r.channels)
    for place, (wide, narrow) in enumerate(zip(reversed(r.widths), narrower)):
        first = 2 * side * side * wide * narrow * 16  # in the end the one at the images
        products += first
        weights += wide * narrow * 16 * (1 + (r.banks if place >= len(r.widths) - 2 else 1))
        outs_d += side * side * wide
        side *= 2
        outs_g += side * side * narrow
    weights += r.inputs * features + features
    weights += r.classes * (r.inputs - r.z + features)  # the labels' embeddings
    return Layers(products + 2 * features * r.inputs, products + 2 * features * r.scores, first,
                  2 * features * r.z, outs_g, outs_d, weights)


def operations(r):
    """Of a step's products. The discriminator learns from real and from made images: forward, by weight, and by input
    but at the images. For the generator it looks at the made ones again: forward and by input. The generator:
    forward, by weight, and by input but at z. R1 and R2 take the slopes on both, and two products for each weight
    layer to learn from them; relativistic pairing scores the real images once more."""
    one = layers(r)
    each = 2 * (3 * one.products_d - one.first) + 2 * one.products_d + 3 * one.products_g - one.dense
    if r.penalties:
        each += 2 * 3 * one.products_d + one.products_d
    return r.batch * each


def moved(r, precision):
    """Bytes of a step. What each layer puts out is written once and read once, and so is its gradient, in 4 bytes (2 in
    bf16), in three passes of the discriminator, with penalties five, and one of the generator; Adam reads weight,
    gradient and two moments of 4 bytes and writes three of them."""
    one = layers(r)
    passes = 5 if r.penalties else 3
    number = 2 if precision == "bf16" else 4
    return r.batch * 4 * number * (passes * one.outs_d + one.outs_g) + 7 * 4 * one.weights


def least(r, precision, flops, bandwidth):
    """Seconds by the model, by products alone, and by memory alone; both may overlap, so the longer one counts."""
    products, memory = operations(r) / flops, moved(r, precision) / bandwidth
    return max(products, memory), products, memory
