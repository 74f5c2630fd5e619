package io.onetail.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads ssh_config files into blocks. Used once by one thread. */
final class SshConfigReader {
    /** OpenSSH's own limit. */
    private static final int DEEPEST = 16;

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");

    private final Path home;
    private final List<SshConfig.ConfigBlock> blocks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private SshConfigReader(Path home) {
        this.home = home;
    }

    static SshConfig read(Path file, Path home) {
        SshConfigReader reader = new SshConfigReader(home);
        reader.file(file, List.of(), 0);
        return new SshConfig(reader.blocks, reader.notes);
    }

    private void file(Path file, List<List<String>> outer, int depth) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            notes.add("The ssh_config file '" + file + "' can't be read: " + e + ".");
            return;
        }
        SshConfig.ConfigBlock block = open(outer);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ", line " + (i + 1);
            String[] halves = line.split("\\s*=\\s*|\\s+", 2);
            List<String> words = halves.length < 2 ? List.of() : words(halves[1]);
            if (words.isEmpty()) {
                notes.add(where + ": '" + halves[0] + "' has no value and is ignored.");
                continue;
            }
            String keyword = halves[0].toLowerCase(Locale.ROOT);
            switch (keyword) {
                case "host" -> block = open(with(outer, words));
                case "match" -> block = match(outer, words, where);
                case "include" -> {
                    include(file, words, block.conditions(), depth, where);
                    block = open(block.conditions());
                }
                default -> block.values().putIfAbsent(keyword, words.get(0));
            }
        }
    }

    private SshConfig.ConfigBlock match(List<List<String>> outer, List<String> words, String where) {
        if (words.size() == 1 && words.get(0).equalsIgnoreCase("all")) {
            return open(outer);
        }
        notes.add(where + ": the block 'Match " + String.join(" ", words)
                + "' is ignored, because only 'Match all' is supported. Use 'Host' instead.");
        return open(with(outer, List.of("!*"))); // applies to no host
    }

    private void include(Path from, List<String> words, List<List<String>> conditions, int depth, String where) {
        if (depth == DEEPEST) {
            notes.add(where + ": files are included more than " + DEEPEST + " levels deep; this one is ignored.");
            return;
        }
        Path base = from.toAbsolutePath().getParent();
        for (String word : words) {
            Path path = word.startsWith("~/") ? home.resolve(word.substring(2)) : Path.of(word);
            Path full = (base == null ? path : base.resolve(path)).normalize();
            for (Path included : found(full, where)) {
                file(included, conditions, depth + 1);
            }
        }
    }

    /** Files that match the last segment, which may have wildcards; to find none is not a mistake. */
    private List<Path> found(Path full, String where) {
        Path directory = full.getParent();
        Path name = full.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        Glob glob = Glob.of("/" + name);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> glob.matches("/" + file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            notes.add(where + ": the directory '" + directory + "' can't be read: " + e + ".");
            return List.of();
        }
    }

    private SshConfig.ConfigBlock open(List<List<String>> conditions) {
        SshConfig.ConfigBlock block = new SshConfig.ConfigBlock(conditions);
        blocks.add(block);
        return block;
    }

    private static List<List<String>> with(List<List<String>> outer, List<String> patterns) {
        return Stream.concat(outer.stream(), Stream.of(List.copyOf(patterns))).toList();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            if (matcher.group().startsWith("#")) {
                break; // OpenSSH takes the rest of a line after '#' as a comment
            }
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
