package bitwright.precision.gradient;

import java.util.Arrays;

/// One image's way through a network and back, again and again; for one thread at a time.
///
/// Values of what was run stay, so that a change of one contraction needs only what follows it to
/// be run again. Arrays that are handed out are the pass's own: treat them as read-only, and copy
/// what must outlive the next run.
public final class Pass {
    private static final double[] NONE = new double[0];

    final double[][] values;
    final double[][] gradients;
    final double[][] weights;
    final double[][] weightGradients;
    final double[][] outputOffsets;
    final Scratch scratch = new Scratch();
    final boolean wantsWeights;
    private final boolean wantsOperands;
    private final GradientNetwork network;
    private final double[][][] operandOffsets;
    private final double[][][] movedOperands;
    private final double[][][] operandGradients;

    Pass(GradientNetwork network, boolean wantsWeights, boolean wantsOperands) {
        this.network = network;
        this.wantsWeights = wantsWeights;
        this.wantsOperands = wantsOperands;
        values = network.tensors();
        gradients = network.tensors();
        int contractions = network.contractions();
        weights = new double[contractions][];
        weightGradients = new double[contractions][];
        outputOffsets = new double[contractions][];
        operandOffsets = new double[contractions][][];
        movedOperands = new double[contractions][][];
        operandGradients = new double[contractions][][];
        for (int contraction = 0; contraction < contractions; contraction++) {
            weights[contraction] = network.weights(contraction);
            weightGradients[contraction] =
                    new double[wantsWeights ? weights[contraction].length : 0];
            outputOffsets[contraction] = NONE;
            int operands = network.operands(contraction);
            operandOffsets[contraction] = new double[operands][];
            Arrays.fill(operandOffsets[contraction], NONE);
            movedOperands[contraction] = new double[operands][];
            operandGradients[contraction] = new double[operands][];
            for (int operand = 0; operand < operands; operand++) {
                int size = values[network.operandTensor(contraction, operand)].length;
                movedOperands[contraction][operand] = NONE;
                operandGradients[contraction][operand] = new double[wantsOperands ? size : 0];
            }
        }
    }

    /// Runs an image, as the network's input lies, from a place in an array on.
    public void run(float[] images, int from) {
        double[] input = values[network.input()];
        for (int at = 0; at < input.length; at++) {
            input[at] = images[from + at];
        }
        network.forward(this);
    }

    /// Runs one contraction and what follows it again.
    public void runAgain(int contraction) {
        network.forward(this, contraction);
    }

    /// The outputs of the last run.
    public double[] outputs() {
        return values[network.output()];
    }

    /// The loss of the last run.
    public double loss(Target target) {
        return target.loss(outputs());
    }

    /// Finds all gradients of the last run's loss.
    public void back(Target target) {
        for (double[] gradient : gradients) {
            Arrays.fill(gradient, 0);
        }
        for (double[] gradient : weightGradients) {
            Arrays.fill(gradient, 0);
        }
        target.gradient(outputs(), gradients[network.output()]);
        network.backward(this);
    }

    /// Finds the gradients of the last run's loss with respect to one contraction and what follows
    /// it; other gradients are of no use afterwards.
    public void back(Target target, int contraction) {
        network.clear(this, contraction);
        target.gradient(outputs(), gradients[network.output()]);
        network.backward(this, contraction);
    }

    /// The weights that a contraction has here.
    public double[] weights(int contraction) {
        return weights[contraction];
    }

    /// Gives a contraction other weights in this pass.
    ///
    /// @param others as the loop nest lays them out; not copied
    public void exchange(int contraction, double[] others) {
        require(others.length == weights[contraction].length, "weights", contraction);
        weights[contraction] = others;
    }

    /// The gradient with respect to a contraction's weights.
    ///
    /// @throws IllegalStateException if the pass was made without these
    public double[] weightGradient(int contraction) {
        if (!wantsWeights) {
            throw new IllegalStateException("this pass finds no gradients of weights.");
        }
        return weightGradients[contraction];
    }

    /// An activation operand of a contraction as it was read in the last run, offset included.
    public double[] operand(int contraction, int operand) {
        double[] tensor = values[network.operandTensor(contraction, operand)];
        double[] offset = operandOffsets[contraction][operand];
        if (offset.length == 0) {
            return tensor;
        }
        double[] moved = movedOperands[contraction][operand];
        for (int at = 0; at < moved.length; at++) {
            moved[at] = tensor[at] + offset[at];
        }
        return moved;
    }

    /// Adds an offset to what one contraction alone reads, in the next runs.
    ///
    /// @param offset of the operand's size, not copied; empty for none
    public void offsetOperand(int contraction, int operand, double[] offset) {
        int size = values[network.operandTensor(contraction, operand)].length;
        require(offset.length == 0 || offset.length == size, "operand", contraction);
        operandOffsets[contraction][operand] = offset;
        if (offset.length > 0 && movedOperands[contraction][operand].length == 0) {
            movedOperands[contraction][operand] = new double[size];
        }
    }

    /// The gradient with respect to what one contraction alone reads.
    ///
    /// @throws IllegalStateException if the pass was made without these
    public double[] operandGradient(int contraction, int operand) {
        if (!wantsOperands) {
            throw new IllegalStateException("this pass finds no gradients of operands.");
        }
        return operandGradients[contraction][operand];
    }

    /// What a contraction gave in the last run.
    public double[] output(int contraction) {
        return values[network.outputTensor(contraction)];
    }

    /// Adds an offset to what a contraction gives, in the next runs.
    ///
    /// @param offset of the output's size, not copied; empty for none
    public void offsetOutput(int contraction, double[] offset) {
        require(
                offset.length == 0 || offset.length == output(contraction).length,
                "output",
                contraction);
        outputOffsets[contraction] = offset;
    }

    /// The gradient with respect to what a contraction gives.
    public double[] outputGradient(int contraction) {
        return gradients[network.outputTensor(contraction)];
    }

    /// What a contraction gives for some operands and weights; nothing in the pass changes.
    ///
    /// @param others empty where both operands are activations
    public void compute(int contraction, double[][] operands, double[] others, double[] output) {
        network.compute(contraction, operands, others, output, scratch);
    }

    double[][] operands(int contraction, int[] tensors) {
        double[][] operands = new double[tensors.length][];
        for (int operand = 0; operand < operands.length; operand++) {
            operands[operand] = operand(contraction, operand);
        }
        return operands;
    }

    /// Where a contraction adds the gradient of an operand.
    double[] gradientOf(int contraction, int operand, int tensor) {
        if (!wantsOperands) {
            return gradients[tensor];
        }
        double[] own = operandGradients[contraction][operand];
        Arrays.fill(own, 0);
        return own;
    }

    /// Adds the gradient of an operand to that of the tensor that it is.
    void passOn(int contraction, int operand, int tensor) {
        double[] own = operandGradients[contraction][operand];
        double[] gradient = gradients[tensor];
        for (int at = 0; at < own.length; at++) {
            gradient[at] += own[at];
        }
    }

    private static void require(boolean fits, String what, int contraction) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "the " + what + " of contraction " + contraction + " has another size.");
        }
    }
}
