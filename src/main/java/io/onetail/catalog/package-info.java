/**
 * What may be viewed: hosts, globs, commands, and what a log's name stands for. A {@link io.onetail.catalog.Catalog} is
 * an immutable snapshot; a changed configuration makes a new one, and an old one remains usable. Nothing here has a
 * thread, keeps anything open or knows where values come from: {@code config} reads the configuration and builds the
 * snapshot.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>{@code java.nio.file.PathMatcher}: its globs are regular expressions that may take exponential time, {@code **}
 *       does not match zero directories, and they follow the rules of the server's machine, not of the host. {@link
 *       io.onetail.catalog.Glob} takes time linear in the path.
 *   <li>JSch's {@code OpenSSHConfig}: it does not support {@code Include} or quotes, reads {@code Match} as a value,
 *       and applies a block with a negated pattern to every other host instead of excluding one. {@link
 *       io.onetail.catalog.SshConfig} follows ssh_config(5) for the six keywords used here.
 * </ul>
 */
@NullMarked
package io.onetail.catalog;

import org.jspecify.annotations.NullMarked;
