package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Constraints that say all there is of a schedule hold for it and for no other.
final class ConstraintsTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final List<Case> CASES = cases(20);

    /// A schedule of the mapper with what it was mapped for.
    private record Case(Accelerator machine, LoopNest nest, Schedule schedule) {
        ComputeUnit unit() {
            return machine.units().getFirst();
        }

        Optional<String> violated(Constraints constraints, Schedule by) {
            return constraints.on(machine, unit(), nest).violatedBy(by, PRECISION);
        }
    }

    private static List<Case> cases(int count) {
        SplittableRandom random = new SplittableRandom(61);
        List<Case> cases = new ArrayList<>();
        while (cases.size() < count) {
            Accelerator machine = BusMachines.next(random, PRECISION);
            LoopNest nest = SchedulesRunTest.randomNest(random);
            try {
                cases.add(
                        new Case(
                                machine,
                                nest,
                                Mapper.map(
                                                nest,
                                                PRECISION,
                                                machine,
                                                MapperOptions.DEFAULT.withMostVisits(20_000))
                                        .schedule()));
            } catch (NoScheduleException none) {
                assertThat(none.getMessage()).contains("schedule");
            }
        }
        return List.copyOf(cases);
    }

    /// The rules that a schedule keeps to, counted step by step here.
    private static Constraints rulesOf(Case given) {
        List<String> levels =
                given.machine().memories().stream().map(memory -> memory.name()).toList();
        Map<String, Integer> trips = new LinkedHashMap<>();
        Map<String, Integer> places = new LinkedHashMap<>();
        Map<String, List<Dim>> orders = new LinkedHashMap<>();
        List<ResidenceRule> residences = new ArrayList<>();
        int level = 0;
        for (Step step : given.schedule().steps()) {
            switch (step) {
                case Step.Keep keep -> {
                    level = Math.max(level, levels.indexOf(keep.level()));
                    residences.add(new ResidenceRule(keep.level(), keep.operand(), Residence.KEEP));
                }
                case Step.For loop -> {
                    trips.merge(
                            levels.get(level) + "/" + loop.dim(),
                            loop.extent(),
                            Math::multiplyExact);
                    if (loop.extent() > 1) {
                        orders.computeIfAbsent(levels.get(level), key -> new ArrayList<>())
                                .add(loop.dim());
                    }
                }
                case Step.Spread loop ->
                        places.merge(
                                loop.axis() + "/" + loop.dim(), loop.extent(), Math::multiplyExact);
                case Step.Issue issue -> assertThat(issue.instruction()).isEqualTo("mac");
            }
        }
        List<LoopRule> loops = new ArrayList<>();
        List<SpreadRule> spreads = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            for (String name : levels) {
                loops.add(
                        new LoopRule(name, dim, exactly(trips.getOrDefault(name + "/" + dim, 1))));
            }
            for (String axis : List.of("rows", "columns")) {
                spreads.add(
                        new SpreadRule(
                                axis, dim, exactly(places.getOrDefault(axis + "/" + dim, 1))));
            }
        }
        List<OrderRule> innermost = new ArrayList<>();
        orders.forEach((name, dims) -> {
            if (dims.stream().distinct().count() == dims.size()) {
                Collections.reverse(dims);
                innermost.add(new OrderRule(name, dims));
            }
        });
        for (String name : levels.subList(1, levels.size())) {
            for (Operand operand : Operand.values()) {
                if (residences.stream()
                        .noneMatch(
                                rule -> rule.level().equals(name) && rule.operand() == operand)) {
                    residences.add(new ResidenceRule(name, operand, Residence.BYPASS));
                }
            }
        }
        return new Constraints(null, loops, spreads, innermost, residences, 0, 1);
    }

    private static Extent exactly(int trips) {
        return new Extent(Relation.EXACTLY, trips);
    }

    @Test
    void theRulesOfAScheduleHoldForIt() {
        for (Case given : CASES) {
            Constraints rules = rulesOf(given);
            assertThat(given.violated(rules, given.schedule()))
                    .as("%s", given.schedule())
                    .isEmpty();
            assertThat(rules.on(given.machine(), given.unit(), given.nest()).contradiction())
                    .as("%s", given.schedule())
                    .isEmpty();
            assertThat(given.violated(Constraints.NONE, given.schedule())).isEmpty();
        }
    }

    /// Every step changed, dropped or swapped with an unlike neighbour breaks a rule that names it.
    @Test
    void everyChangeOfAScheduleViolatesItsRules() {
        int changes = 0;
        for (Case given : CASES) {
            Constraints rules = rulesOf(given);
            List<Step> steps = given.schedule().steps();
            for (int at = 0; at + 1 < steps.size(); at++) {
                List<Step> changed = new ArrayList<>(steps);
                switch (steps.get(at)) {
                    case Step.For loop ->
                            changed.set(at, new Step.For(loop.dim(), loop.extent() * 2));
                    case Step.Spread loop ->
                            changed.set(
                                    at,
                                    new Step.Spread(loop.dim(), loop.extent() + 1, loop.axis()));
                    case Step.Keep _ -> changed.remove(at);
                    case Step.Issue _ -> throw new AssertionError("the issue is last");
                }
                boolean inTile =
                        steps.get(at) instanceof Step.Spread loop && loop.axis().length() == 1;
                boolean whole =
                        steps.get(at) instanceof Step.For loop
                                && loop.extent() >= given.nest().extent(loop.dim())
                                && loop.extent() == 1;
                if (!inTile && !whole) {
                    assertThat(
                                    given.violated(
                                            rules, new Schedule(given.schedule().unit(), changed)))
                            .as("step %s of %s", at, given.schedule())
                            .isPresent();
                    changes++;
                }
            }
        }
        assertThat(changes).isGreaterThan(100);
    }

    @Test
    void theOrderOfALevelIsReadFromTheInside() {
        for (Case given : CASES) {
            Constraints rules = rulesOf(given);
            for (OrderRule rule : rules.orders()) {
                List<Dim> turned = new ArrayList<>(rule.innermostFirst());
                Collections.reverse(turned);
                Constraints other =
                        new Constraints(
                                null,
                                List.of(),
                                List.of(),
                                List.of(new OrderRule(rule.level(), turned)),
                                List.of(),
                                0,
                                1);
                assertThat(given.violated(other, given.schedule()).isPresent())
                        .as("%s of %s", rule, given.schedule())
                        .isEqualTo(turned.size() > 1);
                Constraints prefix =
                        new Constraints(
                                null,
                                List.of(),
                                List.of(),
                                List.of(
                                        new OrderRule(
                                                rule.level(), rule.innermostFirst().subList(0, 1))),
                                List.of(),
                                0,
                                1);
                assertThat(given.violated(prefix, given.schedule())).isEmpty();
            }
        }
    }

    @Test
    void whatASearchAsksIsWhatTheRulesSay() {
        Case given = CASES.getFirst();
        LoopNest nest = new LoopNest(1, 1, 8, 5, 4, 4, 3, 3, LoopNest.Window.PLAIN, 6, 6);
        Constraints constraints =
                new Constraints(
                        Dataflow.ROW_STATIONARY,
                        List.of(
                                new LoopRule("dram", Dim.C, new Extent(Relation.EXACTLY, 64)),
                                new LoopRule("dram", Dim.K, new Extent(Relation.AT_MOST, 2)),
                                new LoopRule("dram", Dim.FX, Extent.WHOLE)),
                        List.of(
                                new SpreadRule("rows", Dim.FY, Extent.NONE),
                                new SpreadRule(null, Dim.OX, Extent.NONE)),
                        List.of(),
                        List.of(new ResidenceRule("dram", Operand.WEIGHT, Residence.KEEP)),
                        0.25,
                        0.75);
        LayerConstraints found = constraints.on(given.machine(), given.unit(), nest);
        assertThat(found.fixedExtent(0, Dim.C)).hasValue(5);
        assertThat(found.fixedExtent(0, Dim.K)).isEmpty();
        assertThat(found.greatestExtent(0, Dim.K)).isEqualTo(2);
        assertThat(found.fixedExtent(0, Dim.FX)).hasValue(3);
        assertThat(found.greatestExtent(1, Dim.C)).isEqualTo(Long.MAX_VALUE);
        assertThat(found.allowedSpreads(0))
                .containsExactly(Dim.B, Dim.G, Dim.K, Dim.C, Dim.OY, Dim.FX);
        assertThat(found.allowedSpreads(1))
                .containsExactly(Dim.B, Dim.G, Dim.K, Dim.C, Dim.OY, Dim.FY, Dim.FX);
        assertThat(found.fixedSpread(Dim.OX)).hasValue(1);
        assertThat(found.residence(0, Operand.WEIGHT)).isEqualTo(Residence.KEEP);
        assertThat(found.residence(0, Operand.INPUT)).isEqualTo(Residence.FREE);
        assertThat(found.leastUtilization()).isEqualTo(0.25);
    }

    @Test
    void whatNoScheduleCanKeepToIsNamed() {
        Case given = CASES.getFirst();
        int rows = given.unit().axes().getFirst().size();
        LoopNest nest = LoopNest.matrixProduct(1, 64, 64, 64);
        assertThat(
                        spread("rows", Dim.K, rows + 1)
                                .on(given.machine(), given.unit(), nest)
                                .contradiction())
                .hasValueSatisfying(
                        line -> assertThat(line).contains("rows", Integer.toString(rows + 1)));
        List<ResidenceRule> bypassed = new ArrayList<>();
        given.machine()
                .memories()
                .forEach(memory ->
                        bypassed.add(
                                new ResidenceRule(
                                        memory.name(), Operand.WEIGHT, Residence.BYPASS)));
        List<ResidenceRule> onChip = bypassed.subList(1, bypassed.size());
        assertThat(
                        new Constraints(null, List.of(), List.of(), List.of(), onChip, 0, 1)
                                .on(given.machine(), given.unit(), nest)
                                .contradiction())
                .hasValueSatisfying(line -> assertThat(line).contains("weight", "bypass"));
        List<LoopRule> none = new ArrayList<>();
        given.machine()
                .memories()
                .forEach(memory -> none.add(new LoopRule(memory.name(), Dim.C, Extent.NONE)));
        List<SpreadRule> alone = List.of(new SpreadRule(null, Dim.C, Extent.NONE));
        assertThat(
                        new Constraints(null, none, alone, List.of(), List.of(), 0, 1)
                                .on(given.machine(), given.unit(), nest)
                                .contradiction())
                .hasValueSatisfying(line -> assertThat(line).contains("of c ", "64"));
    }

    @Test
    void namesThatTheMachineLacksAreRefused() {
        Case given = CASES.getFirst();
        assertThatThrownBy(() ->
                        spread("lanes", Dim.K, 2).on(given.machine(), given.unit(), given.nest()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("axis 'lanes' is none of 'array'. Maybe one of rows, columns.");
        assertThatThrownBy(() ->
                        new Constraints(
                                        null,
                                        List.of(
                                                new LoopRule("dram", Dim.K, exactly(2)),
                                                new LoopRule("dram", Dim.K, exactly(3))),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        0,
                                        1)
                                .on(given.machine(), given.unit(), given.nest()))
                .hasMessage("level 'dram' asks for k 2 and 3. Maybe remove one.");
    }

    private static Constraints spread(String axis, Dim dim, int places) {
        return new Constraints(
                null,
                List.of(),
                List.of(new SpreadRule(axis, dim, exactly(places))),
                List.of(),
                List.of(),
                0,
                1);
    }
}
