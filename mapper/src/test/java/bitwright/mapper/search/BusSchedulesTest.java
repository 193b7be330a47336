package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Arrays of buses and adder trees: what the mapper finds is legal, does nothing in vain, computes
/// the reference and moves what it is charged for.
final class BusSchedulesTest {
    @Test
    void everyScheduleIsLegalComputesTheReferenceAndMovesWhatItIsChargedFor() {
        SplittableRandom random = new SplittableRandom(Long.getLong("seed", 31));
        Precision precision = Precision.parse("w8a8");
        for (int round = 0; round < Integer.getInteger("rounds", 60); round++) {
            Accelerator machine = BusMachines.next(random, precision);
            LoopNest nest = SchedulesRunTest.randomNest(random);
            MappedLayer layer =
                    Mapper.map(
                            nest, precision, machine, MapperOptions.DEFAULT.withMostVisits(5_000));
            String what = round + " " + nest + " " + layer.schedule() + " " + machine;
            assertThat(ScheduleCheck.problems(layer.schedule(), nest, precision, machine))
                    .as(what)
                    .isEmpty();
            int[] input =
                    SchedulesRunTest.activations(random, nest.elements(Operand.INPUT), precision);
            int[] weights = SchedulesRunTest.codes(random, nest.elements(Operand.WEIGHT), 8);
            Comparison comparison =
                    Verifier.compare(layer.schedule(), nest, precision, machine, input, weights);
            assertThat(comparison.firstMismatch()).as(what).isNull();
            assertThat(layer.cost().cycles())
                    .as(what)
                    .isGreaterThanOrEqualTo(layer.cost().boundCycles());
        }
    }
}
