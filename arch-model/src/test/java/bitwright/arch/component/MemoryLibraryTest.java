package bitwright.arch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.Dram;
import bitwright.arch.component.MemoryComponent.RegisterFile;
import bitwright.arch.component.MemoryComponent.Sram;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published memories come back, and what is between and beside them behaves as memories do.
final class MemoryLibraryTest {
    private static final MemoryLibrary AT_28 = at(28);

    private static MemoryLibrary at(double nanometres) {
        return new MemoryLibrary(new Technology(nanometres, 0.9));
    }

    private static MemoryPrice sram(MemoryLibrary library, long bits, int word, int banks) {
        return library.price(new Sram(bits, word, banks, Cells.HIGH_PERFORMANCE));
    }

    /// Picojoules of an access, read and write.
    @ParameterizedTest
    @CsvSource({
        "28, 1024, 32, 0.295, 0.416",
        "28, 32768, 512, 16.9, 20.3",
        "28, 65536, 512, 17.8, 24.9",
        "32, 1048576, 64, 18.184, 14.138"
    })
    void cactisPointsComeBack(double node, long bits, int word, double read, double write) {
        MemoryPrice price = sram(at(node), bits, word, 1);
        assertThat(price.readPicojoulesPerBit() * word).isCloseTo(read, within(1e-9));
        assertThat(price.writePicojoulesPerBit() * word).isCloseTo(write, within(1e-9));
    }

    @Test
    void leakageAndAreaComeBackAndRestingCellsLoseAHundredth() {
        MemoryPrice price = sram(AT_28, 65536, 512, 1);
        assertThat(Objects.requireNonNull(price.leakageMilliwatts())).isEqualTo(5.5);
        MemoryPrice small = sram(AT_28, 32768, 512, 1);
        assertThat(Objects.requireNonNull(small.leakageMilliwatts())).isEqualTo(2.97);
        assertThat(Objects.requireNonNull(small.squareMicrometres()))
                .isCloseTo(46_000, within(1e-6));
        MemoryPrice resting = AT_28.price(new Sram(65536, 512, 1, Cells.LOW_STANDBY));
        assertThat(Objects.requireNonNull(resting.leakageMilliwatts()))
                .isCloseTo(0.055, within(1e-12));
        assertThat(resting.readPicojoulesPerBit()).isEqualTo(price.readPicojoulesPerBit());
    }

    /// The constant says at which width CACTI's points lie on one power law of the capacity.
    @Test
    void theExponentOfTheWidthIsThatOfThreePoints() {
        double small = referenceBit(1024, 32, 28, 0.295);
        double middle = referenceBit(65536, 512, 28, 17.8);
        double large = referenceBit(1048576, 64, 32, 18.184);
        double lower = Math.log(middle / small) / Math.log(65536 / 1024.0);
        double upper = Math.log(large / middle) / Math.log(1048576 / 65536.0);
        assertThat(lower).isCloseTo(upper, within(2e-3)).isCloseTo(0.51, within(5e-3));
    }

    private static double referenceBit(long bits, int word, double node, double picojoules) {
        double shrunk =
                sram(AT_28, bits, word, 1).readPicojoulesPerBit()
                        / sram(at(node), bits, word, 1).readPicojoulesPerBit();
        return picojoules / word * shrunk * Math.pow(word / 512.0, MemoryLibrary.WIDTH_EXPONENT);
    }

    @Test
    void moreCapacityIsNeverCheaperAndAWiderWordNeverDearerForABit() {
        var random = new SplittableRandom(4);
        for (int round = 0; round < 500; round++) {
            MemoryLibrary library = at(random.nextDouble(7, 130));
            long bits = 1L << random.nextInt(9, 26);
            int word = 1 << random.nextInt(3, 10);
            MemoryPrice one = sram(library, bits, word, 1);
            MemoryPrice larger = sram(library, 2 * bits, word, 1);
            MemoryPrice wider = sram(library, bits, 2 * word, 1);
            assertThat(larger.readPicojoulesPerBit()).isGreaterThan(one.readPicojoulesPerBit());
            assertThat(larger.writePicojoulesPerBit()).isGreaterThan(one.writePicojoulesPerBit());
            assertThat(wider.readPicojoulesPerBit()).isLessThan(one.readPicojoulesPerBit());
            assertThat(wider.readPicojoulesPerBit() * 2).isGreaterThan(one.readPicojoulesPerBit());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 12, 1 << 17, 1 << 23, 1L << 27})
    void aNewerNodeIsNeverDearerOrLarger(long bits) {
        double[] nodes = {130, 90, 65, 45, 32, 28, 20, 16, 10, 7};
        for (int index = 1; index < nodes.length; index++) {
            MemoryPrice older = sram(at(nodes[index - 1]), bits, 64, 2);
            MemoryPrice newer = sram(at(nodes[index]), bits, 64, 2);
            assertThat(newer.readPicojoulesPerBit()).isLessThan(older.readPicojoulesPerBit());
            assertThat(newer.squareMicrometres()).isLessThan(older.squareMicrometres());
        }
    }

