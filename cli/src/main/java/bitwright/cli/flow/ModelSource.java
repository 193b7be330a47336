package bitwright.cli.flow;

import bitwright.cli.BadInputException;
import bitwright.workload.MatrixProducts;
import bitwright.workload.Network;
import bitwright.workload.onnx.OnnxFile;
import bitwright.workload.onnx.OnnxReader;
import bitwright.workload.scalesim.ScaleSimTopology;
import bitwright.workload.zoo.Zoo;
import bitwright.workload.zoo.ZooSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model as the user named it.
///
/// @param argument what the user wrote
/// @param network the network
/// @param onnx the ONNX file's bytes; null for the zoo and for topologies, which have no weights
/// @param sha256 hash of what was read, weights in other files included, or of the zoo's name
public record ModelSource(String argument, Network network, byte @Nullable [] onnx, String sha256) {
    private static final String ZOO = "zoo:";

    /// The same model under another name, for reports that must not depend on where it lies.
    public ModelSource named(String name) {
        return new ModelSource(name, network, onnx, sha256);
    }

    /// The same model with every contraction as a matrix product of its windows.
    public ModelSource asMatrixProducts() {
        return new ModelSource(argument, MatrixProducts.of(network), onnx, sha256);
    }

    /// Loads `zoo:NAME`, a `.csv` topology of SCALE-Sim, or an ONNX file.
    ///
    /// @throws IOException if the file cannot be read
    public static ModelSource load(String argument, int batch) throws IOException {
        return load(argument, ZooSize.ofBatch(batch), Map.of());
    }

    /// Loads a model whose open axes are given sizes; only ONNX files have any.
    ///
    /// @param size the batch, and what a language model of the zoo does
    /// @param sizes extents by the name of an input or of a symbolic axis
    /// @throws IOException if the file cannot be read
    public static ModelSource load(String argument, ZooSize size, Map<String, List<Integer>> sizes)
            throws IOException {
        boolean onnx = !argument.startsWith(ZOO) && !isTopology(argument);
        if (!onnx && !sizes.isEmpty()) {
            throw new BadInputException(
                    argument + ": its shapes are fixed. Maybe leave --shape out?");
        }
        if (argument.startsWith(ZOO)) {
            String name = argument.substring(ZOO.length());
            if (!Zoo.names().contains(name)) {
                throw new BadInputException(
                        argument
                                + ": the zoo has no such network. Maybe one of "
                                + String.join(", ", Zoo.names())
                                + ".");
            }
            Network network = Zoo.network(name, size);
            return new ModelSource(
                    argument,
                    network,
                    null,
                    Hashes.sha256(argument.getBytes(StandardCharsets.UTF_8)));
        }
        Path file = Path.of(argument);
        if (Files.isDirectory(file)) {
            throw new BadInputException(
                    argument
                            + ": is a folder. Give an ONNX file, a SCALE-Sim topology or zoo:NAME.");
        }
        if (isTopology(argument)) {
            byte[] content = ScaleSimTopology.content(file);
            Network network = ScaleSimTopology.parse(content, file);
            return new ModelSource(argument, network, null, Hashes.sha256(content));
        }
        OnnxFile model = OnnxReader.load(file, size.batch(), sizes);
        return new ModelSource(argument, model.network(), model.content(), sha256(model));
    }

    /// The hash of the file; with weights in other files that of its hash and of theirs, a line
    /// each.
    private static String sha256(OnnxFile model) {
        String own = Hashes.sha256(model.content());
        if (model.external().isEmpty()) {
            return own;
        }
        StringBuilder all = new StringBuilder(own);
        model.external().forEach((piece, hash) -> all.append('\n').append(hash + " " + piece));
        return Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the argument names a network that has phases and a context.
    public static boolean isLanguageModel(String argument) {
        return argument.startsWith(ZOO) && Zoo.isLanguageModel(argument.substring(ZOO.length()));
    }

    private static boolean isTopology(String argument) {
        return argument.toLowerCase(Locale.ROOT).endsWith(".csv");
    }
}
