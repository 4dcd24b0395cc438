"""Writes the golden values of packages/training: torch's optimisers over five clipped and scheduled steps, in double
precision.

pip install torch==2.15.0
python tooling/golden/optimizers.py packages/training/src/__golden__
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch

SEED = 20261123
STEPS, WARM_UP, CLIP_NORM = 5, 2, 2.0
INPUTS, HIDDEN, OUTPUTS, BATCH = 3, 4, 2, 6
CASES = [
    ("adamW", {"learningRate": 0.05}),
    ("adamW", {"learningRate": 0.02, "betas": [0.8, 0.95], "epsilon": 1e-6, "weightDecay": 0.3}),
    ("adamW", {"learningRate": 0.05, "weightDecay": 0}),
    ("adam", {"learningRate": 0.05}),
    ("adam", {"learningRate": 0.02, "betas": [0.8, 0.95], "weightDecay": 0.3}),
    ("lion", {"learningRate": 0.01}),
    ("lion", {"learningRate": 0.02, "betas": [0.8, 0.95], "weightDecay": 0.5}),
    ("adafactor", {"learningRate": 0.05}),
    ("adafactor", {"learningRate": 0.1, "decayPower": -0.5, "clipThreshold": 1.5, "weightDecay": 0.3}),
    ("sgd", {"learningRate": 0.3}),
    ("sgd", {"learningRate": 0.2, "momentum": 0.9}),
    ("sgd", {"learningRate": 0.2, "momentum": 0.5, "weightDecay": 0.1}),
]


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of arXiv 2302.06675: torch has no Lion."""

    def __init__(self, groups, lr, betas):
        super().__init__(groups, {"lr": lr, "betas": betas})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            change_beta, mean_beta = group["betas"]
            for value in group["params"]:
                mean = self.state[value].setdefault("mean", torch.zeros_like(value))
                change = (change_beta * mean + (1 - change_beta) * value.grad).sign() + group["weight_decay"] * value
                mean.mul_(mean_beta).add_(value.grad, alpha=1 - mean_beta)
                value.sub_(group["lr"] * change)


def optimizer(name, options, parameters):
    """Matrices decay, vectors do not."""
    decay = options.get("weightDecay", {"adamW": 0.01, "lion": 0.1}.get(name, 0.0))
    groups = [
        {"params": [value for value in parameters if value.dim() >= 2], "weight_decay": decay},
        {"params": [value for value in parameters if value.dim() < 2], "weight_decay": 0.0},
    ]
    if name == "adamW":
        return torch.optim.AdamW(
            groups,
            lr=options["learningRate"],
            betas=options.get("betas", (0.9, 0.999)),
            eps=options.get("epsilon", 1e-8),
        )
    if name == "adam":
        return torch.optim.Adam(groups, lr=options["learningRate"], betas=options.get("betas", (0.9, 0.999)))
    if name == "lion":
        return Lion(groups, lr=options["learningRate"], betas=options.get("betas", (0.9, 0.99)))
    if name == "adafactor":
        # Of torch's two epsilons the first is a bound on the variance, where the paper's is added to squares.
        return torch.optim.Adafactor(
            groups,
            lr=options["learningRate"],
            beta2_decay=options.get("decayPower", -0.8),
            eps=(1e-15, 1e-3),
            d=options.get("clipThreshold", 1.0),
        )
    return torch.optim.SGD(groups, lr=options["learningRate"], momentum=options.get("momentum", 0.0))


def factor(done):
    """Two steps up to 1, then straight down to 0 after the last step. `done` counts from 0."""
    step = done + 1
    return step / WARM_UP if step <= WARM_UP else 1 - (step - 1 - WARM_UP) / (STEPS - WARM_UP)


def network(values, inputs):
    hidden = torch.tanh(torch.nn.functional.linear(inputs, values["hidden.weight"], values["hidden.bias"]))
    return torch.nn.functional.linear(hidden, values["output.weight"], values["output.bias"])


def case(name, options, first, inputs, targets):
    values = {key: value.clone().requires_grad_(True) for key, value in first.items()}
    update = optimizer(name, options, list(values.values()))
    schedule = torch.optim.lr_scheduler.LambdaLR(update, factor)
    losses, norms = [], []
    for _ in range(STEPS):
        update.zero_grad()
        loss = ((network(values, inputs) - targets) ** 2).sum(1).mean()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(values.values(), CLIP_NORM).item())
        update.step()
        schedule.step()
        losses.append(loss.item())
    return {
        "optimizer": name,
        "options": options,
        "losses": losses,
        "gradientNorms": norms,
        "weights": {key: data(value) for key, value in values.items()},
    }


def data(value):
    return {"shape": list(value.shape), "data": value.detach().reshape(-1).tolist()}


def main(folder):
    torch.manual_seed(SEED)
    # Values of 32 bits, so that both sides start from the same numbers.
    x = lambda *shape: torch.randn(*shape, dtype=torch.float32).double()
    first = {
        "hidden.weight": x(HIDDEN, INPUTS),
        "hidden.bias": x(HIDDEN),
        "output.weight": x(OUTPUTS, HIDDEN) * 0.5,
        "output.bias": x(OUTPUTS) * 0.5,
    }
    inputs, targets = x(BATCH, INPUTS), x(BATCH, OUTPUTS)
    golden = {
        "provenance": {
            "libraries": {"torch": version("torch")},
            "seed": SEED,
            "script": "tooling/golden/optimizers.py",
        },
        "steps": STEPS,
        "warmUp": WARM_UP,
        "clipNorm": CLIP_NORM,
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "weights": {key: data(value) for key, value in first.items()},
        "cases": [case(name, options, first, inputs, targets) for name, options in CASES],
    }
    Path(folder, "optimizers.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
