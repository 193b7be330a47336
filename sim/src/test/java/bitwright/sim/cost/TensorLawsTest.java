package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.KernelQuality;
import bitwright.sim.cost.TensorMachines.Parts;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Laws of tensor processors over random machines and schedules.
final class TensorLawsTest {
    private static final int CASES = 500;

    private record Case(LoopNest nest, Schedule schedule, Parts parts) {
        long bound(Parts on) {
            return BoundModel.cycles(schedule, nest, TensorMachines.PRECISION, on.machine());
        }

        LayerCost cost() {
            return EventModel.simulate(schedule, nest, TensorMachines.PRECISION, parts.machine());
        }

        String text() {
            return parts + "\n" + nest + "\n" + ScheduleText.print(schedule);
        }
    }

    private interface Law {
        void holds(Case on);
    }

    private static void forAll(long seed, Law law) {
        TensorMachines random = new TensorMachines(seed);
        int found = 0;
        for (int attempt = 0; found < CASES; attempt++) {
            assertThat(attempt).as("attempts").isLessThan(20 * CASES);
            LoopNest nest = random.nest();
            Parts parts = random.parts();
            Schedule schedule = random.schedule(nest, parts);
            if (ScheduleCheck.illegalities(
                            schedule, nest, TensorMachines.PRECISION, parts.machine())
                    .isEmpty()) {
                found++;
                law.holds(new Case(nest, schedule, parts));
            }
        }
    }

    @Test
    void nothingIsFasterThanItsBoundNorThanAnyBusyResource() {
        forAll(
                1,
                on -> {
                    LayerCost cost = on.cost();
                    assertThat(cost.boundCycles()).as(on.text()).isEqualTo(on.bound(on.parts()));
                    assertThat(cost.cycles())
                            .as(on.text())
                            .isGreaterThanOrEqualTo(cost.boundCycles());
                    cost.busyCycles()
                            .forEach((resource, busy) ->
                                    assertThat(cost.cycles())
                                            .as("%s: %s", resource, on.text())
                                            .isGreaterThanOrEqualTo(busy));
                    assertThat(cost.utilization()).as(on.text()).isBetween(0.0, 1.0);
                });
    }

    @Test
    void moreBandwidthStagesClustersOrBetterKernelsNeverRaiseTheBound() {
        forAll(
                2,
                on -> {
                    Parts parts = on.parts();
                    long bound = on.bound(parts);
                    for (int level = 0; level < parts.widths().size(); level++) {
                        long wider = parts.widths().get(level) + 17;
                        assertThat(on.bound(parts.withWidth(level, wider)))
                                .as(on.text())
                                .isLessThanOrEqualTo(bound);
                    }
                    assertThat(on.bound(parts.withStages(parts.stages() + 1)))
                            .as(on.text())
                            .isLessThanOrEqualTo(bound);
                    assertThat(on.bound(parts.withCluster(parts.cluster() + 1)))
                            .as(on.text())
                            .isLessThanOrEqualTo(bound);
                    assertThat(on.bound(parts.with(perfect(parts))))
                            .as(on.text())
                            .isLessThanOrEqualTo(bound);
                });
    }

    /// Kernels that lose nothing, but leave outputs where these do.
    private static KernelQuality perfect(Parts parts) {
        return new KernelQuality(1, 1, 0, 0, 0, 0, parts.kernels().outputsStayCached());
    }

    /// Every trip of every loop in time on one multiprocessor, walked one by one: what a stage
    /// takes, and how many stages and thread blocks there are.
    @Test
    void theClosedFormIsTheWalkOverAllStagesAndBlocks() {
        forAll(
                3,
                on -> {
                    Walk walk = new Walk(on);
                    walk.step(0);
                    Resolution resolution =
                            Resolution.of(
                                    on.schedule(), TensorMachines.PRECISION, on.parts().machine());
                    Flows flows =
                            Flows.of(
                                    on.schedule(),
                                    on.nest(),
                                    TensorMachines.PRECISION,
                                    on.parts().machine());
                    assertThat(UnitTiming.pass(flows, 0).cycles())
                            .as(on.text())
                            .isEqualTo(walk.cycles);
                    assertThat(resolution.loops().trips(0, resolution.loops().issuePosition()))
                            .isEqualTo(walk.allIssues);
                });
    }

    /// One multiprocessor, step by step.
    private static final class Walk {
        private final Case on;
        private final java.util.List<Step> steps;
        private final int block;
        private final int stage;

        /// When each buffer of a stage is free, from the start of the thread block.
        private final long[] free;

        private int stages;
        private long now;
        private long cycles;
        private long issues;
        private long allIssues;

        Walk(Case on) {
            this.on = on;
            steps = on.schedule().steps();
            block = steps.indexOf(new Step.Keep(Operand.OUTPUT, "registers"));
            stage = steps.indexOf(new Step.Keep(Operand.INPUT, "shared"));
            long bits = 8 * (covered(Operand.INPUT, stage) + covered(Operand.WEIGHT, stage));
            free = new long[(int) Math.clamp((1 << 16) / bits, 1, on.parts().stages())];
        }

        /// Elements that the loops inside cover, windows without overlap.
        private long covered(Operand operand, int from) {
            long elements = 1;
            for (Step step : steps.subList(from, steps.size())) {
                if (step instanceof Step.For loop && operand.dims().contains(loop.dim())) {
                    elements *= loop.extent();
                } else if (step instanceof Step.Spread lanes
                        && operand.dims().contains(lanes.dim())) {
                    elements *= lanes.extent();
                }
            }
            return elements;
        }

        void step(int at) {
            if (at == block) {
                KernelQuality kernels = on.parts().kernels();
                double outputs = covered(Operand.OUTPUT, block) * kernels.outputCycles();
                Arrays.fill(free, 0);
                now = 0;
                stages = 0;
                cycles += kernels.blockCycles() + 9 - 3;
                cycles += (long) Math.ceil((split() ? 2 : 1) * outputs);
            }
            if (at == stage) {
                issues = 0;
            }
            switch (steps.get(at)) {
                case Step.For loop -> {
                    for (int trip = 0; trip < loop.extent(); trip++) {
                        step(at + 1);
                    }
                }
                case Step.Issue _ -> {
                    issues++;
                    allIssues++;
                }
                case Step.Keep _, Step.Spread _ -> step(at + 1);
            }
            if (at == stage) {
                work();
            }
            if (at == block) {
                cycles += now;
            }
        }

        /// A stage is asked for when its buffer is free, arrives after the latency, and is worked
        /// on when the stage before is done.
        private void work() {
            KernelQuality kernels = on.parts().kernels();
            int buffer = stages++ % free.length;
            long arrived = free[buffer] + feed();
            now = Math.max(now, arrived);
            now += Math.max((long) Math.ceil(3 * issues / kernels.issueFraction()), chain() * 9);
            now += kernels.stageCycles();
            free[buffer] = now;
        }

        /// Issues of a stage that add to one sum.
        private long chain() {
            long chain = 1;
            for (Step step : steps.subList(stage, steps.size())) {
                if (step instanceof Step.For loop && loop.dim().isReduction()) {
                    chain *= loop.extent();
                }
            }
            return chain;
        }

        private boolean split() {
            return steps.stream()
                    .anyMatch(step ->
                            step instanceof Step.Spread lanes
                                    && lanes.axis().equals("multiprocessors")
                                    && lanes.dim().isReduction());
        }

        /// The cache's latency.
        private static long feed() {
            return 20;
        }
    }
}
