package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.LoopNest;
import org.junit.jupiter.api.Test;

/// How thread blocks lie over multiprocessors.
final class WavesTest {
    /// With more multiprocessors than thread blocks the search ends after the blocks.
    @Test
    void moreMultiprocessorsThanBlocksChangeNothing() {
        LoopNest nest = LoopNest.matrixProduct(1, 12, 10, 6);
        for (int split : new int[] {1, 2, 4}) {
            assertThat(Waves.best(nest, new Draft(nest, "mma"), 2_000_000_000, split))
                    .isNotEmpty()
                    .isEqualTo(Waves.best(nest, new Draft(nest, "mma"), 1000, split));
        }
    }
}
