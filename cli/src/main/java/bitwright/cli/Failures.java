package bitwright.cli;

import bitwright.arch.reader.MachineFileException;
import bitwright.cli.flow.InfeasibleException;
import bitwright.kernels.network.ImageFileException;
import bitwright.mapper.search.NoScheduleException;
import bitwright.precision.table.TableFileException;
import bitwright.reports.ReportFileException;
import bitwright.workload.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what goes wrong into one line and an exit code.
final class Failures implements IExecutionExceptionHandler {
    static final int INFEASIBLE_OR_MISMATCH = 1;
    static final int BAD_INPUT = 2;

    @Override
    public int handleExecutionException(Exception problem, CommandLine line, ParseResult parsed)
            throws Exception {
        if (problem instanceof InfeasibleException) {
            line.getErr().println("bitwright: " + problem.getMessage());
            return INFEASIBLE_OR_MISMATCH;
        }
        String message = oneLine(problem);
        line.getErr().println("bitwright: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        return BAD_INPUT;
    }

    static int onBadArguments(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        List<String> nearest =
                problem instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        String cure =
                nearest.isEmpty()
                        ? "Try '" + line.getCommandSpec().qualifiedName() + " --help'."
                        : "Maybe " + String.join(", ", nearest) + ".";
        String message = text(problem).strip().replaceAll("\\s*\\R\\s*", " ");
        String end = message.endsWith(".") || message.endsWith("?") ? " " : ". ";
        line.getErr().println("bitwright: " + message + end + cure);
        return BAD_INPUT;
    }

    /// The one line for a known kind of failure; an unknown kind is a defect of ours and is thrown
    /// on.
    private static String oneLine(Exception problem) throws Exception {
        return switch (problem) {
            case BadInputException known -> text(known);
            case MachineFileException known -> text(known);
            case ModelFileException known -> text(known);
            case TableFileException known -> text(known);
            case ImageFileException known -> text(known);
            case ReportFileException known -> text(known);
            case NoScheduleException known -> text(known);
            case UncheckedIOException known ->
                    fileProblem(
                            known.getCause() == null
                                    ? new IOException(known.getMessage())
                                    : known.getCause());
            case IOException known -> fileProblem(known);
            default -> throw problem;
        };
    }

    private static String fileProblem(IOException problem) {
        return switch (problem) {
            case NoSuchFileException missing ->
                    missing.getFile() + ": no such file. Check the path.";
            case AccessDeniedException denied ->
                    denied.getFile() + ": access denied. Check the permissions.";
            case FileAlreadyExistsException existing ->
                    existing.getFile() + ": already exists. Choose another folder with -o.";
            default -> text(problem);
        };
    }

    private static String text(Exception problem) {
        return String.valueOf(problem.getMessage());
    }
}
