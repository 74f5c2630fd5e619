package io.onetail.tail.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where names lead. Stateless. */
final class LinkTargets {
    private LinkTargets() {}

    /** The name itself, in its directory with links resolved. */
    static Path entry(Path path) {
        Path directory = directory(path);
        try {
            return directory.toRealPath().resolve(name(path));
        } catch (IOException e) {
            return path; // there is no such directory at the moment
        }
    }

    /** What the name leads to, links resolved; or where it would lead if something were there. */
    static Path of(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            try {
                return entry(
                        directory(path).resolve(Files.readSymbolicLink(path)).normalize());
            } catch (IOException | UnsupportedOperationException noLink) {
                return entry(path);
            }
        }
    }

    static Path directory(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "." : name.toString();
    }
}
