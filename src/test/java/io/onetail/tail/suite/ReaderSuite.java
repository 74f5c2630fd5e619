package io.onetail.tail.suite;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * One suite for every implementation of {@link io.onetail.tail.HostReader}: all classes of this package run for each of them, as a process of this
 * machine, and some through a real sshd too. {@code -Donetail.reader=perl,local} runs it for some only, {@code -Donetail.place=here} or {@code sshd}
 * all of it at that place. What {@code sh} does not promise is left out for it, by the name of the {@link Promise}.
 *
 * <h2>What a reader must tell of a log</h2>
 *
 * A {@link Ledger} knows of each byte in which file it is, since when, and to which files the log's name led. {@link TruthComparison} calls it <em>lost</em>
 * if a byte does not come, <em>foreign</em> if one comes that this life of this file does not hold at this offset (twice, out of order and shifted are the
 * same to it), <em>out of order</em> if a life begins to come before what the one before held when it began, and a <em>needless gap</em> if
 * {@code missed} is said where every file was told. Excusable is only:
 *
 * <ul>
 *   <li>what was cut away, or whose file was deleted, moved to another directory or replaced before it was told, within 2.5 s of being written or
 *       named: no look need have seen it. If nothing was told of such a file, the next life must say {@code missed};
 *   <li>that a link led to a file for less than that, or that a file had the name for less than that within 0.25 s of a link's being turned,
 *       likewise with {@code missed}, and without if it was gone within that time;
 *   <li>of what the system's events told, where they were more than it keeps, with {@code missed};
 *   <li>what was given up, with a word, or with {@code missed} if it was not told yet, where more than 64 lives were not read;
 *   <li>what was cut away while credit was short, or while late bytes were coming;
 *   <li>a cut that nobody can see: to no fewer bytes than were read, or the same bytes written again and more. Then the life goes on;
 *   <li>that {@code missed} is said where something else than a file had the name for a while, this file or the one before was in another directory
 *       meanwhile, or one that was told had come back under the name: nobody can know what that was who could not open it; likewise
 *       where directories and links on the way to the file change at once after one another;
 *   <li>that {@code missed} stands at a cut just before the life at which it is due;
 *   <li>where there are no events, that a time which was only set is taken for the same bytes written again;
 *   <li>files that had lost the name before following began, and files without a byte.
 * </ul>
 *
 * A file that stays in the directory of the log's name, or of what that leads to, must be told, however short it had the name and whatever it is called
 * by then.
 */
public final class ReaderSuite implements ArgumentsProvider {
    /** A scale for what is done at random or very often; 1 takes some 40 s for each implementation. */
    static final int SCALE = Integer.getInteger("onetail.scale", 1);

    /** What reads. */
    enum Kind {
        PERL,
        PYTHON,
        SH,
        LOCAL;

        /** Whether it keeps a promise of {@code reader.md}. */
        boolean keeps(Promise promise) {
            return this != SH || promise == Promise.PLACE;
        }

        /** Whether what this does can be told by it. */
        boolean promises(Operation operation) {
            return this != SH || operation.isPlain();
        }

        /** Whether it looks from time to time only. */
        boolean isSlow() {
            return this == SH;
        }

        /** Whether it learns of writing from events that tell it from setting a time. */
        boolean hasEvents() {
            return this == PERL || this == PYTHON;
        }
    }

    /** What {@code sh} can't promise, by the names that its hello has under {@code lacks}; {@code place} only where there is no {@code /proc}, so not here. */
    enum Promise {
        ORDER,
        CUT,
        LATE,
        OUTPUTS,
        PLACE,
        CANCEL,
        HOLES,
        SPEED
    }

    /** Where it runs. */
    enum Place {
        HERE,
        SSHD
    }

    /** One implementation at one place. */
    record Setup(Kind kind, Place place) {
        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + " " + place.name().toLowerCase(Locale.ROOT);
        }
    }

    /** For cases in which it may matter that an sshd stands between: without {@code -Donetail.place} they run at both places, others only here. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface AlsoOverSsh {
        /** Whether {@code sh} does too, whose looks take their time. */
        boolean sh() default false;
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        AlsoOverSsh also = context.getRequiredTestClass().getAnnotation(AlsoOverSsh.class);
        List<Setup> setups = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Place place : Place.values()) {
                boolean possible = kind != Kind.LOCAL || place == Place.HERE;
                boolean overSsh = also != null && (kind != Kind.SH || also.sh());
                if (possible
                        && isWanted("onetail.reader", kind, true)
                        && isWanted("onetail.place", place, overSsh || place == Place.HERE)) {
                    setups.add(new Setup(kind, place));
                }
            }
        }
        return setups.stream().map(Arguments::of);
    }

    private static boolean isWanted(String property, Enum<?> value, boolean otherwise) {
        String wanted = System.getProperty(property, "");
        return wanted.isEmpty()
                ? otherwise
                : Arrays.asList(wanted.toUpperCase(Locale.ROOT).split(",", -1)).contains(value.name());
    }

    /** As a {@link io.onetail.tail.HostReader} takes it. */
    static String path(Path path) {
        return path.toString();
    }
}
