package bitwright.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Rewrites the classes of a jar that were compiled for Java 5 with the stack maps of later class
/// files and nothing else: the JVM keeps no older classes in its ahead-of-time cache, and verifies
/// them slowly. The launcher runs it on the parser of the command line; no command of its own.
public final class ModernClasses {
    /// Stack maps are required from Java 7 on; class files before Java 6 cannot have them.
    private static final int OLDEST_THAT_IS_KEPT = ClassFile.JAVA_6_VERSION;

    /// Support for a language that is not here.
    private static final String LEFT_AS_IT_IS = "/groovy/";

    private ModernClasses() {}

    /// Writes one jar in its modern form.
    ///
    /// @param arguments a jar on the class path, and the jar to write
    public static void main(String[] arguments) throws IOException {
        rewrite(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    /// Writes the same entries in the same order.
    static void rewrite(Path jar, Path modern) throws IOException {
        ClassFile classes =
                ClassFile.of(
                        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(
                                                ClassLoader.getSystemClassLoader())
                                        .cached()));
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(modern))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] content;
                try (InputStream stream = in.getInputStream(entry)) {
                    content = stream.readAllBytes();
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(
                        entry.getName().endsWith(".class")
                                        && !entry.getName().contains(LEFT_AS_IT_IS)
                                ? modern(classes, content)
                                : content);
                out.closeEntry();
            }
        }
    }

    private static byte[] modern(ClassFile classes, byte[] content) {
        ClassModel model = classes.parse(content);
        if (model.majorVersion() >= OLDEST_THAT_IS_KEPT) {
            return content;
        }
        ClassTransform bodies =
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        return classes.transformClass(
                model,
                bodies.andThen((builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_21_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                }));
    }
}
