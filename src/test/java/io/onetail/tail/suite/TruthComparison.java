package io.onetail.tail.suite;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.suite.FollowRecord.Caught;
import io.onetail.tail.suite.FollowRecord.Change;
import io.onetail.tail.suite.FollowRecord.ToldLife;
import io.onetail.tail.suite.Ledger.Namelessness;
import io.onetail.tail.suite.Ledger.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was reported of a log with the truth. {@link ReaderSuite} describes what is excusable. The ledger must not change
 * meanwhile.
 */
final class TruthComparison {
    private static final int MOST_TOLD = 40;
    /** How many unread lives a reader keeps. */
    private static final int MOST_UNREAD = 64;

    private final List<String> wrongs;
    private final List<String> lacks = new ArrayList<>();
    private final Ledger ledger;
    private final FollowRecord followRecord;
    private final Excuses excuses;
    private final List<ToldLife> lives;
    private final List<Content> contents;
    private final Alignment alignment;
    private final int @Nullable [] places;

    private TruthComparison(Ledger ledger, FollowRecord followRecord, Excuses excuses) {
        this.ledger = ledger;
        this.followRecord = followRecord;
        this.excuses = excuses;
        wrongs = new ArrayList<>(followRecord.wrongs());
        lives = followRecord.lives();
        List<Content> order = ledger.since(excuses.followedAt(), excuses.followedAt());
        Alignment first = new Alignment(lives, order, excuses);
        if (first.places() == null) {
            // A host may take a while to begin; what came and went meanwhile can only be reported when it comes again.
            order = ledger.since(excuses.followedAt(), lives.get(0).at);
            first = new Alignment(lives, order, excuses);
        }
        contents = order;
        alignment = first;
        places = alignment.places();
        wrongs.addAll(alignment.wrongs());
    }

    /** Compares what has been reported up to now. */
    static TruthComparison of(Ledger ledger, FollowRecord followRecord, Excuses excuses) {
        synchronized (followRecord) {
            TruthComparison truthComparison = new TruthComparison(ledger, followRecord, excuses);
            truthComparison.judge();
            return truthComparison;
        }
    }

    /** Which content was reported as which life, for messages; only the last of them. */
    List<String> story() {
        List<String> story = new ArrayList<>();
        for (int i = Math.max(0, contents.size() - MOST_TOLD); i < contents.size(); i++) {
            Content content = contents.get(i);
            String as = "untold";
            for (int life = 0; places != null && life < places.length; life++) {
                if (places[life] == i || content(life) == content) {
                    as = lives.get(life).toString();
                }
            }
            StringBuilder when = new StringBuilder();
            for (Tenure tenure : ledger.of(content)) {
                when.append(excuses.millis(tenure.from))
                        .append('-')
                        .append(excuses.millis(tenure.until))
                        .append(tenure.traceless ? " by link, " : ", ");
            }
            story.add(content + ", cut " + excuses.millis(content.cutAt()) + ", gone "
                    + excuses.millis(content.file().goneAt()) + ", named " + when + "-> " + as);
        }
        for (int i = Math.max(0, lives.size() - MOST_TOLD); i < lives.size(); i++) {
            FileLife life = lives.get(i).life;
            story.add(lives.get(i) + ", told " + excuses.millis(lives.get(i).at) + ", of "
                    + life.file().node() + " with " + life.file().size() + " bytes");
        }
        return story;
    }

    /** What can't be corrected any more. */
    List<String> wrongs() {
        return wrongs;
    }

    /** What is still missing. */
    List<String> lacks() {
        return lacks;
    }

    private Content content(int life) {
        return contents.get(Objects.requireNonNull(alignment.ends())[life]);
    }

    private void judge() {
        if (places == null) {
            return;
        }
        if (lives.isEmpty()) {
            if (ledger.nameless() == null) {
                lacks.add("no life was reported");
            }
        } else {
            untold();
            for (int life = 0; life < lives.size(); life++) {
                kind(life);
                missed(life);
                bytes(life);
                order(life);
            }
            caughtUp();
        }
        changes();
        name();
    }

    /** Whether the name leads to a file without a byte, of which a life must be reported nevertheless. */
    private boolean isNewAndEmpty(Content content) {
        ToldLife last = lives.get(lives.size() - 1);
        boolean noticed = isUnknown(content.file())
                || content(lives.size() - 1).file() == content.file() && last.end() > content.size();
        return noticed
                && ledger.nameless() == null
                && Objects.requireNonNull(ledger.newest()).content() == content;
    }

    private void untold() {
        int life = 0;
        for (int i = places[0] + 1; i < contents.size(); i++) {
            while (life < places.length && places[life] < i) {
                life++;
            }
            if (alignment.isTold(i)) {
                continue;
            }
            Content content = contents.get(i);
            boolean covered = life < places.length
                    && (excuses.isCovered(content, lives.get(life), content(life))
                            || (life >= MOST_UNREAD || excuses.areEventsLost() || ledger.isHurried())
                                    && lives.get(life).life.missed());
            if (!covered && (excuses.isDue(content) || isNewAndEmpty(content))) {
                (life == places.length ? lacks : wrongs).add("no life was reported for " + content);
            }
        }
    }

    private void kind(int life) {
        Content content = content(life);
        boolean known = false;
        for (int i = 0; i < life; i++) {
            known |= content(i).file() == content.file();
        }
        if (life > 0 && known != (lives.get(life).life.kind() == FileLife.LifeKind.CUT)) {
            wrongs.add(lives.get(life).life.kind() + " for life " + life + ", " + content);
        }
    }

