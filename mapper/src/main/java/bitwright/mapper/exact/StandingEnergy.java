package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import java.util.List;

/// What every cycle costs whatever happens in it: the software's background, and what leaks from
/// the instances of memories that a family uses, or from all where the machine counts idle ones.
final class StandingEnergy {
    private StandingEnergy() {}

    /// Picojoules.
    static double picojoulesPerCycle(Chain chain, Lanes lanes) {
        List<MemoryLevel> memories = chain.accelerator().memories();
        double picojoules = chain.accelerator().software().backgroundPicojoulesPerCycle();
        boolean all = chain.accelerator().accounting().idleInstancesLeak();
        for (int level = 0; level < memories.size(); level++) {
            double one = memories.get(level).energy().leakagePicojoulesPerCycle();
            long used = level == 0 ? 1 : 0;
            for (Boundary boundary : chain.boundaries()) {
                for (int kept : boundary.levels()) {
                    if (kept == level && level > 0) {
                        used =
                                (boundary.insideRows() ? lanes.rows().places() : 1)
                                        * (boundary.insideColumns() ? lanes.columns().places() : 1);
                    }
                }
            }
            picojoules += one * (all ? memories.get(level).instances(chain.array()) : used);
        }
        return picojoules;
    }
}
