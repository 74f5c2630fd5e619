package io.onetail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the links between the pages, and from them to the source, in the repository and in the site that is generated from them. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path MENU = Path.of("src/site/site.xml");
    /** README is not a page of the site, so pages lead to it by its address. */
    private static final String README_ADDRESS = "https://github.com/onetail/onetail/blob/main/README.md";

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?m)^\\[[^\\]]+\\]: (\\S+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"></a>");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|(?m)^ {4}.*$|`[^`\n]+`");
    private static final Pattern ITEM = Pattern.compile("<item [^>]*href=\"([^\"]+)\\.html\"");

    /** Names of the source: a class with its package, a file, a test, and a word that is written like a name in code. */
    private static final Pattern CLASS_NAME = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)(?:\\.\\w+)?`");

    private static final Pattern FILE_NAME = Pattern.compile("`((?:webapp|src|server-config)/[\\w./-]+"
            + "|[a-z]+(?:/[a-z]+)*/[\\w-]+\\.(?:js|css|html|lua|pl|py|sh))`");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern WORD_NAME =
            Pattern.compile("`([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|\\w*[A-Za-z]_\\w+)(?:\\.\\w+)?`");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern SOURCE = Pattern.compile(".*\\.(?:java|js|ts|py|pl|sh|lua)");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(pages());
        documents.add(README);
        return documents;
    }

    private static String name(Path page) {
        return page.getFileName().toString().replace(".md", "");
    }

    private static List<String> links(Path document) throws IOException {
        String text = CODE.matcher(Files.readString(document)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .toList();
    }

    private static List<String> headings(Path document) throws IOException {
        String text = Files.readString(document).replaceAll("(?ms)^```.*?^```$", "");
        return HEADING.matcher(text)
                .results()
                .map((MatchResult heading) -> heading.group(1))
                .toList();
    }

    /** The anchor of a heading, by GitHub's rule. */
    private static String anchor(String heading) {
        return heading.replaceAll("<[^>]*>", "")
                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    private static Set<String> anchors(Path document) throws IOException {
        return headings(document).stream().map(DocumentsTest::anchor).collect(Collectors.toSet());
    }

    /** The site's generator has a rule of its own for headings, except for those that name their anchor. */
    private static Set<String> anchorsOfTheSite(Path page) throws IOException {
        Set<String> names = new HashSet<>();
        for (String heading : headings(page)) {
            Matcher anchor = ANCHOR.matcher(heading);
            if (anchor.find()) {
                names.add(anchor.group(1));
            }
        }
        return names;
    }

    @Test
    void everyLinkLeadsToAFileAndToAHeadingInIt() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : links(document)) {
                String address = link.startsWith(README_ADDRESS) ? link.substring(README_ADDRESS.length()) : null;
                if (address == null && link.matches("[a-z]+:.*")) {
                    continue;
                }
                int hash = (address == null ? link : address).indexOf('#');
                String rest = address == null ? link : address;
                String file = hash < 0 ? rest : rest.substring(0, hash);
                Path target = address != null
                        ? README
                        : file.isEmpty()
                                ? document
                                : document.resolveSibling(file).normalize();
                boolean page = target.startsWith(PAGES);
                boolean outside = !page && document.startsWith(PAGES) && address == null;
                if (!Files.exists(target) || outside) {
                    dead.add(document + ": " + link);
                } else if (hash >= 0) {
                    String anchor = rest.substring(hash + 1);
                    boolean both = !page || anchorsOfTheSite(target).contains(anchor);
                    if (!anchors(target).contains(anchor) || !both) {
                        dead.add(document + ": " + link);
                    }
                }
            }
        }
        assertEquals(List.of(), dead, "leads nowhere in the repository, or in the site");
    }

    @Test
    void everyAnchorHasTheNameThatItsHeadingHasInTheRepository() throws IOException {
        List<String> different = new ArrayList<>();
        for (Path page : pages()) {
            for (String heading : headings(page)) {
                Matcher anchor = ANCHOR.matcher(heading);
                if (anchor.find() && !anchor.group(1).equals(anchor(heading))) {
                    different.add(page + ": " + heading + ", expected " + anchor(heading));
                }
            }
        }
        assertEquals(List.of(), different);
    }

    @Test
    void theMenuHasEveryPageOnceAndNothingElse() throws IOException {
        List<String> items = ITEM.matcher(Files.readString(MENU))
                .results()
                .map(item -> item.group(1))
                .sorted()
                .toList();

        assertEquals(pages().stream().map(DocumentsTest::name).sorted().toList(), items);
    }

    @Test
    void readmeAndTheFirstPageLeadToEveryPage() throws IOException {
        Set<String> all =
                new TreeSet<>(pages().stream().map(DocumentsTest::name).toList());
        all.remove("index");
        for (Path document : List.of(README, PAGES.resolve("index.md"))) {
            Set<String> missing = new TreeSet<>(all);
            links(document).forEach(link -> missing.remove(link.replaceAll("^.*/|\\.md(#.*)?$", "")));
            assertEquals(Set.of(), missing, document + " does not lead to them");
        }
    }

    @Test
    void everyClassFileAndTestThatADocumentNamesIsThere() throws IOException {
        Set<String> sources =
                sources().stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Path document : documents()) {
            for (String name : named(document, CLASS_NAME)) {
                note(document, name, Files.exists(Path.of("src/main/java/io/onetail", name + ".java")), missing);
            }
            for (String name : named(document, FILE_NAME)) {
                boolean there = Stream.of("", "src/main", "src/main/webapp")
                        .anyMatch(folder -> Files.exists(Path.of(folder, name)));
                note(document, name, there, missing);
            }
            for (String name : named(document, TEST_NAME)) {
                note(document, name, sources.contains(name + ".java"), missing);
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** The other pages also name what belongs to libraries and servers. */
    @Test
    void everyNameInThePagesForThoseWhoChangeTheSourceIsInTheSource() throws IOException {
        Set<String> words = new HashSet<>();
        for (Path source : sources()) {
            WORD.matcher(Files.readString(source)).results().forEach(word -> words.add(word.group()));
        }
        Set<String> missing = new TreeSet<>();
        for (String page : List.of("architecture.md", "contributing.md")) {
            for (String name : named(PAGES.resolve(page), WORD_NAME)) {
                note(PAGES.resolve(page), name, words.contains(name), missing);
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static void note(Path document, String name, boolean there, Set<String> missing) {
        if (!there) {
            missing.add(document + ": " + name);
        }
    }

    private static List<String> named(Path document, Pattern pattern) throws IOException {
        String text = Files.readString(document).replaceAll("(?ms)^```.*?^```$", "");
        return pattern.matcher(text).results().map(name -> name.group(1)).toList();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> Files.isRegularFile(file)
                            && SOURCE.matcher(file.toString()).matches())
                    .toList();
        }
    }
}
