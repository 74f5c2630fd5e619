package io.onetail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the table and the charts. Stateless. */
final class Report {
    private static final String LIMIT = "limit";

    private final Path directory;
    private final Results results;
    private final List<String> peers;

    Report(Path directory, Results results, List<String> peers) {
        this.directory = directory;
        this.results = results;
        this.peers = peers;
    }

    /** Writes {@code benchmark.md} and an SVG file for each figure's first value. */
    void write(List<Figure> figures) throws IOException {
        StringBuilder text = new StringBuilder("# Onetail's benchmark\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%s, %s, %d cores, Linux %s, Java %s. Medians, with the lowest and highest round in brackets; lines of %d bytes, one log.%n"
                        + "A round with \\* was disturbed: others used more than %.1f cores, at each attempt.%n",
                LocalDateTime.now().format(DateTimeFormatter.ISO_LOCAL_DATE),
                Proc.processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Runtime.version(),
                LogLine.LENGTH,
                Watch.DISTURBED));
        for (Figure figure : figures) {
            text.append("\n## ").append(figure.title()).append("\n\n");
            table(figure, text);
            Figure.Value first = figure.values().get(0);
            Chart chart = new Chart(figure.title() + " (" + unit(first) + ")", peers);
            for (int size : figure.sizes()) {
                chart.group(
                        size + (size == 1 ? " viewer" : " viewers"),
                        peers.stream()
                                .mapToDouble(
                                        peer -> results.median(figure.name(), peer, size, first.key()) * first.scale())
                                .toArray());
            }
            Files.writeString(directory.resolve(figure.name() + ".svg"), chart.svg());
            text.append("\n![")
                    .append(figure.title())
                    .append("](")
                    .append(figure.name())
                    .append(".svg)\n");
        }
        Files.writeString(directory.resolve("benchmark.md"), text.toString());
    }

    private void table(Figure figure, StringBuilder text) {
        List<String> head = new ArrayList<>(List.of("viewers", "value"));
        head.addAll(peers);
        text.append("| ")
                .append(String.join(" | ", head))
                .append(" |\n|")
                .append("---|".repeat(head.size()))
                .append('\n');
        for (int size : figure.sizes()) {
            for (Figure.Value value : figure.values()) {
                text.append("| ").append(size).append(" | ").append(value.title());
                text.append(unit(value).equals(value.title()) ? "" : ", " + unit(value))
                        .append(" |");
                for (String peer : peers) {
                    text.append(' ').append(cell(figure, value, peer, size)).append(" |");
                }
                text.append('\n');
            }
        }
    }

    private static String unit(Figure.Value value) {
        return value.unit().isEmpty() ? value.title() : value.unit();
    }

    private String cell(Figure figure, Figure.Value value, String peer, int size) {
        double[] all = results.of(figure.name(), peer, size, value.key());
        if (all.length == 0) {
            return "-";
        }
        double median = results.median(figure.name(), peer, size, value.key());
        String cell = number(median * value.scale());
        if (all.length > 1) {
            cell += " (" + number(all[0] * value.scale()) + "-" + number(all[all.length - 1] * value.scale()) + ")";
        }
        if (results.disturbed(figure.name(), peer, size) > 0) {
            cell += " \\*";
        }
        Figure.Target target = value.target(peer, size);
        if (target != null && !Double.isNaN(target.most())) {
            cell += "; at most " + number(target.most())
                    + (median * value.scale() <= target.most() ? ": yes" : ": **no**");
        }
        if (target != null && !Double.isNaN(target.least())) {
            cell += "; at least " + number(target.least())
                    + (median * value.scale() >= target.least() ? ": yes" : ": **no**");
        }
        double limit = results.median(figure.name(), LIMIT, size, value.key());
        if (target != null && !Double.isNaN(target.share()) && !Double.isNaN(limit)) {
            cell += String.format(
                    Locale.ROOT,
                    "; %.0f %% of `limit`, at least %.0f %%: %s",
                    100 * median / limit,
                    100 * target.share(),
                    median >= target.share() * limit ? "yes" : "**no**");
        }
        return cell;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 || size == Math.rint(size) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
