"""The losses of the reference steps in PyTorch: each is of the discriminator, and of images with their labels."""
import torch
from torch.nn import functional as F

GAMMA = 0.05  # weight of R1 and of R2


def logistic_d(d, real, real_y, fake, fake_y):
    on_real, on_fake = d(real, real_y), d(fake, fake_y)
    return (F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
            + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake)))


def logistic_g(d, real, real_y, fake, fake_y):
    on_fake = d(fake, fake_y)
    return F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))


def relativistic_d(d, real, real_y, fake, fake_y):
    """With R1 and R2."""
    real, fake = real.detach().requires_grad_(), fake.detach().requires_grad_()
    on_real, on_fake = d(real, real_y), d(fake, fake_y)
    slopes = torch.autograd.grad(on_real.sum() + on_fake.sum(), (real, fake), create_graph=True)
    r1, r2 = (slope.square().sum((1, 2, 3)).mean() for slope in slopes)
    return F.softplus(on_fake - on_real).mean() + GAMMA / 2 * (r1 + r2)


def relativistic_g(d, real, real_y, fake, fake_y):
    with torch.no_grad():
        on_real = d(real, real_y)
    return F.softplus(on_real - d(fake, fake_y)).mean()
