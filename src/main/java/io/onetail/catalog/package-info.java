/**
 * What may be viewed: hosts, globs, commands, and what a log's name stands for. A {@link io.onetail.catalog.Catalog} is
 * an immutable snapshot; a changed configuration makes a new one, and whoever holds the old one may go on using it.
 * Nothing here has a thread, keeps anything open or knows where values come from: {@code config} reads the
 * configuration and builds the snapshot.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>{@code java.nio.file.PathMatcher}: its globs are regular expressions that may take exponential time, they know
 *       no {@code **} for zero directories, and they follow the rules of the machine that runs the server, not of the
 *       host. {@link io.onetail.catalog.Glob} takes time linear in the path.
 *   <li>JSch's {@code OpenSSHConfig}: it knows no {@code Include} and no quotes, takes {@code Match} for a value, and
 *       a negated pattern makes a block apply to every other host instead of excluding one.
 *       {@link io.onetail.catalog.SshConfig} follows ssh_config(5) in the six keywords that are used here.
 * </ul>
 */
@NullMarked
package io.onetail.catalog;

import org.jspecify.annotations.NullMarked;
