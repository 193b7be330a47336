package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.kernels.reference.Register;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.precision.plan.LayerSchedule;
import bitwright.precision.plan.PlanDocument;
import bitwright.sim.cost.EventModel;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.Contraction;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Holds a plan against a model and a machine: every schedule legal, at its recorded price, and
/// equal to the reference.
public final class PlanCheck {
    private final ModelSource model;
    private final MachineSource machine;
    private final PlanDocument document;
    private final SplittableRandom random;
    private final PlannedLayer planned;
    private final @Nullable Register register;
    private final List<String> complaints = new ArrayList<>();
    private final List<AccumulatorRow> accumulators = new ArrayList<>();
    private long schedules;
    private long values;
    private long mismatches;

    /// What the check found.
    ///
    /// @param complaints a line for each layer that has something wrong
    /// @param accumulators what each layer's accumulators need and did; empty without a register
    public record Result(
            long schedulesExecuted,
            long valuesCompared,
            long mismatches,
            List<String> complaints,
            List<AccumulatorRow> accumulators) {}

    /// @param register the accumulators that are asked about; null for none
    /// @throws BadInputException if the plan is for another model or machine
    public PlanCheck(
            ModelSource model,
            MachineSource machine,
            PlanDocument document,
            String planFile,
            long seed,
            @Nullable Register register) {
        this.register = register;
        this.model = model;
        this.machine = machine;
        this.document = document;
        random = new SplittableRandom(seed);
        planned = new PlannedLayer(model, machine, document, planFile);
    }

    /// Checks every contraction.
    public Result run(Runnable step) {
        planned.requireKnownLayers();
        for (Contraction layer : model.network().contractions()) {
            check(layer);
            step.run();
        }
        return new Result(schedules, values, mismatches, complaints, accumulators);
    }

    private void check(Contraction layer) {
        Precision precision = planned.precision(layer);
        LayerSchedule recorded = document.schedules().get(layer.name());
        Schedule schedule;
        if (recorded == null) {
            schedule =
                    Mapper.map(
                                    layer.nest(),
                                    precision,
                                    machine.accelerator(),
                                    MapperOptions.DEFAULT)
                            .schedule();
        } else {
            schedule = planned.parsed(layer, recorded);
            List<String> problems =
                    ScheduleCheck.illegalities(
                            schedule, layer.nest(), precision, machine.accelerator());
            if (!problems.isEmpty()) {
                mismatches++;
                complaints.add(planned.place(layer) + problems.getFirst());
                return;
            }
            long cycles =
                    EventModel.simulate(schedule, layer.nest(), precision, machine.accelerator())
                            .cycles();
            if (cycles != recorded.cycles()) {
                mismatches++;
                complaints.add(
                        planned.place(layer)
                                + "takes "
                                + cycles
                                + " cycles where the plan says "
                                + recorded.cycles()
                                + ".");
            }
        }
        int[] input = input(layer, precision);
        int[] weights = weights(layer, precision);
        Comparison comparison;
        try {
            if (register != null) {
                accumulators.add(AccumulatorCheck.row(layer, precision, input, weights, register));
            }
            comparison =
                    Verifier.compare(
                            schedule,
                            layer.nest(),
                            precision,
                            machine.accelerator(),
                            input,
                            weights);
        } catch (ArithmeticException overflow) {
            mismatches++;
            complaints.add(planned.place(layer) + overflow.getMessage());
            return;
        }
        schedules++;
        values += comparison.valuesCompared();
        mismatches += comparison.mismatches();
        if (comparison.firstMismatch() != null) {
            complaints.add(planned.place(layer) + comparison.firstMismatch() + ".");
        }
    }

    private int[] codes(long elements, NumberFormat format) {
        return random.ints(elements, 0, format.codes()).toArray();
    }

    /// Activations over the whole range of their format.
    private int[] input(Contraction layer, Precision precision) {
        NumberFormat format = precision.activations();
        return Integers.of(format, codes(layer.nest().elements(Operand.INPUT), format));
    }

    /// The model's own weights, quantized; codes drawn at random where it has none.
    private int[] weights(Contraction layer, Precision precision) {
        Tensor weights = model.network().constants().get(String.valueOf(layer.weights()));
        if (weights == null) {
            return codes(layer.nest().elements(Operand.WEIGHT), precision.weights());
        }
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        return WeightQuantizer.perChannel(weights.values(), channels, precision.weights()).codes();
    }
}
