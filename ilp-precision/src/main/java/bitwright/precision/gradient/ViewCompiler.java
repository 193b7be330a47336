package bitwright.precision.gradient;

import bitwright.workload.Tensor;
import bitwright.workload.View;
import java.util.Arrays;
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
        List<Integer> from = compiler.shape(view.inputs().getFirst());
        List<Integer> to = compiler.shape(view.output());
        int[] sources =
                switch (view.kind()) {
                    case RESHAPE -> Strides.sources(to, Strides.of(to), 0);
                    case TRANSPOSE -> transposed(from, to, view.arguments());
                    case SLICE -> sliced(from, to, view.arguments());
                    case EXPAND -> Strides.broadcast(from, to);
                    case GATHER -> gathered(from, to, view.arguments());
                    case PAD -> padded(from, to, view.arguments());
                    case CONCAT -> throw new IllegalStateException("handled above");
                };
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

    private static int[] transposed(List<Integer> from, List<Integer> to, List<Integer> order) {
        int[] own = Strides.of(from);
        return Strides.sources(to, order.stream().mapToInt(axis -> own[axis]).toArray(), 0);
    }

    private static int[] sliced(List<Integer> from, List<Integer> to, List<Integer> arguments) {
        int[] steps = Strides.of(from);
        int origin = 0;
        for (int at = 0; at < arguments.size(); at += 4) {
            int axis = arguments.get(at);
            origin += arguments.get(at + 1) * steps[axis];
            steps[axis] *= arguments.get(at + 3);
        }
        return Strides.sources(to, steps, origin);
    }

    private static int[] gathered(List<Integer> from, List<Integer> to, List<Integer> arguments) {
        int axis = arguments.getFirst();
        int inner = Strides.elements(from.subList(axis + 1, from.size()));
        int rows = arguments.size() - 1;
        int[] sources = new int[Strides.elements(to)];
        for (int at = 0; at < sources.length; at++) {
            int outer = at / inner / rows;
            int row = arguments.get(1 + at / inner % rows);
            sources[at] = (outer * from.get(axis) + row) * inner + at % inner;
        }
        return sources;
    }

    private static int[] padded(List<Integer> from, List<Integer> to, List<Integer> pads) {
        int[] sources = new int[Strides.elements(to)];
        Arrays.fill(sources, -1);
        int[] steps = Strides.of(to);
        int origin = 0;
        for (int axis = 0; axis < steps.length; axis++) {
            origin += pads.get(axis) * steps[axis];
        }
        int[] targets = Strides.sources(from, steps, origin);
        for (int at = 0; at < targets.length; at++) {
            sources[targets[at]] = at;
        }
        return sources;
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
