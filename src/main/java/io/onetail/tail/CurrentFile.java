package io.onetail.tail;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.DatedPath;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.util.List;

/** Finds the file that a log's name leads to at the moment, and looks at it. Stateless; blocks on the host. */
public final class CurrentFile {
    private static final int MOST_DATED = 10_000;

    private CurrentFile() {}

    /**
     * The file to follow: the named one, or the newest of those whose names match a name with a date.
     *
     * @throws LogException not-found if no file matches, or what the host answers
     */
    public static LogSource.FileSource newest(LogSource.FileSource file, HostReader reader)
            throws LogException, InterruptedException {
        DatedPath dated = file.dated();
        if (dated == null) {
            return file;
        }
        List<String> found = reader.find(List.of(dated.glob()), MOST_DATED).stream()
                .map(FoundFile::path)
                .toList();
        String path = dated.newest(found);
        if (path == null) {
            throw new LogException(
                    FailureCode.NOT_FOUND,
                    "There is no file on " + file.host().name() + " yet whose name matches " + file.path() + ".");
        }
        return new LogSource.FileSource(file.host(), path, file.charset(), true);
    }

    /** @throws LogException forbidden if a link led to a file that is not allowed; unreadable if the file is not text */
    static void check(LogSource.FileSource file, Catalog catalog, FileInfo info) throws LogException {
        catalog.checkResolved(file, info.path());
        checkText(file, info);
    }

    private static void checkText(LogSource.FileSource file, FileInfo info) throws LogException {
        if (!isText(info)) {
            throw new LogException(
                    FailureCode.UNREADABLE,
                    file.path() + " on " + file.host().name()
                            + (isPacked(info)
                                    ? " is compressed and can't be viewed. Download it, or unpack it on the host."
                                    : " is not text but begins like a binary file, and can't be viewed."));
        }
    }

    /**
     * What is at the file's path, whatever its content.
     *
     * @throws LogException forbidden if a link leads to a file that is not allowed, or what the host answers
     */
    public static FileInfo lookAtAny(LogSource.FileSource file, Catalog catalog, HostReader reader)
            throws LogException, InterruptedException {
        FileInfo info = reader.look(file.path());
        catalog.checkResolved(file, info.path());
        return info;
    }

    /** Whether a file can be shown as lines of text. */
    public static boolean isText(FileInfo info) {
        return TextCheck.isText(info.head());
    }

    /** Whether a file is compressed, by any of the usual tools. */
    public static boolean isPacked(FileInfo info) {
        return TextCheck.isPacked(info.head());
    }
}
