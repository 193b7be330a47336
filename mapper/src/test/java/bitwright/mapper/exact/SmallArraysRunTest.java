package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.interpreter.Verifier;
import bitwright.mapper.search.Objective;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// All schedules that a search keeps, on skewed arrays of one to three levels and on arrays of
/// buses: they compute the reference and move what they are charged for.
final class SmallArraysRunTest {
    private static final Precision PRECISION = Precision.parse("w8a8");

    @Test
    void allThatASearchKeepsComputesTheReferenceAndMovesWhatItIsChargedFor() {
        SplittableRandom seeds = new SplittableRandom(Long.getLong("seed", 61));
        int executed = 0;
        for (int round = 0; round < Integer.getInteger("rounds", 300); round++) {
            SplittableRandom random = seeds.split();
            Accelerator machine =
                    round % 2 == 0
                            ? SmallArrays.skewed(random, PRECISION)
                            : SmallArrays.ofBuses(random, PRECISION);
            LoopNest nest = SmallArrays.layer(random);
            SpatialArray array = (SpatialArray) machine.units().getFirst();
            ArraySearch.Result result =
                    ArraySearch.search(
                            nest,
                            machine,
                            array,
                            array.instructions().getFirst(),
                            Objective.values()[random.nextInt(4)],
                            null,
                            2_000);
            int[] input = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
            int[] weights = random.ints(nest.elements(Operand.WEIGHT), 0, 256).toArray();
            for (ArraySearch.Candidate candidate : result.best()) {
                executed++;
                String what = round + " " + nest + " " + candidate.schedule() + " " + machine;
                assertThat(
                                Verifier.compare(
                                                candidate.schedule(),
                                                nest,
                                                PRECISION,
                                                machine,
                                                input,
                                                weights)
                                        .firstMismatch())
                        .as(what)
                        .isNull();
            }
        }
        assertThat(executed).isGreaterThan(600);
    }
}
