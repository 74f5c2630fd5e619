package io.onetail.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws a bar chart with a group for each number of viewers and a colour for each server; each bar has its value, and
 * each group its own scale.
 */
final class Chart {
    private static final String[] COLOURS = {"#2563eb", "#d97706", "#6b7280", "#059669"};
    private static final int BAR = 46;
    private static final int HEIGHT = 180;
    private static final int TOP = 64;

    private final String title;
    private final List<String> peers;
    private final List<String> groups = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();

    Chart(String title, List<String> peers) {
        this.title = title;
        this.peers = peers;
    }

    /** @param bars one bar for each server; NaN for none */
    void group(String name, double[] bars) {
        groups.add(name);
        values.add(bars);
    }

    String svg() {
        int groupWidth = BAR * peers.size() + 40;
        int width = Math.max(460, 20 + groupWidth * groups.size());
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n<text x=\"16\" y=\"22\" font-size=\"14\">%s</text>%n",
                width,
                TOP + HEIGHT + 36,
                title));
        for (int i = 0; i < peers.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"34\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%d\" y=\"43\">%s</text>%n",
                    16 + i * 90,
                    COLOURS[i % COLOURS.length],
                    30 + i * 90,
                    peers.get(i)));
        }
        for (int group = 0; group < groups.size(); group++) {
            bars(svg, values.get(group), 16 + group * groupWidth);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\">%s</text>%n",
                    16 + group * groupWidth,
                    TOP + HEIGHT + 24,
                    groups.get(group)));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bars(StringBuilder svg, double[] bars, int left) {
        double most = 0;
        for (double bar : bars) {
            most = Math.max(most, Double.isNaN(bar) ? 0 : bar);
        }
        for (int i = 0; i < bars.length; i++) {
            if (!Double.isNaN(bars[i])) {
                int height = most == 0 ? 0 : (int) Math.max(1, Math.round((HEIGHT - 20) * Math.max(0, bars[i]) / most));
                int top = TOP + HEIGHT - height;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
                                + "<text x=\"%d\" y=\"%d\" font-size=\"10\">%s</text>%n",
                        left + i * BAR,
                        top,
                        BAR - 6,
                        height,
                        COLOURS[i % COLOURS.length],
                        left + i * BAR,
                        top - 4,
                        String.format(Locale.ROOT, bars[i] >= 100 ? "%.0f" : "%.2f", bars[i])));
            }
        }
    }
}
