package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.Machines;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.LoopNest.Window;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Constraints that leave nothing: the complaint names a rule exactly if there is a schedule
/// without it.
final class OverconstraintTest {
    private static final LoopNest NEST = new LoopNest(1, 1, 64, 64, 1, 4, 1, 1, Window.PLAIN, 1, 4);

    private static Constraints constraints(List<LoopRule> loops, double leastUtilization) {
        return new Constraints(null, loops, List.of(), List.of(), List.of(), leastUtilization, 1);
    }

    private static MappedLayer map(Accelerator machine, Constraints constraints) {
        return Mapper.map(
                NEST,
                machine.withOwnAccumulator(Precision.parse("w8a8")),
                machine,
                MapperOptions.proving(Objective.ENERGY, constraints).withMostVisits(300_000));
    }

    @Test
    void aRuleIsNamedIfThereIsAScheduleWithoutIt() throws IOException {
        Accelerator whole = Machines.read("int8-array-16x16");
        String outer = whole.memories().getFirst().name();
        String buffer = whole.memories().get(1).name();
        // Less than the weights take: they cannot come all at once, as the rules want it.
        Accelerator machine = Machines.withCapacity(whole, buffer, 64 * 64 * 8 / 2);
        List<LoopRule> rules =
                List.of(
                        new LoopRule(outer, Dim.K, Extent.NONE),
                        new LoopRule(outer, Dim.C, Extent.NONE),
                        new LoopRule(outer, Dim.OX, Extent.NONE));
        String complaint =
                String.valueOf(
                        catchThrowableOfType(
                                        NoScheduleException.class,
                                        () -> map(machine, constraints(rules, 0)))
                                .getMessage());
        assertThat(complaint).contains("Maybe remove");
        for (LoopRule rule : rules) {
            List<LoopRule> rest = rules.stream().filter(other -> other != rule).toList();
            String name = "level '" + outer + "': loops " + rule.dim().label() + " 1";
            if (complaint.contains(name)) {
                assertThat(map(machine, constraints(rest, 0)).proof()).isNotNull();
            } else {
                assertThatThrownBy(() -> map(machine, constraints(rest, 0)))
                        .isInstanceOf(NoScheduleException.class);
            }
        }
        assertThat(map(whole, constraints(rules, 0)).proof()).isNotNull();
    }

    @Test
    void aContradictionIsNamedAtOnce() throws IOException {
        Accelerator machine = Machines.read("int8-array-16x16");
        Constraints idle =
                new Constraints(
                        null,
                        List.of(),
                        Arrays.stream(Dim.values())
                                .map(dim -> new SpreadRule("rows", dim, Extent.NONE))
                                .toList(),
                        List.of(),
                        List.of(),
                        0.5,
                        1);
        assertThatThrownBy(() -> map(machine, idle))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining("least utilization");
    }
}
