package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells viewers how the delivery of a log goes while it is followed. For one thread at a time; blocks on the journal. */
final class DeliveryAnnouncer implements JournalDelivery.DeliveryListener {
    private static final System.Logger LOGGER = System.getLogger(DeliveryAnnouncer.class.getName());

    private final LogId log;
    private final LogSource source;
    private final HostReader reader;
    private final JournalAppender appender;
    private final TailProgress progress;
    private final StateAnnouncer stateAnnouncer;

    DeliveryAnnouncer(
            LogId log,
            LogSource source,
            HostReader reader,
            JournalAppender appender,
            TailProgress progress,
            StateAnnouncer stateAnnouncer) {
        this.log = log;
        this.source = source;
        this.reader = reader;
        this.appender = appender;
        this.progress = progress;
        this.stateAnnouncer = stateAnnouncer;
    }

    @Override
    public void live(Position at, @Nullable FileId file) {
        if (progress.live()) {
            LOGGER.log(Level.INFO, "{0} is live again.", log);
        }
        appender.stand(at);
        stateAnnouncer.tell(LogState.live(at, file == null ? null : file.toString(), lacks()));
    }

    /** Of what the reader lacks, that by which this log's viewers can miss something. */
    private Set<ReaderLimitation> lacks() {
        boolean file = source instanceof LogSource.FileSource;
        boolean apart = source instanceof LogSource.CommandSource said && said.errors() == StderrMode.MARK;
        return reader.lacks().stream()
                .filter(readerLimitation -> readerLimitation.isOfFiles() ? file : apart)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void nameless(String reason) {
        stateAnnouncer.tell(
                LogState.reconnecting(reason + " Meanwhile what is still written to the old file is shown."));
    }

    @Override
    public void waiting() {
        LogState last = stateAnnouncer.last();
        if (!progress.everLive()) {
            stateAnnouncer.tell(LogState.connecting(null));
        } else if (source instanceof LogSource.FileSource) {
            stateAnnouncer.tell(LogState.reconnecting("What was written meanwhile is being read."));
        } else if (last != null && last.phase() == LogState.TailPhase.RECONNECTING) {
            stateAnnouncer.tell(last);
        } else {
            stateAnnouncer.tell(LogState.reconnecting("The command is run again."));
        }
    }
}
