package bitwright.precision.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of losses, and what is never trusted.
final class LossCacheTest {
    private static final List<Precision> CANDIDATES =
            List.of(Precision.parse("w8a8"), Precision.parse("w4a8"), Precision.parse("w3a4"));

    private final Subject subject = new SoftmaxRegression(1, 4, 4, 5, 3).subject;
    private final Counting counting = new Counting();

    @TempDir private Path folder;

    /// Weight errors, counted, that end at a layer if asked to.
    private final class Counting implements Sensitivity {
        private final WeightErrorSensitivity errors = new WeightErrorSensitivity(subject);
        private int found;
        private String endsAt = "";

        @Override
        public Subject subject() {
            return subject;
        }

        @Override
        public Map<String, Double> losses(
                Contraction layer, List<Precision> candidates, Runnable step) {
            if (layer.name().equals(endsAt)) {
                throw new IllegalStateException("interrupted");
            }
            synchronized (this) {
                found += candidates.size();
            }
            return errors.losses(layer, candidates, step);
        }
    }

    private CachedSensitivity cached(
            @Nullable Path where, SensitivityMeasure measure, Subject on, long seed) {
        return new CachedSensitivity(
                counting, new LossCache(where, "1.0", measure, on, Map.of(), seed));
    }

    private CachedSensitivity cached() {
        return cached(folder, SensitivityMeasure.WEIGHT_ERROR, subject, 1);
    }

    private Map<String, Map<String, Double>> right() {
        return new WeightErrorSensitivity(subject).losses(CANDIDATES, () -> {});
    }

    @Test
    void aSecondRunFindsNothingAnew() {
        int[] steps = new int[1];
        assertThat(cached().missing(CANDIDATES)).isEqualTo(9);
        assertThat(cached().losses(CANDIDATES, () -> {})).isEqualTo(right());
        assertThat(counting.found).isEqualTo(9);
        assertThat(cached().missing(CANDIDATES)).isZero();
        for (Contraction layer : subject.network().contractions()) {
            assertThat(cached().losses(layer, CANDIDATES, () -> steps[0]++))
                    .isEqualTo(right().get(layer.name()));
        }
        assertThat(steps[0]).isEqualTo(9);
        assertThat(counting.found).isEqualTo(9);
        List<Precision> more = List.of(CANDIDATES.getFirst(), Precision.parse("w2a8"));
        cached().losses(more, () -> {});
        assertThat(counting.found).as("one more candidate in three layers").isEqualTo(12);
    }

    @Test
    void whatAnInterruptedRunFoundIsKept() {
        counting.endsAt = "layer2";
        assertThatThrownBy(() -> cached().losses(CANDIDATES, () -> {}))
                .hasMessageContaining("interrupted");
        counting.endsAt = "";
        counting.found = 0;
        assertThat(cached().losses(CANDIDATES, () -> {})).isEqualTo(right());
        assertThat(counting.found).isEqualTo(3);
    }

    @Test
    void damagedEntriesCountAsMissing() throws IOException {
        cached().losses(CANDIDATES, () -> {});
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(9);
        String first = Files.readString(files.get(0));
        Files.writeString(files.get(0), first.substring(0, first.length() / 2));
        Files.writeString(files.get(1), Files.readString(files.get(2)));
        String third = Files.readString(files.get(3));
        Files.writeString(files.get(3), third.replace("0x1.", "0x1.1"));
        Files.writeString(files.get(4), "");
        Files.write(files.get(5), new byte[] {(byte) 0xff, (byte) 0xfe, 10, 10, 10});
        Files.delete(files.get(6));
        Files.createDirectory(files.get(6));
        counting.found = 0;
        assertThat(cached().losses(CANDIDATES, () -> {})).isEqualTo(right());
        assertThat(counting.found).isEqualTo(6);
    }

    @Test
    void anotherQuestionHasAnotherKey() {
        cached().losses(CANDIDATES, () -> {});
        assertThat(cached(folder, SensitivityMeasure.FISHER, subject, 1).missing(CANDIDATES))
                .isEqualTo(9);
        assertThat(cached(folder, SensitivityMeasure.WEIGHT_ERROR, subject, 2).missing(CANDIDATES))
                .isEqualTo(9);
        Subject fewer = subject.first(3);
        assertThat(cached(folder, SensitivityMeasure.WEIGHT_ERROR, fewer, 1).missing(CANDIDATES))
                .isEqualTo(9);
        NumberFormat eight = NumberFormat.parse("int8");
        Precision one = precision(new Codebook("mine", -1, 0, 1), eight);
        Precision other = precision(new Codebook("mine", -1, 0, 2), eight);
        assertThat(one.name()).isEqualTo(other.name());
        cached().losses(List.of(one), () -> {});
        assertThat(cached().missing(List.of(one))).isZero();
        assertThat(cached().missing(List.of(other))).isEqualTo(3);
    }

    private static Precision precision(NumberFormat weights, NumberFormat activations) {
        return new Precision(weights, activations, CANDIDATES.getFirst().accumulator());
    }

    @Test
    void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LossCache cache =
                new LossCache(file, "1.0", SensitivityMeasure.WEIGHT_ERROR, subject, Map.of(), 1);
        CachedSensitivity sensitivity = new CachedSensitivity(counting, cache);
        assertThat(cache.writable()).isTrue();
        assertThat(sensitivity.losses(CANDIDATES, () -> {})).isEqualTo(right());
        assertThat(cache.writable()).isFalse();
        assertThat(cached(null, SensitivityMeasure.WEIGHT_ERROR, subject, 1).missing(CANDIDATES))
                .isEqualTo(9);
    }
}
