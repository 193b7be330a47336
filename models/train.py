#!/usr/bin/env python3
"""Trains the two networks that the demo and the tests use, on Fashion-MNIST, and exports them to ONNX.

Debian packages: python3-torch, python3-onnx, python3-numpy, dataset-fashion-mnist.
Usage:  python3 train.py resnet8|vit [--epochs N] [--seed N] [--data DIR] [--out DIR]
        python3 train.py calibration          (cuts the calibration slice out of the training set)
One thread and a fixed seed: the same packages give the same network.
"""
import argparse
import gzip
import hashlib
import os
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

# Mean and standard deviation of the 60,000 training images, in units of pixel / 255.
PIXEL_MEAN, PIXEL_STD = 0.2860, 0.3530
CALIBRATION_IMAGES = 1024


def read_idx(path, header):
    with gzip.open(path, "rb") as stream:
        return np.frombuffer(stream.read(), dtype=np.uint8, offset=header).copy()


def load(folder, split):
    images = read_idx(os.path.join(folder, f"{split}-images-idx3-ubyte.gz"), 16).reshape(-1, 1, 28, 28)
    labels = read_idx(os.path.join(folder, f"{split}-labels-idx1-ubyte.gz"), 8)
    return images, torch.from_numpy(labels.astype(np.int64))


def normalise(images):
    return (torch.from_numpy(images.astype(np.float32)) / 255.0 - PIXEL_MEAN) / PIXEL_STD


class Block(nn.Module):
    """Two 3x3 convolutions with batch norm and a residual; a 1x1 projection where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class ResNet8(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.block1 = Block(16, 16, 1)
        self.block2 = Block(16, 32, 2)
        self.block3 = Block(32, 64, 2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = self.block3(self.block2(self.block1(x)))
        return self.classifier(torch.flatten(self.pool(x), 1))


class Encoder(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.norm1 = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.project = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, hidden)
        self.contract = nn.Linear(hidden, width)

    def split(self, x):
        return x.reshape(-1, 49, self.heads, self.size).transpose(1, 2)

    def forward(self, x):
        y = self.norm1(x)
        q, k, v = self.split(self.query(y)), self.split(self.key(y)), self.split(self.value(y))
        weights = torch.softmax(q @ k.transpose(2, 3) * self.size ** -0.5, dim=-1)
        x = x + self.project((weights @ v).transpose(1, 2).reshape(-1, 49, self.heads * self.size))
        return x + self.contract(F.gelu(self.expand(self.norm2(x))))


class SmallViT(nn.Module):
    def __init__(self, width=64, depth=3, heads=4, hidden=128):
        super().__init__()
        self.patch = nn.Conv2d(1, width, 4, 4)
        self.position = nn.Parameter(torch.randn(1, 49, width) * 0.02)
        self.layers = nn.ModuleList([Encoder(width, heads, hidden) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.classifier = nn.Linear(width, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2) + self.position
        for layer in self.layers:
            x = layer(x)
        return self.classifier(self.norm(x).mean(1))


def augment(x, generator):
    """Horizontal mirror with probability one half, and a shift of up to two pixels."""
    mirror = torch.rand(x.shape[0], generator=generator) < 0.5
    x = torch.where(mirror[:, None, None, None], x.flip(3), x)
    dy, dx = (int(v) for v in torch.randint(-2, 3, (2,), generator=generator))
    padded = F.pad(x, (2, 2, 2, 2), value=-PIXEL_MEAN / PIXEL_STD)
    return padded[:, :, 2 + dy:30 + dy, 2 + dx:30 + dx].contiguous()


def top1(model, images, labels):
    model.eval()
    with torch.no_grad():
        hits = sum(int((model(images[i:i + 500]).argmax(1) == labels[i:i + 500]).sum()) for i in range(0, len(labels), 500))
    return hits / len(labels)


def train(name, epochs, seed, data, out):
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    generator = torch.Generator().manual_seed(seed)
    train_images, train_labels = load(data, "train")
    test_images, test_labels = load(data, "t10k")
    train_images, test_images = normalise(train_images), normalise(test_images)
    model = ResNet8() if name == "resnet8" else SmallViT()
    print(name, sum(p.numel() for p in model.parameters()), "parameters", flush=True)
    batch = 128
    steps = epochs * (len(train_labels) // batch)
    if name == "resnet8":
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.15, total_steps=steps, pct_start=0.2)
    else:
        optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.03)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        start, total = time.time(), 0.0
        model.train()
        order = torch.randperm(len(train_labels), generator=generator)
        for i in range(0, len(order) - batch + 1, batch):
            pick = order[i:i + batch]
            loss = F.cross_entropy(model(augment(train_images[pick], generator)), train_labels[pick])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        accuracy = top1(model, test_images, test_labels)
        print(f"epoch {epoch + 1}/{epochs} loss {total / (len(order) // batch):.4f} top-1 {accuracy:.4f} ({time.time() - start:.0f} s)", flush=True)
    model.eval()
    path = os.path.join(out, "fashion-resnet8.onnx" if name == "resnet8" else "fashion-vit.onnx")
    torch.onnx.export(model, torch.zeros(1, 1, 28, 28), path, opset_version=13, input_names=["image"],
                      output_names=["logits"], dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})
    print(f"{path}: top-1 {accuracy:.4f} of {len(test_labels)} images, sha256 {hashlib.sha256(open(path, 'rb').read()).hexdigest()}")


def calibration(seed, data, out):
    """A seeded slice of the training set, for calibration and sensitivity: never the test images."""
    images, labels = load(data, "train")
    pick = np.random.RandomState(seed).permutation(len(labels))[:CALIBRATION_IMAGES]
    shape = np.array([0x803, CALIBRATION_IMAGES, 28, 28], dtype=">i4").tobytes()
    with gzip.GzipFile(os.path.join(out, "calibration-images-idx3-ubyte.gz"), "wb", 9, mtime=0) as stream:
        stream.write(shape + images[pick].tobytes())
    with gzip.GzipFile(os.path.join(out, "calibration-labels-idx1-ubyte.gz"), "wb", 9, mtime=0) as stream:
        stream.write(np.array([0x801, CALIBRATION_IMAGES], dtype=">i4").tobytes() + labels.numpy()[pick].astype(np.uint8).tobytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["resnet8", "vit", "calibration"])
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--out", default=os.path.dirname(os.path.abspath(__file__)))
    arguments = parser.parse_args()
    if arguments.what == "calibration":
        calibration(arguments.seed, arguments.data, arguments.out)
    else:
        train(arguments.what, arguments.epochs, arguments.seed, arguments.data, arguments.out)
