package bitwright.precision.gradient;

import bitwright.workload.Strides;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import bitwright.workload.ViewSources;
import java.util.List;

/// Turns views into steps that say where every element comes from.
final class ViewCompiler {
    private ViewCompiler() {}

    static Step step(StepCompiler compiler, View view) {
        if (view.kind() == View.Kind.CONCAT) {
            return concatenation(compiler, view);
        }
        if (view.inputs().size() != 1 || !view.constants().isEmpty()) {
            throw StepCompiler.refused(view, "has no gradient here");
        }
        int[] sources =
                ViewSources.of(
                        view,
                        compiler.shape(view.inputs().getFirst()),
                        compiler.shape(view.output()));
        byte[] origins = new byte[sources.length];
        for (int at = 0; at < sources.length; at++) {
            origins[at] = (byte) (sources[at] < 0 ? -1 : 0);
        }
        return new IndexStep(
                new int[] {compiler.tensor(view.inputs().getFirst())},
                compiler.number(view.output()),
                origins,
                sources,
                new double[view.kind() == View.Kind.PAD ? sources.length : 0]);
    }

    /// Arguments: the axis, then the place of each constant among the operands.
    private static Step concatenation(StepCompiler compiler, View view) {
        List<Integer> shape = compiler.shape(view.output());
        int axis = view.arguments().getFirst();
        List<Integer> constantPlaces = view.arguments().subList(1, view.arguments().size());
        int inner = Strides.elements(shape.subList(axis + 1, shape.size()));
        int row = inner * shape.get(axis);
        int size = Strides.elements(shape);
        byte[] origins = new byte[size];
        int[] sources = new int[size];
        double[] constants = new double[size];
        int[] inputs = view.inputs().stream().mapToInt(compiler::tensor).toArray();
        int column = 0;
        int nextInput = 0;
        int nextConstant = 0;
        for (int place = 0; place < inputs.length + constantPlaces.size(); place++) {
            boolean constant = constantPlaces.contains(place);
            Tensor known =
                    constant
                            ? compiler.constant(view, view.constants().get(nextConstant++))
                            : new Tensor(List.of(0), new float[0]);
            List<Integer> part =
                    constant ? known.shape() : compiler.shape(view.inputs().get(nextInput));
            int length = part.get(axis) * inner;
            for (int at = 0; at < size / row * length; at++) {
                int target = at / length * row + column + at % length;
                origins[target] = (byte) (constant ? -1 : nextInput);
                sources[target] = at;
                constants[target] = constant ? known.values()[at] : 0;
            }
            nextInput += constant ? 0 : 1;
            column += length;
        }
        return new IndexStep(inputs, compiler.number(view.output()), origins, sources, constants);
    }
}
