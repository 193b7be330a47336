package bitwright.mapper.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.reader.MachineFileException;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Law 6 for schedules as JSON.
final class ScheduleJsonTest {
    private static final LoopNest NEST =
            new LoopNest(2, 3, 16, 4, 8, 9, 3, 2, new LoopNest.Window(1, 2, 1, 1, 1, 0), 8, 18);

    private static Schedule random(SplittableRandom random) {
        List<Step> steps = new ArrayList<>();
        int count = random.nextInt(15);
        for (int i = 0; i < count; i++) {
            Dim dim = Dim.values()[random.nextInt(Dim.values().length)];
            Operand operand = Operand.values()[random.nextInt(3)];
            steps.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new Step.For(dim, 1 + random.nextInt(20));
                        case 1 -> new Step.Spread(dim, 1 + random.nextInt(20), "rows");
                        default -> new Step.Keep(operand, "level-" + random.nextInt(3));
                    });
        }
        steps.add(new Step.Issue("mac+pot4.x"));
        return new Schedule("array", steps);
    }

    @Test
    void whatIsPrintedIsReadBack() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 300; round++) {
            Schedule schedule = random(random);
            String json = ScheduleJson.print(schedule, NEST);
            assertThat(ScheduleJson.parse(json, "f.json", NEST)).isEqualTo(schedule);
            assertThat(ScheduleJson.print(ScheduleJson.parse(json, "f.json", NEST), NEST))
                    .isEqualTo(json);
        }
    }

    @Test
    void aTileIsWhatTheLoopsInsideReach() {
        Schedule schedule =
                new Schedule(
                        "array",
                        List.of(
                                new Step.For(Dim.K, 3),
                                new Step.Keep(Operand.WEIGHT, "buffer"),
                                new Step.For(Dim.K, 6),
                                new Step.Spread(Dim.FX, 2, "rows"),
                                new Step.Issue("mac")));
        assertThat(ScheduleJson.print(schedule, NEST))
                .isEqualTo(
                        """
                        {
                          "format": "bitwright-schedule/1",
                          "unit": "array",
                          "layer": {"b": 2, "g": 3, "k": 16, "c": 4, "oy": 8, "ox": 9, "fy": 3, "fx": 2},
                          "steps": [
                            {"for": "k", "extent": 3},
                            {"keep": "weight", "level": "buffer", "elements": 12, "tile": {"g": 1, "k": 6, "c": 1, "fy": 1, "fx": 2}},
                            {"for": "k", "extent": 6},
                            {"spread": "fx", "extent": 2, "axis": "rows"},
                            {"issue": "mac"}
                          ]
                        }
                        """);
    }

    @Test
    void whatDoesNotMatchTheLayerIsRefusedWithItsPlace() {
        String json = ScheduleJson.print(random(new SplittableRandom(1)), NEST);
        refused(
                json.replace("\"k\": 16", "\"k\": 17"),
                "f.json: layer.k (17) must be 16, as the layer has.");
        refused(json.replace("\"unit\"", "\"units\""), "f.json: units (array) is an unknown key.");
        String kept =
                ScheduleJson.print(
                        new Schedule(
                                "array",
                                List.of(
                                        new Step.Keep(Operand.WEIGHT, "buffer"),
                                        new Step.For(Dim.K, 16),
                                        new Step.Issue("mac"))),
                        NEST);
        refused(
                kept.replace("\"elements\": 16", "\"elements\": 15"),
                "f.json: steps[0].elements (15) is not what the loops make, 16.");
        refused(
                kept.replace("\"g\": 1", "\"g\": 2"),
                "f.json: steps[0].tile.g (2) is not what the loops make, 1.");
        refused(
                kept.replace("\"for\": \"k\"", "\"for\": \"kk\""),
                "f.json: steps schedule line 3 'for kk 16' names no dimension");
        refused(kept.replace("\"extent\": 16", "\"extent\": 0"), "f.json: steps[1].extent (0)");
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> ScheduleJson.parse(json, "f.json", NEST))
                .isInstanceOf(MachineFileException.class)
                .hasMessageStartingWith(message);
    }
}
