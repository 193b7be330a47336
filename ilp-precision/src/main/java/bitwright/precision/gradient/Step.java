package bitwright.precision.gradient;

/// One layer on one image: its values, and what the loss's gradient says about its inputs.
interface Step {
    /// Computes the output from the inputs.
    void forward(Pass pass);

    /// Adds to the inputs' gradients what the output's gradient means for them.
    void backward(Pass pass);

    /// Numbers of the tensors that are read.
    int[] inputs();

    /// Number of the tensor that is written.
    int output();
}
