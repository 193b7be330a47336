package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.cli.PotRuns.Run;
import bitwright.cli.PotRuns.Runs;
import java.util.List;
import java.util.Locale;

/// The part of the page about the price of registers, the weakest of those that decide.
record PotRegisters(Accelerator multipliers, Accelerator shifters, Runs resnet, Runs vit) {
    String text() {
        RegisterPrice composed = RegisterPrice.COMPOSED;
        RegisterPrice suggested = RegisterPrice.suggested(multipliers);
        var elements =
                new MarkdownRows(
                        List.of(
                                "one multiply-accumulate, pJ",
                                "composed",
                                "with the suggested register"));
        element(elements, "int8 array, w8a8", multipliers, "w8a8", suggested);
        element(elements, "int8 array, w4a8", multipliers, "w4a8", suggested);
        element(elements, "PoT-4 array", shifters, "pot4a8", suggested);
        var networks =
                new MarkdownRows(
                        List.of(
                                "energy of the PoT-4 array",
                                "composed",
                                "with the suggested register"));
        compare(networks, "ResNet-50, over int8 w8a8", resnet.pot4(), resnet.int8(), suggested);
        compare(networks, "ResNet-50, over int8 w4a8", resnet.pot4(), resnet.int4(), suggested);
        compare(networks, "ViT-B/16, over int8 w8a8", vit.pot4(), vit.int8(), suggested);
        compare(networks, "ViT-B/16, over int8 w4a8", vit.pot4(), vit.int4(), suggested);
        return String.format(
                        Locale.ROOT,
                        """
                        ## If registers are cheaper

                        Aladdin's 9 fJ a bit, scaled to 28 nm, prices a 24-bit register at %.3f pJ; an interpolation of published figures for shift-based arrays suggests %.2f pJ. The accumulator and the activation's register are the same on both sides, so cheaper ones leave the arithmetic a greater share. The same schedules with %.2f times the energy of every register (areas stay):

                        """,
                        RegisterPrice.SUGGESTED_PICOJOULES / suggested.factor(),
                        RegisterPrice.SUGGESTED_PICOJOULES,
                        suggested.factor())
                + elements.text()
                + networks.text()
                + conclusion(composed, suggested);
    }

    private String conclusion(RegisterPrice composed, RegisterPrice suggested) {
        return String.format(
                Locale.ROOT,
                """
                A shift-add is then %.2f times as cheap as an 8-bit multiply-accumulate instead of %.2f times, and %.2f instead of %.2f times as cheap as one of 4-bit weights. Of a whole network little changes, because memories have most of its energy: cycles not at all, energies as above.

                """,
                ratio("w8a8", suggested),
                ratio("w8a8", composed),
                ratio("w4a8", suggested),
                ratio("w4a8", composed));
    }

    private double ratio(String precision, RegisterPrice price) {
        return price.picojoules(PotElements.row(multipliers, precision).parts())
                / price.picojoules(PotElements.row(shifters, "pot4a8").parts());
    }

    private static void element(
            MarkdownRows table,
            String label,
            Accelerator machine,
            String precision,
            RegisterPrice suggested) {
        var parts = PotElements.row(machine, precision).parts();
        table.row(
                List.of(
                        label,
                        number(RegisterPrice.COMPOSED.picojoules(parts)),
                        number(suggested.picojoules(parts))));
    }

    private static void compare(
            MarkdownRows table, String label, Run pot, Run other, RegisterPrice suggested) {
        table.row(
                List.of(
                        label,
                        number(
                                RegisterPrice.COMPOSED.joules(pot.result())
                                        / RegisterPrice.COMPOSED.joules(other.result())),
                        number(suggested.joules(pot.result()) / suggested.joules(other.result()))));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
