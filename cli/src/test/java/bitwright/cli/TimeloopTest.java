package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.TimeloopDesigns.Golden;
import bitwright.mapper.timeloop.TimeloopMapping;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The golden designs under Timeloop's own per-access energies.
final class TimeloopTest {
    @ParameterizedTest
    @ValueSource(strings = {"eyeriss_like", "simple_output_stationary"})
    void cyclesAndEnergyOfEveryLevelAreThePublishedOnes(String design) {
        assertThat(TimeloopDesigns.illegalities(design)).isEmpty();
        LayerCost cost = TimeloopDesigns.cost(design);
        int compared = 0;
        for (Golden golden : TimeloopDesigns.published()) {
            if (!golden.design().equals(design)) {
                continue;
            }
            if (golden.component().equals("cycles")) {
                assertThat(cost.cycles()).isEqualTo((long) golden.value());
            } else {
                double obtained = TimeloopDesigns.femtojoulesPerMac(cost, golden.component());
                assertThat(Math.round(obtained * 100))
                        .as("%s: %s", golden, obtained)
                        .isEqualTo(Math.round(golden.value() * 100));
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(6);
    }

    /// Timeloop's `P` and `R` are columns, which the schedules above have as rows: on a square
    /// layer that is the same turned around.
    @ParameterizedTest
    @ValueSource(strings = {"eyeriss_like", "simple_output_stationary"})
    void theMappingInTimeloopsFormIsTheSameScheduleTurnedAround(String design) {
        Schedule read = TimeloopDesigns.mapping(design);
        String turned =
                ScheduleText.print(read)
                        .replaceAll("\\b(o|f)x ", "$1z ")
                        .replaceAll("\\b(o|f)y ", "$1x ")
                        .replaceAll("\\b(o|f)z ", "$1y ");
        assertThat(ScheduleText.parse(turned)).isEqualTo(TimeloopDesigns.schedule(design));
        Accelerator machine = TimeloopDesigns.machine(design);
        Precision precision = TimeloopDesigns.precision(machine);
        LayerCost cost = EventModel.simulate(read, TimeloopDesigns.NEST, precision, machine);
        assertThat(cost.cycles()).isEqualTo(TimeloopDesigns.cost(design).cycles());
        assertThat(cost.energyPicojoules())
                .isEqualTo(TimeloopDesigns.cost(design).energyPicojoules());
        String written = TimeloopMapping.write(read, TimeloopDesigns.NEST, machine);
        assertThat(TimeloopMapping.read(written, design, TimeloopDesigns.NEST, precision, machine))
                .isEqualTo(read);
    }

    /// Scalar reads and writes of each level and tensor as Timeloop counts them.
    @ParameterizedTest
    @CsvSource({
        "eyeriss_like, psum/output/read, 7225344, 16",
        "eyeriss_like, psum/output/write, 10838016, 16",
        "eyeriss_like, weights/weight/read, 10838016, 8",
        "eyeriss_like, ifmap/input/read, 10838016, 8",
        "eyeriss_like, glb/input/read, 1354752, 8",
        "eyeriss_like, glb/output/read, 0, 8",
        "eyeriss_like, glb/output/write, 401408, 8",
        "eyeriss_like, dram/weight/read, 13824, 8",
        "eyeriss_like, dram/input/read, 157296, 8",
        "eyeriss_like, dram/output/write, 401408, 8",
        "simple_output_stationary, psum/output/read, 10436608, 32",
        "simple_output_stationary, psum/output/write, 10838016, 32",
        "simple_output_stationary, glb/weight/read, 774144, 16",
        "simple_output_stationary, glb/input/read, 677376, 16",
        "simple_output_stationary, dram/weight/read, 13824, 16",
        "simple_output_stationary, dram/input/read, 157296, 16",
        "simple_output_stationary, dram/output/write, 401408, 16"
    })
    void accessesAreTimeloops(String design, String port, long accesses, int bits) {
        assertThat(TimeloopDesigns.cost(design).trafficBits().get(port)).isEqualTo(accesses * bits);
    }
}
