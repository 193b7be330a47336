package bitwright.workload.onnx;

import bitwright.workload.Network;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A model and what it was read from.
///
/// @param network what it says
/// @param content the bytes of the file itself
/// @param external SHA-256, hexadecimal, of every piece of other files that was read, by the file's
///   name beside the model and the piece's offset and length in bytes; empty for most models
public record OnnxFile(Network network, byte[] content, SortedMap<String, String> external) {
    public OnnxFile {
        external = Collections.unmodifiableSortedMap(new TreeMap<>(external));
    }
}
