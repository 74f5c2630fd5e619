package io.onetail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
import java.util.List;

/** The rules between packages. */
@AnalyzeClasses(packages = "io.onetail", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /**
     * From top to bottom. An adapter stands above the package whose interface it implements, which so does not know it: only
     * {@code runtime} puts the two together.
     */
    private static final List<String> DOWNWARDS = List.of(
            "viewer",
            "admin",
            "runtime",
            "access.oidc",
            "access.signon",
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

    /** For each host whose logs somebody may see this is asked, with each list and each view that is opened. */
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
            .resideOutsideOfPackage("io.onetail.access.oidc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "net.minidev..");

    @ArchTest
    static final ArchRule theCoreNeedsNoServer = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.onetail.viewer", "io.onetail.admin", "io.onetail.runtime", "io.onetail.access.signon")
            .should()
            .dependOnClassesThat(new DescribedPredicate<>("need an application server") {
                @Override
                public boolean test(JavaClass type) {
                    String name = type.getPackageName();
                    return name.startsWith("jakarta.") && !name.startsWith("jakarta.json")
                            || name.startsWith("org.eclipse.microprofile.");
                }
            });

    @ArchTest
    static final ArchRule nothingIsPrintedToTheConsole =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    private static int place(JavaClass type) {
        String name = type.getPackageName().substring("io.onetail.".length());
        int place = DOWNWARDS.indexOf(name);
        if (place < 0) {
            throw new AssertionError("Package io.onetail." + name + " has no place in the order of packages");
        }
        return place;
    }
}
