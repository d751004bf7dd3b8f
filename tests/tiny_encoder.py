"""An encoder of one layer as ONNX, with the names that exports of BERT have; needs [train]."""

import json

import torch
import transformers

torch.set_num_threads(1)
WORDS = [*"abcdefghijklmnop", "good", "bad", "sad", "face", "with", "tears", "of", "joy"]
VOCABULARY = ["[PAD]", *(f"[unused{n}]" for n in range(8)), "[UNK]", "[CLS]", "[SEP]", *WORDS]


class Exported(transformers.BertModel):
    """BERT as it is exported: tokens in, one vector a token out."""

    def forward(self, input_ids, attention_mask):
        found = super().forward(input_ids=input_ids, attention_mask=attention_mask)
        return found.last_hidden_state


def write_template(folder):
    """Write model.onnx and tokenizer.json."""
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=64,
        max_position_embeddings=64,
        attn_implementation="eager",
    )

    model = Exported(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for weight in model.parameters():  # the export would join weights that are equal
            weight.add_(0.02 * torch.randn_like(weight))
    ids = torch.ones((1, 4), dtype=torch.long)
    axes = {name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask")}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(folder / "model.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        dynamo=False,
    )
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "BertProcessing",
            "sep": ["[SEP]", VOCABULARY.index("[SEP]")],
            "cls": ["[CLS]", VOCABULARY.index("[CLS]")],
        },
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: number for number, word in enumerate(VOCABULARY)},
        },
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
