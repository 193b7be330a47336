package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.sim.cost.LayerTrace.Span;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is kept of a layer's events, on random nests under random legal schedules.
final class LayerTraceTest {
    private static final int CASES = 150;
    private static final int BITS = SmallMachine.PRECISION.activations().bits();

    private record Case(
            Schedule schedule, LoopNest nest, Accelerator machine, LayerCost cost, int spans) {
        LayerTrace trace(long mostSpans) {
            return LayerTrace.of(schedule, nest, SmallMachine.PRECISION, machine, BITS, mostSpans);
        }

        String text() {
            return nest + " on " + machine + "\n" + ScheduleText.print(schedule);
        }
    }

    private interface Law {
        void holds(Case on);
    }

    private static void forAll(long seed, Law law) {
        RandomSchedules random = new RandomSchedules(seed);
        int found = 0;
        for (int attempt = 0; found < CASES; attempt++) {
            assertThat(attempt).as("attempts").isLessThan(4 * CASES);
            LoopNest nest = random.nest();
            SmallMachine small =
                    new SmallMachine(
                            random.upTo(5),
                            random.upTo(5),
                            random.upTo(200),
                            random.coin(),
                            1 << 24,
                            random.upTo(400),
                            random.upTo(3));
            Schedule schedule = random.schedule(nest, small.rows(), small.columns());
            Accelerator machine = small.accelerator();
            if (ScheduleCheck.problems(schedule, nest, SmallMachine.PRECISION, machine).isEmpty()) {
                found++;
                LayerCost cost =
                        EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine);
                law.holds(new Case(schedule, nest, machine, cost, random.upTo(20)));
            }
        }
    }

    private static Map<String, List<Span>> tracks(LayerTrace trace) {
        Map<String, List<Span>> tracks = new TreeMap<>();
        for (Span span : trace.spans()) {
            tracks.computeIfAbsent(span.track(), name -> new ArrayList<>()).add(span);
        }
        return tracks;
    }

    @Test
    void aTraceTakesTheCyclesOfTheSimulation() {
        forAll(
                11,
                on ->
                        assertThat(
                                        on.trace(on.spans()).cycles()
                                                + on.machine().software().layerOverheadCycles())
                                .as(on.text())
                                .isEqualTo(on.cost().cycles()));
    }

    @Test
    void causesSumToTheCyclesAndNoneIsNegative() {
        forAll(
                12,
                on -> {
                    Map<String, Long> causes =
                            LayerTrace.cyclesByCause(
                                    on.schedule(),
                                    on.nest(),
                                    SmallMachine.PRECISION,
                                    on.machine(),
                                    BITS,
                                    on.cost());
                    assertThat(causes.values()).as(on.text()).allMatch(cycles -> cycles > 0);
                    assertThat(causes.values().stream().mapToLong(Long::longValue).sum())
                            .as(on.text())
                            .isEqualTo(on.cost().cycles());
                });
    }

    @Test
    void spansOfATrackFollowEachOtherAndAreNoMoreThanAskedFor() {
        forAll(
                13,
                on -> {
                    LayerTrace trace = on.trace(on.spans());
                    tracks(trace)
                            .forEach((track, spans) -> {
                                assertThat(spans.size())
                                        .as(track)
                                        .isLessThanOrEqualTo(on.spans() + 1);
                                long end = 0;
                                for (Span span : spans) {
                                    assertThat(span.busyCycles())
                                            .isLessThanOrEqualTo(span.cycles());
                                    assertThat(span.startCycle())
                                            .as(track + " of " + on.text())
                                            .isGreaterThanOrEqualTo(end);
                                    end = span.startCycle() + span.cycles();
                                }
                                assertThat(end).as(track).isLessThanOrEqualTo(trace.cycles());
                            });
                });
    }

    @Test
    void theUnitWorksOrWaitsInEveryCycle() {
        forAll(
                14,
                on -> {
                    LayerTrace trace = on.trace(on.spans());
                    String unit = on.machine().units().getFirst().name();
                    long busy =
                            trace.spans().stream()
                                    .filter(span -> span.track().startsWith(unit))
                                    .mapToLong(Span::busyCycles)
                                    .sum();
                    assertThat(busy).as(on.text()).isEqualTo(trace.cycles());
                });
    }

    @Test
    void sharedSpansHoldTheSameBitsAndCyclesAsSingleOnes() {
        forAll(
                15,
                on -> {
                    LayerTrace single = on.trace(1L << 22);
                    LayerTrace few = on.trace(on.spans());
                    assertThat(single.tilesPerSpan()).isEqualTo(1);
                    assertThat(sums(few)).as(on.text()).isEqualTo(sums(single));
                });
    }

    private static Map<String, List<Long>> sums(LayerTrace trace) {
        Map<String, List<Long>> sums = new TreeMap<>();
        tracks(trace)
                .forEach((track, spans) ->
                        sums.put(
                                track,
                                List.of(
                                        spans.stream().mapToLong(Span::bits).sum(),
                                        spans.stream().mapToLong(Span::busyCycles).sum(),
                                        spans.stream().mapToLong(Span::events).sum())));
        return sums;
    }

    @Test
    void bitsOnTheTracksAreTheTrafficOfTheOutermostMemory() {
        forAll(
                16,
                on -> {
                    String memory = on.machine().memories().getFirst().name() + "/";
                    Map<String, Long> traffic = new TreeMap<>();
                    on.cost()
                            .trafficBits()
                            .forEach((key, bits) -> {
                                if (key.startsWith(memory) && bits > 0) {
                                    traffic.put(key, bits);
                                }
                            });
                    Map<String, Long> traced = new TreeMap<>();
                    for (Span span : on.trace(on.spans()).spans()) {
                        if (span.track().startsWith(memory)) {
                            traced.merge(span.track(), span.bits(), Long::sum);
                        }
                    }
                    assertThat(traced).as(on.text()).isEqualTo(traffic);
                });
    }
}
