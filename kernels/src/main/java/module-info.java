/// Which values come out: codecs, quantizers, bit-exact integer kernels and their fast twins, the
/// integer network.
module bitwright.kernels {
    requires static org.jspecify;
    requires jdk.incubator.vector;
    requires transitive bitwright.arch;
    requires transitive bitwright.workload;

    exports bitwright.kernels.codec;
    exports bitwright.kernels.fast;
    exports bitwright.kernels.network;
    exports bitwright.kernels.operators;
    exports bitwright.kernels.quantizer;
    exports bitwright.kernels.quantizer.block;
    exports bitwright.kernels.quantizer.codebook;
    exports bitwright.kernels.reference;
    exports bitwright.kernels.requantization;
}
