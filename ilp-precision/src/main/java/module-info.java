/// Which format each layer gets: sensitivity, cost table, the integer program, the plan.
module bitwright.precision {
    requires static org.jspecify;
    requires transitive bitwright.mapper;
    requires transitive bitwright.kernels;
    requires com.microsoft.onnxruntime;
    requires commons.math3;
    requires ortools.java;
    requires tools.jackson.databind;

    exports bitwright.precision.front;
    exports bitwright.precision.plan;
    exports bitwright.precision.polish;
    exports bitwright.precision.sensitivity;
    exports bitwright.precision.solver;
    exports bitwright.precision.table;
}
