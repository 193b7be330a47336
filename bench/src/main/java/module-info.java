/// JMH benchmarks; not shipped.
module bitwright.bench {
    requires bitwright.precision;
    requires static org.jspecify;
    requires jmh.core;
    requires jdk.unsupported;

    exports bitwright.bench;

    opens bitwright.bench;
    opens bitwright.bench.jmh_generated;
}
