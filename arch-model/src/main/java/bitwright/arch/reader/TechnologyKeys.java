package bitwright.arch.reader;

import bitwright.arch.component.Technology;
import java.util.List;

/// The key `technology` of a machine file.
final class TechnologyKeys {
    static final List<String> KEYS = List.of("nodeNanometres", "volts");

    private TechnologyKeys() {}

    static Technology technology(Cursor place) {
        place.withKeys(KEYS);
        double node = within(place.at("nodeNanometres"), 7, 130, "28");
        double volts = within(place.at("volts"), 0.4, 1.4, "0.9");
        return new Technology(node, volts);
    }

    private static double within(Cursor place, double least, double greatest, String cure) {
        double value = place.number();
        if (value < least || value > greatest) {
            throw place.refused(
                    "must be "
                            + Cursor.plain(least)
                            + " to "
                            + Cursor.plain(greatest)
                            + ", where scaling factors are known. Maybe "
                            + cure
                            + ".");
        }
        return value;
    }
}
