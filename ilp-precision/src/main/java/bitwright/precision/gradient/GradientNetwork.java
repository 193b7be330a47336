package bitwright.precision.gradient;

import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A network in double precision that can be differentiated: with respect to the weights of its
/// contractions, to what each of them reads and to what each of them gives.
///
/// Gradients are exact but for rounding (reverse-mode differentiation: Linnainmaa 1970); at the
/// kink of a piecewise linear function the slope of one side is taken.
public final class GradientNetwork {
    private final List<String> names;
    private final List<Step> steps;
    private final List<ContractionStep> contractions;
    private final double[][] weights;
    private final int[] sizes;
    private final int input;
    private final int output;
    private final int[][] following;

    private GradientNetwork(Network network, StepCompiler compiler) {
        names = network.contractions().stream().map(layer -> layer.name()).toList();
        steps = compiler.steps();
        contractions =
                steps.stream()
                        .filter(ContractionStep.class::isInstance)
                        .map(ContractionStep.class::cast)
                        .toList();
        weights = compiler.weights();
        sizes = compiler.sizes();
        input = compiler.tensor(network.inputs().getFirst());
        output = compiler.tensor(network.outputs().getFirst());
        following = new int[contractions.size()][];
        for (int contraction = 0; contraction < following.length; contraction++) {
            following[contraction] = following(contractions.get(contraction));
        }
    }

    /// Why a network cannot be differentiated, one line; empty if it can.
    public static Optional<String> obstacle(Network network) {
        try {
            of(network);
            return Optional.empty();
        } catch (IllegalArgumentException problem) {
            return Optional.of(String.valueOf(problem.getMessage()));
        }
    }

    /// Of a network with weights, read with batch 1.
    ///
    /// @throws IllegalArgumentException if a layer has no gradient here; the message is one line
    ///   that names it
    public static GradientNetwork of(Network network) {
        return new GradientNetwork(network, new StepCompiler(network));
    }

    /// A new pass.
    ///
    /// @param wantsWeights whether it finds gradients with respect to weights
    /// @param wantsOperands whether it finds gradients with respect to what contractions read
    public Pass pass(boolean wantsWeights, boolean wantsOperands) {
        return new Pass(this, wantsWeights, wantsOperands);
    }

    /// How many contractions there are; they are numbered in the network's order.
    public int contractions() {
        return contractions.size();
    }

    /// The number of a contraction.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    public int contraction(String name) {
        int number = names.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("the network has no contraction " + name + ".");
        }
        return number;
    }

    /// Activation operands of a contraction: 1, or 2 where a second stands in the weights' place.
    public int operands(int contraction) {
        return contractions.get(contraction).inputs().length;
    }

    /// The network's own weights of a contraction; empty where both operands are activations.
    public double[] weights(int contraction) {
        return weights[contraction];
    }

    /// Elements of one image.
    public int inputSize() {
        return sizes[input];
    }

    /// Elements of the output of one image.
    public int outputSize() {
        return sizes[output];
    }

    double[][] tensors() {
        double[][] tensors = new double[sizes.length][];
        for (int tensor = 0; tensor < tensors.length; tensor++) {
            tensors[tensor] = new double[sizes[tensor]];
        }
        return tensors;
    }

    int input() {
        return input;
    }

    int output() {
        return output;
    }

    int operandTensor(int contraction, int operand) {
        return contractions.get(contraction).inputs()[operand];
    }

    int outputTensor(int contraction) {
        return contractions.get(contraction).output();
    }

    void compute(
            int contraction,
            double[][] operands,
            double[] others,
            double[] result,
            Scratch scratch) {
        contractions.get(contraction).compute(operands, others, result, scratch);
    }

    void forward(Pass pass) {
        for (Step step : steps) {
            step.forward(pass);
        }
    }

    void backward(Pass pass) {
        for (int step = steps.size() - 1; step >= 0; step--) {
            steps.get(step).backward(pass);
        }
    }

    void forward(Pass pass, int contraction) {
        for (int step : following[contraction]) {
            steps.get(step).forward(pass);
        }
    }

    void backward(Pass pass, int contraction) {
        int[] order = following[contraction];
        for (int at = order.length - 1; at >= 0; at--) {
            steps.get(order[at]).backward(pass);
        }
    }

    void clear(Pass pass, int contraction) {
        for (int step : following[contraction]) {
            Arrays.fill(pass.gradients[steps.get(step).output()], 0);
        }
        Arrays.fill(pass.weightGradients[contraction], 0);
    }

    /// The steps that a contraction's output has a say in, its own first.
    private int[] following(ContractionStep first) {
        boolean[] moved = new boolean[sizes.length];
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            if (step.equals(first) || Arrays.stream(step.inputs()).anyMatch(each -> moved[each])) {
                moved[step.output()] = true;
                found.add(at);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
