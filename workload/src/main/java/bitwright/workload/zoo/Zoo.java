package bitwright.workload.zoo;

import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.util.List;
import java.util.stream.Stream;

/// Known networks as shapes without weights: image classifiers for 224 x 224 pixels and 1000
/// classes, and transformer language models. Good for cycles, traffic and memory; silent on
/// accuracy.
public final class Zoo {
    private static final int LARGEST_BATCH = 1 << 16;
    private static final List<String> CLASSIFIERS =
            List.of("mobilenet_v2", "resnet18", "resnet50_v1", "resnet50", "vit_b_16");

    private Zoo() {}

    /// Names of the networks, smallest work first.
    public static List<String> names() {
        return Stream.concat(
                        CLASSIFIERS.stream(), LanguageModel.ALL.stream().map(LanguageModel::name))
                .toList();
    }

    /// Whether a network has phases and a context.
    public static boolean isLanguageModel(String name) {
        return LanguageModel.ALL.stream().anyMatch(model -> model.name().equals(name));
    }

    /// The network of a name; language models with a prompt of up to 512 tokens.
    ///
    /// @param batch images or sequences at once, 1 to 65536
    /// @throws ModelFileException if there is no network of that name or the batch is out of range
    public static Network network(String name, int batch) {
        return network(name, ZooSize.ofBatch(batch));
    }

    /// The network of a name.
    ///
    /// @throws ModelFileException if there is no network of that name or a size is out of range
    public static Network network(String name, ZooSize size) {
        int batch = size.batch();
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new ModelFileException(
                    name + ": the batch must be 1 to " + LARGEST_BATCH + ", not " + batch + ".");
        }
        return switch (name) {
            case "mobilenet_v2" -> InvertedResiduals.mobilenetV2(batch);
            case "resnet18" -> ResidualNetworks.resnet18(batch);
            case "resnet50" -> ResidualNetworks.resnet50(batch);
            case "resnet50_v1" -> ResidualNetworks.resnet50First(batch);
            case "vit_b_16" -> VisionTransformers.vitB16(batch);
            default -> languageModel(name, size);
        };
    }

    private static Network languageModel(String name, ZooSize size) {
        for (LanguageModel model : LanguageModel.ALL) {
            if (model.name().equals(name)) {
                return LanguageModels.network(model, size);
            }
        }
        throw new ModelFileException(
                name
                        + ": no such network in the zoo. Maybe one of "
                        + String.join(", ", names())
                        + "?");
    }
}
