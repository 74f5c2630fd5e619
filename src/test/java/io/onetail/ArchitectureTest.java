package io.onetail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.onetail.catalog.Glob;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules between packages. */
@AnalyzeClasses(packages = "io.onetail", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int MOST_ONE_WORD_PERCENT = 18;
    private static final int MOST_LINES = 350;
    private static final int MOST_LINES_WITH_A_SERVER = 100;

    /**
     * From top to bottom. An adapter stands above the package whose interface it implements, so that package does not know it: only
     * {@code server} puts the two together.
     */
    private static final List<String> DOWNWARDS = List.of(
            "viewer",
            "api",
            "server",
            "config",
            "signon.oidc",
            "signon",
            "access",
            "history",
            "relay.redis",
            "relay",
            "tail.ssh",
            "tail.local",
            "tail",
            "catalog",
            "mask",
            "protocol");

    @ArchTest
    static final ArchRule dependenciesPointDownwards = classes()
            .should(new ArchCondition<>("depend on packages below only") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    from.getDirectDependenciesFromSelf().stream()
                            .filter(dependency ->
                                    dependency.getTargetClass().getPackageName().startsWith("io.onetail."))
                            .filter(dependency -> place(dependency.getTargetClass()) < place(from))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.onetail.(**)").should().beFreeOfCycles();

    /** This is asked for each host whose logs somebody may see, at each list and at each view that is opened. */
    @ArchTest
    static final ArchRule rightsCompileNoGlobs = noClasses()
            .that()
            .resideInAPackage("io.onetail.access..")
            .and()
            .doNotHaveSimpleName("RuleParser")
            .should()
            .callMethod(Glob.class, "of", String.class);

    @ArchTest
    static final ArchRule onlyTheJournalsAdapterKnowsTheRedisClient = noClasses()
            .that()
            .resideOutsideOfPackage("io.onetail.relay.redis")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule onlyTheTransportsAdapterKnowsJsch = noClasses()
            .that()
            .resideOutsideOfPackage("io.onetail.tail.ssh")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jcraft..");

    @ArchTest
    static final ArchRule onlyTheLoginAtAProviderKnowsNimbus = noClasses()
            .that()
            .resideOutsideOfPackage("io.onetail.signon.oidc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "net.minidev..");

    /** Without one it is the common pool, whose threads know nothing of the application and outlive it. */
    @ArchTest
    static final ArchRule cachesHaveAnExecutor = noClasses()
            .that(DescribedPredicate.describe(
                    "give Caffeine no executor",
                    type -> type.getMethodCallsFromSelf().stream()
                            .noneMatch(call -> call.getTargetOwner().isEquivalentTo(Caffeine.class)
                                    && call.getName().equals("executor"))))
            .should()
            .callMethod(Caffeine.class, "newBuilder");

    /** Jakarta JSON is a library like any other; all other APIs are the application server's. */
    @ArchTest
    static final ArchRule theCoreNeedsNoServer = noClasses()
            .that()
            .resideOutsideOfPackages("io.onetail.api", "io.onetail.server")
            .and(areNone(
                    "the endpoint with what serves it, or the filter",
                    "viewer.LiveEndpoint",
                    "viewer.WebSocketSender",
                    "viewer.ViewerService",
                    "viewer.ShutdownListener",
                    "signon.AccessFilter",
                    "signon.SignedInRequest",
                    "signon.ServletSignOnRequest",
                    "signon.ServletSignOnReply",
                    "signon.LoginConstraintListener"))
            .should()
            .dependOnClassesThat(need("an application server", ArchitectureTest::isOfServer));

    /** They hold lifecycle and annotations; logic is in plain classes beside them. */
    @ArchTest
    static final ArchRule classesThatNeedAServerAreSmall = classes()
            .that(DescribedPredicate.describe(
                    "need an application server",
                    type -> type.getDirectDependenciesFromSelf().stream()
                            .anyMatch(dependency ->
                                    isOfServer(dependency.getTargetClass().getPackageName()))))
            .should(new ArchCondition<>("have at most " + MOST_LINES_WITH_A_SERVER + " lines") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    long lines = lines(type);
                    if (lines > MOST_LINES_WITH_A_SERVER) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " has " + lines + " lines"));
                    }
                }
            });

    @ArchTest
    static final ArchRule jsonIsMadeInOnePlace = noClasses()
            .that()
            .doNotHaveSimpleName("JsonValues")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("jakarta\\.json\\.(spi\\..*|Json)");

    @ArchTest
    static final ArchRule oneMapperAnswersForAllResources =
            classes().that().implement(ExceptionMapper.class).should().haveSimpleName("ApiExceptionMapper");

    @ArchTest
    static final ArchRule onlyTheReadersKnowMicroProfileConfig = noClasses()
            .that()
            .resideOutsideOfPackage("io.onetail.config")
            .should()
            .dependOnClassesThat(need("MicroProfile Config", name -> name.startsWith("org.eclipse.microprofile.")));

    @ArchTest
    static final ArchRule simpleNamesAreUnique = classes()
            .should(new ArchCondition<>("have a simple name of their own") {
                private final Map<String, List<String>> byName = new TreeMap<>();

                @Override
                public void init(Collection<JavaClass> all) {
                    byName.clear();
                    for (JavaClass type : all) {
                        if (!type.isAnonymousClass()
                                && !type.isLocalClass()
                                && !type.getSimpleName().equals("package-info")) {
                            byName.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>())
                                    .add(type.getName());
                        }
                    }
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    List<String> named = byName.getOrDefault(type.getSimpleName(), List.of());
                    if (named.size() > 1 && named.get(0).equals(type.getName())) {
                        events.add(
                                SimpleConditionEvent.violated(type, "One simple name for several classes: " + named));
                    }
                }
            });

    /** See the house style: a name is two words unless one is the field's term. */
    @ArchTest
    static final ArchRule fewNamesAreOneWord = classes()
            .should(new ArchCondition<>("have names of two words, most of them") {
                private final Set<String> all = new TreeSet<>();
                private final Set<String> oneWord = new TreeSet<>();

                @Override
                public void init(Collection<JavaClass> types) {
                    all.clear();
                    oneWord.clear();
                    for (JavaClass type : types) {
                        String name = type.getSimpleName();
                        if (!type.isAnonymousClass() && !type.isLocalClass() && !name.equals("package-info")) {
                            all.add(type.getName());
                            if (name.substring(1).chars().noneMatch(Character::isUpperCase)) {
                                oneWord.add(type.getName());
                            }
                        }
                    }
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {}

                @Override
                public void finish(ConditionEvents events) {
                    if (oneWord.size() * 100 > all.size() * MOST_ONE_WORD_PERCENT) {
                        events.add(SimpleConditionEvent.violated(
                                oneWord, oneWord.size() + " of " + all.size() + " names are one word: " + oneWord));
                    }
                }
            });

    /** A longer one does more than one thing. */
    @ArchTest
    static final ArchRule noSourceFileIsLong = classes()
            .that()
            .areTopLevelClasses()
            .should(new ArchCondition<>("be in a file of at most " + MOST_LINES + " lines") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Path file = Path.of("src/main/java", type.getName().replace('.', '/') + ".java");
                    try (Stream<String> lines = Files.lines(file)) {
                        long count = lines.count();
                        if (count > MOST_LINES) {
                            events.add(SimpleConditionEvent.violated(type, file + " has " + count + " lines"));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });

    @ArchTest
    static final ArchRule nothingIsPrintedToTheConsole =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    private static DescribedPredicate<JavaClass> areNone(String of, String... names) {
        Set<String> full = Stream.of(names).map(name -> "io.onetail." + name).collect(Collectors.toSet());
        return DescribedPredicate.describe("are not " + of, type -> {
            String top = type.getName().replaceAll("\\$.*", "");
            return !full.contains(top);
        });
    }

    private static DescribedPredicate<JavaClass> need(String what, Predicate<String> packageName) {
        return DescribedPredicate.describe("need " + what, type -> packageName.test(type.getPackageName()));
    }

    private static boolean isOfServer(String packageName) {
        return packageName.startsWith("jakarta.") && !packageName.startsWith("jakarta.json");
    }

    private static long lines(JavaClass type) {
        String file = type.getName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
        try (Stream<String> lines = Files.lines(Path.of("src/main/java", file))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int place(JavaClass type) {
        String name = type.getPackageName().substring("io.onetail.".length());
        int place = DOWNWARDS.indexOf(name);
        if (place < 0) {
            throw new AssertionError("Package io.onetail." + name + " has no place in the order of packages");
        }
        return place;
    }
}
