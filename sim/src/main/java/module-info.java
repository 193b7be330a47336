/// When things happen and what they cost: the schedule language, the closed-form bound, the event
/// model.
module bitwright.sim {
    requires static org.jspecify;
    requires transitive bitwright.arch;
    requires transitive bitwright.workload;

    exports bitwright.sim.cost;
    exports bitwright.sim.schedule;
}
