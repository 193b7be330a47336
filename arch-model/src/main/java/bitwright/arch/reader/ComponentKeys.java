package bitwright.arch.reader;

import bitwright.arch.component.Component;
import bitwright.arch.words.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The kinds of components that a processing element is built of, and the widths that each has.
enum ComponentKeys {
    MULTIPLIER("multiplier", "bits", "otherBits"),
    SHIFTER("shifter", "bits", "stages"),
    ADDER("adder", "bits"),
    REGISTER("register", "bits"),
    MUX("mux", "bits", "ways"),
    DECODER("decoder", "codeBits", "bits"),
    FUSION_UNIT("fusion-unit", "bits", "accumulatorBits");

    private final String kind;
    private final List<String> widths;

    ComponentKeys(String kind, String... widths) {
        this.kind = kind;
        this.widths = List.of(widths);
    }

    /// The component of this kind with these widths, which are all there.
    Component component(Map<String, Integer> all) {
        int bits = of(all, "bits");
        return switch (this) {
            case MULTIPLIER -> new Component.Multiplier(bits, of(all, "otherBits"));
            case SHIFTER -> new Component.Shifter(bits, of(all, "stages"));
            case ADDER -> new Component.Adder(bits);
            case REGISTER -> new Component.Register(bits);
            case MUX -> new Component.Mux(bits, of(all, "ways"));
            case DECODER -> new Component.Decoder(of(all, "codeBits"), bits);
            case FUSION_UNIT -> new Component.FusionUnit(bits, of(all, "accumulatorBits"));
        };
    }

    String kind() {
        return kind;
    }

    /// The keys of its widths.
    List<String> widths() {
        return widths;
    }

    static ComponentKeys of(Cursor kind) {
        for (ComponentKeys keys : values()) {
            if (keys.kind.equals(kind.text())) {
                return keys;
            }
        }
        List<String> kinds = List.of(values()).stream().map(ComponentKeys::kind).toList();
        throw kind.refused("is unknown. Maybe " + Nearest.of(kind.text(), kinds) + ".");
    }

    /// The widths that a mapping has, of those of this kind.
    SequencedMap<String, Integer> read(Cursor mapping) {
        var read = new LinkedHashMap<String, Integer>();
        for (String width : widths) {
            if (mapping.has(width)) {
                read.put(width, width(mapping.at(width), width));
            }
        }
        return Collections.unmodifiableSequencedMap(read);
    }

    private static int width(Cursor place, String key) {
        int greatest = key.equals("codeBits") ? 8 : 256;
        int value = place.count(key.equals("ways") ? 2 : 1);
        if (value > greatest) {
            throw place.refused("must be at most " + greatest + ". Maybe a digit too many.");
        }
        return value;
    }

    private static int of(Map<String, Integer> widths, String key) {
        Integer width = widths.get(key);
        if (width == null) {
            throw new IllegalArgumentException("the width " + key + " is missing.");
        }
        return width;
    }
}