    private void missed(int life) {
        if (life == 0) {
            return;
        }
        boolean said = lives.get(life).life.missed();
        List<Content> skipped = skipped(life);
        if (said && skipped.isEmpty() && !isOneMissedAfter(life) && !isUnknowable(life)) {
            wrongs.add("needless gap: missed before life " + life + ", " + content(life));
        } else if (!said
                && !isMissedBefore(life)
                && skipped.stream()
                        .anyMatch(content ->
                                content.size() > 0 && isUnknown(content.file()) && !excuses.isUntraceable(content))) {
            wrongs.add("lost without a mark: what came before life " + life + ", " + content(life) + ": " + skipped);
        }
    }

    private List<Content> skipped(int life) {
        return IntStream.range(places[life - 1] + 1, places[life])
                .filter(i -> !alignment.isTold(i))
                .mapToObj(contents::get)
                .toList();
    }

    /** Whether the life before was a cut that was noticed only after more had happened, and reports that. */
    private boolean isMissedBefore(int life) {
        FileLife before = lives.get(life - 1).life;
        return before.kind() == FileLife.LifeKind.CUT && before.missed();
    }

    private boolean isOneMissedAfter(int life) {
        return lives.get(life).life.kind() == FileLife.LifeKind.CUT
                && life + 1 < lives.size()
                && !skipped(life + 1).isEmpty();
    }

    /** Whether what had the name before this life can't be known to a reader that could not open it then. */
    private boolean isUnknowable(int life) {
        Content before = content(life - 1);
        return ledger.isHurried()
                || content(life).file().wasAway()
                || before.file().wasAway()
                || ledger.of(before).size() > 1
                || ledger.cameBack(ledger.of(before).get(0).from, lives.get(life).at)
                || ledger.wasOdd(ledger.of(before).get(0).from, lives.get(life).at);
    }

    private boolean isUnknown(TruthFile file) {
        for (int i = 0; i < lives.size(); i++) {
            if (content(i).file() == file) {
                return false;
            }
        }
        return true;
    }

    private void bytes(int life) {
        ToldLife had = lives.get(life);
        Content content = content(life);
        if (had.unwanted || !excuses.isStarted()) {
            return;
        }
        for (int at = Objects.requireNonNull(places)[life]; contents.get(at) != content; at = alignment.sequel(at)) {
            lost(life, contents.get(at));
        }
        if (had.givenUp) {
            if (lives.size() - life <= MOST_UNREAD) {
                wrongs.add("life " + life + " was given up without need, " + content);
            }
            return;
        }
        if (!content.isCut()) {
            if (had.end() < content.size()) {
                lacks.add("bytes from " + had.end() + " on of life " + life + ", " + content);
            }
            return;
        }
        lost(life, content);
    }

    /** What was there long enough had to come before it was cut away. */
    private void lost(int life, Content content) {
        long end = lives.get(life).end();
        int due = excuses.dueOfCut(content);
        if (Math.max(end, content.kept()) < due) {
            wrongs.add("lost: bytes " + end + " to " + due + " of life " + life + ", " + content);
        }
    }

    /** What an earlier life had before its successor began comes before the successor's first byte. */
    private void order(int life) {
        long[] before = lives.get(life).before;
        for (int i = life - 1; before != null && i >= 0 && !lives.get(i).unwanted; i--) {
            Content earlier = content(i);
            int due = earlier.isCut() || lives.get(i).givenUp ? 0 : earlier.sizeAt(succeeded(i));
            if (before[i] < due) {
                wrongs.add("out of order: life " + life + " has begun to come at byte " + before[i] + " of " + due
                        + " of life " + i + ", " + earlier);
            }
        }
    }

    /** When a file other than that of this life, which is not the last one, had the name. */
    private long succeeded(int life) {
        return contents.subList(places[life] + 1, contents.size()).stream()
                .filter(content -> content.file() != content(life).file())
                .findFirst()
                .map(content -> ledger.of(content).get(0).from)
                .orElse(0L);
    }

    private void caughtUp() {
        for (Caught caught : followRecord.caught()) {
            if (caught.life() >= caught.ends().length || caught.ends()[caught.life()] != caught.offset()) {
                wrongs.add("caught up at " + caught.offset() + " of life " + caught.life() + ", which was elsewhere");
                continue;
            }
            for (int life = 0; life < caught.ends().length; life++) {
                Content content = content(life);
                int due = excuses.dueAt(content, caught.at());
                if (!lives.get(life).unwanted && !lives.get(life).givenUp && caught.ends()[life] < due) {
                    wrongs.add("reported as caught up at byte " + caught.ends()[life] + " of " + due + " of life "
                            + life + ", " + content);
                }
            }
        }
        List<Caught> all = followRecord.caught();
        if (excuses.isStarted() && (all.isEmpty() || all.get(all.size() - 1).at() < followRecord.lastBytes())) {
            lacks.add("it was not reported that this is all");
        }
    }

    private void changes() {
        List<Change> changes = followRecord.changesBack();
        for (int i = 1; i < changes.size(); i++) {
            Change before = changes.get(i - 1);
            Change change = changes.get(i);
            long between = (change.at() - before.at()) / 1_000_000;
            if (between < Excuses.LEAST_MILLIS_BETWEEN_CHANGES) {
                wrongs.add("two changes from one life to an earlier one within " + between + " ms, the second at "
                        + excuses.millis(change.at()) + ": " + before.from() + " to " + before.to() + ", "
                        + change.from() + " to " + change.to());
            }
        }
    }

    private void name() {
        Namelessness truth = ledger.nameless();
        LogException said = followRecord.nameless();
        boolean same = truth == null
                ? said == null
                : said != null
                        && said.failure()
                                == (truth == Namelessness.ABSENT ? FailureCode.NOT_FOUND : FailureCode.UNREADABLE);
        if (!same) {
            lacks.add("the name is " + (truth == null ? "there" : truth) + ", reported was " + said);
        }
    }
}
