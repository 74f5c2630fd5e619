package io.onetail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** The rounds that count; each is also written to a file at once, as a line of JSON. For one thread. */
final class Results {
    private final Path file;
    private final List<Row> rows = new ArrayList<>();

    Results(Path file) throws IOException {
        this.file = file;
        Files.deleteIfExists(file);
    }

    record Row(String figure, String peer, int size, int round, Figure.Outcome outcome) {}

    /** @param counts false for a disturbed round that is repeated */
    void add(Row row, boolean counts) throws IOException {
        if (counts) {
            rows.add(row);
        }
        Watch.Used used = row.outcome.used();
        Map<String, Double> all = new TreeMap<>(row.outcome.values());
        all.put("seconds", used.seconds());
        all.put("serverCpu", used.server());
        all.put("helpersCpu", used.helpers());
        all.put("loadCpu", used.load());
        all.put("otherCores", used.others());
        StringBuilder json = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"figure\":\"%s\",\"server\":\"%s\",\"viewers\":%d,\"round\":%d,\"counts\":%b",
                row.figure,
                row.peer,
                row.size,
                row.round,
                counts));
        all.forEach((key, value) -> json.append(String.format(
                Locale.ROOT, ",\"%s\":%s", key, value.isNaN() ? "null" : String.format(Locale.ROOT, "%.6g", value))));
        String line = json.append("}\n").toString();
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.print(line);
    }

    /** The values of rounds in ascending order; empty if there are none. */
    double[] of(String figure, String peer, int size, String value) {
        return rows.stream()
                .filter(row -> row.figure.equals(figure) && row.peer.equals(peer) && row.size == size)
                .map(row -> row.outcome.values().get(value))
                .flatMapToDouble(
                        found -> found == null || found.isNaN() ? DoubleStream.empty() : DoubleStream.of(found))
                .sorted()
                .toArray();
    }

    /** NaN if there is none. */
    double median(String figure, String peer, int size, String value) {
        double[] all = of(figure, peer, size, value);
        int half = all.length / 2;
        if (all.length == 0) {
            return Double.NaN;
        }
        return all.length % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
    }

    /** How many rounds count although each attempt was disturbed. */
    long disturbed(String figure, String peer, int size) {
        return rows.stream()
                .filter(row -> row.figure.equals(figure) && row.peer.equals(peer) && row.size == size)
                .filter(row -> row.outcome.used().disturbed())
                .count();
    }
}
