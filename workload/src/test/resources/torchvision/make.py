"""Makes the fixtures of this folder: torchvision networks whose large initializers are replaced.

Debian packages: python3-torch python3-torchvision python3-onnx. Usage: python3 make.py
"""
import gzip
import os

import onnx
import onnx.helper
import onnx.numpy_helper
import torch
import torchvision

LARGEST_KEPT = 16


def shrink(model):
    """Every initializer of more than 16 elements becomes a ConstantOfShape node with the same shape."""
    graph = model.graph
    first = []
    for tensor in list(graph.initializer):
        elements = 1
        for extent in tensor.dims:
            elements *= extent
        if elements > LARGEST_KEPT:
            graph.initializer.remove(tensor)
            shape = onnx.helper.make_tensor("", onnx.TensorProto.INT64, [len(tensor.dims)], list(tensor.dims))
            value = onnx.helper.make_tensor("", onnx.TensorProto.FLOAT, [1], [0.01])
            first.append(onnx.helper.make_node("Constant", [], [tensor.name + ".shape"], tensor.name + ".shape", value=shape))
            first.append(onnx.helper.make_node("ConstantOfShape", [tensor.name + ".shape"], [tensor.name], tensor.name, value=value))
    nodes = first + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    for node in graph.node:
        node.doc_string = ""
    del graph.value_info[:]
    return model


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ["resnet18", "resnet50", "mobilenet_v2", "vit_b_16"]:
        torch.manual_seed(0)
        network = getattr(torchvision.models, name)(weights=None).eval()
        path = os.path.join(here, name + ".onnx")
        # Preserving the mode keeps batch norm as nodes of their own, in inference form.
        torch.onnx.export(network, torch.zeros(1, 3, 224, 224), path, opset_version=13,
                          training=torch.onnx.TrainingMode.PRESERVE,
                          input_names=["image"], output_names=["logits"],
                          dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})
        small = shrink(onnx.load(path)).SerializeToString()
        os.remove(path)
        with gzip.GzipFile(path + ".gz", "wb", 9, mtime=0) as stream:
            stream.write(small)
        print(name, os.path.getsize(path + ".gz"), "bytes")
