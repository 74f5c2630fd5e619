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
 * One suite for every implementation of {@link io.onetail.tail.HostReader}: all classes of this package run for each of them, as a process
 * of this machine, and some through a real sshd too. {@code -Donetail.reader=perl,local} runs the suite for some implementations only,
 * {@code -Donetail.place=here} or {@code sshd} runs all of it in that place. What {@code sh} does not promise is skipped for it, by the
 * name of the {@link Promise}.
 *
 * <h2>What a reader must report of a log</h2>
 *
 * A {@link Ledger} knows in which file each byte is, since when, and to which files the log's name led. {@link TruthComparison} calls a
 * byte <em>lost</em> if it does not come, <em>foreign</em> if it comes but this life of this file does not have it at this offset
 * (repeated, out of order and shifted bytes are the same to it), <em>out of order</em> if a life begins to come before everything has come
 * that the life before had when this one began, and a gap <em>needless</em> if {@code missed} is reported although every file was. Only the
 * following is excusable:
 *
 * <ul>
 *   <li>what was cut away, or whose file was deleted, moved to another directory or replaced before it was reported, within 2.5 s of being
 *       written or named: a reader need not have looked in that time. If nothing was reported of such a file, the next life must say
 *       {@code missed};
 *   <li>that a link led to a file for less than that, or that a file had the name for less than that within 0.25 s of a change of a link,
 *       likewise with {@code missed}, and without it if the file was gone within that time;
 *   <li>loss of events, if there were more than the system keeps, with {@code missed};
 *   <li>what was given up because more than 64 lives were not read, if that is reported, or with {@code missed} if the life was not
 *       announced yet;
 *   <li>what was cut away while credit was short, or while late bytes were coming;
 *   <li>a cut that can't be noticed: to no fewer bytes than were read, or the same bytes written again and more. The life then continues;
 *   <li>that {@code missed} is reported where something other than a file had the name for a while, this file or the one before was in
 *       another directory meanwhile, or a file that was reported had come back under the name: a reader that could not open it can't know
 *       what it was. Likewise where directories and links on the way to the file change in immediate succession; there, what came and went
 *       meanwhile need not be reported if {@code missed} is;
 *   <li>that {@code missed} is reported at a cut just before the life at which it is due;
 *   <li>where there are no events, that a time which was only set counts as writing the same bytes again;
 *   <li>files that had lost the name before following began, and files without a byte.
 * </ul>
 *
 * A file that stays in the directory of the log's name, or of what that leads to, must be reported, however short it had the name and
 * whatever it is called by then.
 */
public final class ReaderSuite implements ArgumentsProvider {
    /** Scales what is done at random or very often; 1 takes some 40 s for each implementation. */
    static final int SCALE = Integer.getInteger("onetail.scale", 1);

    /** The implementations. */
    enum Kind {
        PERL,
        PYTHON,
        SH,
        LOCAL;

        /** Whether this kind keeps a promise of {@code reader.md}. */
        boolean keeps(Promise promise) {
            return this != SH || promise == Promise.PLACE;
        }

        /** Whether this kind can report what the operation does. */
        boolean promises(Operation operation) {
            return this != SH || operation.isPlain();
        }

        /** Whether this kind only looks from time to time. */
        boolean isSlow() {
            return this == SH;
        }

        /** Whether this kind learns of writing from events, which distinguish it from setting a time. */
        boolean hasEvents() {
            return this == PERL || this == PYTHON;
        }
    }

    /**
     * What {@code sh} can't promise, by the names in the field {@code lacks} of its hello. {@code place} is missing only where there is no
     * {@code /proc}, so not here.
     */
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

    /** Where a reader runs. */
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

    /**
     * Marks cases in which an sshd in between may matter: without {@code -Donetail.place} they run in both places, other cases only here.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @interface AlsoOverSsh {
        /** Whether {@code sh} also runs there, which is slow. */
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

    /** A path in the form that a {@link io.onetail.tail.HostReader} takes. */
    static String path(Path path) {
        return path.toString();
    }
}
