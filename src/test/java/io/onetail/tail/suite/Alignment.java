package io.onetail.tail.suite;

import io.onetail.tail.suite.FollowRecord.ToldLife;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Determines of which content each life is: in order, each of a file with the same inode and with the bytes that came. If several contents
 * fit, the one that leaves the least unreported is chosen. A life may continue as the next content of its file if that has the same
 * beginning and everything that came before, since a reader that looks too late to see the file shorter can't know that it was. If other
 * files had the name in between, the life keeps its place before them.
 */
final class Alignment {
    private static final long UNSAID = 1000;
    private static final long WRONG_GAP = 10;
    private static final long NONE = Long.MAX_VALUE / 2;

    private final List<ToldLife> lives;
    private final List<Content> contents;
    private final Excuses excuses;
    private final List<String> wrongs = new ArrayList<>();
    /** For each content, the one as which a life of it may continue; -1 if there is none. */
    private final int[] sequels;

    private final boolean[] told;
    private final int @Nullable [] places;
    private final int @Nullable [] ends;

    Alignment(List<ToldLife> lives, List<Content> contents, Excuses excuses) {
        this.lives = lives;
        this.contents = contents;
        this.excuses = excuses;
        this.sequels = sequels();
        this.told = new boolean[contents.size()];
        this.places = align();
        this.ends = places == null ? null : ends(places);
    }

    /** For each life, the number of the content with which it began; null if there is none for one of them. */
    int @Nullable [] places() {
        return places;
    }

    /** For each life, the number of the content as which it has continued, in most cases the same. */
    int @Nullable [] ends() {
        return ends;
    }

    /** The content as which a life that began with this one may have continued; -1 if there is none. */
    int sequel(int content) {
        return sequels[content];
    }

    /** Whether a life began with this content or continued as it. */
    boolean isTold(int content) {
        return told[content];
    }

    private int[] sequels() {
        int[] sequels = new int[contents.size()];
        Arrays.fill(sequels, -1);
        for (int i = 0; i < sequels.length; i++) {
            Content content = contents.get(i);
            for (int next = i + 1; next < sequels.length && sequels[i] < 0; next++) {
                if (contents.get(next).isSequelOf(content)) {
                    sequels[i] = next;
                }
            }
        }
        return sequels;
    }

    /** The first content, from this one on, with which everything that was reported agrees; -1 if there is none. */
    private int end(ToldLife life, int place) {
        int at = hasHead(life, contents.get(place)) ? place : -1;
        while (at >= 0 && !hasBytes(life, contents.get(at))) {
            at = sequel(life, at);
        }
        return at;
    }

    private int sequel(ToldLife life, int place) {
        return excuses.mayHaveBegunAs(contents.get(place), life) ? sequels[place] : -1;
    }

    private int[] ends(int[] begins) {
        int[] found = new int[begins.length];
        for (int begin : begins) {
            told[begin] = true;
        }
        for (int i = 0; i < begins.length; i++) {
            ToldLife life = lives.get(i);
            int last = end(life, begins[i]);
            for (int at = begins[i]; at != last; at = sequels[at]) {
                told[sequels[at]] = true;
            }
            // Nothing distinguishes it from the next one, which no other life reports.
            int next = sequel(life, last);
            while (next >= 0 && !told[next] && hasBytes(life, contents.get(next))) {
                told[next] = true;
                last = next;
                next = sequel(life, last);
            }
            found[i] = last;
        }
        return found;
    }

    List<String> wrongs() {
        return wrongs;
    }

    private int @Nullable [] align() {
        long[][] costs = new long[lives.size()][contents.size()];
        int[][] from = new int[lives.size()][contents.size()];
        for (int life = 0; life < lives.size(); life++) {
            Arrays.fill(costs[life], NONE);
            boolean any = false;
            for (int place = 0; place < contents.size(); place++) {
                if (end(lives.get(life), place) >= 0) {
                    reach(costs, from, life, place);
                    any |= costs[life][place] < NONE;
                }
            }
            if (!any) {
                wrongs.add(nothingFits(life));
                return null;
            }
        }
        return path(costs, from);
    }

    private void reach(long[][] costs, int[][] from, int life, int place) {
        if (life == 0) {
            costs[0][place] = 0;
            return;
        }
        long skipped = 0;
        for (int before = place - 1; before >= 0; before--) {
            if (costs[life - 1][before] < NONE) {
                boolean gap = lives.get(life).life.missed();
                long cost = costs[life - 1][before] + skipped + (gap == (before < place - 1) ? 0 : WRONG_GAP);
                if (cost < costs[life][place]) {
                    costs[life][place] = cost;
                    from[life][place] = before;
                }
            }
            Content passed = contents.get(before);
            boolean free = !excuses.isDue(passed) || excuses.isCovered(passed, lives.get(life), contents.get(place));
            skipped += free ? 1 : UNSAID;
        }
    }

    private int[] path(long[][] costs, int[][] from) {
        int[] path = new int[lives.size()];
        if (path.length > 0) {
            int last = path.length - 1;
            path[last] = best(costs[last]);
            for (int life = last; life > 0; life--) {
                path[life - 1] = from[life][path[life]];
            }
        }
        return path;
    }

    private int best(long[] costs) {
        long rest = 0;
        long least = NONE;
        int best = 0;
        for (int place = costs.length - 1; place >= 0; place--) {
            if (costs[place] + rest < least) {
                least = costs[place] + rest;
                best = place;
            }
            rest += excuses.isDue(contents.get(place)) ? UNSAID : 1;
        }
        return best;
    }

    private static boolean fits(ToldLife told, Content content) {
        return hasHead(told, content) && hasBytes(told, content);
    }

    private static boolean hasHead(ToldLife told, Content content) {
        byte[] head = told.life.file().head();
        return content.file().node().equals(told.life.file().node()) && content.holds(0, head, head.length);
    }

    private static boolean hasBytes(ToldLife told, Content content) {
        return content.holds((int) told.start, told.bytes, told.length);
    }

    private String nothingFits(int life) {
        ToldLife told = lives.get(life);
        byte[] head = Arrays.copyOf(told.bytes, Math.min(told.length, 80));
        List<String> own = contents.stream()
                .filter(content -> content.file().node().equals(told.life.file().node()))
                .map(content -> content
                        + (fits(told, content) ? " (fits, but is out of order)" : " " + difference(told, content)))
                .toList();
        return "life " + life + " (" + told.life.kind() + ", "
                + told.life.file().node() + ", " + told.life.file().path()
                + ", a head of " + told.life.file().head().length + " bytes, bytes " + told.start + " to " + told.end()
                + ", '" + printed(head) + "') fits no content; contents of this inode: " + own;
    }

    private static String difference(ToldLife told, Content content) {
        byte[] truth = content.copy();
        int first = IntStream.range(0, told.length)
                .filter(i -> told.start + i >= truth.length || truth[(int) told.start + i] != told.bytes[i])
                .findFirst()
                .orElse(-1);
        return first < 0
                ? "(its head differs)"
                : "(differs at " + (told.start + first) + ": '"
                        + printed(Arrays.copyOfRange(told.bytes, first, Math.min(told.length, first + 40))) + "')";
    }

    private static String printed(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(
                    b >= 32 && b < 127 ? "" + (char) b : "\\" + HexFormat.of().toHexDigits(b));
        }
        return text.toString();
    }
}
