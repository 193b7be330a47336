package bitwright.cli;

import static bitwright.cli.RowStationaryOptima.MACHINE;
import static bitwright.cli.RowStationaryOptima.PRECISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.cli.RowStationaryOptima.Optimum;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.LayerConstraints;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.Objective;
import bitwright.mapper.search.Proof;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The proven search against Timeloop's exhaustive one, on its machine and in its space.
final class RowStationaryTest {
    static List<Optimum> optima() {
        return RowStationaryOptima.all();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x3-64-64", "1x1-64-256"})
    void thePublishedMappingCostsWhatTimeloopSays(String layer) {
        Optimum published =
                optima().stream()
                        .filter(each -> each.layer().equals(layer))
                        .findFirst()
                        .orElseThrow();
        Schedule schedule = RowStationaryOptima.published(layer);
        assertThat(ScheduleCheck.illegalities(schedule, published.nest(), PRECISION, MACHINE))
                .isEmpty();
        assertThat(constraints(published).violatedBy(schedule, PRECISION)).isEmpty();
        LayerCost cost = EventModel.simulate(schedule, published.nest(), PRECISION, MACHINE);
        assertThat(cost.cycles()).isEqualTo(published.cycles());
        assertThat(RowStationaryOptima.timeloopPicojoules(schedule, cost) / 1e6)
                .isCloseTo(published.microjoules(), within(0.005));
    }

    /// Scalar accesses of each level and tensor as Timeloop counts them.
    @ParameterizedTest
    @CsvSource({
        "3x3-64-64, psum/output/read, 113197056",
        "3x3-64-64, psum/output/write, 115605504",
        "3x3-64-64, weights/weight/read, 115605504",
        "3x3-64-64, ifmap/input/read, 115605504",
        "3x3-64-64, glb/input/read, 1247232",
        "3x3-64-64, glb/output/read, 602112",
        "3x3-64-64, glb/output/write, 802816",
        "3x3-64-64, dram/weight/read, 258048",
        "3x3-64-64, dram/input/read, 259840",
        "3x3-64-64, dram/output/write, 200704",
        "1x1-64-256, psum/output/read, 38535168",
        "1x1-64-256, psum/output/write, 51380224",
        "1x1-64-256, weights/weight/read, 51380224",
        "1x1-64-256, ifmap/input/read, 51380224",
        "1x1-64-256, glb/input/read, 200704",
        "1x1-64-256, glb/output/read, 0",
        "1x1-64-256, glb/output/write, 802816",
        "1x1-64-256, dram/weight/read, 16384",
        "1x1-64-256, dram/input/read, 200704",
        "1x1-64-256, dram/output/write, 802816"
    })
    void accessesAreTimeloops(String layer, String port, long accesses) {
        Optimum published =
                optima().stream()
                        .filter(each -> each.layer().equals(layer))
                        .findFirst()
                        .orElseThrow();
        Schedule schedule = RowStationaryOptima.published(layer);
        LayerCost cost = EventModel.simulate(schedule, published.nest(), PRECISION, MACHINE);
        assertThat(cost.trafficBits()).containsEntry(port, accesses * 16);
    }

    @ParameterizedTest
    @MethodSource("optima")
    void theConstrainedOptimumIsAtLeastAsGoodAndProven(Optimum published) {
        MappedLayer best = search(published, RowStationaryOptima.constraints());
        String what = published + "\n" + ScheduleText.print(best.schedule());
        assertThat(constraints(published).violatedBy(best.schedule(), PRECISION))
                .as(what)
                .isEmpty();
        LayerCost cost = EventModel.simulate(best.schedule(), published.nest(), PRECISION, MACHINE);
        double timeloops = RowStationaryOptima.timeloopPicojoules(best.schedule(), cost);
        assertThat(timeloops * cost.cycles())
                .as(what)
                .isLessThanOrEqualTo(published.picojouleCycles() * (1 + 1e-5));
        assertThat(proof(best).gap()).as(what).isZero();
    }

    @ParameterizedTest
    @MethodSource("optima")
    void theFreeOptimumIsAtLeastAsGoodAsTheConstrainedOneAndProven(Optimum published) {
        MappedLayer free = search(published, Constraints.NONE);
        String what = published + "\n" + ScheduleText.print(free.schedule());
        assertThat(proof(free).gap()).as(what).isZero();
        MappedLayer constrained = search(published, RowStationaryOptima.constraints());
        assertThat(proof(free).value())
                .as(what)
                .isLessThanOrEqualTo(proof(constrained).value() * (1 + 1e-9));
    }

    private static Proof proof(MappedLayer mapped) {
        return Objects.requireNonNull(mapped.proof());
    }

    private static LayerConstraints constraints(Optimum published) {
        return RowStationaryOptima.constraints()
                .on(MACHINE, MACHINE.units().getFirst(), published.nest());
    }

    private static MappedLayer search(Optimum published, Constraints constraints) {
        return Mapper.map(
                published.nest(),
                PRECISION,
                MACHINE,
                MapperOptions.proving(Objective.EDP, constraints));
    }
}
