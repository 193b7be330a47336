package bitwright.arch.format;

import java.util.List;
import java.util.stream.DoubleStream;

/// The codebooks that every machine knows.
///
/// Sources: NF4 the table of bitsandbytes (QLoRA, Dettmers et al., 2023); NF2 and NF3 the same
/// construction as published with LQ-LoRA (Guo et al., 2024).
public final class Codebooks {
    /// 4-bit normal float.
    public static final Codebook NF4 =
            new Codebook(
                    "nf4",
                    -1.0,
                    -0.6961928009986877,
                    -0.5250730514526367,
                    -0.39491748809814453,
                    -0.28444138169288635,
                    -0.18477343022823334,
                    -0.09105003625154495,
                    0.0,
                    0.07958029955625534,
                    0.16093020141124725,
                    0.24611230194568634,
                    0.33791524171829224,
                    0.44070982933044434,
                    0.5626170039176941,
                    0.7229568362236023,
                    1.0);

    /// 3-bit normal float.
    public static final Codebook NF3 =
            new Codebook(
                    "nf3",
                    -1.0,
                    -0.4786291601159111,
                    -0.21714181782574407,
                    0.0,
                    0.16093017270493618,
                    0.33791519352165506,
                    0.562616970075237,
                    1.0);

    /// 2-bit normal float.
    public static final Codebook NF2 = new Codebook("nf2", -1.0, 0.0, 0.33791519352165506, 1.0);

    /// Binary weights: code 0 is -1, code 1 is +1.
    public static final Codebook BINARY = new Codebook("binary", -1, 1);

    /// What an 8-bit integer datapath has in its look-up table: the levels times this, rounded.
    private static final int INT8_GREATEST = 127;

    /// All of them; `nf2i8`, `nf3i8` and `nf4i8` are the normal floats as 8-bit integers.
    public static final List<Codebook> ALL =
            List.of(NF2, NF3, NF4, rounded(NF2), rounded(NF3), rounded(NF4), BINARY);

    private Codebooks() {}

    private static Codebook rounded(Codebook codebook) {
        return new Codebook(
                codebook.name() + "i8",
                DoubleStream.of(codebook.values().stream().mapToDouble(v -> v).toArray())
                        .map(value -> Math.rint(value * INT8_GREATEST))
                        .toArray());
    }
}
