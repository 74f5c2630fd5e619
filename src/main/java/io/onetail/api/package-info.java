/**
 * REST: hosts and logs for the page's list, who is asking, downloads and searches, and what administrators ask for.
 *
 * <p>A {@code …Resource} or {@code …Servlet} holds annotations only. It takes the parameters and the principal from the request and hands
 * them to a plain class beside it, {@code …Answers}, {@code FileDownload} or {@code FileSearch}, which is made with {@code new} for each
 * request. {@link io.onetail.api.ErrorAnswer} says how each failure is answered; {@link io.onetail.api.ApiExceptionMapper} and the servlets
 * send that. Headers that all answers have, {@code Cache-Control} among them, are set by {@link io.onetail.signon.AccessFilter}, which
 * every request passes.
 *
 * <p>Everything here runs on the server's request threads. Listing a host's files blocks one of them for at most the host's time-out. A
 * download or search blocks one for as long as it lasts, so only a few are allowed at a time. The package owns nothing but the watchdog
 * over sends, which {@link io.onetail.api.FileReads} starts and stops.
 *
 * <p>A download reads a block of the file, writes it, and only then reads the next one: a client that stops reading holds one thread and no
 * channel of the host's connection, which would otherwise freeze with it.
 *
 * <p>Decided against: a REST resource that streams. If it fails half-way, each implementation ends the answer in its own way, and a client
 * might take the part for the whole.
 */
@NullMarked
package io.onetail.api;

import org.jspecify.annotations.NullMarked;
