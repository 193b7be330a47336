package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// The choices that cannot grow, against all pairs of choices.
final class TileLatticeTest {
    private static List<Map<Dim, Integer>> all(LoopNest nest, Map<Dim, Integer> bases) {
        List<Map<Dim, Integer>> tested = new ArrayList<>();
        new TileLattice(nest, bases, true)
                .largestThatFit(
                        choice -> {
                            tested.add(choice);
                            return false;
                        },
                        choice -> {
                            throw new AssertionError("nothing fits");
                        });
        return tested;
    }

    @Test
    void theLargestChoicesThatFitAreThoseThatNoOtherChoiceContains() {
        var random = new SplittableRandom(41);
        for (int round = 0; round < 10; round++) {
            LoopNest nest = SchedulesRunTest.randomNest(random);
            Map<Dim, Integer> bases = Map.of(Dim.K, 4, Dim.C, 2);
            List<Map<Dim, Integer>> choices = all(nest, bases);
            assertThat(choices).doesNotHaveDuplicates();
            long capacity = 1 + random.nextInt(3000);
            Predicate<Map<Dim, Integer>> fits =
                    choice ->
                            choice.values().stream()
                                            .mapToLong(Integer::longValue)
                                            .reduce(1, Math::multiplyExact)
                                    <= capacity;
            List<Map<Dim, Integer>> fitting = choices.stream().filter(fits).toList();
            Set<Map<Dim, Integer>> largest = new HashSet<>(fitting);
            for (Map<Dim, Integer> larger : fitting) {
                largest.removeIf(choice -> !choice.equals(larger) && within(choice, larger));
            }
            List<Map<Dim, Integer>> given = new ArrayList<>();
            new TileLattice(nest, bases, true).largestThatFit(fits, given::add);
            assertThat(given).doesNotHaveDuplicates().containsAll(largest);
            assertThat(fitting).containsAll(given);
            assertThat(given.isEmpty()).isEqualTo(fitting.isEmpty());
        }
    }

    private static boolean within(Map<Dim, Integer> choice, Map<Dim, Integer> larger) {
        return choice.entrySet().stream()
                .allMatch(size -> size.getValue() <= larger.getOrDefault(size.getKey(), 0));
    }

    @Test
    void theLeastChoiceIsThereHoweverManyThereAre() {
        LoopNest nest =
                new LoopNest(64, 64, 4096, 4096, 512, 512, 1, 1, LoopNest.Window.PLAIN, 512, 512);
        List<Map<Dim, Integer>> choices = all(nest, Map.of());
        assertThat(choices).hasSizeLessThan(1 << 16);
        assertThat(choices.getLast().values()).containsOnly(1);
    }
}
