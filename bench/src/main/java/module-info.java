/// JMH benchmarks; not shipped.
module bitwright.bench {
    requires bitwright.precision;
    requires static org.jspecify;
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;
    requires java.management;
    requires jmh.core;
    requires jdk.unsupported;
    requires org.tribuo.util.onnx;

    exports bitwright.bench;

    opens bitwright.bench;
    opens bitwright.bench.jmh_generated;
}
