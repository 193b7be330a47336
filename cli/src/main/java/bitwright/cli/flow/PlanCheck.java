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
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import bitwright.workload.NonNegative;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Holds a plan against a model and a machine: every schedule legal, at its recorded price, and
/// equal to the reference.
public final class PlanCheck {
    private final ModelSource model;
    private final MachineSource machine;
    private final PlanDocument document;
    private final String planFile;
    private final SplittableRandom random;
    private final Set<String> nonNegative;
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
        this.planFile = planFile;
        random = new SplittableRandom(seed);
        nonNegative = NonNegative.tensors(model.network());
        same("model", model.sha256(), model.argument());
        same("machine", machine.sha256(), machine.file().toString());
    }

    private void same(String what, String sha256, String name) {
        PlannedLayer.requireSame(document, planFile, what, sha256, name);
    }

    /// Checks every contraction.
    public Result run(Runnable step) {
        for (String layer : document.plan().choices().keySet()) {
            if (model.network().contractions().stream()
                    .noneMatch(contraction -> contraction.name().equals(layer))) {
                throw new BadInputException(
                        planFile
                                + ": layer '"
                                + layer
                                + "' is none of "
                                + model.argument()
                                + ". Give the model of the plan.");
            }
        }
        for (Contraction layer : model.network().contractions()) {
            check(layer);
            step.run();
        }
        return new Result(schedules, values, mismatches, complaints, accumulators);
    }

    private void check(Contraction layer) {
        Precision precision =
                LayerPrecision.of(layer, choice(layer), nonNegative, machine.accelerator());
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
            schedule = parse(layer, recorded);
            List<String> problems =
                    ScheduleCheck.illegalities(
                            schedule, layer.nest(), precision, machine.accelerator());
            if (!problems.isEmpty()) {
                mismatches++;
                complaints.add(
                        planFile + ": schedules." + layer.name() + ": " + problems.getFirst());
                return;
            }
            long cycles =
                    EventModel.simulate(schedule, layer.nest(), precision, machine.accelerator())
                            .cycles();
            if (cycles != recorded.cycles()) {
                mismatches++;
                complaints.add(
                        planFile
                                + ": schedules."
                                + layer.name()
                                + ": takes "
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
            complaints.add(planFile + ": schedules." + layer.name() + ": " + overflow.getMessage());
            return;
        }
        schedules++;
        values += comparison.valuesCompared();
        mismatches += comparison.mismatches();
        if (comparison.firstMismatch() != null) {
            complaints.add(
                    planFile
                            + ": schedules."
                            + layer.name()
                            + ": "
                            + comparison.firstMismatch()
                            + ".");
        }
    }

    private Precision choice(Contraction layer) {
        String name = document.precision(layer.name());
        if (name == null) {
            throw new BadInputException(
                    planFile + ": choices lacks layer '" + layer.name() + "'. Add its precision.");
        }
        try {
            return machine.accelerator().precision(name);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(
                    planFile + ": choices." + layer.name() + ": " + problem.getMessage(), problem);
        }
    }

    private Schedule parse(Contraction layer, LayerSchedule recorded) {
        try {
            return ScheduleText.parse(recorded.schedule());
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(
                    planFile + ": schedules." + layer.name() + ": " + problem.getMessage(),
                    problem);
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
