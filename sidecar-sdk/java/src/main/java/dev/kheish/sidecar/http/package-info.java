/**
 * HTTP/1.1 as two programs on one machine need it: a small server, and calls with a limit on
 * everything. Not exported.
 *
 * <p>Neither {@code com.sun.net.httpserver} nor {@code java.net.http}: the first answer of the one
 * and the first call of the other take a tenth and a third of a second in a new JVM, and the server
 * speaks HTML where it does not like a request.
 */
package dev.kheish.sidecar.http;
