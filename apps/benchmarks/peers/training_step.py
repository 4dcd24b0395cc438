"""One side of the paired training-step benchmark: PyTorch eager. A step for each line on standard input."""

import json, resource, sys, time
import torch
from transformers import BertConfig, BertModel

args = json.loads(sys.argv[1])
shape, pairs = args["shape"], args["pairs"]
torch.manual_seed(1)
torch.set_num_threads(2)
model = BertModel(
    BertConfig(
        hidden_size=shape["width"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        intermediate_size=shape["inner"],
        vocab_size=shape["vocabulary"],
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ),
    add_pooling_layer=False,
).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
ids = torch.randint(0, shape["vocabulary"], (2 * pairs, shape["sequence"]))
mask = torch.ones_like(ids)
labels = torch.arange(pairs)
for _ in sys.stdin:
    started = time.perf_counter()
    optimizer.zero_grad()
    hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).float()
    embeddings = torch.nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)
    loss = torch.nn.functional.cross_entropy(embeddings[:pairs] @ embeddings[pairs:].T / 0.05, labels)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    value = loss.item()
    print(
        json.dumps(
            {
                "ms": (time.perf_counter() - started) * 1000,
                "loss": value,
                "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        ),
        flush=True,
    )
