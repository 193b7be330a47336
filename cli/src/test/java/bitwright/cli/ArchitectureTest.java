package bitwright.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Codebooks;
import bitwright.arch.format.NumberFormat;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The rules of the house that the compiler cannot check.
final class ArchitectureTest {
    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void importProduct() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("bitwright");
    }

    @Test
    void allRoomsAreSeen() {
        for (String room :
                new String[] {
                    "arch", "workload", "kernels", "sim", "mapper", "precision", "reports", "cli"
                }) {
            assertThat(
                            classes.stream()
                                    .anyMatch(each ->
                                            each.getPackageName().startsWith("bitwright." + room)))
                    .as(room)
                    .isTrue();
        }
    }

    @Test
    void onlyArchModelAndKernelsAskForTheFamilyOfANumberFormat() {
        DescribedPredicate<JavaClass> concrete =
                assignableTo(NumberFormat.class)
                        .and(not(equivalentTo(NumberFormat.class)))
                        .as("concrete number formats");
        assertThat(classes.stream().filter(concrete))
                .extracting(JavaClass::getName)
                .containsAll(
                        Arrays.stream(NumberFormat.class.getPermittedSubclasses())
                                .map(Class::getName)
                                .toList());
        noClasses()
                .that()
                .resideOutsideOfPackages("bitwright.arch..", "bitwright.kernels..")
                .should()
                .dependOnClassesThat(concrete.or(equivalentTo(Codebooks.class)))
                .check(classes);
    }

    @Test
    void workloadAndArchModelAreStrangers() {
        noClasses()
                .that()
                .resideInAPackage("bitwright.workload..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("bitwright.arch..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("bitwright.arch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("bitwright.workload..")
                .check(classes);
    }

    @Test
    void valuesAndTimesMeetInTheInterpreterAndInEmittedKernelsOnly() {
        noClasses()
                .that()
                .resideInAPackage("bitwright.sim..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("bitwright.kernels..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("bitwright.kernels..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("bitwright.sim..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("bitwright.mapper..")
                .and()
                .resideOutsideOfPackages(
                        "bitwright.mapper.interpreter..", "bitwright.mapper.emit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("bitwright.kernels..")
                .check(classes);
    }

    @Test
    void onlyTheOnnxReaderKnowsProtobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.workload.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "ai.onnx.proto..")
                .check(classes);
    }

    @Test
    void onlyTheFastKernelsUseVectors() {
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.kernels.fast..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(classes);
    }

    @Test
    void onlyTheSolverKnowsOrTools() {
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.precision.solver..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.ortools..")
                .check(classes);
    }

    @Test
    void onlyTheCommandLinePrintsReadsTheClockOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.cli..")
                .should()
                .accessField(System.class, "out")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.cli..")
                .should()
                .accessField(System.class, "err")
                .check(classes);
        for (String method : new String[] {"nanoTime", "currentTimeMillis"}) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("bitwright.cli..")
                    .should()
                    .callMethod(System.class, method)
                    .check(classes);
        }
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("bitwright.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "picocli..")
                .check(classes);
    }

    @Test
    void thereIsNoMutableStaticState() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("bitwright..")
                .should()
                .beFinal()
                .check(classes);
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .and()
                .haveRawType(DescribedPredicate.describe("an array", JavaClass::isArray))
                .should()
                .bePrivate()
                .check(classes);
    }
}
