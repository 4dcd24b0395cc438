"""One side of the paired benchmark of fine-tuning: sentence-transformers' trainer. A step for each line on standard
input.
"""

import gzip, json, os, resource, sys, tempfile, time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch.utils.data import BatchSampler, SequentialSampler
from transformers import PrinterCallback, ProgressCallback, TrainerCallback

args = json.loads(sys.argv[1])
torch.set_num_threads(2)
torch.manual_seed(1)
dropout = {"hidden_dropout_prob": args["dropout"], "attention_probs_dropout_prob": args["dropout"]}
model = SentenceTransformer(args["model"], device="cpu", config_kwargs=dropout)
model.max_seq_length = args["maxLength"]
with gzip.open(os.path.join(args["data"], "corpus.jsonl.gz"), "rt") as file:
    documents = [json.loads(line) for line in file]
dataset = Dataset.from_dict(
    {"query": [each["title"] for each in documents], "positive": [each["text"] for each in documents]}
)


class Turns(TrainerCallback):
    """Waits for its turn between two steps, so that what the trainer does for a step is all in its time."""

    def wait(self):
        if not sys.stdin.readline():
            os._exit(0)
        self.started = time.perf_counter()

    def on_train_begin(self, *_, **__):
        self.wait()

    def on_step_end(self, *_, **__):
        print(
            json.dumps(
                {
                    "ms": (time.perf_counter() - self.started) * 1000,
                    "loss": 0,
                    "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                }
            ),
            flush=True,
        )
        self.wait()


class InOrder(SentenceTransformerTrainer):
    def get_batch_sampler(self, dataset, batch_size, drop_last, **_):
        return BatchSampler(SequentialSampler(dataset), batch_size, drop_last)


with tempfile.TemporaryDirectory() as folder:
    trainer = InOrder(
        model=model,
        train_dataset=dataset,
        loss=MultipleNegativesRankingLoss(model, scale=20.0),
        callbacks=[Turns()],
        args=SentenceTransformerTrainingArguments(
            output_dir=folder,
            per_device_train_batch_size=args["pairs"],
            max_steps=100_000,
            learning_rate=2e-5,
            lr_scheduler_type="constant",
            weight_decay=0.01,
            max_grad_norm=1.0,
            save_strategy="no",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            dataloader_drop_last=True,
            use_cpu=True,
        ),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.remove_callback(ProgressCallback)
    trainer.train()
