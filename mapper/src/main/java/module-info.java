/// Which schedule is best for one layer, precision and machine, and the interpreter that proves it
/// bit-exact.
module bitwright.mapper {
    requires static org.jspecify;
    requires transitive bitwright.kernels;
    requires transitive bitwright.sim;

    exports bitwright.mapper.emit;
    exports bitwright.mapper.interpreter;
    exports bitwright.mapper.search;
    exports bitwright.mapper.timeloop;
}
