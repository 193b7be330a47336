package bitwright.mapper.timeloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.reader.MachineFileException;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.LayerConstraints;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Constraints in Timeloop's form and in ours say the same of the row-stationary optimum that
/// Timeloop's exhaustive search found.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConstraintsFileTest {
    private static final LoopNest LAYER =
            new LoopNest(1, 1, 64, 64, 56, 56, 3, 3, LoopNest.Window.PLAIN, 58, 58);

    /// The row-stationary constraints of Timeloop's own Eyeriss example (BSD-3), in our writing.
    private static final String TIMELOOP =
            """
            mapspace:
              constraints: rows
              constraints_rows:
              - {type: datatype, target: PsumRegFile, bypass: [Inputs, Weights], keep: [Outputs]}
              - {type: datatype, target: WeightRegFile, bypass: [Inputs, Outputs], keep: [Weights]}
              - {type: datatype, target: InputRegFile, bypass: [Weights, Outputs], keep: [Inputs]}
              - {type: datatype, target: DummyBuffer, bypass: [Inputs, Outputs, Weights]}
              - {type: datatype, target: GlobalBuffer, bypass: [Weights], keep: [Inputs, Outputs]}
              - {type: spatial, target: DummyBuffer, split: 4, permutation: NPQR SCK, factors: N1 P1 Q1 R1 S0}
              - {type: spatial, target: GlobalBuffer, split: 7, permutation: NCPRS QK, factors: N1 C1 P1 R1 S1}
              - {type: temporal, target: PsumRegFile, permutation: NCPQRS K, factors: N1 C1 P1 Q1 R1 S1}
              - {type: temporal, target: WeightRegFile, permutation: NKPQS CR, factors: N1 K1 P1 Q1 S1 R0}
              - {type: temporal, target: InputRegFile, permutation: NKCPQRS, factors: N1 K1 C1 P1 Q1 R1 S1}
              - {type: temporal, target: DummyBuffer, permutation: NKCPQRS, factors: N1 K1 C1 P1 Q1 R1 S1}
              - {type: temporal, target: GlobalBuffer, permutation: QRSC PNK, factors: Q1 R1 S1 C1 P0}
              - {type: temporal, target: DRAM, permutation: RSP CKNQ, factors: R1 S1 P1}
            """;

    private static final String OURS =
            """
            format: bitwright-constraints/1
            source: "the row-stationary constraints of Timeloop's Eyeriss example (BSD-3)"
            dataflow: row-stationary
            levels:
              psum: {keep: [output], bypass: [input, weight], loops: {k: <=64, g: <=64, others: 1}}
              weights: {keep: [weight], bypass: [input, output], loops: {c: <=64, g: <=64, fx: whole, others: 1}, order: [c, fx]}
              ifmap: {keep: [input], bypass: [weight, output], loops: {g: <=64, others: 1}}
              glb: {keep: [input, output], bypass: [weight], loops: {oy: 1, fx: 1, fy: 1, c: 1, ox: whole}, order: [ox, b, k]}
              dram: {loops: {fx: 1, fy: 1, ox: 1}, order: [c, k, b, oy]}
            axes:
              rows: {b: 1, g: 1, ox: 1, oy: 1, fx: 1, fy: whole}
              columns: {b: 1, g: 1, c: 1, ox: 1, fx: 1, fy: 1}
            """;

    /// The optimum of energy-delay that the search ended with, as a schedule.
    private static final String OPTIMUM =
            """
            on mac
              for oy 7
                for c 4
                  keep input in glb
                    keep output in glb
                      for k 2
                        for ox 56
                          spread k 2 over columns
                            spread oy 8 over columns
                              spread c 4 over rows
                                spread fy 3 over rows
                                  keep input in ifmap
                                    keep weight in weights
                                      for fx 3
                                        for c 4
                                          keep output in psum
                                            for k 16
                                              issue mac
            """;

    private final Accelerator machine =
            MachineReader.parse(
                    """
                    format: bitwright-machine/1
                    name: rows
                    clockHz: 1000000000
                    source: "assumption: a test"
                    memories:
                    %s%s%s%s%s
                    units:
                      - organisation: spatial-array
                        name: mac
                        rows: 16
                        columns: 16
                        dataflows: [row-stationary]
                        timing: {preset: broadcast}
                        source: "assumption: a test"
                        pointwise: {operationsPerCycle: 1, picojoulesPerOperation: 0, source: "assumption: a test"}
                        instructions:
                          - {name: mac, m: 1, n: 1, k: 1, weights: int8, activations: [int8], accumulatorBits: 16, issueInterval: 1, latency: 1, energyPicojoules: 1, source: "assumption: a test"}
                    software: {layerOverheadCycles: 0, fittedOn: "assumption: a test", source: "assumption: a test"}
                    """
                            .formatted(
                                    level("dram", "input, weight, output", ""),
                                    level("glb", "input, output", ""),
                                    level("ifmap", "input", "rows, columns"),
                                    level("weights", "weight", "rows, columns"),
                                    level("psum", "output", "rows, columns")),
                    "rows.yaml");

    private static String level(String name, String holds, String axes) {
        return "  - {name: "
                + name
                + ", capacityBits: 100000000, holds: ["
                + holds
                + "]"
                + (axes.isEmpty() ? "" : ", perAxes: [" + axes + "]")
                + ", readBitsPerCycle: unlimited, writeBitsPerCycle: unlimited, sharedPort: false,"
                + " latencyCycles: 0, readPicojoulesPerBit: 1, writePicojoulesPerBit: 1, source:"
                + " \"assumption: a test\"}\n";
    }

    private Optional<String> violated(Constraints constraints, String schedule) {
        Precision precision = machine.units().getFirst().instructions().getFirst().precision();
        Schedule parsed = ScheduleText.parse(schedule);
        return constraints
                .on(machine, machine.units().getFirst(), LAYER)
                .violatedBy(parsed, precision);
    }

    @BeforeAll
    void theOptimumIsRowStationary() {
        assertThat(violated(Constraints.of(Dataflow.ROW_STATIONARY), OPTIMUM)).isEmpty();
    }

    @Test
    void bothFormsAllowTheOptimumAndForbidTheSame() {
        Constraints theirs = ConstraintsFile.parse(TIMELOOP, "t.yaml", machine);
        Constraints ours = ConstraintsFile.parse(OURS, "o.yaml", machine);
        assertThat(violated(theirs, OPTIMUM)).isEmpty();
        assertThat(violated(ours, OPTIMUM)).isEmpty();
        Map<String, List<String>> changes =
                Map.of(
                        "level 'weights' asks for fx whole", List.of("for fx 3", "for fx 2"),
                        "level 'glb' asks for oy 1", List.of("for ox 56", "for ox 56\\nfor oy 2"),
                        "level 'weights' asks for the innermost loops",
                                List.of("for fx 3\\s+for c 4", "for c 4\\nfor fx 3"),
                        "level 'dram' asks for the innermost loops",
                                List.of("for oy 7\\s+for c 4", "for c 4\\nfor oy 7"),
                        "axis 'rows' asks for fy whole", List.of("spread fy 3", "spread fy 2"),
                        "axis 'columns' asks for c 1",
                                List.of("spread c 4 over rows", "spread c 4 over columns"),
                        "level 'glb' must keep output", List.of("keep output in glb", ""));
        changes.forEach((complaint, change) -> {
            String changed =
                    OPTIMUM.replaceFirst(change.getFirst(), change.getLast().replace("\\n", "\n"));
            assertThat(changed).isNotEqualTo(OPTIMUM);
            assertThat(violated(theirs, changed).orElse("nothing")).startsWith(complaint);
            // Ours says the dataflow too, which may be the first to complain.
            assertThat(violated(ours, changed).orElse("nothing")).startsWith(complaint);
        });
    }

    @Test
    void aSearchIsToldOfBothFormsAlike() {
        for (String text : List.of(TIMELOOP, OURS)) {
            LayerConstraints found =
                    ConstraintsFile.parse(text, "f.yaml", machine)
                            .on(machine, machine.units().getFirst(), LAYER);
            assertThat(found.allowedSpreads(0)).containsExactlyInAnyOrder(Dim.K, Dim.C, Dim.FY);
            assertThat(found.allowedSpreads(1)).containsExactlyInAnyOrder(Dim.K, Dim.OY);
            assertThat(found.fixedSpread(0, Dim.FY)).hasValue(3);
            assertThat(found.fixedExtent(3, Dim.FX)).hasValue(3);
            assertThat(found.fixedExtent(1, Dim.OX)).hasValue(56);
            assertThat(found.fixedExtent(0, Dim.K)).isEmpty();
            assertThat(found.residence(1, Operand.WEIGHT)).isEqualTo(Residence.BYPASS);
            assertThat(found.residence(4, Operand.OUTPUT)).isEqualTo(Residence.KEEP);
            assertThat(found.contradiction()).isEmpty();
        }
    }

    @Test
    void aUtilizationAndOpenAxesAreRead() {
        Constraints constraints =
                ConstraintsFile.parse(
                        """
                        mapspace_constraints:
                          targets:
                          - {type: spatial, target: glb, factors: [C<=4, K=2, N1]}
                          - {type: utilization, min: 0.5}
                        """,
                        "t.yaml",
                        machine);
        LayerConstraints found = constraints.on(machine, machine.units().getFirst(), LAYER);
        assertThat(found.greatestSpread(Dim.C)).isEqualTo(4);
        assertThat(found.greatestSpread(0, Dim.C)).isEqualTo(4);
        assertThat(found.fixedSpread(Dim.K)).hasValue(2);
        assertThat(found.leastUtilization()).isEqualTo(0.5);
        assertThat(violated(constraints, OPTIMUM.replace("spread k 2", "spread k 3")))
                .contains("all axes together ask for k 2; the schedule has 3.");
        assertThat(violated(constraints, OPTIMUM.replace("spread fy 3", "spread fy 1")))
                .contains("least utilization 0.5: the schedule has 0.25.");
    }

    private void refused(String text, String... parts) {
        assertThatThrownBy(() -> ConstraintsFile.parse(text, "f.yaml", machine))
                .isInstanceOf(MachineFileException.class)
                .hasMessageStartingWith("f.yaml: ")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void everyMistakeIsNamedWithItsPlaceAndACure() {
        String head = "format: bitwright-constraints/1\n";
        refused("format: bitwright-constraints/2\n", "format (bitwright-constraints/2)", "Maybe");
        refused(head + "dataflows: row-stationary\n", "dataflows (row-stationary)", "unknown key");
        refused(head + "dataflow: rows\n", "dataflow (rows)", "Maybe one of output-stationary");
        refused(head + "levels: {glp: {keep: [input]}}\n", "levels.glp", "Maybe one of dram, glb");
        refused(head + "levels: {glb: {kept: [input]}}\n", "levels.glb.kept", "Maybe keep");
        refused(head + "levels: {glb: {keep: [inputs]}}\n", "levels.glb.keep[0] (inputs)");
        refused(head + "levels: {glb: {keep: [input], bypass: [input]}}\n", "bypass", "kept");
        refused(head + "levels: {glb: {loops: {k: 0}}}\n", "levels.glb.loops.k (0)");
        refused(head + "levels: {glb: {loops: {k: all}}}\n", "loops.k (all)", "whole");
        refused(head + "levels: {glb: {order: [k, k]}}\n", "order[1] (k)", "twice");
        refused(head + "axes: {lanes: {k: 2}}\n", "axes.lanes", "Maybe one of rows, columns, all");
        refused(head + "utilization: {least: 1.5}\n", "utilization.least (1.5)", "at most 1");
        refused("problem: {}\n", "no constraints", "mapspace_constraints");
        refused(
                "constraints:\n- {type: temporal, target: glb, factor: C1}\n",
                "constraints[0].factor");
        refused(
                "constraints:\n- {type: temporal, target: elsewhere, factors: C2}\n- {type: bypass, target: elsewhere, bypass: [Inputs, Weights, Outputs]}\n- {type: temporal, target: glb, factors: C2}\n",
                "constraints[0].factors (C2)",
                "'elsewhere', which is no level of 'rows'");
        refused(
                "constraints:\n- {type: spatial, target: glb, factors: C0}\n- {type: spatial, target: dram, factors: C2}\n",
                "multiplies a whole dimension");
    }
}
