package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.cli.PotRuns.Run;
import bitwright.cli.PotRuns.Runs;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The page `docs/pot-against-int8.md`: what the PoT-4 array gains over the int8 array of equal
/// area, and where it comes from.
record PotPage(Accelerator multipliers, Accelerator shifters, Runs resnet, Runs vit) {
    String text() {
        return HEAD
                + gains()
                + new PotElements(multipliers, shifters).text()
                + new PotNetwork("ResNet-50", resnet).text()
                + new PotNetwork("ViT-B/16", vit).text()
                + new PotRegisters(multipliers, shifters, resnet, vit).text()
                + ASSUMPTIONS;
    }

    private static final String HEAD =
            """
            # A PoT-4 array against the int8 array of equal area

            Written by `PotAgainstInt8Test`; `mvn verify -Dgolden=update` rewrites it. Two machines that differ in their processing elements only, `hw-configs/int8-array-16x16.yaml` and `hw-configs/pot4-array-16x23.yaml`, run ResNet-50 and ViT-B/16 (batch 1, 224 × 224) in formats of one kind throughout. Accuracy is another question: this page says what a format costs, not what it loses.

            Five runs, one change at a time:

            | run | machine | weights |
            |---|---|---|
            | int8 array, w8a8 | 16 × 16 multipliers | 8-bit integers: the baseline |
            | int8 array, w4a8 | the same | 4-bit integers: the control, as narrow in memory as PoT-4 |
            | int8 array, pot4a8 decoded | the same | powers of two, decoded to 8 bits at the array's edge: only the traffic is narrower |
            | PoT-4 elements, 16 × 16 | 16 × 16 shifters | powers of two: only the arithmetic is cheaper |
            | PoT-4 array, 16 × 23 | 16 × 23 shifters, the area of the multipliers | powers of two: only the elements are more |

            """;

    private static final String ASSUMPTIONS =
            """
            ## What this rests on

            - Nothing here was measured on silicon. Energies and areas of components are published prices at 45 nm, scaled to 28 nm and 0.9 V (`docs/assumptions.md`); the memories are those of the machine files, equal on both machines. Of the figures above, ratios are safer than values, and counts of cycles and bits safer than both.
            - Area is that of processing elements and edge by components: no wires, no control, no clock. Both arrays run at the same 500 MHz; a shifter could be clocked faster, which is not claimed.
            - Energy leaves out clock tree, control and leakage. A longer run at equal energy costs more on a real chip.
            - The mapper minimises latency first. Where two runs differ in latency, their schedules differ, and with them the traffic to the memories: that part of a difference belongs to the schedule, not to the arithmetic. It is in the first step and in the last; the control and the two runs between have the same schedules.
            - Every layer with weights has the format of its run, the first and the last one included, which practice keeps at 8 bits.
            - The decoder, the shifter's zero and sign are priced as multiplexers. Products of two activations pass the shifters serially, seven shift-adds each, as the PoT-4 machine has nothing else for them; log2 attention maps, which would be shifts, are not assumed.
            """;

    private static final String WORDS =
            """
            In words:
            - Narrower weights are worth %s of ResNet-50's and %s of ViT-B/16's energy, and any other weight of 4 bits gets them too: 4-bit integers on the multipliers, as narrow and with a narrower multiplication, save %s and %s.
            - Cheaper arithmetic alone, at equal traffic and equally many elements, is worth %s and %s of the energy of layers with weights: most of a processing element's energy is in registers and the adder, which stay, and most of a network's energy is in the memories. It saves no cycle.
            - What the area buys is elements: 23 columns instead of 16, 1.44 times as many, make layers with weights %.2f and %.2f times as fast. Multipliers in 23 columns would be as fast, in 44 %% more area.
            - Products of two activations are where the PoT-4 array loses: ViT-B/16's take %.1f times as long as on multipliers, and in the step to cheaper arithmetic they undo more than it saves.
            - Against 4-bit integers on the multipliers, PoT-4 in the same area is %.2f times as fast on ResNet-50 and %.2f times on ViT-B/16, and takes %s and %s of its energy.

            """;

    private String gains() {
        var table =
                new MarkdownRows(
                        List.of("", "ResNet-50, latency", "energy", "ViT-B/16, latency", "energy"));
        table.row(
                change(
                        "narrower weights (traffic)",
                        runs -> new Step(runs.int8(), runs.decoded(), runs.int8())));
        table.row(
                change(
                        "cheaper arithmetic",
                        runs -> new Step(runs.decoded(), runs.shifted(), runs.int8())));
        table.row(
                change(
                        "more elements in the area",
                        runs -> new Step(runs.shifted(), runs.pot4(), runs.int8())));
        table.row(
                change(
                        "**PoT-4 array against the int8 array**",
                        runs -> new Step(runs.int8(), runs.pot4(), runs.int8())));
        table.row(
                change(
                        "the control (w4a8) against the int8 array",
                        runs -> new Step(runs.int8(), runs.int4(), runs.int8())));
        table.row(
                change(
                        "PoT-4 array against the control",
                        runs -> new Step(runs.int4(), runs.pot4(), runs.int4())));
        return "## What is gained, and where it comes from\n\n"
                + "Changes in per cent of the int8 array at w8a8 (the last row: of the control);"
                + " less is better.\n\n"
                + table.text()
                + words();
    }

    /// A change from one run to another, in terms of a third.
    private record Step(Run from, Run to, Run base) {
        String cycles() {
            return signed((PotPage.cycles(to) - PotPage.cycles(from)) / PotPage.cycles(base));
        }

        String energy() {
            return signed(
                    (to.result().energyJoules() - from.result().energyJoules())
                            / base.result().energyJoules());
        }

        private static String signed(double fraction) {
            double percent = 100 * fraction;
            return Math.abs(percent) < 0.05
                    ? "0"
                    : String.format(Locale.ROOT, "%+.1f %%", percent).replace('-', '−');
        }
    }

    private List<String> change(String what, Function<Runs, Step> step) {
        Step first = step.apply(resnet);
        Step second = step.apply(vit);
        return List.of(what, first.cycles(), first.energy(), second.cycles(), second.energy());
    }

    private String words() {
        return String.format(
                Locale.ROOT,
                WORDS,
                percent(saved(resnet.int8(), resnet.decoded())),
                percent(saved(vit.int8(), vit.decoded())),
                percent(saved(resnet.int8(), resnet.int4())),
                percent(saved(vit.int8(), vit.int4())),
                percent(savedWithWeights(resnet)),
                percent(savedWithWeights(vit)),
                speed(resnet),
                speed(vit),
                PotGroup.ATTENTION.cycles(vit.pot4())
                        / (double) PotGroup.ATTENTION.cycles(vit.int8()),
                cycles(resnet.int4()) / cycles(resnet.pot4()),
                cycles(vit.int4()) / cycles(vit.pot4()),
                percent(1 - saved(resnet.int4(), resnet.pot4())),
                percent(1 - saved(vit.int4(), vit.pot4())));
    }

    private static double cycles(Run run) {
        return run.result().cycles();
    }

    private static double saved(Run from, Run to) {
        return 1 - to.result().energyJoules() / from.result().energyJoules();
    }

    private static double savedWithWeights(Runs runs) {
        return 1
                - PotGroup.WITH_WEIGHTS.picojoules(runs.shifted())
                        / PotGroup.WITH_WEIGHTS.picojoules(runs.decoded());
    }

    private static double speed(Runs runs) {
        return PotGroup.WITH_WEIGHTS.cycles(runs.shifted())
                / (double) PotGroup.WITH_WEIGHTS.cycles(runs.pot4());
    }

    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }
}