    /// Banks save bit lines but not the way: 128 KB in 16 banks reads for less than in one, and for
    /// more than 8 KB alone.
    @Test
    void banksAreCheaperThanOneMemoryButNotAsCheapAsABankAlone() {
        double whole = sram(AT_28, 1 << 20, 64, 1).readPicojoulesPerBit();
        double banked = sram(AT_28, 1 << 20, 64, 16).readPicojoulesPerBit();
        double alone = sram(AT_28, 1 << 16, 64, 1).readPicojoulesPerBit();
        assertThat(banked).isBetween(alone, whole);
        double millimetres = 3 * Math.sqrt(2 * 0.046);
        double wire =
                new ComponentLibrary(new Technology(28, 0.9)).wirePicojoulesPerBitAndMillimetre();
        assertThat(banked - alone).isCloseTo(millimetres * wire, within(1e-9));
    }

    @Test
    void registerFilesComeBackAndBeginAtAPlainRegister() {
        MemoryLibrary at32 = at(32);
        MemoryPrice inputs = at32.price(new RegisterFile(12 * 16, 16));
        assertThat(inputs.readPicojoulesPerBit() * 16).isCloseTo(0.2024, within(1e-9));
        assertThat(inputs.writePicojoulesPerBit() * 16).isCloseTo(0.1767, within(1e-9));
        MemoryPrice weights = at32.price(new RegisterFile(192 * 16, 16));
        assertThat(weights.writePicojoulesPerBit() * 16).isCloseTo(1.8817, within(1e-9));
        var logic = new ComponentLibrary(new Technology(28, 0.9));
        MemoryPrice register = AT_28.price(new RegisterFile(24, 24));
        assertThat(register.writePicojoulesPerBit())
                .isCloseTo(logic.picojoules(new Component.Register(1)), within(1e-9));
        assertThat(Objects.requireNonNull(register.squareMicrometres()))
                .isCloseTo(logic.squareMicrometres(new Component.Register(24)), within(1e-9));
        for (int words = 1; words < 1024; words *= 2) {
            MemoryPrice few = AT_28.price(new RegisterFile(16L * words, 16));
            MemoryPrice many = AT_28.price(new RegisterFile(32L * words, 16));
            assertThat(many.readPicojoulesPerBit()).isGreaterThan(few.readPicojoulesPerBit());
            assertThat(many.squareMicrometres()).isGreaterThan(few.squareMicrometres());
        }
    }

    @ParameterizedTest
    @CsvSource({"LPDDR4, 8", "HBM2, 3.92", "DDR4, 20.3", "HMC, 4.2"})
    void memoriesOffChipCostWhatTheirTypeDoes(DramType type, double picojoules) {
        assertThat(at(7).price(new Dram(type)))
                .isEqualTo(MemoryLibrary.dram(type))
                .isEqualTo(new MemoryPrice(picojoules, picojoules, null, null));
    }

    @Test
    void everyTypeHasAPrice() {
        for (DramType type : DramType.values()) {
            assertThat(MemoryLibrary.dram(type).readPicojoulesPerBit()).isPositive();
        }
    }

    /// Horowitz's caches have tags and more; CACTI's memories without them cost less.
    @ParameterizedTest
    @CsvSource({"65536, 10", "262144, 20", "8388608, 100"})
    void memoriesAtFortyFiveNanometresAreCheaperThanHorowitzsCaches(long bits, double cache) {
        double ours = 64 * sram(at(45), bits, 64, 1).readPicojoulesPerBit();
        assertThat(ours).isBetween(0.4 * cache, 0.8 * cache);
    }
}
