/// JMH benchmarks; not shipped.
module bitwright.bench {
    requires bitwright.precision;
    requires static org.jspecify;
    requires jmh.core;
    requires jdk.unsupported;
}
