package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A measure that takes from a cache what was found before, and keeps there what it finds, layer by
/// layer.
///
/// Nothing is prepared as long as nothing is missing.
public final class CachedSensitivity implements Sensitivity {
    private final Sensitivity sensitivity;
    private final LossCache cache;

    public CachedSensitivity(Sensitivity sensitivity, LossCache cache) {
        this.sensitivity = sensitivity;
        this.cache = cache;
    }

    @Override
    public Subject subject() {
        return sensitivity.subject();
    }

    /// How many losses of the network are not in the cache.
    public long missing(List<Precision> candidates) {
        long missing = 0;
        for (Contraction layer : subject().network().contractions()) {
            missing += missing(layer, candidates).size();
        }
        return missing;
    }

    private List<Precision> missing(Contraction layer, List<Precision> candidates) {
        return candidates.stream()
                .filter(candidate -> cache.read(layer, candidate).isEmpty())
                .toList();
    }

    @Override
    public Map<String, Double> losses(
            Contraction layer, List<Precision> candidates, Runnable step) {
        List<Precision> missing = new ArrayList<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        for (Precision candidate : candidates) {
            cache.read(layer, candidate)
                    .ifPresentOrElse(
                            loss -> {
                                losses.put(candidate.name(), loss);
                                step.run();
                            },
                            () -> {
                                losses.put(candidate.name(), Double.NaN);
                                missing.add(candidate);
                            });
        }
        if (!missing.isEmpty()) {
            Map<String, Double> found = sensitivity.losses(layer, missing, step);
            losses.putAll(found);
            for (Precision candidate : missing) {
                Double loss = found.get(candidate.name());
                if (loss != null) {
                    cache.write(layer, candidate, loss);
                }
            }
        }
        return losses;
    }
}
