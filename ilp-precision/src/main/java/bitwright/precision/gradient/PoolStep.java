package bitwright.precision.gradient;

import bitwright.workload.LoopNest;
import bitwright.workload.Pointwise;

/// The greatest element or the mean under a window over the last two axes.
///
/// @param greatest whether the greatest is taken; the first among equals has the gradient
/// @param planes images of one channel
/// @param width columns of a plane
record PoolStep(
        Pointwise.Pool pool,
        boolean greatest,
        int planes,
        int height,
        int width,
        int outputHeight,
        int outputWidth,
        int input,
        int output)
        implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int oy = 0; oy < outputHeight; oy++) {
                for (int ox = 0; ox < outputWidth; ox++) {
                    to[at++] =
                            greatest
                                    ? from[greatest(from, plane, oy, ox)]
                                    : mean(from, plane, oy, ox);
                }
            }
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] from = pass.values[input];
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int oy = 0; oy < outputHeight; oy++) {
                for (int ox = 0; ox < outputWidth; ox++) {
                    double part = gradient[at++];
                    if (greatest) {
                        to[greatest(from, plane, oy, ox)] += part;
                    } else {
                        spread(to, plane, oy, ox, part / count(oy, ox));
                    }
                }
            }
        }
    }

    private int greatest(double[] from, int plane, int oy, int ox) {
        int best = -1;
        for (int fy = 0; fy < pool.height(); fy++) {
            for (int fx = 0; fx < pool.width(); fx++) {
                int at = place(plane, oy, ox, fy, fx);
                if (at >= 0 && (best < 0 || from[at] > from[best])) {
                    best = at;
                }
            }
        }
        return best;
    }

    private double mean(double[] from, int plane, int oy, int ox) {
        double sum = 0;
        for (int fy = 0; fy < pool.height(); fy++) {
            for (int fx = 0; fx < pool.width(); fx++) {
                int at = place(plane, oy, ox, fy, fx);
                sum += at < 0 ? 0 : from[at];
            }
        }
        return sum / count(oy, ox);
    }

    private void spread(double[] to, int plane, int oy, int ox, double part) {
        for (int fy = 0; fy < pool.height(); fy++) {
            for (int fx = 0; fx < pool.width(); fx++) {
                int at = place(plane, oy, ox, fy, fx);
                if (at >= 0) {
                    to[at] += part;
                }
            }
        }
    }

    private int count(int oy, int ox) {
        if (pool.countIncludesPadding()) {
            return pool.height() * pool.width();
        }
        int count = 0;
        for (int fy = 0; fy < pool.height(); fy++) {
            for (int fx = 0; fx < pool.width(); fx++) {
                count += place(0, oy, ox, fy, fx) < 0 ? 0 : 1;
            }
        }
        return count;
    }

    /// The element under the window; -1 in the padding.
    private int place(int plane, int oy, int ox, int fy, int fx) {
        LoopNest.Window window = pool.window();
        int iy = oy * window.strideY() + fy * window.dilationY() - window.padTop();
        int ix = ox * window.strideX() + fx * window.dilationX() - window.padLeft();
        return iy < 0 || iy >= height || ix < 0 || ix >= width
                ? -1
                : (plane * height + iy) * width + ix;
    }
}
