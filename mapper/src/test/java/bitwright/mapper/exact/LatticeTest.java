package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Dim;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Sizes keep apart however many there are.
final class LatticeTest {
    private static final int DIMS = Dim.values().length;

    private static int[] only(Dim dim, int extent) {
        int[] extents = new int[DIMS];
        Arrays.fill(extents, 1);
        extents[dim.ordinal()] = extent;
        return extents;
    }

    /// 2^5 · 3^2 · 5 · 7 · 11 · 13 has 6 · 3 · 2 · 2 · 2 · 2 divisors.
    @Test
    void anExtentOfMoreThan256DivisorsKeepsItselfAndSaysThatSizesAreLeftOut() {
        Lattice lattice = new Lattice(only(Dim.K, 1_441_440));
        assertAllSizesAreThemselves(lattice, Dim.K);
        assertThat(lattice.size(lattice.whole(), Dim.K.ordinal())).isEqualTo(1_441_440);
        assertThat(lattice.thinned).isTrue();
        assertThat(new Lattice(only(Dim.K, 720_720)).thinned).isFalse();
    }

    /// A vocabulary's rows need up to 2 · √50257 different counts of trips.
    @Test
    void classesOfALongDimensionStandForItsLargestExtentToo() {
        Lattice lattice = Lattice.ofClasses(only(Dim.K, 50_257), 65_536);
        assertAllSizesAreThemselves(lattice, Dim.K);
        assertThat(lattice.size(lattice.whole(), Dim.K.ordinal())).isEqualTo(50_257);
    }

    /// 64, 128, 256 and 512 have 7 to 10 divisors and some ceilings more: two or three lattices
    /// fit.
    @Test
    void latticesAreSharedUntilThereAreTooMany() {
        Lattices lattices = new Lattices(100);
        Lattice first = lattices.of(only(Dim.K, 64));
        assertThat(lattices.of(only(Dim.K, 64))).isSameAs(first);
        for (int extent : new int[] {128, 256, 512}) {
            lattices.of(only(Dim.K, extent));
        }
        Lattice again = lattices.of(only(Dim.K, 64));
        assertThat(again).isNotSameAs(first);
        assertThat(again.count).isEqualTo(first.count);
        assertThat(lattices.of(only(Dim.K, 64))).isSameAs(again);
    }

    private static void assertAllSizesAreThemselves(Lattice lattice, Dim dim) {
        int at = dim.ordinal();
        for (int shape = 0; shape < lattice.count; shape++) {
            assertThat(lattice.size(shape, at))
                    .isEqualTo(lattice.sizes[at][shape / lattice.stride[at]]);
        }
    }
}
